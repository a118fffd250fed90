package network

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// SaveContact adds or changes whom a wijkverband names for a discipline. An empty id makes a new
// one, in force from From (zero: now). A change takes effect at From, now at the earliest, and
// leaves what was true before; an Until that has passed ends the contact now. The coordinator and
// the region's staff may. Invalid names the fields.
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
		if err := saveContact(ctx, tx.Tx, in, c); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"contact": c.ID, "discipline": c.Discipline})
	})
	return c.ID, err
}

// check trims the fields and says what is wrong with them.
func (c *Contact) check(ctx context.Context, tx *store.Tx) error {
	var k checks
	k.id("id", string(c.ID))
	k.name("function", &c.Function)
	k.reach(&c.Reach, "")
	if c.Reach.Phone == "" && c.Reach.Email == "" {
		k.wrong("phone", "Vul een telefoonnummer of e-mailadres in.", "expected a phone number or an e-mail address")
	}
	if c.ShowName && c.Person == "" {
		k.wrong("show_name", "Kies eerst wie het aanspreekpunt is.", "expected a person whose name is to be shown")
	}
	if !c.Until.IsZero() && !c.Until.After(c.From) {
		k.wrong("until", "De einddatum ligt na de begindatum.", "expected a moment after from")
	}
	if c.Discipline == "" {
		k.wrong("discipline", "Kies een discipline.", "expected a discipline")
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
	return k.err()
}

func saveContact(ctx context.Context, tx *store.Tx, in WijkverbandID, c Contact) error {
	if err := c.check(ctx, tx); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	owners, err := store.All(ctx, tx, func(row func(...any) error) (w WijkverbandID, err error) { return w, row(&w) },
		`SELECT wijkverband FROM contact WHERE id = $1 LIMIT 1`, c.ID)
	if err != nil {
		return err
	}
	from := c.From
	if from.IsZero() {
		from = now
	}
	if len(owners) > 0 {
		if owners[0] != in {
			return fault.Missing("Dit aanspreekpunt kennen we niet.", "contact not found")
		}
		if from.Before(now) {
			from = now
		}
		if err := endContact(ctx, tx, c.ID, from); err != nil {
			return err
		}
		if !c.Until.IsZero() && !c.Until.After(from) {
			return nil
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO contact (id, from_at, until_at, wijkverband, discipline, person, organization, function, phone, email, hours, remarks, show_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.ID, clock.Micros(from), ending(c.Until), in, c.Discipline, c.Person, c.Organization, c.Function,
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
