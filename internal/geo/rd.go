package geo

import "github.com/paulmach/orb"

// fromRD turns RD New metres (EPSG:28992) into degrees, by the approximation of Schreutelkamp and
// Strang van Hees (Geodesia 2001, p. 64): within half a metre of the official transformation at the
// Kadaster's own test points, which is far below what a border means on a map of care. Between
// ETRS89, which that gives, and WGS84 as satellites have it, lies less than a metre more.
func fromRD(p orb.Point) orb.Point {
	x, y := (p[0]-155_000)*1e-5, (p[1]-463_000)*1e-5
	x2, y2 := x*x, y*y
	x3, y3 := x2*x, y2*y
	x4, y4 := x3*x, y3*y
	lat := 3235.65389*y - 32.58297*x2 - 0.24750*y2 - 0.84978*x2*y - 0.06550*y3 - 0.01709*x2*y2 -
		0.00738*x + 0.00530*x4 - 0.00039*x2*y3 + 0.00033*x4*y - 0.00012*x*y
	lon := 5260.52916*x + 105.94684*x*y + 2.45656*x*y2 - 0.81885*x3 + 0.05594*x*y3 - 0.05607*x3*y +
		0.01199*y - 0.00256*x3*y2 + 0.00128*x*y4 + 0.00022*y2 - 0.00022*x2 + 0.00026*x4*x
	return orb.Point{5.38720621 + lon/3600, 52.15517440 + lat/3600}
}

// areaFromRD turns a whole area in place. It gives the first point that cannot be RD, if any.
func areaFromRD(mp orb.MultiPolygon) (orb.Point, bool) {
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i, p := range ring {
				if !within(rdRange, p) {
					return p, false
				}
				ring[i] = fromRD(p)
			}
		}
	}
	return orb.Point{}, true
}
