package render

import (
	"encoding/json"
	"strconv"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// Location renders a place of a service. of is the organisation that gives the service.
func (r *Renderer) Location(l *directory.Location, s *directory.Service, of *network.Organization) *r4.Location {
	keeper := r.keeper(of)
	out := &r4.Location{
		ID: ID(l.ID), Meta: r.meta("Location", keeper.Value != ""), Identifier: []r4.Identifier{r.assigned(string(l.ID), keeper)},
		Status: "active", Name: l.Name, Mode: "instance", Type: r.disciplineTypes(s.Discipline),
		ManagingOrganization: named(Reference("Organization", s.Organization), s.OrganizationName),
	}
	if l.Name == "" { // a location in FHIR needs a name; who reads ours back must know that it is not its own
		out.Name = s.OrganizationName
		out.NameElement = &r4.Element{Extension: []r4.Extension{{URL: r.definition(xNameGiven), ValueBoolean: new(true)}}}
	}
	if l.Street != "" || l.City != "" || l.Postcode != "" {
		out.Address = &r4.Address{Use: "work", Type: "physical", City: l.City, PostalCode: l.Postcode, Country: "NL"}
		if l.Street != "" {
			out.Address.Line = r4.Strings{l.Street}
		}
	}
	if l.Point != (geo.Point{}) {
		out.Position = &r4.LocationPosition{Longitude: degrees(l.Point.Lon), Latitude: degrees(l.Point.Lat)}
	}
	if l.Area != "" {
		out.Extension = append(out.Extension, r.areaOf(l.Area))
	}
	return out
}

// areaOf says in which area of the CBS something lies, or which it covers.
func (r *Renderer) areaOf(code network.AreaCode) r4.Extension {
	return r4.Extension{URL: r.definition(xArea), ValueIdentifier: &r4.Identifier{System: r.naming(nsArea), Value: string(code)}}
}

// degrees writes the shortest text that reads back as the same number.
func degrees(v float64) json.Number { return json.Number(strconv.FormatFloat(v, 'f', -1, 64)) }

// ReadLocation gives back what [Renderer.Location] rendered.
func (r *Renderer) ReadLocation(l *r4.Location) (directory.Location, error) {
	out := directory.Location{ID: directory.LocationID(r.assignedTo(l.Identifier)), Name: l.Name}
	if l.NameElement != nil && r.within(l.NameElement.Extension, xNameGiven) != nil {
		out.Name = ""
	}
	if a := l.Address; a != nil {
		out.Street, out.City, out.Postcode = first(a.Line), a.City, a.PostalCode
	}
	if p := l.Position; p != nil {
		var err error
		if out.Point.Lat, err = p.Latitude.Float64(); err != nil {
			return out, notOurs("Location.position")
		}
		if out.Point.Lon, err = p.Longitude.Float64(); err != nil {
			return out, notOurs("Location.position")
		}
	}
	if e := r.within(l.Extension, xArea); e != nil && e.ValueIdentifier != nil {
		out.Area = network.AreaCode(e.ValueIdentifier.Value)
	}
	return out, ours("Location", string(out.ID))
}
