package param

import (
	"fmt"
	"math"
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
			for _, m := range n.matches() {
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

// away goes so far over the earth in a direction.
func away(from geo.Point, bearing, meters float64) geo.Point {
	const rad = math.Pi / 180
	angle := meters / 6_371_000
	lat := math.Asin(math.Sin(from.Lat*rad)*math.Cos(angle) + math.Cos(from.Lat*rad)*math.Sin(angle)*math.Cos(bearing))
	lon := from.Lon*rad + math.Atan2(math.Sin(bearing)*math.Sin(angle)*math.Cos(from.Lat*rad), math.Cos(angle)-math.Sin(from.Lat*rad)*math.Sin(lat))
	return geo.Point{Lat: lat / rad, Lon: lon / rad}
}
