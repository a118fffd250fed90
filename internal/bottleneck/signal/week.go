package signal

import (
	"sort"
	"time"

	"eerstelijn/internal/clock"
)

// week is seven civil days.
type week struct{ from, until time.Time }

// weeksUntil gives n weeks that follow each other, the last of which ends with the day before a moment's.
func weeksUntil(at time.Time, n int) []week {
	at = at.In(clock.Amsterdam)
	end := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, clock.Amsterdam)
	all := make([]week, n)
	for i := range all {
		all[n-1-i] = week{end.AddDate(0, 0, -7*(i+1)), end.AddDate(0, 0, -7*i)}
	}
	return all
}

// days gives the beginnings of the days of a week.
func (w week) days() []time.Time {
	all := make([]time.Time, 7)
	for i := range all {
		all[i] = w.from.AddDate(0, 0, i)
	}
	return all
}

// wednesday is noon of the day on which most people work: figures of 'today' are taken then.
func (w week) wednesday() time.Time {
	for _, d := range w.days() {
		if d.Weekday() == time.Wednesday {
			return d.Add(12 * time.Hour)
		}
	}
	return w.from
}

// indexOf gives the week in which a stored moment falls, -1 for none.
func indexOf(weeks []week, us int64) int {
	i := sort.Search(len(weeks), func(i int) bool { return clock.Micros(weeks[i].until) > us })
	if i == len(weeks) || us < clock.Micros(weeks[i].from) {
		return -1
	}
	return i
}
