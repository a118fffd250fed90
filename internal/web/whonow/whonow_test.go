package whonow_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/whonow"
)

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestAsksForAPlace(t *testing.T) {
	t.Parallel()
	p := whonow.Page{Site: areamaptest.Site(t, areamaptest.Now, nil)}
	a := areamaptest.Get(t, p.Get, "/wie-nu")
	a.Keep("wie-nu")
	if a.Status != http.StatusOK || a.Text("h1") != "Wie bel ik nu?" {
		t.Fatalf("status %d, h1 %q", a.Status, a.Texts("h1"))
	}
	if f := a.All(`main form[method="post"][action="/wie-nu"]`); len(f) != 1 {
		t.Errorf("%d forms", len(f))
	}
	if n := len(a.All("button.nl-button--primary, a.nl-button--primary")); n != 1 {
		t.Errorf("%d filled buttons; want 1", n)
	}
	// Nobody is sent away without a number, a place or not.
	a = areamaptest.Post(t, p.Post, "/wie-nu", form("need", "huisarts"))
	a.Keep("wie-nu-zonder-plaats")
	if a.Status != http.StatusOK || a.Text("main .phone") != "0990 10 20 30" {
		t.Errorf("without a place: status %d, numbers %q", a.Status, a.Texts("main .phone"))
	}
}

func TestAnswersForAPostcode(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, nil)
	p := whonow.Page{Site: s}
	a := areamaptest.Post(t, p.Post, "/wie-nu", form(site.PlaceField, "4071 AB"))
	a.Keep("wie-nu-antwoord")
	if a.Status != http.StatusOK {
		t.Fatalf("status %d", a.Status)
	}
	if got := strings.Join(a.Texts(".whonow__need h2"), "|"); got != "Huisarts|Wijkverpleging|Apotheek|Hulp bij psychische crisis" {
		t.Errorf("needs %q; want all four", got)
	}
	if n := len(a.All(".whonow__need > .whonow__number .phone")); n != 4 {
		t.Errorf("%d large numbers; want 4", n)
	}
	if !strings.HasPrefix(a.Text("main"), "Wie bel ik nu? Levensgevaar? Bel 112.") {
		t.Error("112 does not come first")
	}
	if links := a.All(`.whonow__need a[href^="/aanbod/"]`); len(links) < 4 {
		t.Errorf("%d links to who answers", len(links))
	}
	if strings.Contains(string(a.Body), "tel:") {
		t.Error("an invented number can be dialled")
	}
	if title := a.Text("title"); strings.Contains(title, "4071") || strings.Contains(title, "Oevermonde") {
		t.Errorf("the place stands in the title: %q", title)
	}
	if n := a.Gzipped(); n > 12_000 {
		t.Errorf("%d bytes gzipped", n)
	} else {
		t.Logf("%d bytes, %d gzipped", len(a.Body), n)
	}
}

func TestFindsPlacesInManyWays(t *testing.T) {
	t.Parallel()
	p := whonow.Page{Site: areamaptest.Site(t, areamaptest.Now, nil)}
	for name, f := range map[string]url.Values{
		"a postcode":     form(site.PlaceField, " 4072 "),
		"a village":      form(site.PlaceField, "uiterwoud"),
		"a municipality": form(site.PlaceField, "Griendewaard"),
		"a wijk":         form(site.PlaceField, "Oevermonde-West"),
		"a spot":         form("lat", "51.90", "lon", "5.44"),
	} {
		a := areamaptest.Post(t, p.Post, "/wie-nu", f)
		if a.Status != http.StatusOK || len(a.All(".whonow__need")) != 4 {
			t.Errorf("%s: status %d, %q", name, a.Status, a.Texts("[id$=-fout]"))
		}
	}
}

func TestSaysWhenNobodyOfTheWijkAnswers(t *testing.T) {
	t.Parallel()
	p := whonow.Page{Site: areamaptest.Site(t, areamaptest.Night, nil)}
	a := areamaptest.Get(t, p.Get, "/wie-nu?area=WK990102&need=wijkverpleging")
	a.Keep("wie-nu-gat")
	if a.Status != http.StatusOK || !strings.Contains(a.Text(".whonow__gap"), "Voor uw wijk is nu niemand bereikbaar. Bel dan:") {
		t.Fatalf("status %d: %q", a.Status, a.Texts("main"))
	}
	if got := a.Texts(".whonow__need > .whonow__number .phone"); len(got) != 1 || got[0] == "0990 10 20 30" {
		t.Errorf("to call instead: %q; want somebody on duty", got)
	}
	// The same wijk by day has somebody of its own.
	day := areamaptest.Get(t, p.Get, "/wie-nu?area=WK990102&need=wijkverpleging&at=2026-11-25T10:00")
	if len(day.All(".whonow__gap")) != 0 || !strings.Contains(day.Text("main"), "woensdag 25 november, 10.00 uur") {
		t.Errorf("by day: %q", day.Text("main"))
	}
}

func TestGivesTheHelplineWhenNothingElseIsThere(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Night, func(d *demo.Data) {
		d.Services = slices.DeleteFunc(d.Services, func(s directory.Service) bool { return s.Discipline != "fysiotherapie" })
		d.Offers = nil // of services that are not there
	})
	a := areamaptest.Get(t, whonow.Page{Site: s}.Get, "/wie-nu?area=WK990102&need=crisis")
	if a.Status != http.StatusOK || a.Text(".whonow__need .phone") != "0990 10 20 30" {
		t.Errorf("status %d, numbers %q", a.Status, a.Texts(".whonow__need .phone"))
	}
}

func TestRefusesBadInputAtTheField(t *testing.T) {
	t.Parallel()
	p := whonow.Page{Site: areamaptest.Site(t, areamaptest.Now, nil)}
	for name, c := range map[string]struct {
		form  url.Values
		field string // id that the error stands with
		want  string
	}{
		"two digits":        {form(site.PlaceField, "12"), "plaats", "Vul 4 cijfers in"},
		"unknown postcode":  {form(site.PlaceField, "9999"), "plaats", "kennen wij niet"},
		"unknown place":     {form(site.PlaceField, "Nergenshuizen"), "plaats", "kennen wij niet"},
		"a story":           {form(site.PlaceField, strings.Repeat("mijn knie doet pijn ", 50)), "plaats", "alleen de 4 cijfers"},
		"no text":           {form(site.PlaceField, "\xff\x00"), "plaats", "alleen de 4 cijfers"},
		"a spot at sea":     {form("lat", "0", "lon", "0"), "plaats", "Uw plek is niet gevonden"},
		"a spot of letters": {form("lat", "x", "lon", "NaN"), "plaats", "Uw plek is niet gevonden"},
		"another need":      {form("need", "tandarts"), "zorg", "Kies huisarts"},
		"a day that is not": {form("day", "2026-02-30", "time", "10:00"), "dag", "Vul een dag in"},
		"a day long ago":    {form("day", "1980-01-01", "time", "10:00"), "dag", "Kies een dag"},
		"a day far away":    {form("day", "2036-01-01", "time", "10:00"), "dag", "Kies een dag"},
		"a day alone":       {form("day", "2026-11-25"), "tijd", "Vul ook een tijd in"},
		"a time that isn't": {form("time", "25:00"), "tijd", "Vul een tijd in"},
	} {
		a := areamaptest.Post(t, p.Post, "/wie-nu", c.form)
		if name == "two digits" {
			a.Keep("wie-nu-fout")
		}
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d; want 422", name, a.Status)
			continue
		}
		if got := a.Text("#" + c.field + "-fout"); !strings.Contains(got, c.want) {
			t.Errorf("%s: the field says %q; want %q", name, got, c.want)
		}
		if len(a.All(`[role=alert] a[href="#`+c.field+`"]`)) != 1 {
			t.Errorf("%s: the summary does not lead to the field", name)
		}
		if typed := c.form.Get(site.PlaceField); typed != "" && utf8.ValidString(typed) && areamaptest.Attr(a.All("#plaats")[0], "value") != typed {
			t.Errorf("%s: what was typed is gone", name)
		}
	}
	for address, want := range map[string]int{
		"/wie-nu?area=WK000000":              http.StatusNotFound,
		"/wie-nu?area=%00x":                  http.StatusNotFound,
		"/wie-nu?area=WK990102&need=x":       http.StatusUnprocessableEntity,
		"/wie-nu?area=WK990102&at=gisteren":  http.StatusUnprocessableEntity,
		"/wie-nu?area=GM9901&need=huisarts":  http.StatusOK,
		"/wie-nu?at=2026-11-25T03%3A00%3A00": http.StatusUnprocessableEntity,
	} {
		if a := areamaptest.Get(t, p.Get, address); a.Status != want {
			t.Errorf("%s: status %d; want %d", address, a.Status, want)
		}
	}
}

func TestSaysUntilWhenInTheNight(t *testing.T) {
	t.Parallel()
	p := whonow.Page{Site: areamaptest.Site(t, areamaptest.Night, nil)}
	a := areamaptest.Get(t, p.Get, "/wie-nu?area=WK990101&need=huisarts")
	if text := a.Text(".whonow__need"); !strings.Contains(text, "Bereikbaar tot 8.00 uur.") && !strings.Contains(text, "dag en nacht") {
		t.Errorf("the answer does not say until when: %q", text)
	}
}

func FuzzAsk(f *testing.F) {
	p := whonow.Page{Site: areamaptest.Site(f, areamaptest.Now, nil)}
	f.Add("4071", "", "", "huisarts", "2026-12-24", "20.30", "WK990102", "2026-12-24T20:30")
	f.Add("", "51.9", "5.4", "", "", "8:00", "", "")
	f.Add("O'vermonde%_", "NaN", "1e999", "x", "24-12-2026", "24:00", "GM", "0000-00-00T00:00")
	f.Fuzz(func(t *testing.T, place, lat, lon, need, day, at, area, moment string) {
		start := time.Now()
		post := areamaptest.Post(t, p.Post, "/wie-nu", form(site.PlaceField, place, "lat", lat, "lon", lon, "need", need, "day", day, "time", at))
		query := form("area", area, "need", need, "at", moment)
		get := areamaptest.Get(t, p.Get, "/wie-nu?"+query.Encode())
		for _, a := range []*areamaptest.Answer{post, get} {
			if a.Status >= 500 {
				t.Errorf("status %d: %s", a.Status, a.Body)
			}
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("two answers took %v", took)
		}
	})
}
