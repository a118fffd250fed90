package country_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/demo"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/country"
)

func TestShowsTheRegions(t *testing.T) {
	t.Parallel()
	p := country.Page{Site: areamaptest.Site(t, areamaptest.Now, nil)}
	a := areamaptest.Get(t, p.Get, "/land")
	a.Keep("land")
	if a.Status != http.StatusOK || len(a.All("h1")) != 1 || a.Text("h1") != "Nederland: regio’s en wijken" {
		t.Fatalf("status %d, h1 %q", a.Status, a.Texts("h1"))
	}
	rows := a.Texts("#regios tbody th a")
	want := []string{"Regio Duinrand", "Regio Rivierenzoom", "Regio Veenkant"}
	if strings.Join(rows, "|") != strings.Join(want, "|") {
		t.Errorf("regions %q; want %q, by name", rows, want)
	}
	if cells := a.Texts("#regios tbody tr:nth-child(2) td"); cells[0] != "Afspraken" || cells[1] != "96.000" || cells[4] != "8" {
		t.Errorf("Rivierenzoom has %q", cells)
	}
	if cells := a.Texts("#regios tbody tr:nth-child(1) td"); cells[0] != "Netwerk (voorloper)" {
		t.Errorf("Duinrand has %q", cells)
	}
	if links := a.All(`svg a[href^="/regio/"]`); len(links) != 3 {
		t.Errorf("%d regions on the map; want 3", len(links))
	}
	main := a.Text("main")
	for _, words := range []string{"Dit is geen ranglijst.", "Stand 24 november 2026"} {
		if !strings.Contains(main, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	if foot := a.Text("footer"); !strings.Contains(foot, "Bron: bedachte gegevens") {
		t.Errorf("the source is not told: %q", foot)
	}
	if n := a.Gzipped(); n > 20_000 {
		t.Errorf("%d bytes gzipped", n)
	} else {
		t.Logf("%d bytes, %d gzipped", len(a.Body), n)
	}
}

func TestTellsWhatToDoWithoutRegions(t *testing.T) {
	t.Parallel()
	p := country.Page{Site: areamaptest.Empty(t)}
	a := areamaptest.Get(t, p.Get, "/land")
	a.Keep("land-leeg")
	if a.Status != http.StatusOK || a.Text(".empty__title") != "Er zijn nog geen regio’s" || len(a.All("svg.map__svg")) != 0 {
		t.Errorf("status %d: %q", a.Status, a.Text("main"))
	}
	if f := areamaptest.Get(t, p.File, "/land.csv"); f.Status != http.StatusOK || bytes.Count(f.Body, []byte("\n")) != 1 {
		t.Errorf("a file of no regions: %q", f.Body)
	}
}

func TestGivesTheTableAsAFile(t *testing.T) {
	t.Parallel()
	p := country.Page{Site: areamaptest.Site(t, areamaptest.Now, func(d *demo.Data) {
		d.Regions[0].Name = `=1+1;"x"`
	})}
	a := areamaptest.Get(t, p.File, "/land.csv")
	if a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.Header.Get("Content-Disposition"), "regios-2026-11-24.csv") {
		t.Errorf("headers %v", a.Header)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.Body, []byte("\ufeff"))))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	found := false
	for _, row := range rows[1:] {
		found = found || row[0] == `'=1+1;"x"`
	}
	if !found {
		t.Errorf("a name that looks like a formula is not made plain: %q", rows)
	}
}

func TestStaysLightAtNationalSize(t *testing.T) {
	t.Parallel()
	p := country.Page{Site: areamaptest.National(t, areamaptest.Size{})}
	a := areamaptest.Get(t, p.Get, "/land")
	a.Keep("land-nederland")
	if a.Status != http.StatusOK {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	if n := a.Gzipped(); n > 45_000 { // styles, font and scripts take the rest of 100 kB
		t.Errorf("%d bytes gzipped", n)
	} else {
		t.Logf("%d bytes, %d gzipped", len(a.Body), n)
	}
	if n := len(a.All("svg.map__svg a")); n != len(a.All("#regios tbody tr")) || n < 40 {
		t.Errorf("%d regions on the map, %d in the table", n, len(a.All("#regios tbody tr")))
	}
}

func BenchmarkGet(b *testing.B) {
	p := country.Page{Site: areamaptest.National(b, areamaptest.Size{WijkenEach: 6})}
	areamaptest.Measure(b, p.Get, []string{"/land"}, false)
}
