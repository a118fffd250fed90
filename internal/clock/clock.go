// Package clock says what time it is and how the program writes time down.
//
// Moments are stored as microseconds since 1970 in UTC and shown in Europe/Amsterdam; civil days,
// weeks and opening hours are computed there, never in SQL. Everything that asks for "now" takes a
// [Clock], so that tests choose the moment; within a transaction the store fixes it once.
package clock

import (
	"time"
	_ "time/tzdata" // a small machine may have no zone files; the binary brings its own
)

// Clock tells the present moment.
type Clock func() time.Time

// System is the machine's own clock.
func System() time.Time { return time.Now() }

// Fixed gives a clock that stands still at t.
func Fixed(t time.Time) Clock { return func() time.Time { return t } }

// Amsterdam is the zone in which people of this platform live.
var Amsterdam = mustLoad("Europe/Amsterdam")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("clock: zone data is compiled in, so this cannot happen: " + err.Error())
	}
	return loc
}

// Micros gives t as stored: microseconds since 1970 UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// FromMicros reads a stored moment.
func FromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }
