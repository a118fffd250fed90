package net

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// joining is an affiliation as its form asks for it.
type joining struct {
	mandate.Affiliation
	Name string // of the provider, where somebody else writes it down
}

func (p Page) joiningInputs() []input[joining] {
	today := p.Today()
	return []input[joining]{
		since("from", "Vanaf welke dag?", today, func(j *joining) *time.Time { return &j.From }).hinted("Leeg: vanaf nu. Een dag die geweest is, mag ook."),
		through("until", "Tot en met welke dag?", today, func(j *joining) *time.Time { return &j.Until }).hinted("Leeg: zonder einddatum."),
	}
}

// addMemberPage is the form with which a region writes down who belongs to a body.
func (p Page) addMemberPage(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	is, err := p.openBody(r)
	if err != nil {
		return err
	}
	subject, err := p.affiliation(r.Context(), who, mandate.Affiliation{Body: is.ID})
	if err != nil {
		return err
	}
	if !p.may(who, "mandate.Affiliate", subject) {
		return fault.New(fault.Denied, "Wie is aangesloten, legt de regio vast. Een aanbieder doet dat voor zichzelf.", "not theirs to write down")
	}
	inputs := append([]input[joining]{text("provider", "Welke aanbieder?", func(j *joining) *string { return &j.Name }).hinted("De naam, zoals hij in de sociale kaart staat.")}, p.joiningInputs()...)
	return answer(p, w, r, form[joining]{
		title: "Aanbieder toevoegen", lead: is.Name, action: bodyPath(is.ID) + "/nieuw", back: bodyPath(is.ID), crumbs: append(slices.Clone(rootCrumbs), ui.Link{Text: is.Name, Href: bodyPath(is.ID)}),
		is: joining{Affiliation: mandate.Affiliation{Body: is.ID}}, button: "Voeg toe", inputs: inputs,
		save: func(ctx context.Context, j joining, _ int64) (err error) {
			if strings.TrimSpace(j.Name) == "" {
				return fault.InvalidField("provider", "Vul de naam van een aanbieder in.", "expected the name of a provider")
			}
			if j.Provider, err = p.organizationNamed(ctx, "provider", j.Name); err != nil {
				return err
			}
			_, err = p.Mandates.Affiliate(ctx, who, j.Affiliation)
			return err
		},
	})
}

// joinPage is the form with which somebody's own organisation joins a body.
func (p Page) joinPage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	if who.Role != access.ProviderAdmin || who.Organization == "" {
		return fault.New(fault.Denied, "Deze pagina is voor wie een organisatie beheert.", "no organisation is yours to affiliate")
	}
	bodies, err := p.allBodies(ctx)
	if err != nil {
		return err
	}
	inputs := append([]input[joining]{text("body", "Bij welke organisatie?", func(j *joining) *network.OrganizationID { return &j.Body }).
		with(func(in *input[joining]) { in.kind, in.options = choice, bodies })}, p.joiningInputs()...)
	return answer(p, w, r, form[joining]{
		title: "Aansluiten", lead: "De organisatie van uw discipline spreekt dan ook namens u.", action: root + "/aansluiten", back: root, crumbs: rootCrumbs,
		is: joining{Affiliation: mandate.Affiliation{Provider: network.OrganizationID(who.Organization)}}, button: "Sluit aan", inputs: inputs,
		save: func(ctx context.Context, j joining, _ int64) error {
			_, err := p.Mandates.Affiliate(ctx, who, j.Affiliation)
			return err
		},
	})
}

// leavePage is the form with which an affiliation ends.
func (p Page) leavePage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	which, err := id.Parse[mandate.AffiliationID](r.PathValue("id"))
	missing := fault.Missing("Deze aansluiting kennen we niet.", "affiliation not found")
	if err != nil {
		return missing
	}
	found, err := p.Mandates.Affiliations(ctx, mandate.Query{ID: string(which), Ended: true})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return missing
	}
	a := found[0]
	of, err := p.organizations(ctx, a.Provider, a.Body)
	if err != nil {
		return err
	}
	subject, err := p.affiliation(ctx, who, a)
	if err != nil {
		return err
	}
	if !p.may(who, "mandate.EndAffiliation", subject) {
		return fault.New(fault.Denied, "Wie is aangesloten, legt de regio vast. Een aanbieder doet dat voor zichzelf.", "not theirs to end")
	}
	back := bodyPath(a.Body)
	return answer(p, w, r, form[ending]{
		title: "Aansluiting stopt", lead: of[a.Provider].Name + " hoort dan niet meer bij " + of[a.Body].Name + ".",
		action: root + "/aansluiting/" + string(a.ID) + "/stoppen", back: back, crumbs: append(slices.Clone(rootCrumbs), ui.Link{Text: of[a.Body].Name, Href: back}),
		button: "Laat de aansluiting stoppen", inputs: endingInputs(p.Today(), ""), version: a.Version,
		save: func(ctx context.Context, e ending, _ int64) error {
			return p.Mandates.EndAffiliation(ctx, who, a.ID, e.At)
		},
	})
}

// affiliation is an affiliation to the policies: a matter of the visitor's region where the body speaks
// there, or ever did.
func (p Page) affiliation(ctx context.Context, who access.Actor, a mandate.Affiliation) (access.Subject, error) {
	subject := access.Subject{Type: "affiliation", ID: string(a.ID), Organization: string(a.Provider)}
	if who.Region == "" {
		return subject, nil
	}
	here, err := p.Mandates.Standings(ctx, mandate.Query{Body: a.Body, Region: network.RegionID(who.Region), Ended: true})
	if len(here) > 0 {
		subject.Region = who.Region
	}
	return subject, err
}
