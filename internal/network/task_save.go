package network

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// SaveTask tells how far a region's RESV or a wijkverband is with one of its minimal tasks, with the
// evidence; see [Region.Version] for who changes it at the same time. Earlier states remain to be read.
// The coordinator of the wijkverband and staff of the region may.
func (s *Service) SaveTask(ctx context.Context, actor access.Actor, of TaskOwner, t TaskState) (err error) {
	defer fault.Wrap(&err, "network.SaveTask(%s)", t.Task)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.SaveTask",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if of.Wijkverband != "" {
				return wijkverbandSubject(ctx, tx, of.Wijkverband)
			}
			return regionSubject(ctx, tx, of.Region)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		kind, owner := "resv", string(of.Region)
		if of.Wijkverband != "" {
			kind, owner = "wijkverband", string(of.Wijkverband)
		}
		done, err := saveTask(ctx, tx.Tx, actor, kind, owner, t)
		if err != nil {
			return err
		}
		return tx.Changed(map[string]any{"task": t.Task, "state": done.is.State, "fields": done.changed, "version": done.version})
	})
}

// regionSubject locks a region and describes it to the policies, or gives NotFound.
func regionSubject(ctx context.Context, tx *store.Tx, r RegionID) (access.Subject, error) {
	if err := tx.Lock(ctx, "region", string(r)); err != nil {
		return access.Subject{}, err
	}
	var there bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM region WHERE id = $1)`, r).Scan(&there); err != nil {
		return access.Subject{}, err
	}
	if !there {
		return access.Subject{}, fault.Missing("Deze regio kennen we niet.", "region not found")
	}
	return access.Subject{Type: "region", ID: string(r), Region: string(r)}, nil
}

func saveTask(ctx context.Context, tx *store.Tx, actor access.Actor, kind, owner string, t TaskState) (done settled[TaskState], err error) {
	var c check.Fields
	check.OneOf(&c, "state", t.State, "not-yet", "building", "working")
	c.Text("evidence", &t.Evidence, longText)
	codes, err := store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) },
		`SELECT code FROM minimal_task WHERE owner = $1 ORDER BY position`, kind)
	if err != nil {
		return done, err
	}
	check.OneOf(&c, "task", t.Task, codes...)
	if err := c.Err(); err != nil {
		return done, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return done, err
	}
	var stands *TaskState
	last := int64(0)
	rows, err := store.All(ctx, tx, func(row func(...any) error) (s TaskState, err error) {
		return s, row(&s.Task, &s.State, &s.Evidence, &last)
	}, `SELECT task, state, evidence, from_at FROM task_state WHERE owner = $1 AND task = $2 AND until_at IS NULL`, owner, t.Task)
	if err != nil {
		return done, err
	}
	if len(rows) > 0 {
		stands = &rows[0]
	}
	of := taskRoot(owner, t.Task)
	done, err = settle(ctx, tx, actor, of, taskFields, stands, t, t.Version)
	if err != nil || len(done.changed) == 0 {
		return done, err
	}
	d := dated{tx, "task_state", max(clock.Micros(now), last)}
	if err := d.end(ctx, `owner = $2 AND task = $3`, owner, t.Task); err != nil {
		return done, err
	}
	if err := d.begin(ctx, `owner, task, state, evidence`, owner, t.Task, done.is.State, done.is.Evidence); err != nil {
		return done, err
	}
	return done, of.keep(ctx, tx, actor, done.version, false, done.is)
}
