package agreement

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Draft proposes an agreement. Nobody is asked to sign it yet. Invalid names each field that is wrong.
func (s *Service) Draft(ctx context.Context, actor access.Actor, d Draft) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Draft")
	d = d.clean()
	if d.By == "" || actor.Role != access.System {
		d.By = network.OrganizationID(actor.Organization)
	}
	which := id.New[ID]()
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		subject, err := s.subjectAt(ctx, tx, string(which), d.Forum)
		subject.Organization = string(d.By)
		return subject, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "agreement.Draft", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		d := d // the closure may run again
		if err := s.complete(ctx, tx.Tx, &d, nil); err != nil {
			return err
		}
		now, err := s.Mandates.HoldTx(ctx, tx.Tx) // the clock of all acts on agreements: none is before the one before it
		if err != nil {
			return err
		}
		a := &stored{Agreement: Agreement{ID: which, Kind: d.Kind, Level: d.Forum.Level(), Forum: d.Forum, Subject: d.Subject, State: StateDraft, Version: 1,
			Template: d.Template, By: d.By, MadeAt: now, Edit: 1}, newest: 1}
		if err := a.insert(ctx, tx.Tx); err != nil {
			return err
		}
		c := &change{stored: a, s: s, tx: tx.Tx, about: tx.About, actor: actor, now: now, move: Move{Act: "Draft"}, said: map[string]any{}}
		if err := c.addText(ctx, &d, 1, ""); err != nil {
			return err
		}
		if err := c.begins(ctx); err != nil {
			return err
		}
		tx.About("agreement", string(which))
		return tx.Changed(map[string]any{"kind": d.Kind, "level": a.Level, "parties": len(d.Parties), "clauses": len(d.Clauses), "to": StateDraft, "version": 1, "edit": 1})
	})
	if err != nil {
		return Agreement{}, err
	}
	return s.after(ctx, actor, which)
}

// complete checks a draft, fills in what follows from the rest, and gives its obligations their ids.
func (s *Service) complete(ctx context.Context, tx *store.Tx, d *Draft, before []Obligation) error {
	c := d.check()
	if err := s.fits(ctx, tx, d, c); err != nil {
		return err
	}
	if err := c.Err(); err != nil {
		return err
	}
	d.number(before)
	return nil
}

// insert adds the row of a new agreement, with the next number.
func (a *stored) insert(ctx context.Context, tx *store.Tx) error {
	if err := tx.QueryRow(ctx, `UPDATE agreement_number SET last = last + 1 WHERE id = 'all' RETURNING last`).Scan(&a.Number); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO agreement (id, number, edit, state, kind, level, forum, region, wijkverband, subject, template, drafted_by, version, newest, public, made_at, changed_at)
		VALUES `+store.Placeholders(1, 17),
		a.ID, a.Number, a.Edit, a.State, a.Kind, a.Level, a.Forum.Kind, a.Forum.Region, a.Forum.Wijkverband, a.Subject, a.Template, a.By, 1, 1, 0,
		clock.Micros(a.MadeAt), clock.Micros(a.MadeAt))
	return err
}

// addText adds a version of the text with those who are asked to sign it. Whoever acceded to the version
// that binds is asked as well, and so is a party that the text drops: nobody is put out without its own
// signature.
func (c *change) addText(ctx context.Context, d *Draft, version int, why string) error {
	body, err := encodeBody(d)
	if err != nil {
		return err
	}
	_, err = c.tx.Exec(ctx, `INSERT INTO agreement_text (agreement, version, state, title, parent, body, review_at, until_at, why, made_at) VALUES `+store.Placeholders(1, 10),
		c.ID, version, TextDraft, d.Title, d.Parent, string(body), ending(d.ReviewAt), ending(d.Until), why, clock.Micros(c.now))
	if err != nil {
		return err
	}
	t := &text{Text: Text{Version: version, State: TextDraft, Title: d.Title, Body: d.Body, MadeAt: c.now, Why: why}, parent: d.Parent, body: body,
		signed: map[network.OrganizationID]*Signature{}}
	for _, p := range d.Parties {
		t.parties = append(t.parties, asked{organization: p, as: AsParty, added: c.now})
	}
	if c.shown != nil && c.State.Binds() {
		for _, p := range c.shown.bound() {
			if _, there := t.party(p.organization); there {
				continue
			}
			as := AsLeaving
			if p.as == AsAcceded {
				as = AsAcceded
			}
			t.parties = append(t.parties, asked{organization: p.organization, as: as, added: c.now})
		}
	}
	for i, p := range t.parties {
		if err := insertParty(ctx, c.tx, c.ID, version, i+1, p); err != nil {
			return err
		}
	}
	for _, g := range d.Grants {
		_, err := c.tx.Exec(ctx, `INSERT INTO agreement_grant (agreement, version, organization) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, c.ID, version, g)
		if err != nil {
			return err
		}
	}
	c.open, c.newest = t, version
	if !c.State.Binds() {
		c.shown, c.Version = t, version
	}
	return nil
}

func insertParty(ctx context.Context, tx *store.Tx, which ID, version, position int, p asked) error {
	_, err := tx.Exec(ctx, `INSERT INTO agreement_party (agreement, version, organization, position, as_what, added_at, since_at) VALUES `+store.Placeholders(1, 7),
		which, version, p.organization, position, p.as, clock.Micros(p.added), ending(p.since))
	return err
}

// Change replaces the text that is proposed by a new version of it; what was asked of the parties before
// is asked again. An objection stays open when its clause stays the same. Conflict when somebody did
// something to the agreement since edit.
func (s *Service) Change(ctx context.Context, actor access.Actor, which ID, edit int64, d Draft) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Change(%s)", which)
	return s.step(ctx, actor, "agreement.Change", which, way{proposes: true}, func(ctx context.Context, c *change) error {
		if c.open == nil {
			return fault.New(fault.Conflict, "Er ligt nu geen voorstel. Stel een nieuwe versie voor.", "there is no proposed text; use amend")
		}
		if err := c.fresh(edit); err != nil {
			return err
		}
		before := c.open
		return c.replace(ctx, d, before, "")
	})
}

// Amend proposes a new version of an agreement that binds. The old one binds until all have signed the
// new one. Conflict when a version is proposed already, or somebody did something since edit.
func (s *Service) Amend(ctx context.Context, actor access.Actor, which ID, edit int64, d Draft, why string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Amend(%s)", which)
	if why, err = reason("why", why); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Amend", which, way{proposes: true, delegate: true}, func(ctx context.Context, c *change) error {
		if c.open != nil {
			return fault.New(fault.Conflict, "Er ligt al een voorstel voor een nieuwe versie.", "a new version is proposed already")
		}
		if err := c.fresh(edit); err != nil {
			return err
		}
		return c.replace(ctx, d, c.shown, why)
	})
}

// ErrStale is in the error of an act on an agreement that is not as its actor read it.
var ErrStale = fault.New(fault.Conflict, "Iemand anders heeft deze afspraak intussen gewijzigd. Bekijk haar opnieuw.", "the agreement was changed since you read it")

// fresh refuses an act by somebody who did not see the last one. The program itself has no screen.
func (c *change) fresh(edit int64) error {
	if edit != c.Edit && !(edit == 0 && c.actor.Role == access.System) {
		return ErrStale
	}
	return nil
}

// replace adds a version that goes on from another one. Where and about what an agreement is does not
// change: that is another agreement.
func (c *change) replace(ctx context.Context, d Draft, before *text, why string) error {
	d = d.clean()
	d.Kind, d.Forum, d.Subject = c.Kind, c.Forum, c.Subject
	if err := c.s.complete(ctx, c.tx, &d, before.Body.Obligations); err != nil {
		return err
	}
	if c.open != nil {
		if err := c.dropText(ctx); err != nil {
			return err
		}
	}
	if err := c.addText(ctx, &d, c.newest+1, why); err != nil {
		return err
	}
	c.say("clauses", len(d.Clauses))
	if !c.State.Binds() {
		c.turn(StateDraft, why)
	}
	return c.settleChanged(ctx, before.Body.Clauses, d.Clauses)
}

// dropText ends the text that is open.
func (c *change) dropText(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `UPDATE agreement_text SET state = 'dropped', dropped_at = $3 WHERE agreement = $1 AND version = $2`, c.ID, c.open.Version, clock.Micros(c.now))
	c.open.State, c.open.DroppedAt = TextDropped, c.now
	c.open = nil
	return err
}

// Offer asks the parties to sign the text that is proposed, as it stands.
func (s *Service) Offer(ctx context.Context, actor access.Actor, which ID) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Offer(%s)", which)
	return s.step(ctx, actor, "agreement.Offer", which, way{proposes: true}, func(ctx context.Context, c *change) error {
		if c.open == nil || c.open.State != TextDraft {
			return fault.New(fault.Conflict, "De partijen zijn al gevraagd, of er ligt geen voorstel.", "there is no draft to offer")
		}
		var f check.Fields
		if len(c.open.Body.Clauses) == 0 {
			f.Wrong("clauses", "Schrijf eerst wat u afspreekt.", "expected a clause at least")
		}
		if len(c.open.bound()) < leastParties {
			f.Wrong("parties", "Kies ten minste twee partijen.", "expected two parties at least")
		}
		if !c.open.Body.Until.IsZero() && !c.open.Body.Until.After(c.now) {
			f.Wrong("until", "Het einde ligt al achter ons.", "expected an end that is to come")
		}
		if err := f.Err(); err != nil {
			return err
		}
		_, err := c.tx.Exec(ctx, `UPDATE agreement_text SET state = 'consent', offered_at = $3 WHERE agreement = $1 AND version = $2`, c.ID, c.open.Version, clock.Micros(c.now))
		c.open.State, c.open.OfferedAt = TextConsent, c.now
		if !c.State.Binds() {
			c.turn(StateConsent, "")
		}
		if err != nil {
			return err
		}
		return c.tell(ctx, offeredLetter, c.open.parties)
	})
}

// Withdraw takes back what is proposed: an agreement that does not bind yet ends, and of one that binds
// the new version is dropped.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, which ID, why string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Withdraw(%s)", which)
	if why, err = reason("why", why); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Withdraw", which, way{proposes: true}, func(ctx context.Context, c *change) error {
		if c.open == nil {
			return fault.New(fault.Conflict, "Er ligt nu geen voorstel.", "there is nothing to withdraw")
		}
		if err := c.dropText(ctx); err != nil {
			return err
		}
		if !c.State.Binds() {
			c.turn(StateEnded, why)
		}
		return c.settleAll(ctx, why)
	})
}
