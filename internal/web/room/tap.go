package room

import (
	"context"
	"eerstelijn/internal/web/figure"
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/web/site"
)

// Tap is what links for the act capacity.Observe show and do: one figure, and one tap that says it. See
// package onelink.
type Tap struct {
	*site.Site
	Links *link.Links
}

// Title implements onelink.Titled.
func (Tap) Title() string { return "Klopt dit nog?" }

type tapView struct {
	name, what, told string
	unit             string
	taps             figure.Buttons
	never            bool
	stale            bool
	edit             string
}

// Show implements onelink.Kind. What has ended needs no answer: its link opens nothing.
func (k Tap) Show(r *http.Request, l link.Link) (templ.Component, string, error) {
	o, err := k.offer(r, l)
	if err != nil {
		return nil, "", err
	}
	tables, err := k.Capacity.Tables(r.Context())
	if err != nil {
		return nil, "", err
	}
	p, now := Page{Site: k.Site}, k.Now()
	names, err := p.names(r.Context(), []capacity.Offer{o})
	if err != nil {
		return nil, "", err
	}
	kind, _ := tables.Kind(o.Kind)
	v := tapView{never: o.Figure.ObservedAt.IsZero(), stale: o.Freshness(now) == capacity.Stale, edit: offerPath(o.ID), unit: kind.Unit}
	v.name, v.what = names.of(&o, kind)
	v.taps = figure.ButtonsOf(&o, kind, v.name, now)
	if !v.never {
		v.told = figure.Told(o.Figure.ToldAt, now)
	}
	return tapBody(v), "", nil
}

// Do implements onelink.Kind: it notes the figure and spends the link in one act.
func (k Tap) Do(w http.ResponseWriter, r *http.Request, l link.Link, token string) error {
	o, err := k.offer(r, l)
	if err != nil {
		return err
	}
	report, news, err := figure.Said(r.PostForm, &o, k.Now())
	if err != nil {
		return err
	}
	if news {
		spend := func(ctx context.Context, tx *act.Tx) error { return k.Links.UseTx(ctx, tx, token) }
		if _, err := k.Capacity.Observe(r.Context(), l.Actor().Through(r.Context()), report, spend); err != nil {
			return err
		}
	}
	site.Redirect(w, r, "/aanbod/"+string(o.Service)+"#plek")
	return nil
}

func (k Tap) offer(r *http.Request, l link.Link) (capacity.Offer, error) {
	return k.Capacity.Offer(r.Context(), capacity.OfferID(l.SubjectID))
}
