package render

import (
	"time"

	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// The kinds of affiliation.
const (
	isMember  = "member"
	isSpeaker = "standing"
	isContact = "contact"
	isNursing = "nursing"
)

// affiliation renders that one organisation takes part in another. at is the moment it is said to be
// active or not; who renders it says it again when its time begins or ends.
func (r *Renderer) affiliation(of string, kind string, organization, member *r4.Reference, span mandate.Span, at time.Time) *r4.OrganizationAffiliation {
	keeper := r.keeper(nil)
	out := &r4.OrganizationAffiliation{
		ID: ID(of), Meta: r.meta("OrganizationAffiliation", keeper.Value != ""), Identifier: []r4.Identifier{r.assigned(of, keeper)},
		Active: new(span.Has(at)), Organization: organization, ParticipatingOrganization: member,
		Code: []r4.CodeableConcept{*concept(r.theirs(code.HL7OrganizationRole, code.Member), r.coding(csAffiliation, kind, affiliationKinds[kind]))},
	}
	if !span.From.IsZero() || !span.Until.IsZero() {
		out.Period = &r4.Period{Start: stamp(span.From), End: stamp(span.Until)}
	}
	return out
}

// Affiliation renders that a provider belongs to a discipline body.
func (r *Renderer) Affiliation(a *mandate.Affiliation, at time.Time) *r4.OrganizationAffiliation {
	return r.affiliation(string(a.ID), isMember, Reference("Organization", a.Body), Reference("Organization", a.Provider), a.Span, at)
}

// Standing renders that a discipline body speaks for a discipline in a region's cooperation.
func (r *Renderer) Standing(s *mandate.Standing, at time.Time) *r4.OrganizationAffiliation {
	out := r.affiliation(string(s.ID), isSpeaker, Reference("Organization", s.Region), Reference("Organization", s.Body), s.Span, at)
	out.Specialty = []r4.CodeableConcept{*concept(r.disciplineCoding(s.Discipline))}
	return out
}

// Contact renders that an organisation has the contact point of a discipline in a wijkverband.
func (r *Renderer) Contact(w *network.Wijkverband, c *network.Contact, at time.Time) *r4.OrganizationAffiliation {
	out := r.affiliation(string(c.ID), isContact, Reference("Organization", w.ID), Reference("Organization", c.Organization), mandate.Span{From: c.From, Until: c.Until}, at)
	out.Specialty = []r4.CodeableConcept{{Coding: []r4.Coding{r.disciplineCoding(c.Discipline)}, Text: c.Function}}
	out.Telecom = telecom(c.Reach.Phone, c.Reach.Email, "")
	extending{r.vocabulary, &out.Extension}.reach(c.Reach)
	return out
}

// Nursing renders that a GP practice takes part in a wijkverband, with the team that gives district nursing
// to its patients.
func (r *Renderer) Nursing(w *network.Wijkverband, n *network.NursingCoordination) *r4.OrganizationAffiliation {
	out := r.affiliation(id.From[string]("nursing", string(w.ID), string(n.Practice)), isNursing,
		Reference("Organization", w.ID), Reference("Organization", n.Practice), mandate.Span{}, time.Time{})
	out.Telecom = telecom(n.Phone, "", "")
	p := parts{{URL: "team", ValueReference: Reference("Organization", n.Team)}}
	p.text("model", n.Model)
	extending{r.vocabulary, &out.Extension}.parts(xNursing, p)
	return out
}
