package work

import (
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/r4"
)

// began reads on which day or at what moment the care began, as the start of what is put; zero: not told, which is
// now.
func began(p *r4.Period) (at time.Time, day bool, err error) {
	if p == nil {
		return at, false, nil
	}
	if p.Start != "" && p.End == "" && len(p.Extension) == 0 {
		if at, err = time.ParseInLocation(time.DateOnly, p.Start, clock.Amsterdam); err == nil {
			return at, true, nil
		}
		if at, err = momentOf(p.Start); err == nil {
			return at, false, nil
		}
	}
	return at, false, unfit("Task.executionPeriod", "Geef bij executionPeriod alleen een begin: een dag, of een moment met tijdzone.",
		"expected a start and no end: a day such as 2026-11-23, or a moment with a time zone")
}

// startAt gives the moment of a beginning for package placement: of today now, of any other day its noon, and of
// the day on which the request was opened no earlier than that.
func startAt(p *r4.Period, opened, now time.Time) (time.Time, error) {
	at, day, err := began(p)
	if err != nil || !day {
		return at, err
	}
	today := sameDay(at, now)
	if at = at.Add(12 * time.Hour); today {
		at = now
	}
	if at.Before(opened) && sameDay(at, opened) {
		at = opened
	}
	return at, nil
}

// beginsAs tells whether a beginning that is put is the one that stands.
func beginsAs(put, stands *r4.Period) bool {
	at, day, err := began(put)
	if err != nil || stands == nil {
		return false
	}
	is, err := momentOf(stands.Start)
	if err != nil {
		return false
	}
	return at.Equal(is) || day && sameDay(at, is)
}

func sameDay(a, b time.Time) bool {
	return a.In(clock.Amsterdam).Format(time.DateOnly) == b.In(clock.Amsterdam).Format(time.DateOnly)
}
