// Package jobs does work at a moment: reminders, timers, outgoing messages. A job survives a crash,
// is tried again when it fails, and waits at most once under its kind and key.
//
// A handler may run twice (a node can die between doing and saying so), so it does nothing the second
// time that the first has done.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// ID identifies a waiting job.
type ID string

// Job is work that is due.
type Job struct {
	ID       ID
	Kind     string
	Key      string
	Attempts int // earlier ones
	Payload  json.RawMessage
	lease    int64 // until when it is ours; a job scheduled anew carries another one
}

// Handler does a job. An error puts it back to be tried later.
type Handler func(ctx context.Context, job Job) error

const (
	leaseTime   = 2 * time.Minute // how long a handler may take before another node tries
	maxAttempts = 10
	pause       = time.Second // between two looks for due work
)

// Schedule puts work of kind under key at a moment, or moves it there when it waits already.
func Schedule(ctx context.Context, tx *store.Tx, kind, key string, at time.Time, payload any) error {
	js, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO job (id, kind, key, run_at, lease_until, attempts, payload, state, problem)
		VALUES ($1, $2, $3, $4, 0, 0, $5, 'waiting', '')
		ON CONFLICT (kind, key) DO UPDATE SET run_at = excluded.run_at, payload = excluded.payload, attempts = 0, lease_until = 0, state = 'waiting', problem = ''`,
		id.New[ID](), kind, key, clock.Micros(at), string(js))
	return err
}

// Runner looks for due jobs and does them, one at a time. Jobs that wait for somebody else's computer go
// beside the others.
type Runner struct {
	db       *store.DB
	log      *slog.Logger
	handlers map[string]Handler
	slow     []any // kinds
	long     []any // kinds
}

// NewRunner makes a runner; register the handlers before [Runner.Run].
func NewRunner(db *store.DB, log *slog.Logger) *Runner {
	return &Runner{db: db, log: log, handlers: map[string]Handler{}}
}

// Handle registers what does jobs of a kind.
func (r *Runner) Handle(kind string, h Handler) { r.handlers[kind] = h }

// HandleSlow is [Runner.Handle] for jobs that wait for somebody else's computer: a few are done at once,
// and no timer waits for them.
func (r *Runner) HandleSlow(kind string, h Handler) {
	r.Handle(kind, h)
	r.slow = append(r.slow, kind)
}

// HandleLong is [Runner.HandleSlow] for jobs that may take minutes: one is done at a time on each node, and
// nothing else waits for it.
func (r *Runner) HandleLong(kind string, h Handler) {
	r.Handle(kind, h)
	r.long = append(r.long, kind)
}

// lane is a part of the kinds of jobs.
type lane int

const (
	anyLane lane = iota
	quickLane
	slowLane
	longLane
)

// slowLanes is how many slow jobs are done at once.
const slowLanes = 4

// Run does due jobs until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	var beside sync.WaitGroup
	if len(r.slow) > 0 {
		for range slowLanes {
			beside.Go(func() { r.run(ctx, slowLane) })
		}
	}
	if len(r.long) > 0 {
		beside.Go(func() { r.run(ctx, longLane) })
	}
	r.run(ctx, quickLane)
	beside.Wait()
}

func (r *Runner) run(ctx context.Context, in lane) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		for {
			did, err := r.step(ctx, in)
			if err != nil && ctx.Err() == nil {
				r.log.Error("jobs", "error", err)
			}
			if !did || err != nil {
				break
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Step does one due job, of whatever kind, and says whether there was one.
func (r *Runner) Step(ctx context.Context) (did bool, err error) { return r.step(ctx, anyLane) }

func (r *Runner) step(ctx context.Context, in lane) (did bool, err error) {
	job, found, err := r.claim(ctx, in)
	if err != nil || !found {
		return false, err
	}
	h, known := r.handlers[job.Kind]
	if !known {
		return true, r.failed(ctx, job, fmt.Errorf("no handler for kind %q", job.Kind))
	}
	if err := protect(ctx, h, job); err != nil {
		if ctx.Err() != nil { // the program stops: that is no failed attempt
			return true, r.release(context.WithoutCancel(ctx), job)
		}
		r.log.Warn("job failed", "kind", job.Kind, "attempt", job.Attempts+1, "error", err)
		return true, r.failed(ctx, job, err)
	}
	return true, r.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		// A handler that scheduled the same key again has taken away our lease: that job stays.
		_, err := tx.Exec(ctx, `DELETE FROM job WHERE id = $1 AND lease_until = $2`, job.ID, job.lease)
		return err
	})
}

func (r *Runner) claim(ctx context.Context, in lane) (job Job, found bool, err error) {
	err = r.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		due := `SELECT id FROM job WHERE state = 'waiting' AND run_at <= $1 AND lease_until <= $1` + r.only(in) + ` ORDER BY run_at, id LIMIT 1`
		if tx.Dialect() == store.Postgres {
			due += ` FOR UPDATE SKIP LOCKED` // the other nodes take the next one
		}
		until := clock.Micros(now.Add(leaseTime))
		jobs, err := store.All(ctx, tx, func(scan func(...any) error) (j Job, err error) {
			var payload string
			err = scan(&j.ID, &j.Kind, &j.Key, &j.Attempts, &payload, &j.lease)
			j.Payload = json.RawMessage(payload)
			return j, err
		}, `UPDATE job SET lease_until = $2 WHERE id = (`+due+`) RETURNING id, kind, key, attempts, payload, lease_until`, r.args(in, clock.Micros(now), until)...)
		if found = err == nil && len(jobs) > 0; found {
			job = jobs[0]
		}
		return err
	})
	return job, found, err
}

// only is the condition on jobs of a lane, with parameters from $3; args are all parameters.
func (r *Runner) only(in lane) string {
	kinds, not := r.kinds(in), ""
	if len(kinds) == 0 {
		return ""
	}
	marks := make([]string, len(kinds))
	for i := range kinds {
		marks[i] = "$" + strconv.Itoa(i+3)
	}
	if in == quickLane {
		not = " NOT"
	}
	return ` AND kind` + not + ` IN (` + strings.Join(marks, ",") + `)`
}

func (r *Runner) args(in lane, first ...any) []any { return append(first, r.kinds(in)...) }

// kinds are those of a lane; of the quick one, those of all others.
func (r *Runner) kinds(in lane) []any {
	switch in {
	case slowLane:
		return r.slow
	case longLane:
		return r.long
	case quickLane:
		return slices.Concat(r.slow, r.long)
	}
	return nil
}

// release puts a job back as it was.
func (r *Runner) release(ctx context.Context, job Job) error {
	return r.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job SET lease_until = 0 WHERE id = $1 AND lease_until = $2`, job.ID, job.lease)
		return err
	})
}

// failed puts a job back with a growing pause, and aside after too many attempts.
func (r *Runner) failed(ctx context.Context, job Job, cause error) error {
	return r.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		state := "waiting"
		if job.Attempts+1 >= maxAttempts {
			state = "failed"
		}
		_, err = tx.Exec(ctx, `UPDATE job SET attempts = attempts + 1, run_at = $1, lease_until = 0, state = $2, problem = $3 WHERE id = $4 AND lease_until = $5`,
			clock.Micros(now.Add(time.Minute<<min(job.Attempts, 8))), state, fault.KindOf(cause).String(), job.ID, job.lease)
		return err
	})
}

// protect turns a handler's panic into its error: the other jobs must go on.
func protect(ctx context.Context, h Handler, job Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return h(ctx, job)
}
