package placement

import (
	"context"
	"errors"
	"sync"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

// ClocksJob is the kind of job that looks for requests of which a moment has passed; see
// [Service.RunClocks]. One job finds them all by the moment in their row: acts then need not move a
// job as well.
const ClocksJob = "placement.clocks"

const (
	clocksPause = 10 * time.Second // between two looks: what ended counts as ended meanwhile
	dueStep     = 200              // requests looked up at once
	dueTogether = 16               // done at once, so that they share a commit
)

// ScheduleClocks puts the job on the list when the program starts.
func (s *Service) ScheduleClocks(ctx context.Context) error {
	return s.clocksAfter(ctx, 0)
}

// RunClocks handles a [ClocksJob], and puts it back on the list.
func (s *Service) RunClocks(ctx context.Context, _ jobs.Job) error {
	_, err := s.Expire(ctx)
	return errors.Join(err, s.tidy(ctx), s.clocksAfter(ctx, clocksPause))
}

func (s *Service) clocksAfter(ctx context.Context, pause time.Duration) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, ClocksJob, "all", now.Add(pause), nil)
	})
}

// due is a request of which a moment has passed.
type due struct {
	id RequestID
	at int64
}

// Expire does what is due: questions and holds whose time has passed, bridging that begins, goes on or
// must be arranged anew, and what is to be erased. It can run at any moment, on several nodes at once:
// what was done is not done again. One request that fails keeps none of the others from being done.
func (s *Service) Expire(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "placement.Expire")
	var all sync.WaitGroup
	var mu sync.Mutex
	var problems error
	places := make(chan struct{}, dueTogether)
	for last := (due{at: -1 << 62}); ; {
		var found []due
		err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			found, err = store.All(ctx, tx, func(row func(...any) error) (d due, err error) { return d, row(&d.id, &d.at) },
				`SELECT id, next_at FROM placement_request WHERE next_at <= $1 AND (next_at, id) > ($2, $3) ORDER BY next_at, id LIMIT $4`,
				clock.Micros(now), last.at, last.id, dueStep)
			return err
		})
		if err != nil {
			return n, err
		}
		for _, d := range found {
			places <- struct{}{}
			all.Go(func() {
				defer func() { <-places }()
				did, err := s.expire(ctx, d.id)
				mu.Lock()
				defer mu.Unlock()
				if problems = errors.Join(problems, err); did {
					n++
				}
			})
		}
		all.Wait()
		if len(found) < dueStep || ctx.Err() != nil {
			return n, problems
		}
		last = found[len(found)-1]
	}
}

func (s *Service) expire(ctx context.Context, which RequestID) (did bool, err error) {
	_, err = s.step(ctx, access.Job("placement"), "placement.Expire", which, func(ctx context.Context, c *change) error {
		err := c.pass(ctx)
		did = !c.same
		return err
	})
	return did, err
}

// passed tells whether a moment is there.
func (c *change) passed(t time.Time) bool { return !t.After(c.now) }

// pass does whatever the clocks ask of a request at this moment; same says that it was nothing.
func (c *change) pass(ctx context.Context) error {
	c.same = true
	if c.State.Searching() {
		if err := c.timeOut(ctx); err != nil {
			return err
		}
	}
	switch {
	case c.State == StateDraft && c.passed(c.MadeAt.Add(draftDays*day)):
		c.end(StateExpired, "not-opened")
		return c.erase(ctx)
	case c.State == StateOpen && c.passed(c.CommitBy), c.State == StateBridging && (c.running() == nil || c.passed(c.running().Until)):
		c.same = false
		return c.bridgeByRule(ctx)
	case c.State == StateAccepted:
		return c.wait(ctx)
	case c.State == StatePlaced && c.passed(c.PlacedAt.Add(placedDays*day)):
		c.same = false
		c.end(StateClosed, "unknown")
	case c.State.Ended() && !c.erased && c.passed(c.ClosedAt.Add(keptDays*day)):
		return c.erase(ctx)
	}
	return nil
}

// wait looks after somebody whose place was found and who is not there yet: that it has not begun in time
// is told each day, and bridging whose time passes is arranged anew.
func (c *change) wait(ctx context.Context) error {
	// Each pass moves the next moment on, so what was told before lies before it.
	told := c.startBy.Add(c.now.Sub(c.startBy).Truncate(lateAgain))
	if c.passed(c.startBy) && !c.NextAt.After(told) {
		c.same = false
		c.news(c.Desk, NewsLate, "")
		if c.Organization != c.Desk {
			c.news(c.Organization, NewsLate, "")
		}
	}
	if b := c.running(); b != nil && c.passed(b.Until) {
		c.same = false
		return c.bridgeByRule(ctx)
	}
	return nil
}

// timeOut ends the questions and the offers whose time has passed.
func (c *change) timeOut(ctx context.Context) error {
	var ends []ending
	for _, i := range c.Invitations {
		switch {
		case i.State == Waiting && c.passed(i.Until):
			ends = append(ends, ending{Invitation: i, to: TimedOut})
		case i.State == Offered && c.passed(i.HeldUntil):
			ends = append(ends, ending{Invitation: i, to: TimedOut, hold: capacity.HoldExpired})
		default:
			continue
		}
		c.news(i.Organization, NewsEnded, i.ID)
	}
	if len(ends) == 0 {
		return nil
	}
	if err := c.finish(ctx, ends); err != nil {
		return err
	}
	c.same = false
	c.say("timed-out", len(ends))
	if c.Open() == 0 {
		c.news(c.Organization, NewsRefused, "")
	}
	return nil
}

// erase takes away all words and answers, the person's details, and the links by which somebody followed.
func (c *change) erase(ctx context.Context) error {
	c.same, c.erased = false, true
	c.Draft = c.bare()
	if err := updateDraft(ctx, c.tx.Tx, c.stored); err != nil {
		return err
	}
	for i := range c.Bridging {
		c.Bridging[i].What, c.Bridging[i].Paid = "", ""
	}
	if _, err := c.tx.Exec(ctx, `UPDATE placement_bridging SET what = '', paid = '' WHERE request = $1`, c.ID); err != nil {
		return err
	}
	if err := c.s.Links.WithdrawTx(ctx, c.tx, followAct, string(c.ID)); err != nil {
		return err
	}
	return c.erasePerson(ctx)
}
