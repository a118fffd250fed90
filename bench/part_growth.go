package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/network"
)

// growthPart asks the same questions of ever more services in the same country.
func growthPart(ctx context.Context, b *bench) error {
	indexes := make([]*finding.Index, len(b.growth))
	var small []finding.Entry
	for k, n := range b.growth {
		if err := ctx.Err(); err != nil {
			return err
		}
		indexes[k] = finding.New(clock.Fixed(moment), func(yield func(finding.Entry) bool) {
			for e := range nationalEntries(n) {
				if !yield(e) {
					return
				}
			}
		})
	}
	small = slices.Collect(nationalEntries(b.growth[0]))
	list, err := questions(b.questions, small, indexes[0].Search)
	if err != nil {
		return err
	}
	sides := make([]measure.Side, len(indexes))
	for k, x := range indexes {
		sides[k] = asked(measure.Thousands(b.growth[k])+" services", list, x.Search)
	}
	const rounds = 16
	sums := make([][]float64, len(sides)) // by side, of each round
	took := make([]measure.Times, len(sides))
	for round := range rounds {
		each, err := measure.Latency(ctx, sides, len(list), 1)
		if err != nil {
			return err
		}
		for k, t := range each {
			var sum time.Duration
			for _, d := range t {
				sum += d
			}
			if round > 0 { // the first warms up
				sums[k] = append(sums[k], sum.Seconds())
				took[k] = append(took[k], t...)
			}
		}
	}
	rows := [][]string{{"", "mean", "p50", "p99", "beside the one before"}}
	worst := 0.0
	for k, s := range sides {
		step := ""
		if k > 0 {
			r := measure.Ratio(sums[k], sums[k-1])
			worst = max(worst, r)
			step = fmt.Sprintf("%.2f×", r)
		}
		mean := time.Duration(measure.Median(sums[k]) / float64(len(list)) * float64(time.Second))
		rows = append(rows, []string{s.Name, measure.Micros(mean), measure.Micros(took[k].At(0.5)), measure.Micros(took[k].At(0.99)), step})
	}
	measure.Table(b.Out, rows)
	b.AtMost("growth of the time per search at each step", worst, 1.5, "×")
	return nil
}

// nationalEntries gives so many services over the invented country as the index holds them.
func nationalEntries(services int) func(yield func(finding.Entry) bool) {
	m := country{areas: map[network.AreaCode]network.Area{}, children: map[network.AreaCode][]network.Area{}}
	for _, a := range demo.Country() {
		m.areas[a.Code] = a
		m.children[a.Parent] = append(m.children[a.Parent], a)
	}
	return func(yield func(finding.Entry) bool) {
		for s := range demo.National(nil, services, nationalSeed) {
			for _, e := range live.Entries(&s, m, noRegion) {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// country is the invented country as a map that stands in no database.
type country struct {
	areas    map[network.AreaCode]network.Area
	children map[network.AreaCode][]network.Area
}

func (c country) Area(code network.AreaCode) (network.Area, bool) {
	a, ok := c.areas[code]
	return a, ok
}

func (c country) Children(code network.AreaCode) []network.Area { return c.children[code] }

// noRegion leaves regions out: no question asks for one.
func noRegion(network.AreaCode) network.RegionID { return "" }
