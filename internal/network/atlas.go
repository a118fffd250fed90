package network

import (
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/store"
)

// drawnM is how far, in metres, a drawn border may stand from the real one: half a dot on a map of
// one region as wide as a screen.
const drawnM = 25

// Atlas is the map of one moment of the database, in memory: for drawing areas and for finding the
// wijk around a point. It does not change once loaded and may be used by many at once.
type Atlas struct {
	byCode   map[AreaCode]int
	areas    []Area // in the order of their codes, without geometry
	drawn    []orb.MultiPolygon
	children map[AreaCode][]Area
	byKind   map[AreaKind][]Area
	locator  *geo.Locator
}

// LoadAtlas loads the newest year of each kind of area.
func (s *Service) LoadAtlas(ctx context.Context) (*Atlas, error) { return s.LoadAtlasOf(ctx, 0) }

// LoadAtlasOf loads the areas of a year, or (0) of the newest year of each kind.
func (s *Service) LoadAtlasOf(ctx context.Context, year int) (_ *Atlas, err error) {
	defer fault.Wrap(&err, "network.LoadAtlas(%d)", year)
	var areas []Area
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		areas = nil
		for _, kind := range []AreaKind{Municipality, Wijk, Buurt} {
			some, err := areasTx(ctx, tx, AreaQuery{Kind: kind, Year: year})
			if err != nil {
				return err
			}
			areas = append(areas, some...)
		}
		return addShapes(ctx, tx, areas)
	})
	if err != nil {
		return nil, err
	}
	return newAtlas(areas), nil
}

// addShapes reads the geometry of areas.
func addShapes(ctx context.Context, tx *store.Tx, areas []Area) error {
	type key struct {
		code AreaCode
		year int
	}
	at, years := make(map[key]int, len(areas)), map[int]bool{}
	for i, x := range areas {
		at[key{x.Code, x.Year}] = i
		years[x.Year] = true
	}
	for year := range years {
		rows, err := tx.Query(ctx, `SELECT a.code, g.wkb FROM area a JOIN area_shape g ON g.batch = a.batch AND g.code = a.code AND g.year = a.year
			WHERE a.year = $1 AND `+newestArea, year)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var code AreaCode
			var wkb []byte
			if err := rows.Scan(&code, &wkb); err != nil {
				return err
			}
			i, wanted := at[key{code, year}]
			if !wanted {
				continue
			}
			if areas[i].Geometry, err = geo.DecodeWKB(wkb); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

func newAtlas(areas []Area) *Atlas {
	slices.SortFunc(areas, func(a, b Area) int { return strings.Compare(string(a.Code), string(b.Code)) })
	a := &Atlas{byCode: make(map[AreaCode]int, len(areas)), areas: areas, children: map[AreaCode][]Area{}, byKind: map[AreaKind][]Area{}}
	shapes := make([]orb.MultiPolygon, len(areas))
	// The smallest areas come first, because the locator lets the first win; a municipality is then
	// found only where no wijk is.
	var located []geo.Located
	for _, kind := range []AreaKind{Wijk, Municipality} {
		for _, x := range areas {
			if x.Kind == kind && len(x.Geometry) > 0 {
				located = append(located, geo.Located{Code: string(x.Code), Area: x.Geometry})
			}
		}
	}
	a.locator = geo.NewLocator(located)
	for i := range areas {
		shapes[i], areas[i].Geometry = areas[i].Geometry, nil
		x := areas[i]
		a.byCode[x.Code] = i
		a.byKind[x.Kind] = append(a.byKind[x.Kind], x)
		if x.Parent != "" {
			a.children[x.Parent] = append(a.children[x.Parent], x)
		}
	}
	a.drawn = geo.Simplify(shapes, drawnM) // all together, or neighbours would no longer touch
	return a
}

// Area gives an area with its population and centre.
func (a *Atlas) Area(code AreaCode) (Area, bool) {
	i, ok := a.byCode[code]
	if !ok {
		return Area{}, false
	}
	return a.areas[i], true
}

// Areas gives the areas of a kind in the order of their codes. The slice is the atlas's own: do not
// change it.
func (a *Atlas) Areas(kind AreaKind) []Area { return a.byKind[kind] }

// Children gives the areas directly within an area. The slice is the atlas's own: do not change it.
func (a *Atlas) Children(code AreaCode) []Area { return a.children[code] }

// Locate gives the wijk in which a point lies, or the municipality where no wijk is known.
func (a *Atlas) Locate(at geo.Point) (AreaCode, bool) {
	code, ok := a.locator.Find(at)
	return AreaCode(code), ok
}

// Shapes gives the shapes of areas for drawing, lighter than the real ones, each in the place of its
// code; one that is not known has no shape. Shapes of one atlas fit together.
func (a *Atlas) Shapes(codes []AreaCode) []orb.MultiPolygon {
	shapes := make([]orb.MultiPolygon, len(codes))
	for i, c := range codes {
		if at, ok := a.byCode[c]; ok {
			shapes[i] = a.drawn[at]
		}
	}
	return shapes
}
