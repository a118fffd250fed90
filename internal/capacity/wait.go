package capacity

import (
	"context"
	"maps"
	"slices"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// SetWaitsTx keeps waiting times that were measured, within that act: of the offers in the map alone.
// The zero Wait takes one away. One that says the same as within a day before is not written again,
// so that nobody who watches is told of nothing. An offer that is not there is passed by.
func (s *Service) SetWaitsTx(ctx context.Context, tx *act.Tx, waits map[OfferID]Wait) (err error) {
	defer fault.Wrap(&err, "capacity.SetWaitsTx")
	for _, id := range slices.Sorted(maps.Keys(waits)) { // in one order, as every act locks offers
		changed, err := setWait(ctx, tx.Tx, id, waits[id])
		if err != nil {
			return err
		}
		if changed {
			tx.About("offer", string(id))
		}
	}
	return nil
}

func setWait(ctx context.Context, tx *store.Tx, id OfferID, w Wait) (changed bool, err error) {
	query := `UPDATE offer SET wait_p50 = NULL, wait_p90 = NULL, wait_p50_least = NULL, wait_p90_least = NULL, wait_n = NULL, wait_waiting = NULL, wait_at = NULL
		WHERE id = $1 AND wait_at IS NOT NULL`
	args := []any{id}
	if w != (Wait{}) {
		at := clock.Micros(w.MeasuredAt)
		query = `UPDATE offer SET wait_p50 = $2, wait_p90 = $3, wait_p50_least = $4, wait_p90_least = $5, wait_n = $6, wait_waiting = $7, wait_at = $8
			WHERE id = $1 AND (wait_at IS NULL OR wait_at <= $9 OR (wait_p50, wait_p90, wait_p50_least, wait_p90_least, wait_n, wait_waiting) <> ($2, $3, $4, $5, $6, $7))`
		args = append(args, w.P50Days, w.P90Days, oneIf(w.P50AtLeast), oneIf(w.P90AtLeast), w.N, w.Waiting, at, at-(24*time.Hour).Microseconds())
	}
	res, err := tx.Exec(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
