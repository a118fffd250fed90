package network

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fold"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/store"
)

// newest completes a condition on a table with batches: the row of the newest finished batch for
// the same key. same compares that row, n, with the outer one, a.
func newest(table, same string) string {
	return `a.batch ` + batch.Visible + ` AND NOT EXISTS (SELECT 1 FROM ` + table + ` n
		WHERE ` + same + ` AND n.batch > a.batch AND n.batch ` + batch.Visible + `)`
}

var (
	newestArea  = newest("area", "n.code = a.code AND n.year = a.year")
	newestCount = strings.ReplaceAll(newest("area_count", "n.code = c.code AND n.year = c.year"), "a.batch", "c.batch")
)

// areaRows reads areas with their inhabitants; conditions on a follow.
var areaRows = `SELECT a.code, a.year, a.kind, a.name, a.parent, a.lat, a.lon, c.population
	FROM area a LEFT JOIN area_count c ON c.code = a.code AND c.year = a.year AND ` + newestCount + `
	WHERE ` + newestArea

func scanArea(row func(...any) error) (a Area, err error) {
	var population sql.NullInt64
	err = row(&a.Code, &a.Year, &a.Kind, &a.Name, &a.Parent, &a.Center.Lat, &a.Center.Lon, &population)
	if population.Valid {
		n := int(population.Int64)
		a.Population = &n
	}
	return a, err
}

// Area gives an area with its figures and geometry, of a year or (0) of the newest one that has it.
func (s *Service) Area(ctx context.Context, code AreaCode, year int) (found Area, err error) {
	defer fault.Wrap(&err, "network.Area(%s, %d)", code, year)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		a := args{code}
		query := areaRows + ` AND a.code = $1`
		if year != 0 {
			query += ` AND a.year = ` + a.add(year)
		}
		rows, err := store.All(ctx, tx, scanArea, query+` ORDER BY a.year DESC LIMIT 1`, a...)
		if found, err = one(rows, err, "Dit gebied kennen we niet.", "area not found"); err != nil {
			return err
		}
		if err := addFigures(ctx, tx, &found); err != nil {
			return err
		}
		var wkb []byte
		err = tx.QueryRow(ctx, `SELECT g.wkb FROM area a JOIN area_shape g ON g.batch = a.batch AND g.code = a.code AND g.year = a.year
			WHERE `+newestArea+` AND a.code = $1 AND a.year = $2`, found.Code, found.Year).Scan(&wkb)
		if err == sql.ErrNoRows {
			return nil
		}
		if err == nil {
			found.Geometry, err = geo.DecodeWKB(wkb)
		}
		return err
	})
	return found, err
}

func addFigures(ctx context.Context, tx *store.Tx, a *Area) error {
	a.Figures = map[string]float64{}
	rows, err := tx.Query(ctx, `SELECT f.figure, f.value FROM area_count c
		JOIN area_figure f ON f.batch = c.batch AND f.code = c.code AND f.year = c.year
		WHERE `+newestCount+` AND c.code = $1 AND c.year = $2`, a.Code, a.Year)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var code string
		var v float64
		if err := rows.Scan(&code, &v); err != nil {
			return err
		}
		a.Figures[code] = v
	}
	return rows.Err()
}

// Areas lists areas of one year in the order of their codes, without figures and geometry. A boundary
// or region that does not exist has no areas.
func (s *Service) Areas(ctx context.Context, q AreaQuery) (found []Area, err error) {
	defer fault.Wrap(&err, "network.Areas")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = areasTx(ctx, tx, q)
		return err
	})
	return found, err
}

func areasTx(ctx context.Context, tx *store.Tx, q AreaQuery) ([]Area, error) {
	if q.Year == 0 {
		years, err := yearsTx(ctx, tx, q.Kind)
		if err != nil || len(years) == 0 {
			return nil, err
		}
		q.Year = years[0]
	}
	var a args
	query := areaRows + ` AND a.year = ` + a.add(q.Year)
	if q.Kind != "" {
		query += ` AND a.kind = ` + a.add(q.Kind)
	}
	if q.Parent != "" {
		query += ` AND a.parent = ` + a.add(q.Parent)
	}
	if q.After != "" {
		query += ` AND a.code > ` + a.add(q.After)
	}
	if name := fold.Text(q.Name); name != "" {
		query += ` AND a.folded >= ` + a.add(name) + ` AND a.folded < ` + a.add(name+fold.AfterPrefix)
	}
	if q.Boundary != "" || q.Region != "" {
		now, err := tx.Now(ctx)
		if err != nil {
			return nil, err
		}
		for _, b := range []BoundaryID{q.Boundary, BoundaryID(q.Region)} {
			if b == "" {
				continue
			}
			codes, err := boundaryAreasTx(ctx, tx, b, now)
			if err != nil {
				return nil, err
			}
			query += ` AND ` + lieWithin(&a, codes)
		}
	}
	query += ` ORDER BY a.code`
	if q.Limit > 0 {
		query += ` LIMIT ` + a.add(q.Limit)
	}
	return store.All(ctx, tx, scanArea, query, a...)
}

// lieWithin is the condition that a.code is one of codes or lies in one: the digits of the one begin
// with those of the other.
func lieWithin(a *args, codes []AreaCode) string {
	byKind := map[AreaKind][]string{}
	for _, c := range codes {
		byKind[c.Kind()] = append(byKind[c.Kind()], string(c[2:]))
	}
	or := []string{`1 = 0`}
	for _, kind := range []AreaKind{Municipality, Wijk, Buurt} {
		if of := byKind[kind]; len(of) > 0 {
			or = append(or, `substr(a.code, 3, `+strconv.Itoa(digits[kind])+`) `+in(a, of))
		}
	}
	return `(` + strings.Join(or, ` OR `) + `)`
}

// Years gives the years that have areas of a kind (”: any), newest first.
func (s *Service) Years(ctx context.Context, kind AreaKind) (years []int, err error) {
	defer fault.Wrap(&err, "network.Years")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		years, err = yearsTx(ctx, tx, kind)
		return err
	})
	return years, err
}

func yearsTx(ctx context.Context, tx *store.Tx, kind AreaKind) ([]int, error) {
	var a args
	query := `SELECT DISTINCT year FROM area WHERE batch ` + batch.Visible
	if kind != "" {
		query += ` AND kind = ` + a.add(kind)
	}
	return store.All(ctx, tx, func(row func(...any) error) (y int, err error) { return y, row(&y) }, query+` ORDER BY year DESC`, a...)
}
