package country

import (
	_ "embed"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed country.css
var css string

func init() { assets.AddStyle("country", css) }

// FilePath is where the table stands as a file.
const FilePath = "/land.csv"

// Page is the page of the country.
type Page struct{ *site.Site }

// Get shows the page.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	now := p.Today()
	rows, err := p.Network.Country(r.Context(), now)
	if err != nil {
		return err
	}
	regions, err := p.Network.Regions(r.Context())
	if err != nil {
		return err
	}
	atlas := p.Finder.Atlas()
	v := view{frame: p.Frame(r, "Nederland: regio’s en wijken"), rows: rows, now: now, drawn: drawn(atlas, rows, regions, now), table: table(rows, now)}
	v.frame.Source = areamap.Source(atlas)
	if len(v.drawn.Shapes) > 0 {
		v.frame.Scripts = []string{assets.MapScript}
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// File gives the table as a file for a spreadsheet.
func (p Page) File(w http.ResponseWriter, r *http.Request) error {
	now := p.Today()
	rows, err := p.Network.Country(r.Context(), now)
	if err != nil {
		return err
	}
	body := file(rows, now, areamap.Source(p.Finder.Atlas()))
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="regios-`+now.Format(time.DateOnly)+`.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(body)
	return err
}

// view is what the page shows.
type view struct {
	frame ui.PageView
	rows  []network.CountryRow
	now   time.Time
	drawn ui.MapView
	table ui.TableView
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

func table(rows []network.CountryRow, now time.Time) ui.TableView {
	t := ui.TableView{
		ID: tableID, Caption: "Regio’s op naam",
		Columns: []ui.Column{{Title: "Regio"}, {Title: "Fase"}, {Title: "Inwoners", Numeric: true},
			{Title: "Team compleet", Numeric: true}, {Title: "Team werkt", Numeric: true}, {Title: "Wijkverbanden", Numeric: true}},
		Source: "Bij ‘Team compleet’ en ‘Team werkt’ staat hoeveel inwoners in zo’n wijk wonen. Stand " + ui.Moment(now) + ".",
	}
	for _, r := range rows {
		name := phaseName(r)
		if r.Forerunner {
			name += " (voorloper)"
		}
		row := []ui.Cell{{Text: r.Name, Href: "/regio/" + r.Slug}, {Text: name}, {Text: noFigure}, {Text: noFigure}, {Text: noFigure}, {Text: ui.Count(r.Wijkverbanden)}}
		if r.Population > 0 {
			row[2].Text, row[3].Text, row[4].Text = ui.Count(r.Population), ui.Count(r.Manned), ui.Count(r.Working)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// drawn is the map: each region one shape by its phase, and what is in no region hatched. A municipality
// that regions share is drawn by its wijken.
func drawn(atlas *network.Atlas, rows []network.CountryRow, regions []network.Region, now time.Time) ui.MapView {
	if atlas == nil || len(rows) == 0 {
		return ui.MapView{}
	}
	m := areamap.View{ID: "kaart", Title: "Hoever zijn de regio’s?", TableID: tableID, Source: "Stand " + ui.Date(now) + "."}
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
		piece := areamap.Piece{Areas: areas[r.ID], Class: ui.MapMissing, Title: r.Name + ": " + phaseName(r), Href: "/regio/" + r.Slug}
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
