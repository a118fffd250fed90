package network

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// SaveRegion adds or changes a region with its areas and its RESV, and gives it as it then stands; see
// [Region.Version] for who changes it at the same time. Tasks are left alone: see [Service.SaveTask].
// Staff of the region may. An empty id makes a new one; the address comes from the name and stays when
// the name changes; an empty centre is computed from the areas. What was true before remains to be
// read. Invalid names the fields; Conflict says which area belongs to another region, or is a [Stale].
func (s *Service) SaveRegion(ctx context.Context, actor access.Actor, r Region) (saved Region, err error) {
	defer fault.Wrap(&err, "network.SaveRegion(%s)", r.ID)
	if r.ID == "" {
		r.ID = id.New[RegionID]()
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.SaveRegion",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := lockMembership(ctx, tx); err != nil {
				return access.Subject{}, err
			}
			return access.Subject{Type: "region", ID: string(r.ID), Region: string(r.ID)}, tx.Lock(ctx, "region", string(r.ID))
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		done, err := saveRegion(ctx, tx.Tx, actor, r)
		if err != nil {
			return err
		}
		at, err := changeMoment(ctx, tx.Tx, "region_version", "region_area")
		if err != nil {
			return err
		}
		now, err := regionsTx(ctx, tx.Tx, clock.FromMicros(at), "r.id", r.ID)
		if saved, err = one(now, err, "Deze regio kennen we niet.", "region not found"); err != nil {
			return err
		}
		saved.Version = done.version
		return tx.Changed(map[string]any{"fields": done.changed, "version": done.version, "areas": len(saved.Areas), "phase": saved.RESV.Phase})
	})
	return saved, err
}

// check trims the fields and says what is wrong with them.
func (r *Region) check(ctx context.Context, tx *store.Tx) error {
	var c checks
	c.ID("id", string(r.ID))
	c.name("name", &r.Name)
	if Slug(r.Name) == "" {
		c.Wrong("name", "Vul een naam in met gewone letters.", "expected a name with letters a to z")
	}
	c.areas("areas", r.Areas)
	for field, s := range map[string]*string{"zorgkantoor": &r.Zorgkantoor, "gp_organization": &r.GPOrganization, "support": &r.Support,
		"mandated_municipality": &r.MandatedMunicipality, "resv.name": &r.RESV.Name} {
		c.Text(field, s, shortText)
	}
	for field, names := range map[string][]string{"preferred_insurers": r.PreferredInsurers, "following_insurers": r.FollowingInsurers} {
		for i := range names {
			c.name(field, &names[i])
			if strings.Contains(names[i], "\n") {
				c.Wrong(field, "Zet elke naam apart.", "expected one name in each item")
			}
		}
	}
	if r.RESV.Phase == "" {
		r.RESV.Phase = PhaseNetwork
	}
	check.OneOf(&c.Fields, "resv.legal_form", r.RESV.LegalForm, "", "vereniging", "stichting", "coöperatie", "netwerk", "anders")
	check.OneOf(&c.Fields, "resv.phase", r.RESV.Phase, PhaseNetwork, PhaseAgreements, PhaseOrganisation)
	c.website("resv.website", &r.RESV.Website)
	c.reach(&r.RESV.Contact, "resv.")
	if r.Center != (geo.Point{}) && r.Center.Valid() != nil {
		c.Wrong("center", "Dit punt ligt niet op de kaart.", "expected latitude and longitude in degrees")
	}
	err := c.known(ctx, tx, "resv.organization", "organization", "id", string(r.RESV.Organization), "Deze organisatie kennen we niet.", "unknown organization")
	if err != nil {
		return err
	}
	return c.Err()
}

func saveRegion(ctx context.Context, tx *store.Tx, actor access.Actor, r Region) (done settled[Region], err error) {
	r = bareRegion(r)
	if err := r.check(ctx, tx); err != nil {
		return done, err
	}
	at, err := changeMoment(ctx, tx, "region_version", "region_area")
	if err != nil {
		return done, err
	}
	if err := newRoot(ctx, tx, "region", string(r.ID), r.Slug, []string{r.Name}, at, nil); err != nil {
		return done, err
	}
	stand, err := regionsTx(ctx, tx, clock.FromMicros(at), "r.id", r.ID)
	if err != nil {
		return done, err
	}
	var stands *Region
	if len(stand) > 0 {
		was := bareRegion(stand[0])
		stands = &was
	}
	if r.Center == (geo.Point{}) {
		if r.Center, err = middle(ctx, tx, r.Areas); err != nil {
			return done, err
		}
	}
	of := root{"region", string(r.ID), string(r.ID)}
	done, err = settle(ctx, tx, actor, of, regionFields, stands, r, r.Version)
	if err != nil || len(done.changed) == 0 {
		return done, err
	}
	if err := writeRegion(ctx, tx, at, done.is); err != nil {
		return done, err
	}
	return done, of.keep(ctx, tx, actor, done.version, false, done.is)
}

// bareRegion leaves out what is saved apart, and shares no list with the caller.
func bareRegion(r Region) Region {
	r.Areas, r.PreferredInsurers, r.FollowingInsurers = slices.Clone(r.Areas), slices.Clone(r.PreferredInsurers), slices.Clone(r.FollowingInsurers)
	r.RESV.Tasks = nil
	return r
}

// writeRegion makes r what holds from a moment on.
func writeRegion(ctx context.Context, tx *store.Tx, at int64, r Region) error {
	// Two editors' work put together must hold as a whole too.
	if err := r.check(ctx, tx); err != nil {
		return err
	}
	others, err := claimsNear(ctx, tx, `SELECT x.area, x.region FROM region_area x WHERE x.until_at IS NULL`, r.Areas)
	if err != nil {
		return err
	}
	if a, by, found := clash(others, string(r.ID), r.Areas); found {
		name, err := nameOf(ctx, tx, "region", by.holder)
		if err != nil {
			return err
		}
		return taken("areas", a, name, "regio", "region")
	}
	v := dated{tx, "region_version", at}
	if err := v.end(ctx, `region = $2`, r.ID); err != nil {
		return err
	}
	o := r.RESV
	err = v.begin(ctx, `region, `+regionColumns, r.ID, r.Name, r.Zorgkantoor, r.GPOrganization, r.Support,
		strings.Join(r.PreferredInsurers, "\n"), strings.Join(r.FollowingInsurers, "\n"), r.MandatedMunicipality, r.Center.Lat, r.Center.Lon,
		o.Organization, o.Name, bit(o.Forerunner), o.LegalForm, o.Phase, o.Website, o.Contact.Phone, o.Contact.Email, o.Contact.Hours, o.Contact.Remarks)
	if err != nil {
		return err
	}
	is, err := store.All(ctx, tx, func(row func(...any) error) (c AreaCode, err error) { return c, row(&c) },
		`SELECT area FROM region_area WHERE region = $1 AND until_at IS NULL`, r.ID)
	if err != nil {
		return err
	}
	end, begin := compare(is, r.Areas)
	m := dated{tx, "region_area", at}
	for _, a := range end {
		if err := m.end(ctx, `region = $2 AND area = $3`, r.ID, a); err != nil {
			return err
		}
	}
	for _, a := range begin {
		if err := m.begin(ctx, `region, area`, r.ID, a); err != nil {
			return err
		}
	}
	return nil
}

// claimsNear reads who holds the areas of the same municipalities: no other area can overlap these.
func claimsNear(ctx context.Context, tx *store.Tx, query string, areas []AreaCode) ([]claim, error) {
	if len(areas) == 0 {
		return nil, nil
	}
	var a args
	var near []string
	for _, c := range areas {
		near = append(near, string(c[2:6]))
	}
	slices.Sort(near)
	return store.All(ctx, tx, func(row func(...any) error) (c claim, err error) { return c, row(&c.area, &c.holder) },
		query+` AND substr(x.area, 3, 4) `+in(&a, slices.Compact(near)), a...)
}

func nameOf(ctx context.Context, tx *store.Tx, table, holder string) (name string, err error) {
	err = tx.QueryRow(ctx, `SELECT name FROM `+table+`_version WHERE `+table+` = $1 AND until_at IS NULL`, holder).Scan(&name)
	return name, err
}

// newRoot makes the root row of a region or wijkverband that is not there yet. Its address is what
// was asked for, or made of the first of names that is free, or of the last with a number. more
// are further columns with their values.
func newRoot(ctx context.Context, tx *store.Tx, table, root, asked string, names []string, at int64, more map[string]any) error {
	var slug string
	err := tx.QueryRow(ctx, `SELECT slug FROM `+table+` WHERE id = $1`, root).Scan(&slug)
	if err == nil {
		if asked != "" && asked != slug {
			return fault.InvalidField("slug", "Het adres van een pagina verandert niet.", "the slug does not change: leave it empty")
		}
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	free := func(slug string) (bool, error) {
		var there bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE slug = $1)`, slug).Scan(&there)
		return !there, err
	}
	if asked != "" {
		if asked != Slug(asked) {
			return fault.InvalidField("slug", "Gebruik alleen kleine letters, cijfers en streepjes.", "expected small letters, digits and hyphens")
		}
		if ok, err := free(asked); err != nil {
			return err
		} else if !ok {
			return fault.New(fault.Conflict, "Dit adres is al in gebruik.", "this slug is taken")
		}
		slug = asked
	}
	for n := 0; slug == ""; n++ {
		try := Slug(names[min(n, len(names)-1)])
		if n >= len(names) {
			try = fmt.Sprintf("%s-%d", try, n-len(names)+2)
		}
		if ok, err := free(try); err != nil {
			return err
		} else if ok {
			slug = try
		}
	}
	columns, values := `id, slug, made_at`, []any{root, slug, at}
	for c, v := range more {
		columns, values = columns+`, `+c, append(values, v)
	}
	_, err = tx.Exec(ctx, `INSERT INTO `+table+` (`+columns+`) VALUES `+store.Placeholders(1, len(values)), values...)
	return err
}

// middle is the mean of the centres of areas, the zero point when none of them is known.
func middle(ctx context.Context, tx *store.Tx, areas []AreaCode) (geo.Point, error) {
	var a args
	var lat, lon sql.NullFloat64
	err := tx.QueryRow(ctx, `SELECT avg(a.lat), avg(a.lon) FROM area a WHERE a.code `+in(&a, areas)+` AND `+newestArea, a...).Scan(&lat, &lon)
	return geo.Point{Lat: lat.Float64, Lon: lon.Float64}, err
}
