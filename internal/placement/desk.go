package placement

import (
	"context"
	"errors"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// deskOf gives who runs the desk of a region: the organisation that was said to, and otherwise the
// region's RESV. ” where there is neither.
func deskOf(ctx context.Context, tx *store.Tx, region network.RegionID) (desk network.OrganizationID, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce((SELECT organization FROM placement_desk WHERE region = $1), resv_organization)
		FROM region_version WHERE region = $1 AND until_at IS NULL`, region).Scan(&desk)
	if errors.Is(err, store.ErrNone) {
		return "", fault.Missing("Deze regio kennen we niet.", "region not found")
	}
	return desk, err
}

// inRegion describes an act of a region's desk.
func inRegion(actor access.Actor, name string, region network.RegionID) act.Attempt {
	return act.Attempt{Actor: actor, Act: name, Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		desk, err := deskOf(ctx, tx, region)
		return access.Subject{Type: "region", ID: string(region), Region: string(region), Desk: string(desk)}, err
	}}
}

// DeskOf gives who runs the desk of a region; ” where nobody does.
func (s *Service) DeskOf(ctx context.Context, region network.RegionID) (desk network.OrganizationID, err error) {
	defer fault.Wrap(&err, "placement.DeskOf(%s)", region)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		desk, err = deskOf(ctx, tx, region)
		return err
	})
	return desk, err
}

// SaveDesk says who runs the desk of a region from now on; what is under way goes over to it.
func (s *Service) SaveDesk(ctx context.Context, actor access.Actor, region network.RegionID, desk network.OrganizationID) (err error) {
	defer fault.Wrap(&err, "placement.SaveDesk(%s)", region)
	if check.NotID(desk) {
		return fault.InvalidField("organization", "Kies welke organisatie coördineert.", "expected the id of an organisation")
	}
	return s.spine.Do(ctx, inRegion(actor, "placement.SaveDesk", region), func(ctx context.Context, tx *act.Tx) error {
		// A request that is being opened takes its desk under the same lock, so none keeps the old one.
		if err := tx.Lock(ctx, "region", string(region)); err != nil {
			return err
		}
		if err := s.known(ctx, tx.Tx, "organization", desk); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO placement_desk (region, organization, since_at) VALUES ($1, $2, $3)
			ON CONFLICT (region) DO UPDATE SET organization = excluded.organization, since_at = excluded.since_at`, region, desk, clock.Micros(now)); err != nil {
			return err
		}
		// No other act holds two requests, so none can wait for this one while this one waits for it.
		if _, err := tx.Exec(ctx, `UPDATE placement_request SET desk = $2, desk_person = '' WHERE id IN
			(SELECT id FROM placement_request WHERE region = $1 AND state IN ('open', 'bridging', 'accepted', 'placed') AND desk <> $2)`, region, desk); err != nil {
			return err
		}
		tx.About("organization", string(desk))
		return nil
	})
}

// known refuses an organisation that nobody knows, so that nothing becomes the task of nobody.
func (s *Service) known(ctx context.Context, tx *store.Tx, field string, o network.OrganizationID) error {
	_, err := s.Network.OrganizationTx(ctx, tx, o)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return fault.InvalidField(field, "Deze organisatie kennen wij niet. Kies er een uit de lijst.", "no such organisation")
	}
	return err
}

// Take has somebody of the desk take a request on; others see that, and can take it over.
func (s *Service) Take(ctx context.Context, actor access.Actor, which RequestID) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Take(%s)", which)
	return s.step(ctx, actor, "placement.Take", which, func(_ context.Context, c *change) error {
		c.same = c.DeskPerson == actor.Person
		c.DeskPerson = actor.Person
		return nil
	})
}

// What is kept in sight of one shift for the next.
const (
	mostDeskWords = 1000
	notesDays     = 7
	mostNotes     = 50
	oldNotesDays  = 30 // afterwards they are erased
)

// Note writes down what the next shift of a region's desk must know.
func (s *Service) Note(ctx context.Context, actor access.Actor, region network.RegionID, text string) (n DeskNote, err error) {
	defer fault.Wrap(&err, "placement.Note(%s)", region)
	var c checker
	if text = strings.TrimSpace(text); text == "" {
		c.Wrong("text", "Schrijf op wat de volgende dienst moet weten.", "expected what the next shift must know")
	}
	c.words("text", &text, mostDeskWords)
	if err := c.Err(); err != nil {
		return n, err
	}
	err = s.spine.Do(ctx, inRegion(actor, "placement.Note", region), func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n = DeskNote{ID: id.New[NoteID](), Region: region, Person: actor.Person, At: now, Text: text}
		_, err = tx.Exec(ctx, `INSERT INTO desk_note (id, region, person, at, words) VALUES ($1, $2, $3, $4, $5)`,
			n.ID, n.Region, n.Person, clock.Micros(n.At), n.Text)
		return err
	})
	return n, err
}

// Notes gives what earlier shifts wrote in the last week, the newest first.
func (s *Service) Notes(ctx context.Context, actor access.Actor, region network.RegionID) (notes []DeskNote, err error) {
	defer fault.Wrap(&err, "placement.Notes(%s)", region)
	err = s.spine.Look(ctx, inRegion(actor, "placement.Notes", region), func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		notes, err = store.All(ctx, tx.Tx, func(row func(...any) error) (n DeskNote, err error) {
			var at int64
			err = row(&n.ID, &n.Region, &n.Person, &at, &n.Text)
			n.At = clock.FromMicros(at)
			return n, err
		}, `SELECT id, region, person, at, words FROM desk_note WHERE region = $1 AND at > $2 ORDER BY at DESC, id DESC LIMIT $3`,
			region, clock.Micros(now.Add(-notesDays*day)), mostNotes)
		tx.Found(len(notes))
		return err
	})
	if err != nil {
		return nil, err
	}
	return notes, nil
}
