package geo

import (
	"math"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
)

// The boxes in which Dutch areas lie, with their waters: the European part, and Bonaire, Sint
// Eustatius and Saba.
var (
	europeanNL  = orb.Bound{Min: orb.Point{3.0, 50.5}, Max: orb.Point{7.5, 54.0}}
	caribbeanNL = orb.Bound{Min: orb.Point{-68.7, 11.8}, Max: orb.Point{-62.7, 17.9}}
)

// The ranges in which other coordinate systems put the European Netherlands, to tell what a file
// holds instead of degrees. The first is where the Kadaster says RD may be used.
var (
	rdRange       = orb.Bound{Min: orb.Point{-7_000, 289_000}, Max: orb.Point{300_000, 629_000}}
	mercatorRange = orb.Bound{Min: orb.Point{330_000, 6_500_000}, Max: orb.Point{840_000, 7_180_000}}
)

func inNetherlands(p orb.Point) bool { return within(europeanNL, p) || within(caribbeanNL, p) }

// within is orb's Bound.Contains for points that may be NaN, which that one says every bound contains.
func within(b orb.Bound, p orb.Point) bool {
	return p[0] >= b.Min[0] && p[0] <= b.Max[0] && p[1] >= b.Min[1] && p[1] <= b.Max[1]
}

// misplaced says what is wrong with a coordinate outside the Netherlands, as far as it can be told.
func misplaced(p orb.Point) fault.Text {
	x, y := floatText(p[0]), floatText(p[1])
	switch {
	case !finite(p):
		return say("Een coördinaat is geen eindig getal.", "a coordinate is not a finite number")
	case inNetherlands(orb.Point{p[1], p[0]}):
		return say("De coördinaten staan andersom: [%s, %s]. Verwacht is eerst de lengte en dan de breedte, zoals [5.12, 52.09].",
			"the axes are swapped: [%s, %s]; expected longitude first, then latitude, such as [5.12, 52.09]", x, y)
	case within(rdRange, p):
		return say("Dit zijn RD-coördinaten (EPSG:28992): [%s, %s]. Verwacht zijn graden (WGS84), eerst de lengte en dan de breedte, zoals [5.12, 52.09]. RD wordt alleen in een GeoPackage gelezen.",
			"these are RD coordinates (EPSG:28992): [%s, %s]; expected degrees (WGS84), longitude first, such as [5.12, 52.09]; RD is read from GeoPackage only", x, y)
	case within(mercatorRange, p):
		return say("Dit zijn Web Mercator-coördinaten (EPSG:3857): [%s, %s]. Verwacht zijn graden (WGS84), eerst de lengte en dan de breedte, zoals [5.12, 52.09].",
			"these are Web Mercator coordinates (EPSG:3857): [%s, %s]; expected degrees (WGS84), longitude first, such as [5.12, 52.09]", x, y)
	}
	return say("[%s, %s] ligt niet in Nederland. Verwacht zijn graden (WGS84), eerst de lengte en dan de breedte, zoals [5.12, 52.09].",
		"[%s, %s] does not lie in the Netherlands; expected degrees (WGS84), longitude first, such as [5.12, 52.09]", x, y)
}

func finite(p orb.Point) bool {
	return !math.IsNaN(p[0]+p[1]) && !math.IsInf(p[0], 0) && !math.IsInf(p[1], 0)
}

// checkArea finds what is wrong with the geometry of one feature: the first fault of its rings, and
// the first coordinate out of place. It gives false if there was any.
func checkArea(mp orb.MultiPolygon, at place, column string, rep *report) bool {
	before := rep.total
	if text, ok := ringFault(mp); !ok {
		rep.add(at, column, text)
	}
	if text, ok := pointFault(mp); !ok {
		rep.add(at, column, text)
	}
	if rep.total == before && AreaKm2(mp) == 0 {
		rep.add(at, column, say("Het gebied heeft geen oppervlakte.", "the area has no surface"))
	}
	return rep.total == before
}

func ringFault(mp orb.MultiPolygon) (fault.Text, bool) {
	if len(mp) == 0 {
		return emptyArea(), false
	}
	for _, polygon := range mp {
		if len(polygon) == 0 {
			return emptyArea(), false
		}
		for _, ring := range polygon {
			switch {
			case len(ring) == 0:
				return emptyArea(), false
			case ring[0] != ring[len(ring)-1]:
				return say("Een grens is niet gesloten: het laatste punt moet gelijk zijn aan het eerste.",
					"a ring is not closed: its last point must equal its first"), false
			case len(ring) < 4:
				return say("Een grens heeft %d punten. Verwacht zijn er ten minste 4, waarvan het laatste gelijk is aan het eerste.",
					"a ring has %d points; expected at least 4, the last equal to the first", len(ring)), false
			}
		}
	}
	return fault.Text{}, true
}

func pointFault(mp orb.MultiPolygon) (fault.Text, bool) {
	for _, polygon := range mp {
		for _, ring := range polygon {
			for _, p := range ring {
				if !inNetherlands(p) {
					return misplaced(p), false
				}
			}
		}
	}
	return fault.Text{}, true
}

func emptyArea() fault.Text {
	return say("Het gebied heeft geen grens. Verwacht is een Polygon of MultiPolygon.",
		"the geometry is empty; expected a Polygon or MultiPolygon")
}
