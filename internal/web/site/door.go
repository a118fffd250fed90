package site

import (
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/web/say"
)

// Door says whether something is open at a moment and, in words, until or from when: "tot 17.00 uur",
// "morgen vanaf 8.00 uur". The words are empty when nothing changes within the weeks to come; ok is
// false when the hours are not known.
func Door(l say.Language, h hours.Hours, now time.Time) (open bool, words string, ok bool) {
	if !h.Known() {
		return false, "", false
	}
	open, changes, known := h.Next(now)
	switch {
	case !known && open:
		return true, l.T("dag en nacht"), true
	case !known:
		return false, "", true
	}
	day, at := dayWords(l, changes, now), l.Time(changes)
	if !open {
		return false, strings.TrimSpace(l.T("%s vanaf %s", day, at)), true
	}
	if midnight := changes.In(clock.Amsterdam); midnight.Hour() == 0 && midnight.Minute() == 0 {
		day, at = dayWords(l, changes.Add(-time.Minute), now), l.Midnight()
	}
	return true, l.T("tot %s", join(day, at)), true
}

// dayWords names a day as people do from where they stand: nothing for today.
func dayWords(l say.Language, t, now time.Time) string {
	t, now = t.In(clock.Amsterdam), now.In(clock.Amsterdam)
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	switch day(t).Sub(day(now)) / (24 * time.Hour) {
	case 0:
		return ""
	case 1:
		return l.T("morgen")
	}
	return l.Weekday(t)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
