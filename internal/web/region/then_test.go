package region_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/region"
)

// On a day that has been a page shows what was so then: without what asks for action today, and with every
// link to the same day.
func TestShowsARegionAsItWas(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now.AddDate(0, 0, -40), nil)
	s.Now = clock.Fixed(areamaptest.Now)
	p := region.Page{Site: s}
	then := areamaptest.Get(t, p.Get, "/regio/rivierenzoom?op=2026-11-02", "slug", "rivierenzoom")
	then.Keep("regio-toen")
	if then.Status != http.StatusOK || !strings.Contains(then.Text(".notice"), "Zo was het aan het eind van 2 november 2026") {
		t.Fatalf("status %d: %s", then.Status, then.Text("main"))
	}
	if got := then.Text(".lead"); got != "In 5 van de 8 wijken was het team toen compleet." {
		t.Errorf("it begins with %q", got)
	}
	for _, selector := range []string{"#actie", "main .phone", `a[href="/wijk/oevermonde-west"]`} {
		if n := len(then.All(selector)); n != 0 {
			t.Errorf("%d times %s on a day that has been", n, selector)
		}
	}
	if n := len(then.All(`a[href="/wijk/oevermonde-west?op=2026-11-02"]`)); n < 2 {
		t.Errorf("%d links keep the day", n)
	}
	now := areamaptest.Get(t, p.Get, "/regio/rivierenzoom?op=2026-11-24", "slug", "rivierenzoom")
	if now.Status != http.StatusOK || len(now.All("#actie")) != 1 {
		t.Error("today is not today")
	}
	if before := areamaptest.Get(t, p.Get, "/regio/rivierenzoom?op=2026-01-01", "slug", "rivierenzoom"); before.Status != http.StatusNotFound {
		t.Errorf("before it was there it answers %d", before.Status)
	}
	for _, wrong := range []string{"morgen", "2031-01-01", "2026-13-01", "0001-01-01"} {
		a := areamaptest.Get(t, p.Get, "/regio/rivierenzoom?op="+wrong, "slug", "rivierenzoom")
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Text("#op-fout"), "Vul een dag in") {
			t.Errorf("%s: status %d", wrong, a.Status)
		}
	}
}

func TestGivesCoverageAsAFile(t *testing.T) {
	t.Parallel()
	p := region.Page{Site: areamaptest.Site(t, areamaptest.Now, nil)}
	a := areamaptest.Get(t, p.File, "/regio/rivierenzoom/dekking.csv", "slug", "rivierenzoom")
	if a.Status != http.StatusOK || !strings.Contains(a.Header.Get("Content-Disposition"), "dekking-rivierenzoom-2026-11-24.csv") {
		t.Fatalf("status %d, headers %v", a.Status, a.Header)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.Body, []byte("\ufeff"))))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, row := range rows[1:] {
		kinds[row[0]]++
	}
	if kinds["wijkverband"] != 8 || kinds["wijk"] != 1 || kinds["discipline"] < 12 {
		t.Errorf("it holds %v", kinds)
	}
	if a := areamaptest.Get(t, p.File, "/regio/rivierenzoom/dekking.csv?op=ooit", "slug", "rivierenzoom"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: status %d", a.Status)
	}
	if a := areamaptest.Get(t, p.File, "/regio/nergens/dekking.csv", "slug", "nergens"); a.Status != http.StatusNotFound {
		t.Errorf("an unknown region: status %d", a.Status)
	}
}
