package agreement

import (
	"cmp"
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// What is told of a state that came by itself.
const (
	lostWords    = "Een van de partijen heeft niemand meer met een mandaat voor deze afspraak."
	reviewWords  = "Het is tijd om opnieuw naar deze afspraak te kijken."
	overWords    = "De looptijd is voorbij."
	nationWords  = "De landelijke afspraak waarop deze rust, geldt niet meer."
	resumeWithin = 365 * 24 * time.Hour // after a review: until the next, where the text's own day has passed
)

// Review puts an active agreement under review, with the reason: it binds still, and something must be
// put right.
func (s *Service) Review(ctx context.Context, actor access.Actor, which ID, why string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Review(%s)", which)
	if why, err = reason("why", why); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Review", which, way{delegate: true}, func(_ context.Context, c *change) error {
		c.turn(StateReview, why)
		return nil
	})
}

// Resume makes an agreement under review active again, when every party has somebody who speaks for it
// and what the nation must have agreed still holds. Conflict says what is missing.
func (s *Service) Resume(ctx context.Context, actor access.Actor, which ID, why string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Resume(%s)", which)
	if why, err = reason("why", why); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Resume", which, way{}, func(ctx context.Context, c *change) error {
		f, err := c.facts(ctx, c.shown)
		if err != nil {
			return err
		}
		if missing := onlyMandates(Ready(f)); len(missing) > 0 {
			return fault.New(fault.Conflict, missing[0].NL, "it cannot be active again: "+missing[0].What)
		}
		if !c.reviewAt.IsZero() && !c.reviewAt.After(c.now) {
			c.reviewAt = c.now.Add(resumeWithin)
		}
		c.checkAt = c.now
		c.turn(StateActive, why)
		return nil
	})
}

// end ends an agreement, and drops what was proposed in its place.
func (c *change) end(ctx context.Context, why string) error {
	if c.open != nil {
		if err := c.dropText(ctx); err != nil {
			return err
		}
	}
	if err := c.settleAll(ctx, why); err != nil {
		return err
	}
	c.turn(StateEnded, why)
	return c.below(ctx)
}

// below puts the active agreements that implement this one, directly or by way of others, and that need
// the nation under review.
func (c *change) below(ctx context.Context) error {
	found, err := store.All(ctx, c.tx, func(row func(...any) error) (b placed, err error) { return b, row(&b.id, &b.level) },
		`WITH RECURSIVE under (id) AS (
			SELECT a.id FROM agreement a JOIN agreement_text t ON t.agreement = a.id AND t.version = a.version WHERE t.parent = $1
			UNION SELECT a.id FROM under u JOIN agreement_text t ON t.parent = u.id JOIN agreement a ON a.id = t.agreement AND t.version = a.version)
		SELECT a.id, a.level FROM under u JOIN agreement a ON a.id = u.id WHERE a.state <> 'ended'`, c.ID)
	if err != nil {
		return err
	}
	for _, b := range inOrder(found) {
		a, err := find(ctx, c.tx, b.id)
		if err != nil {
			return err
		}
		no, err := reserved(ctx, c.tx, a.Kind, a.Subject)
		if err != nil {
			return err
		}
		if a.State != StateActive || !needsNation(a.Level, no, a.shown.Body.Clauses) {
			continue
		}
		if err := c.s.toReview(ctx, c.tx, c.about, a, c.now, "Clocks", nationWords); err != nil {
			return err
		}
	}
	return nil
}

// placed is an agreement and its level.
type placed struct {
	id    ID
	level string
}

// inOrder is the order in which whoever needs several agreements holds them: from the nation down.
func inOrder(all []placed) []placed {
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(rank(a.level), rank(b.level)), cmp.Compare(a.id, b.id))
	})
	return all
}

// toReview puts an active agreement that is held under review, within somebody else's act.
func (s *Service) toReview(ctx context.Context, tx *store.Tx, about func(kind, id string), a *stored, now time.Time, by, why string) error {
	c, err := s.begin(tx, access.Actor{}, "agreement."+by, a, now)
	if err != nil {
		return err
	}
	c.about = about
	c.turn(StateReview, why)
	return c.save(ctx)
}

// LostTx implements [mandate.Loss]: an active agreement of which a party has nobody left to speak for it
// goes under review, in the transaction in which that came to be. The table does not matter: whatever
// was lost, each agreement asks about its own.
func (s *Service) LostTx(ctx context.Context, tx *act.Tx, grantor network.OrganizationID, _ mandate.Forum) (err error) {
	defer fault.Wrap(&err, "agreement.LostTx")
	now, err := s.Mandates.HoldTx(ctx, tx.Tx)
	if err != nil {
		return err
	}
	found, err := store.All(ctx, tx.Tx, func(row func(...any) error) (b placed, err error) { return b, row(&b.id, &b.level) },
		`SELECT a.id, a.level FROM agreement a WHERE a.state <> 'ended'
			AND EXISTS (SELECT 1 FROM agreement_party p WHERE p.organization = $1 AND p.agreement = a.id AND p.version IN (a.version, a.newest))`, grantor)
	if err != nil {
		return err
	}
	for _, b := range inOrder(found) {
		a, err := find(ctx, tx.Tx, b.id)
		if err != nil {
			return err
		}
		if a.State != StateActive {
			continue
		}
		if !a.shown.binds(grantor) {
			continue
		}
		at := latest(now, a.changedAt)
		covered, err := s.Mandates.CoveredTx(ctx, tx.Tx, grantor, a.Forum, a.Subject, at)
		if err != nil {
			return err
		}
		if covered {
			err = s.askAgain(ctx, tx.Tx, a, at)
		} else {
			err = s.toReview(ctx, tx.Tx, tx.About, a, at, "LostTx", lostWords)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// askAgain has the clocks look soon: what was lost may still be there now and end at a moment to come. It
// moves the moment also when that has come already, so that who is looking knows that it must again.
func (s *Service) askAgain(ctx context.Context, tx *store.Tx, a *stored, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE agreement SET check_at = $2 WHERE id = $1`, a.ID, at.UnixMicro())
	return err
}
