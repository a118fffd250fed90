package admin_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web/admin"
	"eerstelijn/internal/web/site"
)

func newPeerPages(t *testing.T) *pages {
	t.Helper()
	db := storetest.SQLite(t, clock.Fixed(now))
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), now)
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	n := network.New(spine)
	for _, o := range []network.Organization{{Name: "Zorghuis Noord"}, {Name: "Zorghuis Oost"}, {Name: "Zorghuis", URA: "00000022"}, {Name: "Tweeling"}, {Name: "Tweeling"}} {
		o.Kind = network.Provider
		if _, err := n.SaveOrganization(t.Context(), access.Job("test"), o); err != nil {
			t.Fatal(err)
		}
	}
	p := &pages{ServeMux: http.NewServeMux(), who: access.Actor{Person: "1", Role: access.PlatformAdmin, Assurance: access.Substantial}}
	peers := peer.NewService(peer.Options{Spine: spine, Network: n, Keys: keys.New(file), Now: clock.Fixed(now), Insecure: true})
	s := &site.Site{Network: n, Access: policies, Log: slog.New(slog.DiscardHandler), Address: "https://eerstelijn.example", Now: clock.Fixed(now), SignedIn: func(*http.Request) access.Actor { return p.who }}
	admin.Page{Site: s, Needs: admin.Needs{Peers: peers, Facts: admin.Facts{Public: "https://eerstelijn.example"}}}.ElsewherePages().Mount(func(pattern string, h site.Handler) {
		p.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if p.failed = h(w, r); p.failed != nil {
				w.WriteHeader(http.StatusTeapot)
			}
		})
	})
	return p
}

// An administrator adds a system, tries it, and lets it rest.
func TestPeersFromBeginToEnd(t *testing.T) {
	t.Parallel()
	p := newPeerPages(t)
	var at string
	others := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "smart"):
			_, _ = io.WriteString(w, `{"token_endpoint":"`+at+`/token"}`)
		case r.URL.Path == "/token":
			_, _ = io.WriteString(w, `{"access_token":"x","token_type":"bearer"}`)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer others.Close()
	at = others.URL
	if w := p.ask("GET", "/beheer/elders", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "nog geen systemen") || !strings.Contains(w.Body.String(), "https://eerstelijn.example/.well-known/jwks.json") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	form := url.Values{"naam": {"<b>Noord</b>"}, "organisatie": {"00000022"}, "adres": {"http://noord.example/fhir"}, "nummer": {""}, "uras": {"1"}}
	if w := p.ask("POST", "/beheer/elders/nieuw", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "https://") || !strings.Contains(w.Body.String(), "client_id") ||
		!strings.Contains(w.Body.String(), "8 cijfers") || strings.Contains(w.Body.String(), "<b>Noord") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for typed, words := range map[string]string{"": "Vul in om welke organisatie", "Nergens": "vinden wij niet", "tweeling": "vinden wij niet", "!": "vinden wij niet"} {
		form.Set("organisatie", typed)
		if w := p.ask("POST", "/beheer/elders/nieuw", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), words) {
			t.Errorf("the organisation %q: %d %s", typed, w.Code, w.Body)
		}
	}
	form.Set("organisatie", "zorghuis")
	form.Set("adres", at+"/fhir")
	form.Set("nummer", "wij")
	form.Set("uras", "")
	w := p.ask("POST", "/beheer/elders/nieuw", form)
	path, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/beheer/elders/") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := p.ask("POST", "/beheer/elders/nieuw", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "staat er al") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if body := p.ask("POST", path+"/proef", nil).Body.String(); !strings.Contains(body, "Uitkomst van de proef") || !strings.Contains(body, "laat ons dit niet doen") {
		t.Errorf("%v %s", p.failed, body)
	}
	if w := p.ask("POST", path, url.Values{"doe": {"stil"}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if body := p.ask("GET", path, nil).Body.String(); !strings.Contains(body, "Praat weer met dit systeem") || !strings.Contains(body, "Zorghuis") {
		t.Errorf("%s", body)
	}
	if p.ask("POST", path, url.Values{"doe": {"x"}}); fault.KindOf(p.failed) != fault.Invalid {
		t.Error(p.failed)
	}
	if p.ask("GET", "/beheer/elders/x", nil); fault.KindOf(p.failed) != fault.NotFound {
		t.Error(p.failed)
	}
	p.who.Role = access.ProviderAdmin
	for _, asked := range []struct{ method, path string }{{"GET", "/beheer/elders"}, {"GET", "/beheer/elders/nieuw"}, {"POST", "/beheer/elders/nieuw"}, {"GET", path}, {"POST", path}, {"POST", path + "/proef"}} {
		if p.ask(asked.method, asked.path, url.Values{"doe": {"stil"}}); fault.KindOf(p.failed) != fault.Denied {
			t.Errorf("%s %s: %v", asked.method, asked.path, p.failed)
		}
	}
}
