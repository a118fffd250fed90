package capacity

import (
	"math"
	"time"
)

// What is believed of a provider before it has a history. They weigh little: some twenty proofs, or a
// few rhythms of reports, say more.
const (
	priorYes, priorNo = 9, 1 // nine of ten questions give a yes that is kept
	priorWent         = 1    // one place goes unseen in the time in which a figure becomes stale
)

// Confidence is the chance that asking now gives a yes, from 0 to 1. It is 0 for a figure that is
// stale or unknown, without a free place, or while nobody is taken on.
//
// It is the product of two chances. The first is that fewer places went since somebody looked than
// were free then: places go one by one at a steady pace (Poisson), at the pace at which this
// provider's places went before. The second is that it says yes where room was expected, and keeps it,
// as often as it did before.
// Both begin at a cautious belief and learn from the provider's own history (Gamma and Beta priors).
// It falls with the age of the figure, and rises with the places and with yeses that came true.
func (o *Offer) Confidence(now time.Time) float64 {
	free := o.Free(now)
	if free == 0 || o.Figure.Accepting == Closed || !o.fresh(now) {
		return 0
	}
	age := max(0, now.Sub(o.Figure.ToldAt))
	return fewerThan(free, o.pace()*age.Seconds()) * o.truth()
}

func (o *Offer) fresh(now time.Time) bool {
	f := o.Freshness(now)
	return f == Live || f == Ageing
}

// pace is the number of places that go unseen in a second.
func (o *Offer) pace() float64 {
	return (float64(o.Record.Changes) + priorWent) / (o.Record.Watched + o.Rhythm.Stale).Seconds()
}

// truth is how often asking this provider where room was expected gave a yes that was kept.
func (o *Offer) truth() float64 {
	return (float64(o.Record.True) + priorYes) / (float64(o.Record.Said) + priorYes + priorNo)
}

// fewerThan is the chance that fewer than n things happen when mean are expected (Poisson). It adds
// the terms around the mean only: those further than twelve deviations below it weigh nothing, and
// beginning at zero would underflow for a large mean.
func fewerThan(n int, mean float64) float64 {
	if mean <= 0 {
		return 1
	}
	first := math.Floor(max(0, mean-12*math.Sqrt(mean)-12))
	logOf, _ := math.Lgamma(first + 1)
	term := math.Exp(first*math.Log(mean) - mean - logOf)
	var sum float64
	for i := first; i < float64(n); i++ {
		sum += term
		term *= mean / (i + 1)
		if i > mean && term < 1e-18 {
			break
		}
	}
	return min(1, sum)
}
