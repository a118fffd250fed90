package region_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/demo"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/region"
)

func TestShowsARegion(t *testing.T) {
	t.Parallel()
	p := region.Page{Site: areamaptest.Site(t, areamaptest.Now, nil)}
	a := areamaptest.Get(t, p.Get, "/regio/rivierenzoom", "slug", "rivierenzoom")
	a.Keep("regio")
	if a.Status != http.StatusOK || a.Text("h1") != "Regio Rivierenzoom" {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	if got := a.Text(".lead"); got != "In 5 van de 8 wijken is het team compleet." {
		t.Errorf("it begins with %q", got)
	}
	if strings.Contains(a.Text("main"), "%") {
		t.Error("a percentage; counts are said as counts")
	}
	// Three wijkverbanden lack somebody, and Hoenderlaak has none.
	actions := a.Texts(".region__actions > li")
	if len(actions) != 4 || a.Text("#actie") != "Vraagt actie (4)" {
		t.Errorf("asks for action: %q", actions)
	}
	all := strings.Join(actions, "\n")
	for _, want := range []string{"Hoenderlaak : nog geen wijkverband", "Sociaal domein: nog geen aanspreekpunt", "Farmacie: "} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among what asks for action:\n%s", want, all)
		}
	}
	if len(a.All(`section[aria-labelledby="actie"] .phone`)) != 1 {
		t.Error("nobody to call about it")
	}
	if rows := a.All("#wijken tbody tr"); len(rows) != 9 {
		t.Errorf("%d rows; want 8 wijkverbanden and a wijk without", len(rows))
	}
	if shapes := a.All(`svg.map__svg a[href^="/wijk/"]`); len(shapes) != 9 {
		t.Errorf("%d shapes on the map; want 9", len(shapes))
	}
	if words := a.Texts(".legend li"); len(words) != 4 {
		t.Errorf("legend %q", words)
	}
	if links := a.All(`#wijken a[href^="/wijk/"]`); len(links) != 9 {
		t.Errorf("%d wijken with a link outside the drawing", len(links))
	}
	if rows := a.Texts("#taken tbody tr"); len(rows) != 5 || !strings.Contains(rows[4], "Nog niet te zien") || !strings.Contains(rows[1], "Meldpunt voor spoed") {
		t.Errorf("tasks %q", rows)
	}
	if text := a.Text(`section[aria-labelledby="kop-wie"]`); !strings.Contains(text, "nog niet bekend") {
		t.Error("what is not known is not said to be so")
	}
	if !strings.Contains(a.Text("main"), "96.000 mensen (2026)") {
		t.Error("the inhabitants and their year are not told")
	}
	if n := a.Gzipped(); n > 20_000 {
		t.Errorf("%d bytes gzipped", n)
	} else {
		t.Logf("%d bytes, %d gzipped", len(a.Body), n)
	}
}

func TestSaysThatNothingAsksForAction(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, func(d *demo.Data) {
		for i := range d.Regions {
			if d.Regions[i].Slug == "veenkant" {
				d.Regions[i].Areas = d.Wijkverbanden[len(d.Wijkverbanden)-1].Areas
			}
		}
	})
	a := areamaptest.Get(t, region.Page{Site: s}.Get, "/regio/veenkant", "slug", "veenkant")
	if a.Status != http.StatusOK || !strings.Contains(a.Text(`section[aria-labelledby="actie"]`), "Niets vraagt actie. Gecontroleerd om 10.30 uur.") {
		t.Errorf("status %d: %q", a.Status, a.Text("main"))
	}
}

func TestShowsARegionThatHasNothingYet(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, func(d *demo.Data) {
		d.Wijkverbanden, d.Services, d.Offers, d.People = nil, nil, nil, nil
		for i := range d.Regions {
			r := &d.Regions[i]
			r.Support, r.GPOrganization, r.PreferredInsurers, r.RESV.Tasks, r.RESV.LegalForm = "", "", nil, nil, ""
		}
	})
	a := areamaptest.Get(t, region.Page{Site: s}.Get, "/regio/rivierenzoom", "slug", "rivierenzoom")
	a.Keep("regio-leeg")
	if a.Status != http.StatusOK || a.Text(".lead") != "In deze regio is nog geen wijkverband." {
		t.Fatalf("status %d: %q", a.Status, a.Text("main"))
	}
	if got := a.Text(".region__actions summary"); got != "12 wijken hebben nog geen wijkverband" {
		t.Errorf("asks for action: %q", got)
	}
	// Blauwgriend has no number of inhabitants: that is no figure, and not nobody.
	for _, row := range a.Texts("#wijken tbody tr") {
		if strings.Contains(row, "Blauwgriend") != strings.Contains(row, "geen cijfer") {
			t.Errorf("a row says %q", row)
		}
	}
}

func TestRefusesAnUnknownRegion(t *testing.T) {
	t.Parallel()
	p := region.Page{Site: areamaptest.Site(t, areamaptest.Now, nil)}
	for _, slug := range []string{"", "nergens", "RIVIERENZOOM", "\x00", strings.Repeat("x", 10_000), "'; DROP TABLE region; --"} {
		if a := areamaptest.Get(t, p.Get, "/regio/"+url.PathEscape(slug), "slug", slug); a.Status != http.StatusNotFound {
			t.Errorf("%.20q: status %d; want 404", slug, a.Status)
		}
	}
}

func FuzzSlug(f *testing.F) {
	p := region.Page{Site: areamaptest.Site(f, areamaptest.Now, nil)}
	f.Add("rivierenzoom")
	f.Add("\xff\x00'")
	f.Fuzz(func(t *testing.T, slug string) {
		if a := areamaptest.Get(t, p.Get, "/regio/x", "slug", slug); a.Status >= 500 {
			t.Errorf("status %d: %s", a.Status, a.Body)
		}
	})
}

func BenchmarkGet(b *testing.B) {
	s := areamaptest.National(b, areamaptest.Size{Services: 120_000, WijkenEach: 6})
	regions, err := s.Network.Regions(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var addresses []string
	for _, r := range regions {
		addresses = append(addresses, "/regio/"+r.Slug)
	}
	areamaptest.Measure(b, region.Page{Site: s}.Get, addresses, true)
}
