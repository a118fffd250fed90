package areamap

import (
	"cmp"
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
// meets in every point and each walk ends where it began.
func (w *walkable) rings() []orb.Ring {
	var rings []orb.Ring
	for _, start := range w.order {
		for len(w.next[start]) > 0 {
			ring := orb.Ring{start}
			for at := start; ; {
				to := w.next[at][0]
				w.cut(at, to)
				ring = append(ring, to)
				if at = to; at == start {
					break
				}
			}
			if len(ring) > 3 {
				rings = append(rings, ring)
			}
		}
	}
	return rings
}

// nest gives each ring a polygon of its own, except that holes of the largest belong to it: the label
// stands there, and not in a hole. The fill needs no more, since evenodd finds every hole.
func nest(rings []orb.Ring) orb.MultiPolygon {
	if len(rings) == 0 {
		return nil
	}
	largest := slices.MaxFunc(rings, func(a, b orb.Ring) int { return cmp.Compare(span(a), span(b)) })
	first := orb.Polygon{largest}
	outline := orb.MultiPolygon{{largest}}
	shape := orb.MultiPolygon{nil}
	for _, ring := range rings {
		switch {
		case &ring[0] == &largest[0]:
		case geo.Contains(outline, middle(ring)):
			first = append(first, ring)
		default:
			shape = append(shape, orb.Polygon{ring})
		}
	}
	shape[0] = first
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
