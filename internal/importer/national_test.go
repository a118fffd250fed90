package importer_test

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestNationalFiles brings in the real files of the country twice, beside each other and dry.
func TestNationalFiles(t *testing.T) {
	wijken, gemeenten := national(t, "wijk_2022.topojson"), national(t, "gemeente_2022.topojson")
	figures, regions, postcodes := national(t, "wijk_2022.csv"), national(t, "gemeente_regio_2022.csv"), national(t, "pc4_2021.csv")
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h, ctx := newHouse(t, db), t.Context()
		first, err := importer.Day("2022-01-01")
		if err != nil {
			t.Fatal(err)
		}
		steps := []struct {
			name string
			rows int
			do   func(importer.Run) (importer.Result, error)
		}{
			{"wijken", 3340, func(r importer.Run) (importer.Result, error) {
				return h.Areas(ctx, wijken, importer.AreaFile{Kind: network.Wijk, Year: 2022}, r)
			}},
			{"gemeenten", 345, func(r importer.Run) (importer.Result, error) {
				return h.Areas(ctx, gemeenten, importer.AreaFile{Kind: network.Municipality, Year: 2022}, r)
			}},
			{"figures", 3340, func(r importer.Run) (importer.Result, error) {
				return h.Figures(ctx, figures, importer.FigureFile{Kind: network.Wijk, Year: 2022}, r)
			}},
			{"boundaries", 5 * 345, func(r importer.Run) (importer.Result, error) {
				return h.Boundaries(ctx, regions, importer.BoundaryFile{From: first}, r)
			}},
			{"postcodes", 4067, func(r importer.Run) (importer.Result, error) { return h.Postcodes(ctx, postcodes, r) }},
		}
		var took time.Duration
		for _, s := range steps {
			res, err := s.do(importer.Run{DryRun: true})
			want(t, "dry "+s.name, res, err, s.rows, 0, 0)
			begun := time.Now()
			res, err = s.do(importer.Run{})
			want(t, s.name, res, err, s.rows, 0, 0)
			took += time.Since(begun)
			t.Logf("%s: %v", s.name, time.Since(begun).Round(time.Millisecond))
			// One postcode has no coordinates, and fourteen more have no woonplaats.
			if s.name == "postcodes" && (res.WarningTotal != 15 || !strings.Contains(strings.Join(res.WarningLines(), "\n"), "5028 has no coordinates")) {
				t.Errorf("%d warnings, want 15: %v", res.WarningTotal, res.WarningLines())
			}
			res, err = s.do(importer.Run{})
			want(t, s.name+" again", res, err, 0, 0, s.rows)
			if !res.Nothing() {
				t.Errorf("%s again: %s", s.name, res.Summary())
			}
			res, err = s.do(importer.Run{DryRun: true})
			want(t, "dry "+s.name+" again", res, err, 0, 0, s.rows)
		}
		t.Logf("all national files: %v", took.Round(time.Millisecond))
		// Some seconds on a machine that does nothing else; all other tests run beside this one.
		if most := 40 * time.Second; db.Dialect() == store.SQLite && took > most {
			t.Errorf("the national areas with figures took %v, more than %v", took, most)
		}
		h.checkNational(t)
	})
}

// checkNational looks at what the files say of some places.
func (h *house) checkNational(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	all, err := h.network.Areas(ctx, network.AreaQuery{Kind: network.Wijk, Year: 2022})
	if err != nil {
		t.Fatal(err)
	}
	inhabitants := 0
	for _, a := range all {
		if a.Population != nil {
			inhabitants += *a.Population
		}
	}
	if len(all) != 3340 || inhabitants != 17_588_925 {
		t.Errorf("%d wijken with %d inhabitants; the source has 3340 and 17,588,925", len(all), inhabitants)
	}
	centre, err := h.network.Area(ctx, "WK001400", 2022)
	if err != nil {
		t.Fatal(err)
	}
	if centre.Name != "Centrum" || centre.Parent != "GM0014" || centre.Figures["pct_65plus"] != 9 || centre.Figures["woz_waarde_x1000"] != 244 {
		t.Errorf("WK001400: %+v", centre)
	}
	// 28 wijken have no inhabitants, and so no percentages: absent, not 0.
	without := 0
	for _, a := range all {
		if a.Population == nil || *a.Population > 0 {
			continue
		}
		full, err := h.network.Area(ctx, a.Code, 2022)
		if err != nil {
			t.Fatal(err)
		}
		if _, there := full.Figures["pct_65plus"]; !there {
			without++
		}
	}
	if without != 28 {
		t.Errorf("%d wijken without inhabitants have no percentages, want 28", without)
	}
	p, err := h.network.Postcode(ctx, "1011")
	if err != nil || p.Area != "WK036304" || p.Place != "Amsterdam" {
		t.Errorf("1011: %+v, %v", p, err)
	}
	for kind, n := range map[string]int{"provincie": 12, "corop": 40, "veiligheidsregio": 25, "ggd": 25, "zorgkantoor": 31} {
		if list, err := h.network.Boundaries(ctx, kind); err != nil || len(list) != n {
			t.Errorf("%s: %d boundaries, %v; want %d", kind, len(list), err, n)
		}
	}
}

// TestNationalSimplified names the properties that nobody could guess.
func TestNationalSimplified(t *testing.T) {
	path := national(t, "wijk_2022_vereenvoudigd20.topojson")
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	opt := importer.AreaFile{Kind: network.Wijk, Year: 2022}
	_, err := h.Areas(t.Context(), path, opt, importer.Run{})
	h.refused(t, err, "--name", "name one of: c, id, n")
	opt.CodeField, opt.NameField = "c", "n"
	res, err := h.Areas(t.Context(), path, opt, importer.Run{})
	want(t, "simplified", res, err, 3340, 0, 0)
}
