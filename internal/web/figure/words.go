package figure

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// NotKnown stands where nobody said.
const NotKnown = "niet bekend"

// Places writes a number of a kind: '2 bedden', '1 bed', 'geen bedden'.
func Places(n int, k capacity.Kind) string {
	if n == 0 {
		return "geen " + k.Unit
	}
	return ui.Amount(n, k.UnitOne, k.Unit)
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
	if ui.SameDay(at, now) {
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

var sourceWords = map[capacity.Source]string{
	capacity.ByPerson: "door de aanbieder", capacity.BySystem: "door het systeem van de aanbieder", capacity.Derived: "volgens de plaatsingen",
}

// SourceOf says who told a figure.
func SourceOf(s capacity.Source) string { return sourceWords[s] }

// Came says how often there was a place when one was asked while the figure promised it, as a count. It
// says nothing while nothing was asked.
func Came(r capacity.Record) string {
	if r.Said == 0 {
		return ""
	}
	return fmt.Sprintf("klopte %d van de %d keer", r.True, r.Said)
}

// between writes two waits as one: '3 tot 7 weken', '5 dagen tot 3 weken', '4 weken'.
func between(low, high int) string {
	from, until := say.Dutch.Days(low), say.Dutch.Days(high)
	if from == until {
		return from
	}
	n, unit, _ := strings.Cut(from, " ")
	if _, other, _ := strings.Cut(until, " "); other == unit {
		from = n
	}
	return from + " tot " + until
}

// measured writes a wait that was measured. Where too many still wait to know when the last of them
// begin, it is that long at least.
func measured(w *capacity.Wait) string {
	if w.P50AtLeast {
		return say.Dutch.Days(max(1, w.P50Days)) + " of langer"
	}
	text := between(w.P50Days, w.P90Days)
	if w.P90AtLeast {
		text += " of langer"
	}
	return text
}

func about(days int) string {
	if days <= 0 {
		return say.Dutch.Days(days)
	}
	return "ongeveer " + say.Dutch.Days(days)
}

// Wait says how long people wait, and where that is known from; both are ” when it is not known.
func Wait(o *capacity.Offer) (text, source string) {
	if w := o.Wait; w != nil && w.N > 0 {
		return measured(w), "Gemeten bij " + ui.Amount(w.N, "mens", "mensen") + ". Wie nog wacht, telt mee."
	}
	if d := o.Figure.WaitingDays; d != nil {
		return about(*d), "De aanbieder zegt dit."
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
