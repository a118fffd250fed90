package wijk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/demo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/wijk"
)

func get(t testing.TB, s *site.Site, slug string) *areamaptest.Answer {
	t.Helper()
	return areamaptest.Get(t, wijk.Page{Site: s}.Get, "/wijk/"+url.PathEscape(slug), "slug", slug)
}

func TestShowsAWijkverband(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, nil)
	a := get(t, s, "oevermonde-west")
	a.Keep("wijk")
	if a.Status != http.StatusOK || a.Text("h1") != "Wijkverband Oevermonde-West" || a.Text(".lead") != "Het team van deze wijk is compleet." {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	if got := strings.Join(a.Texts(".wijk__reach h3")[:4], "|"); got != "Huisartsenzorg|Wijkverpleging|Farmacie|Sociaal domein" {
		t.Errorf("the core is %q", got)
	}
	if n := len(a.All(".wijk__reach .phone")); n < 5 {
		t.Errorf("%d numbers; want the core and youth", n)
	}
	gaps := strings.Join(a.Texts(".wijk__gaps > li"), "\n")
	if !strings.Contains(gaps, "Wijkverpleging") || !strings.Contains(gaps, "Bel dan:") {
		t.Errorf("the night without district nursing is not told: %q", gaps)
	}
	if cells := a.Texts("#cijfers tbody tr:first-child td"); strings.Join(cells, "|") != "14.385|96.000" {
		t.Errorf("inhabitants %q", cells)
	}
	if cells := a.Texts("#cijfers tbody tr:nth-child(2) td"); cells[0] != "18 van de 100" || cells[1] == "geen cijfer" {
		t.Errorf("children %q", cells)
	}
	if len(a.All("svg.map__svg .map__area--3")) == 0 {
		t.Error("the wijk is not on the map")
	}
	// A search from here goes by POST, and around the middle of the wijk.
	if buttons := a.All(`form[method=post][action="/zoek"] button[name=discipline]`); len(buttons) < 10 {
		t.Errorf("%d disciplines near", len(buttons))
	}
	if place := areamaptest.Attr(a.All(`form[action="/zoek"] input[name=here]`)[0], "value"); !strings.HasPrefix(place, "51.") {
		t.Errorf("it searches around %q", place)
	}
	if !strings.Contains(a.Text("main"), "elke 8 weken") || len(a.All("#wijkverpleging tbody tr")) == 0 {
		t.Error("when it meets, or who nurses for which practice, is not told")
	}
	if n := a.Gzipped(); n > 20_000 {
		t.Errorf("%d bytes gzipped", n)
	} else {
		t.Logf("%d bytes, %d gzipped", len(a.Body), n)
	}
}

func TestShowsWhatIsMissingAndWhomToCall(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, nil)
	a := get(t, s, "elzenkade")
	a.Keep("wijk-niet-compleet")
	missing := a.Texts(".wijk__missing")
	if a.Status != http.StatusOK || len(missing) != 3 {
		t.Fatalf("status %d, missing %q; want 3", a.Status, missing)
	}
	for _, m := range missing {
		if !strings.Contains(m, "Nog geen aanspreekpunt") || !strings.Contains(m, "Bel hierover") {
			t.Errorf("a row says %q", m)
		}
	}
	// Zilverwaard has no pharmacy outside office hours.
	gaps := strings.Join(a.Texts(".wijk__gaps > li"), "\n")
	if !strings.Contains(gaps, "Apotheek") || !strings.Contains(strings.ToLower(gaps), "niemand na 1") {
		t.Errorf("gaps %q", gaps)
	}
}

func TestNamesNobodyWhoDidNotChooseSo(t *testing.T) {
	t.Parallel()
	var hidden, shown []string
	s := areamaptest.Site(t, areamaptest.Now, func(d *demo.Data) {
		names := map[network.PersonID]string{}
		for _, p := range d.People {
			names[p.ID] = p.Name
		}
		for _, w := range d.Wijkverbanden {
			for _, c := range w.Contacts {
				if name := names[c.Person]; name != "" && c.ShowName {
					shown = append(shown, w.Slug+"|"+name)
				} else if name != "" {
					hidden = append(hidden, w.Slug+"|"+name)
				}
			}
		}
	})
	if len(hidden) == 0 || len(shown) == 0 {
		t.Fatalf("%d hidden and %d shown people: the demo proves nothing", len(hidden), len(shown))
	}
	for _, pair := range hidden {
		slug, name, _ := strings.Cut(pair, "|")
		if strings.Contains(string(get(t, s, slug).Body), name) {
			t.Errorf("%s shows %s", slug, name)
		}
	}
	for _, pair := range shown {
		slug, name, _ := strings.Cut(pair, "|")
		if !strings.Contains(get(t, s, slug).Text(".wijk__reach"), name) {
			t.Errorf("%s does not show %s, who chose so", slug, name)
		}
	}
}

func TestLeadsFromACodeToItsWijkverband(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, nil)
	if a := get(t, s, "WK990102"); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/wijk/oevermonde-west" {
		t.Errorf("status %d to %q", a.Status, a.Header.Get("Location"))
	}
	a := get(t, s, "WK990204")
	a.Keep("wijk-zonder")
	if a.Status != http.StatusOK || a.Text("h1") != "Hoenderlaak" || !strings.Contains(a.Text(".lead"), "nog geen wijkverband") {
		t.Fatalf("status %d: %q", a.Status, a.Text("main"))
	}
	if len(a.All(`main a[href="/wie-nu?area=WK990204"]`)) != 1 || len(a.All("main .phone")) == 0 {
		t.Error("it does not say who to call")
	}
	if n := len(a.All("button.nl-button--primary, a.nl-button--primary")); n != 1 {
		t.Errorf("%d filled buttons; want 1", n)
	}
}

func TestSaysNoFigureWhereThereIsNone(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, func(d *demo.Data) {
		for i := range d.Wijkverbanden {
			w := &d.Wijkverbanden[i]
			if w.Slug == "elzenkade" {
				w.Areas, w.Primary = w.Areas[:1], w.Primary[:1] // Blauwgriend is left without
			}
		}
	})
	a := get(t, s, "WK990303")
	if a.Status != http.StatusOK || a.Text("h1") != "Blauwgriend" {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	for _, row := range a.Texts("#cijfers tbody tr") {
		if !strings.Contains(row, "geen cijfer") {
			t.Errorf("a figure of Blauwgriend: %q", row)
		}
	}
}

func TestRefusesAnUnknownWijk(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, nil)
	for _, slug := range []string{"", "nergens", "WK000000", "WK99", "GM9901", "\x00", strings.Repeat("x", 10_000)} {
		if a := get(t, s, slug); a.Status != http.StatusNotFound {
			t.Errorf("%.20q: status %d; want 404", slug, a.Status)
		}
	}
	if a := get(t, areamaptest.Empty(t), "WK990102"); a.Status != http.StatusNotFound {
		t.Errorf("without a map: status %d", a.Status)
	}
}

func FuzzSlug(f *testing.F) {
	s := areamaptest.Site(f, areamaptest.Now, nil)
	f.Add("oevermonde-west")
	f.Add("WK990204")
	f.Add("BU99020401")
	f.Fuzz(func(t *testing.T, slug string) {
		if a := areamaptest.Get(t, wijk.Page{Site: s}.Get, "/wijk/x", "slug", slug); a.Status >= 500 {
			t.Errorf("status %d: %s", a.Status, a.Body)
		}
	})
}

func BenchmarkGet(b *testing.B) {
	s := areamaptest.National(b, areamaptest.Size{Services: 120_000, WijkenEach: 6})
	var addresses []string
	for i, a := range s.Finder.Atlas().Areas(network.Wijk) {
		team, err := s.Network.PrimaryWijkverband(b.Context(), a.Code)
		if err != nil {
			b.Fatal(err)
		}
		if i%40 == 0 {
			addresses = append(addresses, "/wijk/"+team.Slug)
		}
		if len(addresses) == 60 {
			break
		}
	}
	areamaptest.Measure(b, wijk.Page{Site: s}.Get, addresses, true)
}
