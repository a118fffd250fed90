package network

import (
	"context"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// boundaryID is the same for the same boundary of each file.
func boundaryID(kind, code string) BoundaryID { return id.From[BoundaryID]("boundary", kind, code) }

// BoundaryKinds gives the hierarchies into which the country is cut.
func (s *Service) BoundaryKinds(ctx context.Context) (_ []BoundaryKind, err error) {
	defer fault.Wrap(&err, "network.BoundaryKinds")
	return list(ctx, s, func(row func(...any) error) (k BoundaryKind, err error) { return k, row(&k.Code, &k.Name) },
		`SELECT code, name FROM boundary_kind ORDER BY position`)
}

// Boundaries gives the boundaries of a kind by name. Regions and wijkverbanden are boundaries too:
// their id is the boundary's, their slug its code.
func (s *Service) Boundaries(ctx context.Context, kind string) (_ []Boundary, err error) {
	defer fault.Wrap(&err, "network.Boundaries")
	var query string
	switch kind {
	case "regio", "wijkverband":
		table := map[string]string{"regio": "region", "wijkverband": "wijkverband"}[kind]
		query = `SELECT r.id, CAST($1 AS TEXT), r.slug, v.name FROM ` + table + ` r JOIN ` + table + `_version v ON v.` + table + ` = r.id AND v.until_at IS NULL ORDER BY v.name, r.slug`
	default:
		query = `SELECT a.id, a.kind, a.code, a.name FROM boundary a WHERE a.kind = $1 AND ` + newest("boundary", "n.id = a.id") + ` ORDER BY a.name, a.code`
	}
	return list(ctx, s, func(row func(...any) error) (b Boundary, err error) {
		return b, row(&b.ID, &b.Kind, &b.Code, &b.Name)
	}, query, kind)
}

// BoundaryAreas gives the areas that belonged to a boundary at a moment. A later reorganisation does
// not change the answer.
func (s *Service) BoundaryAreas(ctx context.Context, b BoundaryID, at time.Time) (codes []AreaCode, err error) {
	defer fault.Wrap(&err, "network.BoundaryAreas(%s)", b)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		codes, err = boundaryAreasTx(ctx, tx, b, at)
		return err
	})
	return codes, err
}

// boundaryAreasTx: an area belongs to the boundary of the row that began last before the moment, of
// all rows of that area and kind, unless that row has ended.
func boundaryAreasTx(ctx context.Context, tx *store.Tx, b BoundaryID, at time.Time) ([]AreaCode, error) {
	return store.All(ctx, tx, func(row func(...any) error) (c AreaCode, err error) { return c, row(&c) },
		`SELECT a.area FROM boundary_area a
		WHERE a.boundary = $1 AND a.from_at <= $2 AND (a.until_at IS NULL OR a.until_at > $2) AND `+newestMembership+`
			AND NOT EXISTS (SELECT 1 FROM boundary_area l WHERE l.kind = a.kind AND l.area = a.area
				AND l.from_at > a.from_at AND l.from_at <= $2 AND l.batch `+batch.Visible+`)
		UNION SELECT r.area FROM region_area r WHERE r.region = $1 AND `+force("r", "$2")+`
		UNION SELECT w.area FROM wijkverband_area w WHERE w.wijkverband = $1 AND `+force("w", "$2")+`
		ORDER BY 1`, b, clock.Micros(at))
}

var newestMembership = newest("boundary_area", "n.kind = a.kind AND n.area = a.area AND n.from_at = a.from_at")
