package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Located is an area to be found by a point in it.
type Located struct {
	Code string
	Area orb.MultiPolygon
}

// Locator finds the area in which a point lies. It does not change once made and may be used by many
// at once.
//
// It is a grid over the map; each cell lists the polygons whose rectangle touches it. A cell holds
// but a few, so a look-up is a few rectangles and one or two walks round a border. Finer divisions
// were not worth their code: see the benchmark.
type Locator struct {
	codes      []string
	polygons   []locPolygon
	bound      orb.Bound
	side       int       // cells along each axis
	perX, perY float64   // cells per degree
	cells      [][]int32 // indexes of polygons, in the order of the areas
}

type locPolygon struct {
	bound orb.Bound
	area  int32
	rings orb.Polygon
}

// NewLocator makes a locator of areas. Where they overlap, the first wins.
func NewLocator(areas []Located) *Locator {
	l := &Locator{codes: make([]string, len(areas))}
	for i, a := range areas {
		l.codes[i] = a.Code
		for _, polygon := range a.Area {
			if len(polygon) == 0 || len(polygon[0]) == 0 {
				continue
			}
			b := polygon.Bound()
			if len(l.polygons) == 0 {
				l.bound = b
			}
			l.bound = l.bound.Union(b)
			l.polygons = append(l.polygons, locPolygon{bound: b, area: int32(i), rings: polygon})
		}
	}
	// About eight cells a polygon, within reason.
	l.side = min(max(int(math.Sqrt(8*float64(len(l.polygons)))), 1), 512)
	l.perX = perDegree(l.side, l.bound.Max[0]-l.bound.Min[0])
	l.perY = perDegree(l.side, l.bound.Max[1]-l.bound.Min[1])
	l.cells = make([][]int32, l.side*l.side)
	for i, p := range l.polygons {
		x0, y0 := l.cell(p.bound.Min)
		x1, y1 := l.cell(p.bound.Max)
		for y := y0; y <= y1; y++ {
			for x := x0; x <= x1; x++ {
				l.cells[y*l.side+x] = append(l.cells[y*l.side+x], int32(i))
			}
		}
	}
	return l
}

func perDegree(cells int, degrees float64) float64 {
	if degrees <= 0 {
		return 0
	}
	return float64(cells) / degrees
}

// cell gives the column and row of a point inside the bound; its far edges belong to the last cells.
func (l *Locator) cell(p orb.Point) (x, y int) {
	x = int((p[0] - l.bound.Min[0]) * l.perX)
	y = int((p[1] - l.bound.Min[1]) * l.perY)
	return min(max(x, 0), l.side-1), min(max(y, 0), l.side-1)
}

// Find gives the code of the area in which a point lies, false if it lies in none.
func (l *Locator) Find(at Point) (code string, ok bool) {
	p := at.Orb()
	if len(l.polygons) == 0 || !within(l.bound, p) {
		return "", false
	}
	x, y := l.cell(p)
	for _, i := range l.cells[y*l.side+x] {
		poly := &l.polygons[i]
		if within(poly.bound, p) && polygonContains(poly.rings, p[0], p[1]) {
			return l.codes[poly.area], true
		}
	}
	return "", false
}
