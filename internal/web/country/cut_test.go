package country_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/country"
)

// The country is cut by any boundaries there are, today and on a day that has been.
func TestCutsTheCountryAnotherWay(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now.AddDate(0, 0, -40), nil)
	s.Now = clock.Fixed(areamaptest.Now)
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := []network.BoundaryRow{{Name: "GGD Rivierenland", Area: "GM9901", From: from}, {Name: "GGD Rivierenland", Area: "GM9902", From: from}, {Name: "GGD Duin", Area: "GM9911", From: from}}
	_, err := s.Network.Import(t.Context(), access.Job("test"), network.File{Kind: "boundaries", Source: "ggd.csv", Checksum: "a"}, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return s.Network.StageBoundaries(ctx, b, "ggd", rows)
	})
	if err != nil {
		t.Fatal(err)
	}
	p := country.Page{Site: s}
	a := areamaptest.Get(t, p.Get, "/land?grens=ggd")
	a.Keep("land-ggd")
	if a.Status != http.StatusOK {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	if names := a.Texts("#regios tbody th"); strings.Join(names, "|") != "GGD Duin|GGD Rivierenland" {
		t.Errorf("it is cut into %q", names)
	}
	if n := len(a.All("svg.map__svg .map__area")); n < 2 {
		t.Errorf("%d shapes on the map", n)
	}
	for _, l := range a.Texts(".legend li") {
		if strings.Contains(l, "%") {
			t.Errorf("the legend says %q", l)
		}
	}
	then := areamaptest.Get(t, p.Get, "/land?grens=ggd&op=2026-11-02")
	if then.Status != http.StatusOK || !strings.Contains(then.Text(".notice"), "2 november 2026") || len(then.All(`a[href="/land.csv?grens=ggd&op=2026-11-02"]`)) != 1 {
		t.Errorf("on a day: status %d: %s", then.Status, then.Text("main"))
	}
	file := areamaptest.Get(t, p.File, "/land.csv?grens=ggd&op=2026-11-02")
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.Body, []byte("\ufeff"))))
	r.Comma = ';'
	if lines, err := r.ReadAll(); err != nil || len(lines) != 3 || lines[2][0] != "GGD Rivierenland" || lines[2][2] == "" {
		t.Errorf("the file holds %q, %v", lines, err)
	}
	if a := areamaptest.Get(t, p.Get, "/land?grens=postduiven"); a.Status != http.StatusNotFound {
		t.Errorf("an unknown cut: status %d", a.Status)
	}
	if a := areamaptest.Get(t, p.Get, "/land?op=morgen"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: status %d", a.Status)
	}
	if a := areamaptest.Get(t, p.Get, "/land?grens=regio&op=2026-11-02"); a.Status != http.StatusOK || len(a.All(`#regios a[href="/regio/rivierenzoom?op=2026-11-02"]`)) != 1 {
		t.Errorf("by region on a day: status %d", a.Status)
	}
	// Long ago there was no region: that is said, and not that there is none now.
	if a := areamaptest.Get(t, p.Get, "/land?op=2026-01-01"); a.Status != http.StatusOK || len(a.All(".empty")) != 0 {
		t.Errorf("before there was a region: status %d", a.Status)
	}
}
