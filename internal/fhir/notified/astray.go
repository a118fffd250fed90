package notified

import (
	"slices"
	"time"
)

// astrayFor is how long what was told and is not taken stands before people: what was tried for as long as can be
// still stands there a month after it was given up.
const astrayFor = 2 * reportFor

// standing are the statuses of a Task that say a step, or what came after it.
var standing = map[Step][]string{Begun: {"in-progress", "completed"}, Done: {"completed"}, FellThrough: {"rejected", "cancelled"}}

// Astray tells whether somebody must know that what was told does not stand in the system that asks: it is on its
// way, or was not taken. It is over when the question says the same there, as after a call.
func (t *Taken) Astray(now time.Time) bool {
	switch t.Told.State {
	case Waiting:
		return true
	case Refused:
		return now.Before(t.Told.At.Add(astrayFor)) && !slices.Contains(standing[t.Told.Step], t.Status)
	}
	return false
}
