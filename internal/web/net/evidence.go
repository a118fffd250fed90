package net

import (
	"context"
	"net/http"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// sign is one thing that shows how far a region or wijkverband is.
type sign struct {
	text  string
	there bool
	how   string // who knows: the platform saw it, or somebody stated it
	edit  string // address where it is stated; "" for what only the platform sees
}

// phasePart is a phase with what goes with it.
type phasePart struct {
	name    string
	current bool
	signs   []sign
}

func newSign(e network.Evidence) sign {
	s := sign{text: e.Text, there: e.There, how: "Nog niet te zien"}
	switch {
	case e.There && e.Measured:
		s.how = "Gezien door het platform"
	case e.There:
		s.how = "Volgens opgave"
	}
	return s
}

func signsOf(evidence []network.Evidence) []sign {
	list := make([]sign, len(evidence))
	for i, e := range evidence {
		list[i] = newSign(e)
	}
	return list
}

// stated are the codes of what a region may say that it has.
var stated = map[string]string{"plan": "Een regionaal werkplan voor de eerste lijn", "cooperation": "Een samenwerkingsovereenkomst", "insurer": "Afspraken met de zorgverzekeraar"}

// phaseParts are the phases with their evidence, in order. The first phase asks for none.
func phaseParts(is regio, c network.Coverage) []phasePart {
	var parts []phasePart
	for _, o := range phases {
		part := phasePart{name: o.Text, current: o.Value == string(is.RESV.Phase)}
		for _, e := range c.Evidence {
			if string(e.Phase) != o.Value {
				continue
			}
			s := newSign(e)
			if _, may := stated[e.Code]; may && !e.Measured {
				s.edit = regionPath(is) + "/bewijs/" + e.Code
			}
			part.signs = append(part.signs, s)
		}
		parts = append(parts, part)
	}
	return parts
}

// withSigns adds to rows of tasks what the platform knows that goes with each.
func withSigns(rows []row, tasks []network.TaskEvidence) []row {
	for i := range rows {
		for _, t := range tasks {
			if t.Task == rows[i].code {
				rows[i].signs = signsOf(t.Evidence)
			}
		}
	}
	return rows
}

// attest is what a region says of something that the platform cannot see.
type attest struct {
	There bool
	Words string
}

// evidencePage is the form with which a region says that something is there.
func (p Page) evidencePage(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.openRegion(r)
	if err != nil {
		return err
	}
	code := r.PathValue("code")
	title, known := stated[code]
	if !known {
		return fault.Missing("Dit houdt het platform zelf bij.", "nothing to state")
	}
	coverage, err := p.Network.Coverage(r.Context(), is.Slug, p.Now())
	if err != nil {
		return err
	}
	var now attest
	for _, e := range coverage.Evidence {
		if e.Code == code {
			now.There = e.There
			if e.There && !e.Measured {
				// The words of the region stand behind those that name it.
				_, now.Words, _ = strings.Cut(e.Text, ". ")
			}
		}
	}
	return answer(p, w, r, form[attest]{
		title: title, lead: "Dit staat op de pagina van de regio, met erbij dat u het zelf zegt. Het houdt niets tegen.",
		action: regionPath(is) + "/bewijs/" + code, back: regionPath(is), crumbs: regionCrumbs(is), is: now,
		inputs: []input[attest]{
			yesNo("there", "Is het er?", func(a *attest) *bool { return &a.There }),
			text("words", "Wat is het, en waar is het te vinden?", func(a *attest) *string { return &a.Words }).may().
				hinted("Bijvoorbeeld: vastgesteld op 12 maart 2026, staat op de website.").with(func(in *input[attest]) { in.kind, in.most = box, 2000 }),
		},
		save: func(ctx context.Context, a attest, _ int64) error {
			return p.Network.AttestEvidence(ctx, who, is.ID, code, a.Words, a.There)
		},
	})
}

func tableLinks(tables ...table) []ui.Link {
	links := make([]ui.Link, len(tables))
	for i, t := range tables {
		links[i] = ui.Link{Text: t.name, Href: t.path()}
	}
	return links
}
