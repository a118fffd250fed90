package agreement

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Leave lets a party step out of an agreement that binds, at once: its delegate says so, and nobody else
// can. The others stay bound among each other; with fewer than two of them it ends. Of a next version that
// is proposed nothing is asked of it any more.
func (s *Service) Leave(ctx context.Context, actor access.Actor, which ID, party network.OrganizationID, why string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Leave(%s)", which)
	if why, err = reason("why", why); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Leave", which, way{party: party}, func(ctx context.Context, c *change) error {
		if !c.shown.binds(party) {
			return notAsked()
		}
		if err := c.stepOut(ctx, party); err != nil {
			return err
		}
		c.say("party", party)
		c.about("organization", string(party))
		c.why, c.again = why, true
		if len(c.shown.bound()) < leastParties {
			return c.end(ctx, why)
		}
		if err := c.endWhenAllSaid(ctx, why); err != nil || c.State == StateEnded {
			return err
		}
		if err := c.activate(ctx); err != nil {
			return err
		}
		return c.publicAgain(ctx)
	})
}

// stepOut lets a party be bound and asked no more. What stood in its way stands in nobody's way.
func (c *change) stepOut(ctx context.Context, party network.OrganizationID) error {
	for _, t := range []*text{c.shown, c.open} {
		if t == nil {
			continue
		}
		_, err := c.tx.Exec(ctx, `UPDATE agreement_party SET left_at = $4 WHERE agreement = $1 AND version = $2 AND organization = $3 AND left_at IS NULL`,
			c.ID, t.Version, party, clock.Micros(c.now))
		if err != nil {
			return err
		}
		for i := range t.parties {
			if t.parties[i].organization == party {
				t.parties[i].left = c.now
			}
		}
	}
	for i := range c.Objections {
		if o := &c.Objections[i]; o.Party == party && o.SettledAt.IsZero() {
			if err := c.settle(ctx, o, SettledWithdrawn, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// endYesFor is how long the yes of a party to an end holds: who waits longer for the others is asked anew.
const endYesFor = 30 * 24 * time.Hour

// End says, for each party that the actor speaks for, that an agreement that binds may end: now, or at a
// moment to come. It ends when every party has said so, at the latest of the moments that they named; a
// party that wants out without the others leaves. Agreements below it that need a national one go under
// review when it ends.
func (s *Service) End(ctx context.Context, actor access.Actor, which ID, why string, at time.Time) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.End(%s)", which)
	if why, err = reason("why", why); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.End", which, way{delegate: true}, func(ctx context.Context, c *change) error {
		from := latest(at.UTC().Truncate(time.Microsecond), c.now)
		for _, p := range c.shown.bound() {
			chain, err := c.chainOf(ctx, p.organization)
			if err != nil {
				return err
			}
			if !chain.Valid {
				continue
			}
			if err := c.sayEnding(ctx, p.organization, from, why); err != nil {
				return err
			}
			c.about("organization", string(p.organization))
		}
		return c.endWhenAllSaid(ctx, why)
	})
}

// sayEnding keeps the yes of a party; one that it gave before ends.
func (c *change) sayEnding(ctx context.Context, party network.OrganizationID, from time.Time, why string) error {
	_, err := c.tx.Exec(ctx, `UPDATE agreement_ending SET until_at = $3 WHERE agreement = $1 AND party = $2 AND until_at > $3`, c.ID, party, clock.Micros(c.now))
	if err != nil {
		return err
	}
	_, err = c.tx.Exec(ctx, `INSERT INTO agreement_ending (agreement, party, edit, ends_at, why, from_at, until_at) VALUES `+store.Placeholders(1, 7),
		c.ID, party, c.Edit+1, clock.Micros(from), why, clock.Micros(c.now), clock.Micros(c.now.Add(endYesFor)))
	return err
}

// endWhenAllSaid ends an agreement, or sets its end, when every party says that it may.
func (c *change) endWhenAllSaid(ctx context.Context, why string) error {
	said, err := endings(ctx, c.tx, c.ID, clock.Micros(c.now))
	if err != nil {
		return err
	}
	var at time.Time
	for _, p := range c.shown.bound() {
		yes, there := said[p.organization]
		if !there {
			return nil
		}
		at = latest(at, yes.from)
	}
	if !at.After(c.now) {
		return c.end(ctx, why)
	}
	c.EndsAt, c.why, c.again = at, why, true
	c.say("ends_at", at)
	return nil
}

// forgetEnding lets what parties said of an end be over: they agreed anew since.
func (c *change) forgetEnding(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `UPDATE agreement_ending SET until_at = $2 WHERE agreement = $1 AND until_at > $2`, c.ID, clock.Micros(c.now))
	return err
}

// yesToEnd is what a party says of the end.
type yesToEnd struct {
	party network.OrganizationID
	from  time.Time
	why   string
}

// endings gives what parties said at a moment.
func endings(ctx context.Context, tx *store.Tx, which ID, at int64) (map[network.OrganizationID]yesToEnd, error) {
	all, err := store.All(ctx, tx, func(row func(...any) error) (y yesToEnd, err error) {
		var from int64
		err = row(&y.party, &from, &y.why)
		y.from = clock.FromMicros(from)
		return y, err
	}, `SELECT party, ends_at, why FROM agreement_ending WHERE agreement = $1 AND from_at <= $2 AND until_at > $2`, which, at)
	said := make(map[network.OrganizationID]yesToEnd, len(all))
	for _, y := range all {
		said[y.party] = y
	}
	return said, err
}
