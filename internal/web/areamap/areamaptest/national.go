package areamaptest

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"eerstelijn/internal/demo"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
)

// Size is how large a national site is.
type Size struct {
	Services int
	// WijkenEach is how many wijken make a wijkverband; 0 leaves all without.
	WijkenEach int
}

// regionsWanted is how many regions the country is to have.
const regionsWanted = 54

// National is a site of the whole country: over the real wijken where EERSTELIJN_DATA or the folder
// shared/data beside the repository holds them, and over invented ones elsewhere.
func National(t testing.TB, size Size) *site.Site {
	t.Helper()
	areas, real := realAreas(t)
	if !real {
		t.Log("SKIPPED: no real areas (EERSTELIJN_DATA); the invented country is used")
		areas = demo.Country()
	}
	s, house := empty(t, Now)
	if err := demo.Load(t.Context(), house, over(areas, size.WijkenEach)); err != nil {
		t.Fatal(err)
	}
	if size.Services > 0 {
		if err := demo.LoadNational(t.Context(), house, size.Services, 1, nil); err != nil {
			t.Fatal(err)
		}
	}
	load(t, s)
	return s
}

// over makes regions of neighbouring municipalities, in each phase, and wijkverbanden in them.
func over(areas []network.Area, wijkenEach int) demo.Data {
	d := demo.Data{Areas: areas}
	var towns []network.Area
	wijken := map[network.AreaCode][]network.AreaCode{}
	for _, a := range areas {
		if a.Kind == network.Municipality {
			towns = append(towns, a)
		} else {
			wijken[a.Parent] = append(wijken[a.Parent], a.Code)
		}
	}
	// Strips from west to east, each from south to north: neighbours, whatever the numbering.
	slices.SortFunc(towns, func(a, b network.Area) int {
		if x, y := int(a.Center.Lon*2), int(b.Center.Lon*2); x != y {
			return x - y
		}
		return int((a.Center.Lat - b.Center.Lat) * 1e5)
	})
	phases := []network.Phase{network.PhaseNetwork, network.PhaseAgreements, network.PhaseOrganisation}
	each := (len(towns) + regionsWanted - 1) / regionsWanted
	for of := range slices.Chunk(towns, each) {
		n := len(d.Regions) + 1
		r := network.Region{ID: id.New[network.RegionID](), Slug: fmt.Sprintf("regio-%d", n), Name: fmt.Sprintf("Regio %d rond %s", n, of[0].Name), Center: of[0].Center}
		r.RESV = network.RESV{Name: fmt.Sprintf("RESV %d", n), Phase: phases[n%3], LegalForm: "stichting", Contact: network.Reach{Phone: "0990 10 20 30"}}
		var within []network.AreaCode
		for _, town := range of {
			r.Areas = append(r.Areas, town.Code)
			within = append(within, wijken[town.Code]...)
		}
		d.Regions = append(d.Regions, r)
		if wijkenEach > 0 {
			for some := range slices.Chunk(within, wijkenEach) {
				d.Wijkverbanden = append(d.Wijkverbanden, team(r.ID, len(d.Wijkverbanden)+1, some))
			}
		}
	}
	return d
}

func team(region network.RegionID, n int, areas []network.AreaCode) network.Wijkverband {
	w := network.Wijkverband{
		ID: id.New[network.WijkverbandID](), Region: region, Name: fmt.Sprintf("Wijkverband %d", n), Areas: areas, Primary: areas,
		MeetsEvery: "elke 6 weken", LastMet: Now.AddDate(0, 0, -20), HasAgreement: n%2 == 0, SolvedBottleneck: n%2 == 0,
	}
	for i, d := range []network.DisciplineCode{"huisartsenzorg", "wijkverpleging", "farmacie", "sociaal-domein"} {
		if (n+i)%5 > 0 {
			w.Contacts = append(w.Contacts, network.Contact{
				Discipline: d, Function: "Aanspreekpunt " + string(d), Reach: network.Reach{Phone: "0990 11 22 33", Hours: "Mo-Fr 08:00-17:00"},
			})
		}
	}
	return w
}

// realAreas reads the municipalities and wijken of 2022, dated as the demo's.
func realAreas(t testing.TB) ([]network.Area, bool) {
	t.Helper()
	folder := os.Getenv("EERSTELIJN_DATA")
	if folder == "" {
		folder = "../../../../shared/data"
	}
	if _, err := os.Stat(filepath.Join(folder, "wijk_2022.topojson")); err != nil {
		return nil, false
	}
	people := populations(t, filepath.Join(folder, "wijk_2022.csv"))
	var areas []network.Area
	for _, kind := range []network.AreaKind{network.Municipality, network.Wijk} {
		features, err := geo.ReadFile(context.Background(), filepath.Join(folder, string(kind)+"_2022.topojson"), geo.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range features {
			a := network.Area{Code: network.AreaCode(f.Properties["code"]), Year: demo.Year, Kind: kind, Name: f.Properties["name"], Geometry: f.Geometry}
			a.Parent = a.Code.Parent()
			a.Center, _ = geo.InnerPoint(f.Geometry)
			a.Population = people[a.Code]
			areas = append(areas, a)
		}
	}
	return areas, true
}

func populations(t testing.TB, file string) map[network.AreaCode]*int {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code, count := slices.Index(rows[0], "wijkcode"), slices.Index(rows[0], "inwoners")
	people := map[network.AreaCode]*int{}
	for _, row := range rows[1:] {
		if n, err := strconv.Atoi(row[count]); err == nil {
			people[network.AreaCode(row[code])] = &n
		}
	}
	return people
}

// Measure asks a page again and again, and reports the slowest of a hundred and what the page weighs
// on the wire. The first answer draws the maps, so it does not count; cold is told apart.
func Measure(b *testing.B, page site.Handler, addresses []string, slug bool) {
	b.Helper()
	askOne := func(i int) (*Answer, time.Duration) {
		address := addresses[i%len(addresses)]
		var values []string
		if slug {
			values = []string{"slug", filepath.Base(address)}
		}
		start := time.Now()
		a := Get(b, page, address, values...)
		took := time.Since(start)
		if a.Status != http.StatusOK {
			b.Fatalf("%s: status %d: %s", address, a.Status, a.Body)
		}
		return a, took
	}
	var cold, took []time.Duration
	heaviest := 0
	for i := range addresses {
		a, d := askOne(i)
		cold = append(cold, d)
		heaviest = max(heaviest, a.Gzipped())
	}
	i := 0
	for b.Loop() {
		_, d := askOne(i)
		took = append(took, d)
		i++
	}
	b.ReportMetric(float64(percentile(took, 0.99).Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(percentile(cold, 0.99).Microseconds())/1000, "cold-p99-ms")
	b.ReportMetric(float64(heaviest), "gzip-B")
}

func percentile(took []time.Duration, p float64) time.Duration {
	slices.Sort(took)
	return took[int(float64(len(took)-1)*p)]
}
