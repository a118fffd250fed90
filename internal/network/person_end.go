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

// OnLeave adds what must happen in the same transaction when somebody leaves: capabilities that keep
// things of people say so. It belongs to the wiring, before the first request.
func (s *Service) OnLeave(do func(ctx context.Context, tx *act.Tx, who PersonID) error) {
	s.leaving = append(s.leaving, do)
}

// EndPerson says that somebody has left: they sign in no more, and where they are signed in they are
// not from their next request on. What they did stays on record under their name. NotFound for who is
// not there, Conflict for who had left already. For a role that reaches far it is Denied to one alone;
// see [Service.DoEndPersonTx].
func (s *Service) EndPerson(ctx context.Context, actor access.Actor, who PersonID) (err error) {
	defer fault.Wrap(&err, "network.EndPerson(%s)", who)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.EndPerson",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			p, err := s.PersonTx(ctx, tx, who)
			return p.Account(), err
		},
	}, func(ctx context.Context, tx *act.Tx) error { return s.endTx(ctx, tx, who) })
}

// ToLeave is what a proposal to end somebody's account keeps: nothing besides the account.
type ToLeave struct{}

// Says implements approval.Sayer.
func (ToLeave) Says() string {
	return "Iemand met een rol die ver reikt kan hier niet meer inloggen."
}

// DoEndPersonTx ends the account of a subject that two people agreed on, unless its role or place has
// changed since. It decides nothing: package approval does.
func (s *Service) DoEndPersonTx(ctx context.Context, tx *act.Tx, agreed access.Subject) error {
	p, err := s.PersonTx(ctx, tx.Tx, PersonID(agreed.ID))
	if err != nil {
		return err
	}
	if p.Account() != agreed {
		return fault.New(fault.Conflict, "De rol of de plek van deze persoon is intussen veranderd. Doe een nieuw voorstel.", "the account has changed since it was proposed")
	}
	return s.endTx(ctx, tx, p.ID)
}

func (s *Service) endTx(ctx context.Context, tx *act.Tx, who PersonID) error {
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
	for _, do := range s.leaving {
		if err := do(ctx, tx, who); err != nil {
			return err
		}
	}
	return nil
}

// Account is what policies weigh of somebody's account.
func (p Person) Account() access.Subject {
	return access.Subject{Type: "person", ID: string(p.ID), Organization: string(p.Organization), Region: string(p.Region),
		Wijkverband: string(p.Wijkverband), Person: string(p.ID), Role: p.Role}
}
