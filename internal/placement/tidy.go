package placement

import (
	"context"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

const (
	tidyPause  = 6 * time.Hour // between two rounds of one node; what two nodes do twice changes nothing
	noticeDays = 90            // that is remembered who was told what; no act is tried again so much later
)

// tidy takes away what nobody reads any more, from time to time.
func (s *Service) tidy(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "placement.tidy")
	var now time.Time
	if err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error { now, err = tx.Now(ctx); return err }); err != nil {
		return err
	}
	if now.Sub(clock.FromMicros(s.tidied.Load())).Abs() < tidyPause {
		return nil
	}
	err = s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM desk_note WHERE at < $1`, clock.Micros(now.Add(-oldNotesDays*day))); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM placement_notice WHERE made_at < $1`, clock.Micros(now.Add(-noticeDays*day))); err != nil {
			return err
		}
		return s.Capacity.TidyTx(ctx, tx)
	})
	if err == nil {
		s.tidied.Store(clock.Micros(now))
	}
	return err
}
