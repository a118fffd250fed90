package hours

import "time"

// Hours says when something is open. It is an immutable value of one word: == tells whether two are
// the same, and equal hours share their memory. The zero value means that the hours are not known.
type Hours struct{ s *schedule }

// String gives the canonical OSM text, "" when not known. Parse reads it back to the same Hours.
func (h Hours) String() string {
	if h.s == nil {
		return ""
	}
	return h.s.text
}

// Known tells whether hours were given at all.
func (h Hours) Known() bool { return h.s != nil }

// Always tells whether it never closes.
func (h Hours) Always() bool { return h.s != nil && len(h.s.rules) == 0 && h.s.alwaysOpen() }

// Opens tells whether it is ever open, in the past too. Hours that never open are well-formed, but a
// mistake for most things; callers decide.
func (h Hours) Opens() bool {
	if h.s == nil {
		return false
	}
	// Weekdays and dates repeat after 28 years. A moving holiday can in theory be the only open day and be
	// overruled in all of these; a rule for certain years is looked up in those.
	years := []int{}
	for y := 2024; y < 2024+28; y++ {
		years = append(years, y)
	}
	for _, r := range h.s.rules {
		if r.dates.kind == oneYear && len(r.spans) > 0 {
			for y := r.dates.from >> 9; y <= r.dates.to>>9; y++ {
				years = append(years, int(y))
			}
		}
	}
	for _, year := range years {
		first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400
		for i := range int64(366) {
			d := dayOf(first + i)
			if spans, _ := h.s.spansOn(&d); len(spans) > 0 {
				return true
			}
		}
	}
	return false
}

// OpenAt tells whether it is open at t; false when not known.
func (h Hours) OpenAt(t time.Time) bool {
	if h.s == nil {
		return false
	}
	days, minute := civil(t)
	if len(h.s.rules) == 0 {
		return openIn(h.s.week[weekdayOf(days)], minute) ||
			h.s.spills && openIn(h.s.week[weekdayOf(days-1)], minute+minutesPerDay)
	}
	today := dayOf(days)
	if h.s.openOn(&today, minute) {
		return true
	}
	if !h.s.spills {
		return false
	}
	yesterday := dayOf(days - 1)
	return h.s.openOn(&yesterday, minute+minutesPerDay)
}

// OpenAtMoment is OpenAt for a moment that was taken apart once.
func (h Hours) OpenAtMoment(m Moment) bool {
	if h.s == nil {
		return false
	}
	return h.s.openOn(&m.today, m.minute) ||
		h.s.spills && h.s.openOn(&m.yesterday, m.minute+minutesPerDay)
}
