package wijk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/promised"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/tally"
	"eerstelijn/internal/web/ui"
)

// facts are what the capabilities answered.
type facts struct {
	team        network.Wijkverband // without an id for a wijk that has none
	areas       []network.AreaCode
	region      network.Region
	coverage    network.Coverage
	tasks       []network.Task
	disciplines []network.Discipline
	figures     []network.Figure
	// here are the wijken of the page with their figures, around those of the region.
	here, around []network.Area
	supply       map[network.DisciplineCode]int
	gaps         map[network.AreaCode][]live.GapLine
	atlas        *network.Atlas
	tables       *directory.Tables
	now          time.Time
}

// view is what the page shows.
type view struct {
	frame    ui.PageView
	title    string
	lead     string
	now      time.Time
	dialable bool
	helpline ui.Contact
	hasTeam  bool
	edit     string // address where who is signed in may edit it; '' for everybody else
	whoNow   string // address of 'wie bel ik nu' for this wijk

	core, others []reachable
	gaps         []gap
	desk         desk

	drawn   ui.MapView
	about   []ui.Definition
	signs   ui.TableView
	day     asof.View
	tasks   []taskView
	nursing ui.TableView
	figures ui.TableView
	supply  []offer
	room    mark.TableView
	tally   tally.View
	agreed  promised.View
	live    ui.LiveView
	here    string // the place to search around
}

// reachable is a discipline of the team: how to reach it, or that nobody can.
type reachable struct {
	discipline string
	contacts   []contact
	missing    bool // a core discipline that nobody answers for
}

type contact struct {
	function, name, phone, email, remarks string
	open                                  bool
	door                                  string // until or from when
	known                                 bool   // the hours are known
}

// desk is whom to call about what is missing.
type desk struct{ name, phone string }

type taskView struct{ name, plain, state, evidence string }

// offer is how many services of a discipline are near.
type offer struct {
	name, code string
	count      int
}

// teamView is the page of a wijk with a wijkverband.
func teamView(f facts) view {
	v := common(f)
	v.title, v.hasTeam = f.team.Name, true
	missing := 0
	for _, d := range f.disciplines {
		r := reachable{discipline: d.Name}
		for _, c := range f.team.Contacts {
			if c.Discipline == d.Code && inForce(c, f.now) {
				r.contacts = append(r.contacts, newContact(c, f.now))
			}
		}
		switch {
		case d.Core:
			r.missing = lacks(f, d.Code)
			if r.missing {
				missing++
			}
			v.core = append(v.core, r)
		case len(r.contacts) > 0:
			v.others = append(v.others, r)
		}
	}
	v.lead = teamLead(missing, len(v.core))
	v.about = about(f)
	v.tasks = tasks(f)
	v.signs = signs(f)
	v.nursing = nursing(f)
	return v
}

func teamLead(missing, core int) string {
	switch missing {
	case 0:
		return "Het team van deze wijk is compleet."
	case 1:
		return "Het team van deze wijk is bijna compleet: er ontbreekt iemand."
	case core:
		return "Het team van deze wijk is nog niet bereikbaar."
	}
	return "Het team van deze wijk is nog niet compleet."
}

// bareView is the page of a wijk without a wijkverband.
func bareView(f facts, area network.Area) view {
	v := common(f)
	v.title = area.Name
	v.lead = "Deze wijk heeft nog geen wijkverband: een team van zorgverleners dat elkaar kent en samenwerkt."
	return v
}

// common is what every wijk has.
func common(f facts) view {
	v := view{now: f.now, desk: newDesk(f.region), drawn: drawn(f), figures: figures(f), supply: supply(f), here: here(f), gaps: gaps(f)}
	if len(f.areas) > 0 {
		v.whoNow = "/wie-nu?area=" + string(f.areas[0])
	}
	return v
}

func newDesk(r network.Region) desk {
	d := desk{name: r.RESV.Name, phone: r.RESV.Contact.Phone}
	if d.name == "" {
		d.name = r.Name
	}
	return d
}

// inForce tells whether a contact counts now.
func inForce(c network.Contact, now time.Time) bool {
	return !c.From.After(now) && (c.Until.IsZero() || c.Until.After(now))
}

// newContact shows a name only when the person chose so, whatever the reader may see elsewhere.
func newContact(c network.Contact, now time.Time) contact {
	v := contact{function: c.Function, phone: c.Reach.Phone, email: c.Reach.Email, remarks: c.Reach.Remarks}
	if c.ShowName {
		v.name = c.Name
	}
	// Hours that an older program wrote and this one cannot read are hours we do not know.
	h, _ := hours.Parse(c.Reach.Hours)
	v.open, v.door, v.known = site.Door(say.Dutch, h, now)
	return v
}

// lacks tells what coverage says of a core discipline; a wijkverband outside every coverage lacks what
// has no contact.
func lacks(f facts, d network.DisciplineCode) bool {
	for _, w := range f.coverage.Wijkverbanden {
		if w.ID == f.team.ID {
			return slices.Contains(w.Missing, d)
		}
	}
	return !slices.ContainsFunc(f.team.Contacts, func(c network.Contact) bool { return c.Discipline == d && inForce(c, f.now) })
}

func drawn(f facts) ui.MapView {
	m := areamap.View{
		ID: "kaart", Title: "Waar is deze wijk?", Focus: f.areas,
		Legend: []ui.MapLegend{{Class: ui.MapClass3, Word: "Deze wijk"}, {Class: ui.MapClass1, Word: "Andere wijken"}},
	}
	around := areamap.Wijken(f.atlas, f.region.Areas)
	for _, a := range f.areas {
		if !slices.Contains(around, a) {
			around = append(around, a)
		}
	}
	for _, code := range around {
		name := string(code)
		if f.atlas != nil {
			if a, ok := f.atlas.Area(code); ok {
				name = a.Name
			}
		}
		p := areamap.Piece{Areas: []network.AreaCode{code}, Class: ui.MapClass1, Title: name, Href: "/wijk/" + string(code)}
		if slices.Contains(f.areas, code) {
			p.Class, p.Href = ui.MapClass3, ""
		}
		m.Pieces = append(m.Pieces, p)
	}
	return areamap.Draw(f.atlas, m)
}

func about(f facts) []ui.Definition {
	unknown := "Nog niet bekend"
	meets, last := f.team.MeetsEvery, unknown
	if meets == "" {
		meets = unknown
	}
	if !f.team.LastMet.IsZero() {
		last = ui.Date(f.team.LastMet)
	}
	var names []string
	for _, code := range f.areas {
		if f.atlas != nil {
			if a, ok := f.atlas.Area(code); ok {
				names = append(names, a.Name)
			}
		}
	}
	list := []ui.Definition{
		{Term: "Werkt in", Text: strings.Join(names, ", ")},
		{Term: "Komt bij elkaar", Text: meets},
		{Term: "Laatste keer", Text: last},
	}
	for _, w := range f.coverage.Wijkverbanden {
		if w.ID == f.team.ID && w.SizeRemark != "" {
			list = append(list, ui.Definition{Term: "Grootte", Text: w.SizeRemark})
		}
	}
	return list
}

func tasks(f facts) []taskView {
	var list []taskView
	for _, t := range f.tasks {
		if t.Owner != "wijkverband" {
			continue
		}
		v := taskView{name: t.Name, plain: t.Plain}
		for _, s := range f.team.Tasks {
			if s.Task == t.Code {
				v.state, v.evidence = s.State, s.Evidence
			}
		}
		list = append(list, v)
	}
	return list
}

func nursing(f facts) ui.TableView {
	t := ui.TableView{
		ID: "wijkverpleging", Caption: "Wijkverpleging per huisartsenpraktijk",
		Columns: []ui.Column{{Title: "Praktijk"}, {Title: "Team"}, {Title: "Hoe"}, {Title: "Bellen"}},
	}
	for _, n := range f.team.Nursing {
		row := []ui.Cell{{Text: n.PracticeName}, {Text: n.TeamName}, {Text: n.Model}, {Text: "Nog niet bekend"}}
		if n.Phone != "" {
			row[3] = ui.Cell{Text: ui.Phone(n.Phone)}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func supply(f facts) []offer {
	var list []offer
	for _, d := range f.disciplines {
		if n := f.supply[d.Code]; n > 0 {
			list = append(list, offer{name: d.Name, count: n, code: string(d.Code)})
		}
	}
	return list
}

// here is the middle of the wijk as the search form takes a place: "lat,lon". The name would not do:
// a hundred wijken are called Centrum.
func here(f facts) string {
	for _, a := range f.here {
		return strconv.FormatFloat(a.Center.Lat, 'f', 4, 64) + "," + strconv.FormatFloat(a.Center.Lon, 'f', 4, 64)
	}
	return ""
}

func midnight(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, clock.Amsterdam)
}
