package directory

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const (
	columns = `v.service, v.version, v.verified_at, v.verify_by, coalesce((SELECT o.name FROM organization o
		WHERE o.id = v.organization AND o.batch ` + batch.Visible + organizationOrder + ` LIMIT 1), ''), v.body`
	from = ` FROM service_version v`
	// organizationOrder puts first which row of an organisation counts: what people keep goes before
	// what a file brought, and a newer file before an older one.
	organizationOrder = ` ORDER BY CASE o.batch WHEN 0 THEN 0 ELSE 1 END, o.batch DESC`
	// current holds for the newest version of a service that readers may see.
	current = `v.batch ` + batch.Visible + ` AND NOT EXISTS (SELECT 1 FROM service_version n
		WHERE n.service = v.service AND n.version > v.version AND n.batch ` + batch.Visible + `)`
)

// scan reads columns.
func scan(row func(...any) error) (s Service, err error) {
	var r raw
	if err := row(&s.ID, &s.Version, &r.verifiedAt, &r.verifyBy, &s.OrganizationName, &r.body); err != nil {
		return s, err
	}
	r.moments(&s)
	return s, decode(r.body, &s)
}

// raw is what a row says that needs work before it stands in a Service.
type raw struct {
	verifiedAt sql.NullInt64
	verifyBy   int64
	body       []byte
}

func (r *raw) moments(s *Service) {
	if r.verifiedAt.Valid {
		s.VerifiedAt = clock.FromMicros(r.verifiedAt.Int64)
	}
	s.VerifyBy = clock.FromMicros(r.verifyBy)
}

// find gives the current version of a service, whatever its state, or NotFound.
func find(ctx context.Context, tx *store.Tx, id ServiceID) (Service, error) {
	s, err := store.One(ctx, tx, scan, `SELECT `+columns+from+` WHERE v.service = $1 AND v.batch `+batch.Visible+`
		ORDER BY v.version DESC LIMIT 1`, id)
	if errors.Is(err, store.ErrNone) {
		return s, missing()
	}
	return s, err
}

// version is a version that is about to be written.
type version struct {
	*Service
	batch batch.ID
	by    string
	at    time.Time
	body  string
}

// insert adds versions and what is told of them beside. Their numbers must be free.
func insert(ctx context.Context, tx *store.Tx, versions []version) error {
	err := manyRows(ctx, tx, `INSERT INTO service_version (service, version, batch, state, organization, discipline, kind,
		name, area, lat, lon, verified_at, verify_by, source, source_key, written_at, written_by, body) VALUES `, ``, 18, len(versions), func(args []any, i int) []any {
		v := &versions[i]
		var verified sql.NullInt64
		if !v.VerifiedAt.IsZero() {
			verified = sql.NullInt64{Int64: clock.Micros(v.VerifiedAt), Valid: true}
		}
		var lat, lon sql.NullFloat64
		if p := v.firstPoint(); p != (geo.Point{}) {
			lat, lon = sql.NullFloat64{Float64: p.Lat, Valid: true}, sql.NullFloat64{Float64: p.Lon, Valid: true}
		}
		return append(args, v.ID, v.Version, v.batch, v.State, v.Organization, v.Discipline, v.Kind,
			v.Name, v.firstArea(), lat, lon, verified, clock.Micros(v.VerifyBy), v.Source, v.SourceKey, clock.Micros(v.at), v.by, v.body)
	})
	if err != nil {
		return err
	}
	type place struct {
		of   *version
		area network.AreaCode
	}
	var places []place
	for i := range versions {
		seen := map[network.AreaCode]bool{"": true}
		for _, a := range versions[i].areas() {
			if !seen[a] {
				seen[a] = true
				places = append(places, place{&versions[i], a})
			}
		}
	}
	return manyRows(ctx, tx, `INSERT INTO service_area (area, service, version) VALUES `, ``, 3, len(places), func(args []any, i int) []any {
		return append(args, places[i].area, places[i].of.ID, places[i].of.Version)
	})
}

// rowsAtOnce is the number of rows in one statement. PostgreSQL saves a journey for each row but the
// first. SQLite makes none, and its driver looks up the name of each parameter among all of the
// statement's, so that long statements cost more than they save (50 rows: a tenth slower than 10).
func rowsAtOnce(d store.Dialect) int {
	if d == store.Postgres {
		return 200
	}
	return 10
}

// manyRows runs 'before (…), (…) after' for n rows of width columns.
func manyRows(ctx context.Context, tx *store.Tx, before, after string, width, n int, row func(args []any, i int) []any) error {
	most := rowsAtOnce(tx.Dialect())
	for start := 0; start < n; start += most {
		end := min(start+most, n)
		args := make([]any, 0, width*(end-start))
		for i := start; i < end; i++ {
			args = row(args, i)
		}
		if _, err := tx.Exec(ctx, before+store.Placeholders(end-start, width)+after, args...); err != nil {
			return err
		}
	}
	return nil
}

// in gives "($1,$2,…)" for n values.
func in(n int) string { return inFrom(1, n) }

// areas gives every area in which the service is or comes.
func (s *Service) areas() []network.AreaCode {
	areas := make([]network.AreaCode, 0, len(s.Locations)+len(s.ServedAreas))
	for i := range s.Locations {
		areas = append(areas, s.Locations[i].Area)
	}
	return append(areas, s.ServedAreas...)
}

func (s *Service) firstArea() network.AreaCode {
	for _, a := range s.areas() {
		if a != "" {
			return a
		}
	}
	return ""
}

func (s *Service) firstPoint() geo.Point {
	for i := range s.Locations {
		if s.Locations[i].Point != (geo.Point{}) {
			return s.Locations[i].Point
		}
	}
	return geo.Point{}
}

// inFrom is in with parameters that start at $first.
func inFrom(first, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(",$" + strconv.Itoa(first+i))
	}
	return "(" + strings.TrimPrefix(b.String(), ",") + ")"
}
