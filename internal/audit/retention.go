package audit

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// ExpireJob is the kind of job that removes what was kept long enough.
const ExpireJob = "ledger-expire"

const (
	expireEvery  = 24 * time.Hour
	expireAtOnce = 500 // entries in one transaction: a fraction of a second for who waits
)

// ScheduleExpire makes sure that the job waits. It is safe to call at each start.
func (s *Service) ScheduleExpire(ctx context.Context) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var waits bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM job WHERE kind = $1 AND state = 'waiting')`, ExpireJob).Scan(&waits); err != nil || waits {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, ExpireJob, "", now, nil)
	})
}

// RunExpire implements [jobs.Handler]: it removes what is due and schedules the next time.
func (s *Service) RunExpire(ctx context.Context, _ jobs.Job) (err error) {
	defer fault.Wrap(&err, "audit.RunExpire")
	for {
		n, err := s.Expire(ctx, access.Job("retention"))
		if err != nil {
			return err
		}
		if n < expireAtOnce {
			break
		}
	}
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, ExpireJob, "", now.Add(expireEvery), nil)
	})
}

// Expire removes some of what was kept long enough, on record, and says how much. A day on which
// nothing is due leaves no entry.
func (s *Service) Expire(ctx context.Context, actor access.Actor) (removed int, err error) {
	defer fault.Wrap(&err, "audit.Expire")
	var due bool
	if err := s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		due, err = ledger.Due(ctx, tx)
		return err
	}); err != nil || !due {
		return 0, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "audit.Expire", Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "ledger"}, nil
	}}, func(ctx context.Context, tx *act.Tx) (err error) {
		if removed, err = ledger.ExpireTx(ctx, tx.Tx, expireAtOnce); err != nil {
			return err
		}
		return tx.Changed(map[string]int{"removed": removed})
	})
	return removed, err
}
