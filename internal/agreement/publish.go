package agreement

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Publish says for a party whether everybody may read the agreement. It is public as long as all parties
// say so and it binds, or bound when it ended.
func (s *Service) Publish(ctx context.Context, actor access.Actor, which ID, party network.OrganizationID, yes bool) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Publish(%s)", which)
	return s.step(ctx, actor, "agreement.Publish", which, way{party: party}, func(ctx context.Context, c *change) error {
		if !c.shown.binds(party) {
			return notAsked()
		}
		said, err := c.sayPublic(ctx)
		if err != nil {
			return err
		}
		c.say("party", party)
		c.say("public", yes)
		switch {
		case yes && !said[party]:
			_, err = c.tx.Exec(ctx, `INSERT INTO agreement_publication (agreement, party, edit, from_at) VALUES `+store.Placeholders(1, 4), c.ID, party, c.Edit+1, clock.Micros(c.now))
		case !yes && said[party]:
			_, err = c.tx.Exec(ctx, `UPDATE agreement_publication SET until_at = $3 WHERE agreement = $1 AND party = $2 AND until_at IS NULL`, c.ID, party, clock.Micros(c.now))
		}
		if err != nil {
			return err
		}
		return c.publicAgain(ctx)
	})
}

// sayPublic gives the parties that say now that everybody may read it.
func (c *change) sayPublic(ctx context.Context) (map[network.OrganizationID]bool, error) {
	return publishing(ctx, c.tx, c.ID, clock.Micros(c.now))
}

func publishing(ctx context.Context, tx *store.Tx, which ID, at int64) (map[network.OrganizationID]bool, error) {
	all, err := store.All(ctx, tx, func(row func(...any) error) (p network.OrganizationID, err error) { return p, row(&p) },
		`SELECT party FROM agreement_publication WHERE agreement = $1 AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)`, which, at)
	said := make(map[network.OrganizationID]bool, len(all))
	for _, p := range all {
		said[p] = true
	}
	return said, err
}

// publicAgain works out whether everybody may read the agreement: what a party says by joining or a new
// text by its parties may change that.
func (c *change) publicAgain(ctx context.Context) error {
	said, err := c.sayPublic(ctx)
	if err != nil {
		return err
	}
	c.Public = c.State.Binds()
	for _, p := range c.shown.bound() {
		c.Public = c.Public && said[p.organization]
	}
	return nil
}
