package capacity

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

// SweepJob is the kind of job that keeps capacity in order: through the day it asks for figures that
// became stale, and each night it follows the directory and learns what confidences are worth.
const SweepJob = "capacity.sweep"

// The two works of the sweep, by the key of the job.
const (
	askKey   = "ask"
	nightKey = "night"
)

const (
	askPause  = 15 * time.Minute
	morePause = time.Minute // when one run was not enough: visitors go first
	nightHour = 3
)

// ScheduleSweep puts the sweep on the list when the program starts.
func (s *Service) ScheduleSweep(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "capacity.ScheduleSweep")
	for _, key := range []string{askKey, nightKey} {
		if err := s.schedule(ctx, key, func(now time.Time) time.Time { return now }); err != nil {
			return err
		}
	}
	return nil
}

// RunSweep handles a [SweepJob] and puts it back for the next time, also when it failed: one failure is
// reported, and keeps none of the rest from being done.
func (s *Service) RunSweep(ctx context.Context, job jobs.Job) (err error) {
	defer fault.Wrap(&err, "capacity.RunSweep(%s)", job.Key)
	if job.Key == nightKey {
		err := errors.Join(s.follow(ctx), s.calibrateAll(ctx))
		return errors.Join(err, s.schedule(ctx, nightKey, func(now time.Time) time.Time {
			local := now.In(clock.Amsterdam)
			return time.Date(local.Year(), local.Month(), local.Day()+1, nightHour, 0, 0, 0, clock.Amsterdam)
		}))
	}
	_, more, err := s.Ask(ctx)
	return errors.Join(err, s.schedule(ctx, askKey, func(now time.Time) time.Time {
		if more && err == nil {
			return now.Add(morePause)
		}
		return now.Add(askPause)
	}))
}

func (s *Service) schedule(ctx context.Context, key string, at func(now time.Time) time.Time) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, SweepJob, key, at(now), nil)
	})
}
