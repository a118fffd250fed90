package demo

import (
	"math"
	"math/rand/v2"
	"strconv"
	"sync"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// Country gives an invented country of some 3,300 wijken in municipalities of ten, on a grid between
// the coast and the eastern border: for measurements where no real areas were imported. Nobody will
// take it for a map. It is made once; callers do not change it.
var Country = sync.OnceValue(func() []network.Area {
	const perMunicipality = 10
	var all []network.Area
	r := rand.New(rand.NewPCG(7, 41))
	cells := gridCells()
	for first := 0; first < len(cells); first += perMunicipality {
		number := first / perMunicipality
		town := network.Area{
			Code: network.AreaCode("GM" + strconv.Itoa(9100+number)), Year: Year, Kind: network.Municipality, Population: new(0),
			Name: pick(r, townFirst) + pick(r, townLast) + " " + strconv.Itoa(1+number),
		}
		var shapes []orb.Polygon
		var wijken []network.Area
		for i, cell := range cells[first:min(first+perMunicipality, len(cells))] {
			shape := orb.Polygon{cell}
			shapes = append(shapes, shape)
			// A few wijken are large and most are small, as they are.
			people := 5 * int(100+700*math.Exp(0.8*r.NormFloat64()))
			*town.Population += people
			km2 := geo.AreaKm2(orb.MultiPolygon{shape})
			wijken = append(wijken, network.Area{
				Code: network.AreaCode("WK" + string(town.Code[2:]) + "0" + strconv.Itoa(i)), Year: Year, Kind: network.Wijk, Parent: town.Code,
				Name: town.Name + ", wijk " + strconv.Itoa(1+i), Population: &people,
				Center:   geo.PointOf(shape.Bound().Center()),
				Figures:  map[string]float64{"oppervlakte_km2": math.Round(km2*100) / 100, "pct_inkomen_hoogste20": math.Round(10 + 20*r.Float64())},
				Geometry: orb.MultiPolygon{shape},
			})
		}
		town.Geometry = union(shapes)
		town.Center, _ = geo.InnerPoint(town.Geometry)
		all = append(append(all, town), wijken...)
	}
	return all
})

var (
	townFirst = []string{"Wilgen", "Zilver", "Kraan", "Turf", "Helm", "Griend", "Elzen", "Lis", "Hooi", "Peppel", "Reiger", "Wulpen", "Kienhout", "Zegge", "Schelp", "Bongerd"}
	townLast  = []string{"monde", "waarder", "stede", "laak", "kade", "loo", "terp", "gaarde", "zijp", "broek", "haven", "mark", "heuvel", "voorde"}
)

// gridCells gives the squares of the country, from south to north. Neighbours share their corners.
func gridCells() []orb.Ring {
	const columns, rows = 72, 80
	const west, south, wide, high = 3.45, 50.76, 3.65, 2.7 // degrees
	lon := func(column int) float64 { return math.Round((west+wide*float64(column)/columns)*1e6) / 1e6 }
	lat := func(row int) float64 { return math.Round((south+high*float64(row)/rows)*1e6) / 1e6 }
	var cells []orb.Ring
	for row := range rows {
		for column := range columns {
			x, y := (float64(column)+0.5)/columns, (float64(row)+0.5)/rows
			// The coast leans to the east, and so does the border; the south is narrow.
			if x < 0.55*y-0.1 || x > 0.8+0.2*y || y < 0.25 && (x < 0.4 || x > 0.75) {
				continue
			}
			a, b, c, d := lon(column), lat(row), lon(column+1), lat(row+1)
			cells = append(cells, orb.Ring{{a, b}, {c, b}, {c, d}, {a, d}, {a, b}})
		}
	}
	return cells
}
