package geo_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

// square is a closed square with its south-west corner at lon, lat.
func square(lon, lat, size float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{
		{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}, {lon, lat},
	}}}
}

func read(t testing.TB, name, text string) []geo.Feature {
	t.Helper()
	features, err := geo.Read(t.Context(), name, strings.NewReader(text), geo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return features
}

// problems reads a file that must be refused, and gives what is wrong with it.
func problems(t testing.TB, text string, opt geo.Options) *geo.FileError {
	t.Helper()
	features, err := geo.Read(context.Background(), "kaart", strings.NewReader(text), opt)
	return wantFileError(t, features, err)
}

func wantFileError(t testing.TB, features []geo.Feature, err error) *geo.FileError {
	t.Helper()
	fe, ok := errors.AsType[*geo.FileError](err)
	if !ok {
		t.Fatalf("got error %v, want a FileError", err)
	}
	if features != nil {
		t.Error("a refused file gives features")
	}
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("kind %v, want invalid", fault.KindOf(err))
	}
	if fe.Total < len(fe.Problems) || len(fe.Problems) == 0 || len(fe.Problems) > 100 {
		t.Errorf("%d problems kept of %d", len(fe.Problems), fe.Total)
	}
	for _, p := range fe.Problems {
		if p.NL == "" || p.EN == "" {
			t.Errorf("problem without words: %+v", p)
		}
	}
	return fe
}

// gpkg is a GeoPackage made for one test.
type gpkg struct {
	srsID     int64
	authority string
	srsName   string
	kind      string
	rows      []gpkgRow
	points    bool // add a second layer, of points
}

type gpkgRow struct {
	code   any
	number any
	blob   []byte
}

// write makes the file and gives its path.
func (g gpkg) write(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kaart #1 100%.gpkg")
	// The name is one that SQLite would read as a URI with a fragment if it were not escaped.
	raw := filepath.Join(t.TempDir(), "raw.gpkg")
	db, err := sql.Open("sqlite", raw)
	if err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT)`)
	exec(`CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER)`)
	exec(`CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT)`)
	var org string
	var number int
	if _, err := fmt.Sscanf(strings.Replace(g.authority, ":", " ", 1), "%s %d", &org, &number); err != nil {
		t.Fatal(err)
	}
	exec(`INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, 'undefined')`, g.srsName, g.srsID, org, number)
	exec(`CREATE TABLE "wijken ""2022""" (fid INTEGER PRIMARY KEY, geom MULTIPOLYGON, code TEXT, aantal REAL, datum DATE)`)
	exec(`INSERT INTO gpkg_contents VALUES ('wijken "2022"', 'features', ?)`, g.srsID)
	exec(`INSERT INTO gpkg_geometry_columns VALUES ('wijken "2022"', 'geom', ?, ?, 0, 0)`, g.kind, g.srsID)
	for _, r := range g.rows {
		exec(`INSERT INTO "wijken ""2022""" (geom, code, aantal, datum) VALUES (?, ?, ?, '2022-01-01')`, r.blob, r.code, r.number)
	}
	if g.points {
		exec(`CREATE TABLE plaatsen (fid INTEGER PRIMARY KEY, geom POINT)`)
		exec(`INSERT INTO gpkg_contents VALUES ('plaatsen', 'features', ?)`, g.srsID)
		exec(`INSERT INTO gpkg_geometry_columns VALUES ('plaatsen', 'geom', 'POINT', ?, 0, 0)`, g.srsID)
	}
	if err := errors.Join(db.Close(), os.Rename(raw, path)); err != nil {
		t.Fatal(err)
	}
	return path
}

// gpBlob is an area as a GeoPackage keeps it, with an envelope, as GDAL writes it.
func gpBlob(srsID int32, mp orb.MultiPolygon) []byte {
	b := mp.Bound()
	blob := []byte{'G', 'P', 0, 1 | 1<<1}
	blob = binary.LittleEndian.AppendUint32(blob, uint32(srsID))
	for _, f := range []float64{b.Min[0], b.Max[0], b.Min[1], b.Max[1]} {
		blob = binary.LittleEndian.AppendUint64(blob, math.Float64bits(f))
	}
	return append(blob, geo.EncodeWKB(mp)...)
}

// tessellation is an invented country of n × m areas that share wriggling borders, as real ones do:
// the corners are shaken, and each border between two corners gets points of its own, once.
func tessellation(rt *rapid.T) []orb.MultiPolygon {
	cols, rows := rapid.IntRange(1, 4).Draw(rt, "cols"), rapid.IntRange(1, 4).Draw(rt, "rows")
	shake := func(label string) float64 { return float64(rapid.IntRange(-300, 300).Draw(rt, label)) * 1e-5 }
	const step = 0.02
	corner := func(i, j int) orb.Point { return orb.Point{5 + float64(i)*step, 52 + float64(j)*step} }
	corners := make(map[[2]int]orb.Point)
	for i := range cols + 1 {
		for j := range rows + 1 {
			c := corner(i, j)
			corners[[2]int{i, j}] = orb.Point{c[0] + shake("x"), c[1] + shake("y")}
		}
	}
	borders := make(map[[4]int][]orb.Point)
	border := func(i, j, k, l int) []orb.Point {
		if i > k || j > l {
			line := append([]orb.Point(nil), borders[[4]int{k, l, i, j}]...)
			for a, b := 0, len(line)-1; a < b; a, b = a+1, b-1 {
				line[a], line[b] = line[b], line[a]
			}
			return line
		}
		return borders[[4]int{i, j, k, l}]
	}
	lay := func(i, j, k, l int) {
		from, to := corners[[2]int{i, j}], corners[[2]int{k, l}]
		line := []orb.Point{from}
		n := rapid.IntRange(0, 12).Draw(rt, "points")
		for s := 1; s <= n; s++ {
			at := float64(s) / float64(n+1)
			line = append(line, orb.Point{
				from[0] + at*(to[0]-from[0]) + shake("dx")/6,
				from[1] + at*(to[1]-from[1]) + shake("dy")/6,
			})
		}
		borders[[4]int{i, j, k, l}] = append(line, to)
	}
	for i := range cols + 1 {
		for j := range rows + 1 {
			if i < cols {
				lay(i, j, i+1, j)
			}
			if j < rows {
				lay(i, j, i, j+1)
			}
		}
	}
	var areas []orb.MultiPolygon
	for i := range cols {
		for j := range rows {
			var ring orb.Ring
			for _, line := range [][]orb.Point{
				border(i, j, i+1, j), border(i+1, j, i+1, j+1), border(i+1, j+1, i, j+1), border(i, j+1, i, j),
			} {
				ring = append(ring, line[:len(line)-1]...)
			}
			areas = append(areas, orb.MultiPolygon{{append(ring, ring[0])}})
		}
	}
	return areas
}
