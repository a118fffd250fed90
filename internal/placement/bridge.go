package placement

import (
	"context"
	"errors"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// BridgingRule is what a region agreed for when there is no place in time.
type BridgingRule struct {
	ID           string
	Region       network.RegionID
	Kind         capacity.KindCode // '' any
	Urgency      Urgency           // '' any
	Organization network.OrganizationID
	What         string // plain Dutch
	Days         int
	Paid         string // plain Dutch; '' not said
}

const mostBridgingWords = 300

// Bridge arranges who bridges the time until the person is there: b says who, what, until when and paid
// how. It takes the place of what was arranged before. Where a place was found that is not free at once,
// there can be time to bridge as well.
func (s *Service) Bridge(ctx context.Context, actor access.Actor, which RequestID, b Bridging) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Bridge(%s)", which)
	b.What, b.Paid = strings.TrimSpace(b.What), strings.TrimSpace(b.Paid)
	return s.step(ctx, actor, "placement.Bridge", which, func(ctx context.Context, c *change) error {
		var k checker
		if check.NotID(b.Who) {
			k.Wrong("who", "Kies wie overbrugt.", "expected the id of the organisation that bridges")
		}
		if b.What == "" {
			k.Wrong("what", "Schrijf op welke hulp er komt.", "expected what help there will be")
		}
		k.words("what", &b.What, mostBridgingWords)
		k.words("paid", &b.Paid, mostBridgingWords)
		if !b.Until.After(c.now) || b.Until.After(c.now.Add(mostAhead)) {
			k.Wrong("until", "Kies een dag in het komende jaar.", "expected a moment within a year from now")
		}
		if err := k.Err(); err != nil {
			return err
		}
		if err := s.known(ctx, c.tx.Tx, "who", b.Who); err != nil {
			return err
		}
		return c.bridge(ctx, Bridging{Who: b.Who, What: b.What, Paid: b.Paid, Until: b.Until.UTC().Truncate(time.Microsecond)})
	})
}

// EndBridging ends what bridges the time, while a place is still looked for: the clock until there must be
// one begins anew.
func (s *Service) EndBridging(ctx context.Context, actor access.Actor, which RequestID) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.EndBridging(%s)", which)
	return s.step(ctx, actor, "placement.EndBridging", which, func(ctx context.Context, c *change) error {
		c.State, c.CommitBy = StateOpen, c.now.Add(c.clock.Commit)
		return c.endBridging(ctx)
	})
}

// bridge begins bridging, in the place of what runs. A place that was found stays found.
func (c *change) bridge(ctx context.Context, b Bridging) error {
	if err := c.endBridging(ctx); err != nil {
		return err
	}
	b.ID, b.request, b.From = id.New[BridgingID](), c.ID, c.now
	if _, err := c.tx.Exec(ctx, `INSERT INTO placement_bridging (id, request, organization, what, paid, from_at, until_at, rule) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		b.ID, c.ID, b.Who, b.What, b.Paid, clock.Micros(b.From), clock.Micros(b.Until), b.Rule); err != nil {
		return err
	}
	c.Bridging = append(c.Bridging, b)
	if c.State.Searching() {
		c.State = StateBridging
	}
	c.news(b.Who, NewsBridging, "")
	if b.Who != c.Organization {
		c.news(c.Organization, NewsBridging, "")
	}
	c.tx.About("bridging", string(b.ID))
	c.tx.About("organization", string(b.Who))
	c.say("bridging", b.Who)
	return nil
}

// endBridging ends what runs, if anything does.
func (c *change) endBridging(ctx context.Context) error {
	b := c.running()
	if b == nil {
		return nil
	}
	b.Ended = later(c.now, b.From)
	c.tx.About("bridging", string(b.ID))
	_, err := c.tx.Exec(ctx, `UPDATE placement_bridging SET ended_at = $2 WHERE id = $1`, b.ID, clock.Micros(b.Ended))
	return err
}

// Words of bridging that no rule speaks of. The desk itself then owns it.
const byDesk = "Het coördinatiepunt zoekt verder en regelt hulp zolang er geen plek is."

// Bare tells whether nobody gives help yet: no rule of the region fits and nothing was arranged, so that
// the desk, or who asks, has it to look after alone.
func (b *Bridging) Bare() bool { return b.Rule == "" && b.What == byDesk }

// bridgeByRule begins bridging as the region agreed; the rule that names most goes first. Where none
// fits, the desk is the owner, for as long as the urgency says; where there is no desk, the asker.
func (c *change) bridgeByRule(ctx context.Context) error {
	b := Bridging{Who: c.Desk, What: byDesk, Until: c.now.Add(c.clock.Bridge)}
	if b.Who == "" {
		b.Who = c.Organization
	}
	var days int
	err := c.tx.QueryRow(ctx, `SELECT id, organization, what, paid, days FROM bridging_rule
		WHERE region = $1 AND until_at IS NULL AND kind IN ('', $2) AND urgency IN ('', $3) ORDER BY kind DESC, urgency DESC LIMIT 1`,
		c.Region, c.Kind, c.Urgency).Scan(&b.Rule, &b.Who, &b.What, &b.Paid, &days)
	switch {
	case errors.Is(err, store.ErrNone):
	case err != nil:
		return err
	default:
		b.Until = c.now.AddDate(0, 0, days)
	}
	return c.bridge(ctx, b)
}

// SaveBridgingRule lays down what a region agreed, in the place of its rule for the same kind and urgency.
// Bridging that runs goes on as it began.
func (s *Service) SaveBridgingRule(ctx context.Context, actor access.Actor, rule BridgingRule) (_ BridgingRule, err error) {
	defer fault.Wrap(&err, "placement.SaveBridgingRule(%s)", rule.Region)
	l, err := s.lists(ctx)
	if err != nil {
		return rule, err
	}
	rule.ID, rule.What, rule.Paid = string(id.New[BridgingID]()), strings.TrimSpace(rule.What), strings.TrimSpace(rule.Paid)
	err = s.spine.Do(ctx, inRegion(actor, "placement.SaveBridgingRule", rule.Region), func(ctx context.Context, tx *act.Tx) error {
		if err := rule.check(l); err != nil {
			return err
		}
		if err := s.known(ctx, tx.Tx, "organization", rule.Organization); err != nil {
			return err
		}
		// Two at once: the second one replaces the first.
		if err := tx.Lock(ctx, "region", string(rule.Region)); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE bridging_rule SET until_at = CASE WHEN since_at > $4 THEN since_at ELSE $4 END
			WHERE region = $1 AND kind = $2 AND urgency = $3 AND until_at IS NULL`, rule.Region, rule.Kind, rule.Urgency, clock.Micros(now)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO bridging_rule (id, region, kind, urgency, organization, what, days, paid, since_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			rule.ID, rule.Region, rule.Kind, rule.Urgency, rule.Organization, rule.What, rule.Days, rule.Paid, clock.Micros(now)); err != nil {
			return err
		}
		tx.About("organization", string(rule.Organization))
		return tx.Changed(map[string]any{"kind": rule.Kind, "urgency": rule.Urgency, "days": rule.Days})
	})
	return rule, err
}

func (r *BridgingRule) check(l lists) error {
	var c checker
	if _, ok := l.kinds.Kind(r.Kind); !ok && r.Kind != "" {
		c.Wrong("kind", "Kies een soort, of laat het leeg voor alle.", "expected a kind of capacity, or nothing for all")
	}
	if _, ok := l.own.Urgency(r.Urgency); !ok && r.Urgency != "" {
		c.Wrong("urgency", "Kies hoe snel, of laat het leeg voor alle.", "expected an urgency, or nothing for all")
	}
	if check.NotID(r.Organization) {
		c.Wrong("organization", "Kies wie overbrugt.", "expected the id of the organisation that bridges")
	}
	if r.What == "" {
		c.Wrong("what", "Schrijf op welke hulp er komt.", "expected what help there will be")
	}
	c.words("what", &r.What, mostBridgingWords)
	c.words("paid", &r.Paid, mostBridgingWords)
	if r.Days < 1 || r.Days > 365 {
		c.Wrong("days", "Kies 1 tot 365 dagen.", "expected 1 to 365 days")
	}
	return c.Err()
}

// BridgingRules gives what a region agreed; these are public.
func (s *Service) BridgingRules(ctx context.Context, region network.RegionID) (rules []BridgingRule, err error) {
	defer fault.Wrap(&err, "placement.BridgingRules(%s)", region)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		rules, err = store.All(ctx, tx, func(row func(...any) error) (r BridgingRule, err error) {
			return r, row(&r.ID, &r.Region, &r.Kind, &r.Urgency, &r.Organization, &r.What, &r.Days, &r.Paid)
		}, `SELECT id, region, kind, urgency, organization, what, days, paid FROM bridging_rule WHERE region = $1 AND until_at IS NULL ORDER BY kind, urgency`, region)
		return err
	})
	return rules, err
}
