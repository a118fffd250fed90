package live

import (
	"sort"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// Need is a question of 'who do I call now'.
type Need string

const (
	NeedGP       Need = "huisarts"
	NeedNursing  Need = "wijkverpleging"
	NeedPharmacy Need = "apotheek"
	NeedCrisis   Need = "crisis"
)

// Needs are all needs, in the order in which they are shown.
var Needs = []Need{NeedGP, NeedNursing, NeedPharmacy, NeedCrisis}

// Name is the need in Dutch.
func (n Need) Name() string {
	switch n {
	case NeedGP:
		return "Huisarts"
	case NeedNursing:
		return "Wijkverpleging"
	case NeedPharmacy:
		return "Apotheek"
	case NeedCrisis:
		return "Hulp bij psychische crisis"
	}
	return string(n)
}

// ParseNeed reads a need that came from outside.
func ParseNeed(s string) (Need, error) {
	for _, n := range Needs {
		if string(n) == s {
			return n, nil
		}
	}
	return "", fault.InvalidField("need", "Kies huisarts, wijkverpleging, apotheek of crisis.", "expected huisarts, wijkverpleging, apotheek or crisis")
}

// answersTo says which kinds of service answer a need, and how widely one without stated areas does.
var answersTo = map[string]struct {
	need Need
	// reachM: a service that names no areas answers for wijken whose middle lies this near.
	reachM float64
}{
	"huisartspraktijk":     {NeedGP, 5_000},
	"huisartsenpost":       {NeedGP, 30_000},
	"wijkverpleging":       {NeedNursing, 8_000},
	"wijkverpleging-nacht": {NeedNursing, 15_000},
	"acute-wijkverpleging": {NeedNursing, 20_000},
	"apotheek":             {NeedPharmacy, 6_000},
	"dienstapotheek":       {NeedPharmacy, 30_000},
	"crisisdienst-ggz":     {NeedCrisis, 40_000},
}

// mediationKind is the insurer's mediation (zorgbemiddeling), which has a duty of care: it is the
// last fallback that is not an emergency number.
const mediationKind = "zorgbemiddeling"

// fallbackReachM is how far away a service may be that is named when the wijk's own are closed.
const fallbackReachM = 40_000

// WhoNow is the answer to 'who do I call now, here, for this'.
type WhoNow struct {
	Need     Need
	Area     network.AreaCode
	AreaName string
	At       time.Time
	// First answer for this wijk at that moment, best first.
	First []Answer
	// Gap says that nobody of First answers: Fallback then says who does.
	Gap      bool
	Fallback []Answer
}

// Why a number stands in an answer.
const (
	WhyHere = "Voor uw wijk bereikbaar op dit moment."
	WhyNear = "Niet voor uw wijk, wel in de buurt bereikbaar. Zij kunnen u verder helpen."
	WhyDuty = "De zorgverzekeraar moet u helpen zorg te vinden (zorgplicht)."
)

// Answer is one number to call.
type Answer struct {
	Service   directory.ServiceID
	Name      string
	Function  string
	Phone     string
	Until     time.Time // reachable until then; zero: day and night
	DistanceM int       // from the middle of the wijk; -1 not by place
	Why       string    // one of the three above
	hours     hours.Hours
}

// GapLine is when a wijk has nobody to call for a need, within a week.
type GapLine struct {
	Need     Need
	Spans    []hours.Span
	Fallback []Answer // at the first moment of the gap
}

// line is one reachable number of a service.
type line struct {
	service  directory.ServiceID
	name     string
	function string
	phone    string
	audience directory.Audience
	hours    hours.Hours
	serves   map[network.AreaCode]bool // nil: by distance
	point    geo.Point
	hasPoint bool
	reachM   float64
}

// roster holds the lines by need. It never changes once built.
type roster struct {
	lines     map[Need][]line
	mediation []line
}

func newRoster() *roster { return &roster{lines: map[Need][]line{}} }

// add puts a service's numbers on the roster when its kind answers a need.
func (b *roster) add(s *directory.Service) {
	kind, answers := answersTo[s.Kind]
	if !answers && s.Kind != mediationKind {
		return
	}
	own, _ := hours.Parse(s.Hours)
	for _, c := range s.Contacts {
		if c.Phone == "" || c.Limited {
			continue
		}
		l := line{service: s.ID, name: s.Name, function: c.Function, phone: c.Phone, audience: c.Audience, hours: own, reachM: kind.reachM}
		if c.Hours != "" {
			l.hours, _ = hours.Parse(c.Hours)
		}
		if len(s.ServedAreas) > 0 {
			l.serves = make(map[network.AreaCode]bool, len(s.ServedAreas))
			for _, a := range s.ServedAreas {
				l.serves[a] = true
			}
		}
		if len(s.Locations) > 0 {
			l.point, l.hasPoint = s.Locations[0].Point, s.Locations[0].Point != geo.Point{}
		}
		if s.Kind == mediationKind {
			b.mediation = append(b.mediation, l)
		} else {
			b.lines[kind.need] = append(b.lines[kind.need], l)
		}
	}
}

// place is the wijk a question is about.
type place struct {
	code   network.AreaCode
	parent network.AreaCode
	center geo.Point
}

// distance is how far the line is from the middle of the wijk, -1 when it stands nowhere.
func (l *line) distance(p place) int {
	if !l.hasPoint {
		return -1
	}
	return int(geo.ShortDistanceM(p.center, l.point))
}

// owns says whether the line is one of the wijk's own.
func (l *line) owns(p place) bool {
	if l.serves != nil {
		return l.serves[p.code] || l.serves[p.parent]
	}
	d := l.distance(p)
	return d >= 0 && float64(d) <= l.reachM
}

// ask answers for one moment. A line whose times are not known never counts as reachable.
func (b *roster) ask(need Need, p place, at time.Time, audience directory.Audience) (first, fallback []Answer) {
	// Where is asked before when: the country has thousands of lines, and few are near.
	when := hours.At(at)
	for i := range b.lines[need] {
		l := &b.lines[need][i]
		own, d := l.owns(p), l.distance(p)
		near := own || d >= 0 && d <= fallbackReachM
		if !near || !l.isFor(audience) || !l.hours.OpenAtMoment(when) {
			continue
		}
		if own {
			first = append(first, l.answer(d, WhyHere))
		} else {
			fallback = append(fallback, l.answer(d, WhyNear))
		}
	}
	for i := range b.mediation {
		l := &b.mediation[i]
		if (l.serves == nil || l.owns(p)) && l.hours.OpenAtMoment(when) {
			fallback = append(fallback, l.answer(l.distance(p), WhyDuty))
		}
	}
	return best(first, at), best(fallback, at)
}

// most is how many numbers an answer names: who needs help calls one, not twenty.
const most = 5

// best puts numbers in order, keeps the first few, and says until when these are reachable.
func best(a []Answer, at time.Time) []Answer {
	nearest(a)
	a = a[:min(len(a), most)]
	for i := range a {
		if _, until, changes := a[i].hours.Next(at); changes {
			a[i].Until = until
		}
	}
	return a
}

func (l *line) isFor(audience directory.Audience) bool {
	return l.audience == audience || l.audience == directory.ForCitizen && audience == directory.ForProfessional
}

func (l *line) answer(distance int, why string) Answer {
	return Answer{Service: l.service, Name: l.name, Function: l.function, Phone: l.phone, DistanceM: distance, Why: why, hours: l.hours}
}

// nearest puts lines by place before lines without one, near before far, and settles ties by id.
func nearest(a []Answer) {
	sort.SliceStable(a, func(i, j int) bool {
		x, y := a[i], a[j]
		if (x.DistanceM < 0) != (y.DistanceM < 0) {
			return y.DistanceM < 0
		}
		if x.DistanceM != y.DistanceM {
			return x.DistanceM < y.DistanceM
		}
		return x.Service < y.Service || x.Service == y.Service && x.Function < y.Function
	})
}

// gaps are the spans within days civil days from a moment in which none of the wijk's own lines for
// a need is reachable by citizens.
func (b *roster) gaps(need Need, p place, from time.Time, days int) []hours.Span {
	from = from.In(clock.Amsterdam)
	until := time.Date(from.Year(), from.Month(), from.Day()+days, 0, 0, 0, 0, clock.Amsterdam)
	var open []hours.Span
	for i := range b.lines[need] {
		l := &b.lines[need][i]
		if !l.isFor(directory.ForCitizen) || !l.hours.Known() || !l.owns(p) {
			continue
		}
		// A day earlier: its last span may run through midnight.
		for _, d := range l.hours.Days(from.AddDate(0, 0, -1), days+1) {
			open = append(open, d.Spans...)
		}
	}
	sort.Slice(open, func(i, j int) bool { return open[i].From.Before(open[j].From) })
	var gaps []hours.Span
	at := from
	for _, s := range open {
		if s.From.After(at) {
			gaps = append(gaps, hours.Span{From: at, Until: s.From})
		}
		if s.Until.After(at) {
			at = s.Until
		}
		if !at.Before(until) {
			return gaps
		}
	}
	return append(gaps, hours.Span{From: at, Until: until})
}
