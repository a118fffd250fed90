package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/ui"
)

// NotKnown stands where nobody said.
const NotKnown = "niet bekend"

// Places writes a number of a kind: '2 bedden', '1 bed', 'geen bedden'.
func Places(n int, k capacity.Kind) string {
	switch n {
	case 0:
		return "geen " + k.Unit
	case 1:
		return "1 " + k.UnitOne
	}
	return ui.Count(n) + " " + k.Unit
}

// State is the mark of an offer.
func State(o *capacity.Offer, now time.Time) ui.State { return ui.State(o.Status(now)) }

// Detail is what who works here reads beside a mark that says nothing of places: why it is not known.
func Detail(o *capacity.Offer, k capacity.Kind, now time.Time) string {
	switch o.Freshness(now) {
	case capacity.Unknown:
		return "Nog nooit een cijfer gegeven."
	case capacity.Stale:
		return fmt.Sprintf("Laatste cijfer: %s, verouderd.", Places(o.Figure.Available, k))
	}
	return ""
}

// Told says when a figure was told, the time of day alone for today: '14.32 uur'.
func Told(at, now time.Time) string {
	y, m, d := at.In(clock.Amsterdam).Date()
	if ty, tm, td := now.In(clock.Amsterdam).Date(); y == ty && m == tm && d == td {
		return ui.Time(at)
	}
	return ShortDay(at) + ", " + ui.Time(at)
}

var shortMonths = [...]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}

// ShortDay writes a day where there is little room: "3 nov".
func ShortDay(t time.Time) string {
	t = t.In(clock.Amsterdam)
	return strconv.Itoa(t.Day()) + " " + shortMonths[t.Month()-1]
}

// MachineTime is what the datetime attribute asks.
func MachineTime(t time.Time) string { return t.In(clock.Amsterdam).Format(time.RFC3339) }

var sourceWords = map[capacity.Source]string{
	capacity.ByPerson: "door de aanbieder", capacity.BySystem: "door het systeem van de aanbieder", capacity.Derived: "volgens de plaatsingen",
}

// SourceOf says who told a figure.
func SourceOf(s capacity.Source) string { return sourceWords[s] }

// Came says how often a yes came true, as a count; ” while there is nothing to say.
func Came(r capacity.Record) string {
	if r.Said == 0 {
		return ""
	}
	return fmt.Sprintf("klopte %d van %d keer", r.True, r.Said)
}

// Span writes a wait in days as people say it.
func Span(days int) string {
	switch {
	case days <= 0:
		return "minder dan een dag"
	case days == 1:
		return "1 dag"
	case days < 14:
		return fmt.Sprintf("%d dagen", days)
	}
	return fmt.Sprintf("%d weken", int(math.Round(float64(days)/7)))
}

// between writes two waits as one: '3 tot 7 weken', '5 dagen tot 3 weken', '4 weken'.
func between(low, high int) string {
	from, until := Span(low), Span(high)
	if from == until {
		return from
	}
	n, unit, _ := strings.Cut(from, " ")
	if _, other, _ := strings.Cut(until, " "); other == unit {
		from = n
	}
	return from + " tot " + until
}

// Wait says how long people wait, and where that is known from; both are ” when it is not known.
func Wait(o *capacity.Offer) (text, source string) {
	if w := o.Wait; w != nil && w.N > 0 {
		people := ui.Count(w.N) + " mensen"
		if w.N == 1 {
			people = "1 mens"
		}
		return between(w.P50Days, w.P90Days), "Gemeten bij " + people + ". Wie nog wacht, telt mee."
	}
	if d := o.Figure.WaitingDays; d != nil {
		return "ongeveer " + Span(*d), "De aanbieder zegt dit."
	}
	return "", ""
}

// Held says what is promised: '1 bed vastgehouden tot 14.42 uur'.
func Held(o *capacity.Offer, k capacity.Kind, now time.Time) []string {
	var all []string
	for _, h := range o.Holds {
		if h.Until.After(now) {
			all = append(all, fmt.Sprintf("%s vastgehouden tot %s", Places(h.Places, k), Told(h.Until, now)))
		}
	}
	return all
}

// Answers are those to 'Neemt u nieuwe mensen aan?', as a form asks them and as a sentence says them.
var Answers = []struct {
	Is       capacity.Accepting
	Ask, Say string
}{
	{capacity.Open, "Ja", "ja"},
	{capacity.Limited, "Ja, maar beperkt", "beperkt"},
	{capacity.Closed, "Nee, nu niet", "nee"},
}

// Accepting says whether new people are taken on.
func Accepting(a capacity.Accepting) string {
	for _, w := range Answers {
		if w.Is == a {
			return w.Say
		}
	}
	return NotKnown
}
