package bottleneck

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

// ClocksJob is the kind of job that looks for bottlenecks of which a moment has passed; see
// [Service.RunClocks].
const ClocksJob = "bottleneck.clocks"

const (
	clocksPause = 10 * time.Minute
	dueStep     = 200 // looked up at once
)

// ScheduleClocks puts the job on the list when the program starts.
func (s *Service) ScheduleClocks(ctx context.Context) error { return s.clocksAfter(ctx, 0) }

// RunClocks handles a [ClocksJob], and puts it back on the list.
func (s *Service) RunClocks(ctx context.Context, _ jobs.Job) error {
	_, err := s.Clocks(ctx)
	return errors.Join(err, s.clocksAfter(ctx, clocksPause))
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

// Clocks does what is due: reminders, endings that nobody answers, dates that passed, what a wijkverband that
// is no more left behind, and personal data that has been kept long enough. It can run at any moment, on
// several nodes at once. One bottleneck that fails keeps none of the others from being done.
func (s *Service) Clocks(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "bottleneck.Clocks")
	var problems error
	for last := ID(""); ; {
		var found []ID
		err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			found, err = store.All(ctx, tx, func(row func(...any) error) (id ID, err error) { return id, row(&id) }, `SELECT id FROM (
				SELECT id FROM bottleneck WHERE clock_at <= $1
				UNION SELECT s.bottleneck FROM bottleneck_state s WHERE s.until_at IS NULL AND s.level = 'wijk' AND s.state IN ('reported', 'discussing', 'taken-up')
					AND NOT EXISTS (SELECT 1 FROM wijkverband_version v WHERE v.wijkverband = s.wijkverband AND v.until_at IS NULL)) d
				WHERE id > $2 ORDER BY id LIMIT $3`, clock.Micros(now), last, dueStep)
			return err
		})
		if err != nil {
			return n, errors.Join(problems, err)
		}
		for _, id := range found {
			did, err := s.wakeUp(ctx, id)
			if problems = errors.Join(problems, err); did {
				n++
			}
		}
		if len(found) < dueStep || ctx.Err() != nil {
			return n, problems
		}
		last = found[len(found)-1]
	}
}

func (s *Service) wakeUp(ctx context.Context, which ID) (did bool, err error) {
	var b *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if b, err = find(ctx, tx, which, true); err != nil {
			return access.Subject{}, err
		}
		return b.owned(), nil
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: access.Job("bottleneck"), Act: "bottleneck.Clocks", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		c, err := s.change(ctx, tx, access.Job("bottleneck"), "Clocks", b)
		if err != nil {
			return err
		}
		if did, err = c.pass(ctx); err != nil || !did {
			return err
		}
		return c.save(ctx)
	})
	return did, err
}

// pass does what the clocks ask of a bottleneck at this moment; false: nothing.
func (c *change) pass(ctx context.Context) (bool, error) {
	passed := !c.clockAt.IsZero() && !c.clockAt.After(c.now)
	switch {
	case c.State == Proposed:
		if !passed {
			return false, nil
		}
		return true, c.remind(ctx)
	case c.State.Open():
		if gone, err := c.abandoned(ctx); err != nil || gone {
			if err == nil {
				err = c.passUp(ctx, "Dit wijkverband is er niet meer. De regio neemt het over.", Owner{})
			}
			return true, err
		}
		if !passed {
			return false, nil
		}
		c.clockAt = time.Time{} // it is told once of each date
		return true, c.say(ctx, EventLate, "", Owner{}, "")
	case passed:
		c.clockAt = time.Time{}
		return true, c.forget(ctx)
	}
	return false, nil
}

// abandoned tells whether the wijkverband that must see to it is no more.
func (c *change) abandoned(ctx context.Context) (gone bool, err error) {
	if c.Level != Wijk {
		return false, nil
	}
	err = c.tx.QueryRow(ctx, `SELECT NOT EXISTS (SELECT 1 FROM wijkverband_version WHERE wijkverband = $1 AND until_at IS NULL)`, c.Place.Wijkverband).Scan(&gone)
	return gone, err
}

// remind asks again those who have not answered, and after two reminders takes their silence for a yes.
func (c *change) remind(ctx context.Context) error {
	p, err := c.waiting(ctx, c.tx.Tx)
	if err != nil {
		return err
	}
	if p.reminded == mostReminders {
		return c.end(ctx, p, Silence)
	}
	if _, err := c.tx.Exec(ctx, `UPDATE bottleneck_ending SET reminded = reminded + 1 WHERE bottleneck = $1 AND number = $2`, c.ID, p.number); err != nil {
		return err
	}
	c.NextAt = due(c.now, remindAfter)
	return c.say(ctx, EventReminded, p.words, Owner{}, "")
}

// forget takes away who reported: nobody can reopen it by what they hold any more. The words stay.
func (c *change) forget(ctx context.Context) error {
	ids, err := store.All(ctx, c.tx.Tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
		`UPDATE bottleneck_reporter SET person = '', organization = '', email = '', request = '', key_print = ''
		WHERE bottleneck IN (SELECT id FROM bottleneck WHERE root = $1) RETURNING id`, c.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		for _, of := range []string{id, id + newsLinks} {
			if err := c.s.Links.WithdrawTx(ctx, c.tx, followAct, of); err != nil {
				return err
			}
		}
	}
	return nil
}
