package place

import (
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/ui"
)

// day tells how many civil days t lies after now in the Netherlands.
func day(t, now time.Time) int {
	of := func(t time.Time) time.Time {
		y, m, d := t.In(clock.Amsterdam).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(of(t).Sub(of(now)) / (24 * time.Hour))
}

// at writes a moment as people say it from where they stand: '14.40 uur', 'morgen 9.00 uur',
// 'dinsdag 3 november, 9.00 uur'.
func at(t, now time.Time) string {
	switch day(t, now) {
	case -1:
		return "gisteren " + ui.Time(t)
	case 0:
		return ui.Time(t)
	case 1:
		return "morgen " + ui.Time(t)
	}
	if t.In(clock.Amsterdam).Year() != now.In(clock.Amsterdam).Year() {
		return ui.Moment(t)
	}
	return ui.Weekday(t) + ", " + ui.Time(t)
}

// deadline is a moment before which something must have happened.
type deadline struct {
	at   time.Time
	text string
	late bool
}

// due makes a deadline; what says what must have happened: 'Plek nodig', 'Antwoord'.
func due(what string, t, now time.Time) deadline {
	switch {
	case t.IsZero():
		return deadline{}
	case !t.After(now):
		return deadline{at: t, late: true, text: "Te laat: " + ui.Lower(what) + " vóór " + at(t, now)}
	case day(t, now) > 2:
		return deadline{at: t, text: what + " vóór " + ui.OnDay(t, now)} // the hour does not matter yet
	}
	return deadline{at: t, text: what + " vóór " + at(t, now)}
}

// since writes when something began: the time of today and yesterday, and otherwise the day.
func since(t, now time.Time) string {
	if d := day(t, now); d < -1 {
		return ui.OnDay(t, now)
	}
	return at(t, now)
}
