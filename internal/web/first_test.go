package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/web/signin"
	"eerstelijn/internal/web/site"
)

// TestFirst: who is nobody yet, or not known surely enough, is led to sign in; who may not do it at all
// is told so.
func TestFirst(t *testing.T) {
	t.Parallel()
	refused := func(policies ...string) error {
		r := access.Refusal{Act: "network.EndPerson"} // needs a substantial sign-in
		for _, p := range policies {
			r.Reasons = append(r.Reasons, access.Reason{Policy: p})
		}
		return fault.New(fault.Denied, "Dit mag u niet doen.", "no").Because(r)
	}
	somebody := access.Actor{Person: "p", Name: "Noor", Role: access.Professional, Assurance: access.Low}
	for name, c := range map[string]struct {
		who          access.Actor
		method, path string
		err          error
		status       int
		to           string // where it leads, or what its link is
	}{
		"nobody, inside":         {access.Anonymous(""), "GET", "/werk/x?a=b", nil, http.StatusSeeOther, "/inloggen?terug=%2Fwerk%2Fx%3Fa%3Db"},
		"nobody, administration": {access.Anonymous(""), "GET", "/beheer", nil, http.StatusSeeOther, "/inloggen?terug=%2Fbeheer"},
		"nobody, outside":        {access.Anonymous(""), "GET", "/werkplaats", nil, http.StatusOK, ""},
		"nobody, refused":        {access.Anonymous(""), "GET", "/aanbod/1", refused("default"), http.StatusSeeOther, "/inloggen?terug=%2Faanbod%2F1"},
		"nobody, by POST":        {access.Anonymous(""), "POST", "/aanbod/1", refused("default"), http.StatusUnauthorized, `href="/inloggen"`},
		"somebody, inside":       {somebody, "GET", "/werk/x", nil, http.StatusOK, ""},
		"somebody, refused":      {somebody, "GET", "/werk/x", refused("default"), http.StatusForbidden, ""},
		"too weak":               {somebody, "GET", "/werk/x", refused("assurance"), http.StatusSeeOther, "/inloggen?nodig=midden&terug=%2Fwerk%2Fx"},
		"too weak, by POST":      {somebody, "POST", "/werk/x", refused("assurance"), http.StatusForbidden, `href="/inloggen?nodig=midden"`},
		"too weak and more":      {somebody, "GET", "/werk/x", refused("assurance", "only"), http.StatusForbidden, ""},
		"another error":          {access.Anonymous(""), "GET", "/aanbod/1", fault.Missing("Weg.", "gone"), http.StatusNotFound, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, log := clock.Fixed(time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam)), slog.New(slog.DiscardHandler)
			s := &server{mux: http.NewServeMux(), Site: &site.Site{
				Finder: live.New(nil, nil, nil, nil, now, log), Log: log, Now: now, SignedIn: func(*http.Request) access.Actor { return c.who },
			}}
			s.signIn = signin.Page{Site: s.Site}
			s.handle("/", func(http.ResponseWriter, *http.Request) error { return c.err })
			r := httptest.NewRequest(c.method, c.path, strings.NewReader(""))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Fatalf("answers %d: %s", w.Code, w.Body)
			}
			switch to := w.Header().Get("Location"); {
			case w.Code == http.StatusSeeOther && to != c.to:
				t.Errorf("leads to %q", to)
			case w.Code != http.StatusSeeOther && !strings.Contains(w.Body.String(), c.to):
				t.Errorf("shows no link %s: %s", c.to, w.Body)
			}
		})
	}
}
