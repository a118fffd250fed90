package live

import (
	"slices"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/hours"
)

// entries gives a service as the index holds it: once for each location, or for each area it serves
// when it has no location of its own.
func (p *picture) entries(s *directory.Service) []finding.Entry {
	if s.State != directory.Shown {
		return nil
	}
	e := finding.Entry{
		Service: string(s.ID), Organization: string(s.Organization), OrganizationName: s.OrganizationName,
		Name: s.Name, Discipline: string(s.Discipline), Kind: s.Kind, Description: s.Description, Keywords: s.Keywords,
		TargetGroups: s.TargetGroups, Languages: s.Languages, Direct: s.Access == directory.Direct,
		VerifyBy: s.VerifyBy, Public: true,
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
		at.Location, at.Lat, at.Lon = string(l.ID), l.Point.Lat, l.Point.Lon
		at.Area, at.Region = string(l.Area), string(p.regionOf(l.Area))
		all = append(all, at)
	}
	if len(all) > 0 {
		return all
	}
	for _, code := range s.ServedAreas {
		at := e
		at.Area, at.Region, at.Remote = string(code), string(p.regionOf(code)), true
		if p.atlas != nil {
			if a, ok := p.atlas.Area(code); ok {
				at.Lat, at.Lon = a.Center.Lat, a.Center.Lon
			}
		}
		all = append(all, at)
	}
	return all
}

// without gives the board without the numbers of some services.
func (b *board) without(gone map[directory.ServiceID]bool) *board {
	keep := func(lines []line) (kept []line) {
		for _, l := range lines {
			if !gone[l.service] {
				kept = append(kept, l)
			}
		}
		return kept
	}
	next := newBoard()
	for need, lines := range b.lines {
		next.lines[need] = keep(lines)
	}
	next.mediation = keep(b.mediation)
	return next
}
