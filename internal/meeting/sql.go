package meeting

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

const columns = `m.id, m.version, m.forum_kind, m.region, m.wijkverband, m.at, m.minutes, m.place, m.state, m.started_at, m.ended_at, m.why`

func scanMeeting(row func(...any) error) (m Meeting, err error) {
	var at int64
	var started, ended sql.NullInt64
	err = row(&m.ID, &m.Version, &m.Forum.Kind, &m.Forum.Region, &m.Forum.Wijkverband, &at, &m.Minutes, &m.Where, &m.State, &started, &ended, &m.Why)
	m.At, m.StartedAt, m.EndedAt = clock.FromMicros(at), moment(started), moment(ended)
	return m, err
}

func moment(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// find gives a meeting without what was written in it, or NotFound.
func find(ctx context.Context, tx *store.Tx, which ID) (Meeting, error) {
	m, err := store.One(ctx, tx, scanMeeting, `SELECT `+columns+` FROM meeting m WHERE m.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return m, fault.Missing("Dit overleg kennen we niet.", "meeting not found")
	}
	return m, err
}

const itemColumns = `id, version, kind, ref, title, weight, minutes, decision, done, carried`

func scanItem(row func(...any) error) (i Item, err error) {
	return i, row(&i.ID, &i.Version, &i.Kind, &i.Ref, &i.Title, &i.Weight, &i.Minutes, &i.Decision, &i.Done, &i.Carried)
}

// items gives an agenda in order: the heaviest first, then what was proposed first.
func items(ctx context.Context, tx *store.Tx, which ID) ([]Item, error) {
	all, err := store.All(ctx, tx, scanItem, `SELECT `+itemColumns+` FROM meeting_item WHERE meeting = $1 AND dropped_at IS NULL
		ORDER BY weight DESC, made_at, id`, which)
	for i := range all {
		all[i].Position = i + 1
	}
	return all, err
}

func scanPresent(row func(...any) error) (p Present, err error) {
	return p, row(&p.Organization, &p.Discipline, &p.Person, &p.Name, &p.Seat)
}

// writtenPresent reads who was expected or present, as it was written down.
func writtenPresent(ctx context.Context, tx *store.Tx, table string, which ID) ([]Present, error) {
	return store.All(ctx, tx, scanPresent, `SELECT x.organization, x.discipline, x.person, coalesce((SELECT p.name FROM person p WHERE p.id = x.person), ''), x.seat
		FROM `+table+` x WHERE x.meeting = $1 ORDER BY x.seat = '', x.discipline, x.organization, x.person`, which)
}

func writePresent(ctx context.Context, tx *store.Tx, table string, which ID, all []Present) error {
	for _, p := range all {
		_, err := tx.Exec(ctx, `INSERT INTO `+table+` (meeting, organization, discipline, person, seat) VALUES ($1, $2, $3, $4, $5)`,
			which, p.Organization, p.Discipline, p.Person, p.Seat)
		if err != nil {
			return err
		}
	}
	return nil
}

const taskColumns = `t.id, t.meeting, t.item, t.what, t.person, t.organization, t.by_at, t.done_at, m.forum_kind, m.region, m.wijkverband,
	coalesce((SELECT p.name FROM person p WHERE p.id = t.person), ''), coalesce((SELECT i.ref FROM meeting_item i WHERE i.id = t.item), '')`

const fromTasks = ` FROM meeting_task t JOIN meeting m ON m.id = t.meeting `

func scanTask(row func(...any) error) (t Task, err error) {
	var by int64
	var done sql.NullInt64
	err = row(&t.ID, &t.Meeting, &t.Item, &t.What, &t.Owner, &t.Organization, &by, &done, &t.Forum.Kind, &t.Forum.Region, &t.Forum.Wijkverband, &t.Name, &t.Ref)
	t.By, t.Done = clock.FromMicros(by), moment(done)
	return t, err
}

// whole gives a meeting with everything in it.
func whole(ctx context.Context, tx *store.Tx, which ID) (m Meeting, err error) {
	if m, err = find(ctx, tx, which); err != nil {
		return m, err
	}
	if m.Items, err = items(ctx, tx, which); err != nil {
		return m, err
	}
	if m.Present, err = writtenPresent(ctx, tx, "meeting_present", which); err != nil {
		return m, err
	}
	if m.State == Planned {
		m.Expected, err = expected(ctx, tx, m.Forum, m.At)
	} else {
		m.Expected, err = writtenPresent(ctx, tx, "meeting_expected", which)
	}
	if err != nil {
		return m, err
	}
	m.Tasks, err = store.All(ctx, tx, scanTask, `SELECT `+taskColumns+fromTasks+`WHERE t.meeting = $1 ORDER BY t.by_at, t.id`, which)
	return m, err
}
