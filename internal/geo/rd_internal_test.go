package geo

import (
	"testing"

	"github.com/paulmach/orb"
)

// The points with which the Kadaster has implementations of RDNAPTRANS tested.
func TestFromRD(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		rd   orb.Point
		want Point
	}{
		{"Texel", orb.Point{117380.12, 575040.34}, Point{Lat: 53.160753042, Lon: 4.824761912}},
		{"Noord-Groningen", orb.Point{247380.56, 604580.78}, Point{Lat: 53.419482050, Lon: 6.776726674}},
		{"Amersfoort", orb.Point{155000, 463000}, Point{Lat: 52.155172897, Lon: 5.387203657}},
		{"Zeeuws-Vlaanderen", orb.Point{16460.91, 377380.23}, Point{Lat: 51.368607152, Lon: 3.397588595}},
		{"Zuid-Limburg", orb.Point{182260.45, 311480.67}, Point{Lat: 50.792584916, Lon: 5.773795548}},
		{"Maasvlakte", orb.Point{64640.89, 440700.0101}, Point{Lat: 51.947393898, Lon: 4.072887101}},
	} {
		d := DistanceM(PointOf(fromRD(test.rd)), test.want)
		t.Logf("%s: %.2f m", test.name, d)
		if d > 0.5 {
			t.Errorf("%s is %.2f m off", test.name, d)
		}
	}
}
