package network

import (
	"context"
	"errors"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fold"
	"eerstelijn/internal/store"
)

var newestPostcode = newest("postcode", "n.pc4 = a.pc4")

// Postcode tells where a four-digit postcode lies; NotFound for one that is not there, Invalid for
// anything but four digits.
func (s *Service) Postcode(ctx context.Context, pc4 string) (_ Postcode, err error) {
	defer fault.Wrap(&err, "network.Postcode")
	if len(pc4) != 4 || !allDigits(pc4) {
		return Postcode{}, fault.InvalidField("postcode", "Vul de vier cijfers van de postcode in.", "expected the four digits of a postcode")
	}
	found, err := list(ctx, s, func(row func(...any) error) (p Postcode, err error) {
		return p, row(&p.PC4, &p.Place, &p.Point.Lat, &p.Point.Lon, &p.Area, &p.Municipality)
	}, `SELECT a.pc4, a.place, a.lat, a.lon, a.area, a.municipality FROM postcode a WHERE a.pc4 = $1 AND `+newestPostcode, pc4)
	return one(found, err, "Deze postcode kennen we niet.", "postcode not found")
}

// Places finds woonplaatsen, municipalities and wijken whose name begins with what was typed,
// whatever its case and accents: exact names first, then woonplaatsen, municipalities, wijken.
// A woonplaats lies in the middle of its postcodes.
func (s *Service) Places(ctx context.Context, name string, limit int) (found []Place, err error) {
	defer fault.Wrap(&err, "network.Places")
	folded := fold.Text(name)
	if folded == "" {
		return nil, nil
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var year int
		err := tx.QueryRow(ctx, `SELECT year FROM area WHERE batch `+batch.Visible+` ORDER BY year DESC LIMIT 1`).Scan(&year)
		if err != nil && !errors.Is(err, store.ErrNone) {
			return err
		}
		// One woonplaats may have many postcodes, in several wijken: its area is that of the lowest
		// postcode, which in practice is the old centre.
		found, err = store.All(ctx, tx, func(row func(...any) error) (p Place, err error) {
			var order int
			var folded string
			return p, row(&order, &folded, &p.Kind, &p.Name, &p.Point.Lat, &p.Point.Lon, &p.Area, &p.Municipality, &p.MunicipalityName)
		}, `SELECT p.place_order, p.folded, p.kind, p.name, p.lat, p.lon, p.area, p.municipality, coalesce(m.name, '') FROM (
			SELECT CASE WHEN t.folded = $1 THEN 0 ELSE 1 END AS place_order, t.folded, 'woonplaats' AS kind, t.place AS name, t.lat, t.lon,
				f.area AS area, t.municipality AS municipality
			FROM (SELECT a.folded, a.municipality, min(a.place) AS place, min(a.pc4) AS first, avg(a.lat) AS lat, avg(a.lon) AS lon FROM postcode a
				WHERE a.folded >= $1 AND a.folded < $2 AND `+newestPostcode+` GROUP BY a.folded, a.municipality) t
			JOIN (SELECT a.pc4, a.area FROM postcode a WHERE a.folded >= $1 AND a.folded < $2 AND `+newestPostcode+`) f ON f.pc4 = t.first
			UNION ALL
			SELECT CASE WHEN a.folded = $1 THEN 0 ELSE 1 END, a.folded, a.kind, a.name, a.lat, a.lon, a.code,
				CASE a.kind WHEN 'gemeente' THEN a.code ELSE a.parent END
			FROM area a WHERE a.folded >= $1 AND a.folded < $2 AND a.year = $3 AND a.kind IN ('gemeente', 'wijk') AND `+newestArea+`) p
		LEFT JOIN area m ON m.code = p.municipality AND m.year = $3 AND m.batch = (SELECT max(n.batch) FROM area n
			WHERE n.code = m.code AND n.year = m.year AND n.batch `+batch.Visible+`)
		ORDER BY p.place_order, CASE p.kind WHEN 'woonplaats' THEN 0 WHEN 'gemeente' THEN 1 ELSE 2 END, p.folded, p.area LIMIT $4`,
			folded, folded+fold.AfterPrefix, year, limit)
		return err
	})
	return found, err
}

// Place gives the best place for a name or a postcode ('1234' or '1234 AB'), or NotFound.
func (s *Service) Place(ctx context.Context, name string) (_ Place, err error) {
	defer fault.Wrap(&err, "network.Place")
	if pc4, ok := postcodeIn(name); ok {
		p, err := s.Postcode(ctx, pc4)
		if err != nil {
			return Place{}, err
		}
		return Place{Name: p.PC4 + " " + p.Place, Kind: "postcode", Point: p.Point, Area: p.Area, Municipality: p.Municipality}, nil
	}
	found, err := s.Places(ctx, name, 1)
	return one(found, err, "Deze plaats kennen we niet.", "place not found")
}

// postcodeIn reads '1234', '1234AB' and '1234 ab' as the postcode area 1234.
func postcodeIn(text string) (pc4 string, ok bool) {
	folded := fold.Text(text)
	if len(folded) < 4 || !allDigits(folded[:4]) {
		return "", false
	}
	rest := folded[4:]
	if len(rest) == 3 && rest[0] == ' ' {
		rest = rest[1:]
	}
	letter := func(b byte) bool { return b >= 'a' && b <= 'z' }
	return folded[:4], rest == "" || len(rest) == 2 && letter(rest[0]) && letter(rest[1])
}
