package mandate

import (
	"context"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// LeaveTx ends what somebody who leaves did for others: their mandates are taken back, they stand in for
// nobody, and their seats are vacant. It decides nothing: leaving is the act.
func (s *Service) LeaveTx(ctx context.Context, tx *act.Tx, who network.PersonID) error {
	// Held before it is asked: who gives them something at this moment waits, or is seen here.
	now, k, err := advance(ctx, tx.Tx)
	if err != nil {
		return err
	}
	var busy bool
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM mandate WHERE delegate = $1 AND known_until IS NULL)
		OR EXISTS (SELECT 1 FROM substitution WHERE person = $1 AND known_until IS NULL)
		OR EXISTS (SELECT 1 FROM seat WHERE holder = $1 AND known_until IS NULL)`, who).Scan(&busy)
	if err != nil || !busy {
		return err
	}
	const left = "Deze persoon is vertrokken."
	held, err := store.All(ctx, tx.Tx, scanMandate, `SELECT `+mandateColumns+` FROM mandate m WHERE m.delegate = $1 AND m.known_until IS NULL ORDER BY m.id`, who)
	if err != nil {
		return err
	}
	for _, m := range held {
		if e := m.Ends(); !e.IsZero() && !e.After(now) {
			continue
		}
		// One that was still to begin is taken back at its beginning: it never has force.
		if m.RevokedAt, m.RevokedWhy = now, left; m.From.After(now) {
			m.RevokedAt = m.From
		}
		if err := s.replace(ctx, tx, m, k, left); err != nil {
			return err
		}
		tx.About("mandate", string(m.ID))
	}
	stands, err := store.All(ctx, tx.Tx, scanSubstitution, `SELECT `+substitutionColumns+` FROM substitution b WHERE b.person = $1 AND b.known_until IS NULL
		AND (b.until_at IS NULL OR b.until_at > $2) ORDER BY b.id`, who, clock.Micros(now))
	if err != nil {
		return err
	}
	for _, b := range stands {
		if err := endSubstitution(ctx, tx.Tx, b, later(b.From, now), k); err != nil {
			return err
		}
	}
	return vacate(ctx, tx.Tx, who, now, k)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
