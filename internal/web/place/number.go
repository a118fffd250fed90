package place

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/ui"
)

// numberView is what placements leave behind, of one region in one month.
type numberView struct {
	frame    ui.PageView
	title    string
	lead     string
	exact    bool
	months   []ui.Option
	regions  []ui.Option // for who may see any region
	times    ui.TableView
	outcomes ui.TableView
	declines ui.TableView
	each     []ui.TableView // reasons of each provider, for the desk
	bridging []ui.Definition
	drawn    ui.MapView
	unmet    ui.TableView
	kinds    ui.TableView
	source   string
}

const (
	monthField  = "maand"
	regionField = "regio"
	monthForm   = "2006-01"
	mostMonths  = 12
)

// anyRegion are the roles that compare regions.
var anyRegion = []access.Role{access.RESVStaff, access.RESVBoard, access.Insurer, access.Municipality, access.National, access.Auditor}

// mayNumbers tells whether somebody may see the figures of their own region.
func (p Page) mayNumbers(who access.Actor) bool {
	return p.Access.Decide(who, "placement.Numbers", access.Subject{Type: "region", ID: who.Region, Region: who.Region}).Allowed
}

// Numbers shows the figures that placements leave behind.
func (p Page) Numbers(w http.ResponseWriter, r *http.Request) error {
	ctx, who, now := r.Context(), p.SignedIn(r), p.Today()
	region, err := p.numberRegion(r, who)
	if err != nil {
		return err
	}
	desk, err := p.Placement.DeskOf(ctx, region.ID)
	if err != nil {
		return err
	}
	exact := p.Access.Decide(who, "placement.SmallNumbers", deskSubject(region.ID, desk)).Allowed
	from := monthOf(r.URL.Query().Get(monthField), now, exact)
	until := from.AddDate(0, 1, 0)
	n, err := p.Site.Numbers.Of(ctx, who, region.ID, from, until)
	if err != nil {
		return err
	}
	b, err := p.book(ctx)
	if err != nil {
		return err
	}
	v := numberView{title: "Plaatsing in " + regionTitle(region.Name), exact: n.Exact, lead: monthWords(from) + "."}
	v.months = months(from, now, exact)
	if v.regions, err = p.numberRegions(r, who, region); err != nil {
		return err
	}
	v.source = "Geteld op " + ui.Moment(n.At) + " uit de aanvragen op dit platform."
	if !n.Exact {
		v.source += " Aantallen onder de 10 zijn weggelaten."
	}
	v.fill(b, region, &n)
	if exact {
		if err := v.providers(b, who, region.ID, from, until); err != nil {
			return err
		}
	}
	v.frame = p.frame(r, "Cijfers over plaatsing", append(rootCrumbs[:2:2], ui.Link{Text: "Cijfers"})...)
	v.frame.Source = areamap.Source(p.Finder.Atlas())
	if len(v.drawn.Shapes) > 0 {
		v.frame.Scripts = append(v.frame.Scripts, assets.MapScript)
	}
	return p.Render(w, r, http.StatusOK, numberPage(v))
}

// numberRegion is the region asked for, or one's own.
func (p Page) numberRegion(r *http.Request, who access.Actor) (network.Region, error) {
	if slug := r.URL.Query().Get(regionField); slug != "" {
		return p.Network.Region(r.Context(), slug)
	}
	if who.Region != "" {
		return p.Network.RegionByID(r.Context(), network.RegionID(who.Region))
	}
	all, err := p.Network.Regions(r.Context())
	if err != nil {
		return network.Region{}, err
	}
	if len(all) == 0 {
		return network.Region{}, fault.Missing("Er is nog geen regio.", "no region")
	}
	return all[0], nil
}

// numberRegions are those that somebody may choose from.
func (p Page) numberRegions(r *http.Request, who access.Actor, at network.Region) (options []ui.Option, err error) {
	if !slices.Contains(anyRegion, who.Role) {
		return nil, nil
	}
	all, err := p.Network.Regions(r.Context())
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		options = append(options, ui.Option{Value: one.Slug, Text: one.Name, Selected: one.ID == at.ID})
	}
	return options, nil
}

// monthOf reads a month; by default it is this one for the desk, and the last whole one for others.
func monthOf(text string, now time.Time, exact bool) time.Time {
	latest, _ := number.Month(now)
	if !exact {
		latest = latest.AddDate(0, -1, 0)
	}
	asked, err := time.ParseInLocation(monthForm, text, clock.Amsterdam)
	if err != nil || asked.After(latest) {
		return latest
	}
	return asked
}

func months(chosen, now time.Time, exact bool) (options []ui.Option) {
	at := monthOf("", now, exact)
	for range mostMonths {
		options = append(options, ui.Option{Value: at.Format(monthForm), Text: monthWords(at), Selected: at.Equal(chosen)})
		at = at.AddDate(0, -1, 0)
	}
	return options
}

var monthNames = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

func monthWords(at time.Time) string {
	return ui.Capital(monthNames[at.Month()-1]) + " " + strconv.Itoa(at.Year())
}

// shownCount writes a count; a small one is not shown.
func shownCount(c number.Count) string {
	if c.Few {
		return "minder dan 10, of verborgen"
	}
	return ui.Count(c.N)
}

// took writes the time within which a share of people had it.
func took(m number.Measured, q number.Quantile) string {
	switch {
	case m.People.Few:
		return "te weinig mensen"
	case m.People.N == 0:
		return "–"
	case q.AtLeast:
		return "langer dan " + ui.Lasting(q.After)
	}
	return ui.Lasting(q.After)
}

func (v *numberView) fill(b *book, region network.Region, n *number.Numbers) {
	v.times = ui.TableView{ID: "tijd", Caption: "Van vraag tot plek en tot begin", Empty: "In deze maand is niets gevraagd.", Source: "Wie nog wacht, telt mee. " + v.source,
		Columns: []ui.Column{{Title: "Hoe snel"}, {Title: "Gevraagd", Numeric: true}, {Title: "Helft had een plek binnen", Numeric: true},
			{Title: "9 van de 10 binnen", Numeric: true}, {Title: "Helft was begonnen binnen", Numeric: true}, {Title: "Wacht nog", Numeric: true}}}
	for _, u := range n.Urgencies {
		v.times.Rows = append(v.times.Rows, []ui.Cell{{Text: b.mark(u.Urgency).name}, {Text: shownCount(u.Asked)}, {Text: took(u.Committed, u.Committed.P50)},
			{Text: took(u.Committed, u.Committed.P90)}, {Text: took(u.Started, u.Started.P50)}, {Text: shownCount(u.Committed.Waiting)}})
	}
	o := n.Outcomes
	v.outcomes = ui.TableView{ID: "uitkomst", Caption: "Wat werd het?", Source: v.source, Columns: []ui.Column{{Title: "Uitkomst"}, {Title: "Aanvragen", Numeric: true}},
		Rows: [][]ui.Cell{{{Text: "Een plek"}, {Text: shownCount(o.Place)}}, {{Text: "Hulp in de tussentijd: volgens afspraak of met de hand geregeld"}, {Text: shownCount(o.Bridging)}},
			{{Text: "Niet meer nodig, met een reden"}, {Text: shownCount(o.Ended)}}, {{Text: "Nog op tijd"}, {Text: shownCount(o.InTime)}},
			{{Text: "Te laat: alleen het coördinatiepunt zoekt verder"}, {Text: shownCount(o.Desk)}}, {{Text: "Te laat en niemand zoekt verder"}, {Text: shownCount(o.None)}}}}
	if with, of, known := o.With(); known && of > 0 {
		v.lead += " Van de " + ui.Amount(of, "aanvraag", "aanvragen") + " waarvan de tijd om is of die klaar zijn, " +
			map[bool]string{true: "heeft ", false: "hebben "}[with == 1] + ui.Count(with) + " een plek, hulp in de tussentijd of een ander einde."
	}
	v.declines = ui.TableView{ID: "redenen", Caption: "Waarom zeggen aanbieders nee?", Empty: "Niemand zei nee.", Source: v.source,
		Columns: []ui.Column{{Title: "Reden"}, {Title: "Keer", Numeric: true}}}
	for _, d := range n.Declines {
		v.declines.Rows = append(v.declines.Rows, []ui.Cell{{Text: b.decline(d.Reason)}, {Text: shownCount(d.N)}})
	}
	v.bridging = []ui.Definition{{Term: "Keer hulp in de tussentijd, volgens afspraak of met de hand geregeld", Text: shownCount(n.Bridgings)},
		{Term: "Dagen daarvan samen", Text: shownCount(n.BridgingDays)}, {Term: "Keer dat alleen het coördinatiepunt verder zocht", Text: shownCount(n.DeskTimes)},
		{Term: "Dagen daarvan samen", Text: shownCount(n.DeskDays)}}
	v.kinds = ui.TableView{ID: "soort", Caption: "Waar was te weinig van?", Empty: "Voor alles was er op tijd een plek.", Source: v.source,
		Columns: []ui.Column{{Title: "Soort"}, {Title: "Zonder plek op tijd", Numeric: true}}}
	for _, k := range n.UnmetByKind {
		v.kinds.Rows = append(v.kinds.Rows, []ui.Cell{{Text: b.kind(k.Kind)}, {Text: shownCount(k.N)}})
	}
	v.wijken(b, region, n)
}

// wijken draws where people had no place in time, with the same in a table.
func (v *numberView) wijken(b *book, region network.Region, n *number.Numbers) {
	v.unmet = ui.TableView{ID: "wijken", Caption: "Geen plek op tijd, per wijk", Empty: "In elke wijk was er op tijd een plek.", Source: v.source,
		Columns: []ui.Column{{Title: "Wijk"}, {Title: "Mensen", Numeric: true}}}
	counts, most := map[network.AreaCode]number.Count{}, 0
	for _, a := range n.UnmetByArea {
		counts[a.Area] = a.N
		most = max(most, a.N.N)
		v.unmet.Rows = append(v.unmet.Rows, []ui.Cell{{Text: b.area(a.Area)}, {Text: shownCount(a.N)}})
	}
	if len(counts) == 0 {
		return
	}
	atlas := b.Finder.Atlas()
	codes := areamap.Wijken(atlas, region.Areas)
	m := areamap.View{ID: "kaart", Title: v.unmet.Caption, TableID: v.unmet.ID, Source: v.source,
		Legend: []ui.MapLegend{{Class: ui.MapClass1, Word: "Altijd op tijd"}, {Class: ui.MapClass2, Word: "Soms niet"}, {Class: ui.MapClass3, Word: "Vaker niet"},
			{Class: ui.MapClass4, Word: "Het vaakst niet"}, {Class: ui.MapMissing, Word: "Te weinig om te tonen"}}}
	for _, code := range codes {
		c := counts[code]
		piece := areamap.Piece{Areas: []network.AreaCode{code}, Class: unmetClass(c, most), Title: b.area(code) + ": " + shownCount(c), Href: "/wijk/" + string(code)}
		if !c.Few && c.N > 0 {
			piece.Label = strconv.Itoa(c.N)
		}
		m.Pieces = append(m.Pieces, piece)
	}
	v.drawn = areamap.Draw(atlas, m)
}

func unmetClass(c number.Count, most int) ui.MapClass {
	switch {
	case c.Few:
		return ui.MapMissing
	case c.N == 0:
		return ui.MapClass1
	case 3*c.N <= most:
		return ui.MapClass2
	case 3*c.N <= 2*most:
		return ui.MapClass3
	}
	return ui.MapClass4
}

// providers tells the desk why each provider says no: with them it can talk it over.
func (v *numberView) providers(b *book, who access.Actor, region network.RegionID, from, until time.Time) error {
	all, err := b.Site.Numbers.Declines(b.ctx, who, region, from, until)
	if err != nil {
		return err
	}
	for i, d := range all {
		name, err := b.organization(d.Organization)
		if err != nil {
			return err
		}
		t := ui.TableView{ID: "nee-" + strconv.Itoa(i+1), Caption: name, Columns: []ui.Column{{Title: "Reden"}, {Title: "Keer", Numeric: true}}}
		for _, why := range d.Reasons {
			t.Rows = append(t.Rows, []ui.Cell{{Text: b.decline(why.Reason)}, {Text: ui.Count(why.N.N)}})
		}
		v.each = append(v.each, t)
	}
	return nil
}
