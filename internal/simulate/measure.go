package simulate

import (
	"slices"
	"time"
)

// Tally is what came of a script, measured against the truth.
type Tally struct {
	Requests int
	// Found got a place, Elsewhere ended otherwise with a reason on record, Owned are still looked for by somebody
	// whose clock runs, and Nobody's ended, or stand, without anybody knowing.
	Found, Elsewhere, Owned, Nobodys int
	Waits                            map[string][]time.Duration // until a provider committed itself, by urgency

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

	Bridged time.Duration // in which somebody bridged the time by agreement
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

// Complete says whether each request came to an end on record, or has an owner whose clock runs.
func (t *Tally) Complete() bool {
	return t.Nobodys == 0 && t.Found+t.Elsewhere+t.Owned == t.Requests
}

// MinutesAMonth is what keeping its figures up asks of one service.
func (t *Tally) MinutesAMonth() float64 {
	if t.Units == 0 || t.Days == 0 {
		return 0
	}
	return t.ProviderTime.Minutes() / float64(t.Units) / float64(t.Days) * 30
}
