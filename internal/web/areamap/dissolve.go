package areamap

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
)

// dissolve joins areas into one shape: a stretch of border that two of them share disappears. Borders
// must share their points, as those of geo.Simplify do; where they do not, a line stays. It is to be
// filled with fill-rule evenodd.
func dissolve(areas []orb.MultiPolygon) orb.MultiPolygon {
	if len(areas) == 1 {
		return areas[0]
	}
	net := walkable{next: map[orb.Point][]orb.Point{}}
	for _, a := range areas {
		for _, polygon := range a {
			for _, ring := range polygon {
				for i := range len(ring) - 1 {
					net.toggle(ring[i], ring[i+1])
				}
			}
		}
	}
	return nest(net.rings())
}

// walkable is a set of border stretches without direction: files draw their rings either way round.
type walkable struct {
	next  map[orb.Point][]orb.Point
	order []orb.Point // where walks may start; a fixed order, so that equal input gives equal paths
}

// toggle adds a stretch, or takes it away when it is there: it is then drawn from both sides.
func (w *walkable) toggle(a, b orb.Point) {
	if a == b {
		return
	}
	if i := slices.Index(w.next[a], b); i >= 0 {
		w.cut(a, b)
		return
	}
	w.order = append(w.order, a)
	w.next[a] = append(w.next[a], b)
	w.next[b] = append(w.next[b], a)
}

func (w *walkable) cut(a, b orb.Point) {
	for _, end := range [][2]orb.Point{{a, b}, {b, a}} {
		list := w.next[end[0]]
		i := slices.Index(list, end[1])
		w.next[end[0]] = slices.Delete(list, i, i+1)
	}
}

// rings walks along what is left. Each ring that came in was closed, so an even number of stretches
// meets in every point and each walk ends where it began. Where more than two meet a walk takes the
// first to the right, and so keeps one side of the border beside it: rings touch and never cross.
func (w *walkable) rings() []orb.Ring {
	var rings []orb.Ring
	for _, start := range w.order {
		for len(w.next[start]) > 0 {
			second := w.next[start][0]
			ring := orb.Ring{start, second}
			for from, at := start, second; ; {
				to := w.right(from, at)
				if at == start && to == second {
					break
				}
				ring = append(ring, to)
				from, at = at, to
			}
			for i := range len(ring) - 1 {
				w.cut(ring[i], ring[i+1])
			}
			if len(ring) > 3 {
				rings = append(rings, ring)
			}
		}
	}
	return rings
}

// right is where a walk that came from one point to the next goes on. Two ways in never lead to one
// way out, so every walk comes back where it began.
func (w *walkable) right(from, at orb.Point) orb.Point {
	ends := w.next[at]
	slices.SortFunc(ends, func(a, b orb.Point) int {
		return cmp.Or(cmp.Compare(angle(at, a), angle(at, b)), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return ends[(slices.Index(ends, from)+1)%len(ends)]
}

func angle(at, to orb.Point) float64 { return math.Atan2(to[1]-at[1], to[0]-at[0]) }

// nest makes polygons: what lies within an outline belongs to it, so that no label stands in a hole.
// The fill would need no more than rings, since evenodd finds every hole.
func nest(rings []orb.Ring) orb.MultiPolygon {
	slices.SortStableFunc(rings, func(a, b orb.Ring) int { return cmp.Compare(span(b), span(a)) })
	var shape orb.MultiPolygon
	for _, ring := range rings {
		within := slices.IndexFunc(shape, func(p orb.Polygon) bool {
			return geo.Contains(orb.MultiPolygon{{p[0]}}, middle(ring))
		})
		if within < 0 {
			shape = append(shape, orb.Polygon{ring})
			continue
		}
		shape[within] = append(shape[within], ring)
	}
	return shape
}

// span is the size of the rectangle around a ring: what encloses is larger than what is enclosed.
func span(r orb.Ring) float64 {
	b := r.Bound()
	return (b.Max[0] - b.Min[0]) * (b.Max[1] - b.Min[1])
}

// middle is a point on a ring that is no corner: a hole may touch what is around it in a corner.
func middle(r orb.Ring) geo.Point {
	return geo.PointOf(orb.Point{(r[0][0] + r[1][0]) / 2, (r[0][1] + r[1][1]) / 2})
}
