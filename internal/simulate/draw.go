package simulate

import (
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// Start is the Monday on which every script begins.
var Start = time.Date(2026, 1, 5, 0, 0, 0, 0, clock.Amsterdam)

// the region whose year it is.
const regionSlug = "rivierenzoom"

// Draw makes the script of so many days in the invented region. What is asked for on the last of them has tail
// more days to come to an end.
func Draw(days, tail int, seed uint64) *Script {
	return draw(demo.Region(Start), days, tail, seed)
}

func draw(d demo.Data, days, tail int, seed uint64) *Script {
	s := &Script{fate: fate(seed), from: Start, days: days, tail: tail, data: d}
	s.populate()
	services := map[directory.ServiceID]*directory.Service{}
	for i := range d.Services {
		services[d.Services[i].ID] = &d.Services[i]
	}
	for i := range d.Offers {
		o := &d.Offers[i]
		service, p := services[o.Service], profileOf(string(o.Kind))
		if p == nil || !s.near(service) {
			continue
		}
		u := &unit{key: service.SourceKey + "/" + string(o.Kind), kind: p, total: o.Total, point: s.where(service),
			service: o.Service, organization: o.Organization}
		s.arrange(u)
		s.units = append(s.units, u)
	}
	s.ask()
	slices.SortFunc(s.demands, func(a, b *demand) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return strings.Compare(a.key, b.key)
	})
	return s
}

// populate takes the wijken of the region where people are known to live.
func (s *Script) populate() {
	var towns []network.AreaCode
	for _, r := range s.data.Regions {
		if r.Slug == regionSlug {
			s.region = r.ID
			towns = r.Areas
		}
	}
	for _, a := range s.data.Areas {
		if a.Kind == network.Wijk && slices.Contains(towns, a.Parent) && a.Population != nil && *a.Population > 0 {
			point, _ := geo.InnerPoint(a.Geometry)
			s.areas = append(s.areas, area{a.Code, point, int(*a.Population)})
		}
	}
}

// near tells whether a service is one of the region.
func (s *Script) near(service *directory.Service) bool {
	return strings.HasPrefix(service.SourceKey, regionSlug+"/")
}

// where is a service's place, or the middle of the first wijk that it comes to.
func (s *Script) where(service *directory.Service) geo.Point {
	if len(service.Locations) > 0 {
		return service.Locations[0].Point
	}
	for _, a := range s.areas {
		if slices.Contains(service.ServedAreas, a.code) {
			return a.point
		}
	}
	return s.areas[0].point
}

// offer is what the platform is told of a unit.
func (u *unit) offer() capacity.Offer {
	return capacity.Offer{Service: u.service, Kind: capacity.KindCode(u.kind.kind), Total: u.total}
}
