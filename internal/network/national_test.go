package network_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// national gives the path of a file of real open data, and skips the test where it is not there.
func national(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("EERSTELIJN_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED, NOT TESTED: no %s; set EERSTELIJN_DATA to the folder of open data: %v", name, err)
	}
	return path
}

func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(national(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(records)-1)
	for i, r := range records[1:] {
		rows[i] = map[string]string{}
		for c, name := range records[0] {
			rows[i][name] = r[c]
		}
	}
	return rows
}

// wijken2022 reads all wijken of the country with their figures.
func wijken2022(t testing.TB) ([]network.Area, []network.AreaFigures) {
	t.Helper()
	features, err := geo.ReadFile(t.Context(), national(t, "wijk_2022.topojson"), geo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := table(t, "wijk_2022.csv")
	names := map[string]string{}
	figures := make([]network.AreaFigures, len(rows))
	for i, r := range rows {
		names[r["wijkcode"]] = r["wijknaam"]
		f := network.AreaFigures{Code: network.AreaCode(r["wijkcode"]), Figures: map[string]float64{}}
		for column, text := range r {
			switch column {
			case "wijkcode", "wijknaam", "gemeentecode", "gemeentenaam", "provincie", "lon", "lat", "inwoners":
			default:
				if v, err := strconv.ParseFloat(text, 64); err == nil {
					f.Figures[column] = v
				}
			}
		}
		if n, err := strconv.Atoi(r["inwoners"]); err == nil {
			f.Population = &n
		}
		figures[i] = f
	}
	areas := make([]network.Area, len(features))
	for i, f := range features {
		code := f.Properties["code"]
		areas[i] = network.Area{Code: network.AreaCode(code), Year: 2022, Name: names[code], Geometry: f.Geometry}
	}
	return areas, figures
}

func TestNationalImport(t *testing.T) {
	areas, figures := wijken2022(t)
	rows := 0
	for _, f := range figures {
		rows += len(f.Figures)
	}
	storetest.RunAt(t, nil, func(t *testing.T, db *store.DB) {
		s := service(t, db)
		// Somebody else writes all the while: the longest wait is what an import costs others.
		var longest time.Duration
		var others sync.WaitGroup
		stop := make(chan struct{})
		others.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				began := time.Now()
				if _, err := s.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: fmt.Sprintf("Praktijk %d", n)}); err != nil {
					t.Error(err)
					return
				}
				longest = max(longest, time.Since(began))
			}
		})
		began := time.Now()
		got := bring(t, s, "areas", func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageAreas(ctx, b, areas) })
		gotFigures := bring(t, s, "figures", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
			return s.StageFigures(ctx, b, 2022, figures)
		})
		took := time.Since(began)
		close(stop)
		others.Wait()
		t.Logf("%d areas and %d figures in %v; nobody waited longer than %v", len(areas), rows, took, longest)
		if want := (batch.Counts{Added: 3340}); got != want || gotFigures != want {
			t.Errorf("areas %+v, figures %+v; want %+v of both", got, gotFigures, want)
		}
		again := bring(t, s, "areas", func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageAreas(ctx, b, areas) })
		againFigures := bring(t, s, "figures", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
			return s.StageFigures(ctx, b, 2022, figures)
		})
		if want := (batch.Counts{Same: 3340}); again != want || againFigures != want {
			t.Errorf("the same files once more: areas %+v, figures %+v; want %+v of both", again, againFigures, want)
		}
		began = time.Now()
		atlas, err := s.LoadAtlas(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("atlas in %v", time.Since(began))
		wrong := 0
		for _, r := range table(t, "pc4_2021.csv") {
			lat, e1 := strconv.ParseFloat(r["lat"], 64)
			lon, e2 := strconv.ParseFloat(r["lon"], 64)
			if e1 != nil || e2 != nil {
				continue // one postcode has no place
			}
			code, ok := atlas.Locate(geo.Point{Lat: lat, Lon: lon})
			if !ok || !network.AreaCode(r["gemeentecode"]).Contains(code) {
				wrong++
			}
		}
		// Borders of 2021 and 2022 differ, and some middles lie in water or next door.
		if wrong > 4068/10 {
			t.Errorf("%d of 4068 postcodes are found in another municipality", wrong)
		}
	})
}

// nationwide fills a database with 54 regions of 40 wijkverbanden over all wijken.
func nationwide(t testing.TB, db *store.DB) *network.Service {
	t.Helper()
	s := service(t, db)
	areas, figures := wijken2022(t)
	bring(t, s, "areas", func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageAreas(ctx, b, areas) })
	bring(t, s, "figures", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return s.StageFigures(ctx, b, 2022, figures)
	})
	const regions, each = 54, 40
	for r := range regions {
		mine := areas[r*len(areas)/regions : (r+1)*len(areas)/regions]
		codes := make([]network.AreaCode, len(mine))
		for i, a := range mine {
			codes[i] = a.Code
		}
		region := newRegion(t, s, fmt.Sprintf("Regio %d", r), codes...)
		for w := range each {
			wijken := codes[w*len(codes)/each : (w+1)*len(codes)/each]
			v := newWijkverband(t, s, network.Wijkverband{Region: region.ID, Name: fmt.Sprintf("Wijkverband %d-%d", r, w), Areas: wijken, Primary: wijken,
				MeetsEvery: "elke 6 weken", LastMet: time.Now().Add(-time.Hour), HasAgreement: true, SolvedBottleneck: true})
			for i, d := range []network.DisciplineCode{"huisartsenzorg", "wijkverpleging", "farmacie", "sociaal-domein"} {
				if (r+w)%3 == 0 && i == w%4 {
					continue
				}
				_, err := s.SaveContact(t.Context(), operator, v.ID, network.Contact{Discipline: d, Function: "Aanspreekpunt",
					Reach: network.Reach{Phone: "010 000 00 00", Hours: fmt.Sprintf("Mo-Su 08:00-%d:00", 12+i)}})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return s
}

func BenchmarkCountry(b *testing.B) {
	s := nationwide(b, storetest.SQLite(b, nil))
	at := time.Now()
	for b.Loop() {
		rows, err := s.Country(b.Context(), at)
		if err != nil || len(rows) != 54 || rows[0].Manned == 0 || rows[0].Manned == rows[0].Population {
			b.Fatalf("%d rows, %v, %+v", len(rows), err, rows[:1])
		}
	}
}

func BenchmarkCoverage(b *testing.B) {
	s := nationwide(b, storetest.SQLite(b, nil))
	at := time.Now()
	for b.Loop() {
		if _, err := s.Coverage(b.Context(), "regio-7", at); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadAtlas(b *testing.B) {
	s := service(b, storetest.SQLite(b, nil))
	areas, figures := wijken2022(b)
	bring(b, s, "areas", func(ctx context.Context, batch batch.ID) (batch.Counts, error) {
		return s.StageAreas(ctx, batch, areas)
	})
	bring(b, s, "figures", func(ctx context.Context, batch batch.ID) (batch.Counts, error) {
		return s.StageFigures(ctx, batch, 2022, figures)
	})
	areas, figures = nil, nil
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var atlas *network.Atlas
	for b.Loop() {
		var err error
		if atlas, err = s.LoadAtlas(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB-kept")
	if len(atlas.Areas(network.Wijk)) != 3340 {
		b.Fatal("not all wijken")
	}
}
