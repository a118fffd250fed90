package mandate

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Substitute lets somebody stand in for the delegate of a mandate, from a moment (zero is now) until
// another. It reaches no further than the mandate does. Whoever gave the mandate may, and the delegate.
// Its id may be chosen beforehand.
func (s *Service) Substitute(ctx context.Context, actor access.Actor, in Substitution) (err error) {
	defer fault.Wrap(&err, "mandate.Substitute(%s)", in.Mandate)
	var c checks
	in.ID = newID(&c, in.ID)
	if err := c.Err(); err != nil {
		return err
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.Substitute",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) { return ofMandate(ctx, tx, in.Mandate) },
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		m, err := mandateTx(ctx, tx.Tx, in.Mandate)
		if err != nil {
			return err
		}
		is := in
		is.Version = 1
		var c checks
		c.span(&is.Span, now)
		if is.Person == m.Delegate {
			c.Wrong("person", "Kies iemand anders dan de gemachtigde.", "expected somebody else than the delegate")
		}
		c.notSelf("person", actor, m.Grantor, is.Person)
		if e := m.Ends(); !e.IsZero() && !is.From.Before(e) {
			c.Wrong("from", "Het mandaat is dan al afgelopen.", "expected a moment before the mandate ends")
		}
		if err := s.checkPerson(ctx, tx.Tx, &c, "person", is.Person); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := unknown(ctx, tx.Tx, "substitution", string(is.ID)); err != nil {
			return err
		}
		if err := insertSubstitution(ctx, tx.Tx, is, k); err != nil {
			return err
		}
		tx.About("person", string(is.Person))
		return tx.Changed(map[string]any{"substitution": is.ID})
	})
}

// EndSubstitution lets a stand-in stop at a moment; zero is now. Whoever could make it may.
func (s *Service) EndSubstitution(ctx context.Context, actor access.Actor, id SubstitutionID, at time.Time) (err error) {
	defer fault.Wrap(&err, "mandate.EndSubstitution(%s)", id)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.EndSubstitution",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			b, err := substitutionTx(ctx, tx, id)
			if err != nil {
				return access.Subject{}, err
			}
			if b == nil {
				return access.Subject{}, fault.Missing("Deze vervanging kennen we niet.", "substitution not found")
			}
			return ofMandate(ctx, tx, b.Mandate)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		b, err := substitutionTx(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		if at, err = endsAt(b.Span, at, now); err != nil {
			return err
		}
		if err := endSubstitution(ctx, tx.Tx, *b, at, k); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"substitution": id})
	})
}

// endsAt gives the moment at which something with a span is to end: zero is now. An end before its
// beginning means that it never held.
func endsAt(is Span, at, now time.Time) (time.Time, error) {
	if at.IsZero() {
		at = later(is.From, now)
	}
	at = at.UTC().Truncate(time.Microsecond)
	if !is.Until.IsZero() && !at.Before(is.Until) {
		return at, fault.InvalidField("at", "Het is dan al afgelopen.", "expected a moment before it ends")
	}
	if at.Before(is.From) {
		return at, fault.InvalidField("at", "Het was toen nog niet begonnen.", "expected a moment after it began")
	}
	return at, nil
}

func endSubstitution(ctx context.Context, tx *store.Tx, b Substitution, at, k time.Time) error {
	if err := closeRow(ctx, tx, "substitution", string(b.ID), k); err != nil {
		return err
	}
	b.Until = at
	b.Version++
	return insertSubstitution(ctx, tx, b, k)
}

// ofMandate describes a mandate to the policies, or gives NotFound.
func ofMandate(ctx context.Context, tx *store.Tx, id ID) (access.Subject, error) {
	m, err := mandateTx(ctx, tx, id)
	if err != nil {
		return access.Subject{}, err
	}
	if m == nil {
		return access.Subject{}, noMandate()
	}
	return withDesk(ctx, tx, subjectOf(m.Mandate), m.Forum)
}
