package obligation

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

// WeighJob is the kind of job that weighs what is over and asks for answers; see [Service.RunWeigh].
const WeighJob = "obligation.weigh"

// weighPause is the time between two rounds: what is over is weighed within so long.
const weighPause = 30 * time.Minute

// ScheduleWeigh puts the job on the list when the program starts.
func (s *Service) ScheduleWeigh(ctx context.Context) error { return s.weighAfter(ctx, 0) }

// RunWeigh handles a [WeighJob], and puts it back on the list.
func (s *Service) RunWeigh(ctx context.Context, _ jobs.Job) error {
	actor := access.Job("obligation")
	_, weighed := s.Weigh(ctx, actor)
	_, reminded := s.Remind(ctx, actor)
	return errors.Join(weighed, reminded, s.weighAfter(ctx, weighPause))
}

func (s *Service) weighAfter(ctx context.Context, pause time.Duration) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, WeighJob, "all", now.Add(pause), nil)
	})
}
