package net

import (
	"net/http"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/ui"
)

// stand is somebody who stands in for a delegate.
type stand struct {
	name, when string
	end        string // address that ends it; "" for who may not
}

// step is a link of the chain that says why a mandate binds.
type step struct{ title, text, when string }

type mandateView struct {
	frame      ui.PageView
	title      string
	saved      bool
	days       asof.View
	facts      []ui.Definition
	steps      []step
	wrong      string
	stands     []stand
	members    string
	ways       []ui.Link
	substitute string
}

func noMandate() error { return fault.Missing("Dit mandaat kennen we niet.", "mandate not found") }

// openMandate finds the mandate of an address, as known on a day, with its table.
func (p Page) openMandate(r *http.Request, d days) (mandate.Mandate, table, error) {
	which, err := id.Parse[mandate.ID](r.PathValue("id"))
	if err != nil {
		return mandate.Mandate{}, table{}, noMandate()
	}
	q := d.query(mandate.Query{ID: string(which), Ended: true})
	found, err := p.Mandates.Mandates(r.Context(), q)
	if err != nil {
		return mandate.Mandate{}, table{}, err
	}
	if len(found) == 0 {
		return mandate.Mandate{}, table{}, noMandate()
	}
	t, err := p.tableAt(r.Context(), found[0].Forum)
	return found[0], t, err
}

// mandatePage shows one mandate: what it says, and link by link why it binds.
func (p Page) mandatePage(w http.ResponseWriter, r *http.Request) error {
	ctx, who, d := r.Context(), p.SignedIn(r), p.days(r)
	m, t, err := p.openMandate(r, d)
	if err != nil {
		return err
	}
	called, err := p.called(ctx, who, d.query(mandate.Query{Forum: m.Forum, Grantor: m.Grantor, Ended: true}))
	if err != nil {
		return err
	}
	of, err := p.organizations(ctx, m.Grantor)
	if err != nil {
		return err
	}
	words, _, err := p.subjectWords(ctx)
	if err != nil {
		return err
	}
	grantor := of[m.Grantor]
	href := root + "/mandaat/" + string(m.ID)
	v := mandateView{title: "Mandaat van " + grantor.Name, saved: wasSaved(r), days: d.ask(href)}
	v.frame = p.frame(r, v.title, append(t.crumbs(), ui.Link{Text: v.title}))
	v.facts = []ui.Definition{
		{Term: "Wie spreekt", Text: orNobody(called[m.Delegate])}, {Term: "Namens", Text: grantor.Name}, {Term: "Bij", Text: t.name},
		{Term: "Over", Text: ui.Capital(words(m.Subjects))}, {Term: "Wanneer", Text: ui.Capital(spanWords(m.Span))}, {Term: "Besloten", Text: orUnknown(m.Evidence)},
	}
	if !m.RevokedAt.IsZero() {
		v.facts = append(v.facts, ui.Definition{Term: "Ingetrokken", Text: ui.Moment(m.RevokedAt) + ": " + m.RevokedWhy})
	}
	chain, err := p.Mandates.Chain(ctx, mandate.Ask{Signer: m.Delegate, Party: m.Grantor, Forum: m.Forum, Subject: aSubject(m), At: d.op.At, Known: d.known.At})
	if err != nil {
		return err
	}
	if v.wrong = forceWords[chain.Why]; chain.Valid {
		v.steps = steps(chain)
	}
	stands, err := p.Mandates.Substitutions(ctx, d.query(mandate.Query{ID: string(m.ID), Ended: true}))
	if err != nil {
		return err
	}
	subject := mandateSubject(m, t)
	now := p.Now()
	for _, s := range stands {
		one := stand{name: orNobody(called[s.Person]), when: ui.Capital(spanWords(s.Span))}
		if !d.past() && (s.Until.IsZero() || s.Until.After(now)) && p.may(who, "mandate.EndSubstitution", subject) {
			one.end = href + "/vervanger/" + string(s.ID) + "/stoppen"
		}
		v.stands = append(v.stands, one)
	}
	if grantor.Kind == network.DisciplineBody {
		members, err := p.Mandates.Affiliations(ctx, d.query(mandate.Query{Body: m.Grantor}))
		if err != nil {
			return err
		}
		if v.members = "Bij " + grantor.Name + " is nog geen aanbieder aangesloten."; len(members) > 0 {
			v.members = ui.Amount(len(members), "aanbieder is", "aanbieders zijn") + " aangesloten bij " + grantor.Name + ". Ook voor hen wordt gesproken."
		}
		v.ways = append(v.ways, ui.Link{Text: "Wie is aangesloten bij " + grantor.Name, Href: d.on(bodyPath(m.Grantor))})
	}
	over := !m.Ends().IsZero() && !m.Ends().After(now)
	if !d.past() {
		v.ways = append(v.ways, p.mandateWays(who, m, subject, over)...)
		if !over && p.may(who, "mandate.Substitute", subject) {
			v.substitute = href + "/vervanger"
		}
	}
	return p.Render(w, r, d.status(), mandatePageView(v))
}

// mandateSubject is a mandate at its table to the policies.
func mandateSubject(m mandate.Mandate, t table) access.Subject {
	return access.Subject{Type: "mandate", ID: string(m.ID), Organization: string(m.Grantor), Region: string(m.Forum.Region),
		Wijkverband: string(m.Forum.Wijkverband), Person: string(m.Delegate), Desk: string(t.board)}
}

// aSubject is any subject of a mandate: its chain is the same for each.
func aSubject(m mandate.Mandate) string {
	if len(m.Subjects) == 0 {
		return ""
	}
	return m.Subjects[0]
}

func (p Page) mandateWays(who access.Actor, m mandate.Mandate, subject access.Subject, over bool) (ways []ui.Link) {
	href := root + "/mandaat/" + string(m.ID)
	if p.may(who, "mandate.Grant", subject) {
		ways = append(ways, ui.Link{Text: "Geef een nieuw mandaat dat hierop volgt", Href: root + "/mandaat/nieuw?na=" + string(m.ID)})
	}
	if p.may(who, "mandate.Correct", subject) {
		ways = append(ways, ui.Link{Text: "Verbeter wat hier staat", Href: href + "/verbeteren"})
	}
	if !over && p.may(who, "mandate.Revoke", subject) {
		ways = append(ways, ui.Link{Text: "Trek dit mandaat in", Href: href + "/intrekken"})
	}
	return ways
}

// linkNames head the links of a chain.
var linkNames = map[string]string{"affiliation": "Aangesloten", "standing": "Erkend", "mandate": "Mandaat", "substitution": "Vervanging"}

func steps(c mandate.Chain) []step {
	list := make([]step, len(c.Links))
	for i, l := range c.Links {
		list[i] = step{title: linkNames[l.Kind], text: stepWords(l), when: ui.Capital(spanWords(mandate.Span{From: l.From, Until: l.Until}))}
	}
	return list
}

// stepWords say what a link proves. The words of package mandate name codes; a page has the names above.
func stepWords(l mandate.Link) string {
	switch l.Kind {
	case "standing":
		return "De organisatie is in deze regio erkend om voor haar discipline te spreken."
	case "mandate":
		return "De organisatie gaf deze persoon het mandaat."
	}
	return l.Text
}

// keepsNetwork tells whether somebody looks after a part of the network.
func keepsNetwork(role access.Role) bool {
	return slices.Contains([]access.Role{access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.RESVBoard}, role)
}

func bodyPath(o network.OrganizationID) string { return root + "/leden/" + string(o) }
