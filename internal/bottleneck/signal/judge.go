package signal

// measure says how a measure is weighed.
type measure struct {
	// pooled: cases happen, and those of all weeks count together. Otherwise each week shows a state, which
	// must be bad in all of them.
	pooled bool
	// least is how many cases a figure needs to say something. Over people it is the number below which
	// nothing is told of them.
	least int
}

var measures = map[Measure]measure{
	WaitAboveNorm: {least: 1}, // fewer than enough are left out where they are counted; see [waits]
	Declines:      {pooled: true, least: fewest},
	Bridging:      {pooled: true, least: fewest},
	NoContact:     {least: 1},
	Unanswered:    {least: fewest},
	CoverageGap:   {least: 1},
}

// fewest is the smallest number of people, or of entries, that a figure is made of.
const fewest = 10

// Verdict is what a rule makes of the figures of one place.
type Verdict string

const (
	Silent Verdict = "silent" // too little is known, or it is bad and not for long enough
	Low    Verdict = "low"    // it is as it should be
	Speaks Verdict = "speaks"
)

// Judge weighs the figures of one place over successive weeks, the newest at the end, and gives the one that
// decided: that of all weeks together where cases happen, and else that of the best of the weeks, so that what
// is said holds for each of them. Where a state must be bad for weeks to speak, one good week is enough
// to be low. Silent where there are fewer weeks than the rule asks, or too few cases.
func Judge(r Rule, weeks []Figure) (Verdict, Figure) {
	if r.Weeks < 1 || len(weeks) < r.Weeks {
		return Silent, Figure{}
	}
	weeks = weeks[len(weeks)-r.Weeks:]
	m := measures[r.Measure]
	f := weeks[len(weeks)-1]
	if m.pooled {
		for _, w := range weeks[:len(weeks)-1] {
			f.Bad, f.N = f.Bad+w.Bad, f.N+w.N
		}
		f.From = weeks[0].From
	}
	switch {
	case f.N < m.least:
		return Silent, Figure{}
	case !r.above(f):
		return Low, f
	case m.pooled:
		return Speaks, f
	}
	for _, w := range weeks {
		if w.N < m.least || !r.above(w) {
			return Silent, Figure{}
		}
		if w.Share() < f.Share() {
			f.Bad, f.N, f.Measured = w.Bad, w.N, w.Measured
		}
	}
	f.From = weeks[0].From
	return Speaks, f
}

func (r *Rule) above(f Figure) bool { return f.Share() > float64(r.Threshold) }

// spell is a time in which a rule speaks, from one week until before another.
type spell struct {
	first  int
	fell   int // -1: it speaks still
	figure Figure
}

// spells tells when a rule would have spoken along the weeks of a place: from the first week in which it
// speaks until the first in which the figure is low.
func spells(r Rule, weeks []Figure) (all []spell) {
	running := false
	for i := range weeks {
		switch v, f := Judge(r, weeks[:i+1]); {
		case !running && v == Speaks:
			running = true
			all = append(all, spell{first: i, fell: -1, figure: f})
		case running && v == Low:
			running = false
			all[len(all)-1].fell = i
		}
	}
	return all
}
