package network

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// MetTx writes down that a wijkverband met, when that is later than it was known to meet: closing a
// meeting is the act. In the history of the wijkverband it stands as a change by the meeting, so that an
// editor who looked before merges with it. It decides nothing.
func (s *Service) MetTx(ctx context.Context, tx *act.Tx, w WijkverbandID, at time.Time) (err error) {
	defer fault.Wrap(&err, "network.MetTx(%s)", w)
	if err := lockMembership(ctx, tx.Tx); err != nil {
		return err
	}
	if _, err := wijkverbandSubject(ctx, tx.Tx, w); err != nil {
		return err
	}
	return met(ctx, tx.Tx, w, at.UTC().Truncate(time.Microsecond))
}

func met(ctx context.Context, tx *store.Tx, w WijkverbandID, at time.Time) error {
	from, err := changeMoment(ctx, tx, "wijkverband_version", "wijkverband_area")
	if err != nil {
		return err
	}
	stand, err := wijkverbandenTx(ctx, tx, clock.FromMicros(from), "w.id", w, asShown)
	if err != nil || len(stand) == 0 || !at.After(stand[0].LastMet) {
		return err // one that has ended meets no more
	}
	stands := bareWijkverband(stand[0])
	is := stands
	is.LastMet = at
	of, meeting := wijkverbandThing(w), access.Job("meeting")
	done, err := settle(ctx, tx, meeting, of, wijkverbandFields, &stands, is, 0)
	if err != nil || len(done.changed) == 0 {
		return err
	}
	if err := writeWijkverband(ctx, tx, from, done.is); err != nil {
		return err
	}
	return of.keep(ctx, tx, meeting, done.version, false, done.is)
}
