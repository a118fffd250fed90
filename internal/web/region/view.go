package region

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/promised"
	"eerstelijn/internal/web/tally"
	"eerstelijn/internal/web/ui"
)

// facts are what the capabilities answered.
type facts struct {
	region        network.Region
	coverage      network.Coverage
	wijkverbanden []network.Wijkverband
	tasks         []network.Task
	disciplines   []network.Discipline
	supply        map[network.DisciplineCode]int
	atlas         *network.Atlas
	tables        *directory.Tables
	now           time.Time // the moment that is shown
	past          bool      // it is a day that has been
}

// view is what the page shows.
type view struct {
	frame    ui.PageView
	title    string
	lead     string
	working  string
	edit     string // address where who is signed in may edit it; '' for everybody else
	now      time.Time
	past     bool
	day      asof.View
	file     string // address of the table as a file
	dialable bool

	actions []action
	bare    []ui.Link // wijken without a wijkverband
	desk    desk

	drawn ui.MapView
	table ui.TableView

	resv        []ui.Definition
	phases      ui.TableView
	tasks       ui.TableView
	support     []ui.Definition
	disciplines ui.TableView
	room        mark.TableView
	tally       tally.View
	agreed      promised.View
	live        ui.LiveView
}

// action is a wijkverband that lacks something.
type action struct {
	name, href string
	lacks      []string
}

// desk is whom to call about what is missing.
type desk struct {
	name, phone, call string
}

const tableID = "wijken"

func newView(f facts) view {
	c := f.coverage
	v := view{title: Title(f.region.Name), now: f.now, past: f.past, desk: newDesk(f.region, c)}
	manned, working := 0, 0
	for _, w := range c.Wijkverbanden {
		if w.Manned {
			manned++
		}
		if w.Working {
			working++
		}
	}
	switch n := len(c.Wijkverbanden); {
	case f.past && n > 0:
		v.lead = fmt.Sprintf("In %d van de %d wijken was het team toen compleet.", manned, n)
	case n == 0:
		v.lead = "In deze regio is nog geen wijkverband."
	case n == 1 && manned == 1:
		v.lead = "Het team van de enige wijk is compleet."
	default:
		v.lead = fmt.Sprintf("In %d van de %d wijken is het team compleet.", manned, n)
	}
	if manned > 0 && !f.past {
		v.working = fmt.Sprintf("In %d daarvan werkt het team ook zoals bedoeld: het komt op tijd bij elkaar, heeft afspraken en loste een knelpunt op.", working)
	}
	v.actions, v.bare = actions(f)
	v.drawn, v.table = areas(f)
	v.resv = resv(f.region)
	v.phases = evidence(f.coverage)
	v.tasks = tasks(f)
	v.support = support(f)
	v.disciplines = disciplines(f)
	return v
}

// Title names a region with the word in front, once.
func Title(name string) string {
	if strings.HasPrefix(strings.ToLower(name), "regio ") {
		return name
	}
	return "Regio " + name
}

func newDesk(r network.Region, c network.Coverage) desk {
	d := desk{name: r.RESV.Name, phone: r.RESV.Contact.Phone}
	if d.name == "" {
		d.name = Title(r.Name)
	}
	if d.phone == "" && len(c.Gaps) > 0 {
		d.call = c.Gaps[0].Call
	}
	return d
}

// lacking says why a discipline is missing.
func lacking(g network.Gap, name string) string {
	if g.Missing == "not-reachable-today" {
		return name + ": vandaag niet bereikbaar"
	}
	return name + ": nog geen aanspreekpunt"
}

// actions gathers the gaps: one line for a wijkverband, whatever the number of its wijken.
func actions(f facts) (list []action, bare []ui.Link) {
	at := map[network.WijkverbandID]int{}
	names := map[network.WijkverbandID]string{}
	for _, w := range f.coverage.Wijkverbanden {
		names[w.ID] = w.Name
	}
	for _, g := range f.coverage.Gaps {
		if g.Wijkverband == "" {
			bare = append(bare, ui.Link{Text: g.AreaName, Href: "/wijk/" + string(g.Area)})
			continue
		}
		i, ok := at[g.Wijkverband]
		if !ok {
			i = len(list)
			at[g.Wijkverband] = i
			list = append(list, action{name: names[g.Wijkverband], href: "/wijk/" + g.Slug})
		}
		if text := lacking(g, f.tables.DisciplineName(g.Discipline)); !slices.Contains(list[i].lacks, text) {
			list[i].lacks = append(list[i].lacks, text)
		}
	}
	return list, bare
}

// state is how far a wijk's team is, in the order from best to none.
type state int

const (
	working state = iota
	manned
	incomplete
	none
)

var (
	stateWords   = [...]string{"Compleet en werkend", "Compleet", "Niet compleet", "Nog geen wijkverband"}
	stateClasses = [...]ui.MapClass{ui.MapClass4, ui.MapClass3, ui.MapClass1, ui.MapMissing}
)

func stateOf(w network.WijkverbandStatus) state {
	switch {
	case w.Working:
		return working
	case w.Manned:
		return manned
	}
	return incomplete
}

// areas gives the map and the table beside it, which say the same.
func areas(f facts) (ui.MapView, ui.TableView) {
	core := 0
	for _, d := range f.disciplines {
		if d.Core {
			core++
		}
	}
	primary := map[network.WijkverbandID][]network.AreaCode{}
	for _, w := range f.wijkverbanden {
		primary[w.ID] = w.Primary
	}
	stand := standing(f)
	href := func(slug string) string { return onDay(f, "/wijk/"+slug) }
	m := areamap.View{
		ID: "kaart", Title: "Hoe compleet is het team per wijk?", TableID: tableID,
		Source: fmt.Sprintf("Het getal zegt hoeveel van de %d vaste disciplines vandaag bereikbaar zijn. %s", core, stand),
	}
	for s, class := range stateClasses {
		m.Legend = append(m.Legend, ui.MapLegend{Class: class, Word: stateWords[s]})
	}
	t := ui.TableView{
		ID: tableID, Caption: "De wijken van deze regio", Empty: "Deze regio heeft nog geen wijken. De beheerder van de regio voegt ze toe.",
		Columns: []ui.Column{{Title: "Wijkverband of wijk"}, {Title: "Team"}, {Title: "Bereikbaar", Numeric: true}, {Title: "Inwoners", Numeric: true}},
		Source:  stand + " " + inhabitants(f.coverage),
	}
	for _, w := range f.coverage.Wijkverbanden {
		s := stateOf(w)
		label := fmt.Sprintf("%d/%d", core-len(w.Missing), core)
		m.Pieces = append(m.Pieces, areamap.Piece{
			Areas: primary[w.ID], Class: stateClasses[s], Title: w.Name + ": " + strings.ToLower(stateWords[s]), Href: href(w.Slug), Label: label,
		})
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: short(w.Name), Href: href(w.Slug)}, {Body: stateMark(s)}, {Text: label}, {Text: people(w.Population)},
		})
	}
	for _, g := range f.coverage.Gaps {
		if g.Wijkverband != "" {
			continue
		}
		href := href(string(g.Area))
		m.Pieces = append(m.Pieces, areamap.Piece{
			Areas: []network.AreaCode{g.Area}, Class: stateClasses[none], Title: g.AreaName + ": " + strings.ToLower(stateWords[none]), Href: href, Label: "–",
		})
		var population *int
		if f.atlas != nil {
			if a, ok := f.atlas.Area(g.Area); ok {
				population = a.Population
			}
		}
		count := "geen cijfer"
		if population != nil {
			count = ui.Count(*population)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: g.AreaName, Href: href}, {Body: stateMark(none)}, {Text: "–"}, {Text: count}})
	}
	return areamap.Draw(f.atlas, m), t
}

// standing says of which moment figures are.
func standing(f facts) string {
	if f.past {
		return "Stand eind " + ui.Date(f.now) + "."
	}
	return "Stand " + ui.Moment(f.now) + "."
}

// onDay keeps the day that is shown in a link to another page that can show it.
func onDay(f facts, href string) string {
	if f.past {
		href += "?" + asof.Field + "=" + f.now.Format(time.DateOnly)
	}
	return href
}

// short leaves out the word that heads the column.
func short(name string) string { return strings.TrimPrefix(name, "Wijkverband ") }

// people counts inhabitants; none is what a source without figures gives.
func people(n int) string {
	if n == 0 {
		return "geen cijfer"
	}
	return ui.Count(n)
}

func inhabitants(c network.Coverage) string {
	if c.Population == 0 || c.Year == 0 {
		return ""
	}
	return fmt.Sprintf("In de regio wonen %s mensen (%d); %s van hen wonen in een wijk met een wijkverband.",
		ui.Count(c.Population), c.Year, ui.Count(c.InWijkverband))
}
