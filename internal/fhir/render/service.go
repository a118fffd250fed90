package render

import (
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
)

// Service renders a service that everybody may see. of is the organisation that gives it. What can run out
// is not in it: capacity has resources of its own, so that a service changes only when it is changed.
func (r *Renderer) Service(s *directory.Service, of *network.Organization) *r4.HealthcareService {
	keeper := r.keeper(of)
	out := &r4.HealthcareService{
		ID: ID(s.ID), Meta: r.meta("HealthcareService", keeper.Value != ""), Identifier: []r4.Identifier{r.assigned(string(s.ID), keeper)},
		Active: new(s.State == directory.Shown), ProvidedBy: named(Reference("Organization", s.Organization), s.OrganizationName),
		Name: s.Name, Comment: s.Description, Telecom: r.contacts(s.Contacts),
	}
	r.classify(out, s)
	for i := range s.Locations {
		ref := Reference("Location", s.Locations[i].ID)
		out.Location = append(out.Location, *named(ref, s.Locations[i].Name))
	}
	for _, a := range s.ServedAreas {
		out.CoverageArea = append(out.CoverageArea, r4.Reference{Type: "Location", Identifier: &r4.Identifier{System: r.naming(nsArea), Value: string(a)}})
	}
	open := openingOf(s.Hours)
	out.AvailableTime, out.NotAvailable, out.AvailabilityExceptions = open.available, open.closed, open.exceptions

	x := extending{r.vocabulary, &out.Extension}
	x.texts(xKeyword, s.Keywords)
	if s.Access != "" {
		x.add(xAccess, r4.Extension{ValueCoding: new(r.coding(csAccess, string(s.Access), accesses[s.Access]))})
	}
	x.texts(xInsurer, s.Insurers)
	x.texts(xPartner, s.Partners)
	for _, l := range s.Links {
		var p parts
		p.text("label", l.Label)
		p.url("url", l.URL)
		x.parts(xLink, p)
	}
	x.text(xHours, s.Hours)
	var checked parts
	checked.moment("at", stamp(s.VerifiedAt))
	checked.moment("by", stamp(s.VerifyBy))
	x.parts(xChecked, checked)
	return out
}

// classify says what a service is, for whom, how and at what cost.
func (r *Renderer) classify(out *r4.HealthcareService, s *directory.Service) {
	kind := r.coding(csServiceKind, s.Kind, r.directory.KindName(s.Kind))
	specialty := []r4.Coding{r.disciplineCoding(s.Discipline)}
	if d := r.discipline[s.Discipline]; d != nil && len(d.UZIRoles) > 0 {
		specialty = append(specialty, r.theirs(code.UZIRole, d.UZIRoles[0]))
	}
	out.Type = []r4.CodeableConcept{*concept(kind)}
	if near, ok := nearest[s.Discipline]; ok {
		near.category.System, near.kind.System = serviceCategory, serviceType
		out.Category = []r4.CodeableConcept{*concept(near.category)}
		out.Type[0].Coding = append(out.Type[0].Coding, near.kind)
	}
	out.Specialty = []r4.CodeableConcept{*concept(specialty...)}
	for _, g := range s.TargetGroups {
		out.Eligibility = append(out.Eligibility, r4.HealthcareServiceEligibility{
			Code: concept(r.coding(csTargetGroup, g, r.directory.TargetGroupName(g))),
		})
	}
	for _, c := range s.Costs {
		codings := []r4.Coding{r.coding(csCost, string(c), costs[c])}
		if c == directory.Free {
			codings = append(codings, r4.Coding{System: provision, Code: "free", Display: "Free"})
		} else if c != directory.BasicInsured {
			codings = append(codings, r4.Coding{System: provision, Code: "cost", Display: "Fees apply"})
		}
		out.ServiceProvisionCode = append(out.ServiceProvisionCode, *concept(codings...))
	}
	for _, m := range s.Modes {
		out.Characteristic = append(out.Characteristic, *concept(r.coding(csMode, string(m), modes[m])))
	}
	for _, a := range s.Accessibility {
		out.Characteristic = append(out.Characteristic, *concept(r.coding(csAccessibility, a, r.directory.FeatureName(a))))
	}
	for _, l := range s.Languages {
		// The registry's own words are English; ours stand beside the code.
		out.Communication = append(out.Communication, r4.CodeableConcept{Coding: []r4.Coding{{System: languages, Code: l}}, Text: r.directory.LanguageName(l)})
	}
}

// contacts gives the ways to reach a service that everybody may know. One contact point has up to three;
// they share its number.
func (r *Renderer) contacts(list []directory.ContactPoint) (out []r4.ContactPoint) {
	number := 0
	for _, c := range list {
		if c.Audience == directory.ForProfessional {
			continue // a doctors' line is for who signed in, as on the pages
		}
		number++
		for _, t := range telecom(c.Phone, c.Email, c.URL) {
			var p parts
			p.count("number", number)
			p.coding("audience", r.coding(csAudience, string(c.Audience), audiences[c.Audience]))
			p.text("function", c.Function)
			p.text("hours", c.Hours)
			p.yes("limited", c.Limited)
			extending{r.vocabulary, &t.Extension}.parts(xContact, p)
			out = append(out, t)
		}
	}
	return out
}
