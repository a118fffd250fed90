package identity

import (
	"context"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// StillIn tells whether a session is open at this moment: nobody ended it, and it has not run out by
// itself. It is for who keeps a connection of somebody open, and does not keep the session alive.
func (s *Service) StillIn(ctx context.Context, session string) (in bool, err error) {
	defer fault.Wrap(&err, "identity.StillIn")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM session WHERE id = $1 AND idle_end > $2 AND absolute_end > $2)`, session, clock.Micros(now)).Scan(&in)
	})
	return in, err
}
