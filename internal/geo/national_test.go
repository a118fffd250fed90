package geo_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
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

func nationalAreas(t testing.TB, name string) []geo.Feature {
	t.Helper()
	features, err := geo.ReadFile(t.Context(), national(t, name), geo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return features
}

// table reads a CSV file as rows by column name.
func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(national(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := make(map[string]string, len(r))
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestNationalCounts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		file, column, prefix string
		want                 int
	}{
		{"wijk_2022.topojson", "code", "WK", 3340},
		{"wijk_2022_vereenvoudigd20.topojson", "c", "WK", 3340},
		{"gemeente_2022.topojson", "code", "GM", 345},
		{"provincie_2022.topojson", "code", "PV", 12},
	} {
		features := nationalAreas(t, test.file)
		codes := make(map[string]bool)
		km2 := 0.0
		for _, f := range features {
			if code := f.Properties[test.column]; strings.HasPrefix(code, test.prefix) {
				codes[code] = true
			}
			km2 += geo.AreaKm2(f.Geometry)
		}
		t.Logf("%s: %d areas, %.0f km²", test.file, len(features), km2)
		if len(features) != test.want || len(codes) != test.want {
			t.Errorf("%s: %d areas, %d codes; want %d", test.file, len(features), len(codes), test.want)
		}
		// The wijken of CBS's own table add up to 35,080 km², waters between them left out.
		if km2 < 34_900 || km2 > 35_300 {
			t.Errorf("%s: the Netherlands measures %.0f km²", test.file, km2)
		}
	}
}

// Each area measures what CBS says, within what the simplified borders allow.
func TestNationalAreas(t *testing.T) {
	t.Parallel()
	stated := make(map[string]float64)
	total := 0.0
	for _, row := range table(t, "wijk_2022.csv") {
		km2, err := strconv.ParseFloat(row["oppervlakte_km2"], 64)
		if err != nil {
			t.Fatal(err)
		}
		stated[row["wijkcode"]] = km2
		total += km2
	}
	measured, within := 0.0, 0
	features := nationalAreas(t, "wijk_2022.topojson")
	for _, f := range features {
		km2 := geo.AreaKm2(f.Geometry)
		measured += km2
		if want := stated[f.Properties["code"]]; math.Abs(km2-want) <= 0.05*want+0.02 {
			within++
		}
	}
	t.Logf("measured %.1f km², stated %.1f; %d of %d wijken within 5 %%", measured, total, within, len(features))
	if math.Abs(measured-total) > 0.01*total {
		t.Errorf("measured %.1f km², stated %.1f", measured, total)
	}
	if within < len(features)*95/100 {
		t.Errorf("%d of %d wijken within 5 %% of the stated surface", within, len(features))
	}
}

func wijkLocator(t testing.TB) ([]geo.Located, *geo.Locator) {
	t.Helper()
	var areas []geo.Located
	for _, f := range nationalAreas(t, "wijk_2022.topojson") {
		areas = append(areas, geo.Located{Code: f.Properties["code"], Area: f.Geometry})
	}
	return areas, geo.NewLocator(areas)
}

// The wijk of a postcode's centre is nearly always the one that the table gives. Of the rest, half lie
// within a third of a metre of the border; the others lie in the IJmeer and in a Belgian enclave in
// Baarle-Nassau, which no wijk covers: there the table has the nearest wijk.
func TestNationalPostcodes(t *testing.T) {
	t.Parallel()
	areas, l := wijkLocator(t)
	agree, differ, outside := 0, 0, 0
	for i, row := range table(t, "pc4_2021.csv") {
		if row["lon"] == "" || row["wijkcode"] == "" {
			continue
		}
		p := geo.Point{Lat: number(t, row["lat"]), Lon: number(t, row["lon"])}
		code, ok := l.Find(p)
		switch {
		case !ok:
			outside++
			t.Logf("%s: in no wijk, the table has %s", row["postcode4"], row["wijkcode"])
		case code == row["wijkcode"]:
			agree++
		default:
			differ++
			t.Logf("%s: found %s, the table has %s", row["postcode4"], code, row["wijkcode"])
		}
		if i%20 == 0 {
			if want, _ := bruteForce(areas, p); want != code {
				t.Errorf("%v: found %s, lies in %s", p, code, want)
			}
		}
	}
	all := agree + differ + outside
	t.Logf("%d postcodes: %d agree (%.2f %%), %d in another wijk, %d in none", all, agree, 100*float64(agree)/float64(all), differ, outside)
	if agree < all*98/100 {
		t.Errorf("only %d of %d agree", agree, all)
	}
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestNationalInnerPoints(t *testing.T) {
	t.Parallel()
	for _, f := range nationalAreas(t, "wijk_2022.topojson") {
		if p, ok := geo.InnerPoint(f.Geometry); !ok || !geo.Contains(f.Geometry, p) {
			t.Errorf("%s: %v lies outside", f.Properties["code"], p)
		}
	}
}

// drawMap draws areas as a page would: simplified to a step of the map, one path each.
func drawMap(areas []orb.MultiPolygon, width int) []string {
	var b orb.Bound
	for i, mp := range areas {
		if i == 0 {
			b = mp.Bound()
		}
		b = b.Union(mp.Bound())
	}
	p := geo.Fit(b, width, 0)
	var paths []string
	for _, mp := range geo.Simplify(areas, p.StepM()) {
		paths = append(paths, geo.Path(mp, p))
	}
	return paths
}

func geometries(features []geo.Feature, only func(geo.Feature) bool) []orb.MultiPolygon {
	var out []orb.MultiPolygon
	for _, f := range features {
		if only == nil || only(f) {
			out = append(out, f.Geometry)
		}
	}
	return out
}

func inEindhoven(f geo.Feature) bool { return strings.HasPrefix(f.Properties["code"], "WK0772") }

// Maps must stay small enough for a page; the shared borders of real areas must stay shared.
func TestNationalMaps(t *testing.T) {
	t.Parallel()
	size := func(paths []string) (n int) {
		for _, p := range paths {
			n += len(p)
		}
		return n
	}
	gemeenten := geometries(nationalAreas(t, "gemeente_2022.topojson"), nil)
	wijken := nationalAreas(t, "wijk_2022.topojson")
	country := drawMap(gemeenten, 800)
	town := drawMap(geometries(wijken, inEindhoven), 700)
	all := drawMap(geometries(wijken, nil), 1000)
	t.Logf("%d gemeenten %d bytes; %d wijken of Eindhoven %d bytes; all %d wijken %d bytes",
		len(country), size(country), len(town), size(town), len(all), size(all))
	if size(country) > 150_000 {
		t.Errorf("the map of the country is %d bytes", size(country))
	}
	if len(town) < 15 || size(town) > 16_000 {
		t.Errorf("the map of Eindhoven has %d wijken in %d bytes", len(town), size(town))
	}
	for _, path := range append(append(country, town...), all...) {
		if path == "" {
			t.Error("an area is not drawn")
		}
	}

	before, after := edgeCount(gemeenten), edgeCount(geo.Simplify(gemeenten, 500))
	coast := make(map[orb.Point]bool)
	for e, n := range before {
		if n == 1 {
			coast[e[0]], coast[e[1]] = true, true
		}
	}
	for e, n := range after {
		if n == 1 && (!coast[e[0]] || !coast[e[1]]) {
			t.Errorf("border %v lost its neighbour", e)
		}
	}
	t.Logf("borders of gemeenten: %d pieces, %d at 500 m", len(before), len(after))
}

func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"wijk_2022.topojson", "gemeente_2022.topojson"} {
		b.Run("file="+name, func(b *testing.B) {
			data, err := os.ReadFile(national(b, name))
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := geo.Read(b.Context(), name, bytes.NewReader(data), geo.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLocator(b *testing.B) {
	areas, l := wijkLocator(b)
	var points []geo.Point
	for _, row := range table(b, "pc4_2021.csv") {
		if row["lon"] != "" {
			points = append(points, geo.Point{Lat: number(b, row["lat"]), Lon: number(b, row["lon"])})
		}
	}
	b.Run("make/wijken=3340", func(b *testing.B) {
		for b.Loop() {
			geo.NewLocator(areas)
		}
	})
	b.Run("find/wijken=3340", func(b *testing.B) {
		i := 0
		for b.Loop() {
			l.Find(points[i%len(points)])
			i++
		}
	})
	b.Run("bruteforce/wijken=3340", func(b *testing.B) {
		i := 0
		for b.Loop() {
			bruteForce(areas, points[i%len(points)])
			i++
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	wijken := nationalAreas(b, "wijk_2022.topojson")
	gemeenten := geometries(nationalAreas(b, "gemeente_2022.topojson"), nil)
	for name, areas := range map[string][]orb.MultiPolygon{
		"map=eindhoven": geometries(wijken, inEindhoven), "map=gemeenten": gemeenten, "map=wijken": geometries(wijken, nil),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				drawMap(areas, 800)
			}
		})
	}
}

func BenchmarkDistance(b *testing.B) {
	p, q := geo.Point{Lat: 52.09, Lon: 5.12}, geo.Point{Lat: 52.2, Lon: 5.3}
	b.Run("haversine", func(b *testing.B) {
		for b.Loop() {
			geo.DistanceM(p, q)
		}
	})
	b.Run("short", func(b *testing.B) {
		for b.Loop() {
			geo.ShortDistanceM(p, q)
		}
	})
}
