package bottleneck

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Separate undoes a merge within thirty days: what was merged lives again with its own reporters, and with the
// level, the owner and the date that it had. What was merged into it goes along. Who owns the one that it is
// part of decides, while that is open.
func (s *Service) Separate(ctx context.Context, actor access.Actor, which ID, reason string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Separate(%s)", which)
	if reason, err = spoken("reason", reason, true); err != nil {
		return Bottleneck{}, err
	}
	if err := d.check(); err != nil {
		return Bottleneck{}, err
	}
	var root, part *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if root, part, err = findPart(ctx, tx, which); err != nil {
			return access.Subject{}, err
		}
		return root.owned(), nil
	}
	var p *change
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "bottleneck.Separate", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		if part.State != Merged {
			return fault.New(fault.Conflict, "Dit knelpunt is niet samengevoegd met een ander.", "the bottleneck is part of no other one")
		}
		c, err := s.change(ctx, tx, actor, "Separate", root)
		if err != nil {
			return err
		}
		if p, err = s.change(ctx, tx, actor, "Separate", part); err != nil {
			return err
		}
		if c.now.After(part.since.Add(separateFor)) {
			return fault.New(fault.Conflict, "Dit is langer dan een maand geleden samengevoegd. Het kan niet meer uit elkaar. Meld het opnieuw.", "it was merged more than thirty days ago: report it anew")
		}
		c.decision, p.decision = d, d
		if err := p.standAlone(ctx, c, reason); err != nil {
			return err
		}
		return c.letGo(ctx, p.ID, reason)
	})
	if err != nil {
		return Bottleneck{}, err
	}
	return p.Bottleneck, nil
}

// findPart reads and locks a bottleneck and the one that it is part of now, in the order of their ids: while we
// waited it may have come to another one.
func findPart(ctx context.Context, tx *store.Tx, which ID) (root, part *stored, err error) {
	for range 100 {
		var above ID
		err := tx.QueryRow(ctx, `SELECT root FROM bottleneck WHERE id = $1`, which).Scan(&above)
		if errors.Is(err, store.ErrNone) {
			return nil, nil, noBottleneck()
		}
		if err != nil {
			return nil, nil, err
		}
		both, err := findAll(ctx, tx, []ID{above, which})
		if err != nil {
			return nil, nil, err
		}
		if root, part = both[0], both[1]; part.root == root.ID && root.root == root.ID {
			return root, part, nil
		}
	}
	return nil, nil, errors.New("bottleneck: the root moves and moves")
}

// standAlone lets a merged one live again, with all that was merged into it, and says so to its reporters.
// root is the one that it leaves.
func (c *change) standAlone(ctx context.Context, root *change, reason string) error {
	if err := c.back(ctx); err != nil {
		return err
	}
	if _, err := c.tx.Exec(ctx, `WITH RECURSIVE below (id) AS (SELECT CAST($1 AS TEXT) UNION ALL SELECT b.id FROM bottleneck b JOIN below ON b.parent = below.id WHERE b.root = $2)
		UPDATE bottleneck SET root = $1, parent = CASE WHEN id = $1 THEN '' ELSE parent END WHERE root = $2 AND id IN (SELECT id FROM below)`, c.ID, root.ID); err != nil {
		return err
	}
	c.root, c.Parent = c.ID, ""
	if err := c.tally(ctx); err != nil {
		return err
	}
	if err := c.arrive(ctx, reason); err != nil {
		return err
	}
	if err := c.say(ctx, EventSeparated, reason, root.by(), root.ID); err != nil {
		return err
	}
	return c.save(ctx)
}

// letGo says to those who stay that one of theirs left. An ending that lay with them may have waited for the
// yes of who left alone.
func (c *change) letGo(ctx context.Context, part ID, reason string) error {
	if err := c.tally(ctx); err != nil {
		return err
	}
	if err := c.say(ctx, EventSeparated, "Een melding gaat toch apart verder. "+reason, c.by(), part); err != nil {
		return err
	}
	if c.State == Proposed {
		p, err := c.waiting(ctx, c.tx.Tx)
		if err != nil {
			return err
		}
		if err := c.settle(ctx, p); err != nil {
			return err
		}
	}
	return c.save(ctx)
}

// Separable tells whether this part can be separated at a moment, by the day on which it was merged; the act
// has the last word.
func (b *Bottleneck) Separable(now time.Time) bool {
	return b.State == Merged && now.Before(b.Since.Add(separateFor))
}
