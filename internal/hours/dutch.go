package hours

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

var (
	weekdayNames = [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	monthNames   = [13]string{
		1: "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
		"november", "december",
	}
	ordinalNames = [6]string{"eerste", "tweede", "derde", "vierde", "vijfde", "laatste"}
)

// Dutch tells the hours in plain Dutch, as in 'maandag t/m vrijdag 8.00–17.00 uur, donderdag tot 20.00
// uur; gesloten op tweede pinksterdag'. ParseDutch reads it back, except where hours run on for more
// than a day or an exception stands before the ordinary week that overrules it.
func (h Hours) Dutch() string {
	if h.s == nil {
		return "openingstijden niet bekend"
	}
	var parts []string
	switch {
	case h.s.alwaysOpen():
		parts = append(parts, "dag en nacht open")
	case h.s.weekMask() != 0:
		parts = append(parts, dutchWeek(h.s.groups()))
	case len(h.s.rules) == 0:
		return "gesloten"
	}
	return strings.Join(append(parts, dutchExceptions(h.s.rules)...), "; ")
}

// dutchWeek tells the ordinary week. A day that differs from a run of days only in its closing time is
// told after the run: 'donderdag tot 20.00 uur'.
func dutchWeek(gs []group) string {
	var parts []string
	told := make([]bool, len(gs))
	for i, g := range gs {
		if told[i] {
			continue
		}
		all := g.days
		var later []string
		for j, o := range gs {
			if told[j] || j == i || len(g.spans) != 1 || len(o.spans) != 1 || g.spans[0].from != o.spans[0].from ||
				bits.OnesCount8(uint8(o.days)) >= bits.OnesCount8(uint8(g.days)) ||
				o.spans[0].until-o.spans[0].from >= minutesPerDay || g.spans[0] == wholeDay[0] {
				continue
			}
			if runs(all|o.days) < runs(all) {
				all |= o.days
				told[j] = true
				later = append(later, dutchWeekdays(o.days)+" tot "+dutchClock(o.spans[0].shownUntil())+" uur")
			}
		}
		parts = append(parts, dutchWeekdays(all)+" "+dutchSpans(g.spans))
		parts = append(parts, later...)
	}
	return strings.Join(parts, ", ")
}

func runs(days weekdays) (n int) {
	weekdayRuns(days, func(int, int) { n++ })
	return n
}

// dutchExceptions tells the rules in their order; closed days that follow each other are told together.
func dutchExceptions(rules []rule) []string {
	var parts, shut []string
	flush := func() {
		if len(shut) > 0 {
			parts = append(parts, "gesloten "+list(shut))
			shut = nil
		}
	}
	for i := 0; i < len(rules); {
		when, n := dutchWhen(rules[i:])
		r := &rules[i]
		i += n
		switch {
		case len(r.spans) == 0 && r.dates.kind != anyDate && r.days != everyDay && n == 1:
			// Weekdays within dates would seem to go for the dates told before them too.
			flush()
			parts = append(parts, "gesloten "+when)
		case len(r.spans) == 0:
			shut = append(shut, when)
		default:
			flush()
			if r.onTop {
				when = "ook " + when
			}
			parts = append(parts, when+" "+dutchSpans(r.spans))
		}
	}
	flush()
	return parts
}

// dutchWhen tells which days the first rules are about, and how many rules that took: Koningsdag takes two.
func dutchWhen(rules []rule) (string, int) {
	for i := range holidays {
		h := &holidays[i]
		if n := len(h.osm); h.def != nil && n <= len(rules) && sameDays(rules[:n], h.osm) {
			return "op " + h.name, n
		}
	}
	r := &rules[0]
	switch {
	case r.dates.kind != anyDate && r.public:
		return dutchDates(r.dates) + " op feestdagen", 1
	case r.public:
		return "op feestdagen", 1
	case r.dates.kind != anyDate && r.nth != 0:
		return dutchDates(r.dates) + " op " + dutchNth(r.selector), 1
	case r.nth != 0:
		return "op " + dutchNth(r.selector), 1
	case r.dates.kind != anyDate && r.days == everyDay:
		return dutchDates(r.dates), 1
	case r.dates.single():
		return dutchDates(r.dates) + " op een " + dutchWeekdays(r.days), 1
	case r.dates.kind != anyDate:
		return dutchDates(r.dates) + " op " + dutchWeekdays(r.days), 1
	}
	return "op " + dutchWeekdays(r.days), 1
}

// sameDays tells whether rules say one thing about exactly these selectors.
func sameDays(rules []rule, selectors []selector) bool {
	for i, r := range rules {
		if r.selector != selectors[i] || r.onTop != rules[0].onTop || !slices.Equal(r.spans, rules[0].spans) {
			return false
		}
	}
	return true
}

func dutchNth(s selector) string {
	var names []string
	for i, name := range ordinalNames {
		if s.nth>>i&1 == 1 {
			names = append(names, name)
		}
	}
	return "de " + list(names) + " " + dutchWeekdays(s.days) + " van de maand"
}

// dutchDates tells dates with their preposition: 'op 24 december', 'van 20 juli t/m 15 augustus'.
func dutchDates(r dates) string {
	at := func(v int32) string {
		month, day := unpackMonthDay(int16(v & 511))
		text := fmt.Sprintf("%d %s", day, monthNames[month])
		if r.kind == oneYear {
			text += fmt.Sprintf(" %d", v>>9)
		}
		return text
	}
	switch {
	case r.kind == atEaster && r.from == 0:
		return "op eerste paasdag"
	case r.kind == atEaster && r.from < 0:
		return fmt.Sprintf("op dag %d voor Pasen", -r.from)
	case r.kind == atEaster:
		return fmt.Sprintf("op dag %d na Pasen", r.from)
	case r.single():
		return "op " + at(r.from)
	}
	if r.oneMonth() {
		return fmt.Sprintf("van %d t/m %s", r.from&31, at(r.to))
	}
	return "van " + at(r.from) + " t/m " + at(r.to)
}

func dutchWeekdays(days weekdays) string {
	if days == everyDay {
		return "elke dag"
	}
	var names []string
	weekdayRuns(days, func(first, last int) {
		switch {
		case first == last:
			names = append(names, weekdayNames[first])
		case (first+1)%7 == last:
			names = append(names, weekdayNames[first], weekdayNames[last])
		default:
			names = append(names, weekdayNames[first]+" t/m "+weekdayNames[last])
		}
	})
	return list(names)
}

func dutchSpans(spans []span) string {
	if len(spans) == 1 && spans[0] == wholeDay[0] {
		return "dag en nacht"
	}
	var texts []string
	for _, s := range spans {
		texts = append(texts, dutchClock(s.from)+"–"+dutchClock(s.shownUntil()))
	}
	text := list(texts) + " uur"
	if spans[len(spans)-1].shownUntil() > minutesPerDay { // no other can run that long
		text += " (de volgende dag)"
	}
	return text
}

// dutchClock tells a time as 8.00; hours past 24.00 are of the next day.
func dutchClock(minute uint16) string {
	if minute > minutesPerDay {
		minute -= minutesPerDay
	}
	return fmt.Sprintf("%d.%02d", minute/60, minute%60)
}

// list joins texts as people do: a, b en c.
func list(texts []string) string {
	last := len(texts) - 1
	if last < 1 {
		return strings.Join(texts, "")
	}
	return strings.Join(texts[:last], ", ") + " en " + texts[last]
}
