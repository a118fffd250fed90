package mark

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/watch"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// Maker makes views of offers as they are at one moment, for one reader.
type Maker struct {
	Language say.Language
	Tables   *capacity.Tables
	Now      time.Time
	// Professional says that the reader may see numbers.
	Professional bool
}

// New makes a maker for a page in a language. Without capacity it is of no use, see [Maker.Usable].
func New(ctx context.Context, c *capacity.Service, now time.Time, professional bool) (m Maker, err error) {
	m = Maker{Language: say.Of(ctx), Now: now, Professional: professional}
	if c != nil {
		m.Tables, err = c.Tables(ctx)
	}
	return m, err
}

// Usable tells whether there is capacity to speak of.
func (m Maker) Usable() bool { return m.Tables != nil }

// View is one offer as a page shows it.
type View struct {
	ID     string
	Kind   string // what it counts, in words
	Direct bool   // a citizen can ask for it himself
	Status ui.StatusView
	steps  string
	told   time.Time // zero: never
	by     string    // who told it, ready to stand behind the time
	today  bool
	// Wait is how long people wait, "" where that is not known or the mark says it; How is how it is known.
	// Norm says that it is longer than was agreed.
	Wait, How, Norm string
	// What professionals read also. Places is of the unit One or Many.
	numbers     bool
	places      int
	one, many   string
	Record, Old string
}

// Feed is where a page hears of the figures of a region.
func Feed(region network.RegionID) string { return "/api/v1/feed?region=" + string(region) }

// kindNames are what is counted as a citizen says it. A kind that is not here has its own name.
var kindNames = map[capacity.KindCode]string{
	"nieuwe-patienten":     say.Key("Nieuwe patiënten"),
	"eerste-afspraak":      say.Key("Eerste afspraak"),
	"wijkverpleging-uren":  say.Key("Wijkverpleging"),
	"wijkverpleging-spoed": say.Key("Wijkverpleging met spoed"),
	"wijkverpleging-nacht": say.Key("Wijkverpleging in de nacht"),
	"huishoudelijke-hulp":  say.Key("Hulp in het huishouden"),
	"dagbesteding":         say.Key("Dagbesteding"),
	"respijt":              say.Key("Logeerzorg"),
	"verpleeghuis":         say.Key("Plaats in het verpleeghuis"),
	"elv-laag":             say.Key("Kort verblijf met lichte zorg"),
	"elv-hoog":             say.Key("Kort verblijf met meer zorg"),
	"elv-palliatief":       say.Key("Kort verblijf in de laatste levensfase"),
	"grz":                  say.Key("Herstel na het ziekenhuis"),
	"wlz-crisis":           say.Key("Crisisbed in het verpleeghuis"),
	"ggz-crisis":           say.Key("Crisisbed voor psychische nood"),
	"meekijkconsult":       say.Key("Meekijken door een specialist"),
}

// KindName gives what is counted in words.
func (m Maker) KindName(code capacity.KindCode) string {
	if name, ok := kindNames[code]; ok {
		return m.Language.T(name)
	}
	return m.Tables.KindName(code)
}

// Offer makes the view of an offer. Discipline is that of its service, for the norm of its wait.
func (m Maker) Offer(o *capacity.Offer, discipline network.DisciplineCode) View {
	l := m.Language
	s := live.Sight(o, m.Now)
	v := View{
		ID: string(o.ID), Kind: m.KindName(o.Kind), Direct: live.ForCitizens(o.Kind),
		Status: ui.StatusView{State: ui.State(s.Status)}, steps: watch.Steps(o, m.Now),
		told: s.ObservedAt, today: ui.SameDay(s.ObservedAt, m.Now), by: m.by(o.Figure.Source),
	}
	if !v.Direct {
		switch s.Status {
		case finding.Room, finding.Limited, finding.Ageing, finding.Assessment:
			v.Status.Advice = l.T("Een zorgverlener vraagt dit voor u aan.")
		}
	}
	m.wait(&v, o, &s, discipline)
	if m.Professional {
		m.numbers(&v, o, &s)
	}
	return v
}

// by says who told a figure.
func (m Maker) by(source capacity.Source) string {
	l := m.Language
	switch source {
	case capacity.ByPerson:
		return l.T("door de aanbieder")
	case capacity.BySystem:
		return l.T("door het systeem van de aanbieder")
	case capacity.Derived:
		return l.T("volgens de plaatsingen")
	}
	return ""
}

func (m Maker) wait(v *View, o *capacity.Offer, s *finding.Sight, discipline network.DisciplineCode) {
	l := m.Language
	switch {
	case s.WaitDays < 0:
		return
	case s.WaitSource == finding.Measured:
		v.Wait = l.T("Wachttijd: ongeveer %s.", l.Days(s.WaitDays))
		switch {
		case s.WaitLonger:
			v.Wait = l.T("Wachttijd: %s of langer.", l.Days(max(1, s.WaitDays)))
		case s.WaitDays == 0:
			v.Wait = l.T("Wachttijd: minder dan een dag.")
		}
		v.How = l.T("Gemeten bij weinig mensen. Wie nog wacht, telt mee.")
		if s.WaitSure == finding.Sure {
			v.How = l.T("Gemeten bij %s mensen. Wie nog wacht, telt mee.", l.Count(o.Wait.N))
		}
		if s.Status == finding.Waitlist { // the mark says it
			v.Wait, v.Status.Advice = "", m.reckon(s.WaitDays, max(s.WaitDays, o.Wait.P90Days))
			if o.Wait.P90AtLeast {
				v.Status.Advice = l.T("Reken op %s of langer.", l.Days(max(1, s.WaitDays)))
			}
		}
	default:
		v.Wait = l.T("De aanbieder zegt: ongeveer %s wachten.", l.Days(s.WaitDays))
		if s.WaitDays == 0 {
			v.Wait = l.T("De aanbieder zegt: u hoeft niet te wachten.")
		}
		if s.Status == finding.Waitlist {
			v.Wait, v.How, v.Status.Advice = "", l.T("Dat zegt de aanbieder."), m.reckon(s.WaitDays, s.WaitDays)
		}
	}
	if !v.Direct {
		return
	}
	known := capacity.Wait{P50Days: s.WaitDays, P90Days: s.WaitDays} // whoever asks now
	if s.WaitSource == finding.Measured {
		known = *o.Wait
	}
	if n, above := number.AboveNorm(known, m.Tables.NormsOf(discipline, o.Kind)); above {
		v.Norm = l.T("Langer dan de norm van %s (%s).", m.norm(n), n.Source)
	}
}

func (m Maker) norm(n capacity.Norm) string {
	if l := m.Language; n.Working {
		return l.T("%s werkdagen", strconv.Itoa(n.Days))
	}
	return m.Language.Days(n.Days)
}

// reckon says what to reckon on: "Reken op 3 tot 7 weken."
func (m Maker) reckon(low, high int) string {
	l := m.Language
	weeks := func(days int) int { return (days + 3) / 7 }
	switch {
	case high < 14 && low < high:
		return l.T("Reken op %s tot %s dagen.", strconv.Itoa(low), strconv.Itoa(high))
	case high >= 14 && max(1, weeks(low)) < weeks(high):
		return l.T("Reken op %s tot %s weken.", strconv.Itoa(max(1, weeks(low))), strconv.Itoa(weeks(high)))
	}
	return l.T("Reken op ongeveer %s.", l.Days(max(1, high)))
}

// numbers adds what professionals read also. It is in Dutch, as all of their pages.
func (m Maker) numbers(v *View, o *capacity.Offer, s *finding.Sight) {
	kind, ok := m.Tables.Kind(o.Kind)
	if !ok {
		kind.Unit, kind.UnitOne = "plekken", "plek"
	}
	v.one, v.many = kind.UnitOne, kind.Unit
	switch s.Status {
	case finding.Room, finding.Limited, finding.Ageing, finding.Assessment:
		v.numbers, v.places = true, s.Free
	case finding.Waitlist, finding.Full:
		if !s.ObservedAt.IsZero() {
			v.Old = "Vol volgens het cijfer van " + say.Dutch.Moment(s.ObservedAt) + "."
		}
	default:
		if !s.ObservedAt.IsZero() {
			v.Old = "Laatste cijfer: " + ui.Amount(o.Figure.Available, kind.UnitOne, kind.Unit) + ". Dat is verouderd."
		}
	}
	if o.Record.Said > 0 {
		v.Record = "Plek volgens het cijfer klopte " + strconv.Itoa(o.Record.True) + " van de " + strconv.Itoa(o.Record.Said) + " keer."
	}
	if w := o.Wait; w != nil {
		v.How = "De helft begint " + within(w.P50Days, w.P50AtLeast) + ", 9 van de 10 " + within(w.P90Days, w.P90AtLeast) +
			". Gemeten bij " + say.Dutch.Count(w.N) + " mensen; " + say.Dutch.Count(w.Waiting) + " daarvan wachten nog en tellen mee."
	}
}

// within says in how many days; longer that nobody knows yet how many more.
func within(days int, longer bool) string {
	if longer {
		return "na meer dan " + ui.Amount(days, "dag", "dagen")
	}
	return "binnen " + ui.Amount(days, "dag", "dagen")
}

// Offers makes the views of the offers of a service: those that a citizen can ask for himself first,
// then by name.
func (m Maker) Offers(offers []capacity.Offer, discipline network.DisciplineCode) []View {
	all := make([]View, len(offers))
	for i := range offers {
		all[i] = m.Offer(&offers[i], discipline)
	}
	slices.SortStableFunc(all, func(a, b View) int {
		if a.Direct != b.Direct {
			if a.Direct {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Kind, b.Kind)
	})
	return all
}

// Best gives the offer that a list shows of a service: of those that a citizen can ask for himself the
// one with most room. A professional sees the others too, where there is no such one.
func (m Maker) Best(offers []capacity.Offer) (best *capacity.Offer) {
	var seen finding.Sight
	for i := range offers {
		o := &offers[i]
		direct := live.ForCitizens(o.Kind)
		if !direct && !m.Professional {
			continue
		}
		s := live.Sight(o, m.Now)
		switch {
		case best == nil:
		case direct != live.ForCitizens(best.Kind):
			if !direct {
				continue
			}
		case s.Status == seen.Status && uint(s.WaitDays) < uint(seen.WaitDays):
		case !s.Status.Better(seen.Status):
			continue
		}
		best, seen = o, s
	}
	return best
}
