package meeting

import (
	"context"
	"fmt"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Meeting gives one meeting with its agenda, minutes and tasks, or NotFound. Whoever holds it may read it,
// the board of the region, and everybody with a place at the table.
func (s *Service) Meeting(ctx context.Context, actor access.Actor, which ID) (m Meeting, err error) {
	defer fault.Wrap(&err, "meeting.Meeting(%s)", which)
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		m, err := find(ctx, tx, which)
		if err != nil {
			return access.Subject{}, err
		}
		return subject(ctx, tx, actor, m.Forum, which)
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "meeting.Meeting", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		m, err = whole(ctx, tx.Tx, which)
		return err
	})
	if err != nil {
		return Meeting{}, err
	}
	return m, s.withNames(ctx, &m)
}

const (
	usualListed = 50
	mostListed  = 200
)

// Meetings gives meetings, the last first, without what was written in them: of the tables that the query names,
// those whose meetings the actor may read. Denied when a table is named that is none of these.
func (s *Service) Meetings(ctx context.Context, actor access.Actor, q Query) (all []Meeting, err error) {
	defer fault.Wrap(&err, "meeting.Meetings")
	if q.Limit == 0 {
		q.Limit = usualListed
	}
	if q.Limit < 0 || q.Limit > mostListed {
		return nil, fault.InvalidField("limit", "Vraag hooguit 200 overleggen tegelijk.", "expected a number from 1 to 200")
	}
	named := q.Forum.Kind == mandate.Nation || q.Forum.Kind == mandate.Wijkverband && q.Forum.Wijkverband != "" || q.Forum.Kind != "" && q.Forum.Kind != mandate.Wijkverband && q.Forum.Region != ""
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if !named {
			// Of one's own tables; the rows are bounded below.
			return access.Subject{Type: "person", ID: actor.Person, Person: actor.Person}, nil
		}
		if q.Forum.Kind == mandate.Wijkverband {
			if err := tx.QueryRow(ctx, `SELECT coalesce((SELECT region FROM wijkverband WHERE id = $1), '')`, q.Forum.Wijkverband).Scan(&q.Forum.Region); err != nil {
				return access.Subject{}, err
			}
		}
		return subject(ctx, tx, actor, q.Forum, "")
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "meeting.Meetings", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		var args []any
		where := []string{`1 = 1`}
		bound := func(condition string, value any) {
			args = append(args, value)
			where = append(where, strings.ReplaceAll(condition, "?", access.Placeholder(len(args))))
		}
		if q.Forum.Kind != "" {
			bound(`m.forum_kind = ?`, q.Forum.Kind)
		}
		if q.Forum.Region != "" {
			bound(`m.region = ?`, q.Forum.Region)
		}
		if q.Forum.Wijkverband != "" {
			bound(`m.wijkverband = ?`, q.Forum.Wijkverband)
		}
		if !q.From.IsZero() {
			bound(`m.at >= ?`, clock.Micros(q.From))
		}
		if !q.Until.IsZero() {
			bound(`m.at < ?`, clock.Micros(q.Until))
		}
		if !named {
			own, err := s.readable(ctx, tx, actor, &args)
			if err != nil {
				return err
			}
			where = append(where, own)
		}
		args = append(args, q.Limit)
		all, err = store.All(ctx, tx.Tx, scanMeeting, `SELECT `+columns+` FROM meeting m WHERE `+strings.Join(where, ` AND `)+
			fmt.Sprintf(` ORDER BY m.at DESC, m.id DESC LIMIT $%d`, len(args)), args...)
		if err == nil {
			err = count(ctx, tx.Tx, all)
		}
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// count fills how much there is of each meeting.
func count(ctx context.Context, tx *store.Tx, all []Meeting) error {
	if len(all) == 0 {
		return nil
	}
	at := make(map[ID]*Counts, len(all))
	ids := make([]any, len(all))
	for i := range all {
		ids[i], at[all[i].ID] = all[i].ID, &all[i].Counts
	}
	rows, err := tx.Query(ctx, `SELECT m.id,
			(SELECT count(*) FROM meeting_item i WHERE i.meeting = m.id AND i.dropped_at IS NULL),
			(SELECT count(*) FROM meeting_item i WHERE i.meeting = m.id AND i.dropped_at IS NULL AND i.decision <> ''),
			(SELECT count(*) FROM meeting_task t WHERE t.meeting = m.id)
		FROM meeting m WHERE m.id IN `+store.Placeholders(1, len(ids)), ids...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var which ID
		var n Counts
		if err := rows.Scan(&which, &n.Items, &n.Decisions, &n.Tasks); err != nil {
			return err
		}
		*at[which] = n
	}
	return rows.Err()
}

// readable is the condition on meetings that somebody may read: those within the bound of the right, the
// nation's where they hold that right, and those of the tables at which they are now.
func (s *Service) readable(ctx context.Context, tx *act.Tx, actor access.Actor, args *[]any) (string, error) {
	const right = "meeting.Meetings"
	either := []string{s.spine.Policies().Bound(actor, right).Where(access.Columns{Region: "m.region", Wijkverband: "m.wijkverband"}, args)}
	board, err := nationBoard(ctx, tx.Tx)
	if err != nil {
		return "", err
	}
	if s.spine.Policies().Decide(actor, right, access.Subject{Type: "meeting", Desk: board}).Allowed {
		either = append(either, `m.forum_kind = 'nation'`)
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	tables, err := tablesOf(ctx, tx.Tx, actor.Person, now)
	for _, f := range tables {
		n := len(*args)
		*args = append(*args, f.Kind, f.Region, f.Wijkverband)
		either = append(either, fmt.Sprintf(`m.forum_kind = $%d AND m.region = $%d AND m.wijkverband = $%d`, n+1, n+2, n+3))
	}
	return `(` + strings.Join(either, ` OR `) + `)`, err
}
