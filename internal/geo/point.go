package geo

import (
	"math"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
)

// earthRadiusM is the mean radius of the earth in metres (IUGG).
const earthRadiusM = 6_371_008.8

// Point is a place in WGS84 degrees.
type Point struct{ Lat, Lon float64 }

// PointOf gives an orb.Point, whose longitude comes first, its names.
func PointOf(p orb.Point) Point { return Point{Lat: p[1], Lon: p[0]} }

// Orb gives the point as map files have it, longitude first.
func (p Point) Orb() orb.Point { return orb.Point{p.Lon, p.Lat} }

// Valid gives an Invalid error that names lat or lon, or nil. Any place on earth is valid; swapped
// axes cannot be told from a place in Asia here, see [Point.InNetherlands].
func (p Point) Valid() error {
	var fields []fault.Field
	if !(math.Abs(p.Lat) <= 90) {
		fields = append(fields, fault.Field{Name: "lat", Text: fault.Text{
			NL: "De breedte is een getal van -90 tot 90, zoals 52.09.", EN: "expected a latitude from -90 to 90, such as 52.09"}})
	}
	if !(math.Abs(p.Lon) <= 180) {
		fields = append(fields, fault.Field{Name: "lon", Text: fault.Text{
			NL: "De lengte is een getal van -180 tot 180, zoals 5.12.", EN: "expected a longitude from -180 to 180, such as 5.12"}})
	}
	return fault.InvalidFields(fields...).OrNil()
}

// InNetherlands tells whether the point lies in the rectangle around the European Netherlands, or in
// the one around its Caribbean islands.
func (p Point) InNetherlands() bool { return inNetherlands(p.Orb()) }

// DistanceM is the distance over the earth in metres (haversine), right to half a percent anywhere.
func DistanceM(a, b Point) float64 {
	lat1, lat2 := radians(a.Lat), radians(b.Lat)
	sinLat := math.Sin((lat2 - lat1) / 2)
	sinLon := math.Sin(radians(b.Lon-a.Lon) / 2)
	h := sinLat*sinLat + math.Cos(lat1)*math.Cos(lat2)*sinLon*sinLon
	return 2 * earthRadiusM * math.Asin(math.Sqrt(min(h, 1)))
}

// ShortDistanceM is [DistanceM] for points near each other, as on a flat map: within 0.1 % of it up
// to 100 km at our latitudes, and several times as fast. It does not see across the date line.
func ShortDistanceM(a, b Point) float64 {
	dx := radians(b.Lon-a.Lon) * math.Cos(radians((a.Lat+b.Lat)/2))
	dy := radians(b.Lat - a.Lat)
	return earthRadiusM * math.Sqrt(dx*dx+dy*dy)
}

func radians(degrees float64) float64 { return degrees * (math.Pi / 180) }
