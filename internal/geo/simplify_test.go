package geo_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"eerstelijn/internal/geo"
)

type edge [2]orb.Point

// edgeCount tells by how many rings each piece of border is used, whichever way it is drawn.
func edgeCount(areas []orb.MultiPolygon) map[edge]int {
	count := make(map[edge]int)
	for _, mp := range areas {
		for _, polygon := range mp {
			for _, ring := range polygon {
				for i := range len(ring) - 1 {
					a, b := ring[i], ring[i+1]
					if slices.Compare(a[:], b[:]) > 0 {
						a, b = b, a
					}
					count[edge{a, b}]++
				}
			}
		}
	}
	return count
}

// What was border between two stays border between two: the coast of the simplified country is a
// simplified coast, and nothing else is on one side only.
func TestSimplifyKeepsSharedBorders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		areas := tessellation(rt)
		// A ring may start anywhere and run either way: that is not where its borders meet.
		for _, mp := range areas {
			ring := mp[0][0]
			open := ring[:len(ring)-1]
			turn := rapid.IntRange(0, len(open)-1).Draw(rt, "start")
			open = append(slices.Clone(open[turn:]), open[:turn]...)
			if rapid.Bool().Draw(rt, "reverse") {
				slices.Reverse(open)
			}
			mp[0][0] = append(open, open[0])
		}
		tolerance := rapid.Float64Range(0, 3000).Draw(rt, "tolerance")
		before := edgeCount(areas)
		got := geo.Simplify(areas, tolerance)

		coast := make(map[orb.Point]bool) // points on the outside of the original
		for e, n := range before {
			if n == 1 {
				coast[e[0]], coast[e[1]] = true, true
			}
		}
		for e, n := range edgeCount(got) {
			switch {
			case n > 2:
				rt.Fatalf("edge %v is used %d times", e, n)
			case n == 1 && (!coast[e[0]] || !coast[e[1]]):
				rt.Fatalf("edge %v lost its neighbour", e)
			}
		}
		for i, mp := range got {
			ring := mp[0][0]
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] || geo.AreaKm2(mp) == 0 {
				rt.Fatalf("area %d collapsed to %v", i, ring)
			}
			if len(ring) > len(areas[i][0][0]) {
				rt.Fatalf("area %d grew from %d to %d points", i, len(areas[i][0][0]), len(ring))
			}
			for _, p := range areas[i][0][0] {
				if d := fromRingM(p, ring); d > tolerance+0.1 {
					rt.Fatalf("%v lies %.1f m from the new border, tolerance %.1f", p, d, tolerance)
				}
			}
		}
	})
}

// fromRingM is the distance from a point to a border, worked out by trying many points of it.
func fromRingM(p orb.Point, ring orb.Ring) float64 {
	best := math.Inf(1)
	k := math.Cos(p[1] * math.Pi / 180)
	for i := range len(ring) - 1 {
		ax, ay := (ring[i][0]-p[0])*k, ring[i][1]-p[1]
		bx, by := (ring[i+1][0]-p[0])*k, ring[i+1][1]-p[1]
		dx, dy := bx-ax, by-ay
		at := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			at = min(max(-(ax*dx+ay*dy)/l, 0), 1)
		}
		best = min(best, math.Hypot(ax+at*dx, ay+at*dy))
	}
	return best * math.Pi / 180 * 6_371_008.8
}

func TestSimplifyEnclave(t *testing.T) {
	t.Parallel()
	circle := func(r float64, start int) orb.Ring {
		var ring orb.Ring
		for i := range 101 {
			s, c := math.Sincos(2 * math.Pi * float64((i+start)%100) / 100)
			ring = append(ring, orb.Point{5 + r*c*1.6, 52 + r*s})
		}
		return ring
	}
	hole := circle(0.05, 30)
	slices.Reverse(hole)
	around := orb.MultiPolygon{{circle(0.2, 0), hole}}
	enclave := orb.MultiPolygon{{circle(0.05, 0)}}
	for _, tolerance := range []float64{100, 1000, 1e6} {
		got := geo.Simplify([]orb.MultiPolygon{around, enclave}, tolerance)
		outside, inside := got[0][0][1], got[1][0][0]
		if len(inside) >= 100 || len(inside) < 4 || len(outside) != len(inside) {
			t.Fatalf("tolerance %.0f: enclave of %d points in a hole of %d", tolerance, len(inside), len(outside))
		}
		for _, p := range outside {
			if !slices.Contains(inside, p) {
				t.Errorf("tolerance %.0f: the hole has %v, the enclave not", tolerance, p)
			}
		}
	}
}

func TestSimplifyStrangeInput(t *testing.T) {
	t.Parallel()
	line := orb.MultiPolygon{{{{5, 52}, {5.1, 52}, {5, 52}}}}
	spike := orb.MultiPolygon{{{{5, 52}, {5.1, 52}, {5.1, 52.1}, {5.2, 52.2}, {5.1, 52.1}, {5, 52}}}}
	in := []orb.MultiPolygon{nil, {}, {{}}, {{{}}}, line, spike, square(5, 52, 0.1)}
	got := geo.Simplify(in, 1e9)
	if len(got) != len(in) || !got[4].Equal(line) || len(got[6][0][0]) < 4 {
		t.Errorf("got %v", got)
	}
}
