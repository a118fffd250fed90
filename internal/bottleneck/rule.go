package bottleneck

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Opened is what a rule over the platform's figures opens.
type Opened struct {
	Rule     string // id
	Title    string
	What     string
	Theme    string
	HowOften HowOften
	Suffers  []string
	Place    Place // its region is filled
	Level    Level // the wijk's needs a wijkverband: without one it begins with the region
	Evidence []Evidence
}

// ReportTx opens a bottleneck for a rule within the rule's own act. While one of the same rule and place is
// open it gives that one, and false: where its ending was proposed the rule says no to that, and one that was
// solved less than sixty days ago it opens again.
func (s *Service) ReportTx(ctx context.Context, tx *act.Tx, o Opened) (which ID, made bool, err error) {
	defer fault.Wrap(&err, "bottleneck.ReportTx(%s)", o.Rule)
	// Two nodes may look at one rule at once: whoever comes second sees what the first one wrote.
	if err := tx.Lock(ctx, "region", string(o.Place.Region)); err != nil {
		return "", false, err
	}
	if before, err := ofRule(ctx, tx.Tx, o.Rule, o.Place); err == nil {
		return before, false, s.rise(ctx, tx, before, o)
	} else if !errors.Is(err, store.ErrNone) {
		return "", false, err
	}
	if before, err := s.solvedOfRule(ctx, tx.Tx, o.Rule, o.Place); err == nil {
		return before, false, s.rise(ctx, tx, before, o)
	} else if !errors.Is(err, store.ErrNone) {
		return "", false, err
	}
	vulnerable, err := codes(ctx, tx.Tx, o.Theme, o.Suffers)
	if err != nil {
		return "", false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", false, err
	}
	level := o.Level
	if level == Wijk && o.Place.Wijkverband == "" {
		level = Region
	}
	b := &stored{Bottleneck: Bottleneck{ID: ID(uuid.NewString()), Title: line(o.Title), What: paragraphs(o.What), Theme: o.Theme, HowOften: o.HowOften, Suffers: o.Suffers,
		Place: o.Place, Level: level, State: Reported, NextAt: due(now, answerWithin[level]), Weight: Weigh(o.HowOften, 1, vulnerable), Reporters: 1,
		Origin: ByRule, Rule: o.Rule, Evidence: o.Evidence}}
	b.Owner = b.body(level)
	if err := insert(ctx, tx.Tx, b, now); err != nil {
		return "", false, err
	}
	c := &change{stored: b, s: s, tx: tx, actor: access.Job("bottleneck"), now: now, at: now}
	if _, err := tx.Exec(ctx, `INSERT INTO bottleneck_reporter (id, bottleneck, person, organization, unnamed, rule, email, no_mail, request, key_print, joined_at)
		VALUES ($1, $2, '', '', 0, $3, '', 0, '', '', $4)`, uuid.NewString(), b.ID, o.Rule, clock.Micros(now)); err != nil {
		return "", false, err
	}
	if err := c.say(ctx, EventReported, b.What, Owner{}, ""); err != nil {
		return "", false, err
	}
	tx.About("bottleneck", string(b.ID))
	return b.ID, true, c.counted(ctx)
}

// ofRule gives what a rule opened for a place and is still open, itself or as part of another one.
func ofRule(ctx context.Context, tx *store.Tx, rule string, p Place) (which ID, err error) {
	err = tx.QueryRow(ctx, `SELECT b.id FROM bottleneck b JOIN bottleneck_state s ON s.bottleneck = b.root AND s.until_at IS NULL
		WHERE b.rule = $1 AND b.region = $2 AND b.wijkverband = $3 AND b.area = $4 AND s.state IN ('reported', 'discussing', 'taken-up', 'proposed')
		ORDER BY b.made_at, b.id LIMIT 1`, rule, p.Region, p.Wijkverband, p.Area).Scan(&which)
	return which, err
}

// ProposeTx says for a rule that the figures are as they should be, with what they are now: the owner and
// whoever joined are asked whether it can end. Of an ending that the owner proposed it is the rule's yes.
// false: nothing of this rule and place is open, or it is part of another one where the rule has said so.
func (s *Service) ProposeTx(ctx context.Context, tx *act.Tx, rule string, p Place, words string, now []Evidence) (did bool, err error) {
	defer fault.Wrap(&err, "bottleneck.ProposeTx(%s)", rule)
	which, err := ofRule(ctx, tx.Tx, rule, p)
	if errors.Is(err, store.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	b, err := findRoot(ctx, tx.Tx, which)
	if err != nil {
		return false, err
	}
	move, voted := "Propose", b.State == Proposed
	if voted {
		move = "Confirm"
	}
	c, err := s.change(ctx, tx, access.Job("bottleneck"), move, b)
	if err != nil {
		return false, err
	}
	for _, e := range now {
		words += "\n" + e.Text
	}
	if !voted {
		if b.ID != which { // others reported it too: its owner says when it can end
			return false, nil
		}
		if err := c.propose(ctx, EndSolved, words, Owner{}, true); err != nil {
			return false, err
		}
	}
	ending, err := c.waiting(ctx, tx.Tx)
	if err != nil {
		return false, err
	}
	reports, err := store.All(ctx, tx.Tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
		`SELECT r.id FROM bottleneck_reporter r WHERE r.bottleneck = $1 AND r.rule = $2
		AND NOT EXISTS (SELECT 1 FROM bottleneck_vote v WHERE v.bottleneck = $3 AND v.number = $4 AND v.reporter = r.id)`, which, rule, b.ID, ending.number)
	if err != nil {
		return false, err
	}
	if len(reports) == 0 && voted {
		return false, nil
	}
	if err := c.vote(ctx, ending, reports); err != nil {
		return false, err
	}
	if voted {
		if err := c.say(ctx, EventConfirmed, words, Owner{}, ""); err != nil {
			return false, err
		}
		if err := c.settle(ctx, ending); err != nil {
			return false, err
		}
	}
	return true, c.save(ctx)
}
