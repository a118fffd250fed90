package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Contains tells whether a point lies in an area. A border belongs to one side only: of two
// neighbours that share its points, exactly one contains a point on it.
func Contains(mp orb.MultiPolygon, p Point) bool {
	for _, polygon := range mp {
		if polygonContains(polygon, p.Lon, p.Lat) {
			return true
		}
	}
	return false
}

// polygonContains counts the borders east of the point, over all rings at once, so that a hole needs
// no case of its own.
func polygonContains(polygon orb.Polygon, x, y float64) bool {
	odd := false
	for _, ring := range polygon {
		if len(ring) == 0 {
			continue
		}
		a := ring[0]
		for _, b := range ring[1:] {
			if (a[1] > y) != (b[1] > y) && eastOf(a, b, x, y) {
				odd = !odd
			}
			a = b
		}
	}
	return odd
}

// eastOf tells whether the line from a to b passes east of (x, y), computed from its southern end
// whichever way it is drawn: two neighbours draw it in opposite ways and must get one answer.
func eastOf(a, b orb.Point, x, y float64) bool {
	if a[1] > b[1] {
		a, b = b, a
	}
	return (b[0]-a[0])*(y-a[1]) > (x-a[0])*(b[1]-a[1])
}

// AreaKm2 is the surface of an area on the WGS84 ellipsoid in square kilometres, holes left out.
func AreaKm2(mp orb.MultiPolygon) float64 {
	total := 0.0
	for _, polygon := range mp {
		for i, ring := range polygon {
			if i == 0 {
				total += ringKm2(ring)
			} else {
				total -= ringKm2(ring)
			}
		}
	}
	return max(total, 0)
}

// ringKm2 sums strips between the border and the equator on the authalic (equal-area) latitude of
// Snyder, Map Projections, eq. 3-12.
func ringKm2(ring orb.Ring) float64 {
	const (
		equatorKm    = 6378.137
		eccentricity = 0.0818191908426215
	)
	q := func(lat float64) float64 {
		s := math.Sin(radians(lat))
		es := eccentricity * s
		return (1 - eccentricity*eccentricity) * (s/(1-es*es) + math.Atanh(es)/eccentricity)
	}
	if len(ring) < 4 {
		return 0
	}
	// Strips are measured from the first point, not from the equator: small areas keep their digits.
	base := q(ring[0][1])
	sum, last := 0.0, 0.0
	for i, p := range ring[1:] {
		here := q(p[1]) - base
		sum += radians(p[0]-ring[i][0]) * (here + last)
		last = here
	}
	return math.Abs(sum) * equatorKm * equatorKm / 4
}

// InnerPoint gives a point well inside an area, for a label or a mark. The middle of an area may lie
// outside it (a lake in the middle, a bent shape); this one does not. It gives false only for an area
// without surface.
func InnerPoint(mp orb.MultiPolygon) (Point, bool) {
	largest, size := -1, 0.0
	for i, polygon := range mp {
		if km2 := AreaKm2(orb.MultiPolygon{polygon}); km2 > size {
			largest, size = i, km2
		}
	}
	if largest < 0 {
		return Point{}, false
	}
	polygon := mp[largest]
	b := polygon.Bound()
	best, width := Point{}, 0.0
	// Horizontal cuts at several heights; the middle one is preferred unless another is clearly wider.
	for _, at := range []float64{0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.13, 0.87} {
		y := b.Min[1] + at*(b.Max[1]-b.Min[1])
		x, w := widest(polygon, y)
		p := Point{Lat: y, Lon: x}
		if w > 1.25*width && polygonContains(polygon, x, y) {
			best, width = p, w
		}
	}
	return best, width > 0
}

// widest gives the middle and the length of the longest stretch of a polygon at one latitude.
func widest(polygon orb.Polygon, y float64) (middle, width float64) {
	var cuts []float64
	for _, ring := range polygon {
		for i := range len(ring) - 1 {
			a, b := ring[i], ring[i+1]
			if (a[1] > y) != (b[1] > y) {
				cuts = append(cuts, a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]))
			}
		}
	}
	slices.Sort(cuts)
	for i := 0; i+1 < len(cuts); i += 2 {
		if w := cuts[i+1] - cuts[i]; w > width {
			middle, width = (cuts[i]+cuts[i+1])/2, w
		}
	}
	return middle, width
}
