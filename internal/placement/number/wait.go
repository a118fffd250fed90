package number

import (
	"cmp"
	"slices"
	"time"
)

// Spell is how long one person waited, or has waited so far.
type Spell struct {
	For time.Duration
	// Over says that what was waited for came. Without it the person still waits, or stopped waiting
	// without it: all that is known is that it took longer than this.
	Over bool
}

// Quantile is the time within which a share of people had what they waited for.
type Quantile struct {
	After time.Duration
	// AtLeast says that too many still wait to know more than that it takes longer than this.
	AtLeast bool
}

// Wait is a measured waiting time.
type Wait struct {
	P50, P90 Quantile
	N        int // people for whom it ended, and so the most that the quantiles rest on
	Waiting  int // people for whom it has not ended; they count in the quantiles
}

// Curve is the Kaplan–Meier estimate over some spells: the share that still waits, step by step.
type Curve struct {
	steps   []step
	longest time.Duration
	n       int
	waiting int
}

// step is the share that still waits from a moment on.
type step struct {
	at    time.Duration
	still float64
}

// Survival estimates the share that still waits after any time. Who still waits counts as waiting for as
// long as is known and is passed over after that, so that they can only lengthen the estimate. A
// negative time, of a clock that jumped, counts as none.
func Survival(spells []Spell) Curve {
	sorted := slices.Clone(spells)
	for i := range sorted {
		sorted[i].For = max(0, sorted[i].For)
	}
	slices.SortFunc(sorted, func(a, b Spell) int { return cmp.Compare(a.For, b.For) })
	c := Curve{}
	still := 1.0
	for i := 0; i < len(sorted); {
		at, risk, over := sorted[i].For, len(sorted)-i, 0
		for ; i < len(sorted) && sorted[i].For == at; i++ {
			if sorted[i].Over {
				over++
			}
		}
		c.longest, c.n = at, c.n+over
		if over > 0 {
			still *= float64(risk-over) / float64(risk)
			c.steps = append(c.steps, step{at, still})
		}
	}
	c.waiting = len(sorted) - c.n
	return c
}

// rounding is more than the product of the steps can be off, and less than one person in a million.
const rounding = 1e-9

// Quantile gives the time within which a share of people, above 0 and at most 1, had what they waited
// for. Over people of whom nobody still waits it is the plain one: the shortest time that at least that
// share did not exceed.
func (c Curve) Quantile(share float64) Quantile {
	for _, s := range c.steps {
		if s.still <= 1-share+rounding {
			return Quantile{After: s.at}
		}
	}
	return Quantile{After: c.longest, AtLeast: true}
}

// Estimate measures the wait over some spells. Over none it is zero: ask for N and Waiting first.
func Estimate(spells []Spell) Wait {
	if len(spells) == 0 {
		return Wait{}
	}
	c := Survival(spells)
	return Wait{P50: c.Quantile(0.5), P90: c.Quantile(0.9), N: c.n, Waiting: c.waiting}
}

// Days gives a time in days, to the nearest.
func Days(d time.Duration) int { return int((d + 12*time.Hour) / (24 * time.Hour)) }
