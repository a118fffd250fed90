package network

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// CoverageBy cuts the country's coverage by the boundaries of a kind ('provincie', 'ggd', 'zorgkantoor',
// 'roaz', 'regio', 'wijkverband', …) as they lay at a moment, by name. Every inhabitant counts once, and
// one who lives in no boundary of that kind in no line. Invalid for a kind that we do not know. Like
// coverage it is kept; see [kept].
func (s *Service) CoverageBy(ctx context.Context, boundaryKind string, at time.Time) (cuts []Cut, err error) {
	defer fault.Wrap(&err, "network.CoverageBy")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := answerAt(ctx, tx, at)
		if err != nil {
			return err
		}
		if known, ok := s.cuts.get(k, boundaryKind); ok {
			cuts = known
			return nil
		}
		var there bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM boundary_kind WHERE code = $1)`, boundaryKind).Scan(&there); err != nil {
			return err
		}
		if !there {
			return fault.InvalidField("boundary", "Deze indeling kennen we niet.", "unknown kind of boundary")
		}
		p, err := takePicture(ctx, tx, at, "")
		if err != nil {
			return err
		}
		of, err := p.boundariesOf(ctx, tx, boundaryKind)
		if err != nil {
			return err
		}
		names, err := boundaryNames(ctx, tx, boundaryKind, at)
		if err != nil {
			return err
		}
		cuts = p.cut(of, names)
		s.cuts.put(k, boundaryKind, cuts)
		return nil
	})
	return slices.Clone(cuts), err
}

// cut counts each piece of the map in the boundary that it lies in.
func (p *picture) cut(of map[AreaCode]BoundaryID, names map[BoundaryID]Boundary) []Cut {
	lines := make(map[BoundaryID]*Cut, len(names))
	for id, b := range names {
		lines[id] = &Cut{ID: id, Code: b.Code, Name: b.Name}
	}
	manned := make(map[WijkverbandID]bool, len(p.states))
	for _, s := range p.states {
		manned[s.ID] = len(s.missing(p.core)) == 0
	}
	type inside struct {
		boundary BoundaryID
		w        WijkverbandID
	}
	counted := map[inside]bool{}
	for _, u := range p.units {
		b, ok := home(of, u.code)
		line := lines[b]
		if !ok || line == nil {
			continue
		}
		line.Population += u.population
		w, ok := home(p.primary, u.code)
		if !ok {
			continue
		}
		if line.InWijkverband += u.population; !counted[inside{b, w}] {
			counted[inside{b, w}] = true
			line.Wijkverbanden++
		}
		if manned[w] {
			line.Manned += u.population
		}
		if p.states[w].working(manned[w], p.at) {
			line.Working += u.population
		}
	}
	cuts := make([]Cut, 0, len(lines))
	for _, line := range lines {
		cuts = append(cuts, *line)
	}
	slices.SortFunc(cuts, func(a, b Cut) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID))
	})
	return cuts
}

// boundariesOf tells which boundary of a kind each area belonged to at the moment of the picture.
func (p *picture) boundariesOf(ctx context.Context, tx *store.Tx, kind string) (map[AreaCode]BoundaryID, error) {
	of := map[AreaCode]BoundaryID{}
	switch kind {
	case "regio":
		for a, r := range p.regions {
			of[a] = BoundaryID(r)
		}
		return of, nil
	case "wijkverband":
		for a, w := range p.primary {
			of[a] = BoundaryID(w)
		}
		return of, nil
	}
	// The row of an area that began last before the moment counts, the newest of several, unless it ended.
	rows, err := tx.Query(ctx, `SELECT a.area, a.boundary, a.until_at FROM boundary_area a WHERE a.kind = $1 AND a.from_at <= $2 AND a.batch `+batch.Visible+`
		ORDER BY a.area, a.from_at, a.batch`, kind, clock.Micros(p.at))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var area AreaCode
		var b BoundaryID
		var until sql.NullInt64
		if err := rows.Scan(&area, &b, &until); err != nil {
			return nil, err
		}
		if of[area] = b; until.Valid && until.Int64 <= clock.Micros(p.at) {
			delete(of, area)
		}
	}
	return of, rows.Err()
}

// boundaryNames gives the boundaries of a kind, as regions and wijkverbanden were called at a moment.
func boundaryNames(ctx context.Context, tx *store.Tx, kind string, at time.Time) (map[BoundaryID]Boundary, error) {
	params := args{kind}
	query := `SELECT a.id, a.code, a.name FROM boundary a WHERE a.kind = $1 AND ` + newest("boundary", "n.id = a.id")
	if table, ok := map[string]string{"regio": "region", "wijkverband": "wijkverband"}[kind]; ok {
		params = args{clock.Micros(at)}
		query = `SELECT r.id, r.slug, v.name FROM ` + table + ` r JOIN ` + table + `_version v ON v.` + table + ` = r.id WHERE ` + force("v", "$1")
	}
	all, err := store.All(ctx, tx, func(row func(...any) error) (b Boundary, err error) { return b, row(&b.ID, &b.Code, &b.Name) }, query, params...)
	names := make(map[BoundaryID]Boundary, len(all))
	for _, b := range all {
		names[b.ID] = b
	}
	return names, err
}
