package areamap

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"eerstelijn/internal/geo"
)

// TestDissolveKeepsTheSurface joins random sets of squares of a grid: a point is in the whole when it
// is in one of them.
func TestDissolveKeepsTheSurface(t *testing.T) {
	t.Parallel()
	const n = 6
	rapid.Check(t, func(t *rapid.T) {
		var in [n][n]bool
		var areas []orb.MultiPolygon
		for _, cell := range rapid.SliceOfDistinct(rapid.IntRange(0, n*n-1), func(i int) int { return i }).Draw(t, "cells") {
			x, y := float64(cell%n), float64(cell/n)
			in[cell%n][cell/n] = true
			ring := orb.Ring{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}, {x, y}}
			if rapid.Bool().Draw(t, "clockwise") {
				ring.Reverse()
			}
			areas = append(areas, orb.MultiPolygon{{ring}})
		}
		if len(areas) == 0 {
			return
		}
		whole := dissolve(areas)
		for x := range n {
			for y := range n {
				// With evenodd over all rings, as a path is filled.
				odd := false
				for _, polygon := range whole {
					for _, ring := range polygon {
						if geo.Contains(orb.MultiPolygon{{ring}}, geo.Point{Lat: float64(y) + 0.5, Lon: float64(x) + 0.5}) {
							odd = !odd
						}
					}
				}
				if odd != in[x][y] {
					t.Fatalf("the square at %d, %d is in the whole: %v; want %v", x, y, odd, in[x][y])
				}
			}
		}
		if at, ok := geo.InnerPoint(whole); ok {
			if x, y := int(at.Lon), int(at.Lat); !in[x][y] {
				t.Fatalf("the label at %v stands outside", at)
			}
		}
	})
}
