package simulate

import (
	"math/rand/v2"
	"time"

	"eerstelijn/internal/clock"
)

// hours are those of a day in which somebody is at work, on weekdays alone or each day.
type hours struct {
	from, to int
	weekdays bool
}

var (
	always  = hours{0, 24, false}
	awake   = hours{7, 22, false}
	offices = hours{8, 17, true}
)

// next is t, or the first moment after it at which somebody is at work.
func (h hours) next(t time.Time) time.Time {
	t = t.In(clock.Amsterdam)
	for {
		day := time.Date(t.Year(), t.Month(), t.Day(), h.from, 0, 0, 0, clock.Amsterdam)
		weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
		if !h.weekdays || !weekend {
			if t.Before(day) {
				return day
			}
			if t.Hour() < h.to {
				return t
			}
		}
		t = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, clock.Amsterdam)
	}
}

// work adds so much working time to t: what is not done at closing time goes on the next day.
func (h hours) work(t time.Time, d time.Duration) time.Time {
	for {
		t = h.next(t)
		if h == always {
			return t.Add(d)
		}
		end := time.Date(t.Year(), t.Month(), t.Day(), h.to, 0, 0, 0, clock.Amsterdam)
		if left := end.Sub(t); d <= left {
			return t.Add(d)
		} else {
			d -= left
		}
		t = end
	}
}

// onDay gives a moment between two hours of the day that lies so many days after from.
func onDay(from time.Time, days, first, last int, r *rand.Rand) time.Time {
	local := from.In(clock.Amsterdam)
	minutes := (last - first) * 60
	return time.Date(local.Year(), local.Month(), local.Day()+days, first, r.IntN(minutes), r.IntN(60), 0, clock.Amsterdam)
}
