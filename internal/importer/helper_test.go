package importer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// house is an importer with what it fills.
type house struct {
	*importer.Importer
	db        *store.DB
	network   *network.Service
	directory *directory.Register
}

func newHouse(t testing.TB, db *store.DB) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	n, d := network.New(spine), directory.New(spine)
	return &house{importer.New(db, n, d), db, n, d}
}

// file writes a file of the test.
func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

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

// want fails unless an import went as expected.
func want(t testing.TB, what string, res importer.Result, err error, added, changed, same int) {
	t.Helper()
	if err != nil {
		for _, line := range lines(err) {
			t.Log(line)
		}
		t.Fatalf("%s: %v", what, err)
	}
	if res.Added != added || res.Changed != changed || res.Same != same {
		t.Fatalf("%s: %d added, %d changed, %d same; want %d, %d, %d", what, res.Added, res.Changed, res.Same, added, changed, same)
	}
}

// lines gives what the operator sees of a bad file.
func lines(err error) []string {
	if bad, ok := errors.AsType[*importer.FileError](err); ok {
		return bad.Lines()
	}
	return []string{err.Error()}
}

// refused fails unless an import was refused with all of the words, and left nothing behind.
func (h *house) refused(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("accepted; want an error with %q", words)
	}
	text := strings.Join(lines(err), "\n")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the error does not say %q:\n%s", w, text)
		}
	}
	h.untouched(t)
}

// untouched fails when an import left anything that anybody can see, or an open batch.
func (h *house) untouched(t testing.TB) {
	t.Helper()
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{"import_batch WHERE state = 'open'", "service", "service_version", "organization"} {
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				t.Errorf("%d rows left in %s", n, table)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// square gives a GeoJSON feature of a square of a tenth of a degree.
func square(properties string, lon, lat float64) string {
	var b strings.Builder
	for i, p := range [][2]float64{{0, 0}, {0.1, 0}, {0.1, 0.1}, {0, 0.1}, {0, 0}} {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(coordinates(lon+p[0], lat+p[1]))
	}
	return `{"type":"Feature","properties":{` + properties + `},"geometry":{"type":"Polygon","coordinates":[[` + b.String() + `]]}}`
}

func geojson(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + "\n" + strings.Join(features, ",\n") + "\n]}"
}

func coordinates(lon, lat float64) string {
	return "[" + decimal(lon) + "," + decimal(lat) + "]"
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

// twoWijken brings in two wijken of one municipality, with a postcode in the first.
func (h *house) twoWijken(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	wijken := file(t, "wijken.geojson", geojson(
		square(`"wijkcode":"WK990101","wijknaam":"Oost"`, 5.1, 52.1), square(`"wijkcode":"WK990102","wijknaam":"West"`, 5.0, 52.1)))
	res, err := h.Areas(ctx, wijken, importer.AreaFile{Kind: network.Wijk, Year: 2022}, importer.Run{})
	want(t, "wijken", res, err, 2, 0, 0)
	res, err = h.Postcodes(ctx, file(t, "pc4.csv", "postcode4,lon,lat,wijkcode,plaats,gemeentecode\n1234,5.15,52.15,WK990101,Oosterdorp,GM9901\n"), importer.Run{})
	want(t, "postcodes", res, err, 1, 0, 0)
}
