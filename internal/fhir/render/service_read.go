package render

import (
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
)

// ReadService gives back what [Renderer.Service] rendered; locations gives the places that it refers to by
// the id they are served under. What was not rendered is not in it: contacts for professionals, and where
// the entry came from.
func (r *Renderer) ReadService(s *r4.HealthcareService, locations func(id string) (directory.Location, bool)) (directory.Service, error) {
	out := directory.Service{
		ID: directory.ServiceID(r.assignedTo(s.Identifier)), Name: s.Name, Description: s.Comment, State: directory.Hidden,
		Organization: network.OrganizationID(idOf(s.ProvidedBy, "Organization")),
		Discipline:   first(codes[network.DisciplineCode](s.Specialty, r.system(csDiscipline))),
		Kind:         first(codes[string](s.Type, r.system(csServiceKind))),
		Costs:        codes[directory.Cost](s.ServiceProvisionCode, r.system(csCost)), Languages: codes[string](s.Communication, languages),
		Modes:         codes[directory.Mode](s.Characteristic, r.system(csMode)),
		Accessibility: codes[string](s.Characteristic, r.system(csAccessibility)),
		Keywords:      textsOf(s.Extension, r.definition(xKeyword)), Insurers: textsOf(s.Extension, r.definition(xInsurer)), Partners: textsOf(s.Extension, r.definition(xPartner)),
		Hours: textOf(r.within(s.Extension, xHours)),
	}
	if err := ours("HealthcareService", string(out.ID), string(out.Organization), string(out.Discipline), out.Kind); err != nil {
		return out, err
	}
	out.OrganizationName = s.ProvidedBy.Display
	if s.Active != nil && *s.Active {
		out.State = directory.Shown
	}
	for _, e := range s.Eligibility {
		if e.Code != nil {
			out.TargetGroups = append(out.TargetGroups, codes[string]([]r4.CodeableConcept{*e.Code}, r.system(csTargetGroup))...)
		}
	}
	if e := r.within(s.Extension, xAccess); e != nil && e.ValueCoding != nil {
		out.Access = directory.Access(e.ValueCoding.Code)
	}
	for i := range s.Location {
		l, ok := locations(idOf(&s.Location[i], "Location"))
		if !ok {
			return out, notOurs("HealthcareService.location")
		}
		out.Locations = append(out.Locations, l)
	}
	for _, a := range s.CoverageArea {
		if a.Identifier == nil || a.Identifier.System != r.naming(nsArea) {
			return out, notOurs("HealthcareService.coverageArea")
		}
		out.ServedAreas = append(out.ServedAreas, network.AreaCode(a.Identifier.Value))
	}
	for i := range s.Extension {
		if e := &s.Extension[i]; e.URL == r.definition(xLink) {
			out.Links = append(out.Links, directory.Link{Label: textOf(part(e.Extension, "label")), URL: textOf(part(e.Extension, "url"))})
		}
	}
	if e := r.within(s.Extension, xChecked); e != nil {
		var err error
		if out.VerifiedAt, err = moment("HealthcareService.extension", textOf(part(e.Extension, "at"))); err != nil {
			return out, err
		}
		if out.VerifyBy, err = moment("HealthcareService.extension", textOf(part(e.Extension, "by"))); err != nil {
			return out, err
		}
	}
	var err error
	out.Contacts, err = r.readContacts(s.Telecom)
	return out, err
}

func (r *Renderer) readContacts(list []r4.ContactPoint) (out []directory.ContactPoint, err error) {
	last := 0
	for i := range list {
		t := &list[i]
		e := r.within(t.Extension, xContact)
		if e == nil {
			return nil, notOurs("HealthcareService.telecom")
		}
		number, audience := part(e.Extension, "number"), part(e.Extension, "audience")
		if number == nil || number.ValueUnsignedInt == nil || audience == nil || audience.ValueCoding == nil {
			return nil, notOurs("HealthcareService.telecom")
		}
		if *number.ValueUnsignedInt != last {
			last = *number.ValueUnsignedInt
			out = append(out, directory.ContactPoint{
				Audience: directory.Audience(audience.ValueCoding.Code), Function: textOf(part(e.Extension, "function")),
				Hours: textOf(part(e.Extension, "hours")), Limited: part(e.Extension, "limited") != nil,
			})
		}
		c := &out[len(out)-1]
		switch t.System {
		case "phone":
			c.Phone = t.Value
		case "email":
			c.Email = t.Value
		case "url":
			c.URL = t.Value
		default:
			return nil, notOurs("HealthcareService.telecom")
		}
	}
	return out, nil
}
