// Package about holds the pages about the platform itself: the accessibility statement and what it
// does with personal data.
package about

import (
	"net/http"

	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
)

// Page gives the pages about the platform.
type Page struct{ *site.Site }

// Accessibility shows the accessibility statement.
func (p Page) Accessibility(w http.ResponseWriter, r *http.Request) error {
	return p.Render(w, r, http.StatusOK, accessibility(p.Frame(r, say.T(r.Context(), "Toegankelijkheid"))))
}

// Privacy says what is kept of visitors, and what is not.
func (p Page) Privacy(w http.ResponseWriter, r *http.Request) error {
	return p.Render(w, r, http.StatusOK, privacy(p.Frame(r, say.T(r.Context(), "Privacy"))))
}
