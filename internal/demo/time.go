package demo

import (
	"os"
	"strings"
	"sync/atomic"
	"time"

	"eerstelijn/internal/clock"
)

// Time is a clock that can be set back, so that weeks are lived through, and then let go. It can be later than
// the machine's as well, so that what comes by time can be shown.
type Time struct {
	set   atomic.Int64
	later atomic.Int64 // how much later than the machine's clock it is, once it is let go
	file  string
}

// Now is the moment that was set, or the machine's.
func (t *Time) Now() time.Time {
	if us := t.set.Load(); us != 0 {
		return clock.FromMicros(us)
	}
	return clock.System().Add(t.ahead())
}

// Set lets it be at from now on.
func (t *Time) Set(at time.Time) { t.set.Store(clock.Micros(at)) }

// Release lets it be as late as it is.
func (t *Time) Release() { t.set.Store(0) }

// Follow lets it be as much later as a file says, such as '168h', as soon as the file says so. It never goes
// back, and what is no duration moves nothing. It belongs before the first look at the clock.
func (t *Time) Follow(file string) { t.file = file }

func (t *Time) ahead() time.Duration {
	if t.file == "" {
		return 0
	}
	said, _ := os.ReadFile(t.file) // a file that is not there says nothing
	if d, err := time.ParseDuration(strings.TrimSpace(string(said))); err == nil {
		for was := t.later.Load(); int64(d) > was && !t.later.CompareAndSwap(was, int64(d)); was = t.later.Load() {
		}
	}
	return time.Duration(t.later.Load())
}
