package placement

import (
	"context"
	"fmt"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
)

// mostAtOnce is how many providers one act can ask.
const mostAtOnce = 20

// Invite asks the providers of these offers, all or none. Who was asked already and has not answered, or
// has a place on offer, is not asked twice. Conflict: an offer has as many questions open as it takes.
func (s *Service) Invite(ctx context.Context, actor access.Actor, which RequestID, offers []capacity.OfferID) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Invite(%s)", which)
	offers = slices.Compact(slices.Sorted(slices.Values(offers)))
	if len(offers) == 0 || len(offers) > mostAtOnce {
		return Request{}, fault.InvalidField("offers", fmt.Sprintf("Kies 1 tot %d aanbieders.", mostAtOnce), fmt.Sprintf("expected 1 to %d offers", mostAtOnce))
	}
	return s.step(ctx, actor, "placement.Invite", which, func(ctx context.Context, c *change) error {
		_, err := c.invite(ctx, offers, true)
		return err
	})
}

// Cascade asks the n best candidates who were not asked before. Who cannot be asked after all is passed
// over; Conflict when nobody is left.
func (s *Service) Cascade(ctx context.Context, actor access.Actor, which RequestID, n int) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Cascade(%s)", which)
	if n < 1 || n > mostAtOnce {
		return Request{}, fault.InvalidField("n", fmt.Sprintf("Kies een aantal van 1 tot %d.", mostAtOnce), fmt.Sprintf("expected 1 to %d", mostAtOnce))
	}
	// The list is made before the row is locked: it weighs hundreds of offers, and the act that follows
	// looks again at each of the few that it asks.
	next, err := s.untried(ctx, actor, which, n)
	if err != nil {
		return Request{}, err
	}
	return s.step(ctx, actor, "placement.Cascade", which, func(ctx context.Context, c *change) error {
		asked, err := c.invite(ctx, next, false)
		if err == nil && asked == 0 {
			return fault.New(fault.Conflict, "Er is niemand meer om te vragen. Het coördinatiepunt kan overbrugging regelen.", "nobody is left to ask")
		}
		return err
	})
}

// invite asks providers; offers are in the order of their ids. strict refuses where one cannot be asked,
// and otherwise it is passed over.
func (c *change) invite(ctx context.Context, offers []capacity.OfferID, strict bool) (asked int, err error) {
	for _, which := range offers {
		if slices.ContainsFunc(c.Invitations, func(i Invitation) bool { return i.Offer == which && i.State.Live() }) {
			continue
		}
		o, err := c.s.Capacity.LockTx(ctx, c.tx.Tx, which)
		if fault.KindOf(err) == fault.NotFound && !strict {
			continue
		}
		if err != nil {
			return asked, err
		}
		if o.Kind != c.Kind {
			return asked, fault.InvalidField("offers", "Deze aanbieder heeft iets anders dan u zoekt.", "an offer is of another kind than the request")
		}
		room, err := c.takesMore(ctx, &o)
		if err != nil {
			return asked, err
		}
		if !room {
			if strict {
				return asked, fault.New(fault.Conflict, "Deze aanbieder heeft al genoeg vragen open. Kies een andere of probeer het later.", "this offer has as many open questions as it takes")
			}
			continue
		}
		i := Invitation{ID: id.New[InvitationID](), Request: c.ID, Offer: o.ID, Service: o.Service, Organization: o.Organization, State: Waiting,
			SentAt: c.now, Until: c.now.Add(c.clock.Answer), Chance: confidence(&o, c.now)}
		if err := insertInvitation(ctx, c.tx.Tx, i); err != nil {
			return asked, err
		}
		c.Invitations = append(c.Invitations, i)
		c.asked = append(c.asked, i)
		c.tx.About("invitation", string(i.ID))
		c.tx.About("organization", string(i.Organization))
		asked++
	}
	c.same = asked == 0
	c.say("asked", asked)
	return asked, nil
}

// takesMore tells whether an offer whose row is locked takes one more question. One whose time has
// passed does not count, whether the clocks came by or not.
func (c *change) takesMore(ctx context.Context, o *capacity.Offer) (bool, error) {
	var open int
	err := c.tx.QueryRow(ctx, `SELECT count(*) FROM placement_invitation WHERE offer = $1 AND state = 'open' AND until_at > $2`,
		o.ID, c.now.UnixMicro()).Scan(&open)
	return open < o.MostInvitations, err
}
