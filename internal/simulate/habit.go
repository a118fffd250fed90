package simulate

import (
	"math/rand/v2"
	"strconv"
	"time"
)

// habit is how a provider keeps up its figure. Nobody is paid for it, so most do it when it suits them.
type habit struct {
	name  string
	share float64 // of providers
	// soon is how long after a change it tells of it; 0: it does not look at changes.
	soon time.Duration
	// every is the number of days between two rounds in the morning, skipped the chance that one falls out.
	every   int
	skipped float64
	// link is the chance that it answers the mail that asks whether a figure still holds.
	link float64
	// keeps is the chance that a provider of this habit always keeps one place back for itself.
	keeps float64
}

var habits = []habit{
	{name: "at each change", share: 0.30, soon: 20 * time.Minute, every: 1, skipped: 0.10, link: 0.90, keeps: 0.10},
	{name: "each morning", share: 0.35, every: 1, skipped: 0.20, link: 0.70, keeps: 0.10},
	{name: "once a week", share: 0.20, every: 7, skipped: 0.15, link: 0.40, keeps: 0.05},
	{name: "forgets", share: 0.15, every: 9, skipped: 0.35, link: 0.20},
}

// misread is the chance that a figure is one off, up or down alike.
const misread = 0.03

// rounds are the moments at which a unit's figure is told whether it changed or not: in the morning, and for what is
// asked for in a crisis at the other shifts too.
func (h *habit) rounds(r *rand.Rand, acute bool, from time.Time, days int) []time.Time {
	var all []time.Time
	round := func(day, first, last int) {
		if at := onDay(from, day, first, last, r); r.Float64() >= h.skipped {
			all = append(all, at)
		}
	}
	for day := r.IntN(h.every); day < days; day += h.every {
		round(day, 8, 10)
		if acute {
			round(day, 15, 17)
			round(day, 22, 24)
		}
	}
	return all
}

// says gives what a provider reports when so many places are free: mostly that.
func (u *unit) says(f fate, free int, at time.Time) int {
	r := f.of("figure", u.key, strconv.FormatInt(at.Unix(), 10))
	if r.Float64() < misread {
		free += 1 - 2*r.IntN(2)
	}
	if u.keepsBack {
		free--
	}
	return min(max(free, 0), u.total)
}
