package wijk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// daysShown is how far ahead the page looks.
const daysShown = 7

// gap is when nobody of a wijk answers for a need, with who does.
type gap struct {
	need  string
	wijk  string // '' when it holds for all wijken of the page
	when  []string
	calls []live.Answer
}

// mostCalls is how many other numbers stand with a gap.
const mostCalls = 2

// gaps gathers what the wijken of the page lack in the coming week. What holds for all of them is said
// once.
func gaps(f facts) []gap {
	var list []gap
	for _, need := range live.Needs {
		var of []gap
		for _, a := range f.areas {
			for _, line := range f.gaps[a] {
				if line.Need != need {
					continue
				}
				if when := whenWords(line.Spans, f.now); len(when) > 0 {
					of = append(of, gap{need: need.Name(), wijk: nameOf(f, a), when: when, calls: line.Fallback[:min(len(line.Fallback), mostCalls)]})
				}
			}
		}
		same := len(of) == len(f.areas)
		for _, g := range of {
			same = same && slices.Equal(g.when, of[0].when)
		}
		if same && len(of) > 0 {
			of = of[:1]
			of[0].wijk = ""
		}
		list = append(list, of...)
	}
	return list
}

func nameOf(f facts, code network.AreaCode) string {
	if f.atlas != nil {
		if a, ok := f.atlas.Area(code); ok {
			return a.Name
		}
	}
	return string(code)
}

// pattern is a gap by the clock, whatever the day.
type pattern struct {
	from, until string
	nights      int // how many midnights it runs through
}

// whenWords says in which hours of the coming week nobody answers: equal hours of several days are
// said once. The spans begin at midnight today; what is over is left out.
func whenWords(spans []hours.Span, now time.Time) []string {
	end := now.AddDate(0, 0, daysShown)
	var order []pattern
	days := map[pattern][]time.Time{}
	for _, s := range spans {
		from, until := s.From.In(clock.Amsterdam), s.Until.In(clock.Amsterdam)
		if !until.After(now) || !from.Before(end) {
			continue
		}
		if !from.After(day(now)) && !until.Before(end) {
			return []string{"de hele week niemand"}
		}
		if !from.After(day(now)) {
			// It began before today: from when is not known here, and does not matter now.
			order = append(order, pattern{until: "nu niemand, tot " + dayAndTime(until, now)})
			days[order[len(order)-1]] = nil
			continue
		}
		p := pattern{clockWords(from), clockWords(until), nights(from, until)}
		if _, seen := days[p]; !seen {
			order = append(order, p)
		}
		// Today comes again at the end of the week.
		if d := day(from); !slices.ContainsFunc(days[p], func(o time.Time) bool { return o.Weekday() == d.Weekday() }) {
			days[p] = append(days[p], d)
		}
	}
	var words []string
	for _, p := range order {
		words = append(words, p.words(days[p], now))
	}
	return words
}

func (p pattern) words(days []time.Time, now time.Time) string {
	if days == nil {
		return p.until
	}
	// A span that ends at midnight ends on its own day.
	last := p.nights
	until := p.until
	if p.until == "0.00 uur" && p.nights > 0 {
		last, until = p.nights-1, "24.00 uur"
	}
	switch {
	case last > 1 || last == 1 && len(days) == 1:
		var each []string
		for _, d := range days {
			each = append(each, fmt.Sprintf("van %s %s tot %s %s", weekday(d), p.from, weekday(d.AddDate(0, 0, last)), until))
		}
		return "niemand " + strings.Join(each, " en ")
	case last == 1:
		return fmt.Sprintf("niemand na %s, tot %s de volgende ochtend (%s)", p.from, until, dayList(days))
	case until == "24.00 uur":
		return fmt.Sprintf("niemand na %s (%s)", p.from, dayList(days))
	}
	return fmt.Sprintf("niemand van %s tot %s (%s)", p.from, until, dayList(days))
}

// dayList names days of one week: "elke dag", "maandag tot en met vrijdag", "zaterdag en zondag".
func dayList(days []time.Time) string {
	if len(days) >= daysShown {
		return "elke dag"
	}
	days = slices.Clone(days)
	// The week begins on Monday, whatever today is.
	slices.SortFunc(days, func(a, b time.Time) int { return monday(a) - monday(b) })
	contiguous := len(days) > 2
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = weekday(d)
		contiguous = contiguous && (i == 0 || monday(d) == monday(days[i-1])+1)
	}
	switch {
	case contiguous:
		return names[0] + " tot en met " + names[len(names)-1]
	case len(names) == 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " en " + names[len(names)-1]
}

func monday(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }

func weekday(t time.Time) string { return strings.Fields(ui.Weekday(t))[0] }

func clockWords(t time.Time) string { return ui.Time(t) }

func dayAndTime(t, now time.Time) string {
	if day(t).Equal(day(now)) {
		return ui.Time(t)
	}
	return weekday(t) + " " + ui.Time(t)
}

func day(t time.Time) time.Time {
	y, m, d := t.In(clock.Amsterdam).Date()
	return midnight(y, m, d)
}

// nights counts the midnights between two moments, the last included.
func nights(from, until time.Time) int {
	n := 0
	for d := day(from).AddDate(0, 0, 1); !d.After(until); d = d.AddDate(0, 0, 1) {
		n++
	}
	return n
}
