package network

import (
	"context"
	"database/sql"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Wijkverbanden gives the wijkverbanden of a region by name, as they are now. Contacts show a name
// only where the person chose so.
func (s *Service) Wijkverbanden(ctx context.Context, region RegionID) (_ []Wijkverband, err error) {
	defer fault.Wrap(&err, "network.Wijkverbanden(%s)", region)
	return s.wijkverbanden(ctx, "w.region", region)
}

// Wijkverband gives the wijkverband with this address, or NotFound.
func (s *Service) Wijkverband(ctx context.Context, slug string) (_ Wijkverband, err error) {
	defer fault.Wrap(&err, "network.Wijkverband")
	found, err := s.wijkverbanden(ctx, "w.slug", slug)
	return one(found, err, "Dit wijkverband kennen we niet.", "wijkverband not found")
}

// WijkverbandByID gives a wijkverband, or NotFound.
func (s *Service) WijkverbandByID(ctx context.Context, w WijkverbandID) (_ Wijkverband, err error) {
	defer fault.Wrap(&err, "network.WijkverbandByID(%s)", w)
	found, err := s.wijkverbanden(ctx, "w.id", w)
	return one(found, err, "Dit wijkverband kennen we niet.", "wijkverband not found")
}

// PrimaryWijkverband gives the wijkverband that counts for an area: primary to it or to what lies
// around it. NotFound where there is none.
func (s *Service) PrimaryWijkverband(ctx context.Context, area AreaCode) (_ Wijkverband, err error) {
	defer fault.Wrap(&err, "network.PrimaryWijkverband(%s)", area)
	var found []Wijkverband
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var a args
		ids, err := store.All(ctx, tx, func(row func(...any) error) (w WijkverbandID, err error) { return w, row(&w) },
			`SELECT wijkverband FROM wijkverband_area WHERE until_at IS NULL AND is_primary = 1 AND area `+in(&a, area.within()), a...)
		if err != nil || len(ids) == 0 {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		found, err = wijkverbandenTx(ctx, tx, now, "w.id", ids[0], asShown)
		return err
	})
	return one(found, err, "Deze wijk heeft nog geen wijkverband.", "this area has no wijkverband")
}

func (s *Service) wijkverbanden(ctx context.Context, column string, value any) (found []Wijkverband, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		found, err = wijkverbandenTx(ctx, tx, now, column, value, asShown)
		return err
	})
	return found, err
}

// sight is how much of contacts is seen: as everybody does, or as those who keep them do.
type sight bool

const (
	asShown sight = false
	asKept  sight = true
)

// wijkverbandenTx gives the wijkverbanden of which a column of w has a value, as they were at a moment.
func wijkverbandenTx(ctx context.Context, tx *store.Tx, at time.Time, column string, value any, who sight) ([]Wijkverband, error) {
	us := clock.Micros(at)
	found, err := store.All(ctx, tx, func(row func(...any) error) (w Wijkverband, err error) {
		var met sql.NullInt64
		err = row(&w.ID, &w.Slug, &w.Region, &w.Name, &w.MeetsEvery, &met, &w.HasAgreement, &w.SolvedBottleneck, &w.Website)
		w.LastMet = endOf(met)
		return w, err
	}, `SELECT w.id, w.slug, w.region, v.name, v.meets_every, v.last_met_at, v.agreement, v.bottleneck, v.website
		FROM wijkverband w JOIN wijkverband_version v ON v.wijkverband = w.id
		WHERE `+column+` = $2 AND `+force("v", "$1")+` ORDER BY v.name, w.slug`, us, value)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	byID, owners := make(map[WijkverbandID]*Wijkverband, len(found)), make([]string, len(found))
	for i := range found {
		byID[found[i].ID], owners[i] = &found[i], string(found[i].ID)
	}
	// The same condition chooses the rows that belong to them.
	of := ` JOIN wijkverband w ON w.id = x.wijkverband WHERE ` + column + ` = $2 AND ` + force("x", "$1")
	type place struct {
		in      WijkverbandID
		area    AreaCode
		primary bool
	}
	places, err := store.All(ctx, tx, func(row func(...any) error) (p place, err error) { return p, row(&p.in, &p.area, &p.primary) },
		`SELECT x.wijkverband, x.area, x.is_primary FROM wijkverband_area x`+of+` ORDER BY x.area`, us, value)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if w := byID[p.in]; w != nil {
			if w.Areas = append(w.Areas, p.area); p.primary {
				w.Primary = append(w.Primary, p.area)
			}
		}
	}
	contacts, err := contactsTx(ctx, tx, of, us, value, who)
	if err != nil {
		return nil, err
	}
	for _, c := range contacts {
		if w := byID[c.in]; w != nil {
			w.Contacts = append(w.Contacts, c.Contact)
		}
	}
	type nursing struct {
		in WijkverbandID
		NursingCoordination
	}
	rows, err := store.All(ctx, tx, func(row func(...any) error) (n nursing, err error) {
		return n, row(&n.in, &n.Practice, &n.PracticeName, &n.Team, &n.TeamName, &n.Model, &n.Phone)
	}, `SELECT x.wijkverband, x.practice, coalesce((SELECT a.name FROM organization a WHERE a.id = x.practice AND `+currentOrganization+`), '') AS practice_name,
			x.team, coalesce((SELECT a.name FROM organization a WHERE a.id = x.team AND `+currentOrganization+`), ''), x.model, x.phone
		FROM nursing_coordination x`+of+` ORDER BY practice_name, x.practice`, us, value)
	if err != nil {
		return nil, err
	}
	for _, n := range rows {
		if w := byID[n.in]; w != nil {
			w.Nursing = append(w.Nursing, n.NursingCoordination)
		}
	}
	return found, eachTask(ctx, tx, us, "wijkverband", owners, func(owner string, t TaskState) {
		w := byID[WijkverbandID(owner)]
		w.Tasks = append(w.Tasks, t)
	})
}

type contactOf struct {
	in WijkverbandID
	Contact
}

// contactsTx reads contacts in force, for everybody named only where the person chose so.
func contactsTx(ctx context.Context, tx *store.Tx, of string, us int64, value any, who sight) ([]contactOf, error) {
	chosen := `x.show_name = 1`
	if who == asKept {
		chosen = `1 = 1`
	}
	return store.All(ctx, tx, func(row func(...any) error) (c contactOf, err error) {
		var from int64
		var until sql.NullInt64
		err = row(&c.in, &c.ID, &c.Discipline, &c.Person, &c.Organization, &c.Function, &c.Reach.Phone, &c.Reach.Email, &c.Reach.Hours,
			&c.Reach.Remarks, &c.ShowName, &c.Name, &from, &until)
		c.From, c.Until = clock.FromMicros(from), endOf(until)
		return c, err
	}, `SELECT x.wijkverband, x.id, x.discipline, CASE WHEN `+chosen+` THEN x.person ELSE '' END, x.organization, x.function, x.phone, x.email,
			x.hours, x.remarks, x.show_name,
			CASE WHEN `+chosen+` THEN coalesce((SELECT p.name FROM person p WHERE p.id = x.person), '') ELSE '' END, x.from_at, x.until_at
		FROM contact x JOIN discipline d ON d.code = x.discipline`+of+` ORDER BY d.position, x.function, x.id`, us, value)
}
