package hours

import (
	"slices"
	"time"
)

// A rule says when it is open on the days it selects; no spans means closed. A later rule replaces
// the earlier ones for its days, unless it comes on top of them.
type rule struct {
	selector
	onTop bool // OSM's ',' between rules: the spans are added to what stood
	spans []span
}

// span is a stretch of minutes counted from midnight on the day it starts, [from, until). It may end
// on the next day: 0 <= from < 1440, from < until <= 2880.
type span struct{ from, until uint16 }

// selector says which days a rule is about: those that fit all its parts.
type selector struct {
	dates  dates
	days   weekdays
	nth    uint8 // 0: every; else bits as in day.nth
	public bool  // public holidays only
}

// weekdays is a set: bit n stands for time.Weekday n, so bit 0 for Sunday.
type weekdays uint8

const everyDay weekdays = 1<<7 - 1

// lastOfMonth is the bit of selector.nth for the last such weekday of the month, OSM's [-1].
const lastOfMonth = 1 << 5

func (w weekdays) has(weekday int) bool { return w>>weekday&1 == 1 }

// plain tells whether the selector is about weekdays alone, every week of the year.
func (s *selector) plain() bool { return s.dates.kind == anyDate && s.nth == 0 && !s.public }

func (s *selector) matches(d *day) bool {
	return s.days>>d.weekday&1 == 1 &&
		(s.nth == 0 || s.nth&d.nth != 0) &&
		(!s.public || d.public) &&
		s.dates.contain(d)
}

// dates is a range of dates, both ends included. What from and to count depends on the kind.
type dates struct {
	kind     dateKind
	from, to int32
}

type dateKind uint8

const (
	anyDate  dateKind = iota
	eachYear          // monthDay; to < from runs through New Year
	oneYear           // dateKey
	atEaster          // days since Easter Sunday; from == to
)

// dateKey packs a full date so that it compares in calendar order.
func dateKey(year int32, md int16) int32 { return year<<9 | int32(md) }

func date(month, day int) dates {
	md := int32(monthDay(month, day))
	return dates{kind: eachYear, from: md, to: md}
}

func easter(offset int) dates {
	return dates{kind: atEaster, from: int32(offset), to: int32(offset)}
}

func (r dates) contain(d *day) bool {
	switch r.kind {
	case eachYear:
		md := int32(d.md)
		if r.from <= r.to {
			return r.from <= md && md <= r.to
		}
		return md >= r.from || md <= r.to
	case oneYear:
		key := dateKey(d.year, d.md)
		return r.from <= key && key <= r.to
	case atEaster:
		return r.from == int32(d.easter)
	}
	return true
}

// weekday gives the one weekday that the selected days fall on, if that is fixed.
func (s *selector) weekday() (weekdays, bool) {
	switch {
	case s.nth != 0:
		return s.days, true
	case s.dates.kind == atEaster:
		return 1 << ((s.dates.from%7 + 7) % 7), true
	case s.dates.kind == oneYear && s.dates.single():
		month, day := unpackMonthDay(int16(s.dates.from & 511))
		d := time.Date(int(s.dates.from>>9), time.Month(month), day, 0, 0, 0, 0, time.UTC)
		return 1 << d.Weekday(), true
	}
	return 0, false
}

// single tells whether the range is one date.
func (r dates) single() bool { return r.kind != anyDate && r.from == r.to }

// oneMonth tells whether a range stays within one month.
func (r dates) oneMonth() bool { return r.from>>5 == r.to>>5 && r.from <= r.to }

func openIn(spans []span, minute int32) bool {
	for _, s := range spans {
		if int32(s.from) <= minute && minute < int32(s.until) {
			return true
		}
	}
	return false
}

// addSpan adds s to sorted, disjoint spans and joins what overlaps or touches.
func addSpan(spans []span, s span) []span {
	i := 0
	for i < len(spans) && spans[i].until < s.from {
		i++
	}
	j := i
	for ; j < len(spans) && spans[j].from <= s.until; j++ {
		s.from = min(s.from, spans[j].from)
		s.until = max(s.until, spans[j].until)
	}
	return slices.Concat(spans[:i], []span{s}, spans[j:])
}

// join gives the union of two lists; neither is changed.
func join(a, b []span) []span {
	for _, s := range b {
		a = addSpan(a, s)
	}
	return a
}
