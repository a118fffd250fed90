package number

import (
	"context"
	"errors"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

// Job is the kind of job that measures the waits of all offers.
const Job = "placement.waits"

const (
	measureEach = 15 * time.Minute
	// measureOver is how long ago a request may have been opened to count; who still waits counts always.
	measureOver = 365 * 24 * time.Hour
	// handedOver is how many offers one act tells of, so that nobody's write waits for it.
	handedOver = 200
)

// ScheduleMeasure puts the measuring on the list when the program starts.
func (s *Service) ScheduleMeasure(ctx context.Context) error { return s.schedule(ctx, 0) }

func (s *Service) schedule(ctx context.Context, in time.Duration) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, Job, "all", now.Add(in), nil)
	})
}

// RunMeasure handles a [Job] and puts itself back, also when it failed.
func (s *Service) RunMeasure(ctx context.Context, _ jobs.Job) (err error) {
	defer fault.Wrap(&err, "number.RunMeasure")
	changed, err := s.MeasureWaits(ctx)
	s.Log.Debug("waits were measured", "changed", changed)
	return errors.Join(err, s.schedule(ctx, measureEach))
}

// MeasureWaits estimates how long people wait for each offer and hands to capacity what changed. Offers
// for which fewer than ten people count have no measured wait: one person's would be seen in it. What could
// not be handed over keeps nothing else from it.
func (s *Service) MeasureWaits(ctx context.Context) (changed int, err error) {
	defer fault.Wrap(&err, "number.MeasureWaits")
	measured, err := s.measure(ctx)
	if err != nil {
		return 0, err
	}
	waits := map[capacity.OfferID]capacity.Wait{}
	if _, err := s.Capacity.All(ctx, func(offers []capacity.Offer) error {
		for i := range offers {
			now, is := measured[offers[i].ID]
			was := offers[i].Wait
			if is && (was == nil || !same(*was, now)) || !is && was != nil {
				waits[offers[i].ID] = now // zero: none any more
			}
		}
		return nil
	}); err != nil {
		return 0, err
	}
	ids := make([]capacity.OfferID, 0, len(waits))
	for id := range waits {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for some := range slices.Chunk(ids, handedOver) {
		if problem := s.hand(ctx, some, waits); problem != nil {
			err = errors.Join(err, problem)
			continue
		}
		changed += len(some)
	}
	return changed, err
}

// same tells whether two measurements say the same, whenever they were made.
func same(a, b capacity.Wait) bool {
	a.MeasuredAt = b.MeasuredAt
	return a == b
}

func (s *Service) hand(ctx context.Context, ids []capacity.OfferID, waits map[capacity.OfferID]capacity.Wait) error {
	some := make(map[capacity.OfferID]capacity.Wait, len(ids))
	for _, id := range ids {
		some[id] = waits[id]
	}
	return s.spine.Do(ctx, act.Attempt{Actor: access.Job("waits"), Act: "placement.MeasureWaits", Load: given(access.Subject{Type: "platform"})},
		func(ctx context.Context, tx *act.Tx) error {
			if err := s.Capacity.SetWaitsTx(ctx, tx, some); err != nil {
				return err
			}
			return tx.Changed(map[string]int{"offers": len(some)})
		})
}

// measure reads the spells of each offer, one offer after another.
func (s *Service) measure(ctx context.Context) (measured map[capacity.OfferID]capacity.Wait, err error) {
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT offer, opened_at, coalesce(started_at, 0), coalesce(ended_at, 0) FROM offer_spells
			WHERE opened_at >= $1 OR started_at IS NULL AND ended_at IS NULL ORDER BY offer`, clock.Micros(now.Add(-measureOver)))
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		measured = map[capacity.OfferID]capacity.Wait{}
		var of capacity.OfferID
		var spells []Spell
		done := func() {
			if len(spells) >= fewest {
				measured[of] = waitOf(spells, now)
			}
			spells = spells[:0]
		}
		for rows.Next() {
			var offer capacity.OfferID
			a := asked{when: clock.Micros(now)}
			if err := rows.Scan(&offer, &a.opened, &a.started, &a.ended); err != nil {
				return err
			}
			if offer != of {
				done()
				of = offer
			}
			spells = append(spells, a.until(a.started))
		}
		done()
		return rows.Err()
	})
	return measured, err
}

func waitOf(spells []Spell, at time.Time) capacity.Wait {
	w := Estimate(spells)
	return capacity.Wait{P50Days: Days(w.P50.After), P50AtLeast: w.P50.AtLeast, P90Days: Days(w.P90.After), P90AtLeast: w.P90.AtLeast,
		N: w.N, Waiting: w.Waiting, MeasuredAt: at}
}
