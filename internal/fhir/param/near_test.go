package param

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/geo"
)

// A circle is asked band by band. Whatever lies just within its edge, in whichever direction, is found; and the
// bands go no further than a little beyond the circle, or much would be read for nothing.
func TestNearFindsWhatLiesJustWithinItsEdge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		center := geo.Point{Lat: rapid.Float64Range(-80, 80).Draw(t, "lat"), Lon: rapid.Float64Range(-170, 170).Draw(t, "lon")}
		meters := rapid.Float64Range(1, 60_000).Draw(t, "meters")
		n, ok := newNear(fmt.Sprintf("%f|%f|%f|m", center.Lat, center.Lon, meters))
		if !ok {
			t.Fatal("a circle was refused")
		}
		bearing := rapid.Float64Range(0, 2*math.Pi).Draw(t, "bearing")
		for share, within := range map[float64]bool{0: true, 0.5: true, 0.999: true, 1.001: false, 1.2: false} {
			at := away(n.At, bearing, share*n.Meters)
			found := 0
			for _, m := range n.Bands() {
				if value := place(at); value >= m.From && value < m.To && m.Holds(value) {
					found++
				}
			}
			if (found == 1) != within || found > 1 {
				t.Fatalf("%v is at %.3f of the circle's %f m, and was found %d times", at, share, n.Meters, found)
			}
		}
	})
}

// In memory a circle finds what lies in it and nothing else, also around a pole and over the date line.
func TestPlacesWithinACircle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.OneOf(rapid.Float64Range(-180, 180), rapid.Float64Range(-180, -177), rapid.Float64Range(177, 180)).Draw(t, "lon")
		n := &Near{At: geo.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: lon}, Meters: rapid.Float64Range(0, longestMeters).Draw(t, "meters")}
		var all Places
		var want []int64
		all.Add("no place", -1)
		for pk := range rapid.Int64Range(0, 20).Draw(t, "places") {
			at := away(n.At, rapid.Float64Range(0, 2*math.Pi).Draw(t, "bearing"), rapid.Float64Range(0, 1.1).Draw(t, "share")*n.Meters)
			at.Lon = math.Remainder(at.Lon, 360)
			all.Add(place(at), pk)
			if geo.DistanceM(n.At, at) <= n.Meters {
				want = append(want, pk)
			}
		}
		all.Sort()
		got := all.Within(n, nil)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("found %v of %v, want %v", got, all, want)
		}
	})
}

// away goes so far over the earth in a direction.
func away(from geo.Point, bearing, meters float64) geo.Point {
	const rad = math.Pi / 180
	angle := meters / 6_371_000
	lat := math.Asin(math.Sin(from.Lat*rad)*math.Cos(angle) + math.Cos(from.Lat*rad)*math.Sin(angle)*math.Cos(bearing))
	lon := from.Lon*rad + math.Atan2(math.Sin(bearing)*math.Sin(angle)*math.Cos(from.Lat*rad), math.Cos(angle)-math.Sin(from.Lat*rad)*math.Sin(lat))
	return geo.Point{Lat: lat / rad, Lon: lon / rad}
}
