// Package still is what the mailed link shows that asks an organisation whether an entry is still
// right: the main facts, one button that says yes, and the ways on for who says no.
package still

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Kind is what links for the act directory.Confirm show and do; see package onelink.
type Kind struct {
	*site.Site
	Links *link.Links
}

// Title implements onelink.Titled.
func (Kind) Title() string { return "Klopt dit nog?" }

type view struct {
	name         string
	facts        []ui.Definition
	report, edit string
}

// Show implements onelink.Kind. What is not shown any more needs no answer: its link opens nothing.
func (k Kind) Show(r *http.Request, l link.Link) (templ.Component, string, error) {
	s, err := k.Directory.Service(r.Context(), directory.ServiceID(l.SubjectID))
	if err != nil {
		return nil, "", err
	}
	v := view{name: s.Name, report: "/aanbod/" + string(s.ID) + "/klopt-niet", edit: "/werk/aanbod/" + string(s.ID)}
	t := k.Finder.Tables()
	add := func(term, text string) {
		if text != "" {
			v.facts = append(v.facts, ui.Definition{Term: term, Text: text})
		}
	}
	add("Organisatie", s.OrganizationName)
	add("Soort", t.KindName(s.Kind))
	add("Omschrijving", s.Description)
	for _, at := range s.Locations {
		add("Adres", strings.Trim(strings.TrimSpace(at.Name+", "+at.Street)+", "+strings.TrimSpace(at.Postcode+" "+at.City), ", "))
	}
	open := "Niet bekend"
	if h, err := hours.Parse(s.Hours); err == nil && h.Known() {
		open = h.Dutch()
	}
	add("Openingstijden", open)
	for _, c := range s.Contacts {
		if c.Audience == directory.ForCitizen {
			add("Contact", strings.Join(said(c.Function, ui.Phone(c.Phone), c.Email, c.URL), ", "))
		}
	}
	checked := "Nog nooit"
	if !s.VerifiedAt.IsZero() {
		checked = ui.Date(s.VerifiedAt)
	}
	add("Laatst nagekeken", checked)
	return body(v), "Ja, dit klopt nog", nil
}

func said(words ...string) (all []string) {
	for _, w := range words {
		if w != "" {
			all = append(all, w)
		}
	}
	return all
}

// Do implements onelink.Kind: it confirms and spends the link in one act.
func (k Kind) Do(w http.ResponseWriter, r *http.Request, l link.Link, token string) error {
	which := directory.ServiceID(l.SubjectID)
	spend := func(ctx context.Context, tx *act.Tx) error { return k.Links.UseTx(ctx, tx, token) }
	if _, err := k.Directory.Confirm(r.Context(), l.Actor().Through(r.Context()), which, spend); err != nil {
		return err
	}
	site.Redirect(w, r, "/aanbod/"+string(which)+"#klopt")
	return nil
}
