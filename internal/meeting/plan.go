package meeting

import (
	"context"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// How far from now a meeting may be. One that was held on paper can be written down afterwards.
const (
	mostAhead = 2 * 366 * 24 * time.Hour
	mostBack  = 366 * 24 * time.Hour
)

// Plan plans a meeting; with a Version it changes when, where and how long one is held that has not begun. An id
// without a version makes a meeting with that id, or gives the one that stands, so that a form sent twice
// makes one. What the last meeting of the table did not get to comes on its agenda. The coordinator of
// the wijkverband, the staff and the board of the region and, for the nation, the organisation that is its board may. Invalid
// names the fields; Conflict is an [ErrStale], or a meeting that has begun.
func (s *Service) Plan(ctx context.Context, actor access.Actor, m Meeting) (planned Meeting, err error) {
	defer fault.Wrap(&err, "meeting.Plan(%s)", m.ID)
	if m.Version > 0 {
		planned, err = s.move(ctx, actor, m)
	} else {
		planned, err = s.plan(ctx, actor, m)
	}
	if err != nil {
		return Meeting{}, err
	}
	return planned, s.withNames(ctx, &planned)
}

func (s *Service) plan(ctx context.Context, actor access.Actor, m Meeting) (planned Meeting, err error) {
	if m.ID == "" {
		m.ID = id.New[ID]()
	} else if check.NotID(m.ID) {
		return m, fault.InvalidField("id", "Dit nummer klopt niet.", "expected a UUID")
	}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if err := s.checkForum(ctx, tx, m.Forum); err != nil {
			return access.Subject{}, err
		}
		return subject(ctx, tx, actor, m.Forum, m.ID)
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "meeting.Plan", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := m.check(now); err != nil {
			return err
		}
		done, err := tx.Exec(ctx, `INSERT INTO meeting (id, version, forum_kind, region, wijkverband, at, minutes, place, state, made_at, made_by, why)
			VALUES ($1, 1, $2, $3, $4, $5, $6, $7, 'planned', $8, $9, '') ON CONFLICT (id) DO NOTHING`,
			m.ID, m.Forum.Kind, m.Forum.Region, m.Forum.Wijkverband, clock.Micros(m.At), m.Minutes, m.Where, clock.Micros(now), actor.Person)
		if err != nil {
			return err
		}
		made, err := done.RowsAffected()
		if err != nil {
			return err
		}
		if made == 0 {
			// Somebody who may plan at one table learns nothing of another one's meeting by guessing its id.
			if stands, err := find(ctx, tx.Tx, m.ID); err != nil || stands.Forum != m.Forum {
				return fault.New(fault.Conflict, "Dit overleg kan zo niet worden gemaakt. Begin opnieuw.", "this id cannot be used; leave it out or make another")
			}
		} else if err := carry(ctx, &change{Meeting: &m, tx: tx, actor: actor, now: now}); err != nil {
			return err
		}
		if m.Forum.Wijkverband != "" {
			tx.About("wijkverband", string(m.Forum.Wijkverband))
		}
		if planned, err = whole(ctx, tx.Tx, m.ID); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"forum": m.Forum.Kind, "at": clock.Micros(planned.At), "items": len(planned.Items)})
	})
	return planned, err
}

func (s *Service) move(ctx context.Context, actor access.Actor, m Meeting) (planned Meeting, err error) {
	err = s.do(ctx, actor, "meeting.Plan", m.ID, func(ctx context.Context, c *change) error {
		if err := c.must(Planned); err != nil {
			return err
		}
		if c.Version != m.Version {
			return stale()
		}
		if err := m.check(c.now); err != nil {
			return err
		}
		_, err := c.tx.Exec(ctx, `UPDATE meeting SET version = version + 1, at = $2, minutes = $3, place = $4 WHERE id = $1`,
			m.ID, clock.Micros(m.At), m.Minutes, m.Where)
		if err != nil {
			return err
		}
		if planned, err = whole(ctx, c.tx.Tx, m.ID); err != nil {
			return err
		}
		return c.tx.Changed(map[string]any{"at": clock.Micros(planned.At), "version": planned.Version})
	})
	return planned, err
}

// check trims the fields and says what is wrong with when, where and how long.
func (m *Meeting) check(now time.Time) error {
	c := checker{seen: true}
	if m.At.IsZero() || m.At.After(now.Add(mostAhead)) || m.At.Before(now.Add(-mostBack)) {
		c.Wrong("at", "Kies een moment in de komende twee jaar, of in het afgelopen jaar.", "expected a moment within two years from now or in the last year")
	}
	m.At = m.At.UTC().Truncate(time.Microsecond)
	if m.Minutes == 0 {
		m.Minutes = 60
	}
	if m.Minutes < 5 || m.Minutes > 720 {
		c.Wrong("minutes", "Kies een duur van 5 minuten tot 12 uur.", "expected 5 to 720 minutes")
	}
	// Where may be a number to dial: it is of a room, not of a person.
	if m.Where = strings.Join(strings.Fields(m.Where), " "); len([]rune(m.Where)) > mostTitle || strings.ContainsRune(m.Where, 0) {
		c.Wrong("where", "Schrijf de plek korter op.", "expected at most 200 characters")
	}
	return c.Err()
}

// carry puts on the agenda what the last meeting of the same table did not get to. Bottlenecks have a
// board of their own, from which they come back by themselves.
func carry(ctx context.Context, c *change) error {
	left, err := store.All(ctx, c.tx.Tx, scanItem, `SELECT `+itemColumns+` FROM meeting_item WHERE dropped_at IS NULL AND done = 0 AND kind <> 'bottleneck'
		AND meeting = (SELECT m.id FROM meeting m WHERE m.forum_kind = $1 AND m.region = $2 AND m.wijkverband = $3 AND m.state = 'closed' ORDER BY m.at DESC, m.id DESC LIMIT 1)
		AND NOT EXISTS (SELECT 1 FROM meeting_item n JOIN meeting m ON m.id = n.meeting
			WHERE n.carried = meeting_item.meeting AND n.kind = meeting_item.kind AND n.ref = meeting_item.ref AND n.title = meeting_item.title AND m.state <> 'cancelled')
		ORDER BY made_at, id`, c.Forum.Kind, c.Forum.Region, c.Forum.Wijkverband)
	if err != nil || len(left) == 0 {
		return err
	}
	var last ID
	err = c.tx.QueryRow(ctx, `SELECT meeting FROM meeting_item WHERE id = $1`, left[0].ID).Scan(&last)
	if err != nil {
		return err
	}
	for _, i := range left {
		i.ID, i.Carried = id.New[ItemID](), last
		if _, err := c.put(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// Cancel says that a meeting is not held, and why. Whoever may plan it may.
func (s *Service) Cancel(ctx context.Context, actor access.Actor, which ID, why string) (err error) {
	defer fault.Wrap(&err, "meeting.Cancel(%s)", which)
	return s.do(ctx, actor, "meeting.Cancel", which, func(ctx context.Context, c *change) error {
		if c.State == Cancelled {
			return nil
		}
		if err := c.must(Planned); err != nil {
			return err
		}
		k := checker{seen: true}
		if k.title("why", &why, "Zeg waarom het niet doorgaat.", "expected why it is not held"); k.Err() != nil {
			return k.Err()
		}
		_, err := c.tx.Exec(ctx, `UPDATE meeting SET state = 'cancelled', ended_at = $2, why = $3 WHERE id = $1`, which, clock.Micros(c.now), why)
		return err
	})
}
