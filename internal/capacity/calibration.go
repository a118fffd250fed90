package capacity

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// When a threshold is learned: there must be enough proofs in all and above it, and 95 of 100 of
// those came true.
const (
	enoughProofs = 200
	enoughAbove  = 50
	wantedTrue   = 0.95
	leastSure    = 0.5 // however well things went: below this nothing is called room
	bins         = 10
	proofsOf     = 365 * 24 * time.Hour // older ones tell of people who have left
)

// proof is what was expected and what came of it.
type proof struct {
	predicted float64
	true      bool
}

// ProvedTx notes how a question turned out, within the act that decided it, once for each key. It
// teaches the provider's record, and the region what its confidences are worth. A yes counts as true from
// the moment it was said: most of those that are not chosen never show more. One that is not kept turns
// untrue, once; what was untrue stays so.
func (s *Service) ProvedTx(ctx context.Context, tx *act.Tx, p Proof) (err error) {
	defer fault.Wrap(&err, "capacity.ProvedTx(%s)", p.Offer)
	if !(p.Predicted >= 0 && p.Predicted <= 1) || p.Key == "" {
		return fault.New(fault.Invalid, "Deze uitkomst kan niet worden bewaard.", "a proof needs a key and a prediction from 0 to 1")
	}
	o, err := s.find(ctx, tx.Tx, p.Offer, true)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	res, err := tx.Exec(ctx, `INSERT INTO capacity_proof (key, offer, region, predicted, came_true, proved_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		p.Key, p.Offer, o.Region, p.Predicted, oneIf(p.True), clock.Micros(now))
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	said, came := n, n*oneIf(p.True)
	if n == 0 && !p.True {
		if res, err = tx.Exec(ctx, `UPDATE capacity_proof SET came_true = 0, proved_at = $1 WHERE key = $2 AND came_true = 1`, clock.Micros(now), p.Key); err != nil {
			return err
		}
		if n, err = res.RowsAffected(); err != nil {
			return err
		}
		came = -n
	}
	if n == 0 {
		return nil
	}
	tx.About("offer", string(p.Offer))
	_, err = tx.Exec(ctx, `UPDATE offer SET said = said + $1, came_true = came_true + $2 WHERE id = $3`, said, came, p.Offer)
	return err
}

// Calibration compares what was expected in a region in the last year with what came of it.
func (s *Service) Calibration(ctx context.Context, region network.RegionID) (c Calibration, err error) {
	defer fault.Wrap(&err, "capacity.Calibration(%s)", region)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		proofs, err := proofsOfRegion(ctx, tx, region)
		c = calibrate(proofs)
		return err
	})
	return c, err
}

func proofsOfRegion(ctx context.Context, tx *store.Tx, region network.RegionID) ([]proof, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return store.All(ctx, tx, func(row func(...any) error) (p proof, err error) {
		return p, row(&p.predicted, &p.true)
	}, `SELECT predicted, came_true FROM capacity_proof WHERE region = $1 AND proved_at >= $2`, region, clock.Micros(now.Add(-proofsOf)))
}

// calibrate is a function of the proofs alone.
func calibrate(proofs []proof) Calibration {
	c := Calibration{N: len(proofs), Threshold: Cautious, Bins: make([]Bin, bins)}
	for i := range c.Bins {
		c.Bins[i].Low, c.Bins[i].High = float64(i)/bins, float64(i+1)/bins
	}
	if len(proofs) == 0 {
		return c
	}
	for _, p := range proofs {
		b := &c.Bins[min(int(p.predicted*bins), bins-1)]
		b.N++
		b.Predicted += p.predicted
		real := float64(oneIf(p.true))
		b.Real += real
		c.Brier += (p.predicted - real) * (p.predicted - real)
	}
	c.Brier /= float64(len(proofs))
	for i := range c.Bins {
		if b := &c.Bins[i]; b.N > 0 {
			b.Predicted /= float64(b.N)
			b.Real /= float64(b.N)
		}
	}
	if len(proofs) >= enoughProofs {
		c.Threshold = threshold(proofs)
	}
	return c
}

// threshold gives the least confidence, in steps of a hundredth, such that of all proofs from there
// on 95 of 100 came true; 1 when there is none: nothing is then called room.
func threshold(proofs []proof) float64 {
	sorted := slices.SortedFunc(slices.Values(proofs), func(a, b proof) int { return cmp.Compare(b.predicted, a.predicted) })
	least, came, n := 1.0, 0, 0
	for step := 99; step >= int(leastSure*100); step-- {
		at := float64(step) / 100
		for n < len(sorted) && sorted[n].predicted >= at {
			came += int(oneIf(sorted[n].true))
			n++
		}
		if n >= enoughAbove && float64(came) >= wantedTrue*float64(n) {
			least = at
		}
	}
	return least
}

// calibrateRegion tells the offers of a region from which confidence on there is room, when that
// changed by a hundredth or more. Too few proofs is 0: each offer is then cautious.
func (s *Service) calibrateRegion(ctx context.Context, region network.RegionID) error {
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "region", ID: string(region), Region: string(region)}, nil
	}
	return s.spine.Do(ctx, act.Attempt{Actor: access.Job("capacity"), Act: "capacity.Calibrate", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		proofs, err := proofsOfRegion(ctx, tx.Tx, region)
		if err != nil {
			return err
		}
		var sure float64
		if c := calibrate(proofs); c.N >= enoughProofs {
			sure = c.Threshold
		}
		if tx.Dialect() == store.Postgres { // in one order, as every act locks offers
			if _, err := tx.Exec(ctx, `SELECT 1 FROM offer WHERE region = $1 AND ended_at IS NULL ORDER BY id FOR UPDATE`, region); err != nil {
				return err
			}
		}
		changed, err := store.All(ctx, tx.Tx, func(row func(...any) error) (id OfferID, err error) { return id, row(&id) },
			`UPDATE offer SET sure = $1 WHERE region = $2 AND ended_at IS NULL AND abs(sure - $1) > 0.009 RETURNING id`, sure, region)
		if err != nil {
			return err
		}
		for _, id := range changed {
			tx.About("offer", string(id))
		}
		return tx.Changed(map[string]int{"offers": len(changed), "percent": int(math.Round(100 * sure))})
	})
}

// calibrateAll does so in each region where something was proved, or had been.
func (s *Service) calibrateAll(ctx context.Context) error {
	var regions []network.RegionID
	err := s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		regions, err = store.All(ctx, tx, func(row func(...any) error) (r network.RegionID, err error) { return r, row(&r) },
			`SELECT DISTINCT region FROM capacity_proof WHERE region <> '' ORDER BY region`)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range regions {
		err = errors.Join(err, s.calibrateRegion(ctx, r)) // one that fails keeps no other from it
	}
	return err
}
