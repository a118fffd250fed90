package network

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/check"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fold"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// currentOrganization is the condition on which row of an organisation counts: what people keep, or
// else what the newest file brought.
const currentOrganization = `a.batch ` + batch.Visible + ` AND (a.batch = 0 OR NOT EXISTS (SELECT 1 FROM organization n
	WHERE n.id = a.id AND (n.batch = 0 OR n.batch > a.batch AND n.batch ` + batch.Visible + `)))`

const organizationColumns = `a.id, a.kind, a.name, a.discipline, a.ura, a.agb, a.kvk, a.website, a.phone, a.email`

func scanOrganization(row func(...any) error) (o Organization, err error) {
	return o, row(&o.ID, &o.Kind, &o.Name, &o.Discipline, &o.URA, &o.AGB, &o.KvK, &o.Website, &o.Phone, &o.Email)
}

// Organization gives one organisation, or NotFound.
func (s *Service) Organization(ctx context.Context, o OrganizationID) (_ Organization, err error) {
	defer fault.Wrap(&err, "network.Organization(%s)", o)
	found, err := list(ctx, s, scanOrganization, `SELECT `+organizationColumns+` FROM organization a WHERE a.id = $1 AND `+currentOrganization, o)
	return one(found, err, "Deze organisatie kennen we niet.", "organization not found")
}

// Organizations lists organisations in the order of their ids.
func (s *Service) Organizations(ctx context.Context, q OrganizationQuery) (_ []Organization, err error) {
	defer fault.Wrap(&err, "network.Organizations")
	var a args
	query := `SELECT ` + organizationColumns + ` FROM organization a WHERE ` + currentOrganization
	if q.Kind != "" {
		query += ` AND a.kind = ` + a.add(q.Kind)
	}
	if q.Discipline != "" {
		query += ` AND a.discipline = ` + a.add(q.Discipline)
	}
	if name := fold.Text(q.Name); name != "" {
		query += ` AND a.folded >= ` + a.add(name) + ` AND a.folded < ` + a.add(name+fold.AfterPrefix)
	}
	if q.Number != "" {
		n := a.add(q.Number)
		query += ` AND (a.ura = ` + n + ` AND a.ura <> '' OR a.agb = ` + n + ` AND a.agb <> '' OR a.kvk = ` + n + ` AND a.kvk <> '')`
	}
	if len(q.IDs) > 0 {
		query += ` AND a.id ` + in(&a, q.IDs)
	}
	if q.After != "" {
		query += ` AND a.id > ` + a.add(q.After)
	}
	query += ` ORDER BY a.id`
	if q.Limit > 0 {
		query += ` LIMIT ` + a.add(q.Limit)
	}
	return list(ctx, s, scanOrganization, query, a...)
}

// check trims the fields and says what is wrong with them; known tells which disciplines there are.
func (o *Organization) check(c *checks, known func(DisciplineCode) bool) {
	check.OneOf(&c.Fields, "kind", o.Kind, Provider, DisciplineBody, RESVBody, MunicipalityOrg, InsurerOrg, CitizensOrg, NationalOrg)
	c.name("name", &o.Name)
	if o.Discipline != "" && !known(o.Discipline) {
		c.Wrong("discipline", "Deze discipline kennen we niet.", "unknown discipline")
	}
	c.number("ura", "URA", &o.URA)
	c.number("agb", "AGB", &o.AGB)
	c.number("kvk", "KvK", &o.KvK)
	c.website("website", &o.Website)
	c.phone("phone", &o.Phone)
	c.email("email", &o.Email)
}

// EditOrganization opens an organisation to change it: as it stands, with its version. Whoever may save
// it may.
func (s *Service) EditOrganization(ctx context.Context, actor access.Actor, o OrganizationID) (found Organization, err error) {
	defer fault.Wrap(&err, "network.EditOrganization(%s)", o)
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "network.EditOrganization",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			return organizationSubject(o), tx.Lock(ctx, "organization", string(o))
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		last, err := lastEdit(ctx, tx.Tx, organizationRoot(o))
		if err != nil {
			return err
		}
		rows, err := organizationsTx(ctx, tx.Tx, o)
		found, err = one(rows, err, "Deze organisatie kennen we niet.", "organization not found")
		found.Version = last.version
		return err
	})
	return found, err
}

func organizationSubject(o OrganizationID) access.Subject {
	return access.Subject{Type: "organization", ID: string(o), Organization: string(o)}
}

func organizationRoot(o OrganizationID) root { return root{"organization", string(o), string(o)} }

func organizationsTx(ctx context.Context, tx *store.Tx, o OrganizationID) ([]Organization, error) {
	return store.All(ctx, tx, scanOrganization, `SELECT `+organizationColumns+` FROM organization a WHERE a.id = $1 AND `+currentOrganization, o)
}

// SaveOrganization adds or changes an organisation; what people keep goes before what files bring. See
// [Region.Version] for who changes it at the same time. Who keeps the organisation's own data says how
// it is reached; its name, kind and numbers need network.IdentifyOrganization, and so does a new one.
// An empty id makes one. Invalid names the fields.
func (s *Service) SaveOrganization(ctx context.Context, actor access.Actor, o Organization) (_ OrganizationID, err error) {
	defer fault.Wrap(&err, "network.SaveOrganization(%s)", o.ID)
	if o.ID == "" {
		o.ID = id.New[OrganizationID]()
	}
	subject := organizationSubject(o.ID)
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.SaveOrganization",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			return subject, tx.Lock(ctx, "organization", string(o.ID))
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		known, err := knownDisciplines(ctx, tx.Tx)
		if err != nil {
			return err
		}
		o := o
		var c checks
		c.ID("id", string(o.ID))
		o.check(&c, known)
		if err := c.Err(); err != nil {
			return err
		}
		rows, err := organizationsTx(ctx, tx.Tx, o.ID)
		if err != nil {
			return err
		}
		var stands *Organization
		if len(rows) > 0 {
			stands = &rows[0]
		}
		of := organizationRoot(o.ID)
		done, err := settle(ctx, tx.Tx, actor, of, organizationFields, stands, o, o.Version)
		if err != nil || len(done.changed) == 0 {
			return err
		}
		if stands == nil || len(differs(identityFields, stands, &done.is)) > 0 {
			if err := s.also(actor, "network.IdentifyOrganization", subject); err != nil {
				return err
			}
		}
		if err := writeOrganization(ctx, tx.Tx, done.is); err != nil {
			return err
		}
		if err := of.keep(ctx, tx.Tx, actor, done.version, false, done.is); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"fields": done.changed, "version": done.version})
	})
	return o.ID, err
}

func writeOrganization(ctx context.Context, tx *store.Tx, o Organization) error {
	_, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
		VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')
		ON CONFLICT (id, batch) DO UPDATE SET kind = excluded.kind, name = excluded.name, folded = excluded.folded, discipline = excluded.discipline,
			ura = excluded.ura, agb = excluded.agb, kvk = excluded.kvk, website = excluded.website, phone = excluded.phone, email = excluded.email`,
		o.ID, o.Kind, o.Name, fold.Text(o.Name), o.Discipline, o.URA, o.AGB, o.KvK, o.Website, o.Phone, o.Email)
	return err
}

func knownDisciplines(ctx context.Context, tx *store.Tx) (func(DisciplineCode) bool, error) {
	codes, err := store.All(ctx, tx, func(row func(...any) error) (c DisciplineCode, err error) { return c, row(&c) }, `SELECT code FROM discipline`)
	known := make(map[DisciplineCode]bool, len(codes))
	for _, c := range codes {
		known[c] = true
	}
	return func(c DisciplineCode) bool { return known[c] }, err
}
