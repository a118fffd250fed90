package net

import (
	"context"
	"net/http"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// ending is what a form asks of who lets something end.
type ending struct {
	At  time.Time
	Why string
}

func endingInputs(today time.Time, why string) []input[ending] {
	inputs := []input[ending]{since("at", "Vanaf welke dag geldt het niet meer?", today, func(e *ending) *time.Time { return &e.At }).hinted("Leeg: vanaf nu.")}
	if why != "" {
		inputs = append(inputs, text("why", why, func(e *ending) *string { return &e.Why }).hinted("Eén zin is genoeg. Schrijf geen namen.").
			with(func(in *input[ending]) { in.kind, in.most = box, 2000 }))
	}
	return inputs
}

// mandateFor finds the mandate of an address for somebody who may do an act to it.
func (p Page) mandateFor(r *http.Request, act string) (mandate.Mandate, table, error) {
	m, t, err := p.openMandate(r, days{})
	if err == nil && !p.may(p.SignedIn(r), act, mandateSubject(m, t)) {
		err = fault.New(fault.Denied, "Dit mandaat is niet van uw organisatie of uw regio.", "not theirs to change")
	}
	return m, t, err
}

// revokePage is the form with which a mandate is taken back.
func (p Page) revokePage(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	m, t, err := p.mandateFor(r, "mandate.Revoke")
	if err != nil {
		return err
	}
	href := root + "/mandaat/" + string(m.ID)
	return answer(p, w, r, form[ending]{
		title: "Mandaat intrekken", lead: "Spreekt daarna niemand meer voor deze partij? Dan worden haar afspraken meteen opnieuw bekeken. Wat er stond, blijft te lezen.",
		action: href + "/intrekken", back: href, crumbs: append(t.crumbs(), ui.Link{Text: "Mandaat", Href: href}), button: "Trek het mandaat in",
		inputs: endingInputs(p.Today(), "Waarom?"), version: m.Version,
		save: func(ctx context.Context, e ending, _ int64) error {
			return p.Mandates.Revoke(ctx, who, m.ID, e.At, e.Why)
		},
	})
}

// correctPage is the form that writes down what a mandate should have said.
func (p Page) correctPage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	m, t, err := p.mandateFor(r, "mandate.Correct")
	if err != nil {
		return err
	}
	is := grant{Mandate: m, Table: t.key}
	inputs, err := p.mandateInputs(ctx, who, is)
	if err != nil {
		return err
	}
	inputs = append(inputs, text("why", "Waarom verbetert u dit?", func(g *grant) *string { return &g.Why }).
		hinted("Eén zin is genoeg. Wat er eerst stond, blijft te lezen.").with(func(in *input[grant]) { in.kind, in.most = box, 2000 }))
	href := root + "/mandaat/" + string(m.ID)
	return answer(p, w, r, form[grant]{
		title: "Mandaat verbeteren", lead: "Voor een vergissing. Veranderde er iets? Geef dan een nieuw mandaat of trek dit in.",
		action: href + "/verbeteren", back: href, crumbs: append(t.crumbs(), ui.Link{Text: "Mandaat", Href: href}), is: is, version: m.Version, inputs: inputs,
		save: func(ctx context.Context, g grant, version int64) error {
			g.Version = version
			return p.Mandates.Correct(ctx, who, g.Mandate, g.Why)
		},
	})
}

// substitutePage is the form with which somebody stands in for a delegate.
func (p Page) substitutePage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	m, t, err := p.mandateFor(r, "mandate.Substitute")
	if err != nil {
		return err
	}
	people, err := p.choosable(ctx, who, m.Forum, "")
	if err != nil {
		return err
	}
	href, today := root+"/mandaat/"+string(m.ID), p.Today()
	type sub = mandate.Substitution
	return answer(p, w, r, form[sub]{
		title: "Vervanger", lead: "Een vervanger spreekt net zo lang als het mandaat geldt, of korter.", action: href + "/vervanger", back: href,
		crumbs: append(t.crumbs(), ui.Link{Text: "Mandaat", Href: href}), is: sub{Mandate: m.ID}, version: m.Version,
		inputs: []input[sub]{
			text("person", "Wie vervangt?", func(s *sub) *string { return (*string)(&s.Person) }).with(func(in *input[sub]) { in.kind, in.options = choice, people }),
			since("from", "Vanaf welke dag?", today, func(s *sub) *time.Time { return &s.From }).hinted("Leeg: vanaf nu."),
			through("until", "Tot en met welke dag?", today, func(s *sub) *time.Time { return &s.Until }).hinted("Leeg: zolang het mandaat geldt."),
		},
		save: func(ctx context.Context, s sub, _ int64) error { return p.Mandates.Substitute(ctx, who, s) },
	})
}

// endSubstitution lets a stand-in stop now.
func (p Page) endSubstitution(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	which, err := id.Parse[mandate.SubstitutionID](r.PathValue("sub"))
	if err != nil {
		return noMandate()
	}
	m, _, err := p.openMandate(r, days{})
	if err != nil {
		return err
	}
	if err := p.Mandates.EndSubstitution(r.Context(), p.SignedIn(r), which, time.Time{}); err != nil {
		return err
	}
	return saved(w, r, root+"/mandaat/"+string(m.ID))
}
