package hours

import (
	"slices"
	"time"

	"eerstelijn/internal/clock"
)

// Day is one civil day read back.
type Day struct {
	// Date is its midnight in Europe/Amsterdam.
	Date time.Time
	// Holiday names the day in Dutch, "" for an ordinary one. A name does not mean that PH covers the day:
	// Good Friday has one.
	Holiday string
	// Spans are the hours that start on this day, in order; the last may end on the next day.
	Spans []Span
	// Note says in Dutch why the day differs from the ordinary week, "" when it does not.
	Note string
}

// Span is a stretch of time in which it is open: [From, Until).
type Span struct{ From, Until time.Time }

const maxDays = 400

// Days reads back n days (at most 400) from the civil day of from. Days without known hours have no
// spans.
func (h Hours) Days(from time.Time, n int) []Day {
	if n <= 0 {
		return nil
	}
	n = min(n, maxDays)
	first, _ := civil(from)
	list := make([]Day, n)
	for i := range list {
		list[i] = h.day(first + int64(i))
	}
	return list
}

func (h Hours) day(days int64) Day {
	d := dayOf(days)
	out := Day{Date: midnight(days)}
	if d.holiday >= 0 {
		out.Holiday = holidays[d.holiday].name
	}
	if h.s == nil {
		return out
	}
	spans, by := h.s.spansOn(&d)
	out.Spans = instants(days, spans)
	if by != nil && (by.public || by.dates.kind != anyDate) && !slices.Equal(spans, h.s.week[d.weekday]) {
		out.Note = note(by, &d, len(spans) == 0)
	}
	return out
}

// midnight is when a civil day starts; the Dutch clock never changes at midnight.
func midnight(days int64) time.Time {
	year, month, dom := time.Unix(days*86400, 0).UTC().Date()
	return time.Date(year, month, dom, 0, 0, 0, 0, clock.Amsterdam)
}

// instants places spans of a day in time. The clock on the wall decides: where it jumps, a span loses
// the hour that does not exist, and one that ends in the hour that comes twice is open twice.
func instants(days int64, spans []span) []Span {
	if len(spans) == 0 {
		return nil
	}
	start := midnight(days)
	_, offset := start.Zone()
	_, change := start.ZoneBounds() // spans last two days at most, the next change is months later
	at := func(minute uint16, offset int) time.Time {
		return time.Unix(days*86400+int64(minute)*60-int64(offset), 0).In(clock.Amsterdam)
	}
	var out []Span
	for _, s := range spans {
		before := Span{at(s.from, offset), at(s.until, offset)}
		if change.IsZero() {
			out = append(out, before)
			continue
		}
		_, offset := change.Zone()
		after := Span{at(s.from, offset), at(s.until, offset)}
		if before.Until.After(change) {
			before.Until = change
		}
		if after.From.Before(change) {
			after.From = change
		}
		out = append(out, before, after)
	}
	return merge(out)
}

// merge sorts spans, drops empty ones and joins those that touch.
func merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	out := spans[:0]
	for _, s := range spans {
		last := len(out) - 1
		switch {
		case !s.From.Before(s.Until):
		case last < 0 || s.From.After(out[last].Until):
			out = append(out, s)
		case s.Until.After(out[last].Until):
			out[last].Until = s.Until
		}
	}
	return out
}

// horizon is how many days Next looks ahead.
const horizon = 60

// Next gives the state at t and when it changes next. ok is false when the hours are not known or do
// not change within 60 days; open is right all the same.
func (h Hours) Next(t time.Time) (open bool, changes time.Time, ok bool) {
	open = h.OpenAt(t)
	if h.s == nil || h.Always() {
		return open, time.Time{}, false
	}
	end := t.Add(horizon * 24 * time.Hour)
	// Most hours change within the week, so look there first.
	for _, days := range []int64{8, horizon} {
		if changes, ok = h.change(t, days); ok && !changes.After(end) {
			return open, changes, true
		}
	}
	return open, time.Time{}, false
}

// change gives the first change after t. Only the hours that start up to n days later are looked at;
// what begins after that cannot move a change before it.
func (h Hours) change(t time.Time, n int64) (time.Time, bool) {
	today, _ := civil(t)
	var spans []Span
	for i := int64(-1); i <= n; i++ {
		d := dayOf(today + i)
		of, _ := h.s.spansOn(&d)
		spans = append(spans, instants(today+i, of)...)
	}
	unseen := midnight(today + n + 1)
	for _, s := range merge(spans) {
		switch {
		case !s.Until.After(t):
		case s.From.After(t):
			return s.From, true
		default:
			return s.Until, s.Until.Before(unseen)
		}
	}
	return time.Time{}, false
}

// note says why a day differs, as in 'gesloten op tweede pinksterdag'.
func note(by *rule, d *day, closed bool) string {
	when := dutchDates(by.dates)
	if d.holiday >= 0 && (by.public || by.dates.single()) {
		when = "op " + holidays[d.holiday].name
	}
	if closed {
		return "gesloten " + when
	}
	return "andere tijden " + when
}
