package admin_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web/admin"
	"eerstelijn/internal/web/site"
)

var now = time.Date(2026, time.November, 3, 14, 42, 0, 0, time.UTC)

// pages are the pages of sources, for whoever looks.
type pages struct {
	*http.ServeMux
	mirror *mirror.Service
	who    access.Actor
	failed error
}

func newPages(t *testing.T) *pages {
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
	n, d := network.New(spine), directory.New(spine)
	p := &pages{ServeMux: http.NewServeMux(), who: access.Actor{Person: "1", Role: access.PlatformAdmin, Assurance: access.Substantial}}
	p.mirror = mirror.NewService(mirror.Options{Spine: spine, Network: n, Directory: d, Keys: keys.New(file), Now: clock.Fixed(now), Insecure: true})
	s := &site.Site{Network: n, Directory: d, Access: policies, Log: slog.New(slog.DiscardHandler), Address: "https://eerstelijn.example", Now: clock.Fixed(now),
		SignedIn: func(*http.Request) access.Actor { return p.who }}
	admin.Page{Site: s, Needs: admin.Needs{Mirror: p.mirror}}.Sources().Mount(func(pattern string, h site.Handler) {
		p.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if p.failed = h(w, r); p.failed != nil {
				w.WriteHeader(http.StatusTeapot)
			}
		})
	})
	return p
}

func (p *pages) ask(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func TestSourcesFromBeginToEnd(t *testing.T) {
	t.Parallel()
	p := newPages(t)
	others := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/fhir+json")
		entry := ""
		if r.URL.Path == "/fhir/Organization" {
			entry = `{"resource":{"resourceType":"Organization","id":"o1","name":"<b>Praktijk</b>","meta":{"versionId":"1"}}},
				{"resource":{"resourceType":"Organization","id":"o2-te-groot","name":"` + strings.Repeat("x", 600<<10) + `"}}`
		}
		_, _ = w.Write([]byte(`{"resourceType":"Bundle","meta":{"lastUpdated":"2026-11-01T08:00:00Z"},"entry":[` + entry + `]}`))
	}))
	defer others.Close()
	if w := p.ask("GET", "/beheer/bronnen", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "nog geen gidsen") {
		t.Fatalf("%d %v", w.Code, p.failed)
	}
	form := url.Values{"naam": {""}, "adres": {"http://10.0.0.1"}, "minuten": {"15"}, "token": {"geheim"}}
	if w := p.ask("POST", "/beheer/bronnen/nieuw", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "https://") ||
		!strings.Contains(w.Body.String(), "100 tekens") || strings.Contains(w.Body.String(), "geheim") {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	form = url.Values{"naam": {"Gids Noord"}, "adres": {others.URL + "/fhir"}, "minuten": {"x"}}
	if w := p.ask("POST", "/beheer/bronnen/nieuw", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "aantal minuten") {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	wrong := url.Values{"naam": {""}, "adres": {others.URL + "/fhir"}, "minuten": {"x"}}
	if body := p.ask("POST", "/beheer/bronnen/nieuw", wrong).Body.String(); !strings.Contains(body, "2 dingen") || !strings.Contains(body, `value="x"`) {
		t.Errorf("not all that is wrong is said at once: %s", body)
	}
	form.Set("minuten", "30")
	w := p.ask("POST", "/beheer/bronnen/nieuw", form)
	path, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/beheer/bronnen/") {
		t.Fatalf("%d %v", w.Code, p.failed)
	}
	if w := p.ask("POST", "/beheer/bronnen/nieuw", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "al gevolgd") {
		t.Fatalf("twice: %d", w.Code)
	}
	if w := p.ask("POST", path+"/proef", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "&lt;b&gt;Praktijk") || !strings.Contains(w.Body.String(), "komt erbij") {
		t.Fatalf("%d %v: %s", w.Code, p.failed, w.Body)
	}
	for _, do := range []string{"ophalen", "opnieuw", "stil", "verder", "token"} {
		if w := p.ask("POST", path, url.Values{"doe": {do}}); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %v", do, w.Code, p.failed)
		}
	}
	if err := p.mirror.Once(t.Context(), mirror.SourceID(path[strings.LastIndexByte(path, '/')+1:])); err != nil {
		t.Fatal(err)
	}
	body := p.ask("GET", path+"?gedaan=stil", nil).Body.String()
	for _, words := range []string{"Gids Noord", others.URL, "Goed", "staat stil", "Organisaties", "Proef", "3 november", "Overgeslagen", "o2-te-groot", "512 kB"} {
		if !strings.Contains(body, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	if w := p.ask("POST", path, url.Values{"doe": {"bewaar"}, "minuten": {"0"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
	if w := p.ask("POST", path, url.Values{"doe": {"token"}, "token": {"geheim\n" + strings.Repeat("x", 9000)}}); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "geheim") {
		t.Errorf("%d %v", w.Code, p.failed)
	}
	if w := p.ask("POST", path, url.Values{"doe": {"stil"}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if w := p.ask("POST", path, url.Values{"doe": {"ophalen"}}); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Dat kan nu niet") || !strings.Contains(w.Body.String(), "Volg deze gids weer") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := p.ask("POST", path, url.Values{"doe": {"verder"}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if w := p.ask("POST", path, url.Values{"doe": {"bewaar"}, "minuten": {"60"}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d %v", w.Code, p.failed)
	}
	others.Close()
	if err := p.mirror.Once(t.Context(), mirror.SourceID(path[strings.LastIndexByte(path, '/')+1:])); err == nil {
		t.Fatal("fetched from nobody")
	}
	if w := p.ask("POST", path+"/proef", nil); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "niet te bereiken") || !strings.Contains(w.Body.String(), "Doe een proef") {
		t.Errorf("trying nobody: %d %v %s", w.Code, p.failed, w.Body)
	}
	if body := p.ask("GET", path, nil).Body.String(); !strings.Contains(body, "niet te bereiken") || !strings.Contains(body, `value="60"`) {
		t.Errorf("%s", body)
	}
	if body := p.ask("GET", "/beheer/bronnen", nil).Body.String(); !strings.Contains(body, "lukt niet") {
		t.Errorf("%s", body)
	}
}

func TestSourcesAreForWhoAdministers(t *testing.T) {
	t.Parallel()
	p := newPages(t)
	made, err := p.mirror.Add(t.Context(), p.who, mirror.New{Name: "Gids", Base: "https://gids.example/fhir"})
	if err != nil {
		t.Fatal(err)
	}
	path := "/beheer/bronnen/" + string(made)
	asked := []struct{ method, path string }{{"GET", "/beheer/bronnen"}, {"GET", "/beheer/bronnen/nieuw"}, {"POST", "/beheer/bronnen/nieuw"}, {"GET", path}, {"POST", path}, {"POST", path + "/proef"}}
	for _, who := range []access.Actor{access.Anonymous(""), {Person: "2", Role: access.ProviderAdmin, Organization: "o", Assurance: access.High}, {Person: "3", Role: access.Auditor, Assurance: access.High}} {
		p.who = who
		for _, a := range asked {
			if p.ask(a.method, a.path, url.Values{"doe": {"ophalen"}}); fault.KindOf(p.failed) != fault.Denied {
				t.Errorf("%s %s by %s: %v", a.method, a.path, who.Role, p.failed)
			}
		}
	}
	p.who = access.Actor{Person: "1", Role: access.PlatformAdmin, Assurance: access.Substantial}
	if p.ask("GET", "/beheer/bronnen/x", nil); fault.KindOf(p.failed) != fault.NotFound {
		t.Errorf("%v", p.failed)
	}
	if p.ask("POST", path, url.Values{"doe": {"iets"}}); fault.KindOf(p.failed) != fault.Invalid {
		t.Errorf("%v", p.failed)
	}
}
