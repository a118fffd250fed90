package obligation

import (
	"time"

	"eerstelijn/internal/clock"
)

// Cycle is how long a period lasts. Periods are those of the calendar in Europe/Amsterdam: a week begins
// on Monday at midnight, whatever the clock does in between.
type Cycle string

const (
	Weekly    Cycle = "week"
	Monthly   Cycle = "month"
	Quarterly Cycle = "quarter"
	Yearly    Cycle = "year"
)

// Cycles are all of them, the shortest first.
func Cycles() []Cycle { return []Cycle{Weekly, Monthly, Quarterly, Yearly} }

// Around gives the period in which a moment falls: [from, until).
func (c Cycle) Around(t time.Time) (from, until time.Time) {
	year, month, day := t.In(clock.Amsterdam).Date()
	midnight := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, clock.Amsterdam)
	}
	switch c {
	case Weekly:
		day -= (int(t.In(clock.Amsterdam).Weekday()) + 6) % 7
		return midnight(year, month, day), midnight(year, month, day+7)
	case Monthly:
		return midnight(year, month, 1), midnight(year, month+1, 1)
	case Quarterly:
		month -= (month - 1) % 3
		return midnight(year, month, 1), midnight(year, month+3, 1)
	}
	return midnight(year, 1, 1), midnight(year+1, 1, 1)
}
