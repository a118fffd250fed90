// Package reading keeps how somebody wants to read: in which language, and as it is or easier (larger,
// more room). Each choice is a cookie that says nothing else; nobody has to sign in for it.
package reading

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// keptFor is how long a choice is remembered.
const keptFor = 365 * 24 * time.Hour

// Page answers for the switch that stands on every page.
type Page struct{ *site.Site }

// Post remembers the choice and goes back to where it was made.
func (p Page) Post(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	keep := func(name, value string) {
		// #nosec G124 -- Secure wherever the site is reached by https
		cookie := http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(keptFor.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: p.Secure}
		if value == "" {
			cookie.MaxAge = -1
		}
		http.SetCookie(w, &cookie)
	}
	if code := r.PostForm.Get(say.Field); code != "" {
		l, known := say.Find(code)
		if !known {
			return fault.InvalidField(say.Field, "Kies een taal uit de lijst.", "expected one of the languages of the list")
		}
		if l.IsDutch() {
			code = "" // what it is without a choice
		}
		keep(say.Field, code)
	} else if r.PostForm.Get(ui.ReadingField) == ui.ReadingSimple {
		keep(ui.ReadingField, ui.ReadingSimple)
	} else {
		keep(ui.ReadingField, "")
	}
	site.Redirect(w, r, back(r.PostForm.Get(ui.ReadingBackField)))
	return nil
}

// back allows a path of this site alone: whatever could lead elsewhere leads to the first page.
func back(path string) string {
	plain := func(c rune) bool {
		return c == '/' || c == '-' || c == '_' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, func(c rune) bool { return !plain(c) }) {
		return "/"
	}
	return path
}
