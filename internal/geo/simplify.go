package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Simplify gives areas with fewer points, for drawing. No border moves further than the tolerance in
// metres, and neighbours that share the points of a border still share it: the border is simplified
// once, for both. So pass all areas of a map together; an area simplified alone no longer fits its
// neighbours. No area and no hole disappears or turns inside out: where one would, its borders keep
// more of their points. Two borders that run close together may touch or cross.
//
// The result has the order and the shape (polygons, rings) of the input, which is left as it was.
func Simplify(areas []orb.MultiPolygon, toleranceM float64) []orb.MultiPolygon {
	n := newBorderNet(areas)
	for i := range n.arcs {
		n.arcs[i].tolerance = toleranceM
		n.simplify(&n.arcs[i])
	}
	n.restoreCollapsed()
	out := make([]orb.MultiPolygon, len(areas))
	next := 0
	for i, mp := range areas {
		out[i] = make(orb.MultiPolygon, len(mp))
		for j, polygon := range mp {
			out[i][j] = make(orb.Polygon, len(polygon))
			for k := range polygon {
				out[i][j][k] = n.draw(n.rings[next])
				next++
			}
		}
	}
	return out
}

// restoreCollapsed gives points back to rings that became a line or turned over, and with them to
// the neighbours along the same arcs. Each round asks a quarter of the tolerance of those arcs, the
// last none at all.
func (n *borderNet) restoreCollapsed() {
	const rounds = 6
	for round := 1; round <= rounds; round++ {
		again := false
		for _, r := range n.rings {
			if n.keepsShape(r) {
				continue
			}
			for _, piece := range r.pieces {
				a := &n.arcs[piece.arc]
				if a.round == round || len(a.kept) == len(a.ids) {
					continue
				}
				a.round = round
				a.tolerance /= 4
				if round == rounds {
					a.tolerance = -1
				}
				n.simplify(a)
				again = true
			}
		}
		if !again {
			return
		}
	}
}

// keepsShape tells whether a ring still has a surface, on the side where it was.
func (n *borderNet) keepsShape(r netRing) bool {
	return r.turn == 0 || n.turn(n.draw(r)) == r.turn
}

// turn is 1 for a ring drawn counter-clockwise, -1 for clockwise, 0 for one without surface.
func (n *borderNet) turn(ring orb.Ring) int {
	if len(ring) < 4 {
		return 0
	}
	sum := 0.0
	for i := range len(ring) - 1 {
		a, b := ring[i], ring[i+1]
		sum += (a[0]-ring[0][0])*(b[1]-ring[0][1]) - (b[0]-ring[0][0])*(a[1]-ring[0][1])
	}
	switch {
	case sum > 0:
		return 1
	case sum < 0:
		return -1
	}
	return 0
}

// simplify keeps the points of an arc that its tolerance asks for (Douglas-Peucker). The ends stay.
// A closed arc has no ends: it is cut at its first point and at the point farthest from that.
func (n *borderNet) simplify(a *arc) {
	keep := make([]bool, len(a.ids))
	last := len(a.ids) - 1
	keep[0], keep[last] = true, true
	if a.ids[0] != a.ids[last] {
		n.keepFar(a, keep, 0, last)
	} else if far, _ := n.farthest(a, 0, last); far > 0 {
		keep[far] = true
		n.keepFar(a, keep, 0, far)
		n.keepFar(a, keep, far, last)
	}
	a.kept = a.kept[:0]
	for i, id := range a.ids {
		if keep[i] {
			a.kept = append(a.kept, id)
		}
	}
}

// keepFar marks what must stay between two points that do.
func (n *borderNet) keepFar(a *arc, keep []bool, from, to int) {
	type stretch struct{ from, to int }
	todo := []stretch{{from, to}}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		far, distance := n.farthest(a, s.from, s.to)
		if far == 0 || distance <= a.tolerance {
			continue
		}
		keep[far] = true
		todo = append(todo, stretch{s.from, far}, stretch{far, s.to})
	}
}

// farthest gives the place of the point between from and to that lies farthest from the straight
// line between them, and that distance in metres; 0 if there is no point between.
func (n *borderNet) farthest(a *arc, from, to int) (far int, distance float64) {
	distance = -1
	p, q := n.points[a.ids[from]], n.points[a.ids[to]]
	for i := from + 1; i < to; i++ {
		if d := segmentM(n.points[a.ids[i]], p, q, a.cosLat); d > distance {
			far, distance = i, d
		}
	}
	return far, distance
}

// segmentM is the distance from p to the line piece a-b in metres, on a map flat around cosLat.
func segmentM(p, a, b orb.Point, cosLat float64) float64 {
	bx, by := (b[0]-a[0])*cosLat, b[1]-a[1]
	px, py := (p[0]-a[0])*cosLat, p[1]-a[1]
	if length := bx*bx + by*by; length > 0 {
		t := min(max((px*bx+py*by)/length, 0), 1)
		px, py = px-t*bx, py-t*by
	}
	return radians(math.Sqrt(px*px+py*py)) * earthRadiusM
}
