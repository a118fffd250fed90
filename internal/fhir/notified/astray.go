package notified

import (
	"slices"
	"time"
)

// astrayFor is how long what was told and is not taken stands before people: what was tried for as long as can be
// still stands there a month after it was given up.
const astrayFor = 2 * reportFor

// yesAstrayFor is how long after its last try a yes that was not taken stands before people: it says of nobody's care
// where that is, and somebody may count on it for some days.
const yesAstrayFor = 7 * 24 * time.Hour

// standing are the statuses of a Task that say a step, or what came after it. Of a no nobody needs to know any more
// when the question is over, however it ended.
var standing = map[Step][]string{Yes: {"accepted", "in-progress", "completed"}, No: final,
	Begun: {"in-progress", "completed"}, Done: {"completed"}, FellThrough: {"rejected", "cancelled"}}

// Stands tells whether the question says there what was told, or what came after it.
func (t *Taken) Stands() bool { return slices.Contains(standing[t.Told.Step], t.Status) }

// Astray tells whether somebody must know that what was told does not stand in the system that asks: it is on its
// way, or was not taken. It is over when the question says the same there, as after a call.
func (t *Taken) Astray(now time.Time) bool {
	switch t.Told.State {
	case Waiting:
		return true
	case Refused:
		until := t.Told.At.Add(astrayFor)
		if t.Told.Step == Yes {
			until = t.TriedUntil().Add(yesAstrayFor)
		}
		return now.Before(until) && !t.Stands()
	}
	return false
}
