package measure

import (
	"fmt"
	"io"
)

// noise is by how much a figure may miss its promise on a machine that others use too.
const noise = 0.1

// Verdict prints figures beside their promises, and notes which are missed.
type Verdict struct {
	Out    io.Writer
	Missed []string
}

// AtLeast judges a figure that is promised to be at least so much.
func (v *Verdict) AtLeast(what string, got, want float64, unit string) {
	v.judge(got/want, fmt.Sprintf("%s: %.3g%s, promised at least %g%s", what, got, unit, want, unit))
}

// AtMost judges a figure that is promised to be at most so much.
func (v *Verdict) AtMost(what string, got, want float64, unit string) {
	v.judge(want/got, fmt.Sprintf("%s: %.3g%s, promised at most %g%s", what, got, unit, want, unit))
}

// judge is told how much better than promised a figure is.
func (v *Verdict) judge(better float64, line string) {
	mark := "kept  "
	switch {
	case better < 1-noise:
		mark = "MISSED"
		v.Missed = append(v.Missed, line)
	case better < 1:
		mark = "noise?"
	}
	fmt.Fprintln(v.Out, mark, line)
}

// Faster is a ratio of two sides: by the clock, and by processor time.
type Faster struct{ Clock, Work float64 }

// Least gives the lower of two of each.
func (f Faster) Least(g Faster) Faster { return Faster{min(f.Clock, g.Clock), min(f.Work, g.Work)} }

// Compare gives the ratio of what two sides did in their turns.
func Compare(ours, theirs Turns) Faster {
	return Faster{Ratio(ours.Rate, theirs.Rate), Ratio(ours.Work, theirs.Work)}
}

// Faster judges a ratio. The clock misleads on a machine that others use: it gives a server of many
// processes a larger share than one of few. So what only the clock misses is called noise.
func (v *Verdict) Faster(what string, f Faster, want float64) {
	line := fmt.Sprintf("%s: %.3g× by the clock, %.3g× by processor time, promised at least %g×", what, f.Clock, f.Work, want)
	better := f.Clock / want
	if better < 1-noise && f.Work >= want {
		better = 1 - noise
	}
	v.judge(better, line)
}
