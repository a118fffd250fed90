package bottleneck

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
)

// country is every place over one period, small numbers hidden in all of them together: the numbers of a
// wijk add up to those of its region, and these to those of the country, so that one alone would follow
// from the others.
type country struct {
	whole   *tally
	regions map[network.RegionID]*tally
	wijken  map[network.WijkverbandID]*tally
	within  map[network.RegionID]map[network.WijkverbandID]*tally // '' is what has no wijkverband
}

// published is what everybody could read of a year when some of its quarters had passed.
type published struct{ numbers, hidden map[string]int }

// newCountry counts the first quarters of a year. Whoever kept what was shown after each quarter before can
// subtract: what is hidden now is hidden in those differences too.
func newCountry(all []fate, quarters int) *country {
	c := gather(nil, 0)
	var before []published
	for n := range quarters {
		c = gather(all, n+1)
		layers := make([]layer, len(before))
		for i, was := range before {
			layers[i] = layer{}
			c.each(func(name string, x *Count) {
				_, veiled := was.hidden[name]
				layers[i][x] = window{x.N - was.numbers[name], veiled}
			})
		}
		now := published{map[string]int{}, map[string]int{}}
		c.each(func(name string, x *Count) { now.numbers[name] = x.N })
		protect(c.sums(), layers...)
		c.each(func(name string, x *Count) {
			if x.Few {
				now.hidden[name] = now.numbers[name]
			}
		})
		before = append(before, now)
	}
	return c
}

// gather counts what was reported before a quarter.
func gather(all []fate, quarter int) *country {
	c := &country{whole: &tally{}, regions: map[network.RegionID]*tally{}, wijken: map[network.WijkverbandID]*tally{}, within: map[network.RegionID]map[network.WijkverbandID]*tally{}}
	for _, f := range all {
		if f.quarter >= quarter {
			continue
		}
		c.whole.add(f)
		if c.regions[f.region] == nil {
			c.regions[f.region], c.within[f.region] = &tally{}, map[network.WijkverbandID]*tally{}
		}
		c.regions[f.region].add(f)
		w := c.within[f.region][f.wijkverband]
		if w == nil {
			w = &tally{}
			c.within[f.region][f.wijkverband] = w
			if f.wijkverband != "" {
				c.wijken[f.wijkverband] = w
			}
		}
		w.add(f)
	}
	return c
}

// sums are all along which a number could follow from others.
func (c *country) sums() []sum {
	sums := c.whole.sums()
	regions := make([]*tally, 0, len(c.regions))
	for _, r := range slices.Sorted(maps.Keys(c.regions)) {
		region := c.regions[r]
		regions = append(regions, region)
		parts := make([]*tally, 0, len(c.within[r]))
		for _, w := range slices.Sorted(maps.Keys(c.within[r])) {
			parts = append(parts, c.within[r][w])
			sums = append(sums, c.within[r][w].sums()...)
		}
		sums = append(append(sums, region.sums()...), region.across(parts)...)
	}
	return append(sums, c.whole.across(regions)...)
}

// each gives every number under a name that is the same in each period. A number that is not there is none.
func (c *country) each(do func(name string, x *Count)) {
	c.whole.each("", do)
	for r, t := range c.regions {
		t.each(string(r), do)
		for w, t := range c.within[r] {
			t.each(string(r)+" "+string(w), do)
		}
	}
}

func (t *tally) each(place string, do func(name string, x *Count)) {
	for i, x := range []*Count{&t.reported, &t.open, &t.solved, &t.accepted, &t.passed, &t.stayed, &t.helped, &t.unsure} {
		do(place+"/"+strconv.Itoa(i), x)
	}
	for code, x := range t.themes {
		do(place+"/"+code, x)
	}
}

func quarterOf(at time.Time) int { return int(at.In(clock.Amsterdam).Month()-1) / 3 }

// quarters counts those of a period of [publicYear].
func quarters(from, until time.Time) int {
	if !from.Before(until) {
		return 0
	}
	return quarterOf(until.Add(-time.Second)) + 1
}
