package capacity

import (
	"context"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// endedHolds is how long a hold that ended is kept: until nobody disputes it any more.
const endedHolds = 90 * 24 * time.Hour

// TidyTx takes away holds that ended long ago, and proofs that calibration does not count any more.
func (s *Service) TidyTx(ctx context.Context, tx *store.Tx) (err error) {
	defer fault.Wrap(&err, "capacity.TidyTx")
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM offer_hold WHERE ended_at < $1`, clock.Micros(now.Add(-endedHolds))); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM capacity_proof WHERE proved_at < $1`, clock.Micros(now.Add(-proofsOf)))
	return err
}
