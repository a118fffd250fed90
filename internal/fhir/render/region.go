package render

import (
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
)

// The kinds of cooperation.
const (
	isRESV        = "resv"
	isForerunner  = "forerunner"
	isWijkverband = "wijkverband"
)

// Region renders the cooperation of a region: its RESV, or the forerunner that holds the place. It has the
// id of the region, which stays when a RESV is founded. legal is the body it rests on, nil for none.
func (r *Renderer) Region(g *network.Region, legal *network.Organization) *r4.Organization {
	keeper := r.keeper(legal)
	kind, name := isRESV, g.RESV.Name
	if g.RESV.Forerunner {
		kind = isForerunner
	}
	if name == "" {
		name = collaborationKinds[kind] + " " + g.Name
	}
	out := &r4.Organization{
		ID: ID(g.ID), Meta: r.meta("Organization", keeper.Value != "" && legal != nil), Identifier: []r4.Identifier{r.assigned(string(g.ID), keeper)},
		Active: new(true), Type: r.collaboration(kind), Name: name, Telecom: telecom(g.RESV.Contact.Phone, g.RESV.Contact.Email, g.RESV.Website),
	}
	if name != g.Name {
		out.Alias = r4.Strings{g.Name}
	}
	if legal != nil {
		out.PartOf = Reference("Organization", legal.ID)
	}
	x := extending{r.vocabulary, &out.Extension}
	if g.RESV.Phase != "" {
		x.add(xPhase, r4.Extension{ValueCoding: new(r.coding(csPhase, string(g.RESV.Phase), phases[g.RESV.Phase]))})
	}
	x.text(xLegalForm, string(g.RESV.LegalForm))
	x.reach(g.RESV.Contact)
	for _, a := range g.Areas {
		x.add(xArea, r.areaOf(a))
	}
	var p parts
	p.text("zorgkantoor", g.Zorgkantoor)
	p.text("gp-organization", g.GPOrganization)
	p.text("support", g.Support)
	for _, i := range g.PreferredInsurers {
		p.text("preferred-insurer", i)
	}
	for _, i := range g.FollowingInsurers {
		p.text("following-insurer", i)
	}
	p.text("mandated-municipality", g.MandatedMunicipality)
	x.parts(xParties, p)
	return out
}

// Wijkverband renders a hecht wijkverband as a part of its region's cooperation. Contact points that stand
// for an organisation are its members ([Renderer.Contact]); the others are told of here. A contact is a
// function: who it is, is not said, also where somebody chose to show their name on the pages.
func (r *Renderer) Wijkverband(w *network.Wijkverband) *r4.Organization {
	keeper := r.keeper(nil)
	out := &r4.Organization{
		ID: ID(w.ID), Meta: r.meta("Organization", keeper.Value != ""), Identifier: []r4.Identifier{r.assigned(string(w.ID), keeper)},
		Active: new(true), Type: r.collaboration(isWijkverband), Name: w.Name, Telecom: telecom("", "", w.Website),
		PartOf: Reference("Organization", w.Region),
	}
	for i := range w.Contacts {
		c := &w.Contacts[i]
		if c.Organization != "" {
			continue
		}
		purpose := concept(r.disciplineCoding(c.Discipline))
		purpose.Text = c.Function
		at := r4.OrganizationContact{Purpose: purpose, Telecom: telecom(c.Reach.Phone, c.Reach.Email, "")}
		extending{r.vocabulary, &at.Extension}.reach(c.Reach)
		out.Contact = append(out.Contact, at)
	}
	x := extending{r.vocabulary, &out.Extension}
	for _, a := range w.Areas {
		x.add(xArea, r.areaOf(a))
	}
	for _, a := range w.Primary {
		e := r.areaOf(a)
		x.add(xPrimaryArea, e)
	}
	return out
}

func (r *Renderer) collaboration(kind string) []r4.CodeableConcept {
	return []r4.CodeableConcept{*concept(r.coding(csCollaboration, kind, collaborationKinds[kind]), r.theirs(code.SBI, code.Collaboration), r.theirs(code.HL7OrganizationType, "other"))}
}

// reach adds when somebody can be reached, and what to know of it.
func (x extending) reach(of network.Reach) {
	var p parts
	p.text("hours", of.Hours)
	p.text("remarks", of.Remarks)
	x.parts(xReach, p)
}
