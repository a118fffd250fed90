package demo

import (
	"sync/atomic"
	"time"

	"eerstelijn/internal/clock"
)

// Time is a clock that can be set back, so that weeks are lived through, and then let go.
type Time struct{ set atomic.Int64 }

// Now is the moment that was set, or the machine's.
func (t *Time) Now() time.Time {
	if us := t.set.Load(); us != 0 {
		return clock.FromMicros(us)
	}
	return clock.System()
}

// Set lets it be at from now on.
func (t *Time) Set(at time.Time) { t.set.Store(clock.Micros(at)) }

// Release lets it be as late as it is.
func (t *Time) Release() { t.set.Store(0) }
