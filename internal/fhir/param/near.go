package param

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"eerstelijn/internal/fold"
	"eerstelijn/internal/geo"
)

// Near is a circle.
type Near struct {
	At     geo.Point
	Meters float64
}

const (
	usualMeters   = 10_000
	longestMeters = 500_000
	// bandDegrees is how high a band of latitude is: 2.2 km.
	bandDegrees = 0.02
	// mostBands is how many bands a question asks apart; a larger circle asks what lies between the outer two.
	mostBands = 48
	// metersPerDegree of latitude, a little too few so that a circle never lacks a band.
	metersPerDegree = 111_000.0
)

// place gives the value of a position: its band and its longitude, and then what it is exactly.
func place(p geo.Point) string {
	return bandText(p.Lat) + lonText(p.Lon) + separator + number(p.Lat) + "," + number(p.Lon)
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func bandText(lat float64) string { return fmt.Sprintf("%04d", band(lat)) }

func band(lat float64) int { return int((lat + 90) / bandDegrees) }

func lonText(lon float64) string { return fmt.Sprintf("%07d", int((lon+180)*10_000)) }

// newNear reads 'lat|lon|distance|unit'. Without a distance it is [usualMeters]; the unit is km unless it
// says m.
func newNear(s string) (*Near, bool) {
	parts := split(s, '|')
	if len(parts) < 2 || len(parts) > 4 {
		return nil, false
	}
	var values [3]float64
	for i, part := range parts[:min(len(parts), 3)] {
		v, err := strconv.ParseFloat(strings.TrimSpace(unescape(part)), 64)
		if i == 2 && part == "" {
			v, err = usualMeters/1000, nil
		}
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		values[i] = v
	}
	n := &Near{At: geo.Point{Lat: values[0], Lon: values[1]}, Meters: usualMeters}
	if len(parts) > 2 {
		n.Meters = values[2] * 1000
	}
	if len(parts) == 4 {
		switch strings.TrimSpace(parts[3]) {
		case "m":
			if parts[2] != "" {
				n.Meters = values[2]
			}
		case "km", "":
		default:
			return nil, false
		}
	}
	return n, n.At.Valid() == nil && n.Meters >= 0 && n.Meters <= longestMeters
}

// where reads the position of a value, exactly as it was given.
func where(value string) (p geo.Point, ok bool) {
	_, exact, _ := strings.Cut(value, separator)
	lat, lon, _ := strings.Cut(exact, ",")
	var err1, err2 error
	p.Lat, err1 = strconv.ParseFloat(lat, 64)
	p.Lon, err2 = strconv.ParseFloat(lon, 64)
	return p, err1 == nil && err2 == nil
}

// holds tells whether a position lies in the circle.
func (n *Near) holds(value string) bool {
	p, ok := where(value)
	return ok && n.covers(p)
}

// covers tells whether a point lies in the circle.
func (n *Near) covers(p geo.Point) bool { return geo.DistanceM(n.At, p) <= n.Meters }

// bounds gives between which degrees the circle lies, with a little more than it needs. One that goes around a pole
// or over the date line takes all longitudes.
func (n *Near) bounds() (south, north, west, east float64) {
	high := n.Meters/metersPerDegree + 1e-6
	south, north = max(n.At.Lat-high, -90), min(n.At.Lat+high, 90)
	wide := 360.0
	if edge := math.Cos(max(math.Abs(south), math.Abs(north)) * math.Pi / 180); edge > 0.01 {
		wide = high / edge
	}
	west, east = n.At.Lon-wide, n.At.Lon+wide
	if west < -180 || east > 180 {
		return south, north, -180, 180
	}
	return south, north, west, east
}

// matches gives the range between the outer two bands that a circle touches.
func (n *Near) matches() []Match {
	south, north, _, _ := n.bounds()
	return []Match{{From: bandText(south), To: bandText(north) + fold.AfterPrefix, Near: n}}
}

// Bands gives the ranges that a circle touches: a piece of each band, or what lies between two when
// there are many, or when the circle takes all longitudes.
func (n *Near) Bands() []Match {
	south, north, west, east := n.bounds()
	first, last := band(south), band(north)
	if last-first >= mostBands || west == -180 && east == 180 {
		return n.matches()
	}
	var all []Match
	for b := first; b <= last; b++ {
		of := fmt.Sprintf("%04d", b)
		chord := min(n.chord(b)+1e-6, (east-west)/2)
		all = append(all, Match{From: of + lonText(n.At.Lon-chord), To: of + lonText(n.At.Lon+chord) + fold.AfterPrefix, Near: n})
	}
	return all
}

// chord is how many degrees of longitude the circle goes to either side in a band: the formula of the distance
// ([geo.DistanceM]) the other way round, of the latitude in the band that lies nearest, with the circle of
// latitude that is shortest there.
func (n *Near) chord(b int) float64 {
	south := float64(b)*bandDegrees - 90
	north := south + bandDegrees
	nearest := min(max(n.At.Lat, south), north)
	sin := func(degrees float64) float64 { return math.Sin(degrees * math.Pi / 180) }
	cos := func(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }
	reach, up := sin(n.Meters/metersPerDegree/2), sin((nearest-n.At.Lat)/2)
	side := (reach*reach - up*up) / (cos(n.At.Lat) * cos(max(math.Abs(south), math.Abs(north))))
	return 2 * math.Asin(math.Sqrt(min(max(side, 0), 1))) * 180 / math.Pi
}
