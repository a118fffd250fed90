package render

import (
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// hl7Kind says what our kinds of organisation are in HL7's few.
var hl7Kind = map[network.OrganizationKind]string{
	network.Provider: "prov", network.DisciplineBody: "other", network.RESVBody: "other", network.MunicipalityOrg: "govt",
	network.InsurerOrg: "ins", network.CitizensOrg: "cg", network.NationalOrg: "other",
}

// Organization renders a party. A body that a region's cooperation rests on is rendered as what it is; the
// cooperation itself is [Renderer.Region]. reached are its digital addresses that are not off.
func (r *Renderer) Organization(o *network.Organization, reached ...endpoint.ID) *r4.Organization {
	out := &r4.Organization{ID: ID(o.ID), Active: new(true), Name: o.Name}
	keeper := r.keeper(o)
	out.Identifier = append(out.Identifier, r.assigned(string(o.ID), keeper))
	for _, n := range numbers(o) {
		out.Identifier = append(out.Identifier, r4.Identifier{System: n.System, Value: n.Value})
	}
	out.Meta = r.meta("Organization", keeper.Value != "" && (o.URA != "" || o.KvK != ""))
	out.Type = append(out.Type, *concept(r.coding(csOrganizationKind, string(o.Kind), organizationKinds[o.Kind]), r.theirs(code.HL7OrganizationType, hl7Kind[o.Kind])))
	if o.Kind == network.RESVBody {
		out.Type = append(out.Type, *concept(r.theirs(code.SBI, code.Collaboration)))
	}
	out.Type = append(out.Type, r.disciplineTypes(o.Discipline)...)
	out.Telecom = telecom(o.Phone, o.Email, o.Website)
	out.Endpoint = reachedAt(reached)
	return out
}

// disciplineTypes gives a discipline as kinds of organisation. The tables list several for some; the
// first is the usual one.
func (r *Renderer) disciplineTypes(of network.DisciplineCode) (list []r4.CodeableConcept) {
	if of == "" {
		return nil
	}
	d := r.discipline[of]
	ours := r.disciplineCoding(of)
	if d == nil || len(d.SBI) == 0 {
		list = append(list, *concept(ours))
	} else {
		list = append(list, *concept(ours, r.theirs(code.SBI, d.SBI[0])))
	}
	if d != nil && len(d.OrganizationTypes) > 0 {
		list = append(list, *concept(r.theirs(code.OrganizationType, d.OrganizationTypes[0])))
	}
	return list
}

func (r *Renderer) disciplineCoding(of network.DisciplineCode) r4.Coding {
	c := r.coding(csDiscipline, string(of), "")
	if d := r.discipline[of]; d != nil {
		c.Display = d.Name
	}
	return c
}

// telecom gives the ways to reach an organisation.
func telecom(phone, email, url string) (list []r4.ContactPoint) {
	for _, c := range [...]r4.ContactPoint{{System: "phone", Value: phone}, {System: "email", Value: email}, {System: "url", Value: url}} {
		if c.Value != "" {
			c.Use = "work"
			list = append(list, c)
		}
	}
	return list
}

func reachBy(list []r4.ContactPoint, system string) string {
	for _, c := range list {
		if c.System == system {
			return c.Value
		}
	}
	return ""
}

// ReadOrganization gives back what [Renderer.Organization] rendered.
func (r *Renderer) ReadOrganization(o *r4.Organization) (network.Organization, error) {
	out := network.Organization{
		ID: network.OrganizationID(r.assignedTo(o.Identifier)), Kind: first(codes[network.OrganizationKind](o.Type, r.system(csOrganizationKind))), Name: o.Name,
		Discipline: first(codes[network.DisciplineCode](o.Type, r.system(csDiscipline))),
		URA:        numberIn(o.Identifier, code.URA), AGB: numberIn(o.Identifier, code.AGB), KvK: numberIn(o.Identifier, code.KvK),
		Phone: reachBy(o.Telecom, "phone"), Email: reachBy(o.Telecom, "email"), Website: reachBy(o.Telecom, "url"),
	}
	return out, ours("Organization", string(out.ID), string(out.Kind))
}
