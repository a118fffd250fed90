package invitation

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

// SweepJob is the kind of job that forgets old invitations, once a day.
const SweepJob = "identity.sweep-invitations"

// ScheduleSweep puts the sweep on the list when the program starts.
func (s *Service) ScheduleSweep(ctx context.Context) error { return s.nextSweep(ctx, 0) }

// RunSweep handles a [SweepJob].
func (s *Service) RunSweep(ctx context.Context, _ jobs.Job) error {
	if err := s.Sweep(ctx); err != nil {
		return err
	}
	return s.nextSweep(ctx, 1)
}

func (s *Service) nextSweep(ctx context.Context, days int) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, SweepJob, "daily", now.AddDate(0, 0, days), nil)
	})
}

// Sweep forgets who was invited and never answered. It is the program's own work, once a day.
func (s *Service) Sweep(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "identity.SweepInvitations")
	return s.spine.Do(ctx, act.Attempt{Actor: access.Job("invitations"), Act: "identity.SweepInvitations",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{}, nil },
	}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		result, err := tx.Exec(ctx, `UPDATE invitation SET state = 'withdrawn', ended_at = $1, name = '', email = '' WHERE state IN ('open', 'proposed') AND until_at < $2`,
			clock.Micros(now), clock.Micros(now.Add(-keptAfter)))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		return tx.Changed(map[string]int64{"forgotten": n})
	})
}
