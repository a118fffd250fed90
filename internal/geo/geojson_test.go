package geo_test

import (
	"maps"
	"strings"
	"testing"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

const squareGeoJSON = `{"type":"Polygon","coordinates":[[[5,52],[5.1,52],[5.1,52.1],[5,52.1],[5,52]]]}`

func collection(features ...string) string {
	return "{\"features\": [\n" + strings.Join(features, ",\n") + "\n], \"type\": \"FeatureCollection\"}"
}

func feature(geometry string) string {
	return `{"type":"Feature","properties":{"code":"WK000101"},"geometry":` + geometry + `}`
}

func TestGeoJSON(t *testing.T) {
	t.Parallel()
	text := collection(
		`{"type":"Feature","id":7,"properties":{"code":"WK000101","naam":"D\u00f6rp","pct":0.30000000000000004,"n":14.0,
		  "groot":12345678901234567890,"leeg":null,"ja":true,"lijst":[1, "a"],"klein":-0.0,"exp":1e3},"geometry":`+squareGeoJSON+`}`,
		feature(`{"type":"GeometryCollection","geometries":[`+squareGeoJSON+`,{"type":"MultiPolygon","coordinates":[
		  [[[6,52,3.5],[6.1,52,3.5],[6.1,52.1,0],[6,52,3.5]]],[[[-68.3,12.1],[-68.2,12.1],[-68.2,12.2],[-68.3,12.1]]]]}]}`),
	)
	got := read(t, "x.json", "\ufeff"+text)
	want := map[string]string{"id": "7", "code": "WK000101", "naam": "Dörp", "pct": "0.3", "n": "14",
		"groot": "12345678901234567890", "ja": "true", "lijst": `[1,"a"]`, "klein": "0", "exp": "1000"}
	if !maps.Equal(got[0].Properties, want) {
		t.Errorf("properties\n got %v\nwant %v", got[0].Properties, want)
	}
	if len(got) != 2 || got[0].Index != 1 || got[0].Line != 2 || got[1].Index != 2 || got[1].Line != 4 {
		t.Errorf("positions: %d features, lines %d and %d", len(got), got[0].Line, got[1].Line)
	}
	if !got[0].Geometry.Equal(square(5, 52, 0.1)) {
		t.Errorf("geometry %v", got[0].Geometry)
	}
	if len(got[1].Geometry) != 3 {
		t.Errorf("a collection of 1 + 2 polygons gives %d", len(got[1].Geometry))
	}
}

func TestGeoJSONRefused(t *testing.T) {
	t.Parallel()
	polygon := func(points string) string {
		return collection(feature(`{"type":"Polygon","coordinates":[[` + points + `]]}`))
	}
	nested := strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 40) + squareGeoJSON + strings.Repeat(`]}`, 40)
	for name, test := range map[string]struct{ text, column, says string }{
		"swapped":     {polygon("[52,5],[52.1,5],[52.1,5.1],[52,5]"), "geometry", "axes are swapped: [52, 5]; expected longitude first"},
		"caribbean":   {polygon("[12.1,-68.3],[12.2,-68.3],[12.2,-68.2],[12.1,-68.3]"), "geometry", "axes are swapped"},
		"rd":          {polygon("[155000,463000],[156000,463000],[156000,464000],[155000,463000]"), "geometry", "RD coordinates (EPSG:28992)"},
		"mercator":    {polygon("[600000,6800000],[610000,6800000],[610000,6810000],[600000,6800000]"), "geometry", "Web Mercator"},
		"elsewhere":   {polygon("[2,48],[2.1,48],[2.1,48.1],[2,48]"), "geometry", "[2, 48] does not lie in the Netherlands"},
		"one outside": {polygon("[5,52],[5.1,52],[8,52.1],[5,52]"), "geometry", "[8, 52.1] does not lie"},
		"open":        {polygon("[5,52],[5.1,52],[5.1,52.1],[5,52.1]"), "geometry", "not closed"},
		"two points":  {polygon("[5,52],[5.1,52],[5,52]"), "geometry", "has 3 points"},
		"no surface":  {polygon("[5,52],[5.1,52],[5.2,52],[5,52]"), "geometry", "no surface"},
		"infinite":    {polygon("[5,52],[1e999,52],[5.1,52.1],[5,52]"), "geometry", "two finite numbers"},
		"one number":  {polygon("[5],[5.1,52],[5.1,52.1],[5]"), "geometry", "two finite numbers"},
		"words":       {polygon(`["5","52"],[5.1,52],[5.1,52.1],[5,52]`), "geometry", "two finite numbers"},
		"empty ring":  {polygon(""), "geometry", "empty"},
		"no rings":    {collection(feature(`{"type":"Polygon","coordinates":[]}`)), "geometry", "empty"},
		"no polygons": {collection(feature(`{"type":"MultiPolygon","coordinates":[]}`)), "geometry", "empty"},
		"flat multi":  {collection(feature(`{"type":"MultiPolygon","coordinates":[5,52]}`)), "geometry", "missing or are not a list"},
		"no coords":   {collection(feature(`{"type":"MultiPolygon"}`)), "geometry", "missing"},
		"null":        {collection(feature(`null`)), "geometry", "empty"},
		"point":       {collection(feature(`{"type":"Point","coordinates":[5,52]}`)), "geometry", `not an area but "Point"`},
		"too deep":    {collection(feature(nested)), "geometry", "too deep"},
		"no feature":  {collection(squareGeoJSON), "type", `expected "Feature", not "Polygon"`},
		"not a list":  {`{"type":"FeatureCollection","features":{}}`, "features", "array"},
		"none":        {collection(), "", "no areas"},
		"declared rd": {`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":[]}`, "crs", "urn:ogc:def:crs:EPSG::28992"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fe := problems(t, test.text, geo.Options{})
			if fe.Total != 1 || fe.Problems[0].Column != test.column || !strings.Contains(fe.Problems[0].EN, test.says) {
				t.Errorf("got %d problems, first %+v; want column %q and %q", fe.Total, fe.Problems[0], test.column, test.says)
			}
		})
	}
}

// All that is wrong with a file is told at once, each thing with its place.
func TestProblemsTogether(t *testing.T) {
	t.Parallel()
	var list []string
	for i := range 250 {
		switch {
		case i == 1:
			list = append(list, feature(squareGeoJSON))
		case i == 2:
			list = append(list, feature(`{"type":"Point"}`))
		default:
			list = append(list, feature(`{"type":"Polygon","coordinates":[[[52,5],[53,5],[53,6],[52,5]]]}`))
		}
	}
	fe := problems(t, collection(list...), geo.Options{})
	if fe.Total != 249 || len(fe.Problems) != 100 {
		t.Fatalf("%d problems, %d kept; want 249 and 100", fe.Total, len(fe.Problems))
	}
	second := fe.Problems[1]
	if second.Feature != 3 || second.Line != 4 || second.Where().NL != "gebied 3 (regel 4), geometry" ||
		second.Where().EN != "feature 3 (line 4), geometry" {
		t.Errorf("second problem %+v at %q", second, second.Where().NL)
	}
	safe := fault.Safe(fe).Text
	if !strings.HasPrefix(safe.NL, "kaart: 249 fouten. De eerste: gebied 1 (regel 2), geometry: De coördinaten staan andersom") ||
		!strings.HasPrefix(safe.EN, "kaart: 249 problems. The first: feature 1 (line 2), geometry: the axes are swapped") {
		t.Errorf("summary %+v", safe)
	}
}

func TestNoMap(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, says string
		line       int
	}{
		"empty":       {" \n", "empty", 0},
		"zip":         {"PK\x03\x04....", "zip file", 0},
		"gzip":        {"\x1f\x8b\x08\x00", "gzip", 0},
		"shapefile":   {"\x00\x00\x27\x0a\x00", "shapefile", 0},
		"xml":         {"<?xml version='1.0'?>", "XML", 0},
		"csv":         {"code;naam\nWK01;x", "not valid JSON", 1},
		"cut off":     {"{\"type\":\n\"FeatureCollection\",\n\"features\":[", "not valid JSON", 3},
		"twice":       {"{}\n{}", "not valid JSON", 2},
		"other type":  {`{"type":"Feature"}`, `not "Feature"`, 1},
		"other json":  {`[1,2]`, `not ""`, 1},
		"latin1":      {"{\n\"a\":\"\xe9\"}", "UTF-8", 2},
		"deep arrays": {strings.Repeat("[", 20_000), "not valid JSON", 1},
		"not sqlite":  {"SQLite format 3\x00 and then nothing", "not a readable GeoPackage", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := problems(t, test.text, geo.Options{}).Problems[0]
			if !strings.Contains(p.EN, test.says) || p.Line != test.line {
				t.Errorf("got %q on line %d; want %q on line %d", p.EN, p.Line, test.says, test.line)
			}
		})
	}
}
