package network

import (
	"context"
	"database/sql"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// SaveContact adds or changes whom a wijkverband names for a discipline; see [Region.Version] for who
// changes it at the same time. An empty id makes a new one, in force from From (zero: now). A change
// takes effect at From, now at the earliest, and leaves what was true before; an Until that has passed
// ends the contact now. The coordinator and the region's staff may; whether a name is shown is the
// person's own choice. Invalid names the fields.
func (s *Service) SaveContact(ctx context.Context, actor access.Actor, in WijkverbandID, c Contact) (_ ContactID, err error) {
	defer fault.Wrap(&err, "network.SaveContact(%s)", c.ID)
	if c.ID == "" {
		c.ID = id.New[ContactID]()
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.SaveContact",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			return wijkverbandSubject(ctx, tx, in)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		tx.About("contact", string(c.ID))
		done, err := saveContact(ctx, tx.Tx, actor, in, c)
		if err != nil {
			return err
		}
		return tx.Changed(map[string]any{"contact": c.ID, "discipline": done.is.Discipline, "fields": done.changed, "version": done.version})
	})
	return c.ID, err
}

// EndContact ends a contact of a wijkverband now; whoever may change it may end it. Conflict when it has
// changed since the version named.
func (s *Service) EndContact(ctx context.Context, actor access.Actor, in WijkverbandID, c ContactID, version int64) (err error) {
	defer fault.Wrap(&err, "network.EndContact(%s)", c)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.EndContact",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			return wijkverbandSubject(ctx, tx, in)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		tx.About("contact", string(c))
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		stands, _, err := standingContact(ctx, tx.Tx, in, c)
		if err != nil {
			return err
		}
		if stands == nil {
			return fault.Missing("Dit aanspreekpunt kennen we niet.", "contact not found")
		}
		last, err := lastEdit(ctx, tx.Tx, contactRoot(in, c))
		if err != nil {
			return err
		}
		if last.version != version {
			return changedSince()
		}
		if err := endContact(ctx, tx.Tx, c, now); err != nil {
			return err
		}
		if err := contactRoot(in, c).keep(ctx, tx.Tx, actor, last.version+1, true, stands); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"contact": c, "discipline": stands.Discipline})
	})
}

func changedSince() error {
	return fault.New(fault.Conflict, "Iemand anders wijzigde dit intussen. Kijk eerst hoe het nu is.", "somebody else has changed this since: look at it first")
}

func contactRoot(in WijkverbandID, c ContactID) root { return root{"contact", string(c), string(in)} }

// check trims the fields and says what is wrong with them.
func (c *Contact) check(ctx context.Context, tx *store.Tx) error {
	var k checks
	k.ID("id", string(c.ID))
	k.name("function", &c.Function)
	k.reach(&c.Reach, "")
	if c.Reach.Phone == "" && c.Reach.Email == "" {
		k.Wrong("phone", "Vul een telefoonnummer of e-mailadres in.", "expected a phone number or an e-mail address")
	}
	if c.ShowName && c.Person == "" {
		k.Wrong("show_name", "Kies eerst wie het aanspreekpunt is.", "expected a person whose name is to be shown")
	}
	k.After("until", c.From, c.Until)
	if c.Discipline == "" {
		k.Wrong("discipline", "Kies een discipline.", "expected a discipline")
	}
	for _, ref := range []struct{ field, table, column, value, nl, en string }{
		{"discipline", "discipline", "code", string(c.Discipline), "Deze discipline kennen we niet.", "unknown discipline"},
		{"person", "person", "id", string(c.Person), "Deze persoon kennen we niet.", "unknown person"},
		{"organization", "organization", "id", string(c.Organization), "Deze organisatie kennen we niet.", "unknown organization"},
	} {
		if err := k.known(ctx, tx, ref.field, ref.table, ref.column, ref.value, ref.nl, ref.en); err != nil {
			return err
		}
	}
	return k.Err()
}

func saveContact(ctx context.Context, tx *store.Tx, actor access.Actor, in WijkverbandID, c Contact) (done settled[Contact], err error) {
	c.Name = "" // the person's own
	if err := c.check(ctx, tx); err != nil {
		return done, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return done, err
	}
	stands, known, err := standingContact(ctx, tx, in, c.ID)
	if err != nil {
		return done, err
	}
	of := contactRoot(in, c.ID)
	if done, err = settle(ctx, tx, actor, of, contactFields, stands, c, c.Version); err != nil {
		return done, err
	}
	from := c.From
	if from.IsZero() {
		from = now
	}
	if len(done.changed) == 0 {
		if !from.After(now) {
			return done, nil
		}
		done.version++ // the same again from a later moment on is a change of its own
	}
	if err := ownName(actor, stands, &done.is); err != nil {
		return done, err
	}
	if err := done.is.check(ctx, tx); err != nil {
		return done, err
	}
	ended := false
	if known {
		if from.Before(now) {
			from = now // the past stays as it was
		}
		if err := endContact(ctx, tx, c.ID, from); err != nil {
			return done, err
		}
		ended = !done.is.Until.IsZero() && !done.is.Until.After(from)
	}
	done.is.From = from
	if !ended {
		if err := beginContact(ctx, tx, in, done.is); err != nil {
			return done, err
		}
	}
	return done, of.keep(ctx, tx, actor, done.version, ended, done.is)
}

// ownName refuses to show a name that its owner did not choose to show. Anybody who keeps the contact
// may hide it.
func ownName(actor access.Actor, stands, is *Contact) error {
	if !is.ShowName || actor.Role == access.System || actor.Person == string(is.Person) ||
		stands != nil && stands.ShowName && stands.Person == is.Person {
		return nil
	}
	return fault.InvalidField("show_name", "Iedereen kiest zelf of de eigen naam te zien is.", "only the person may choose to show the name")
}

// standingContact gives the newest of a contact's rows unless it has ended, and whether there is any.
// NotFound when it is another wijkverband's.
func standingContact(ctx context.Context, tx *store.Tx, in WijkverbandID, c ContactID) (stands *Contact, known bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, false, err
	}
	rows, err := store.All(ctx, tx, func(row func(...any) error) (c contactOf, err error) {
		var from int64
		var until sql.NullInt64
		err = row(&c.in, &c.ID, &c.Discipline, &c.Person, &c.Organization, &c.Function, &c.Reach.Phone, &c.Reach.Email, &c.Reach.Hours,
			&c.Reach.Remarks, &c.ShowName, &from, &until)
		c.From, c.Until = clock.FromMicros(from), endOf(until)
		return c, err
	}, `SELECT wijkverband, id, discipline, person, organization, function, phone, email, hours, remarks, show_name, from_at, until_at
		FROM contact WHERE id = $1 ORDER BY from_at DESC LIMIT 1`, c)
	switch {
	case err != nil || len(rows) == 0:
		return nil, false, err
	case rows[0].in != in:
		return nil, true, fault.Missing("Dit aanspreekpunt kennen we niet.", "contact not found")
	case !rows[0].Until.IsZero() && !rows[0].Until.After(now):
		return nil, true, nil
	}
	return &rows[0].Contact, true, nil
}

func beginContact(ctx context.Context, tx *store.Tx, in WijkverbandID, c Contact) error {
	_, err := tx.Exec(ctx, `INSERT INTO contact (id, from_at, until_at, wijkverband, discipline, person, organization, function, phone, email, hours, remarks, show_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.ID, clock.Micros(c.From), ending(c.Until), in, c.Discipline, c.Person, c.Organization, c.Function,
		c.Reach.Phone, c.Reach.Email, c.Reach.Hours, c.Reach.Remarks, bit(c.ShowName))
	return err
}

// endContact lets nothing of a contact be in force from a moment on: planned rows go, the row in
// force ends.
func endContact(ctx context.Context, tx *store.Tx, c ContactID, at time.Time) error {
	us := clock.Micros(at)
	if _, err := tx.Exec(ctx, `DELETE FROM contact WHERE id = $1 AND from_at >= $2`, c, us); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE contact SET until_at = $2 WHERE id = $1 AND (until_at IS NULL OR until_at > $2)`, c, us)
	return err
}
