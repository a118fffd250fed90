package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// change is one act on an agreement that is held.
type change struct {
	*stored
	s     *Service
	tx    *store.Tx
	act   *act.Tx // of an act of its own; nil while it is loaded
	about func(kind, id string)
	actor access.Actor
	// now is the moment of the act: never before that of the act before it, nor before anything that is
	// known of mandates. On PostgreSQL a transaction that waited began, by its own clock, earlier.
	now   time.Time
	move  Move
	why   string        // of the state that it leads to
	chain mandate.Chain // by which the actor speaks for a party, for acts of one
	again bool          // the same state begins anew, so that its reason is kept with its moment
	said  map[string]any
}

// way says how an act is done.
type way struct {
	// party is for whom somebody speaks, who needs a mandate for it.
	party network.OrganizationID
	// proposes lets the organisation that proposed the agreement do it.
	proposes bool
	// delegate lets whoever speaks for any of the parties do it.
	delegate bool
}

// step does one act on an agreement: it holds what is known of mandates and then the agreement (so that of
// an act and the loss of a mandate that meet, one sees what the other wrote), asks the policies, runs do on what stands, and writes what has become of it.
func (s *Service) step(ctx context.Context, actor access.Actor, name string, which ID, w way, do func(ctx context.Context, c *change) error) (Agreement, error) {
	var c *change
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		c, err = s.hold(ctx, tx, actor, name, which)
		if err != nil {
			return access.Subject{}, err
		}
		subject, err := s.subjectTx(ctx, tx, &c.Agreement)
		if err != nil {
			return subject, err
		}
		if w.proposes {
			subject.Organization = c.proposer(name)
		}
		if w.party != "" {
			c.chain, err = c.chainOf(ctx, w.party)
		} else if w.delegate {
			err = c.speaks(ctx)
		}
		if c.chain.Valid {
			subject.Person = actor.Person
		}
		return subject, err
	}
	err := s.spine.Do(ctx, act.Attempt{Actor: actor, Act: name, Load: load}, func(ctx context.Context, tx *act.Tx) error {
		c.act, c.about = tx, tx.About
		if c.move.To[c.State] == nil {
			return notNow(c.State)
		}
		if err := do(ctx, c); err != nil {
			return err
		}
		if err := c.save(ctx); err != nil {
			return err
		}
		return tx.Changed(c.said)
	})
	if err != nil {
		return Agreement{}, c.withoutMandate(w, err)
	}
	return s.after(ctx, actor, which)
}

// chainOf says whether the actor speaks for a party.
func (c *change) chainOf(ctx context.Context, party network.OrganizationID) (mandate.Chain, error) {
	return c.s.Mandates.ChainTx(ctx, c.tx, mandate.Ask{
		Signer: network.PersonID(c.actor.Person), Party: party, Forum: c.Forum, Subject: c.Subject, At: c.now, Known: c.now,
	})
}

// speaks finds a chain by which the actor speaks for one of the parties.
func (c *change) speaks(ctx context.Context) error {
	who, err := c.s.Mandates.Represents(ctx, c.tx, network.PersonID(c.actor.Person), c.Forum, c.now)
	if err != nil {
		return err
	}
	for _, p := range c.shown.bound() {
		if !slices.Contains(who, p.organization) {
			continue
		}
		if c.chain, err = c.chainOf(ctx, p.organization); err != nil || c.chain.Valid {
			return err
		}
	}
	return nil
}

// after gives an agreement as it stands once an act is done.
func (s *Service) after(ctx context.Context, actor access.Actor, which ID) (out Agreement, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		out, err = s.viewFor(ctx, tx, actor, which, time.Time{})
		return err
	})
	return out, err
}

// hold begins an act on an agreement.
func (s *Service) hold(ctx context.Context, tx *store.Tx, actor access.Actor, name string, which ID) (*change, error) {
	known, err := s.Mandates.HoldTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	a, err := find(ctx, tx, which)
	if err != nil {
		return nil, err
	}
	return s.begin(tx, actor, name, a, known)
}

func (s *Service) begin(tx *store.Tx, actor access.Actor, name string, a *stored, known time.Time) (*change, error) {
	_, short, _ := strings.Cut(name, ".")
	c := &change{stored: a, s: s, tx: tx, about: func(string, string) {}, actor: actor, now: latest(known, a.changedAt), said: map[string]any{}}
	var ok bool
	if c.move, ok = MoveOf(short); !ok {
		return nil, fmt.Errorf("no move %s", short)
	}
	return c, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// subjectTx describes an agreement to the policies as those see it who look after its region or wijkverband, or
// after what the nation agrees.
func (s *Service) subjectTx(ctx context.Context, tx *store.Tx, a *Agreement) (access.Subject, error) {
	return s.subjectAt(ctx, tx, string(a.ID), a.Forum)
}

// ofNation is the role for which an agreement of the nation is: it has no region that policies could weigh.
const ofNation = string(access.National)

func (s *Service) subjectAt(ctx context.Context, tx *store.Tx, which string, f mandate.Forum) (access.Subject, error) {
	subject := access.Subject{Type: "agreement", ID: which, Region: string(f.Region), Wijkverband: string(f.Wijkverband)}
	if f.Kind != mandate.Nation {
		return subject, nil
	}
	board, err := s.Mandates.NationBoardTx(ctx, tx)
	subject.Role, subject.Desk = ofNation, string(board)
	return subject, err
}

// proposer is the organisation that may do an act because it proposed the agreement. Others are only
// bothered with it when it is a party itself.
func (a *stored) proposer(name string) string {
	t := a.open
	if t == nil {
		t = a.shown
	}
	if _, party := t.party(a.By); !party && (name == "agreement.Offer" || name == "agreement.Amend") {
		return ""
	}
	return string(a.By)
}

// whyNot are the words for what is missing in a chain.
var whyNot = map[string]string{
	mandate.NoMandate:  "U heeft geen mandaat van deze partij.",
	mandate.NotYet:     "Uw mandaat van deze partij begint later.",
	mandate.Ended:      "Uw mandaat van deze partij is afgelopen.",
	mandate.Revoked:    "Uw mandaat van deze partij is ingetrokken.",
	mandate.NoSubject:  "Uw mandaat gaat niet over dit onderwerp.",
	mandate.NoForum:    "Uw mandaat geldt niet voor dit overleg.",
	mandate.NoStanding: "Deze partij is hier niet erkend om voor haar beroep te spreken.",
}

// withoutMandate says in a refusal what is missing in the chain of who speaks for a party.
func (c *change) withoutMandate(w way, err error) error {
	if c == nil || w.party == "" || c.chain.Valid || fault.KindOf(err) != fault.Denied {
		return err
	}
	nl, known := whyNot[c.chain.Why]
	if !known {
		return err
	}
	return fault.New(fault.Denied, "Dit mag u niet doen. "+nl, "you have no mandate for this: "+c.chain.Why).Because(err)
}

// say adds to what the ledger says of the act: ids, codes and counts.
func (c *change) say(what string, value any) { c.said[what] = value }

// turn lets an agreement become something else.
func (c *change) turn(to State, why string) { c.State, c.why = to, why }

// save writes the agreement as it has become. A state, a version or its being public that changed ends
// the row that held and begins one.
func (c *change) save(ctx context.Context) error {
	if !slices.Contains(c.move.To[c.was.state], c.State) {
		return fmt.Errorf("%s leads from %s to %s, which is not in the table", c.move.Act, c.was.state, c.State)
	}
	c.Edit++
	c.changedAt = c.now
	if !c.State.Binds() {
		c.reviewAt, c.EndsAt, c.checkAt = time.Time{}, time.Time{}, time.Time{}
	}
	_, err := c.tx.Exec(ctx, `UPDATE agreement SET edit = $2, state = $3, version = $4, newest = $5, public = $6, changed_at = $7, review_at = $8, ends_at = $9, check_at = $10 WHERE id = $1`,
		c.ID, c.Edit, c.State, c.Version, c.newest, bit(c.Public), clock.Micros(c.now), ending(c.reviewAt), ending(c.EndsAt), ending(c.checkAt))
	if err != nil {
		return err
	}
	c.about("agreement", string(c.ID))
	c.say("edit", c.Edit)
	c.say("version", c.Version)
	if is := (shownAs{c.State, c.Version, c.Public}); is == c.was && !c.again {
		return nil
	}
	c.say("from", c.was.state)
	c.say("to", c.State)
	if err := c.begins(ctx); err != nil || c.State != StateReview || c.was.state == StateReview {
		return err
	}
	return c.tell(ctx, reviewLetter, c.shown.bound())
}

// begins ends the row of the state that was, and adds that of the one that is, of which the ledger tells.
func (c *change) begins(ctx context.Context) error {
	is := StateRecord{Edit: c.Edit, From: c.now, State: c.State, Version: c.Version, Public: c.Public}
	c.about(StateSubject, is.Told(c.ID))
	_, err := c.tx.Exec(ctx, `UPDATE agreement_state SET until_at = $2 WHERE agreement = $1 AND until_at IS NULL`, c.ID, clock.Micros(c.now))
	if err != nil {
		return err
	}
	_, err = c.tx.Exec(ctx, `INSERT INTO agreement_state (agreement, edit, from_at, state, version, public, act, why) VALUES `+store.Placeholders(1, 8),
		c.ID, c.Edit, clock.Micros(c.now), c.State, c.Version, bit(c.Public), c.move.Act, c.why)
	return err
}
