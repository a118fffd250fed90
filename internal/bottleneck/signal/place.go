package signal

import (
	"context"
	"database/sql"
	"math"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// claim says that an area was a region's, or a wijkverband's, for a time.
type claim struct {
	place       bottleneck.Place
	from, until int64
}

// atlas tells in which place an area lay at a moment: a region, or the wijkverband that counts for it.
type atlas struct {
	level   bottleneck.Level
	regions map[network.AreaCode][]claim
	wijken  map[network.AreaCode][]claim
}

// atlasOf reads who held which area, and when; of one region alone when one is named.
func atlasOf(ctx context.Context, tx *store.Tx, level bottleneck.Level, region network.RegionID) (a *atlas, err error) {
	a = &atlas{level: level}
	if a.regions, err = claims(ctx, tx, `SELECT x.area, x.region, '', x.from_at, x.until_at FROM region_area x WHERE ($1 = '' OR x.region = $1)`, region); err != nil {
		return nil, err
	}
	if level == bottleneck.Wijk {
		a.wijken, err = claims(ctx, tx, `SELECT x.area, w.region, x.wijkverband, x.from_at, x.until_at FROM wijkverband_area x JOIN wijkverband w ON w.id = x.wijkverband
			WHERE x.is_primary = 1 AND ($1 = '' OR w.region = $1)`, region)
	}
	return a, err
}

func claims(ctx context.Context, tx *store.Tx, query string, region network.RegionID) (map[network.AreaCode][]claim, error) {
	out := map[network.AreaCode][]claim{}
	_, err := store.All(ctx, tx, func(row func(...any) error) (c claim, err error) {
		var area network.AreaCode
		var until sql.NullInt64
		if err := row(&area, &c.place.Region, &c.place.Wijkverband, &c.from, &until); err != nil {
			return c, err
		}
		c.until = endOf(until)
		out[area] = append(out[area], c)
		return c, nil
	}, query, region)
	return out, err
}

// endOf reads an end that may be open.
func endOf(us sql.NullInt64) int64 {
	if us.Valid {
		return us.Int64
	}
	return math.MaxInt64
}

// of gives the place in which an area lay at a moment: by the smallest thing around it that was somebody's.
func (a *atlas) of(area network.AreaCode, at int64) (bottleneck.Place, bool) {
	held := a.regions
	if a.level == bottleneck.Wijk {
		held = a.wijken
	}
	for ; area != ""; area = area.Parent() {
		for _, c := range held[area] {
			if c.from <= at && at < c.until {
				return c.place, true
			}
		}
	}
	return bottleneck.Place{}, false
}

// around is the SQL of every area that holds the area in a column, the area itself included. The code of a
// buurt holds that of its wijk, and both hold that of their municipality.
func around(column string) string {
	return `(` + column + `, 'WK' || substr(` + column + `, 3, 6), 'GM' || substr(` + column + `, 3, 4))`
}
