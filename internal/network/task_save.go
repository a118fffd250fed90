package network

import (
	"context"
	"fmt"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// SaveTask tells how far a region's RESV or a wijkverband is with one of its minimal tasks, with the
// evidence. Earlier states remain to be read.
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
		if err := saveTask(ctx, tx.Tx, kind, owner, t); err != nil {
			return err
		}
		return tx.Changed(map[string]string{"task": t.Task, "state": t.State})
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

func saveTask(ctx context.Context, tx *store.Tx, kind, owner string, t TaskState) error {
	var c checks
	oneOf(&c, "state", t.State, "not-yet", "building", "working")
	c.text("evidence", &t.Evidence, longText)
	codes, err := store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) },
		`SELECT code FROM minimal_task WHERE owner = $1 ORDER BY position`, kind)
	if err != nil {
		return err
	}
	oneOf(&c, "task", t.Task, codes...)
	if err := c.err(); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	at := now.UnixMicro()
	var last int64
	err = tx.QueryRow(ctx, `SELECT coalesce(max(from_at), 0) FROM task_state WHERE owner = $1 AND task = $2`, owner, t.Task).Scan(&last)
	if err != nil {
		return fmt.Errorf("last state: %w", err)
	}
	d := dated{tx, "task_state", max(at, last)}
	if err := d.end(ctx, `owner = $2 AND task = $3`, owner, t.Task); err != nil {
		return err
	}
	return d.begin(ctx, `owner, task, state, evidence`, owner, t.Task, t.State, t.Evidence)
}
