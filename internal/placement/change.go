package placement

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// change is one act on a request whose row is locked.
type change struct {
	*stored
	s      *Service
	tx     *act.Tx
	actor  access.Actor
	now    time.Time
	tables *Tables
	clock  UrgencyRow
	move   Move
	from   State
	again  bool // it was done already
	same   bool // nothing changed, so nothing is written
	more   map[string]any
	asked  []Invitation // to be told when all is written
	told   []Told
}

// step does one act on a request: it holds the row, asks the policies, and runs do on what stands. What it gives shows
// no more than a look: the provider that was chosen gets its own part.
func (s *Service) step(ctx context.Context, actor access.Actor, name string, which RequestID, do func(ctx context.Context, c *change) error) (Request, error) {
	tables, err := s.Tables(ctx)
	if err != nil {
		return Request{}, err
	}
	var r *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if r, err = find(ctx, tx, which, true); err != nil {
			return access.Subject{}, err
		}
		return r.subject(name), nil
	}
	var c *change
	var chosen InvitationID // when it began: a place that falls through is chosen no more
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: name, Load: load}, func(ctx context.Context, tx *act.Tx) (err error) {
		chosen = r.Chosen
		if c, err = s.change(ctx, tx, actor, name, r, tables); err != nil {
			return err
		}
		if err := c.expected(ctx); err != nil {
			return err
		}
		if c.again = slices.Contains(c.move.Again, r.State); !c.again && c.move.To[r.State] == nil {
			return notNow(r.State)
		}
		if err := do(ctx, c); err != nil {
			return err
		}
		return c.save(ctx)
	})
	if err != nil {
		return Request{}, err
	}
	if i, ok := c.Invitation(chosen); ok && r.providedBy(i, actor) {
		return c.part(i), nil
	}
	return c.Request, nil
}

// providedBy tells whether somebody is the provider of an invitation, and neither who asked nor the desk.
func (r *stored) providedBy(i Invitation, actor access.Actor) bool {
	o := network.OrganizationID(actor.Organization)
	return o == i.Organization && o != r.Organization && o != r.Desk
}

// change begins an act on a request that is locked.
func (s *Service) change(ctx context.Context, tx *act.Tx, actor access.Actor, name string, r *stored, tables *Tables) (*change, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	_, short, _ := strings.Cut(name, ".")
	c := &change{stored: r, s: s, tx: tx, actor: actor, now: now, tables: tables, from: r.State}
	var known bool
	if c.move, known = MoveOf(short); !known {
		return nil, fmt.Errorf("no move %s", short)
	}
	if c.clock, known = tables.Urgency(r.Urgency); !known {
		return nil, fmt.Errorf("no urgency %s", r.Urgency)
	}
	return c, nil
}

// subject describes a request to the policies. A draft says neither where it is nor who looks after
// it there, until the act that opens it.
func (r *stored) subject(name string) access.Subject {
	s := access.Subject{Type: "request", ID: string(r.ID), Organization: string(r.Organization), Person: r.Asker}
	if r.OpenedAt.IsZero() && name != "placement.Open" {
		return s
	}
	s.Region, s.Desk = string(r.Region), string(r.Desk)
	if i, ok := r.Invitation(r.Chosen); ok {
		s.Provider = string(i.Organization)
	}
	if b := r.running(); b != nil {
		s.Bridger = string(b.Who)
	}
	return s
}

// save writes the request as it has become, with the step that led there, and then tells who must know.
func (c *change) save(ctx context.Context) error {
	if c.again || c.same {
		c.Turn = c.turn(c.now)
		return nil
	}
	if !slices.Contains(c.move.To[c.from], c.State) {
		return fmt.Errorf("%s leads from %s to %s, which is not in the table", c.move.Act, c.from, c.State)
	}
	c.Version++
	c.NextAt, c.Turn = c.next(c.now), c.turn(c.now)
	if err := updateRequest(ctx, c.tx.Tx, c.stored); err != nil {
		return err
	}
	if err := c.record(ctx); err != nil {
		return err
	}
	return c.tell(ctx)
}

// record adds the step, and says in the ledger what changed.
func (c *change) record(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `INSERT INTO placement_step (request, number, at, act, from_state, to_state, by_person, by_organization)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.Version, clock.Micros(c.now), c.move.Act, c.from, c.State, c.actor.Person, c.actor.Organization)
	if err != nil {
		return err
	}
	c.tx.About("request", string(c.ID))
	c.tx.About("organization", string(c.Organization))
	said := map[string]any{"from": c.from, "to": c.State, "version": c.Version}
	for k, v := range c.more {
		said[k] = v
	}
	return c.tx.Changed(said)
}

// say adds to what the ledger says of the change: codes and counts.
func (c *change) say(what string, value any) {
	if c.more == nil {
		c.more = map[string]any{}
	}
	c.more[what] = value
}

// tell hands out the news once everything is written, so that it says how things are.
func (c *change) tell(ctx context.Context) error {
	if c.s.notice == nil {
		return nil
	}
	for _, i := range c.asked {
		if err := c.s.notice.InvitedTx(ctx, c.tx, i, c.Request); err != nil {
			return err
		}
	}
	for _, t := range c.told {
		if t.To == "" {
			continue
		}
		t.Request = c.Request
		if err := c.s.notice.ToldTx(ctx, c.tx, t); err != nil {
			return err
		}
	}
	return nil
}

func (c *change) news(to network.OrganizationID, n News, about InvitationID) {
	c.told = append(c.told, Told{To: to, News: n, Invitation: about})
}

// set moves an invitation.
func (c *change) set(ctx context.Context, i Invitation, to InvitationState) error {
	if !slices.Contains(AnswerMoves[i.State], to) {
		return fmt.Errorf("an invitation does not go from %s to %s", i.State, to)
	}
	if i.State = to; to != Offered {
		i.EndedAt = c.now
	}
	for k := range c.Invitations {
		if c.Invitations[k].ID == i.ID {
			c.Invitations[k] = i
		}
	}
	c.tx.About("invitation", string(i.ID))
	c.tx.About("organization", string(i.Organization))
	return updateInvitation(ctx, c.tx.Tx, i)
}

// ending is an invitation that ends, and what becomes of its hold.
type ending struct {
	Invitation
	to   InvitationState
	hold capacity.HoldEnd
}

// finish ends invitations together. Their offers are locked one after another in the order of their
// ids, as every act does.
func (c *change) finish(ctx context.Context, all []ending) error {
	slices.SortFunc(all, func(a, b ending) int { return cmp.Or(cmp.Compare(a.Offer, b.Offer), cmp.Compare(a.ID, b.ID)) })
	for _, e := range all {
		if e.Invitation.hold != "" && e.hold != "" {
			done, err := c.s.Capacity.EndHoldTx(ctx, c.tx, e.Invitation.hold, e.hold)
			if err != nil {
				return err
			}
			if !done && e.hold == capacity.HoldTaken {
				return heldNoMore()
			}
		}
		if e.Invitation.State == Waiting && e.to == TimedOut { // silence is no yes
			if err := c.proved(ctx, e.Invitation, false); err != nil {
				return err
			}
		}
		if err := c.set(ctx, e.Invitation, e.to); err != nil {
			return err
		}
	}
	return nil
}

func heldNoMore() error {
	return fault.New(fault.Conflict, "Deze plek wordt niet meer vastgehouden. Kies een andere plek of vraag opnieuw.", "this place is no longer held")
}

// standing gives the endings of every invitation that waits or offers, but for one.
func (c *change) standing(but InvitationID, offered InvitationState) (all []ending) {
	for _, i := range c.Invitations {
		switch {
		case i.ID == but:
		case i.State == Waiting:
			all = append(all, ending{Invitation: i, to: TakenBack})
		case i.State == Offered:
			all = append(all, ending{Invitation: i, to: offered, hold: capacity.HoldReleased})
		}
	}
	return all
}

// accept makes one invitation the one; every other ends, and what they held is free again.
func (c *change) accept(ctx context.Context, i Invitation) error {
	others := c.standing(i.ID, Lost)
	for _, o := range others {
		c.news(o.Organization, NewsEnded, o.ID)
	}
	if err := c.finish(ctx, append(others, ending{Invitation: i, to: Chosen, hold: capacity.HoldTaken})); err != nil {
		return err
	}
	c.State, c.Chosen, c.AcceptedAt = StateAccepted, i.ID, c.now
	c.startBy = later(c.now, c.StartBy).Add(c.clock.Start)
	c.news(i.Organization, NewsChosen, i.ID)
	c.say("others", len(others))
	return nil
}

// running gives the bridging that runs.
func (r *stored) running() *Bridging {
	for i := range r.Bridging {
		if r.Bridging[i].Ended.IsZero() {
			return &r.Bridging[i]
		}
	}
	return nil
}

// places is how many the request takes.
func (d *Draft) places() int { return max(1, d.Places) }

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
