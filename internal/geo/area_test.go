package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

func TestPointValid(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		p    geo.Point
		want string
	}{
		{geo.Point{Lat: 52, Lon: 5}, ""},
		{geo.Point{Lat: -90, Lon: 180}, ""},
		{geo.Point{Lat: 90.1, Lon: 5}, "lat"},
		{geo.Point{Lat: 52, Lon: -180.1}, "lon"},
		{geo.Point{Lat: math.NaN(), Lon: math.Inf(1)}, "lat lon"},
	} {
		var got string
		if err := test.p.Valid(); err != nil {
			for i, f := range fault.Safe(err).Fields {
				if i > 0 {
					got += " "
				}
				got += f.Name
			}
		}
		if got != test.want {
			t.Errorf("%v: wrong fields %q, want %q", test.p, got, test.want)
		}
	}
	if (geo.Point{Lat: math.NaN(), Lon: 5}).InNetherlands() {
		t.Error("a point without latitude lies in the Netherlands")
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	utrecht, groningen := geo.Point{Lat: 52.0907, Lon: 5.1214}, geo.Point{Lat: 53.2194, Lon: 6.5665}
	// Worked out apart, with Vincenty's formula on the ellipsoid: 158.9 km.
	if d := geo.DistanceM(utrecht, groningen); math.Abs(d-158_900) > 800 {
		t.Errorf("Utrecht to Groningen is %.0f m", d)
	}
	if d := geo.DistanceM(geo.Point{Lat: 90}, geo.Point{Lat: -90}); math.Abs(d-math.Pi*6_371_008.8) > 1 {
		t.Errorf("pole to pole is %.0f m", d)
	}
	rapid.Check(t, func(rt *rapid.T) {
		a := geo.Point{Lat: rapid.Float64Range(50.7, 53.6).Draw(rt, "lat"), Lon: rapid.Float64Range(3.3, 7.2).Draw(rt, "lon")}
		b := geo.Point{Lat: a.Lat + rapid.Float64Range(-0.6, 0.6).Draw(rt, "dlat"), Lon: a.Lon + rapid.Float64Range(-1, 1).Draw(rt, "dlon")}
		far, short := geo.DistanceM(a, b), geo.ShortDistanceM(a, b)
		if math.Abs(far-short) > 0.001*far+0.01 {
			rt.Fatalf("%v to %v: %f m, in short %f m", a, b, far, short)
		}
		if far != geo.DistanceM(b, a) {
			rt.Fatal("there is not as far as back")
		}
	})
}

func TestArea(t *testing.T) {
	t.Parallel()
	// One degree square at 52° N; on the sphere it would be 7,618 km².
	degree := geo.AreaKm2(square(5, 51.5, 1))
	const a, e2 = 6378.137, 0.00669437999014
	s, c := math.Sincos(52 * math.Pi / 180)
	want := a * a * (1 - e2) * c / math.Pow(1-e2*s*s, 2) * math.Pow(math.Pi/180, 2)
	if math.Abs(degree-want) > 0.0001*want {
		t.Errorf("a degree square is %f km², want about %f", degree, want)
	}
	ring := square(5, 51.5, 1)
	ring[0] = append(ring[0], square(5.25, 51.75, 0.5)[0][0])
	if got := geo.AreaKm2(ring); math.Abs(got-0.75*degree) > 0.001*degree {
		t.Errorf("with a hole of a quarter it is %f of %f", got, degree)
	}
	if geo.AreaKm2(nil) != 0 || geo.AreaKm2(orb.MultiPolygon{{{}}}) != 0 {
		t.Error("nothing has a surface")
	}
}

func TestContains(t *testing.T) {
	t.Parallel()
	area := square(5, 52, 1)
	area[0] = append(area[0], square(5.4, 52.4, 0.2)[0][0])
	area = append(area, square(6.5, 52, 0.1)[0])
	for _, test := range []struct {
		p    geo.Point
		want bool
	}{
		{geo.Point{Lat: 52.2, Lon: 5.2}, true},
		{geo.Point{Lat: 52.5, Lon: 5.5}, false},
		{geo.Point{Lat: 52.05, Lon: 6.55}, true},
		{geo.Point{Lat: 52.05, Lon: 6.3}, false},
		{geo.Point{Lat: 51, Lon: 5.5}, false},
		{geo.Point{Lat: math.NaN(), Lon: 5.5}, false},
	} {
		if got := geo.Contains(area, test.p); got != test.want {
			t.Errorf("contains %v: %v", test.p, got)
		}
	}
}

// Any point of a country lies in one area, a point on a border too: never in two, never in none.
func TestBorderBelongsToOneSide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		areas := tessellation(rt)
		along := rapid.Float64Range(0.01, 0.99).Draw(rt, "along")
		for e, n := range edgeCount(areas) {
			if n != 2 {
				continue
			}
			for _, at := range []float64{0, 0.5, along} {
				p := geo.Point{Lon: e[0][0] + at*(e[1][0]-e[0][0]), Lat: e[0][1] + at*(e[1][1]-e[0][1])}
				in := 0
				for _, a := range areas {
					if geo.Contains(a, p) {
						in++
					}
				}
				// The end of a border may lie on the coast, where the sea may have it.
				if in > 1 || in == 0 && at > 0 {
					rt.Fatalf("%v on a border lies in %d areas", p, in)
				}
			}
		}
	})
}

func TestInnerPoint(t *testing.T) {
	t.Parallel()
	// A horseshoe: its middle lies outside it.
	horseshoe := orb.MultiPolygon{
		square(6, 52, 0.01)[0],
		{{{5, 52}, {6, 52}, {6, 53}, {5.9, 53}, {5.9, 52.1}, {5.1, 52.1}, {5.1, 53}, {5, 53}, {5, 52}}},
	}
	lake := square(5, 52, 1)
	lake[0] = append(lake[0], square(5.05, 52.05, 0.9)[0][0])
	for name, area := range map[string]orb.MultiPolygon{"horseshoe": horseshoe, "lake": lake, "speck": square(5, 52, 1e-7)} {
		p, ok := geo.InnerPoint(area)
		if !ok || !geo.Contains(area, p) {
			t.Errorf("%s: %v, %v", name, p, ok)
		}
	}
	if _, ok := geo.InnerPoint(nil); ok {
		t.Error("nothing has an inner point")
	}
	rapid.Check(t, func(rt *rapid.T) {
		for _, area := range tessellation(rt) {
			if p, ok := geo.InnerPoint(area); !ok || !geo.Contains(area, p) {
				rt.Fatalf("%v is not inside %v", p, area)
			}
		}
	})
}
