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
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// SaveWijkverband adds or changes a wijkverband with its areas, nursing coordination and rhythm,
// and gives it as it then stands; see [Region.Version] for who changes it at the same time. Contacts
// and tasks are left alone: see [Service.SaveContact] and [Service.SaveTask]. Its coordinator and staff
// of its region may; in which wijken it works is the region's matter (network.AssignWijken), and so is
// making one. An empty id makes a new one; the address stays when the name changes, and a wijkverband
// stays in its region. Conflict says which wijk has another primary wijkverband, or is a [Stale].
func (s *Service) SaveWijkverband(ctx context.Context, actor access.Actor, w Wijkverband) (saved Wijkverband, err error) {
	defer fault.Wrap(&err, "network.SaveWijkverband(%s)", w.ID)
	if w.ID == "" {
		w.ID = id.New[WijkverbandID]()
	}
	var subject access.Subject
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.SaveWijkverband",
		Load: func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
			if err := lockMembership(ctx, tx); err != nil {
				return access.Subject{}, err
			}
			// The region it is in decides who may; for a new one, the region it is to be in.
			subject, err = wijkverbandSubject(ctx, tx, w.ID)
			if fault.KindOf(err) == fault.NotFound {
				subject, err = access.Subject{Type: "wijkverband", ID: string(w.ID), Region: string(w.Region)}, nil
			}
			return subject, err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		tx.About("region", string(w.Region))
		done, err := saveWijkverband(ctx, tx.Tx, actor, w, func() error { return s.also(actor, "network.AssignWijken", subject) })
		if err != nil {
			return err
		}
		at, err := changeMoment(ctx, tx.Tx, "wijkverband_version", "wijkverband_area")
		if err != nil {
			return err
		}
		now, err := wijkverbandenTx(ctx, tx.Tx, clock.FromMicros(at), "w.id", w.ID, asShown)
		if saved, err = one(now, err, "Dit wijkverband kennen we niet.", "wijkverband not found"); err != nil {
			return err
		}
		saved.Version = done.version
		return tx.Changed(map[string]any{"fields": done.changed, "version": done.version, "areas": saved.Areas, "primary": saved.Primary})
	})
	return saved, err
}

// also asks the policies for a second right, which a part of what somebody does needs.
func (s *Service) also(actor access.Actor, name string, subject access.Subject) error {
	d := s.spine.Policies().Decide(actor, name, subject)
	if d.Allowed {
		return nil
	}
	known, _ := access.ActOf(name)
	return fault.New(fault.Denied, "Dit mag u niet doen: "+strings.ToLower(known.NL)+". "+d.Reasons[0].NL, "you may not do this: "+name)
}

// wijkverbandSubject locks a wijkverband and describes it to the policies, or gives NotFound.
func wijkverbandSubject(ctx context.Context, tx *store.Tx, w WijkverbandID) (access.Subject, error) {
	if err := tx.Lock(ctx, "wijkverband", string(w)); err != nil {
		return access.Subject{}, err
	}
	var region string
	err := tx.QueryRow(ctx, `SELECT region FROM wijkverband WHERE id = $1`, w).Scan(&region)
	if errors.Is(err, sql.ErrNoRows) {
		return access.Subject{}, fault.Missing("Dit wijkverband kennen we niet.", "wijkverband not found")
	}
	return access.Subject{Type: "wijkverband", ID: string(w), Region: region, Wijkverband: string(w)}, err
}

// check trims the fields and says what is wrong with them.
func (w *Wijkverband) check(ctx context.Context, tx *store.Tx) error {
	var c checks
	c.ID("id", string(w.ID))
	c.name("name", &w.Name)
	if Slug(w.Name) == "" {
		c.Wrong("name", "Vul een naam in met gewone letters.", "expected a name with letters a to z")
	}
	c.areas("areas", w.Areas)
	for _, a := range w.Primary {
		if !slices.Contains(w.Areas, a) {
			c.Wrong("primary", fmt.Sprintf("%s staat niet bij de gebieden.", a), fmt.Sprintf("%s is not one of areas", a))
		}
	}
	if c.Text("meets_every", &w.MeetsEvery, shortText); w.MeetsEvery != "" && rhythmDays(w.MeetsEvery) == 0 {
		c.Wrong("meets_every", "Schrijf hoe vaak u overlegt, zoals: elke 6 weken.", "expected a rhythm in Dutch such as 'elke 6 weken' or 'maandelijks'")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if w.LastMet.After(now) {
		c.Wrong("last_met", "Deze dag moet nog komen.", "expected a moment in the past")
	}
	c.website("website", &w.Website)
	seen := map[OrganizationID]bool{}
	for i := range w.Nursing {
		n, at := &w.Nursing[i], fmt.Sprintf("nursing.%d.", i+1)
		if n.Practice == "" || seen[n.Practice] {
			c.Wrong(at+"practice", "Noem elke praktijk één keer.", "expected each practice once")
		}
		seen[n.Practice] = true
		c.Text(at+"model", &n.Model, shortText)
		c.phone(at+"phone", &n.Phone)
		err := c.known(ctx, tx, at+"practice", "organization", "id", string(n.Practice), "Deze praktijk kennen we niet.", "unknown practice")
		if err == nil {
			err = c.known(ctx, tx, at+"team", "organization", "id", string(n.Team), "Dit team kennen we niet.", "unknown team")
		}
		if err != nil {
			return err
		}
	}
	if w.Region == "" {
		c.Wrong("region", "Kies een regio.", "expected a region")
	}
	if err := c.known(ctx, tx, "region", "region", "id", string(w.Region), "Deze regio kennen we niet.", "unknown region"); err != nil {
		return err
	}
	return c.Err()
}

// saveWijkverband writes what a save comes to; mayAssign is asked when its wijken change.
func saveWijkverband(ctx context.Context, tx *store.Tx, actor access.Actor, w Wijkverband, mayAssign func() error) (done settled[Wijkverband], err error) {
	w = bareWijkverband(w)
	if err := w.check(ctx, tx); err != nil {
		return done, err
	}
	at, err := changeMoment(ctx, tx, "wijkverband_version", "wijkverband_area")
	if err != nil {
		return done, err
	}
	if err := wijkverbandRoot(ctx, tx, w, at); err != nil {
		return done, err
	}
	stand, err := wijkverbandenTx(ctx, tx, clock.FromMicros(at), "w.id", w.ID, asShown)
	if err != nil {
		return done, err
	}
	var stands *Wijkverband
	if len(stand) > 0 {
		was := bareWijkverband(stand[0])
		stands = &was
	}
	of := wijkverbandThing(w.ID)
	done, err = settle(ctx, tx, actor, of, wijkverbandFields, stands, w, w.Version)
	if err != nil || len(done.changed) == 0 {
		return done, err
	}
	if stands == nil || len(differs(wijkFields, stands, &done.is)) > 0 {
		if err := mayAssign(); err != nil {
			return done, err
		}
	}
	if err := writeWijkverband(ctx, tx, at, done.is); err != nil {
		return done, err
	}
	return done, of.keep(ctx, tx, actor, done.version, false, done.is)
}

func wijkverbandThing(w WijkverbandID) root { return root{"wijkverband", string(w), string(w)} }

// bareWijkverband leaves out what is saved apart, and shares no list with the caller.
func bareWijkverband(w Wijkverband) Wijkverband {
	w.Areas, w.Primary, w.Nursing = slices.Clone(w.Areas), slices.Clone(w.Primary), slices.Clone(w.Nursing)
	w.Contacts, w.Tasks = nil, nil
	return w
}

// writeWijkverband makes w what holds from a moment on.
func writeWijkverband(ctx context.Context, tx *store.Tx, at int64, w Wijkverband) error {
	// Two editors' work put together must hold as a whole too.
	if err := w.check(ctx, tx); err != nil {
		return err
	}
	others, err := claimsNear(ctx, tx, `SELECT x.area, x.wijkverband FROM wijkverband_area x WHERE x.until_at IS NULL AND x.is_primary = 1`, w.Primary)
	if err != nil {
		return err
	}
	if a, by, found := clash(others, string(w.ID), w.Primary); found {
		name, err := nameOf(ctx, tx, "wijkverband", by.holder)
		if err != nil {
			return err
		}
		return taken("primary", a, name, "wijkverband", "wijkverband")
	}
	v := dated{tx, "wijkverband_version", at}
	if err := v.end(ctx, `wijkverband = $2`, w.ID); err != nil {
		return err
	}
	err = v.begin(ctx, `wijkverband, name, meets_every, last_met_at, agreement, bottleneck, website`,
		w.ID, w.Name, w.MeetsEvery, ending(w.LastMet), bit(w.HasAgreement), bit(w.SolvedBottleneck), w.Website)
	if err != nil {
		return err
	}
	if err := saveWijken(ctx, dated{tx, "wijkverband_area", at}, w); err != nil {
		return err
	}
	return saveNursing(ctx, dated{tx, "nursing_coordination", at}, w)
}

func wijkverbandRoot(ctx context.Context, tx *store.Tx, w Wijkverband, at int64) error {
	var regionSlug, is string
	if err := tx.QueryRow(ctx, `SELECT slug FROM region WHERE id = $1`, w.Region).Scan(&regionSlug); err != nil {
		return err
	}
	err := tx.QueryRow(ctx, `SELECT region FROM wijkverband WHERE id = $1`, w.ID).Scan(&is)
	if err == nil && is != string(w.Region) {
		return fault.InvalidField("region", "Een wijkverband blijft in zijn regio.", "a wijkverband stays in its region")
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return newRoot(ctx, tx, "wijkverband", string(w.ID), w.Slug, []string{w.Name, w.Name + " " + regionSlug}, at, map[string]any{"region": w.Region})
}

func saveWijken(ctx context.Context, d dated, w Wijkverband) error {
	type wijk struct {
		area    AreaCode
		primary bool
	}
	is, err := store.All(ctx, d.tx, func(row func(...any) error) (a wijk, err error) { return a, row(&a.area, &a.primary) },
		`SELECT area, is_primary FROM wijkverband_area WHERE wijkverband = $1 AND until_at IS NULL`, w.ID)
	if err != nil {
		return err
	}
	want := make([]wijk, len(w.Areas))
	for i, a := range w.Areas {
		want[i] = wijk{a, slices.Contains(w.Primary, a)}
	}
	end, begin := compare(is, want)
	for _, a := range end {
		if err := d.end(ctx, `wijkverband = $2 AND area = $3`, w.ID, a.area); err != nil {
			return err
		}
	}
	for _, a := range begin {
		if err := d.begin(ctx, `wijkverband, area, is_primary`, w.ID, a.area, bit(a.primary)); err != nil {
			return err
		}
	}
	return nil
}

func saveNursing(ctx context.Context, d dated, w Wijkverband) error {
	is, err := store.All(ctx, d.tx, func(row func(...any) error) (n NursingCoordination, err error) {
		return n, row(&n.Practice, &n.Team, &n.Model, &n.Phone)
	}, `SELECT practice, team, model, phone FROM nursing_coordination WHERE wijkverband = $1 AND until_at IS NULL`, w.ID)
	if err != nil {
		return err
	}
	want := slices.Clone(w.Nursing)
	for i := range want {
		want[i].PracticeName, want[i].TeamName = "", "" // names are the organisations' own
	}
	end, begin := compare(is, want)
	for _, n := range end {
		if err := d.end(ctx, `wijkverband = $2 AND practice = $3`, w.ID, n.Practice); err != nil {
			return err
		}
	}
	for _, n := range begin {
		if err := d.begin(ctx, `wijkverband, practice, team, model, phone`, w.ID, n.Practice, n.Team, n.Model, n.Phone); err != nil {
			return err
		}
	}
	return nil
}
