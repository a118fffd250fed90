package agreement

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// ClocksJob is the kind of job that looks for agreements of which a moment has passed; see
// [Service.RunClocks].
const ClocksJob = "agreement.clocks"

// clocksPause is how late at most something is done that comes by a date.
const clocksPause = 5 * time.Minute

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

// Clocks does what is due: agreements that begin or end by their date, that must be looked at again, or
// of which a party has nobody left because a mandate ended by itself. It can run at any moment, on several
// nodes at once. One agreement that fails keeps none of the others from being done.
func (s *Service) Clocks(ctx context.Context) (moved int, err error) {
	defer fault.Wrap(&err, "agreement.Clocks")
	var due []ID
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		due, err = store.All(ctx, tx, func(row func(...any) error) (which ID, err error) { return which, row(&which) },
			`SELECT id FROM agreement WHERE state IN ('active', 'review') AND (ends_at <= $1 OR state = 'active' AND (check_at <= $1 OR review_at <= $1))
			UNION SELECT t.agreement FROM agreement_text t JOIN agreement a ON a.id = t.agreement
				WHERE t.state = 'consent' AND a.state <> 'ended'
				AND NOT EXISTS (SELECT 1 FROM agreement_party p WHERE p.agreement = t.agreement AND p.version = t.version AND p.left_at IS NULL
					AND NOT EXISTS (SELECT 1 FROM agreement_signature s WHERE s.agreement = p.agreement AND s.version = p.version AND s.party = p.organization))
			ORDER BY 1`, clock.Micros(now))
		return err
	})
	if err != nil {
		return 0, err
	}
	var problems error
	for _, which := range due {
		did, err := s.tick(ctx, which)
		if did {
			moved++
		}
		problems = errors.Join(problems, err)
	}
	return moved, problems
}

// What can be due on an agreement.
const (
	dueNothing  = ""
	dueEnd      = "end"
	dueActivate = "activate"
	dueReview   = "review"
	dueLost     = "lost"
)

// due says what is due on an agreement, and writes nothing.
func (c *change) due(ctx context.Context) (string, error) {
	if c.State.Binds() && !c.EndsAt.IsZero() && !c.EndsAt.After(c.now) {
		return dueEnd, nil
	}
	if c.open != nil && c.open.State == TextConsent {
		f, err := c.facts(ctx, c.open)
		if err != nil || len(Ready(f)) == 0 {
			return dueActivate, err
		}
	}
	switch {
	case c.State != StateActive:
	case !c.reviewAt.IsZero() && !c.reviewAt.After(c.now):
		return dueReview, nil
	case !c.checkAt.IsZero() && !c.checkAt.After(c.now):
		for _, p := range c.shown.bound() {
			covered, err := c.s.Mandates.CoveredTx(ctx, c.tx, p.organization, c.Forum, c.Subject, c.now)
			if err != nil || !covered {
				return dueLost, err
			}
		}
	}
	return dueNothing, nil
}

// tick does what is due on one agreement. It looks before it acts: an agreement that waits for others is
// looked at often, and nothing came of it that the ledger should know.
func (s *Service) tick(ctx context.Context, which ID) (did bool, err error) {
	job := access.Job("agreements")
	var found string
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		a, err := look(ctx, tx, which)
		if err != nil {
			return err
		}
		c, err := s.begin(tx, job, "agreement.Clocks", a, now)
		if err == nil {
			found, err = c.due(ctx)
		}
		return err
	})
	if err != nil || found == dueNothing {
		return false, errors.Join(err, s.checkLater(ctx, which))
	}
	var c *change
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if c, err = s.hold(ctx, tx, job, "agreement.Clocks", which); err != nil {
			return access.Subject{}, err
		}
		return s.subjectTx(ctx, tx, &c.Agreement)
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: job, Act: "agreement.Clocks", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		c.about = tx.About
		if c.State == StateEnded {
			return nil // another node was first
		}
		if err := c.doDue(ctx); err != nil {
			return err
		}
		if err := c.save(ctx); err != nil {
			return err
		}
		return tx.Changed(c.said)
	})
	return err == nil, err
}

// doDue does what is due now: another node, or a person, may have done something since it was looked.
func (c *change) doDue(ctx context.Context) error {
	what, err := c.due(ctx)
	if err != nil {
		return err
	}
	c.say("due", what)
	switch what {
	case dueEnd:
		return c.end(ctx, overWords)
	case dueActivate:
		return c.activate(ctx)
	case dueReview:
		c.turn(StateReview, reviewWords)
	case dueLost:
		c.turn(StateReview, lostWords)
	}
	return nil
}

// checkLater sets when it is to be seen again whether every party of an agreement has a delegate: when the
// first of what they rest on ends. Only then can somebody be lost by time alone, and whoever takes something
// away earlier, or adds something that ends, has it seen again; see [Service.LostTx].
func (s *Service) checkLater(ctx context.Context, which ID) error {
	var a *stored
	var now time.Time
	err := s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if a, err = look(ctx, tx, which); err == nil {
			now, err = tx.Now(ctx)
		}
		return err
	})
	if err != nil || a.State != StateActive || a.checkAt.IsZero() || a.checkAt.After(now) {
		return err
	}
	next, err := s.firstEnd(ctx, a, now)
	if err != nil {
		return err
	}
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err = tx.Exec(ctx, `UPDATE agreement SET check_at = $3 WHERE id = $1 AND check_at = $2`, which, clock.Micros(a.checkAt), ending(next))
		return err
	})
}

// firstEnd is when the first mandate or standing of a party ends; zero when none does.
func (s *Service) firstEnd(ctx context.Context, a *stored, now time.Time) (first time.Time, err error) {
	earlier := func(t time.Time) {
		if t.After(now) && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	for _, p := range a.shown.bound() {
		mandates, err := s.Mandates.Mandates(ctx, mandate.Query{Grantor: p.organization, Forum: a.Forum})
		if err != nil {
			return first, err
		}
		for _, m := range mandates {
			earlier(m.Ends())
		}
		standings, err := s.Mandates.Standings(ctx, mandate.Query{Body: p.organization, Region: a.Forum.Region})
		if err != nil {
			return first, err
		}
		for _, st := range standings {
			earlier(st.Until)
		}
	}
	return first, nil
}
