package geo_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"eerstelijn/internal/geo"
)

// readAny reads whatever it is given: what comes out is either sound areas or a list of problems.
func readAny(t *testing.T, text string) {
	features, err := geo.Read(t.Context(), "fuzz", strings.NewReader(text), geo.Options{})
	if err != nil {
		wantFileError(t, features, err)
		return
	}
	if len(features) == 0 {
		t.Fatal("neither areas nor problems")
	}
	for i, f := range features {
		if f.Index != i+1 || f.Line < 1 || f.Properties == nil {
			t.Fatalf("feature %d is %+v", i+1, f)
		}
		soundArea(t, f.Geometry)
	}
}

func soundArea(t *testing.T, mp orb.MultiPolygon) {
	if geo.AreaKm2(mp) <= 0 {
		t.Fatalf("no surface: %v", mp)
	}
	for _, polygon := range mp {
		for _, ring := range polygon {
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				t.Fatalf("bad ring: %v", ring)
			}
			for _, p := range ring {
				if !geo.PointOf(p).InNetherlands() {
					t.Fatalf("%v is elsewhere", p)
				}
			}
		}
	}
	drawn := geo.Path(geo.Simplify([]orb.MultiPolygon{mp}, 100)[0], geo.Fit(mp.Bound(), 300, 1))
	if !strings.HasPrefix(drawn, "M") || !strings.HasSuffix(drawn, "z") {
		t.Fatalf("drawn as %q", drawn)
	}
}

func FuzzGeoJSON(f *testing.F) {
	f.Add(collection(feature(squareGeoJSON)))
	f.Add(collection(feature(`{"type":"GeometryCollection","geometries":[` + squareGeoJSON + `]}`)))
	f.Add(collection(feature(`{"type":"MultiPolygon","coordinates":[[[[5,52,1],[5.1e0,52],[5.1,52.1],[5,52,1]]]]}`)))
	f.Add("{\"features\":[\n null,{}],\"type\":\"FeatureCollection\",\"crs\":{\"properties\":{\"name\":\"x\"}}}")
	f.Add("SQLite format 3\x00")
	f.Fuzz(readAny)
}

func FuzzTopoJSON(f *testing.F) {
	f.Add(topo(pairObject))
	f.Add(topo(`"x":{"type":"Polygon","arcs":[[0,1],[2,0]]}`))
	f.Add(topo(`"x":{"type":"GeometryCollection","geometries":[{"type":null},{"type":"MultiPolygon","arcs":[[[-1]]]}]}`))
	f.Add(`{"type":"Topology","arcs":[[[5,52],[5.1,52]],[[5,52],[5,52.1],[5.1,52]]],"objects":{"x":{"type":"Polygon","arcs":[[0,-2]]}}}`)
	f.Fuzz(readAny)
}

func FuzzWKB(f *testing.F) {
	f.Add(geo.EncodeWKB(square(5, 52, 0.1)))
	f.Add(wkb.MustMarshal(square(5, 52, 0.1)[0], binary.BigEndian))
	f.Add(wkb.MustMarshal(orb.Collection{orb.Point{5, 52}}))
	f.Add([]byte{1, 6, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		mp, err := geo.DecodeWKB(data)
		if err != nil {
			if mp != nil {
				t.Fatal("an error and an area")
			}
			return
		}
		// NaN is not equal to itself, so compare what is written.
		again, err := geo.DecodeWKB(geo.EncodeWKB(mp))
		if err != nil || string(geo.EncodeWKB(again)) != string(geo.EncodeWKB(mp)) {
			t.Fatalf("%v becomes %v, %v", mp, again, err)
		}
	})
}

func TestWKB(t *testing.T) {
	t.Parallel()
	area := append(square(5, 52, 0.1), square(6, 52, 0.1)...)
	if got, err := geo.DecodeWKB(geo.EncodeWKB(area)); err != nil || !got.Equal(area) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := geo.DecodeWKB(wkb.MustMarshal(area[0], binary.BigEndian)); err != nil || !got.Equal(area[:1]) {
		t.Errorf("a polygon, big-endian: %v, %v", got, err)
	}
	if got, err := geo.DecodeWKB(geo.EncodeWKB(nil)); err != nil || len(got) != 0 {
		t.Errorf("nothing: %v, %v", got, err)
	}
	withZ := geo.EncodeWKB(area)
	binary.LittleEndian.PutUint32(withZ[1:], 1006)
	for says, data := range map[string][]byte{
		"damaged":    {1, 6, 0},
		"cut off":    geo.EncodeWKB(area)[:50],
		"WKB kind 1": wkb.MustMarshal(orb.Point{5, 52}),
		"flat (2D)":  withZ,
	} {
		if _, err := geo.DecodeWKB(data); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, errors.Unwrap(err))
		}
	}
}
