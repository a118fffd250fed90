package spotmap

import (
	"strings"
	"testing"

	"eerstelijn/internal/geo"
)

func TestAround(t *testing.T) {
	t.Parallel()
	utrecht, amersfoort, groningen := geo.Point{Lat: 52.09, Lon: 5.12}, geo.Point{Lat: 52.15, Lon: 5.39}, geo.Point{Lat: 53.22, Lon: 6.57}
	for name, c := range map[string]struct {
		at   []geo.Point
		want bool
	}{
		"nothing":              {nil, false},
		"unknown":              {[]geo.Point{{}}, false},
		"another continent":    {[]geo.Point{{Lat: 5.12, Lon: 52.09}}, false},
		"one":                  {[]geo.Point{utrecht}, true},
		"two":                  {[]geo.Point{utrecht, amersfoort}, true},
		"two and one unknown":  {[]geo.Point{utrecht, {}, amersfoort}, true},
		"too far from another": {[]geo.Point{utrecht, groningen}, false},
	} {
		spots := make([]Spot, len(c.at))
		for i, p := range c.at {
			spots[i].Point = p
		}
		b, ok := around(spots)
		if ok != c.want {
			t.Errorf("%s: %v, want %v", name, ok, c.want)
		}
		if !ok {
			continue
		}
		for _, p := range c.at {
			if p != (geo.Point{}) && !b.Contains(p.Orb()) {
				t.Errorf("%s: %v lies off the map", name, p)
			}
		}
		if p := geo.Fit(b, 1000, 0); p.Height < 700 || p.Height > 800 {
			t.Errorf("%s: the sheet is %d high, want four by three", name, p.Height)
		}
	}
}

// TestMarksDoNotCover: spots on one place become one mark that tells of all.
func TestMarksDoNotCover(t *testing.T) {
	t.Parallel()
	here, there := geo.Point{Lat: 52.09, Lon: 5.12}, geo.Point{Lat: 52.11, Lon: 5.15}
	spots := []Spot{{Point: here, Label: "1", Title: "een"}, {Point: here, Label: "2", Title: "twee"}, {Point: there, Label: "3", Title: "drie"}, {Point: here, Label: "4", Title: "vier"}}
	b, ok := around(spots)
	if !ok {
		t.Fatal("no map")
	}
	m := marks(spots, geo.Fit(b, 1000, 0))
	if len(m) != 2 || m[0].Label != "1+" || m[1].Label != "3" {
		t.Fatalf("got %+v", m)
	}
	for _, title := range []string{"een", "twee", "vier"} {
		if !strings.Contains(m[0].Title, title) {
			t.Errorf("%q does not tell of %s", m[0].Title, title)
		}
	}
}

func TestNoAtlasNoMap(t *testing.T) {
	t.Parallel()
	if _, ok := View(nil, "kaart", "Kaart", []Spot{{Point: geo.Point{Lat: 52.09, Lon: 5.12}}}); ok {
		t.Error("a map was drawn on nothing")
	}
}
