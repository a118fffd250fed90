package live

import (
	"math"
	"slices"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// Map is what entries need of the map; [network.Atlas] is one.
type Map interface {
	Area(code network.AreaCode) (network.Area, bool)
	Children(code network.AreaCode) []network.Area
}

// entries gives a service as the index holds it.
func (p *picture) entries(s *directory.Service) []finding.Entry {
	return Entries(s, p.atlas, p.regionOf)
}

// Entries gives a service as the index holds it: once for each location, or for the areas it serves
// when it has no location of its own. Nothing, when it is not shown.
func Entries(s *directory.Service, m Map, region func(network.AreaCode) network.RegionID) []finding.Entry {
	if s.State != directory.Shown {
		return nil
	}
	e := finding.Entry{
		Service: string(s.ID), Organization: string(s.Organization), OrganizationName: s.OrganizationName,
		Name: s.Name, Discipline: string(s.Discipline), Kind: s.Kind, Description: s.Description, Keywords: s.Keywords,
		TargetGroups: s.TargetGroups, Languages: s.Languages, Direct: s.Access == directory.Direct,
		VerifyBy: s.VerifyBy, Public: true, Card: pack(s),
	}
	// What was stored has been checked; hours that an older program wrote and this one cannot read
	// are hours we do not know.
	e.Hours, _ = hours.Parse(s.Hours)
	for _, m := range s.Modes {
		e.Modes = append(e.Modes, string(m))
	}
	if len(s.Insurers) == 1 && s.Insurers[0] == "*" {
		e.AllInsurers = true
	} else {
		e.Insurers = s.Insurers
	}
	var all []finding.Entry
	for _, l := range s.Locations {
		at := e
		// People type the place with the word: 'fysio Rietwaard'.
		at.Keywords = append(slices.Clip(s.Keywords), l.City)
		at.Card += Address(&l)
		at.Location, at.Lat, at.Lon = string(l.ID), l.Point.Lat, l.Point.Lon
		at.Area, at.Region = string(l.Area), string(region(l.Area))
		all = append(all, at)
	}
	if len(all) > 0 {
		return all
	}
	for _, spot := range spots(m, s.ServedAreas) {
		at := e
		at.Area, at.Region, at.Remote = string(spot.area), string(region(spot.area)), true
		at.Lat, at.Lon = spot.point.Lat, spot.point.Lon
		all = append(all, at)
	}
	return all
}

// spot is a point from which a service that comes to people is found, and the area it stands for.
type spot struct {
	area  network.AreaCode
	point geo.Point
}

// mostSpots is how many points stand for a municipality that is served as a whole. The largest counts
// a hundred wijken; a point for each made half the index of a country, and six lie within two or
// three kilometres of everybody just as well.
const mostSpots = 6

// spots gives the middles of the areas that a service serves. A municipality of which it serves every
// wijk counts as one, with a few points spread over it; see [Finder.Search] for how its wijken find it.
func spots(m Map, served []network.AreaCode) (all []spot) {
	within := map[network.AreaCode][]network.Area{}
	var parents []network.AreaCode
	for _, code := range served {
		a, ok := m.Area(code)
		switch {
		case !ok:
		case a.Kind == network.Wijk:
			if within[a.Parent] == nil {
				parents = append(parents, a.Parent)
			}
			within[a.Parent] = append(within[a.Parent], a)
		case a.Kind == network.Municipality && len(m.Children(code)) > 0:
			if within[code] == nil {
				parents = append(parents, code)
			}
			within[code] = slices.Clone(m.Children(code))
		default:
			all = append(all, spot{a.Code, a.Center})
		}
	}
	for _, parent := range parents {
		wijken := within[parent]
		whole := len(wijken) > mostSpots && len(wijken) >= len(m.Children(parent))
		if whole {
			wijken = spread(wijken, mostSpots)
		}
		for _, w := range wijken {
			area := w.Code
			if whole {
				area = parent
			}
			all = append(all, spot{area, w.Center})
		}
	}
	return all
}

// spread picks n areas that lie far from each other: each next one is the farthest from those picked.
func spread(areas []network.Area, n int) []network.Area {
	picked := areas[:1:1]
	nearest := make([]float64, len(areas))
	for i := range nearest {
		nearest[i] = math.Inf(1)
	}
	for len(picked) < n {
		last, next := picked[len(picked)-1], 0
		for i := range areas {
			nearest[i] = min(nearest[i], geo.ShortDistanceM(last.Center, areas[i].Center))
			if nearest[i] > nearest[next] {
				next = i
			}
		}
		picked = append(picked, areas[next])
	}
	return picked
}

// without gives the roster without the numbers of some services.
func (b *roster) without(gone map[directory.ServiceID]bool) *roster {
	is := func(l line) bool { return gone[l.service] }
	keep := func(lines []line) []line {
		if !slices.ContainsFunc(lines, is) {
			return slices.Clip(lines) // shared, for most services answer no need: who adds makes a copy
		}
		return slices.DeleteFunc(slices.Clone(lines), is)
	}
	next := newRoster()
	for need, lines := range b.lines {
		next.lines[need] = keep(lines)
	}
	next.mediation = keep(b.mediation)
	return next
}
