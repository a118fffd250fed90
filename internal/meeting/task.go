package meeting

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// DoneTask says that a task is done; saying it again changes nothing. Its owner may, who works for the
// organisation that it is of, and whoever holds meetings at that table.
func (s *Service) DoneTask(ctx context.Context, actor access.Actor, which TaskID) (err error) {
	defer fault.Wrap(&err, "meeting.DoneTask(%s)", which)
	var t Task
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if err := tx.Lock(ctx, "meeting_task", string(which)); err != nil {
			return access.Subject{}, err
		}
		t, err = store.One(ctx, tx, scanTask, `SELECT `+taskColumns+fromTasks+`WHERE t.id = $1`, which)
		if errors.Is(err, store.ErrNone) {
			return access.Subject{}, fault.Missing("Deze taak kennen we niet.", "task not found")
		}
		if err != nil {
			return access.Subject{}, err
		}
		sub := access.Subject{Type: "task", ID: string(which), Organization: string(t.Organization), Person: string(t.Owner),
			Region: string(t.Forum.Region), Wijkverband: string(t.Forum.Wijkverband)}
		if t.Forum.Kind == mandate.Nation {
			sub.Desk, err = nationBoard(ctx, tx)
		}
		return sub, err
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "meeting.DoneTask", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		tx.About("meeting", string(t.Meeting))
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE meeting_task SET done_at = $2, done_by = $3 WHERE id = $1 AND done_at IS NULL`, which, clock.Micros(now), actor.Person)
		return err
	})
}

// Tasks gives tasks by the day on which they must be done: somebody's own, with those that their
// organisation has and nobody there in particular; or those of a table, to whoever may read its meetings.
// Of a moment that has passed it gives them as they stood then.
func (s *Service) Tasks(ctx context.Context, actor access.Actor, q TaskQuery) (tasks []Task, err error) {
	defer fault.Wrap(&err, "meeting.Tasks")
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if q.Person != "" || q.Forum.Kind == "" {
			return access.Subject{Type: "person", ID: string(q.Person), Person: string(q.Person)}, nil
		}
		return subject(ctx, tx, actor, q.Forum, "")
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "meeting.Tasks", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		at := q.At
		if at.IsZero() {
			if at, err = tx.Now(ctx); err != nil {
				return err
			}
		}
		args := []any{clock.Micros(at), q.Person, q.Forum.Kind, q.Forum.Region, q.Forum.Wijkverband, bit(q.Open), mostTasks, actor.Organization}
		tasks, err = store.All(ctx, tx.Tx, scanTask, `SELECT `+taskColumns+fromTasks+`
			WHERE t.made_at <= $1 AND ($2 = '' OR t.person = $2 OR t.person = '' AND t.organization = $8 AND $8 <> '') AND ($3 = '' OR m.forum_kind = $3 AND m.region = $4 AND m.wijkverband = $5)
				AND ($6 = 0 OR t.done_at IS NULL OR t.done_at > $1) ORDER BY t.by_at, t.id LIMIT $7`, args...)
		for i := range tasks {
			if tasks[i].Done.After(at) {
				tasks[i].Done = time.Time{} // it was not done yet
			}
		}
		tx.Found(len(tasks))
		return err
	})
	if err != nil {
		return nil, err
	}
	return tasks, s.named(ctx, nil, tasks)
}
