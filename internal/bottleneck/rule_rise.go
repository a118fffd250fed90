package bottleneck

import (
	"context"
	"encoding/json"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// solvedOfRule gives what a rule opened for a place and was solved lately, itself or as part of another one.
func (s *Service) solvedOfRule(ctx context.Context, tx *store.Tx, rule string, p Place) (which ID, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	err = tx.QueryRow(ctx, `SELECT b.id FROM bottleneck b JOIN bottleneck_state s ON s.bottleneck = b.root AND s.until_at IS NULL
		WHERE b.rule = $1 AND b.region = $2 AND b.wijkverband = $3 AND b.area = $4 AND s.state = 'solved' AND s.from_at > $5
		ORDER BY s.from_at DESC, b.id LIMIT 1`, rule, p.Region, p.Wijkverband, p.Area, clock.Micros(now.Add(-risesFor))).Scan(&which)
	return which, err
}

// rise says for a rule that its figure is high again, with that figure: no to an ending that was proposed, so
// that it goes back to what it was, and that one that was solved is there again. Of what is open in another
// way, and of what was accepted as it is, it says nothing.
func (s *Service) rise(ctx context.Context, tx *act.Tx, which ID, o Opened) error {
	b, err := findRoot(ctx, tx.Tx, which)
	if err != nil || b.State != Proposed && b.State != Solved {
		return err
	}
	c, err := s.change(ctx, tx, access.Job("bottleneck"), "Rise", b)
	if err != nil {
		return err
	}
	words := "Het cijfer waardoor dit werd gemeld, is weer boven de grens."
	for _, e := range o.Evidence {
		words += "\n" + e.Text
	}
	kind := EventObjected
	if c.State == Proposed {
		if err := c.closeEnding(ctx, Objected); err != nil {
			return err
		}
		if err := c.back(ctx); err != nil {
			return err
		}
	} else {
		kind = EventReopened
		c.State, c.NextAt, c.Example = Discussing, due(c.now, answerWithin[c.Level]), false
		c.Reopened++
		if err := c.arrive(ctx, words); err != nil {
			return err
		}
	}
	if err := addEvidence(ctx, tx.Tx, which, o.Evidence); err != nil {
		return err
	}
	if err := c.say(ctx, kind, words, Owner{}, ""); err != nil {
		return err
	}
	return c.save(ctx)
}

// addEvidence puts figures behind those that a bottleneck was opened with.
func addEvidence(ctx context.Context, tx *store.Tx, which ID, more []Evidence) error {
	b, err := find(ctx, tx, which, false)
	if err != nil || len(more) == 0 {
		return err
	}
	text, err := json.Marshal(append(b.Evidence, more...))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE bottleneck SET evidence = $1 WHERE id = $2`, string(text), which)
	return err
}
