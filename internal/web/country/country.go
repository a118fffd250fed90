package country

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/tally"
	"eerstelijn/internal/web/ui"
)

//go:embed country.css
var css string

func init() { assets.AddStyle("country", css) }

// FilePath is where the table stands as a file.
const FilePath = "/land.csv"

// Page is the page of the country.
type Page struct{ *site.Site }

// Get shows the page, today or as it was on a day, by region or by another cut of the country.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	ctx, day := r.Context(), asof.Of(r, asof.Field, p.Today())
	f, err := p.facts(ctx, r, day)
	if err != nil {
		return err
	}
	v := view{frame: p.Frame(r, "Nederland: regio’s en wijken"), empty: len(f.rows) == 0, now: f.now, past: day.Past(), cut: f.cut.Code != "", kinds: f.kindChoice(), day: day.Ask("/land")}
	v.file = f.address(FilePath)
	if f.cut.Code != "" {
		v.day.Keep, v.day.Now = []ui.Hidden{{Name: cutField, Value: f.cut.Code}}, f.cutAddress("/land")
		v.drawn, v.table = cutDrawn(f), cutTable(f)
	} else {
		v.drawn, v.table = drawn(f), table(f)
	}
	v.frame.Source = areamap.Source(f.atlas)
	if !v.past {
		if v.tally, err = tally.Of(ctx, p.Site, "", "", ""); err != nil {
			return err
		}
	}
	if len(v.drawn.Shapes) > 0 {
		v.frame.Scripts = []string{assets.MapScript}
	}
	return p.Render(w, r, day.Status(), page(v))
}

// File gives the table as a file for a spreadsheet.
func (p Page) File(w http.ResponseWriter, r *http.Request) error {
	day := asof.Of(r, asof.Field, p.Today())
	if err := day.Err(); err != nil {
		return err
	}
	f, err := p.facts(r.Context(), r, day)
	if err != nil {
		return err
	}
	if f.cut.Code != "" {
		return cutFile(f).Write(w, f.cut.Code+"-"+f.now.Format(time.DateOnly)+".csv")
	}
	return file(f).Write(w, "regios-"+f.now.Format(time.DateOnly)+".csv")
}

// facts are what the capabilities answered.
type facts struct {
	day     asof.Day
	now     time.Time // the moment that is shown
	rows    []network.CountryRow
	regions []network.Region
	kinds   []network.BoundaryKind
	cut     network.BoundaryKind // without a code it is by region
	cuts    []network.Cut
	places  map[network.BoundaryID][]network.AreaCode
	atlas   *network.Atlas
}

func (p Page) facts(ctx context.Context, r *http.Request, day asof.Day) (f facts, err error) {
	f = facts{day: day, now: day.Moment(p.Today()), atlas: p.Finder.Atlas()}
	if f.rows, err = p.Network.Country(ctx, f.now); err != nil {
		return f, err
	}
	if f.kinds, err = p.Network.BoundaryKinds(ctx); err != nil {
		return f, err
	}
	if code := r.URL.Query().Get(cutField); code != "" && code != byRegion {
		i := slices.IndexFunc(f.kinds, func(k network.BoundaryKind) bool { return k.Code == code })
		if i < 0 {
			return f, fault.Missing("Deze indeling van Nederland kennen we niet.", "boundary kind not found")
		}
		f.cut = f.kinds[i]
		if f.cuts, err = p.Network.CoverageBy(ctx, code, f.now); err != nil {
			return f, err
		}
		f.places, err = p.Network.BoundaryPlaces(ctx, code, f.now)
		return f, err
	}
	f.regions, err = p.Network.RegionsAt(ctx, f.now)
	return f, err
}

// stand says of which moment the figures are.
func (f facts) stand() string {
	if f.day.Past() {
		return "Stand eind " + ui.Date(f.now) + "."
	}
	return "Stand " + ui.Moment(f.now) + "."
}

// address keeps what is shown in the address of another page.
func (f facts) address(href string) string {
	q := url.Values{}
	if f.cut.Code != "" {
		q.Set(cutField, f.cut.Code)
	}
	if f.day.Past() {
		q.Set(asof.Field, f.day.Typed)
	}
	if len(q) == 0 {
		return href
	}
	return href + "?" + q.Encode()
}

// cutAddress is that of today.
func (f facts) cutAddress(href string) string {
	return href + "?" + url.Values{cutField: {f.cut.Code}}.Encode()
}

// view is what the page shows.
type view struct {
	frame ui.PageView
	empty bool
	now   time.Time
	past  bool
	cut   bool // it is not by region
	kinds ui.Choice
	day   asof.View
	file  string
	drawn ui.MapView
	table ui.TableView
	tally tally.View
}

// phases in their order, with the words of the map's legend.
var phases = []struct {
	code  network.Phase
	name  string
	class ui.MapClass
	plain string
}{
	{network.PhaseNetwork, "Netwerk", ui.MapClass1, "elkaar leren kennen en een vorm zoeken"},
	{network.PhaseAgreements, "Afspraken", ui.MapClass2, "vaste afspraken en een plan voor de regio"},
	{network.PhaseOrganisation, "Organisatie", ui.MapClass4, "een organisatie die namens de zorgverleners spreekt"},
}

func phaseName(row network.CountryRow) string {
	for _, p := range phases {
		if p.code == row.Phase {
			return p.name
		}
	}
	return "Nog niet bekend"
}

const (
	tableID  = "regios"
	noFigure = "geen cijfer"
)

func table(f facts) ui.TableView {
	t := ui.TableView{
		ID: tableID, Caption: "Regio’s op naam",
		Columns: []ui.Column{{Title: "Regio"}, {Title: "Fase"}, {Title: "Inwoners", Numeric: true},
			{Title: "Team compleet", Numeric: true}, {Title: "Team werkt", Numeric: true}, {Title: "Wijkverbanden", Numeric: true}},
		Source: "Bij ‘Team compleet’ en ‘Team werkt’ staat hoeveel inwoners in zo’n wijk wonen. " + f.stand(),
	}
	for _, r := range f.rows {
		name := phaseName(r)
		if r.Forerunner {
			name += " (voorloper)"
		}
		row := []ui.Cell{{Text: r.Name, Href: f.day.On("/regio/" + r.Slug)}, {Text: name}, {Text: noFigure}, {Text: noFigure}, {Text: noFigure}, {Text: ui.Count(r.Wijkverbanden)}}
		if r.Population > 0 {
			row[2].Text, row[3].Text, row[4].Text = ui.Count(r.Population), ui.Count(r.Manned), ui.Count(r.Working)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// drawn is the map: each region one shape by its phase, and what is in no region hatched. A municipality
// that regions share is drawn by its wijken.
func drawn(f facts) ui.MapView {
	atlas, rows, regions := f.atlas, f.rows, f.regions
	if atlas == nil || len(rows) == 0 {
		return ui.MapView{}
	}
	m := areamap.View{ID: "kaart", Title: "Hoever zijn de regio’s?", TableID: tableID, Source: f.stand()}
	for i, p := range phases {
		m.Legend = append(m.Legend, ui.MapLegend{Class: p.class, Word: fmt.Sprintf("%d. %s: %s", i+1, p.name, p.plain)})
	}
	m.Legend = append(m.Legend, ui.MapLegend{Class: ui.MapMissing, Word: "Nog geen regio"})
	areas := map[network.RegionID][]network.AreaCode{}
	held, split := map[network.AreaCode]bool{}, map[network.AreaCode]bool{}
	for _, r := range regions {
		areas[r.ID] = r.Areas
		for _, a := range r.Areas {
			held[a], split[a.Parent()] = true, true
		}
	}
	for _, r := range rows {
		piece := areamap.Piece{Areas: areas[r.ID], Class: ui.MapMissing, Title: r.Name + ": " + phaseName(r), Href: f.day.On("/regio/" + r.Slug)}
		for i, p := range phases {
			if p.code == r.Phase {
				piece.Class, piece.Label = p.class, strconv.Itoa(i+1)
			}
		}
		m.Pieces = append(m.Pieces, piece)
	}
	// Together they are one shape: borders between places without a region say nothing here.
	rest := areamap.Piece{Class: ui.MapMissing, Title: "Nog geen regio"}
	for _, g := range atlas.Areas(network.Municipality) {
		switch {
		case held[g.Code]:
		case !split[g.Code]:
			rest.Areas = append(rest.Areas, g.Code)
		default:
			for _, child := range atlas.Children(g.Code) {
				if !held[child.Code] {
					rest.Areas = append(rest.Areas, child.Code)
				}
			}
		}
	}
	if len(rest.Areas) > 0 {
		m.Pieces = append(m.Pieces, rest)
	}
	return areamap.Draw(atlas, m)
}
