package agreement

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// How an objection was settled.
const (
	SettledWithdrawn = "withdrawn" // by the party that made it
	SettledChanged   = "changed"   // the clause was changed
	SettledDropped   = "dropped"   // what it was about was taken back
)

func scanObjection(row func(...any) error) (o Objection, err error) {
	var at int64
	var settled sql.NullInt64
	err = row(&o.ID, &o.Version, &o.Party, &o.Clause, &o.Words, &at, &settled, &o.How, &o.Answer)
	o.At, o.SettledAt = clock.FromMicros(at), endOf(settled)
	return o, err
}

// objections reads those against an agreement, the oldest first.
func objections(ctx context.Context, tx *store.Tx, which ID) ([]Objection, error) {
	return store.All(ctx, tx, scanObjection, `SELECT id, version, party, clause, words, at, settled_at, how, answer FROM agreement_objection WHERE agreement = $1 ORDER BY at, id`, which)
}

// Object says for a party what stands in the way of the text that is proposed. It names the clause, and
// while it is open the text cannot become active.
func (s *Service) Object(ctx context.Context, actor access.Actor, which ID, party network.OrganizationID, clause, words string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Object(%s)", which)
	if words, err = reason("words", words); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Object", which, way{party: party}, func(ctx context.Context, c *change) error {
		if c.open == nil || c.open.State != TextConsent {
			return fault.New(fault.Conflict, "Er ligt nu geen tekst voor waarover partijen beslissen.", "no text is asked to be signed")
		}
		if _, asked := c.open.party(party); !asked {
			return notAsked()
		}
		if !slices.ContainsFunc(c.open.Body.Clauses, func(l Clause) bool { return l.Number == clause }) {
			return fault.InvalidField("clause", "Kies een artikel dat in de tekst staat.", "expected the number of a clause")
		}
		o := Objection{ID: id.New[ObjectionID](), Version: c.open.Version, Party: party, Clause: clause, Words: words, At: c.now}
		_, err := c.tx.Exec(ctx, `INSERT INTO agreement_objection (id, agreement, version, party, clause, words, at, how, answer) VALUES `+store.Placeholders(1, 9),
			o.ID, c.ID, o.Version, o.Party, o.Clause, o.Words, clock.Micros(o.At), "", "")
		c.about("objection", string(o.ID))
		c.say("party", party)
		c.say("clause", clause)
		return err
	})
}

// Settle withdraws an objection, for the party that made it. Who changes the clause settles it as well.
// Nothing happens to one that was settled already.
func (s *Service) Settle(ctx context.Context, actor access.Actor, which ObjectionID, words string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Settle(%s)", which)
	var of ID
	var party network.OrganizationID
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT agreement, party FROM agreement_objection WHERE id = $1`, which).Scan(&of, &party)
	})
	if errors.Is(err, store.ErrNone) {
		return Agreement{}, fault.Missing("Dit bezwaar bestaat niet.", "objection not found")
	}
	if err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Settle", of, way{party: party}, func(ctx context.Context, c *change) error {
		i := slices.IndexFunc(c.Objections, func(o Objection) bool { return o.ID == which })
		if i < 0 {
			return fmt.Errorf("objection %s is gone", which)
		}
		if !c.Objections[i].SettledAt.IsZero() {
			return nil
		}
		if err := c.settle(ctx, &c.Objections[i], SettledWithdrawn, words); err != nil {
			return err
		}
		return c.activate(ctx)
	})
}

func (c *change) settle(ctx context.Context, o *Objection, how, answer string) error {
	o.SettledAt, o.How, o.Answer = c.now, how, answer
	_, err := c.tx.Exec(ctx, `UPDATE agreement_objection SET settled_at = $2, how = $3, answer = $4 WHERE id = $1 AND settled_at IS NULL`, o.ID, clock.Micros(c.now), how, answer)
	c.about("objection", string(o.ID))
	return err
}

// settleChanged settles the objections whose clause is another one than it was, or is gone.
func (c *change) settleChanged(ctx context.Context, before, after []Clause) error {
	text := func(all []Clause, number string) (found Clause) {
		for _, l := range all {
			if l.Number == number {
				found = Clause{Heading: l.Heading, Text: l.Text, NationalOnly: l.NationalOnly}
			}
		}
		return found
	}
	for i := range c.Objections {
		o := &c.Objections[i]
		if o.SettledAt.IsZero() && text(before, o.Clause) != text(after, o.Clause) {
			if err := c.settle(ctx, o, SettledChanged, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// settleAll settles the open objections when what they were about is taken back.
func (c *change) settleAll(ctx context.Context, answer string) error {
	for i := range c.Objections {
		if o := &c.Objections[i]; o.SettledAt.IsZero() {
			if err := c.settle(ctx, o, SettledDropped, answer); err != nil {
				return err
			}
		}
	}
	return nil
}
