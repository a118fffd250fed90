package placement

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// reason checks a coded reason of the act.
func (c *change) reason(field string, code ReasonCode) (Reason, error) {
	r, ok := c.tables.Reason(c.move.Act, code)
	if !ok {
		return r, fault.InvalidField(field, "Kies een van de redenen.", "expected a code of the reasons for "+c.move.Act)
	}
	return r, nil
}

// Withdraw ends a request that needs no place any more, for a reason. Who was asked is told, and what they
// held is free again.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, which RequestID, why ReasonCode) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Withdraw(%s)", which)
	return s.step(ctx, actor, "placement.Withdraw", which, func(ctx context.Context, c *change) error {
		if c.again {
			return nil
		}
		reason, err := c.reason("why", why)
		if err != nil {
			return err
		}
		ends := c.standing("", TakenBack)
		for _, e := range ends {
			c.news(e.Organization, NewsEnded, e.ID)
		}
		if err := c.finish(ctx, ends); err != nil {
			return err
		}
		if i, ok := c.Invitation(c.Chosen); ok {
			c.news(i.Organization, NewsEnded, i.ID)
			if err := c.giveBack(ctx, i, reason, TakenBack); err != nil {
				return err
			}
		}
		parties := []network.OrganizationID{c.Organization, c.Desk}
		if b := c.running(); b != nil {
			parties = append(parties, b.Who)
		}
		if err := c.endBridging(ctx); err != nil {
			return err
		}
		if err := c.erasePerson(ctx); err != nil { // nobody needs to know any more who it was
			return err
		}
		if !c.OpenedAt.IsZero() {
			c.newsOthers(NewsWithdrawn, "", parties...)
		}
		c.end(StateWithdrawn, why)
		return nil
	})
}

// end ends the request.
func (c *change) end(to State, outcome ReasonCode) {
	c.State, c.ClosedAt, c.Outcome = to, c.now, outcome
	c.say("outcome", outcome)
}

// newsOthers tells parties, each once, but for the one that acts.
func (c *change) newsOthers(n News, about InvitationID, parties ...network.OrganizationID) {
	for k, to := range parties {
		if to != network.OrganizationID(c.actor.Organization) && !slices.Contains(parties[:k], to) {
			c.news(to, n, about)
		}
	}
}

// giveBack takes the choice away from the provider that was chosen. Where the reason frees the place, it
// is counted as free again; else its yes was not kept.
func (c *change) giveBack(ctx context.Context, i Invitation, why Reason, to InvitationState) (err error) {
	c.Chosen = ""
	if why.Frees {
		err = c.s.Capacity.GiveBackTx(ctx, c.tx, i.Offer, c.places())
	} else {
		err = c.proved(ctx, i, false)
	}
	if err != nil {
		return err
	}
	switch {
	case to == Refused:
		i.Reason = AsNo(why.Code)
	case why.Act == "FallThrough":
		i.Fell = why.Code
	}
	return c.set(ctx, i, to)
}

var declined = map[ReasonCode]ReasonCode{"place-gone": "full", "no-staff": "no-staff", "not-fitting": "not-our-expertise"}

// AsNo gives the reason for a no to which it amounts when a provider lets a place fall through; ” where it lies with
// the person, which is no no of the provider.
func AsNo(why ReasonCode) ReasonCode { return declined[why] }

// FallThrough says that a place does not come about after all, before anybody came. It is looked for
// again, and the clock begins anew.
func (s *Service) FallThrough(ctx context.Context, actor access.Actor, which RequestID, why ReasonCode) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.FallThrough(%s)", which)
	return s.step(ctx, actor, "placement.FallThrough", which, func(ctx context.Context, c *change) error {
		reason, err := c.reason("why", why)
		if err != nil {
			return err
		}
		i, _ := c.Invitation(c.Chosen)
		to := TakenBack
		if actor.Organization == string(i.Organization) && i.Organization != c.Organization && AsNo(why) != "" {
			to = Refused
		}
		c.newsOthers(NewsFell, i.ID, c.Organization, i.Organization, c.Desk)
		if err := c.giveBack(ctx, i, reason, to); err != nil {
			return err
		}
		c.State, c.AcceptedAt, c.startBy = StateOpen, time.Time{}, time.Time{}
		if c.running() != nil {
			c.State = StateBridging
		}
		c.CommitBy = c.now.Add(c.clock.Commit)
		c.say("reason", why)
		return c.erasePerson(ctx)
	})
}

// Start says that the care has begun; at zero is now. What bridged the time ends.
func (s *Service) Start(ctx context.Context, actor access.Actor, which RequestID, at time.Time) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Start(%s)", which)
	return s.step(ctx, actor, "placement.Start", which, func(ctx context.Context, c *change) error {
		if c.again {
			return nil
		}
		return c.start(ctx, at)
	})
}

func (c *change) start(ctx context.Context, at time.Time) error {
	if at.IsZero() {
		at = later(c.now, c.OpenedAt)
	} else if at.After(c.now.Add(time.Minute)) || at.Before(c.OpenedAt) {
		return fault.InvalidField("at", "Kies een moment tussen de aanvraag en nu.", "expected a moment between the opening of the request and now")
	}
	c.State, c.PlacedAt, c.StartedAt = StatePlaced, c.now, at.UTC().Truncate(time.Microsecond)
	c.news(c.Organization, NewsStarted, c.Chosen)
	return c.endBridging(ctx)
}

// Close ends a request whose care has begun, and says how. Advice is given in one go: it needs no start
// of its own.
func (s *Service) Close(ctx context.Context, actor access.Actor, which RequestID, outcome ReasonCode) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Close(%s)", which)
	return s.step(ctx, actor, "placement.Close", which, func(ctx context.Context, c *change) error {
		if c.again {
			return nil
		}
		if _, err := c.reason("outcome", outcome); err != nil {
			return err
		}
		if c.State == StateAccepted {
			if c.Ask != Advice {
				return fault.New(fault.Conflict, "De zorg is nog niet begonnen. Zeg eerst wanneer die begon.", "the care has not begun: tell when it did first")
			}
			if err := c.start(ctx, time.Time{}); err != nil {
				return err
			}
		}
		c.end(StateClosed, outcome)
		return nil
	})
}
