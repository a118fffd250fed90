package signal

import (
	"cmp"
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// longestTry bounds a dry run: every week of it is counted.
const longestTry = 2 * 366 * 24 * time.Hour

// DryRun tells what a rule would have found between two moments, had it been in force: each time that it
// would have opened a bottleneck, where, with its evidence, and when it would have proposed the ending.
// Nothing is written but that somebody tried. A coordinator, the staff and the board of the region may try
// rules there; a rule for everywhere the organisation that is the nation's board. Invalid names the fields.
func (s *Service) DryRun(ctx context.Context, actor access.Actor, r Rule, from, until time.Time) (hits []Hit, err error) {
	defer fault.Wrap(&err, "signal.DryRun")
	if err := s.check(ctx, &r, trying); err != nil {
		return nil, err
	}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) { return subject(ctx, tx, &r) }
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "signal.DryRun", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		switch {
		case !from.Before(until):
			return fault.InvalidField("until", "Het einde moet na het begin liggen.", "expected a moment after from")
		case until.After(now):
			return fault.InvalidField("until", "Kies een tijd die voorbij is.", "expected a time that has passed")
		case until.Sub(from) > longestTry:
			return fault.InvalidField("from", "Kies hooguit twee jaar.", "expected at most two years")
		}
		return tx.Changed(map[string]any{"measure": r.Measure, "threshold": r.Threshold, "weeks": r.Weeks})
	})
	if err != nil {
		return nil, err
	}
	// It is recorded; counting goes beside the acts of others.
	weeks := weeksUntil(until, int(until.Sub(from)/(7*24*time.Hour))+r.Weeks)
	series, norm, err := s.count(ctx, &r, weeks)
	if err != nil {
		return nil, err
	}
	for place, figures := range series {
		for _, sp := range spells(r, figures) {
			h := Hit{Place: place, At: weeks[sp.first].until, Value: sp.figure.Share(), N: sp.figure.N, Evidence: []bottleneck.Evidence{r.evidence(sp.figure, norm)}}
			if sp.fell >= 0 {
				h.FellAt = weeks[sp.fell].until
			}
			hits = append(hits, h)
		}
	}
	if err := s.named(ctx, hits); err != nil {
		return nil, err
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Place.Region, b.Place.Region), cmp.Compare(a.Place.Wijkverband, b.Place.Wijkverband))
	})
	return hits, nil
}

// named gives the places of hits their names of now; one that is no more has none.
func (s *Service) named(ctx context.Context, hits []Hit) error {
	if len(hits) == 0 {
		return nil
	}
	regions, err := s.Network.Regions(ctx)
	if err != nil {
		return err
	}
	names := map[bottleneck.Place]string{}
	for _, r := range regions {
		names[bottleneck.Place{Region: r.ID}] = r.Name
	}
	asked := map[network.RegionID]bool{}
	for i := range hits {
		p := hits[i].Place
		if p.Wijkverband != "" && !asked[p.Region] {
			asked[p.Region] = true
			all, err := s.Network.Wijkverbanden(ctx, p.Region)
			if err != nil {
				return err
			}
			for _, w := range all {
				names[bottleneck.Place{Region: p.Region, Wijkverband: w.ID}] = w.Name
			}
		}
		hits[i].Name = names[p]
	}
	return nil
}
