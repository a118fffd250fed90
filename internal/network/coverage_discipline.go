package network

import (
	"context"
	"strings"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// disciplines tells how far each discipline is organised in the region of the picture.
func (p *picture) disciplines(ctx context.Context, tx *store.Tx) ([]DisciplineCoverage, error) {
	all, err := store.All(ctx, tx, func(row func(...any) error) (d DisciplineCoverage, err error) { return d, row(&d.Code) },
		`SELECT code FROM discipline WHERE part IN ('primary', 'social', 'wider') ORDER BY position`)
	if err != nil {
		return nil, err
	}
	mandated, recorded, err := p.mandated(ctx, tx)
	if err != nil {
		return nil, err
	}
	providers, err := p.providers(ctx, tx)
	if err != nil {
		return nil, err
	}
	members, kept, err := p.members(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		d := &all[i]
		if recorded {
			yes := mandated[d.Code]
			d.Mandated = &yes
		}
		// Who is affiliated is there, also when the directory does not have them yet.
		there := providers[d.Code]
		if there == nil {
			there = map[OrganizationID]bool{}
		}
		for o := range members[d.Code] {
			there[o] = true
		}
		if d.Providers = len(there); d.Providers > 0 && kept {
			d.Affiliated = len(members[d.Code])
			share := float64(d.Affiliated) / float64(d.Providers)
			d.Organised = &share
		}
	}
	return all, nil
}

// mandated tells for which disciplines a mandate at the region's table had force, and whether any mandate
// was recorded by then.
func (p *picture) mandated(ctx context.Context, tx *store.Tx) (of map[DisciplineCode]bool, recorded bool, err error) {
	of = map[DisciplineCode]bool{}
	us := clock.Micros(p.at)
	err = pairs(ctx, tx, func(d DisciplineCode, _ string) { of[d] = true },
		`SELECT DISTINCT x.discipline, '' FROM discipline_mandate x WHERE x.region = $2 AND `+force("x", "$1")+` AND (x.revoked_at IS NULL OR x.revoked_at > $1)
			AND x.standing_from <= $1 AND (x.standing_until IS NULL OR x.standing_until > $1)`, us, p.region)
	if err == nil {
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM mandate WHERE region = $1 AND forum = 'resv' AND known_until IS NULL AND from_at <= $2)`, p.region, us).Scan(&recorded)
	}
	return of, recorded, err
}

// providers gives who offers something in the region, by discipline.
func (p *picture) providers(ctx context.Context, tx *store.Tx) (map[DisciplineCode]map[OrganizationID]bool, error) {
	of := map[DisciplineCode]map[OrganizationID]bool{}
	if len(p.bound) == 0 {
		return of, nil
	}
	a := args{clock.Micros(p.at)}
	var near []string
	for _, digits := range p.bound {
		// Each is a range of the key: codes of a municipality, its wijken and its buurten.
		near = append(near, `x.area = `+a.add("GM"+digits))
		for _, kind := range []string{"WK", "BU"} {
			near = append(near, `x.area >= `+a.add(kind+digits)+` AND x.area < `+a.add(kind+digits+"~"))
		}
	}
	rows, err := tx.Query(ctx, `SELECT DISTINCT x.area, x.organization, x.discipline FROM provider_area x WHERE `+force("x", "$1")+` AND (`+strings.Join(near, ` OR `)+`)`, a...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var area AreaCode
		var o OrganizationID
		var d DisciplineCode
		if err := rows.Scan(&area, &o, &d); err != nil {
			return nil, err
		}
		if !p.touches(area) {
			continue
		}
		if of[d] == nil {
			of[d] = map[OrganizationID]bool{}
		}
		of[d][o] = true
	}
	return of, rows.Err()
}

// touches tells whether an area lies in the region, or the region has a part of it.
func (p *picture) touches(area AreaCode) bool {
	if _, inside := home(p.regions, area); inside {
		return true
	}
	for part := range p.regions {
		for _, around := range part.within() {
			if around == area {
				return true
			}
		}
	}
	return false
}

// members gives who is affiliated to a body that speaks for a discipline in the region, and whether any
// affiliation was recorded by then.
func (p *picture) members(ctx context.Context, tx *store.Tx) (of map[DisciplineCode]map[OrganizationID]bool, recorded bool, err error) {
	of = map[DisciplineCode]map[OrganizationID]bool{}
	err = pairs(ctx, tx, func(d DisciplineCode, o OrganizationID) {
		if of[d] == nil {
			of[d] = map[OrganizationID]bool{}
		}
		of[d][o] = true
		recorded = true
	}, `SELECT DISTINCT s.discipline, f.provider FROM standing s JOIN affiliation f ON f.body = s.body
		WHERE s.region = $2 AND s.known_until IS NULL AND f.known_until IS NULL AND `+force("s", "$1")+` AND `+force("f", "$1"), clock.Micros(p.at), p.region)
	return of, recorded, err
}
