package geo_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"eerstelijn/internal/geo"
)

// bruteForce asks every area in turn.
func bruteForce(areas []geo.Located, p geo.Point) (string, bool) {
	for _, a := range areas {
		if geo.Contains(a.Area, p) {
			return a.Code, true
		}
	}
	return "", false
}

func TestLocatorEqualsBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var areas []geo.Located
		for i, mp := range tessellation(rt) {
			areas = append(areas, geo.Located{Code: fmt.Sprint("A", i), Area: mp})
		}
		// One in another part of the world, one over all of them, one with nothing.
		areas = append(areas, geo.Located{Code: "far", Area: square(-68.3, 12.1, 0.2)},
			geo.Located{Code: "over", Area: append(square(4.9, 51.9, 0.3), square(5.3, 52, 0.1)...)}, geo.Located{Code: "none"})
		l := geo.NewLocator(areas)
		for range 50 {
			p := geo.Point{Lat: rapid.Float64Range(51.85, 52.25).Draw(rt, "lat"), Lon: rapid.Float64Range(4.85, 5.45).Draw(rt, "lon")}
			if rapid.Bool().Draw(rt, "vertex") {
				ring := areas[rapid.IntRange(0, len(areas)-4).Draw(rt, "area")].Area[0][0]
				p = geo.PointOf(ring[rapid.IntRange(0, len(ring)-1).Draw(rt, "at")])
			}
			got, ok := l.Find(p)
			want, wantOK := bruteForce(areas, p)
			if got != want || ok != wantOK {
				rt.Fatalf("%v lies in %q (%v), found %q (%v)", p, want, wantOK, got, ok)
			}
		}
		if code, _ := l.Find(geo.Point{Lat: 12.2, Lon: -68.2}); code != "far" {
			rt.Fatalf("the far one is %q", code)
		}
	})
}

func TestLocatorStrangePoints(t *testing.T) {
	t.Parallel()
	full := geo.NewLocator([]geo.Located{{Code: "a", Area: square(5, 52, 0.1)}})
	for _, l := range []*geo.Locator{full, geo.NewLocator(nil), geo.NewLocator([]geo.Located{{Code: "a", Area: orb.MultiPolygon{{{}}}}})} {
		for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300} {
			for _, p := range []geo.Point{{Lat: f, Lon: 5}, {Lat: 52, Lon: f}, {Lat: f, Lon: f}} {
				if code, ok := l.Find(p); ok {
					t.Errorf("%v lies in %q", p, code)
				}
			}
		}
	}
}
