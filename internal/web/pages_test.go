package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web"
)

// public are the pages that everybody may read, one of each sort.
func (h *house) public() []string {
	return []string{
		"/", "/zoek", "/wie-nu", "/land", "/toegankelijkheid", "/privacy", "/demo",
		"/aanbod/" + string(h.data.Services[0].ID), "/regio/" + h.data.Regions[0].Slug, "/wijk/" + h.data.Wijkverbanden[0].Slug,
	}
}

func TestEveryPublicPage(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := fill(t, db, nil)
		for _, path := range h.public() {
			a := h.visit(t).get(path)
			if a.StatusCode != http.StatusOK {
				t.Errorf("%s answers %d: %s", path, a.StatusCode, a.text("main"))
				continue
			}
			sound(t, path, a)
			if head := h.visit(t).send(http.MethodHead, path, nil, ""); head.StatusCode != http.StatusOK {
				t.Errorf("HEAD %s answers %d", path, head.StatusCode)
			}
		}
	})
}

// sound is what holds for every page, an error too.
func sound(t *testing.T, name string, a *answer) {
	t.Helper()
	for selector, want := range map[string]int{"h1": 1, "main": 1, "head > title": 1, "html[lang=nl]": 1} {
		if got := len(a.all(selector)); got != want {
			t.Errorf("%s: %d times %s, want %d", name, got, selector, want)
		}
	}
	for selector, why := range map[string]string{
		`a[href^="tel:"]`: "dials an invented number", "style": "has an inline style", "[style]": "has an inline style", "script:not([src])": "has an inline script",
	} {
		if len(a.all(selector)) > 0 {
			t.Errorf("%s %s", name, why)
		}
	}
	if len(a.all(".phone")) == 0 {
		t.Errorf("%s names no number to call", name)
	}
	if len(a.all(".nl-button--primary")) > 1 {
		t.Errorf("%s has %d filled buttons", name, len(a.all(".nl-button--primary")))
	}
	if got := a.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("%s may be kept: %q", name, got)
	}
	ids := map[string]bool{}
	for _, n := range a.all("[id]") {
		if id := attr(n, "id"); ids[id] || id == "" {
			t.Errorf("%s: id %q stands twice or is empty", name, id)
		}
		ids[attr(n, "id")] = true
	}
	for _, n := range a.all(`a[href^="#"]`) {
		if to := attr(n, "href")[1:]; !ids[to] {
			t.Errorf("%s: a link leads to #%s, which is not there", name, to)
		}
	}
	for _, n := range a.all("[for], [aria-labelledby], [aria-describedby]") {
		for _, by := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for id := range strings.FieldsSeq(attr(n, by)) {
				if !ids[id] {
					t.Errorf("%s: %s=%q refers to nothing", name, by, id)
				}
			}
		}
	}
	for _, n := range a.all(`a[href^="http"]`) {
		if !strings.Contains(attr(n, "rel"), "noopener") || !strings.Contains(attr(n, "rel"), "noreferrer") {
			t.Errorf("%s: the link to %s tells where it comes from", name, attr(n, "href"))
		}
	}
}

// TestEveryService renders each service there is, with hours of every shape.
func TestEveryService(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	if len(h.data.Services) < 300 {
		t.Fatalf("only %d services", len(h.data.Services))
	}
	shown, overdue := 0, 0
	for i := range h.data.Services {
		s := &h.data.Services[i]
		path := "/aanbod/" + string(s.ID)
		a := h.visit(t).get(path)
		if s.State != directory.Shown {
			if a.StatusCode != http.StatusNotFound {
				t.Errorf("%s is %s and answers %d", path, s.State, a.StatusCode)
			}
			continue
		}
		shown++
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %d", path, a.StatusCode)
		}
		if got := a.text("h1"); got != s.Name {
			t.Errorf("%s is headed %q, want %q", path, got, s.Name)
		}
		if days := dates(a); len(days) < 14 {
			t.Errorf("%s tells of %d days, want 14", path, len(days))
		}
		if warned := strings.Contains(a.text("main .notice--warning"), "Moet opnieuw gecontroleerd"); warned != s.Overdue(now) {
			t.Errorf("%s: overdue is %v, and the page warns: %v", path, s.Overdue(now), warned)
		} else if warned {
			overdue++
		}
		for _, c := range s.Contacts {
			visible := strings.Contains(digits(a.text("main .contacts")), digits(c.Phone))
			if c.Phone != "" && visible != (c.Audience == directory.ForCitizen) && !sameNumber(s, c.Phone) {
				t.Errorf("%s: the number for %s shows: %v", path, c.Audience, visible)
			}
		}
		if i%40 == 0 {
			sound(t, path, a)
		}
	}
	if shown == 0 || overdue == 0 {
		t.Errorf("%d shown and %d overdue: the test proves too little", shown, overdue)
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// sameNumber tells whether a number is told to several audiences.
func sameNumber(s *directory.Service, phone string) bool {
	n := 0
	for _, c := range s.Contacts {
		if c.Phone == phone {
			n++
		}
	}
	return n > 1
}

func dates(a *answer) map[string]bool {
	days := map[string]bool{}
	for _, n := range a.all("main time[datetime]") {
		days[attr(n, "datetime")[:10]] = true
	}
	return days
}

func TestServiceThatIsNotThere(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	for _, id := range []string{"x", "00000000-0000-7000-8000-000000000000", "%00", "%ff%fe", "..%2f..%2fetc", strings.Repeat("a", 5000)} {
		if a := h.visit(t).get("/aanbod/" + id); a.StatusCode != http.StatusNotFound {
			t.Errorf("/aanbod/%.20s answers %d", id, a.StatusCode)
		}
	}
}

func TestErrorsArePages(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	patient := h.visit(t)
	patient.post("/demo/als/"+string(h.person(t, access.Patient, nil).ID), nil)
	form := func(s string) url.Values { return url.Values{"q": {s}} }
	for _, c := range []struct {
		name   string
		answer *answer
		status int
		says   string
	}{
		{"unknown path", v.get("/bestaat-niet"), http.StatusNotFound, "Deze pagina is er niet"},
		{"unknown path by POST", v.post("/bestaat-niet", form("x")), http.StatusNotFound, "Deze pagina is er niet"},
		{"wrong method", v.post("/privacy", form("x")), http.StatusMethodNotAllowed, "Dat kan op deze pagina niet"},
		{"delete", v.send(http.MethodDelete, "/zoek", nil, ""), http.StatusMethodNotAllowed, "Dat kan op deze pagina niet"},
		{"workplace of who has none", patient.get("/werk"), http.StatusForbidden, "Dit mag u niet"},
		{"10 MB", v.post("/zoek", form(strings.Repeat("x", 10<<20))), http.StatusRequestEntityTooLarge, "Dat is te veel"},
		{"a form that is none", v.send(http.MethodPost, "/zoek", strings.NewReader("q=%zz"), "application/x-www-form-urlencoded"), http.StatusUnprocessableEntity, "kunnen wij niet lezen"},
	} {
		if c.answer.StatusCode != c.status {
			t.Errorf("%s answers %d, want %d", c.name, c.answer.StatusCode, c.status)
		}
		if !strings.Contains(c.answer.text("main"), c.says) {
			t.Errorf("%s does not say %q but %q", c.name, c.says, c.answer.text("main"))
		}
		sound(t, c.name, c.answer)
	}
	if allow := v.post("/privacy", nil).Header.Get("Allow"); !strings.Contains(allow, "GET") {
		t.Errorf("a wrong method is told %q", allow)
	}
	if len(v.get("/bestaat-niet").all(`main form[action="/zoek"] input[name=q]`)) != 1 {
		t.Error("the page that is not there has no question box")
	}
}

// TestOutsideTheDemonstration: numbers dial, and nobody can be chosen.
func TestOutsideTheDemonstration(t *testing.T) {
	t.Parallel()
	h := fill(t, storetest.SQLite(t, clock.Fixed(now)), func(d *web.Deps) { d.Demo = false })
	v := h.visit(t)
	if a := v.get("/"); len(a.all(`a[href^="tel:"]`)) == 0 || strings.Contains(a.body, "verzonnen") {
		t.Error("the first page does not dial, or says it is invented")
	}
	who := h.data.People[0]
	for _, a := range []*answer{v.get("/demo"), v.post("/demo/als/"+string(who.ID), nil), v.post("/demo/uit", nil)} {
		if a.StatusCode != http.StatusNotFound || len(a.Cookies()) > 0 {
			t.Errorf("the person picker answers %d with %d cookies", a.StatusCode, len(a.Cookies()))
		}
	}
	if a := v.get("/werk"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/inloggen?terug=%2Fwerk" {
		t.Errorf("the workplace answers %d, to %q", a.StatusCode, a.Header.Get("Location"))
	}
}

// TestAssetsAreServed: what the pages ask for is there, to be kept for ever.
func TestAssetsAreServed(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	asked := v.get("/").all("link[href], script[src]")
	if len(asked) < 3 {
		t.Fatalf("the first page asks for %d files", len(asked))
	}
	for _, n := range asked {
		path := attr(n, "href") + attr(n, "src")
		if !strings.HasPrefix(path, "/assets/") {
			t.Errorf("%s leaves the site's own files", path)
		}
		if a := v.get(path); a.StatusCode != http.StatusOK || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s answers %d, kept %q", path, a.StatusCode, a.Header.Get("Cache-Control"))
		}
	}
}

// input gives the fields of the n-th form that posts to a path, as a browser would send them.
func input(a *answer, action string) url.Values {
	v := url.Values{}
	for _, f := range a.all(`main form[action="` + action + `"]`) {
		for n := range f.Descendants() {
			switch {
			case n.Type != html.ElementNode || attr(n, "name") == "":
			case n.Data == "input" && attr(n, "type") != "checkbox" && attr(n, "type") != "radio":
				v.Add(attr(n, "name"), attr(n, "value"))
			case n.Data == "select" && !v.Has(attr(n, "name")):
				v.Set(attr(n, "name"), "")
			case n.Data == "input":
				v.Set(attr(n, "name"), "")
			}
		}
	}
	return v
}
