package geo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"
	_ "modernc.org/sqlite" // a GeoPackage is an SQLite database

	"eerstelijn/internal/fault"
)

const sqliteMagic = "SQLite format 3\x00"

// readSpooled reads a GeoPackage that comes as a stream, by way of a temporary file: SQLite must be
// able to walk through it.
func readSpooled(ctx context.Context, src io.Reader, opt Options, rep *report) (_ []Feature, err error) {
	f, err := os.CreateTemp("", "eerstelijn-*.gpkg")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	n, err := io.Copy(f, src)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if n > MaxBytes {
		rep.add(place{}, "", tooLarge())
		return nil, rep.err()
	}
	return readGeoPackage(ctx, f.Name(), opt, rep)
}

// layer is a table of features, as the GeoPackage's own tables describe it.
type layer struct {
	table, column, kind string
	srsID               int64
	authority, srsName  string
}

// readGeoPackage reads one layer (OGC 12-128r19). The file is opened read-only and as unchanging, so
// that SQLite writes nothing beside it.
func readGeoPackage(ctx context.Context, path string, opt Options, rep *report) (_ []Feature, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dsn := url.URL{Scheme: "file", Path: abs,
		RawQuery: "mode=ro&immutable=1&_pragma=query_only(1)&_pragma=trusted_schema(0)"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var features []Feature
	l, ok, err := chooseLayer(ctx, db, opt.Layer, rep)
	if err == nil && ok {
		features, err = readLayer(ctx, db, l, rep)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		rep.add(place{}, "", say("Dit is geen leesbaar GeoPackage: %v.", "this is not a readable GeoPackage: %v", err))
	}
	return finish(features, rep)
}

func chooseLayer(ctx context.Context, db *sql.DB, name string, rep *report) (layer, bool, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT g.table_name, g.column_name, upper(g.geometry_type_name), g.srs_id,
		       upper(coalesce(s.organization, '')) || ':' || coalesce(s.organization_coordsys_id, ''),
		       coalesce(s.srs_name, '')
		FROM gpkg_geometry_columns g
		JOIN gpkg_contents c ON c.table_name = g.table_name
		JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table'
		LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE c.data_type = 'features'
		ORDER BY g.table_name`)
	if err != nil {
		return layer{}, false, err
	}
	defer rows.Close()
	var names []string
	var chosen layer
	for rows.Next() {
		var l layer
		if err := rows.Scan(&l.table, &l.column, &l.kind, &l.srsID, &l.authority, &l.srsName); err != nil {
			return layer{}, false, err
		}
		if name != "" && l.table == name {
			return l, true, rows.Close()
		}
		// A layer of kind GEOMETRY may hold anything: what is no area in it, is reported by feature.
		if !strings.Contains(l.kind, "POINT") && !strings.Contains(l.kind, "LINE") && !strings.Contains(l.kind, "CURVE") {
			names = append(names, shown(l.table))
			chosen = l
		}
	}
	if err := rows.Err(); err != nil {
		return layer{}, false, err
	}
	return chosen, oneLayer(names, name, "gpkg_contents", rep), nil
}

func readLayer(ctx context.Context, db *sql.DB, l layer, rep *report) ([]Feature, error) {
	if l.authority != "EPSG:4326" && l.authority != "EPSG:28992" {
		rep.add(place{}, l.column, say(
			"Het coördinatenstelsel is %s (%s). Verwacht is WGS84 (EPSG:4326) of Amersfoort / RD New (EPSG:28992).",
			"the coordinate system is %s (%s); expected WGS84 (EPSG:4326) or Amersfoort / RD New (EPSG:28992)",
			l.authority, shown(l.srsName)))
		return nil, nil
	}
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+quoteName(l.table)) // #nosec G202 -- a name cannot be a parameter: it is quoted
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values := make([]any, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	var features []Feature
	points := 0
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		at := place{feature: len(features) + 1}
		f := Feature{Index: at.feature, Properties: make(map[string]string, len(columns))}
		for i, column := range columns {
			if strings.EqualFold(column, l.column) {
				f.Geometry = layerGeometry(values[i], l, at, rep)
			} else if text, ok := columnText(values[i]); ok {
				f.Properties[column] = text
			}
		}
		if points += countPoints(f.Geometry); points > maxPoints {
			rep.add(at, l.column, say("De kaart heeft meer dan %d punten.", "the map has more than %d points", maxPoints))
			return nil, nil
		}
		features = append(features, f)
	}
	return features, rows.Err()
}

// layerGeometry gives the area of one row in degrees, nil if it was wrong.
func layerGeometry(v any, l layer, at place, rep *report) orb.MultiPolygon {
	blob, _ := v.([]byte)
	mp, text, ok := decodeGeoPackage(blob, l.srsID)
	if !ok {
		rep.add(at, l.column, text)
		return nil
	}
	if l.authority == "EPSG:28992" {
		if p, ok := areaFromRD(mp); !ok {
			rep.add(at, l.column, notRD(p))
			return nil
		}
	}
	if !checkArea(mp, at, l.column, rep) {
		return nil
	}
	return mp
}

func notRD(p orb.Point) fault.Text {
	if !finite(p) {
		return misplaced(p)
	}
	return say("[%s, %s] is geen RD-coördinaat, terwijl de laag zegt dat het RD is (EPSG:28992). Verwacht zijn meters, eerst x en dan y, zoals [155000, 463000].",
		"[%s, %s] is not an RD coordinate, while the layer says RD (EPSG:28992); expected metres, x first, such as [155000, 463000]",
		floatText(p[0]), floatText(p[1]))
}

func countPoints(mp orb.MultiPolygon) int {
	n := 0
	for _, polygon := range mp {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}

func quoteName(s string) string { return fmt.Sprintf(`"%s"`, strings.ReplaceAll(s, `"`, `""`)) }
