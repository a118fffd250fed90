package signal

import (
	"context"
	"fmt"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// counter gathers the figures of a rule, for each place one a week.
type counter struct {
	*Rule
	weeks  []week
	norm   capacity.Norm // of a wait
	atlas  *atlas
	series map[bottleneck.Place][]Figure
}

// count gives the figures of a rule for each place where there is something to count, and the name of
// its norm.
func (s *Service) count(ctx context.Context, r *Rule, weeks []week) (_ map[bottleneck.Place][]Figure, norm string, err error) {
	c := &counter{Rule: r, weeks: weeks, series: map[bottleneck.Place][]Figure{}}
	if r.Measure == CoverageGap {
		return c.series, "", s.covered(ctx, c)
	}
	if r.Measure == WaitAboveNorm {
		if c.norm, err = s.norm(ctx, r.Norm); err != nil {
			return nil, "", err
		}
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		clear(c.series)
		if c.atlas, err = atlasOf(ctx, tx, r.Level, r.Region); err != nil {
			return err
		}
		switch r.Measure {
		case WaitAboveNorm:
			return c.waits(ctx, tx)
		case Declines:
			return c.declines(ctx, tx)
		case Bridging:
			return c.bridging(ctx, tx)
		case NoContact:
			return c.contacts(ctx, tx)
		case Unanswered:
			return c.unanswered(ctx, tx)
		}
		return fmt.Errorf("no measure %s", r.Measure)
	})
	return c.series, normText(c.norm), err
}

func (s *Service) norm(ctx context.Context, code string) (capacity.Norm, error) {
	t, err := s.Capacity.Tables(ctx)
	if err != nil {
		return capacity.Norm{}, err
	}
	for _, n := range t.Norms {
		if n.Code == code {
			return n, nil
		}
	}
	return capacity.Norm{}, fault.InvalidField("norm", "Kies een norm uit de lijst.", "expected a code of the access norms, such as treek-thuis")
}

// normText says a norm: 'Treeknorm: 42 dagen'; "" for none.
func normText(n capacity.Norm) string {
	switch {
	case n.Code == "":
		return ""
	case n.Working:
		return fmt.Sprintf("%s: %d werkdagen", n.Source, n.Days)
	}
	return fmt.Sprintf("%s: %d dagen", n.Source, n.Days)
}

// figure gives the one of a place and a week, to be added to.
func (c *counter) figure(place bottleneck.Place, week int) *Figure {
	all := c.series[place]
	if all == nil {
		all = make([]Figure, len(c.weeks))
		for i, w := range c.weeks {
			all[i] = Figure{Place: place, From: w.from, Until: w.until}
		}
		c.series[place] = all
	}
	return &all[week]
}

// add counts one case in a place and a week.
func (c *counter) add(place bottleneck.Place, week int, bad bool) {
	f := c.figure(place, week)
	if f.N++; bad {
		f.Bad++
	}
}

// place gives where something lies: by its region where the rule is on regions, and else by its area.
func (c *counter) place(region network.RegionID, area network.AreaCode, at int64) (bottleneck.Place, bool) {
	if c.Level == bottleneck.Region && region != "" {
		return bottleneck.Place{Region: region}, true
	}
	return c.atlas.of(area, at)
}

// covered asks how the regions were covered on the Wednesday of each week.
func (s *Service) covered(ctx context.Context, c *counter) error {
	regions, err := s.Network.Regions(ctx)
	if err != nil {
		return err
	}
	for _, region := range regions {
		if c.Region != "" && c.Region != region.ID {
			continue
		}
		for i, w := range c.weeks {
			then, err := s.Network.Coverage(ctx, region.Slug, w.wednesday())
			if fault.KindOf(err) == fault.NotFound {
				continue // there was no such region yet
			}
			if err != nil {
				return err
			}
			for _, v := range then.Wijkverbanden {
				place := bottleneck.Place{Region: region.ID}
				if c.Level == bottleneck.Wijk {
					place.Wijkverband = v.ID
				}
				c.add(place, i, !v.Manned)
			}
		}
	}
	return nil
}
