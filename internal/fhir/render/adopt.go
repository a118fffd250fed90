package render

import (
	"reflect"
	"slices"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
)

// What others write lacks what only this directory writes, and without which [Renderer.ReadService] and its
// like refuse it. Adopting a resource adds that: its id here, and our codes and forms beside what it says
// itself, as somebody read it loosely. What it has of ours already stays.

// AdoptOrganization makes ReadOrganization take an organisation; as tells what it is.
func (r *Renderer) AdoptOrganization(o *r4.Organization, as *network.Organization) {
	o.Identifier = r.adopted(o.Identifier, string(as.ID))
	if len(codes[string](o.Type, r.system(csOrganizationKind))) == 0 {
		o.Type = append(o.Type, *concept(r.coding(csOrganizationKind, string(as.Kind), "")))
	}
	if len(codes[string](o.Type, r.system(csDiscipline))) == 0 && as.Discipline != "" {
		o.Type = append(o.Type, *concept(r.coding(csDiscipline, string(as.Discipline), "")))
	}
}

// AdoptLocation makes ReadLocation take a place.
func (r *Renderer) AdoptLocation(l *r4.Location) { l.Identifier = r.adopted(l.Identifier, l.ID) }

// AdoptService makes ReadService take a service; as is how it was read loosely, with its id and organisation.
func (r *Renderer) AdoptService(s *r4.HealthcareService, as *directory.Service) {
	s.Identifier = r.adopted(s.Identifier, string(as.ID))
	s.ProvidedBy = Reference("Organization", as.Organization)
	if len(codes[string](s.Specialty, r.system(csDiscipline))) == 0 && as.Discipline != "" {
		s.Specialty = append(s.Specialty, *concept(r.coding(csDiscipline, string(as.Discipline), "")))
	}
	if len(codes[string](s.Type, r.system(csServiceKind))) == 0 && as.Kind != "" {
		s.Type = append(s.Type, *concept(r.coding(csServiceKind, as.Kind, "")))
	}
	s.CoverageArea = nil
	for _, a := range as.ServedAreas {
		s.CoverageArea = append(s.CoverageArea, r4.Reference{Identifier: &r4.Identifier{System: r.naming(nsArea), Value: string(a)}})
	}
	s.Telecom = r.adoptedContacts(s.Telecom)
	// Who changes the week that everybody reads, and leaves our text of it as it was, means the week.
	exact := r.within(s.Extension, xHours)
	if exact == nil || !reflect.DeepEqual(openingOf(textOf(exact)).available, s.AvailableTime) {
		s.Extension = slices.DeleteFunc(s.Extension, func(e r4.Extension) bool { return e.URL == r.definition(xHours) })
		extending{r.vocabulary, &s.Extension}.text(xHours, as.Hours)
	}
}

func (r *Renderer) adopted(list []r4.Identifier, of string) []r4.Identifier {
	list = slices.DeleteFunc(list, func(i r4.Identifier) bool { return i.System == r.naming(nsDirectory) })
	return append(list, r4.Identifier{System: r.naming(nsDirectory), Value: of})
}

// adoptedContacts numbers contacts that do not say which belong together: mail and web go with the number
// before them. Ways to reach somebody that are not kept here, such as a fax, are left out.
func (r *Renderer) adoptedContacts(list []r4.ContactPoint) (out []r4.ContactPoint) {
	last, own := 0, 0
	var has map[string]bool // of the contact that is being gathered
	for _, t := range list {
		if t.Value == "" || t.System != "phone" && t.System != "email" && t.System != "url" {
			continue
		}
		if e := r.within(t.Extension, xContact); e != nil {
			number, audience := part(e.Extension, "number"), part(e.Extension, "audience")
			if number != nil && number.ValueUnsignedInt != nil && audience != nil && audience.ValueCoding != nil {
				if own != *number.ValueUnsignedInt {
					last++
				}
				own, has = *number.ValueUnsignedInt, nil
				number.ValueUnsignedInt = new(last)
				out = append(out, t)
				continue
			}
		}
		if has == nil || t.System == "phone" || has[t.System] {
			last++
			has = map[string]bool{}
		}
		has[t.System], own = true, 0
		t.Extension = nil
		p := parts{}
		p.count("number", last)
		p.coding("audience", r.coding(csAudience, string(directory.ForCitizen), ""))
		extending{r.vocabulary, &t.Extension}.parts(xContact, p)
		out = append(out, t)
	}
	return out
}
