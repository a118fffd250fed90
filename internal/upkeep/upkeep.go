// Package upkeep shows who keeps the platform running how it stands: files that were brought in, work
// that waits or failed, the last seal of the ledger. It shows no data of the platform itself.
//
// Start reading at [Service.State].
package upkeep

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// Service reads how things stand.
type Service struct{ spine *act.Spine }

// New makes the service.
func New(spine *act.Spine) *Service { return &Service{spine} }

// Batch is a file that was brought in.
type Batch struct {
	ID     int64
	Kind   string
	Source string // the file's name
	State  string // 'open', 'done' or 'dropped'
	Opened time.Time
	Ended  time.Time // zero while it is open
}

// Waiting is how many jobs of a kind wait, and when the first is due.
type Waiting struct {
	Kind string
	N    int
	Next time.Time
}

// JobID identifies a job that was put aside.
type JobID string

// Failed is a job that was put aside.
type Failed struct {
	ID       JobID
	Kind     string
	Attempts int
	Problem  string // a kind of fault; never what somebody typed
	Last     time.Time
}

// Seal is the last seal of the ledger.
type Seal struct {
	Number int64
	At     time.Time
	Last   int64 // number of the last entry under it
	Head   int64 // number of the last entry there is
}

// State is how things stand.
type State struct {
	At      time.Time
	Batches []Batch // newest first
	Waiting []Waiting
	Failed  []Failed // the oldest first
	Seal    Seal     // zero: nothing was sealed yet
}

const (
	mostBatches = 10
	mostFailed  = 50
)

// State tells how things stand now.
func (s *Service) State(ctx context.Context, actor access.Actor) (st State, err error) {
	defer fault.Wrap(&err, "upkeep.State")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "upkeep.State",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "platform"}, nil },
	}, func(ctx context.Context, tx *act.Tx) (err error) {
		st = State{}
		if st.At, err = tx.Now(ctx); err != nil {
			return err
		}
		if st.Batches, err = store.All(ctx, tx.Tx, scanBatch, `SELECT id, kind, source, state, opened_at, coalesce(ended_at, 0) FROM import_batch
			WHERE id <> 0 ORDER BY id DESC LIMIT $1`, mostBatches); err != nil {
			return err
		}
		if st.Waiting, err = store.All(ctx, tx.Tx, scanWaiting, `SELECT kind, count(*), min(run_at) FROM job
			WHERE state = 'waiting' GROUP BY kind ORDER BY kind`); err != nil {
			return err
		}
		if st.Failed, err = store.All(ctx, tx.Tx, scanFailed, `SELECT id, kind, attempts, problem, run_at FROM job
			WHERE state = 'failed' ORDER BY run_at, id LIMIT $1`, mostFailed); err != nil {
			return err
		}
		st.Seal, err = lastSeal(ctx, tx.Tx)
		return err
	})
	return st, err
}

func scanBatch(row func(...any) error) (b Batch, err error) {
	var opened, ended int64
	err = row(&b.ID, &b.Kind, &b.Source, &b.State, &opened, &ended)
	b.Opened = clock.FromMicros(opened)
	if ended != 0 {
		b.Ended = clock.FromMicros(ended)
	}
	return b, err
}

func scanWaiting(row func(...any) error) (w Waiting, err error) {
	var next int64
	err = row(&w.Kind, &w.N, &next)
	w.Next = clock.FromMicros(next)
	return w, err
}

func scanFailed(row func(...any) error) (f Failed, err error) {
	var last int64
	err = row(&f.ID, &f.Kind, &f.Attempts, &f.Problem, &last)
	f.Last = clock.FromMicros(last)
	return f, err
}

func lastSeal(ctx context.Context, tx *store.Tx) (s Seal, err error) {
	var at int64
	err = tx.QueryRow(ctx, `SELECT number, at, last FROM ledger_seal ORDER BY number DESC LIMIT 1`).Scan(&s.Number, &at, &s.Last)
	switch {
	case err == nil:
		s.At = clock.FromMicros(at)
	case !errors.Is(err, store.ErrNone):
		return s, err
	}
	err = tx.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM ledger_seq`).Scan(&s.Head)
	return s, err
}

// Retry makes a job that was put aside due again. NotFound when it is there no more.
func (s *Service) Retry(ctx context.Context, actor access.Actor, job JobID) (err error) {
	defer fault.Wrap(&err, "upkeep.Retry")
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "upkeep.Retry",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			// What is no id names no job, and is not recorded as one.
			if _, err := id.Parse[JobID](string(job)); err != nil {
				return access.Subject{Type: "job"}, nil
			}
			return access.Subject{Type: "job", ID: string(job)}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		res, err := tx.Exec(ctx, `UPDATE job SET state = 'waiting', attempts = 0, run_at = $1, lease_until = 0, problem = ''
			WHERE id = $2 AND state = 'failed'`, clock.Micros(now), job)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err == nil && n == 0 {
			err = fault.Missing("Deze taak staat niet meer apart.", "the job is not put aside any more")
		}
		return err
	})
}
