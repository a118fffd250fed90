package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	elsewherepage "eerstelijn/internal/web/elsewhere"
	"eerstelijn/internal/web/place"
	"eerstelijn/internal/web/site"
)

// pages gives the pages of what is asked elsewhere, for somebody of the provider.
func (p *pair) pages() func(method, path string, form url.Values) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	s := &site.Site{Network: p.there.Network, Placement: p.there.Placement, Notified: p.there.Notified, Access: p.there.Spine.Policies(), Finder: p.there.Finder,
		Log: slog.New(slog.DiscardHandler), Now: p.clock, SignedIn: func(*http.Request) access.Actor { return p.answers }}
	elsewherepage.Page{Site: s}.Mount(func(pattern string, h site.Handler) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := h(w, r); err != nil {
				http.Error(w, err.Error(), site.Status(err))
			}
		})
	})
	return func(method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(p.t.Context(), method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}
}

// Somebody of the provider finds the question, says yes while the other system is down, takes that back with why it
// cannot be, mends that to a yes too late, and reads each time what became of it.
func TestPagesOfElsewhere(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		ask := p.pages()
		shows := func(path string, words ...string) string {
			t.Helper()
			w := ask(http.MethodGet, path, nil)
			for _, word := range words {
				if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), word) {
					t.Errorf("%s: %d, without %q: %s", path, w.Code, word, w.Body)
				}
			}
			return w.Body.String()
		}
		shows(elsewherepage.Path, "Er zijn geen vragen van elders")
		r := p.ask(placement.Soon)
		p.here.work()
		p.there.work()
		which := elsewherepage.Path + "/" + string(p.one().ID)
		shows(elsewherepage.Path, which, "Praktijk Oost", "Uw antwoord is nodig")
		shows(which, "Praktijk Oost", "Regio Oost", "begane grond", "Ja, dit kan")
		version := p.detail(p.one().ID).Version
		if w := ask(http.MethodPost, which, url.Values{"versie": {version}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Kies ja of nee") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := ask(http.MethodPost, which, url.Values{"versie": {version}, "antwoord": {"nee"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Kies waarom het niet kan") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := ask(http.MethodPost, which, url.Values{"versie": {"oud"}, "antwoord": {"ja"}}); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "intussen veranderd") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		p.here.down()
		if w := ask(http.MethodPost, which, url.Values{"versie": {version}, "antwoord": {"ja"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != which {
			t.Errorf("a yes that does not arrive leads to %d %s", w.Code, w.Header().Get("Location"))
		}
		const kept = "Wij bewaren dit en proberen het opnieuw, tot 13.00 uur. Heeft het haast? Bel dan wie het vraagt."
		if body := shows(which, "Uw antwoord is nog onderweg.", "Nog niet aangekomen", "U antwoordde: ja, dit kan.", "niet te bereiken", kept, "Kan het toch niet?"); strings.Contains(body, "Kunt u dit doen?") {
			t.Error("it asks for an answer while one is on its way")
		}
		shows(elsewherepage.Path, "Uw bericht kwam niet door (1)", "U antwoordde: ja, dit kan. "+kept, "Wacht op u (0)")
		if w := ask(http.MethodPost, which, url.Values{"antwoord": {"nee"}, "reden": {"full"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != which {
			t.Errorf("a no that does not arrive leads to %d %s", w.Code, w.Header().Get("Location"))
		}
		if body := shows(which, "U antwoordde: nee; wij hebben geen plek."); strings.Contains(body, "Kan het toch niet?") {
			t.Error("it asks for a no once more")
		}
		p.here.up()
		if w := ask(http.MethodPost, which, url.Values{"antwoord": {"nee"}, "reden": {"full"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != which+"?gedaan=nee" {
			t.Fatalf("%d %s %s", w.Code, w.Header().Get("Location"), w.Body)
		}
		if body := shows(which+"?gedaan=nee", "Uw nee is aangekomen", "U zei nee"); strings.Contains(body, "Ja, dit kan") || strings.Contains(body, "Nog niet aangekomen") {
			t.Error("it asks for an answer once more")
		}
		if i := p.stands(r); i.State != placement.Refused {
			t.Errorf("%s", i.State)
		}
		if w := ask(http.MethodPost, which, url.Values{"antwoord": {"ja"}}); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "al voorbij") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := ask(http.MethodGet, elsewherepage.Path+"/x", nil); w.Code != http.StatusNotFound {
			t.Errorf("%d", w.Code)
		}
	})
}

// Whoever asks reads whether the other system was told, and that they must call where it was not.
func TestRequestSaysWhetherTheOtherSystemWasTold(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		h := p.here
		s := &site.Site{Network: h.Network, Directory: h.Directory, Finder: h.Finder, Capacity: h.Capacity, Board: h.Board, Placement: h.Placement, Numbers: h.Numbers, Notified: h.Notified,
			Cooperation: site.Cooperation(h.Cooperation), Access: h.Spine.Policies(), Log: slog.New(slog.DiscardHandler), Now: p.clock, SignedIn: func(*http.Request) access.Actor { return placementtest.Asker }}
		page := func(r placement.Request) string {
			w, q := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, place.Path+"/"+string(r.ID), nil)
			q.SetPathValue("id", string(r.ID))
			if err := (place.Page{Site: s}).Request(w, q); err != nil {
				t.Fatal(err)
			}
			return w.Body.String()
		}
		r := p.ask(placement.Planned)
		if body := page(r); !strings.Contains(body, "Wordt gemeld aan het systeem van Zorghuis Elders.") {
			t.Errorf("%s", body)
		}
		p.there.down()
		p.here.work()
		if body := page(r); !strings.Contains(body, "lukt niet. Zorghuis Elders is niet te bereiken. Bel de aanbieder.") {
			t.Errorf("%s", body)
		}
		p.there.up()
		p.wait(time.Minute)
		p.here.work()
		if body := page(r); !strings.Contains(body, "Gemeld aan het systeem van Zorghuis Elders: 9.01 uur.") || strings.Contains(body, "lukt niet") {
			t.Errorf("%s", body)
		}
	})
}
