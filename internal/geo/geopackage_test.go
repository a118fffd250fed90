package geo_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

func wgs84(rows ...gpkgRow) gpkg {
	return gpkg{srsID: 4326, authority: "EPSG:4326", srsName: "WGS 84 geodetic", kind: "MULTIPOLYGON", rows: rows}
}

func rdNew(rows ...gpkgRow) gpkg {
	return gpkg{srsID: 28992, authority: "EPSG:28992", srsName: "Amersfoort / RD New", kind: "MULTIPOLYGON", rows: rows}
}

func TestGeoPackage(t *testing.T) {
	t.Parallel()
	g := wgs84(gpkgRow{"WK000101", 12.0, gpBlob(4326, square(5, 52, 0.1))}, gpkgRow{nil, 0.1 + 0.2, gpBlob(4326, square(6, 52, 0.1))})
	g.points = true
	path := g.write(t)
	got, err := geo.ReadFile(t.Context(), path, geo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Index != 1 || got[0].Line != 0 || !got[0].Geometry.Equal(square(5, 52, 0.1)) {
		t.Fatalf("got %+v", got)
	}
	p := got[0].Properties
	if p["code"] != "WK000101" || p["aantal"] != "12" || p["fid"] != "1" || p["datum"] != "2022-01-01" || len(p) != 4 {
		t.Errorf("properties %v", p)
	}
	if _, there := got[1].Properties["code"]; there || got[1].Properties["aantal"] != "0.3" {
		t.Errorf("NULL and 0.1 + 0.2 give %v", got[1].Properties)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("reading left files beside the map: %v, %v", left, err)
	}

	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	streamed, err := geo.Read(t.Context(), "x", f, geo.Options{Layer: `wijken "2022"`})
	if err != nil || len(streamed) != 2 || !streamed[1].Geometry.Equal(got[1].Geometry) {
		t.Errorf("as a stream: %d features, %v", len(streamed), err)
	}
}

func TestGeoPackageInRD(t *testing.T) {
	t.Parallel()
	rd := orb.MultiPolygon{{{{155000, 463000}, {156000, 463000}, {156000, 464000}, {155000, 464000}, {155000, 463000}}}}
	got, err := geo.ReadFile(t.Context(), rdNew(gpkgRow{"WK000101", nil, gpBlob(28992, rd)}).write(t), geo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	amersfoort := geo.Point{Lat: 52.155172897, Lon: 5.387203657}
	if d := geo.DistanceM(geo.PointOf(got[0].Geometry[0][0][0]), amersfoort); d > 0.5 {
		t.Errorf("the tower of Amersfoort is %.2f m off", d)
	}
	if km2 := geo.AreaKm2(got[0].Geometry); km2 < 0.999 || km2 > 1.001 {
		t.Errorf("a square kilometre measures %f", km2)
	}
}

func TestGeoPackageRefused(t *testing.T) {
	t.Parallel()
	good := gpBlob(4326, square(5, 52, 0.1))
	withFlags := func(flags byte) []byte {
		blob := append([]byte(nil), good...)
		blob[3] = flags
		return blob
	}
	wkbAs := func(kind byte) []byte {
		blob := append([]byte(nil), good...)
		blob[8+32+1] = kind
		return blob
	}
	row := func(blob []byte) gpkg { return wgs84(gpkgRow{"x", 1, blob}) }
	etrs := wgs84(gpkgRow{"x", 1, good})
	etrs.authority, etrs.srsName = "EPSG:4258", "ETRS89"
	points := row(good)
	points.kind = "POINT"
	for name, test := range map[string]struct {
		file   gpkg
		column string
		says   string
	}{
		"other srs":     {etrs, "geom", `EPSG:4258 ("ETRS89"); expected WGS84 (EPSG:4326)`},
		"points only":   {points, "gpkg_contents", "no layer with areas"},
		"no geometry":   {row(nil), "geom", "empty"},
		"no header":     {row([]byte("GX\x00\x01....")), "geom", "GeoPackage header"},
		"short header":  {row([]byte("GP")), "geom", "GeoPackage header"},
		"empty flag":    {row(withFlags(1 | 1<<1 | 1<<4)), "geom", "empty"},
		"extended":      {row(withFlags(1 | 1<<1 | 1<<5)), "geom", "extended"},
		"bad envelope":  {row(withFlags(1 | 5<<1)), "geom", "damaged"},
		"byte order":    {row(withFlags(0 | 1<<1)), "geom", "coordinate system"},
		"srs of a blob": {row(gpBlob(28992, square(5, 52, 0.1))), "geom", "names coordinate system 28992, its layer 4326"},
		"cut off":       {row(good[:60]), "geom", "damaged"},
		"line":          {row(wkbAs(2)), "geom", "WKB kind 2"},
		"collection":    {row(wkbAs(7)), "geom", "WKB kind 7"},
		"swapped":       {row(gpBlob(4326, square(52, 5, 0.1))), "geom", "axes are swapped"},
		"rd as degrees": {row(gpBlob(4326, square(155000, 463000, 1000))), "geom", "RD coordinates"},
		"degrees as rd": {rdNew(gpkgRow{"x", 1, gpBlob(28992, square(5, 52, 0.1))}), "geom", "[5, 52] is not an RD coordinate"},
		"empty table":   {wgs84(), "", "no areas"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			features, err := geo.ReadFile(t.Context(), test.file.write(t), geo.Options{})
			p := wantFileError(t, features, err).Problems[0]
			if p.Column != test.column || !strings.Contains(p.EN, test.says) {
				t.Errorf("got %+v; want column %q and %q", p, test.column, test.says)
			}
		})
	}
}

func TestReadFileElsewhere(t *testing.T) {
	t.Parallel()
	_, err := geo.ReadFile(t.Context(), filepath.Join(t.TempDir(), "weg.json"), geo.Options{})
	if fault.KindOf(err) != fault.NotFound || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}

	path := wgs84(gpkgRow{"x", 1, gpBlob(4326, square(5, 52, 0.1))}).write(t)
	if err := os.WriteFile(path+"-wal", []byte("unfinished"), 0o600); err != nil {
		t.Fatal(err)
	}
	features, err := geo.ReadFile(t.Context(), path, geo.Options{})
	if p := wantFileError(t, features, err).Problems[0]; !strings.Contains(p.EN, "still has this GeoPackage open") {
		t.Errorf("with a write-ahead log: %q", p.EN)
	}

	plain := filepath.Join(t.TempDir(), "kaart")
	if err := os.WriteFile(plain, []byte(collection(feature(squareGeoJSON))), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := geo.ReadFile(t.Context(), plain, geo.Options{}); err != nil || len(got) != 1 {
		t.Errorf("GeoJSON without an extension: %d, %v", len(got), err)
	}
}

// A file with a hole in it is large without taking room.
func TestReadFileTooLarge(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"{", "SQLite format 3\x00"} {
		path := filepath.Join(t.TempDir(), "kaart")
		if err := errors.Join(os.WriteFile(path, []byte(start), 0o600), os.Truncate(path, geo.MaxBytes+1)); err != nil {
			t.Fatal(err)
		}
		features, err := geo.ReadFile(t.Context(), path, geo.Options{})
		if p := wantFileError(t, features, err).Problems[0]; p.EN != "the file is too large; at most 256 MB is read" {
			t.Errorf("got %q", p.EN)
		}
	}
}

func TestReadStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, text := range []string{collection(feature(squareGeoJSON)), topo(pairObject)} {
		if _, err := geo.Read(ctx, "x", strings.NewReader(text), geo.Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	path := wgs84(gpkgRow{"x", 1, gpBlob(4326, square(5, 52, 0.1))}).write(t)
	if _, err := geo.ReadFile(ctx, path, geo.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("GeoPackage: got %v", err)
	}
}
