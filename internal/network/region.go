package network

import (
	"context"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Regions gives all regions by name, with their areas and task states of now.
func (s *Service) Regions(ctx context.Context) (_ []Region, err error) {
	defer fault.Wrap(&err, "network.Regions")
	return s.regions(ctx, "", nil)
}

// Region gives the region with this address, or NotFound.
func (s *Service) Region(ctx context.Context, slug string) (_ Region, err error) {
	defer fault.Wrap(&err, "network.Region")
	found, err := s.regions(ctx, "r.slug", slug)
	return one(found, err, "Deze regio kennen we niet.", "region not found")
}

// RegionByID gives a region, or NotFound.
func (s *Service) RegionByID(ctx context.Context, r RegionID) (_ Region, err error) {
	defer fault.Wrap(&err, "network.RegionByID(%s)", r)
	found, err := s.regions(ctx, "r.id", r)
	return one(found, err, "Deze regio kennen we niet.", "region not found")
}

func (s *Service) regions(ctx context.Context, column string, value any) (found []Region, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		found, err = regionsTx(ctx, tx, now, column, value)
		return err
	})
	return found, err
}

const regionColumns = `name, zorgkantoor, gp_organization, support, preferred_insurers, following_insurers, mandated_municipality, lat, lon,
	resv_organization, resv_name, forerunner, legal_form, phase, website, phone, email, hours, remarks`

// regionsTx gives the regions as they were at a moment, all or those where a column has a value.
func regionsTx(ctx context.Context, tx *store.Tx, at time.Time, column string, value any) ([]Region, error) {
	a := args{clock.Micros(at)}
	where := force("v", "$1")
	if column != "" {
		where += ` AND ` + column + ` = ` + a.add(value)
	}
	found, err := store.All(ctx, tx, func(row func(...any) error) (r Region, err error) {
		var preferred, following string
		err = row(&r.ID, &r.Slug, &r.Name, &r.Zorgkantoor, &r.GPOrganization, &r.Support, &preferred, &following, &r.MandatedMunicipality,
			&r.Center.Lat, &r.Center.Lon, &r.RESV.Organization, &r.RESV.Name, &r.RESV.Forerunner, &r.RESV.LegalForm, &r.RESV.Phase, &r.RESV.Website,
			&r.RESV.Contact.Phone, &r.RESV.Contact.Email, &r.RESV.Contact.Hours, &r.RESV.Contact.Remarks)
		r.PreferredInsurers, r.FollowingInsurers = lines(preferred), lines(following)
		return r, err
	}, `SELECT r.id, r.slug, `+prefixed("v", regionColumns)+` FROM region r JOIN region_version v ON v.region = r.id WHERE `+where+` ORDER BY v.name, r.slug`, a...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	byID, owners := make(map[string]*Region, len(found)), make([]string, len(found))
	for i := range found {
		owners[i] = string(found[i].ID)
		byID[owners[i]] = &found[i]
	}
	p := args{clock.Micros(at)}
	only := ""
	if len(owners) == 1 {
		only = ` AND x.region = ` + p.add(owners[0])
	}
	err = pairs(ctx, tx, func(owner string, area AreaCode) {
		if r := byID[owner]; r != nil {
			r.Areas = append(r.Areas, area)
		}
	}, `SELECT x.region, x.area FROM region_area x WHERE `+force("x", "$1")+only+` ORDER BY x.area`, p...)
	if err != nil {
		return nil, err
	}
	return found, eachTask(ctx, tx, clock.Micros(at), "resv", owners, func(owner string, t TaskState) {
		byID[owner].RESV.Tasks = append(byID[owner].RESV.Tasks, t)
	})
}

// eachTask hands out the state of every minimal task of the owners, in order. A task nobody told of
// is 'not-yet'.
func eachTask(ctx context.Context, tx *store.Tx, at int64, kind string, owners []string, take func(owner string, t TaskState)) error {
	codes, err := store.All(ctx, tx, func(row func(...any) error) (c string, err error) { return c, row(&c) },
		`SELECT code FROM minimal_task WHERE owner = $1 ORDER BY position`, kind)
	if err != nil {
		return err
	}
	a := args{at}
	query := `SELECT s.owner, s.task, s.state, s.evidence FROM task_state s WHERE ` + force("s", "$1")
	if len(owners) <= 100 {
		query += ` AND s.owner ` + in(&a, owners)
	}
	type told struct {
		owner string
		TaskState
	}
	states, err := store.All(ctx, tx, func(row func(...any) error) (t told, err error) {
		return t, row(&t.owner, &t.Task, &t.State, &t.Evidence)
	}, query, a...)
	if err != nil {
		return err
	}
	type key struct{ owner, task string }
	known := make(map[key]TaskState, len(states))
	for _, t := range states {
		known[key{t.owner, t.Task}] = t.TaskState
	}
	for _, owner := range owners {
		for _, code := range codes {
			t, ok := known[key{owner, code}]
			if !ok {
				t = TaskState{Task: code, State: "not-yet"}
			}
			take(owner, t)
		}
	}
	return nil
}

// pairs hands out rows of two texts.
func pairs[A, B ~string](ctx context.Context, tx *store.Tx, take func(A, B), query string, params ...any) error {
	rows, err := tx.Query(ctx, query, params...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a A
		var b B
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		take(a, b)
	}
	return rows.Err()
}

// prefixed puts an alias before each column of a list.
func prefixed(alias, columns string) string {
	parts := strings.Split(columns, ",")
	for i, p := range parts {
		parts[i] = alias + "." + strings.TrimSpace(p)
	}
	return strings.Join(parts, ", ")
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
