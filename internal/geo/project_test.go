package geo_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"eerstelijn/internal/geo"
)

var pathToken = regexp.MustCompile(`[Mlz]|-?(?:\d+(?:\.\d+)?|\.\d+)`)

// readPath reads path data as a browser does, in the units of the viewBox.
func readPath(t interface{ Fatalf(string, ...any) }, path string) [][][2]float64 {
	var rings [][][2]float64
	var x, y float64
	var numbers []float64
	command := ""
	if rest := pathToken.ReplaceAllString(path, ""); strings.TrimSpace(rest) != "" {
		t.Fatalf("path holds %q", rest)
	}
	for _, token := range pathToken.FindAllString(path, -1) {
		switch token {
		case "M", "l", "z":
			command = token
			if token == "M" {
				rings = append(rings, nil)
			}
			continue
		}
		f, err := strconv.ParseFloat(token, 64)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if numbers = append(numbers, f); len(numbers) < 2 {
			continue
		}
		if command == "M" {
			x, y = numbers[0], numbers[1]
		} else {
			x, y = x+numbers[0], y+numbers[1]
		}
		rings[len(rings)-1] = append(rings[len(rings)-1], [2]float64{x, y})
		numbers = numbers[:0]
	}
	return rings
}

// A path says where the border is, to half a step: rounding does not add up along it.
func TestPathRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		areas := tessellation(rt)
		var b orb.Bound
		for i, a := range areas {
			if b = b.Union(a.Bound()); i == 0 {
				b = a.Bound()
			}
		}
		decimals := rapid.IntRange(0, 1).Draw(rt, "decimals")
		p := geo.Fit(b, rapid.IntRange(20, 2000).Draw(rt, "width"), decimals)
		half := 0.5/math.Pow10(decimals) + 1e-6
		for _, a := range areas {
			rings := readPath(rt, geo.Path(a, p))
			if len(rings) != 1 {
				rt.Fatalf("%d rings of 1", len(rings))
			}
			for _, at := range a[0][0] {
				x, y := p.XY(geo.PointOf(at))
				found := false
				for _, q := range rings[0] {
					found = found || math.Abs(q[0]-x) <= half && math.Abs(q[1]-y) <= half
				}
				// Only a ring smaller than a triangle of steps is drawn otherwise.
				if !found && len(rings[0]) > 4 {
					rt.Fatalf("%v at %.2f,%.2f is not in the path", at, x, y)
				}
			}
			for _, q := range rings[0] {
				if q[0] < -half || q[1] < -half || q[0] > float64(p.Width)+1+half || q[1] > float64(p.Height)+1+half {
					rt.Fatalf("%v lies outside %s", q, p.ViewBox())
				}
			}
		}
	})
}

func TestPathText(t *testing.T) {
	t.Parallel()
	// On the equator a degree is a degree, so the numbers can be read off.
	fit := func(width, decimals int) geo.Projection {
		return geo.Fit(orb.Bound{Min: orb.Point{0, -5}, Max: orb.Point{10, 5}}, width, decimals)
	}
	area := orb.MultiPolygon{{{{1, 4}, {3.26, 4}, {3.26, 2}, {1.5, 1.51}, {1, 4}}}}
	for _, test := range []struct {
		p    geo.Projection
		area orb.MultiPolygon
		want string
	}{
		{fit(10, 0), area, "M1 1l2 0 0 2-1 0z"},
		{fit(10, 1), area, "M1 1l2.3 0 0 2-1.8.5z"},
		{fit(100, 0), area, "M10 10l23 0 0 20-18 5z"},
		{fit(10, 0), square(1, 1, 0.1), "M1 4l1 0 0 1-1 0z"},
		{fit(10, 0), append(square(1, 1, 2), square(5, 1, 0.1)...), "M1 4l2 0 0-2-2 0z"},
		{fit(10, 1), orb.MultiPolygon{{{{0, 0}, {.5, .5}, {.5, 0}, {0, 0}}}}, "M0 5l.5-.5 0 .5z"},
		{fit(10, 0), nil, ""},
		{fit(10, 0), orb.MultiPolygon{{{}}}, ""},
	} {
		if got := geo.Path(test.area, test.p); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	p := geo.Fit(orb.Bound{Min: orb.Point{5, 52}, Max: orb.Point{6, 53}}, 600, 0)
	// A degree north is longer than one east by 1/cos(52.5°).
	if p.ViewBox() != "0 0 600 986" {
		t.Errorf("viewBox %s", p.ViewBox())
	}
	east := geo.ShortDistanceM(geo.Point{Lat: 52.5, Lon: 5}, geo.Point{Lat: 52.5, Lon: 6})
	if math.Abs(p.StepM()*600-east) > 1 {
		t.Errorf("a step is %f m, the map %f m wide", p.StepM(), east)
	}
	at := geo.Fit(orb.Point{5, 52}.Bound(), 100, 0)
	if x, y := at.XY(geo.Point{Lat: 52, Lon: 5}); math.Abs(x-50) > 0.1 || y < 0 || y > float64(at.Height) {
		t.Errorf("a single point is drawn at %f, %f of %s", x, y, at.ViewBox())
	}
}
