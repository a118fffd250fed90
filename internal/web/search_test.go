package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/web/site"
)

// ask posts a question with pairs of name and value.
func (v *visitor) ask(pairs ...string) *answer {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return v.post("/zoek", form)
}

func found(a *answer) (links []string) {
	for _, n := range a.all("main ol.results .card__title a") {
		links = append(links, attr(n, "href"))
	}
	return links
}

func TestSearchFindsNearby(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	place := h.data.Postcodes[0]
	for _, where := range []string{place.PC4, place.PC4 + " AB", place.PC4 + "ab", place.Place, strings.ToUpper(place.Place)} {
		a := v.ask("q", "fysiotherapeut", "place", where)
		if a.StatusCode != http.StatusOK || len(found(a)) != 20 {
			t.Fatalf("near %s: %d with %d results: %s", where, a.StatusCode, len(found(a)), a.text(".notice, .field__error"))
		}
		sound(t, "results", a)
		first := a.text("ol.results > li:first-child")
		for _, want := range []string{"Fysiotherapie", "meter", "Waarom dit hier staat"} {
			if !strings.Contains(first, want) {
				t.Errorf("near %s: the first result does not tell %q: %s", where, want, first)
			}
		}
		if got := len(a.all("ol.results .phone")); got != 20 {
			t.Errorf("near %s: %d of 20 results tell a number", where, got)
		}
		if len(a.all("main svg.map__svg .map__area--4")) == 0 {
			t.Errorf("near %s: nothing stands on the map", where)
		}
	}
	if a := v.get(found(v.ask("q", "huisarts"))[0]); a.StatusCode != http.StatusOK {
		t.Errorf("a result leads to %d", a.StatusCode)
	}
}

// TestSearchPagesOn walks a list to its end: each service once, numbered on.
func TestSearchPagesOn(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	for _, open := range []string{"", "nu"} {
		a := v.ask("q", "fysiotherapeut", "place", h.data.Postcodes[0].PC4, "open", open)
		seen := map[string]bool{}
		pages := 0
		for {
			pages++
			for _, link := range found(a) {
				if seen[link] {
					t.Fatalf("%s stands on two pages", link)
				}
				seen[link] = true
			}
			next := a.all("main nav.pager form")
			if len(next) == 0 {
				break
			}
			form := url.Values{}
			for n := range next[0].Descendants() {
				if attr(n, "name") != "" {
					form.Set(attr(n, "name"), attr(n, "value"))
				}
			}
			a = v.post("/zoek", form)
			if a.StatusCode != http.StatusOK || len(found(a)) == 0 {
				t.Fatalf("page %d answers %d with %d results: %s", pages+1, a.StatusCode, len(found(a)), a.text(".notice"))
			}
		}
		if pages < 2 || len(seen) <= 20 {
			t.Errorf("open %q: %d pages with %d services", open, pages, len(seen))
		}
	}
}

func TestTopicsFind(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	tiles := v.get("/").all("main button.tile")
	if len(tiles) != 6 {
		t.Fatalf("%d ways in, want 6", len(tiles))
	}
	for _, tile := range tiles {
		a := v.ask(attr(tile, "name"), attr(tile, "value"), "q", "", "place", "")
		if a.StatusCode != http.StatusOK || len(found(a)) == 0 {
			t.Errorf("%s answers %d with %d results", attr(tile, "value"), a.StatusCode, len(found(a)))
		}
		if got := a.all(`select[name=topic] option[selected]`); len(got) != 1 || attr(got[0], "value") != attr(tile, "value") {
			t.Errorf("%s is not what the form shows as chosen", attr(tile, "value"))
		}
	}
}

// TestEveryChoice sends each answer of each list: none is refused, and it stays chosen.
func TestEveryChoice(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	choices, filled := 0, 0
	for _, list := range v.get("/zoek").all("main form select") {
		name := attr(list, "name")
		for n := range list.Descendants() {
			value := attr(n, "value")
			if value == "" {
				continue
			}
			a := v.ask("q", "", "place", h.data.Postcodes[0].PC4, name, value, "time", "19:30")
			if name == "open" && value == "moment" {
				continue // asks for a day as well; below
			}
			choices++
			if a.StatusCode != http.StatusOK {
				t.Errorf("%s=%s answers %d: %s", name, value, a.StatusCode, a.text(".notice--error"))
			}
			if got := a.all(`select[name="` + name + `"] option[selected]`); len(got) != 1 || attr(got[0], "value") != value {
				t.Errorf("%s=%s does not stay chosen", name, value)
			}
			if len(found(a)) > 0 {
				filled++
			}
		}
	}
	if choices < 100 || filled < 60 {
		t.Errorf("%d choices, %d with results: too few to prove anything", choices, filled)
	}
	a := v.ask("q", "apotheek", "open", "moment", "day", now.AddDate(0, 0, 1).Format("2006-01-02"), "time", "10:00")
	if a.StatusCode != http.StatusOK || !strings.Contains(a.text("ol.results"), "Open op woensdag 4 november, 10.00 uur") {
		t.Errorf("open at a moment answers %d: %s", a.StatusCode, a.text("ol.results > li:first-child"))
	}
}

func TestSearchSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	for _, c := range []struct {
		name  string
		form  []string
		field string // id
		says  string
	}{
		{"nothing", nil, "vraag", "Schrijf waar u hulp bij zoekt"},
		{"half a postcode", []string{"q", "huisarts", "place", "12"}, "plaats", "Vul 4 cijfers in, bijvoorbeeld 5611."},
		{"a postcode with too much", []string{"q", "huisarts", "place", "5611 ABC"}, "plaats", "Vul 4 cijfers in"},
		{"a postcode that does not exist", []string{"q", "huisarts", "place", "0001"}, "plaats", "Deze postcode kennen wij niet."},
		{"a place that does not exist", []string{"q", "huisarts", "place", "Atlantis"}, "plaats", "Deze plaats kennen wij niet."},
		{"a distance from nowhere", []string{"q", "huisarts", "radius", "5"}, "plaats", "Vul bij een afstand ook"},
		{"a distance that is none", []string{"q", "huisarts", "radius", "-1"}, "radius", "Kies een afstand"},
		{"a place in the sea of another world", []string{"q", "huisarts", "lat", "5.1", "lon", "52.1"}, "plaats", "niet in Nederland"},
		{"coordinates that are none", []string{"q", "huisarts", "lat", "NaN", "lon", "Inf"}, "plaats", "niet in Nederland"},
		{"a long question", []string{"q", strings.Repeat("knie ", 50)}, "vraag", "hooguit 200 tekens"},
		{"an unknown discipline", []string{"discipline", "tovenarij"}, "discipline", "Kies iets uit de lijst."},
		{"an unknown kind", []string{"kind", "x"}, "kind", "Kies iets uit de lijst."},
		{"an unknown language", []string{"language", "xx"}, "language", "Kies iets uit de lijst."},
		{"an unknown mode", []string{"q", "x", "mode", "x"}, "mode", "Kies iets uit de lijst."},
		{"an unknown target", []string{"target", "x"}, "target", "Kies iets uit de lijst."},
		{"an unknown topic", []string{"topic", "x"}, "topic", "Kies iets uit de lijst."},
		{"an unknown moment", []string{"q", "x", "open", "ooit"}, "open", "Kies wanneer"},
		{"yesterday", []string{"q", "x", "open", "moment", "day", now.AddDate(0, 0, -1).Format("2006-01-02"), "time", "10:00"}, "day", "Kies een dag"},
		{"no time", []string{"q", "x", "open", "moment", "day", now.Format("2006-01-02")}, "time", "Vul een tijd in"},
		{"a page of another question", []string{"q", "huisarts", "cursor", "AAAA"}, "vraag", "pagina hoort niet bij deze vraag"},
	} {
		a := v.ask(c.form...)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", c.name, a.StatusCode)
		}
		if got := a.text(`.notice--error a[href="#` + c.field + `"]`); !strings.Contains(got, c.says) {
			t.Errorf("%s: the summary says %q, want %q at #%s; errors: %s", c.name, got, c.says, c.field, a.text(".notice--error"))
		}
		field := a.all("#" + c.field)
		if len(field) != 1 || attr(field[0], "aria-invalid") != "true" {
			t.Errorf("%s: #%s is not marked", c.name, c.field)
		}
		if i := slices.Index(c.form, "place"); i >= 0 {
			if got := attr(a.all("#plaats")[0], "value"); got != c.form[i+1] {
				t.Errorf("%s: %q became %q", c.name, c.form[i+1], got)
			}
		}
		sound(t, c.name, a)
	}
}

func TestSearchWithoutResultsSaysWhatNext(t *testing.T) {
	t.Parallel()
	v := demonstration(t).visit(t)
	a := v.ask("q", "qzxqzxqzx")
	if a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), "We vonden niets") {
		t.Fatalf("answers %d: %s", a.StatusCode, a.text("main"))
	}
	if len(a.all(".empty .phone")) != 1 || len(a.all(`.empty a[href="/"]`)) != 1 {
		t.Error("it names no number or no other way")
	}
	sound(t, "nothing found", a)
}

// TestSearchMendsAndSaysSo: a slip of the finger is mended, and the mended question is a button.
func TestSearchMendsAndSaysSo(t *testing.T) {
	t.Parallel()
	v := demonstration(t).visit(t)
	a := v.ask("q", "fysioterapie")
	form := input(a, "/zoek")
	if len(found(a)) == 0 || !slices.Contains(form["q"], "fysiotherapie") {
		t.Errorf("%d results; questions on the page: %q", len(found(a)), form["q"])
	}
}

func TestSearchKnowsWhatHurts(t *testing.T) {
	t.Parallel()
	v := demonstration(t).visit(t)
	for _, c := range []struct {
		question string
		number   string // '' for none
		leave    bool
	}{
		{"ik denk aan zelfmoord", "0800 01 13", true},
		{"Ik wil niet meer leven", "0800 01 13", true},
		{"suïcidaal", "0800 01 13", true},
		{"mijn man slaat mij", "0800 20 00", true},
		{"huiselijk geweld", "0800 20 00", true},
		{"mishandeld", "0800 20 00", true},
		{"schulden", "", true},
		{"deurwaarder aan de deur", "", true},
		{"slaap slecht", "", false},
		{"doodmoe", "", false},
		{"pijn in mijn knie", "", false},
		{"apotheek", "", false},
	} {
		a := v.ask("q", c.question)
		numbers := squeeze(a.text("main .notice .phone"))
		if want := squeeze(c.number); numbers != want {
			t.Errorf("%s: numbers %q, want %q", c.question, numbers, want)
		}
		if leave := strings.Contains(a.text("main a"), "Snel weg"); leave != c.leave {
			t.Errorf("%s: a way out: %v, want %v", c.question, leave, c.leave)
		}
	}
	if a := v.ask("q", "keelpijn en koorts"); !strings.Contains(a.text("main .notice a"), "Thuisarts.nl") {
		t.Error("a complaint is not shown the way to Thuisarts.nl")
	}
	if a := v.ask("q", "schulden", "place", "12"); !strings.Contains(a.text("main a"), "Snel weg") {
		t.Error("a mistake takes the way out away")
	}
}

func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

// TestAddressIsNotRead: a question in an address is not asked, so that nobody makes such links.
func TestAddressIsNotRead(t *testing.T) {
	t.Parallel()
	v := demonstration(t).visit(t)
	a := v.get("/zoek?q=huisarts&place=4071&" + site.TopicField + "=ziek")
	if len(found(a)) != 0 || strings.Contains(a.body, "huisarts&") || attr(a.all("#vraag")[0], "value") != "" {
		t.Error("the address was read")
	}
}
