package mandate

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Affiliate writes down that a provider belongs to a discipline body, from a moment on (zero is now): one
// that joins later, or joined long ago. The provider's administrator may, and staff of a region in which
// the body speaks. Conflict when it belongs to that body then already.
func (s *Service) Affiliate(ctx context.Context, actor access.Actor, a Affiliation) (saved Affiliation, err error) {
	defer fault.Wrap(&err, "mandate.Affiliate(%s)", a.ID)
	var c checks
	a.ID = newID(&c, a.ID)
	if err := c.Err(); err != nil {
		return a, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.Affiliate",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "organization", string(a.Provider)); err != nil {
				return access.Subject{}, err
			}
			return affiliationSubject(ctx, tx, actor, a)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		is := a
		is.Version = 1
		var c checks
		c.span(&is.Span, now)
		provider, err := s.checkOrganization(ctx, tx.Tx, &c, "provider", is.Provider)
		if err != nil {
			return err
		}
		body, err := s.checkOrganization(ctx, tx.Tx, &c, "body", is.Body)
		if err != nil {
			return err
		}
		if provider.Kind == network.DisciplineBody {
			c.Wrong("provider", "Een organisatie van een discipline sluit zich niet aan bij een andere.", "a discipline body is not affiliated to another")
		}
		if body.ID != "" && body.Kind != network.DisciplineBody {
			c.Wrong("body", "Kies een organisatie die voor een discipline spreekt.", "expected a discipline body")
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := unknown(ctx, tx.Tx, "affiliation", string(is.ID)); err != nil {
			return err
		}
		if err := noDouble(ctx, tx.Tx, `affiliation f WHERE f.provider = $1 AND f.body = $2`, "f", is.Span, is.Provider, is.Body); err != nil {
			return err
		}
		if err := insertAffiliation(ctx, tx.Tx, is, k); err != nil {
			return err
		}
		saved = is
		tx.About("organization", string(is.Provider))
		tx.About("organization", string(is.Body))
		return tx.Changed(map[string]any{"version": 1})
	})
	return saved, err
}

// affiliationSubject describes an affiliation to the policies. It is a matter of the actor's region when
// the body speaks there, or ever did.
func affiliationSubject(ctx context.Context, tx *store.Tx, actor access.Actor, a Affiliation) (access.Subject, error) {
	subject := access.Subject{Type: "affiliation", ID: string(a.ID), Organization: string(a.Provider)}
	if actor.Region == "" {
		return subject, nil
	}
	var here bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM standing WHERE body = $1 AND region = $2 AND known_until IS NULL)`, a.Body, actor.Region).Scan(&here)
	if here {
		subject.Region = actor.Region
	}
	return subject, err
}

// noDouble refuses a fact that holds already in a part of a span. where selects the rows by $1 and $2.
func noDouble(ctx context.Context, tx *store.Tx, where, alias string, is Span, params ...any) error {
	a := args(params)
	query := `SELECT EXISTS (SELECT 1 FROM ` + where + ` AND ` + alias + `.known_until IS NULL
		AND (` + alias + `.until_at IS NULL OR ` + alias + `.until_at > ` + a.add(clock.Micros(is.From)) + `)`
	if !is.Until.IsZero() {
		query += ` AND ` + alias + `.from_at < ` + a.add(clock.Micros(is.Until))
	}
	var there bool
	if err := tx.QueryRow(ctx, query+`)`, a...).Scan(&there); err != nil || !there {
		return err
	}
	return fault.New(fault.Conflict, "Dit is in (een deel van) die tijd al vastgelegd.", "this holds already in a part of that time")
}

// EndAffiliation lets an affiliation end at a moment; zero is now. Whoever could make it may.
func (s *Service) EndAffiliation(ctx context.Context, actor access.Actor, id AffiliationID, at time.Time) (err error) {
	defer fault.Wrap(&err, "mandate.EndAffiliation(%s)", id)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.EndAffiliation",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			a, err := affiliationTx(ctx, tx, id)
			if err != nil {
				return access.Subject{}, err
			}
			if a == nil {
				return access.Subject{}, fault.Missing("Deze aansluiting kennen we niet.", "affiliation not found")
			}
			return affiliationSubject(ctx, tx, actor, *a)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		a, err := affiliationTx(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		if a.Until, err = endsAt(a.Span, at, now); err != nil {
			return err
		}
		a.Version++
		if err := errors.Join(closeRow(ctx, tx.Tx, "affiliation", string(id), k), insertAffiliation(ctx, tx.Tx, *a, k)); err != nil {
			return err
		}
		tx.About("organization", string(a.Provider))
		return tx.Changed(map[string]any{"version": a.Version})
	})
}
