package network

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

const personColumns = `id, name, role, organization, discipline, region, wijkverband, email`

func scanPerson(row func(...any) error) (p Person, err error) {
	return p, row(&p.ID, &p.Name, &p.Role, &p.Organization, &p.Discipline, &p.Region, &p.Wijkverband, &p.Email)
}

// PersonForSignIn gives one person, or NotFound. It decides nothing: only the demonstration's person
// picker, where everybody is invented, and sign-in itself may call it.
func (s *Service) PersonForSignIn(ctx context.Context, p PersonID) (_ Person, err error) {
	defer fault.Wrap(&err, "network.PersonForSignIn(%s)", p)
	found, err := list(ctx, s, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, p)
	return one(found, err, "Deze persoon kennen we niet.", "person not found")
}

// PeopleForSignIn lists everybody, by role and name, for the demonstration's person picker alone.
func (s *Service) PeopleForSignIn(ctx context.Context) (_ []Person, err error) {
	defer fault.Wrap(&err, "network.PeopleForSignIn")
	return list(ctx, s, scanPerson, `SELECT `+personColumns+` FROM person ORDER BY role, name, id`)
}

// SavePerson adds or changes a person; see [Region.Version] for who changes it at the same time, though of
// a person no earlier state is kept: whatever two editors say differently is a [Stale]. An empty id makes
// a new one. Invalid names the fields, never what was filled in.
func (s *Service) SavePerson(ctx context.Context, actor access.Actor, p Person) (_ PersonID, err error) {
	defer fault.Wrap(&err, "network.SavePerson(%s)", p.ID)
	if p.ID == "" {
		p.ID = id.New[PersonID]()
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.SavePerson",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "person", string(p.ID)); err != nil {
				return access.Subject{}, err
			}
			return access.Subject{Type: "person", ID: string(p.ID), Organization: string(p.Organization),
				Region: string(p.Region), Wijkverband: string(p.Wijkverband)}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		p := p
		if err := p.check(ctx, tx.Tx); err != nil {
			return err
		}
		rows, err := store.All(ctx, tx.Tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, p.ID)
		if err != nil {
			return err
		}
		var stands *Person
		if len(rows) > 0 {
			stands = &rows[0]
		}
		of := root{"person", string(p.ID), string(p.ID)}
		done, err := settle(ctx, tx.Tx, actor, of, personFields, stands, p, p.Version)
		if err != nil || len(done.changed) == 0 {
			return err
		}
		p = done.is
		_, err = tx.Exec(ctx, `INSERT INTO person (`+personColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, organization = excluded.organization,
				discipline = excluded.discipline, region = excluded.region, wijkverband = excluded.wijkverband, email = excluded.email`,
			p.ID, p.Name, p.Role, p.Organization, p.Discipline, p.Region, p.Wijkverband, p.Email)
		if err != nil {
			return err
		}
		if err := of.keep(ctx, tx.Tx, actor, done.version, false, nil); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"fields": done.changed, "version": done.version})
	})
	return p.ID, err
}

func (p *Person) check(ctx context.Context, tx *store.Tx) error {
	var c checks
	c.ID("id", string(p.ID))
	c.name("name", &p.Name)
	check.OneOf(&c.Fields, "role", access.Role(p.Role), access.Patient, access.Representative, access.Professional, access.TransferDesk,
		access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.RESVBoard, access.Insurer, access.Municipality,
		access.National, access.PlatformAdmin, access.Auditor)
	c.email("email", &p.Email)
	for _, ref := range []struct{ field, table, column, value, nl, en string }{
		{"discipline", "discipline", "code", string(p.Discipline), "Deze discipline kennen we niet.", "unknown discipline"},
		{"organization", "organization", "id", string(p.Organization), "Deze organisatie kennen we niet.", "unknown organization"},
		{"region", "region", "id", string(p.Region), "Deze regio kennen we niet.", "unknown region"},
		{"wijkverband", "wijkverband", "id", string(p.Wijkverband), "Dit wijkverband kennen we niet.", "unknown wijkverband"},
	} {
		if err := c.known(ctx, tx, ref.field, ref.table, ref.column, ref.value, ref.nl, ref.en); err != nil {
			return err
		}
	}
	return c.Err()
}
