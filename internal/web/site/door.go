package site

import (
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/web/ui"
)

// Door says whether something is open at a moment and, in words, until or from when: "tot 17.00 uur",
// "morgen vanaf 8.00 uur". The words are empty when nothing changes within the weeks to come; ok is
// false when the hours are not known.
func Door(h hours.Hours, now time.Time) (open bool, words string, ok bool) {
	if !h.Known() {
		return false, "", false
	}
	open, changes, known := h.Next(now)
	switch {
	case !known && open:
		return true, "dag en nacht", true
	case !known:
		return false, "", true
	}
	day, at := dayWords(changes, now), ui.Time(changes)
	if !open {
		return false, join(day, "vanaf "+at), true
	}
	if midnight := changes.In(clock.Amsterdam); midnight.Hour() == 0 && midnight.Minute() == 0 {
		day, at = dayWords(changes.Add(-time.Minute), now), "24.00 uur"
	}
	return true, join("tot", join(day, at)), true
}

// dayWords names a day as people do from where they stand: nothing for today.
func dayWords(t, now time.Time) string {
	t, now = t.In(clock.Amsterdam), now.In(clock.Amsterdam)
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	switch day(t).Sub(day(now)) / (24 * time.Hour) {
	case 0:
		return ""
	case 1:
		return "morgen"
	}
	return ui.Weekday(t)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
