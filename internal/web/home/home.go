// Package home is the first page: one question box, a place, and six everyday ways in.
package home

import (
	"net/http"

	"eerstelijn/internal/web/assets"
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
	v := view{
		frame: p.Frame(r, "Waar kunnen we u mee helpen?"), question: site.Question("", ""), place: p.Place("", ""),
		topics: site.Topics,
	}
	v.frame.Scripts = []string{assets.NearScript}
	return p.Render(w, r, http.StatusOK, page(v))
}
