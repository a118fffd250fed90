package feed

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// An affiliation is written by the provider that joins, and by nobody else: it says that the body of a
// discipline speaks for it from then on. It begins and it ends; what it says in between is never changed. Who
// takes part in a region or wijkverband is written down there, so that those affiliations are only read here.

// savedAffiliation is an affiliation to be made, or one to be ended at a moment (zero: now).
type savedAffiliation struct {
	mandate.Affiliation
	end bool
	at  time.Time
	by  *write
}

// standingAffiliation reads what an affiliation is written over, and whether what it names is a body of a
// discipline.
func (p *plan) standingAffiliation(ctx context.Context, tx *store.Tx, w *write, r *r4.OrganizationAffiliation) error {
	found, err := p.Mandates.AffiliationTx(ctx, tx, mandate.AffiliationID(w.id))
	if err == nil {
		p.affiliations[found.ID] = found
	} else if fault.KindOf(err) != fault.NotFound {
		return err
	}
	if body := p.organizationAt(r.Organization); body != "" {
		o, err := p.Network.OrganizationTx(ctx, tx, body)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err == nil && o.Kind == network.DisciplineBody {
			p.bodies[body] = true
		}
	}
	return nil
}

// organizationAt gives the organisation that a reference leads to; ” when it leads to none.
func (p *plan) organizationAt(ref *r4.Reference) network.OrganizationID {
	if ref == nil {
		return ""
	}
	of, ok := strings.CutPrefix(ref.Reference, "Organization/")
	if !ok {
		return ""
	}
	return p.organizationOf(of)
}

func (p *plan) makeAffiliation(w *write, r *r4.OrganizationAffiliation) error {
	id := mandate.AffiliationID(w.id)
	stands, had := p.affiliations[id]
	if _, served := p.stood[w.key()]; served && !had {
		return outcome.RefuseAt(http.StatusForbidden, "forbidden", w.element(""), "Wie meedoet aan een regio of wijkverband, leggen zij zelf vast. Hier leest u het alleen.",
			"who takes part in a region or wijkverband is written down there; it is only read here")
	}
	provider, body := p.own.ID, p.organizationAt(r.Organization)
	if r.ParticipatingOrganization != nil {
		provider = p.organizationAt(r.ParticipatingOrganization)
	}
	switch own := p.own.ID; {
	case had && stands.Provider != own: // the domain refuses it, and keeps that it did
		p.joins = append(p.joins, savedAffiliation{Affiliation: stands, end: true, by: w})
		return nil
	case !had && provider != own: // and this
		p.joins = append(p.joins, savedAffiliation{Affiliation: mandate.Affiliation{ID: id, Provider: provider, Body: body}, by: w})
		return nil
	case provider != own:
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("participatingOrganization"), onlyEnds.NL, onlyEnds.EN)
	}
	if !slices.ContainsFunc(r.Code, isMember) && len(r.Code) > 0 {
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("code"), "Alleen aangesloten zijn (member) legt u hier vast.", "only the role 'member' is written here")
	}
	period, err := moments("OrganizationAffiliation.period", r.Period)
	if err != nil {
		return err
	}
	said := spanOf(period)
	if !had {
		return p.join(w, r, mandate.Affiliation{ID: id, Provider: provider, Body: body, Span: said})
	}
	switch {
	case body != stands.Body:
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("organization"), onlyEnds.NL, onlyEnds.EN)
	case !said.From.IsZero() && !said.From.Equal(stands.From):
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("period.start"), onlyEnds.NL, onlyEnds.EN)
	}
	return p.leave(w, r, stands, said)
}

var onlyEnds = fault.Text{NL: "Van een aansluiting wijzigt alleen het einde. Laat deze stoppen en maak een nieuwe.", EN: "of an affiliation only the end changes: end this one and create another"}

// join makes a new affiliation.
func (p *plan) join(w *write, r *r4.OrganizationAffiliation, a mandate.Affiliation) error {
	if !p.bodies[a.Body] {
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("organization"),
			"U sluit zich hier aan bij een organisatie van een discipline. Wie meedoet aan een regio of wijkverband, leggen zij zelf vast.",
			"here a provider joins the body of a discipline; who takes part in a region or wijkverband is written down there")
	}
	now := p.Now()
	begun := a.Span
	if begun.From.IsZero() {
		begun.From = now
	}
	if r.Active != nil && *r.Active != begun.Has(now) {
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("active"), contradicts.NL, contradicts.EN)
	}
	p.joins = append(p.joins, savedAffiliation{Affiliation: a, by: w})
	return nil
}

var contradicts = fault.Text{NL: "Dit klopt niet met de periode.", EN: "this contradicts the period"}

// leave ends an affiliation when that is what is asked, and refuses to begin one anew that has ended.
func (p *plan) leave(w *write, r *r4.OrganizationAffiliation, stands mandate.Affiliation, said mandate.Span) error {
	now := p.Now()
	ends := savedAffiliation{Affiliation: stands, end: true, at: said.Until, by: w}
	stops := r.Active != nil && !*r.Active && stands.Has(now)
	switch {
	case said.Until.Equal(stands.Until) && !stops:
		if r.Active != nil && *r.Active != stands.Has(now) {
			return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("active"), contradicts.NL, contradicts.EN)
		}
		return nil // it stands as it is asked
	case said.Until.Equal(stands.Until), stops && said.Until.IsZero():
		ends.at = time.Time{} // now
	case said.Until.IsZero():
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("period.end"), onlyEnds.NL, onlyEnds.EN)
	case r.Active != nil && *r.Active != (mandate.Span{From: stands.From, Until: said.Until}).Has(now):
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("active"), contradicts.NL, contradicts.EN)
	}
	p.joins = append(p.joins, ends)
	return nil
}

// isMember tells whether a role is that of a member.
func isMember(c r4.CodeableConcept) bool {
	return slices.ContainsFunc(c.Coding, func(of r4.Coding) bool { return of.System == code.HL7OrganizationRole && of.Code == code.Member })
}

// spanOf reads a period whose ends are moments.
func spanOf(p *r4.Period) (s mandate.Span) {
	if p == nil {
		return s
	}
	s.From, _ = time.Parse(time.RFC3339Nano, p.Start)
	s.Until, _ = time.Parse(time.RFC3339Nano, p.End)
	return s
}

// saveAffiliations makes and ends affiliations; where tells which of them goes wrong.
func (p *plan) saveAffiliations(ctx context.Context, tx *store.Tx, where *string) (err error) {
	for i := range p.joins {
		a := &p.joins[i]
		*where = a.by.element("")
		if !a.end {
			_, err = p.Mandates.Affiliate(ctx, p.who, a.Affiliation)
		} else if err = p.Mandates.AffiliationAtVersionTx(ctx, tx, a.ID, a.Version); err == nil {
			err = p.Mandates.EndAffiliation(ctx, p.who, a.ID, a.at)
		}
		if err != nil {
			return renamed(err, affiliationElements)
		}
	}
	return nil
}

// affiliationElements are the fields of an affiliation by the names they have in FHIR.
var affiliationElements = map[string]string{
	"provider": "OrganizationAffiliation.participatingOrganization", "body": "OrganizationAffiliation.organization",
	"from": "OrganizationAffiliation.period.start", "until": "OrganizationAffiliation.period.end", "at": "OrganizationAffiliation.period.end",
}
