package bottleneck

import (
	"context"

	"github.com/google/uuid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Join says that somebody suffers from it too: they hear of every step from then on, and their yes is asked
// at the end. Who joined before gets another link.
func (s *Service) Join(ctx context.Context, actor access.Actor, which ID, j Joining) (receipt Receipt, err error) {
	defer fault.Wrap(&err, "bottleneck.Join(%s)", which)
	var k checker
	if k.email(j.Email); k.Err() != nil {
		return Receipt{}, k.Err()
	}
	who := reporter{id: uuid.NewString(), unnamed: j.Unnamed}
	who.of(actor)
	as := actor
	if j.Unnamed {
		as = s.unnamed(actor, "bottleneck.Join", who.id, access.Subject{Type: "bottleneck", ID: string(which)})
	}
	var root *stored
	var before []string
	load := func(ctx context.Context, tx *store.Tx) (subject access.Subject, err error) {
		if root, err = findRoot(ctx, tx, which); err != nil {
			return subject, err
		}
		before, err = mine(ctx, tx, actor, root.ID)
		return access.Subject{Type: "bottleneck", ID: string(which), Person: as.Person}, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: as, Act: "bottleneck.Join", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		c, err := s.change(ctx, tx, as, "Join", root)
		if err != nil {
			return err
		}
		if len(before) > 0 {
			receipt = Receipt{ID: root.ID, Number: root.Number}
			receipt.Token, err = s.newsTx(ctx, tx, before[0])
			return err
		}
		if receipt, err = c.admit(ctx, who, j.Email, EventJoined); err != nil {
			return err
		}
		if err := c.recount(ctx); err != nil {
			return err
		}
		return c.save(ctx)
	})
	if err != nil {
		return Receipt{}, err
	}
	return receipt, nil
}

// recount counts the reporters of the tree anew. Of an ending that waits, the newcomers are asked as the
// others were: the reminders begin again.
func (c *change) recount(ctx context.Context) error {
	if err := c.tally(ctx); err != nil || c.State != Proposed {
		return err
	}
	c.NextAt = due(c.now, remindAfter)
	_, err := c.tx.Exec(ctx, `UPDATE bottleneck_ending SET reminded = 0 WHERE bottleneck = $1 AND outcome = ''`, c.ID)
	return err
}

// tally counts the reporters of the tree and weighs it by them.
func (c *change) tally(ctx context.Context) error {
	if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck WHERE b.root = $1`, c.ID).Scan(&c.Reporters); err != nil {
		return err
	}
	vulnerable, err := codes(ctx, c.tx.Tx, c.Theme, c.Suffers)
	if err != nil {
		return err
	}
	c.Weight = Weigh(c.HowOften, c.Reporters, vulnerable)
	return nil
}
