// Package home is the first page: one question box, a place, and six everyday ways in.
package home

import (
	"net/http"

	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Page is the first page.
type Page struct{ *site.Site }

type view struct {
	frame    ui.PageView
	question ui.Field
	place    ui.Field
	topics   []site.Topic
}

// Get shows the page.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	l := say.Of(r.Context())
	v := view{
		frame: p.Frame(r, l.T("Waar kunnen we u mee helpen?")), question: site.Question(l, "", ""), place: p.Place(l, "", ""),
		topics: site.Topics,
	}
	v.frame.Scripts = append(v.frame.Scripts, assets.NearScript)
	return p.Render(w, r, http.StatusOK, page(v))
}
