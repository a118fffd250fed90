package wijk_test

import (
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/wijk"
)

// A wijk as it was tells for whom there was somebody, and no name or number that was of then.
func TestShowsAWijkAsItWas(t *testing.T) {
	t.Parallel()
	var names []string
	s := areamaptest.Site(t, areamaptest.Now.AddDate(0, 0, -40), func(d *demo.Data) {
		for _, p := range d.People {
			names = append(names, p.Name)
		}
	})
	s.Now = clock.Fixed(areamaptest.Now)
	p := wijk.Page{Site: s}
	ask := func(slug, op string) *areamaptest.Answer {
		return areamaptest.Get(t, p.Get, "/wijk/"+slug+"?op="+op, "slug", slug)
	}
	a := ask("elzenkade", "2026-11-02")
	a.Keep("wijk-toen")
	if a.Status != http.StatusOK || a.Text(".lead") != "Het team van deze wijk was toen niet compleet." {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	if rows := a.Texts("#team tbody tr"); len(rows) != 4 || !strings.Contains(strings.Join(rows, "|"), "Niemand") {
		t.Errorf("the team was %q", rows)
	}
	if rows := a.Texts("#werkt tbody tr"); len(rows) != 4 {
		t.Errorf("the signs were %q", rows)
	}
	west := ask("oevermonde-west", "2026-11-02")
	if west.Status != http.StatusOK || west.Text(".lead") != "Het team van deze wijk was toen compleet." {
		t.Errorf("status %d: %q", west.Status, west.Text("main"))
	}
	for _, name := range names {
		if strings.Contains(west.Text("main"), name) {
			t.Errorf("it names %s", name)
		}
	}
	if len(west.All("main .phone")) != 0 {
		t.Error("it gives numbers of then")
	}
	if a := ask("WK990102", "2026-11-02"); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/wijk/oevermonde-west?op=2026-11-02" {
		t.Errorf("a code leads with %d to %q", a.Status, a.Header.Get("Location"))
	}
	if a := ask("WK990204", "2026-11-02"); a.Status != http.StatusOK || !strings.Contains(a.Text(".lead"), "toen nog geen wijkverband") {
		t.Errorf("a wijk without: status %d", a.Status)
	}
	for _, slug := range []string{"nergens", "WK000000", "GM9901"} {
		if a := ask(slug, "2026-11-02"); a.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", slug, a.Status)
		}
	}
	if a := ask("oevermonde-west", "2026-01-01"); a.Status != http.StatusNotFound {
		t.Errorf("before it was there: status %d", a.Status)
	}
	if a := ask("oevermonde-west", "morgen"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: status %d", a.Status)
	}
}
