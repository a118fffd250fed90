package network_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// An import that dies half-way shows nothing; the next one takes its place and clears its rows.
func TestAnImportThatDiesLeavesNothing(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, db *store.DB, clock *hands) {
		ctx := t.Context()
		areas, figures := country(2, 2026)
		b, _, err := batch.Open(ctx, db, "areas", "a.json", "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.StageAreas(ctx, b, areas); err != nil {
			t.Fatal(err)
		}
		if got := must[[]network.Area](t)(s.Areas(ctx, network.AreaQuery{})); len(got) != 0 {
			t.Errorf("%d areas are seen before the end", len(got))
		}
		if got := must[*network.Atlas](t)(s.LoadAtlas(ctx)); len(got.Areas(network.Wijk)) != 0 {
			t.Error("the atlas shows what is not finished")
		}
		again := func() error {
			_, err := s.Import(ctx, operator, network.File{Kind: "areas", Source: "a.json"}, func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageAreas(ctx, b, areas) })
			return err
		}
		if err := again(); fault.KindOf(err) != fault.Conflict {
			t.Errorf("two imports at once: %v", err)
		}
		clock.add(time.Minute) // it has been silent for too long
		if err := again(); err != nil {
			t.Fatal(err)
		}
		if got := must[[]network.Area](t)(s.Areas(ctx, network.AreaQuery{})); len(got) != len(areas) {
			t.Errorf("%d areas after the second run, want %d", len(got), len(areas))
		}
		if n := rowsOf(t, db, "area", b) + rowsOf(t, db, "area_shape", b); n != 0 {
			t.Errorf("%d rows of the dead import remain", n)
		}
		if _, err := s.StageAreas(ctx, b, areas[:1]); err != nil {
			t.Errorf("what is the same is not written, so it cannot fail: %v", err)
		}
		areas[0].Name = "Anders"
		if _, err := s.StageAreas(ctx, b, areas[:1]); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the dead one wakes and writes: %v", err)
		}
		// One that fails on its own clears up at once.
		broken := errors.New("broken")
		_, err = s.Import(ctx, operator, network.File{Kind: "figures"}, func(ctx context.Context, fb batch.ID) (batch.Counts, error) {
			b = fb
			_, err := s.StageFigures(ctx, fb, 2026, figures)
			return batch.Counts{}, errors.Join(err, broken)
		})
		if !errors.Is(err, broken) || rowsOf(t, db, "area_count", b)+rowsOf(t, db, "area_figure", b) != 0 {
			t.Errorf("after failing with %v: %d rows", err, rowsOf(t, db, "area_count", b))
		}
	})
}

func rowsOf(t *testing.T, db *store.DB, table string, b batch.ID) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM `+table+` WHERE batch = $1`, b).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A second run changes nothing; a changed row replaces only itself; a new year leaves the old.
func TestImportsRepeatAndReplace(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		ctx := t.Context()
		areas, figures := country(2, 2025)
		stageAreas := func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageAreas(ctx, b, areas) }
		stageFigures := func(ctx context.Context, b batch.ID) (batch.Counts, error) {
			return s.StageFigures(ctx, b, 2025, figures)
		}
		expect := func(kind string, stage func(context.Context, batch.ID) (batch.Counts, error), want batch.Counts) {
			t.Helper()
			if got := bring(t, s, kind, stage); got != want {
				t.Errorf("%s: %+v, want %+v", kind, got, want)
			}
		}
		expect("areas", stageAreas, batch.Counts{Added: 10})
		expect("areas", stageAreas, batch.Counts{Same: 10})
		expect("figures", stageFigures, batch.Counts{Added: 8})
		expect("figures", stageFigures, batch.Counts{Same: 8})
		areas[3].Name = "Nieuwe naam"
		expect("areas", stageAreas, batch.Counts{Same: 9, Changed: 1})
		old := must[network.Area](t)(s.Area(ctx, "WK900000", 0))
		if *old.Population != 1000 || !reflect.DeepEqual(old.Figures, map[string]float64{"pct_65plus": 20}) || len(old.Geometry) != 1 || old.Parent != "GM9000" {
			t.Errorf("read back: %+v", old)
		}
		if a := must[network.Area](t)(s.Area(ctx, areas[3].Code, 2025)); a.Name != "Nieuwe naam" || a.Population == nil {
			t.Errorf("after its change: %+v", a)
		}
		// A figure that the new file leaves open is absent, not 0 and not the old one.
		figures[0] = network.AreaFigures{Code: "WK900000", Figures: map[string]float64{"woningen": 7}}
		expect("figures", stageFigures, batch.Counts{Same: 7, Changed: 1})
		if a := must[network.Area](t)(s.Area(ctx, "WK900000", 2025)); a.Population != nil || !reflect.DeepEqual(a.Figures, map[string]float64{"woningen": 7}) {
			t.Errorf("after new figures: %+v %+v", a.Population, a.Figures)
		}
		before := must[[]network.Area](t)(s.Areas(ctx, network.AreaQuery{Year: 2025}))
		bringCountry(t, s, 3, 2026)
		if after := must[[]network.Area](t)(s.Areas(ctx, network.AreaQuery{Year: 2025})); !reflect.DeepEqual(before, after) {
			t.Error("a new year rewrote the old one")
		}
		if years := must[[]int](t)(s.Years(ctx, network.Wijk)); fmt.Sprint(years) != "[2026 2025]" {
			t.Errorf("years are %v", years)
		}
		if a := must[network.Area](t)(s.Area(ctx, "WK900000", 0)); a.Year != 2026 {
			t.Errorf("the newest year is %d", a.Year)
		}
		for name, err := range map[string]error{
			"gone":     second(s.Area(ctx, "WK999999", 0)),
			"no year":  second(s.Area(ctx, "WK900000", 1999)),
			"postcode": second(s.Postcode(ctx, "9999")),
			"place":    second(s.Place(ctx, "Nergens")),
		} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestAreasAreBounded(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		bringCountry(t, s, 3, 2026)
		r := newRegion(t, s, "Rivierenzoom", "GM9000", "WK900102")
		bring(t, s, "boundaries", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
			return s.StageBoundaries(ctx, b, "ggd", []network.BoundaryRow{{Name: "GGD Oost", Area: "GM9001", From: noon.AddDate(-1, 0, 0)}})
		})
		ggd := must[[]network.Boundary](t)(s.Boundaries(t.Context(), "ggd"))[0]
		for want, q := range map[string]network.AreaQuery{
			"[GM9000 GM9001 GM9002]": {Kind: network.Municipality},
			"[WK900000 WK900001]":    {Parent: "GM9000", Limit: 2},
			"[WK900002 WK900003]":    {Parent: "GM9000", After: "WK900001"},
			"[GM9000 WK900000 WK900001 WK900002 WK900003 WK900102]": {Region: r.ID},
			"[WK900100 WK900101 WK900102 WK900103]":                 {Boundary: ggd.ID, Kind: network.Wijk},
			"[WK900102]":                                            {Boundary: ggd.ID, Region: r.ID},
			"[WK900201]":                                            {Name: "wíjk 1 VAN 2"},
			"[]":                                                    {Boundary: "nothing"},
			"[] ":                                                   {Kind: network.Buurt},
			"[]  ":                                                  {Year: 1999},
		} {
			codes := []network.AreaCode{}
			for _, a := range must[[]network.Area](t)(s.Areas(t.Context(), q)) {
				codes = append(codes, a.Code)
			}
			for len(want) > 0 && want[len(want)-1] == ' ' {
				want = want[:len(want)-1]
			}
			if fmt.Sprint(codes) != want {
				t.Errorf("%+v gives %v, want %s", q, codes, want)
			}
		}
	})
}

// ★ Whatever reorganisation comes in, the dates before it answer as they did.
func TestReorganisationsLeaveThePast(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		kinds := []string{"provincie", "corop", "veiligheidsregio", "ggd", "zorgkantoor", "roaz"}
		dice := rand.New(rand.NewPCG(2026, 7))
		taken, refused := 0, 0
		for _, kind := range kinds {
			day := func(n int) time.Time { return time.Date(2022, 1, 1+n, 0, 0, 0, 0, clock.Amsterdam) }
			at := func(n int) map[string]string {
				found := map[string]string{}
				for _, b := range must[[]network.Boundary](t)(s.Boundaries(t.Context(), kind)) {
					for _, c := range must[[]network.AreaCode](t)(s.BoundaryAreas(t.Context(), b.ID, day(n))) {
						if found[string(c)] != "" {
							t.Fatalf("%s: %s lies in two boundaries on day %d", kind, c, n)
						}
						found[string(c)] = b.Name
					}
				}
				return found
			}
			for step := range 6 {
				from := dice.IntN(13)
				var rows []network.BoundaryRow
				for gm := range 3 {
					rows = append(rows, network.BoundaryRow{Name: []string{"Noord", "Zuid"}[dice.IntN(2)], Area: network.AreaCode(fmt.Sprintf("GM900%d", gm)), From: day(from)})
				}
				var before [14]map[string]string
				for n := range before {
					before[n] = at(n)
				}
				_, err := s.Import(t.Context(), operator, network.File{Kind: "boundaries"}, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
					return s.StageBoundaries(ctx, b, kind, rows)
				})
				for n := range before {
					if (n < from || err != nil) && !reflect.DeepEqual(before[n], at(n)) {
						t.Fatalf("%s, step %d from day %d (%v): day %d was %v, is %v", kind, step, from, err, n, before[n], at(n))
					}
				}
				if err != nil {
					if refused++; fault.KindOf(err) != fault.Conflict {
						t.Fatal(err)
					}
					continue
				}
				taken++
				for _, r := range rows {
					if got := at(from)[string(r.Area)]; got != r.Name {
						t.Fatalf("%s, step %d: on its own day %s lies in %q, want %q", kind, step, r.Area, got, r.Name)
					}
				}
				again := bring(t, s, "boundaries", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
					return s.StageBoundaries(ctx, b, kind, rows)
				})
				if again != (batch.Counts{Same: 3}) {
					t.Fatalf("%s, step %d: once more: %+v", kind, step, again)
				}
			}
		}
		if taken == 0 || refused == 0 {
			t.Errorf("%d tables taken, %d refused: the test saw too little", taken, refused)
		}
	})
}

func TestBadRowsAreNamed(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		ctx := t.Context()
		b, _, err := batch.Open(ctx, db, "areas", "", "")
		if err != nil {
			t.Fatal(err)
		}
		area := func(change func(*network.Area)) error {
			a := network.Area{Code: "WK900001", Year: 2026, Name: "Wijk", Geometry: square(0, 0)}
			change(&a)
			_, err := s.StageAreas(ctx, b, []network.Area{a})
			return err
		}
		minus := -1
		figures := func(f network.AreaFigures) error {
			return second(s.StageFigures(ctx, b, 2026, []network.AreaFigures{f}))
		}
		in := geo.Point{Lat: 52, Lon: 5}
		for field, err := range map[string]error{
			"code":         area(func(a *network.Area) { a.Code = "WK9" }),
			"kind":         area(func(a *network.Area) { a.Kind = network.Buurt }),
			"parent":       area(func(a *network.Area) { a.Parent = "GM0001" }),
			"year":         area(func(a *network.Area) { a.Year = 22 }),
			"name":         area(func(a *network.Area) { a.Name = "" }),
			"geometry":     area(func(a *network.Area) { a.Geometry = nil }),
			"population":   figures(network.AreaFigures{Code: "GM9000", Population: &minus}),
			"pct_tovenaar": figures(network.AreaFigures{Code: "GM9000", Figures: map[string]float64{"pct_tovenaar": 1}}),
			"postcode":     second(s.StagePostcodes(ctx, b, []network.Postcode{{PC4: "0123", Place: "X", Point: in, Area: "WK900001"}})),
			"point":        second(s.StagePostcodes(ctx, b, []network.Postcode{{PC4: "1234", Place: "X", Area: "WK900001"}})),
			"municipality": second(s.StagePostcodes(ctx, b, []network.Postcode{{PC4: "1234", Place: "X", Point: in}})),
			"from":         second(s.StageBoundaries(ctx, b, "ggd", []network.BoundaryRow{{Name: "X", Area: "GM9000"}})),
			"area":         second(s.StageBoundaries(ctx, b, "ggd", []network.BoundaryRow{{Name: "X", Area: "X", From: noon}})),
			"kind ":        second(s.StageBoundaries(ctx, b, "regio", nil)),
			"id":           second(s.StageOrganizations(ctx, b, []network.Organization{{ID: "x", Kind: network.Provider, Name: "X"}})),
		} {
			if field == "kind " {
				field = "kind"
			}
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Name != field {
				t.Errorf("want an Invalid about %s, got %v", field, err)
			}
		}
		if n := rowsOf(t, db, "area", b) + rowsOf(t, db, "area_count", b) + rowsOf(t, db, "postcode", b) + rowsOf(t, db, "boundary_area", b); n != 0 {
			t.Errorf("%d rows were written", n)
		}
		twice := []network.Area{{Code: "WK900001", Year: 2026, Name: "A", Geometry: square(0, 0)}, {Code: "WK900001", Year: 2026, Name: "B", Geometry: square(0, 0)}}
		if _, err := s.StageAreas(ctx, b, twice); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a code twice in a file: %v", err)
		}
		_ = second(s.StageAreas(ctx, b, twice[:1]))
		if _, err := s.StageAreas(ctx, b, twice[:1]); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a code twice in a batch: %v", err)
		}
	})
}
