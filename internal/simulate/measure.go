package simulate

import (
	"slices"
	"time"
)

// Tally is what came of a script, measured against the truth.
type Tally struct {
	Requests int
	// Found got a place, Elsewhere ended otherwise with a reason on record, and of Bridging agreed help bridges the time
	// until there is one: these have an outcome. Of Desk nobody but the desk keeps looking, and Nobody's ended,
	// or stand, without anybody knowing: these have none.
	Found, Elsewhere, Bridging, Desk, Nobodys int
	// Due is what requests had at the moment at which there should have been a place.
	Due   Due
	Waits map[string][]time.Duration // until a provider committed itself, by urgency

	Asked        int // questions to providers
	Calls        int // those that took a telephone call
	Greens, True int // shown as room when asked, and those that truly had it
	// Drawn at random moments: offers shown as room, those of them that had it, offers that had it, and those of
	// them that were not shown as full or unknown.
	Shown, ShownTrue, Rooms, RoomsSeen int

	Refused map[string]int // answers that were no, by reason
	Silent  int            // questions that nobody answered in time
	Fell    int            // agreed places that fell through
	Late    int            // yeses that came when there was a place already

	Bridged time.Duration // in which help bridged the time as was agreed
	ByDesk  time.Duration // in which only the desk kept looking
	Alone   time.Duration // after the clock ran out, without anybody bridging

	AskerTime, ProviderTime time.Duration
	Figures                 int
	Units                   int
	Days                    int
	Acts                    int // that the platform did and recorded
}

func newTally(s *Script) *Tally {
	return &Tally{Requests: len(s.demands), Units: len(s.units),
		Waits: map[string][]time.Duration{}, Refused: map[string]int{}}
}

// Share gives a part of a whole; nothing of nothing is 0.
func Share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Quantile gives the wait within which a share of the waits lies, 0 when there are none.
func Quantile(waits []time.Duration, share float64) time.Duration {
	if len(waits) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(waits))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// Due counts requests by what they had when there should have been a place: one, agreed help meanwhile, an end for a
// reason, or nothing but, with the platform, a desk that keeps looking.
type Due struct{ Place, Bridging, Ended, None int }

// With is how many had something, and of how many.
func (d Due) With() (with, of int) {
	with = d.Place + d.Bridging + d.Ended
	return with, with + d.None
}

// Complete says whether each request has an outcome: a place, agreed help that bridges the time, or an end for a reason.
func (t *Tally) Complete() bool { return t.Found+t.Elsewhere+t.Bridging == t.Requests }

// MinutesAMonth is what keeping its figures up asks of one service.
func (t *Tally) MinutesAMonth() float64 {
	if t.Units == 0 || t.Days == 0 {
		return 0
	}
	return t.ProviderTime.Minutes() / float64(t.Units) / float64(t.Days) * 30
}
