package approval

import (
	"context"
	"encoding/json"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

const columns = `id, act, subject, payload, says, proposer, at, until, state, decider`

func scan(row func(...any) error) (p Proposal, err error) {
	var subject, payload string
	var at, until int64
	if err := row(&p.ID, &p.Act, &subject, &payload, &p.Says, &p.Proposer, &at, &until, &p.State, &p.Decider); err != nil {
		return p, err
	}
	p.Payload, p.At, p.Until = json.RawMessage(payload), clock.FromMicros(at), clock.FromMicros(until)
	return p, json.Unmarshal([]byte(subject), &p.Subject)
}

// insert writes a proposal that does not wait already. What waited too long is closed first, so that
// it stands in nobody's way.
func insert(ctx context.Context, tx *store.Tx, p Proposal) error {
	if _, err := tx.Exec(ctx, `UPDATE approval SET state = 'expired' WHERE state = 'waiting' AND until <= $1`, clock.Micros(p.At)); err != nil {
		return err
	}
	subject, err := json.Marshal(p.Subject)
	if err != nil {
		return err
	}
	same, err := p.same()
	if err != nil {
		return err
	}
	res, err := tx.Exec(ctx, `INSERT INTO approval (id, act, subject, payload, says, same, proposer, at, until, state, decider)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', '') ON CONFLICT DO NOTHING`,
		p.ID, p.Act, string(subject), string(p.Payload), p.Says, same, p.Proposer, clock.Micros(p.At), clock.Micros(p.Until))
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return fault.New(fault.Conflict, "Dit voorstel wacht al op een tweede persoon.", "the same proposal is waiting already")
}

// find locks and reads the proposal with p's id.
func find(ctx context.Context, tx *store.Tx, p *Proposal) (err error) {
	if err := tx.Lock(ctx, "approval", string(p.ID)); err != nil {
		return err
	}
	*p, err = store.One(ctx, tx, scan, `SELECT `+columns+` FROM approval WHERE id = $1`, p.ID)
	if errors.Is(err, store.ErrNone) {
		return fault.Missing("Dit voorstel kennen wij niet.", "proposal not found")
	}
	return err
}

// decide ends a proposal that is waiting, once.
func decide(ctx context.Context, tx *store.Tx, p *Proposal, to State) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if p.State != Waiting {
		return fault.New(fault.Conflict, "Over dit voorstel is al beslist.", "the proposal was decided already")
	}
	if !now.Before(p.Until) {
		return fault.New(fault.Conflict, "De tijd voor dit voorstel is voorbij. Doe een nieuw voorstel.", "the proposal has expired")
	}
	p.State = to
	_, err = tx.Exec(ctx, `UPDATE approval SET state = $2, decider = $3, decided_at = $4 WHERE id = $1`, p.ID, to, p.Decider, clock.Micros(now))
	return err
}

// list reads what waits and is the actor's to see. Each is weighed by itself: what may be proposed
// for a place often depends on the role that somebody gets as well, which no condition in SQL can say.
// Only few people propose, and nothing waits longer than a week, so the list is short.
func (s *Approvals) list(ctx context.Context, tx *store.Tx, actor access.Actor) (mine []Proposal, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM approval WHERE state = 'waiting' AND until > $1 ORDER BY at, id`, clock.Micros(now))
	if err != nil {
		return nil, err
	}
	for _, p := range waiting {
		if p.Proposer != actor.Person && !s.policies.Right(actor, p.Act, p.Subject).Allowed {
			continue
		}
		if tell := s.tell[p.Act]; tell != nil {
			if p.Facts, err = tell(ctx, tx, p); err != nil {
				return nil, err
			}
		}
		mine = append(mine, p)
	}
	return mine, nil
}
