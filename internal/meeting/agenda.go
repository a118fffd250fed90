package meeting

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// Propose puts things on the agenda of a meeting that has not ended. What stands on it already is passed
// over. Whoever holds the meeting may, and everybody with a place at the table. Invalid names the fields of the first
// item that is wrong; nothing is then put on it.
func (s *Service) Propose(ctx context.Context, actor access.Actor, which ID, proposed ...Item) (agenda []Item, err error) {
	defer fault.Wrap(&err, "meeting.Propose(%s)", which)
	err = s.do(ctx, actor, "meeting.Propose", which, func(ctx context.Context, c *change) error {
		if err := c.must(Planned, Open); err != nil {
			return err
		}
		added := 0
		for _, i := range proposed {
			if err := i.check(); err != nil {
				return err
			}
			i.ID, i.Carried = id.New[ItemID](), ""
			put, err := c.put(ctx, i)
			if err != nil {
				return err
			}
			if put {
				added++
			}
		}
		if agenda, err = items(ctx, c.tx.Tx, which); err != nil {
			return err
		}
		if len(agenda) > mostItems {
			return fault.InvalidField("items", "Er staat te veel op deze agenda.", "expected at most 100 items on an agenda")
		}
		return c.tx.Changed(map[string]any{"items": added})
	})
	if err != nil {
		return nil, err
	}
	return agenda, nil
}

// put adds an item unless the same thing, or the same topic, stands on the agenda.
func (c *change) put(ctx context.Context, i Item) (bool, error) {
	var there bool
	err := c.tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM meeting_item WHERE meeting = $1 AND kind = $2 AND ref = $3 AND (ref <> '' OR title = $4) AND dropped_at IS NULL)`,
		c.ID, i.Kind, i.Ref, i.Title).Scan(&there)
	if err != nil || there {
		return false, err
	}
	_, err = c.tx.Exec(ctx, `INSERT INTO meeting_item (id, meeting, version, kind, ref, title, weight, minutes, decision, done, carried, made_at, made_by)
		VALUES ($1, $2, 1, $3, $4, $5, $6, '', '', 0, $7, $8, $9)`,
		i.ID, c.ID, i.Kind, i.Ref, i.Title, i.Weight, i.Carried, clock.Micros(c.now), c.actor.Person)
	if err == nil && i.Ref != "" {
		c.tx.About(string(i.Kind), i.Ref)
	}
	return err == nil, err
}

// item gives one that stands on the agenda, or NotFound.
func (c *change) item(ctx context.Context, which ItemID) (Item, error) {
	i, err := store.One(ctx, c.tx.Tx, scanItem, `SELECT `+itemColumns+` FROM meeting_item WHERE id = $1 AND meeting = $2 AND dropped_at IS NULL`, which, c.ID)
	if errors.Is(err, store.ErrNone) {
		return i, fault.Missing("Dit staat niet op de agenda.", "no such item on the agenda")
	}
	return i, err
}

// Drop takes something off the agenda of which nothing has been said yet. Whoever holds the meeting may.
func (s *Service) Drop(ctx context.Context, actor access.Actor, which ID, item ItemID) (err error) {
	defer fault.Wrap(&err, "meeting.Drop(%s)", which)
	return s.do(ctx, actor, "meeting.Drop", which, func(ctx context.Context, c *change) error {
		if err := c.must(Planned, Open); err != nil {
			return err
		}
		i, err := c.item(ctx, item)
		if err != nil {
			return err
		}
		if i.Minutes != "" || i.Decision != "" || i.Done {
			return fault.New(fault.Conflict, "Hier is al over gesproken. Het blijft in de notulen staan.", "it has been talked about and stays in the minutes")
		}
		if _, err := c.tx.Exec(ctx, `UPDATE meeting_item SET dropped_at = $2 WHERE id = $1`, item, clock.Micros(c.now)); err != nil {
			return err
		}
		return c.tx.Changed(map[string]any{"items": -1})
	})
}
