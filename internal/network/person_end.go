package network

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// AtWorkTx gives somebody who has not left, and whether there is such a person. It decides nothing:
// sign-in and sessions ask it at each request, so it reads one row by its key.
func (s *Service) AtWorkTx(ctx context.Context, tx *store.Tx, who PersonID) (p Person, there bool, err error) {
	p, err = store.One(ctx, tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1 AND ended_at IS NULL`, who)
	if errors.Is(err, store.ErrNone) {
		return Person{}, false, nil
	}
	return p, err == nil && p.Role != "", err
}

// EndPerson says that somebody has left: they sign in no more, and where they are signed in they are
// not from their next request on. What they did stays on record under their name. NotFound for who is
// not there, Conflict for who had left already.
func (s *Service) EndPerson(ctx context.Context, actor access.Actor, who PersonID) (err error) {
	defer fault.Wrap(&err, "network.EndPerson(%s)", who)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.EndPerson",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "person", string(who)); err != nil {
				return access.Subject{}, err
			}
			p, err := store.One(ctx, tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, who)
			if errors.Is(err, store.ErrNone) {
				return access.Subject{}, fault.Missing("Deze persoon kennen we niet.", "person not found")
			}
			return access.Subject{Type: "person", ID: string(who), Organization: string(p.Organization), Region: string(p.Region),
				Wijkverband: string(p.Wijkverband), Person: string(who), Role: p.Role}, err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		result, err := tx.Exec(ctx, `UPDATE person SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, who, clock.Micros(now))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.Conflict, "Deze persoon was al vertrokken.", "this person had left already"))
		}
		return nil
	})
}
