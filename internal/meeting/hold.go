package meeting

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// earliest is how long before its time a meeting can begin. Earlier it is a slip of the hand: who is
// expected, and what an obligation to be there counts, go by the day.
const earliest = 24 * time.Hour

// Start begins a meeting: minutes can be made from now on. It writes down who is expected, as it stands
// on the day it is held. One that was held before is begun, and closed, afterwards. Whoever may plan it
// may.
func (s *Service) Start(ctx context.Context, actor access.Actor, which ID) (begun Meeting, err error) {
	defer fault.Wrap(&err, "meeting.Start(%s)", which)
	err = s.do(ctx, actor, "meeting.Start", which, func(ctx context.Context, c *change) error {
		if err := c.must(Planned, Open); err != nil {
			return err
		}
		if c.State == Planned {
			if c.now.Before(c.At.Add(-earliest)) {
				return fault.New(fault.Conflict, "Dit overleg is nog lang niet. Verzet het eerst naar vandaag.", "the meeting is more than a day away: move it first")
			}
			if c.At.After(c.now) {
				c.At = c.now
			}
			_, err := c.tx.Exec(ctx, `UPDATE meeting SET state = 'open', at = $2, started_at = $3 WHERE id = $1`, which, clock.Micros(c.At), clock.Micros(c.now))
			if err != nil {
				return err
			}
			all, err := expected(ctx, c.tx.Tx, c.Forum, c.At)
			if err != nil {
				return err
			}
			if err := writePresent(ctx, c.tx.Tx, "meeting_expected", which, all); err != nil {
				return err
			}
			if err := carry(ctx, c); err != nil {
				return err
			}
			if err := c.tx.Changed(map[string]any{"expected": len(all)}); err != nil {
				return err
			}
		}
		begun, err = whole(ctx, c.tx.Tx, which)
		return err
	})
	if err != nil {
		return Meeting{}, err
	}
	return begun, s.withNames(ctx, &begun)
}

// Attend says who is at a meeting that is being held: the whole list, in the place of the one before.
// Whoever holds the meeting may. Invalid when somebody is named twice, or is not known.
func (s *Service) Attend(ctx context.Context, actor access.Actor, which ID, present []Present) (err error) {
	defer fault.Wrap(&err, "meeting.Attend(%s)", which)
	return s.do(ctx, actor, "meeting.Attend", which, func(ctx context.Context, c *change) error {
		if err := c.must(Open); err != nil {
			return err
		}
		if err := checkPresent(ctx, c.tx.Tx, present); err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `DELETE FROM meeting_present WHERE meeting = $1`, which); err != nil {
			return err
		}
		if err := writePresent(ctx, c.tx.Tx, "meeting_present", which, present); err != nil {
			return err
		}
		return c.tx.Changed(map[string]any{"present": len(present)})
	})
}

func checkPresent(ctx context.Context, tx *store.Tx, present []Present) error {
	bad := func(nl, en string) error { return fault.InvalidField("present", nl, en) }
	if len(present) > mostPresent {
		return bad("Er zijn te veel aanwezigen.", "expected at most 200 people")
	}
	type key struct{ organization, person, seat string }
	seen := map[key]bool{}
	for _, p := range present {
		k := key{string(p.Organization), string(p.Person), string(p.Seat)}
		if k == (key{}) || seen[k] {
			return bad("Noem elke aanwezige één keer.", "expected each party or person once")
		}
		seen[k] = true
		for _, ref := range []struct{ table, id string }{{"organization", k.organization}, {"person", k.person}, {"seat", k.seat}} {
			if err := known(ctx, tx, "present", ref.table, ref.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// known checks that an id, if given, is of something that is there.
func known(ctx context.Context, tx *store.Tx, field, table, id string) error {
	if id == "" {
		return nil
	}
	var there bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE id = $1)`, id).Scan(&there); err != nil || there {
		return err
	}
	return fault.InvalidField(field, "Hier staat iemand die wij niet kennen.", "unknown "+table)
}

// Minute writes what was said about an item, what was decided and whether it is done with, in the place
// of what stood; what the item is about stays. Whoever holds the meeting may, while it is held. A text in
// which a name seems to stand is an [ErrWarned] until SeenPersonal; one that surely tells who it is about
// is Invalid. Conflict is an [ErrStale]: somebody else wrote under this item since.
func (s *Service) Minute(ctx context.Context, actor access.Actor, which ID, item Item) (written Item, err error) {
	defer fault.Wrap(&err, "meeting.Minute(%s)", which)
	err = s.do(ctx, actor, "meeting.Minute", which, func(ctx context.Context, c *change) error {
		if err := c.must(Open); err != nil {
			return err
		}
		stands, err := c.item(ctx, item.ID)
		if err != nil {
			return err
		}
		if stands.Version != item.Version {
			return stale()
		}
		k := checker{seen: item.SeenPersonal}
		k.words("minutes", &item.Minutes, mostMinutes)
		k.words("decision", &item.Decision, mostMinutes)
		if err := k.Err(); err != nil {
			return err
		}
		_, err = c.tx.Exec(ctx, `UPDATE meeting_item SET version = version + 1, minutes = $2, decision = $3, done = $4 WHERE id = $1`,
			item.ID, item.Minutes, item.Decision, bit(item.Done))
		if err != nil {
			return err
		}
		if stands.Ref != "" {
			c.tx.About(string(stands.Kind), stands.Ref)
		}
		agenda, err := items(ctx, c.tx.Tx, which)
		if err != nil {
			return err
		}
		written = agenda[slices.IndexFunc(agenda, func(i Item) bool { return i.ID == item.ID })]
		return c.tx.Changed(map[string]any{"item": item.ID, "decided": item.Decision != "", "done": item.Done})
	})
	if err != nil {
		return Item{}, err
	}
	return written, nil
}

// Close ends a meeting; from then on nothing of it changes but that its tasks are done. Of a wijkverband it is
// now known that it met. Whoever may plan it may. [LooseEnds] says beforehand what was forgotten.
func (s *Service) Close(ctx context.Context, actor access.Actor, which ID) (closed Meeting, err error) {
	defer fault.Wrap(&err, "meeting.Close(%s)", which)
	err = s.do(ctx, actor, "meeting.Close", which, func(ctx context.Context, c *change) error {
		if err := c.must(Open, Closed); err != nil {
			return err
		}
		if c.State == Open {
			// A transaction that waited began, by its own clock, before the one that held the row ended.
			ended := c.now
			if ended.Before(c.StartedAt) {
				ended = c.StartedAt
			}
			if _, err := c.tx.Exec(ctx, `UPDATE meeting SET state = 'closed', ended_at = $2 WHERE id = $1`, which, clock.Micros(ended)); err != nil {
				return err
			}
			if c.Forum.Wijkverband != "" {
				if err := s.network.MetTx(ctx, c.tx, c.Forum.Wijkverband, earlier(c.At, c.now)); err != nil {
					return err
				}
			}
		}
		if closed, err = whole(ctx, c.tx.Tx, which); err != nil {
			return err
		}
		return c.tx.Changed(map[string]any{"items": len(closed.Items), "present": len(closed.Present), "tasks": len(closed.Tasks)})
	})
	if err != nil {
		return Meeting{}, err
	}
	return closed, s.withNames(ctx, &closed)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// AddTask has somebody do something before a day. A task from an item names it; each has an owner: a
// person, or an organisation. Whoever holds the meeting may, while it is held.
func (s *Service) AddTask(ctx context.Context, actor access.Actor, which ID, t Task) (added Task, err error) {
	defer fault.Wrap(&err, "meeting.AddTask(%s)", which)
	err = s.do(ctx, actor, "meeting.AddTask", which, func(ctx context.Context, c *change) error {
		if err := c.must(Open); err != nil {
			return err
		}
		if err := c.fits(ctx, &t); err != nil {
			return err
		}
		t.ID = id.New[TaskID]()
		_, err := c.tx.Exec(ctx, `INSERT INTO meeting_task (id, meeting, item, what, person, organization, by_at, made_at, done_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`, t.ID, which, t.Item, t.What, t.Owner, t.Organization, clock.Micros(t.By), clock.Micros(c.now))
		if err != nil {
			return err
		}
		added, err = store.One(ctx, c.tx.Tx, scanTask, `SELECT `+taskColumns+fromTasks+`WHERE t.id = $1`, t.ID)
		if err != nil {
			return err
		}
		return c.tx.Changed(map[string]any{"task": t.ID, "by": clock.Micros(t.By)})
	})
	if err != nil {
		return Task{}, err
	}
	one := []Task{added}
	err = s.named(ctx, nil, one)
	return one[0], err
}

// fits checks a task.
func (c *change) fits(ctx context.Context, t *Task) error {
	k := checker{seen: t.SeenPersonal}
	k.title("what", &t.What, "Schrijf op wat er gedaan moet worden.", "expected what is to be done")
	if t.Owner == "" && t.Organization == "" {
		k.Wrong("owner", "Kies wie dit doet.", "expected a person or an organisation")
	}
	if t.By.Before(c.At) || t.By.After(c.now.Add(mostAhead)) {
		k.Wrong("by", "Kies een dag na dit overleg, binnen twee jaar.", "expected a day after the meeting, within two years")
	}
	t.By = t.By.UTC().Truncate(time.Microsecond)
	if err := k.Err(); err != nil {
		return err
	}
	for _, ref := range []struct{ field, table, id string }{{"owner", "person", string(t.Owner)}, {"organization", "organization", string(t.Organization)}} {
		if err := known(ctx, c.tx.Tx, ref.field, ref.table, ref.id); err != nil {
			return err
		}
	}
	if t.Item != "" {
		if _, err := c.item(ctx, t.Item); err != nil {
			return err
		}
	}
	var n int
	if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM meeting_task WHERE meeting = $1`, c.ID).Scan(&n); err != nil {
		return err
	}
	if n >= mostTasks {
		return fault.InvalidField("what", "Dit overleg heeft te veel taken.", "expected at most 200 tasks in a meeting")
	}
	if t.Owner != "" {
		c.tx.About("person", string(t.Owner))
	}
	return nil
}
