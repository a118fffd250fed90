package demo

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

func TestBordersAreSharedExactly(t *testing.T) {
	t.Parallel()
	for _, region := range []string{"rivierenzoom", "duinrand", "veenkant"} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			var shapes []orb.Polygon
			sum := 0.0
			edges := map[[2]orb.Point]int{}
			for _, w := range draw().wijken {
				if w.region != region {
					continue
				}
				shapes = append(shapes, w.shape[0])
				sum += geo.AreaKm2(w.shape)
				ring := w.shape[0][0]
				for i := range len(ring) - 1 {
					edges[[2]orb.Point{ring[i], ring[i+1]}]++
				}
			}
			outline := union(shapes)
			if len(outline) != 1 {
				t.Fatalf("the outline has %d parts; want 1: neighbours do not share their borders", len(outline))
			}
			// Overlaps make the sum larger than the outline, gaps smaller; together with borders that are each drawn once
			// in each direction there can be neither.
			if whole := geo.AreaKm2(outline); math.Abs(sum-whole) > 1e-6 {
				t.Errorf("wijken measure %.9f km², their outline %.9f km²", sum, whole)
			}
			for e, n := range edges {
				if n != 1 {
					t.Errorf("the border %v is drawn %d times in one direction; want 1", e, n)
				}
			}
		})
	}
}

func TestBordersDoNotCrossThemselves(t *testing.T) {
	t.Parallel()
	for _, w := range draw().wijken {
		ring := w.shape[0][0]
		if len(ring) < 20 {
			t.Errorf("%s has %d points; want a border that looks real", w.name, len(ring))
		}
		seen := map[orb.Point]bool{}
		for i := range len(ring) - 1 {
			if seen[ring[i]] {
				t.Errorf("%s touches itself at %v", w.name, ring[i])
			}
			seen[ring[i]] = true
			for j := i + 2; j < len(ring)-1; j++ {
				if (i > 0 || j < len(ring)-2) && cross(ring[i], ring[i+1], ring[j], ring[j+1]) {
					t.Errorf("%s crosses itself near %v", w.name, ring[i])
				}
			}
		}
		if !geo.Contains(w.shape, w.heart) {
			t.Errorf("the heart of %s lies outside it", w.name)
		}
	}
}

func cross(a, b, c, d orb.Point) bool {
	turn := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0
}

func TestAreasAreCoherent(t *testing.T) {
	t.Parallel()
	m := draw()
	seen := map[network.AreaCode]bool{}
	totals := map[network.AreaCode]int{}
	inhabitants := map[string]int{}
	for _, a := range m.areas {
		if seen[a.Code] {
			t.Errorf("%s stands twice", a.Code)
		}
		seen[a.Code] = true
		if !strings.HasPrefix(string(a.Code), "GM99") && !strings.HasPrefix(string(a.Code), "WK99") {
			t.Errorf("%s could be a real code", a.Code)
		}
		if a.Year != Year || !a.Center.InNetherlands() || !geo.Contains(a.Geometry, a.Center) {
			t.Errorf("%s: year %d, center %v", a.Code, a.Year, a.Center)
		}
		if a.Kind == network.Municipality {
			totals[a.Code] = *a.Population
			continue
		}
		if !seen[a.Parent] || string(a.Code[2:6]) != string(a.Parent[2:]) {
			t.Errorf("%s: its municipality %s does not come first or does not fit", a.Code, a.Parent)
		}
		if a.Population == nil {
			if a.Name != "Blauwgriend" || len(a.Figures) != 1 {
				t.Errorf("%s has no inhabitants on record but %d figures", a.Name, len(a.Figures))
			}
			continue
		}
		totals[a.Parent] -= *a.Population
		if *a.Population < 1_500 || *a.Population > 19_000 || *a.Population%5 != 0 {
			t.Errorf("%s has %d inhabitants", a.Name, *a.Population)
		}
		ages := 0.0
		for _, class := range []string{"pct_0_14", "pct_15_24", "pct_25_44", "pct_45_64", "pct_65plus"} {
			ages += a.Figures[class]
		}
		if ages != 100 {
			t.Errorf("the ages of %s add up to %v %%", a.Name, ages)
		}
	}
	for code, rest := range totals {
		if rest != 0 {
			t.Errorf("%s has %d inhabitants more than its wijken", code, rest)
		}
	}
	for _, w := range m.wijken {
		inhabitants[w.region] += w.population
	}
	if inhabitants["rivierenzoom"] != 96_000 {
		t.Errorf("Rivierenzoom has %d inhabitants; want 96,000", inhabitants["rivierenzoom"])
	}
}
