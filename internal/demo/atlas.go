package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// atlas is the drawn map of all regions.
type atlas struct {
	areas  []network.Area
	wijken []wijk
}

// wijk is a wijk with where it lies.
type wijk struct {
	wijkPlan
	municipality     network.AreaCode
	municipalityName string
	region           string // slug
	shape            orb.MultiPolygon
	heart            geo.Point
}

func draw() *atlas {
	m := &atlas{}
	for i := range plans {
		p := &plans[i]
		s := p.sheet
		for _, g := range p.municipalities {
			for _, w := range g.wijken {
				s.sites = append(s.sites, site{w.code, w.x, w.y})
			}
		}
		shapes := s.tessellate()
		for _, g := range p.municipalities {
			m.municipality(p.slug, &s, g, shapes)
		}
	}
	return m
}

func (m *atlas) municipality(region string, s *sheet, g municipalityPlan, shapes map[network.AreaCode]orb.Polygon) {
	whole := network.Area{Code: g.code, Year: Year, Kind: network.Municipality, Name: g.name, Population: new(0)}
	var parts []orb.Polygon
	var wijken []network.Area
	for _, w := range g.wijken {
		shape := orb.MultiPolygon{shapes[w.code]}
		parts = append(parts, shapes[w.code])
		m.wijken = append(m.wijken, wijk{
			wijkPlan: w, municipality: g.code, municipalityName: g.name, region: region, shape: shape,
			heart: geo.PointOf(s.world(w.x, w.y)),
		})
		area := network.Area{
			Code: w.code, Year: Year, Kind: network.Wijk, Name: w.name, Parent: g.code,
			Figures: w.figures(geo.AreaKm2(shape)), Geometry: shape,
		}
		area.Center, _ = geo.InnerPoint(shape)
		if w.population > 0 {
			area.Population = &w.population
			*whole.Population += w.population
		}
		wijken = append(wijken, area)
	}
	whole.Geometry = union(parts)
	whole.Center, _ = geo.InnerPoint(whole.Geometry)
	whole.Figures = map[string]float64{"oppervlakte_km2": tenths(geo.AreaKm2(whole.Geometry) * 10)}
	m.areas = append(m.areas, whole)
	m.areas = append(m.areas, wijken...)
}

// figures are key figures as Statistics Netherlands counts them, rounded in its way and coherent with the plan: age
// classes add up to a hundred, richer wijken have dearer houses. A wijk without inhabitants on
// record has its surface alone.
func (w *wijkPlan) figures(km2 float64) map[string]float64 {
	f := map[string]float64{"oppervlakte_km2": math.Round(km2*100) / 100}
	if w.population == 0 {
		return f
	}
	r := seeded("figures", string(w.code))
	youth, middle := 9+r.IntN(4), 22+r.IntN(6)
	f["stedelijkheid"] = float64(w.urban)
	f["pct_0_14"] = float64(w.young)
	f["pct_15_24"] = float64(youth)
	f["pct_25_44"] = float64(middle)
	f["pct_45_64"] = float64(100 - w.young - youth - middle - w.old)
	f["pct_65plus"] = float64(w.old)
	f["woningen"] = math.Round(float64(w.population) / (2.0 + 0.02*float64(w.young)))
	f["woz_waarde_x1000"] = math.Round(190 + 330*w.wealth + 20*r.Float64())
	f["pct_koopwoningen"] = math.Round(25 + 75*w.wealth)
	f["netto_arbeidsparticipatie"] = math.Round(76 - 0.5*float64(w.old) + 8*w.wealth)
	f["pct_inkomen_laagste40"] = tenths(620 - 450*w.wealth + 10*r.Float64())
	f["pct_inkomen_hoogste20"] = tenths(20 + 340*w.wealth + 10*r.Float64())
	f["pct_hbo_wo"] = math.Round(14 + 40*w.wealth)
	return f
}

func tenths(v float64) float64 { return math.Round(v) / 10 }

// postcodes gives each four-digit postcode once, in the wijk with most of its inhabitants.
func (m *atlas) postcodes() []network.Postcode {
	var all []network.Postcode
	at, most := map[string]int{}, map[string]int{}
	for _, w := range m.wijken {
		p := network.Postcode{PC4: w.postcode, Place: w.place, Area: w.code, Municipality: w.municipality, Point: w.heart}
		i, seen := at[w.postcode]
		switch {
		case !seen:
			at[w.postcode], most[w.postcode] = len(all), w.population
			all = append(all, p)
		case w.population > most[w.postcode]:
			all[i], most[w.postcode] = p, w.population
		}
	}
	return all
}

// spot gives a place in a wijk: near its heart as buildings are, and within its borders.
func (w *wijk) spot(r *rand.Rand) geo.Point {
	for range 50 {
		p := near(r, w.heart, w.wide)
		if geo.Contains(w.shape, p) {
			return p
		}
	}
	return w.heart
}

// near gives a place about so many kilometres from another, to five decimals (a metre).
func near(r *rand.Rand, at geo.Point, km float64) geo.Point {
	const kmPerDegree = 111.2
	return geo.Point{
		Lat: math.Round((at.Lat+r.NormFloat64()*km*0.6/kmPerDegree)*1e5) / 1e5,
		Lon: math.Round((at.Lon+r.NormFloat64()*km*0.6/(kmPerDegree*0.617))*1e5) / 1e5,
	}
}

// seeded gives the random numbers that belong to a name: the same in each run, whatever else is made
// before it, so that a new service does not move all others.
func seeded(parts ...string) *rand.Rand {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return rand.New(rand.NewPCG(h.Sum64(), 2030))
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
