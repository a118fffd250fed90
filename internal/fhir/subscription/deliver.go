package subscription

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

// Job is the kind of job that tells a subscription; its key is the subscription. It waits for somebody else's
// computer: register [Service.Run] with HandleSlow.
const Job = "subscription.deliver"

const (
	// hold is how long a run has a subscription to itself; it is longer than a message may take, and each
	// message renews it.
	hold = time.Minute
	// runFor is how long one run goes on, so that others get their turn.
	runFor = 45 * time.Second

	firstPause = 5 * time.Second
	mostPause  = time.Hour
	failsAfter = 5                   // messages in a row that are not taken make an error
	giveUp     = 7 * 24 * time.Hour  // of nothing taken puts it off
	keepEvents = 90 * 24 * time.Hour // that were told, for $events
)

// errGone says that the subscription was changed, put off or taken over while somebody told it: what this run
// knows of it does not count any more.
var errGone = errors.New("subscription: another one has it now")

// Run tells one subscription what waits for it: the handler of [Job].
func (s *Service) Run(ctx context.Context, job jobs.Job) (err error) {
	defer fault.Wrap(&err, "subscription.Run(%s)", job.Key)
	r, taken, err := s.take(ctx, ID(job.Key))
	if err != nil || !taken {
		return err
	}
	began := time.Now()
	for more := true; more && err == nil && time.Since(began) < runFor; {
		if more, err = s.once(ctx, r); err == nil {
			err = s.at("told")
		}
	}
	switch {
	case errors.Is(err, errGone):
		return nil
	case err != nil:
		return err
	}
	return s.release(ctx, r)
}

// take gives a run hold of a subscription. Where another run has it, the job comes back when that one is over
// or dead. A subscription that is off, and one of which nothing may leave, are left alone.
func (s *Service) take(ctx context.Context, which ID) (r *stored, taken bool, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken = false
		if err := tx.Lock(ctx, "subscription", string(which)); err != nil {
			return err
		}
		found, err := find(ctx, tx, which)
		if err != nil {
			if fault.KindOf(err) == fault.NotFound {
				err = nil
			}
			return err
		}
		if r = &found; s.HTTP == nil || r.State == Off {
			return nil
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if r.holder != "" && r.held.After(now) {
			return jobs.Schedule(ctx, tx, Job, string(which), r.held, nil)
		}
		taken, r.holder = true, id.New[string]()
		_, err = tx.Exec(ctx, `UPDATE subscription SET holder = $2, held_until = $3 WHERE id = $1`, which, r.holder, clock.Micros(now.Add(hold)))
		return err
	})
	return r, taken, err
}

// release lets go of a subscription and puts its next message on the list: both while its row is held, so
// that a number that is given out meanwhile is seen here, or finds nobody telling.
func (s *Service) release(ctx context.Context, r *stored) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := s.mine(ctx, tx, r)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE subscription SET holder = '', held_until = 0 WHERE id = $1`, r.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM subscription_event WHERE subscription = $1 AND number <= $2 AND at < $3`, r.ID, r.Told, clock.Micros(now.Add(-keepEvents))); err != nil {
			return err
		}
		next, any := r.due()
		if !any {
			return nil
		}
		if next.Before(now) {
			next = now
		}
		return jobs.Schedule(ctx, tx, Job, string(r.ID), next, nil)
	})
	if errors.Is(err, errGone) {
		return nil
	}
	return err
}

// mine reads the row anew, and holds it, while this run has the subscription.
func (s *Service) mine(ctx context.Context, tx *store.Tx, r *stored) (now time.Time, err error) {
	if err := tx.Lock(ctx, "subscription", string(r.ID)); err != nil {
		return now, err
	}
	stands, err := find(ctx, tx, r.ID)
	if err != nil {
		return now, err
	}
	if stands.holder != r.holder {
		return now, errGone
	}
	*r = stands
	return tx.Now(ctx)
}

// due gives when there is something to do for a subscription.
func (r *stored) due() (at time.Time, any bool) {
	if r.State == Off {
		return at, false
	}
	add := func(t time.Time) {
		if !any || t.Before(at) {
			at, any = t, true
		}
	}
	if !r.greeted || r.Told < r.Events {
		add(r.next)
	} else if r.Heartbeat > 0 {
		beat := r.Spoke.Add(r.Heartbeat)
		if beat.Before(r.next) {
			beat = r.next
		}
		add(beat)
	}
	if !r.End.IsZero() {
		add(r.End)
	}
	return at, any
}

// once does the next thing for a subscription: it ends it, or sends one message. more says whether there is
// another one to send at once.
func (s *Service) once(ctx context.Context, r *stored) (more bool, err error) {
	var now time.Time
	var ok bool
	var events []Event
	kind := Kind("")
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if now, err = s.mine(ctx, tx, r); err != nil {
			return err
		}
		kind = r.kind(now)
		if ok, err = s.hears(ctx, tx, r.Client, r.Topic); err != nil {
			return err
		}
		if kind == eventNotification {
			if events, err = eventsTx(ctx, tx, r.ID, r.Told+1, r.Events, r.Most); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `UPDATE subscription SET held_until = $2 WHERE id = $1`, r.ID, clock.Micros(now.Add(hold)))
		return err
	})
	switch {
	case err != nil:
		return false, err
	case !r.End.IsZero() && !now.Before(r.End):
		return false, s.become(ctx, r, Off, Passed, nil)
	case !ok:
		return false, s.become(ctx, r, Off, NoRight, nil)
	case kind == "":
		return false, nil
	}
	problem := s.send(ctx, r, kind, events, now)
	if ctx.Err() != nil { // the program stops: that is no failed try
		return false, ctx.Err()
	}
	if problem != nil {
		s.Log.Warn("a message to a program was not taken", "subscription", r.ID, "organization", r.Organization, "type", kind, "try", r.failures+1, "error", problem)
		return false, s.failed(ctx, r, now)
	}
	if err := s.at("sent"); err != nil {
		return false, err
	}
	return true, s.took(ctx, r, events)
}

// kind is what is to be sent now; nothing is ”.
func (r *stored) kind(now time.Time) Kind {
	switch {
	case r.State == Off || now.Before(r.next):
		return ""
	case !r.greeted:
		return handshake
	case r.Told < r.Events:
		return eventNotification
	case r.Heartbeat > 0 && !now.Before(r.Spoke.Add(r.Heartbeat)):
		return heartbeat
	}
	return ""
}

// took notes that a message was taken.
func (s *Service) took(ctx context.Context, r *stored, events []Event) error {
	return s.become(ctx, r, Active, NoProblem, func(ctx context.Context, tx *store.Tx, now time.Time) error {
		if len(events) > 0 {
			r.Told = events[len(events)-1].Number
		}
		_, err := tx.Exec(ctx, `UPDATE subscription SET told = $2, greeted = 1, failures = 0, failing_at = NULL, next_at = 0, spoke_at = $3 WHERE id = $1`,
			r.ID, r.Told, clock.Micros(now))
		return err
	})
}

// failed notes that a message was not taken, with a pause that grows.
func (s *Service) failed(ctx context.Context, r *stored, now time.Time) error {
	to, why := r.State, r.Problem
	if r.failures+1 >= failsAfter {
		to, why = Failing, NotTaken
	}
	if !r.Failing.IsZero() && now.Sub(r.Failing) >= giveUp {
		to, why = Off, GivenUp
	}
	return s.become(ctx, r, to, why, func(ctx context.Context, tx *store.Tx, now time.Time) error {
		next := now.Add(min(firstPause<<min(r.failures, 10), mostPause))
		_, err := tx.Exec(ctx, `UPDATE subscription SET failures = failures + 1, failing_at = coalesce(failing_at, $2), next_at = $3 WHERE id = $1`,
			r.ID, clock.Micros(now), clock.Micros(next))
		return err
	})
}

// become writes what came of a message, while this run has the subscription. That it stands differently from
// then on is an act of its own.
func (s *Service) become(ctx context.Context, r *stored, to State, why Problem, write func(ctx context.Context, tx *store.Tx, now time.Time) error) error {
	if to == r.State {
		return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			now, err := s.mine(ctx, tx, r)
			if err != nil {
				return err
			}
			return write(ctx, tx, now)
		})
	}
	return s.Turn(ctx, r, to, why, write)
}

// Turn puts a subscription in another state, as the system.
func (s *Service) Turn(ctx context.Context, r *stored, to State, why Problem, write func(ctx context.Context, tx *store.Tx, now time.Time) error) error {
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "subscription", ID: string(r.ID), Organization: string(r.Organization)}, nil
	}
	// Whether it is still this run's is looked at before: that it is not is nothing that failed.
	if err := s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		stands, err := find(ctx, tx, r.ID)
		if err == nil && stands.holder != r.holder {
			err = errGone
		}
		return err
	}); err != nil {
		return err
	}
	return s.Spine.Do(ctx, act.Attempt{Actor: access.Job("subscription"), Act: "subscription.Turn", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := s.mine(ctx, tx.Tx, r)
		if err != nil {
			return err
		}
		from := r.State
		if write != nil {
			if err := write(ctx, tx.Tx, now); err != nil {
				return err
			}
		}
		if err := turn(ctx, tx.Tx, r, to, why); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"from": from, "to": to, "why": why})
	})
}

// turn writes another state. What is off is told nothing any more.
func turn(ctx context.Context, tx *store.Tx, r *stored, to State, why Problem) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE subscription SET state = $2, problem = $3, version = version + 1, changed_at = $4 WHERE id = $1`, r.ID, to, why, clock.Micros(now))
	if err != nil || to != Off {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE subscription SET holder = '', held_until = 0 WHERE id = $1`, r.ID)
	return err
}
