package geo_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
)

// Two areas side by side: arc 0 is their border, going north; 1 closes the western one, 2 the eastern.
const pairArcs = `"transform":{"scale":[0.1,0.1],"translate":[5,52]},"arcs":[
 [[1,0],[0,1]],
 [[1,1],[-1,0],[0,-1],[1,0]],
 [[1,1],[1,0],[0,-1],[-1,0]]]`

func topo(objects string) string {
	return `{"type":"Topology",` + pairArcs + `,"objects":{` + objects + `}}`
}

const pairObject = `"wijken":{"type":"GeometryCollection","geometries":[
 {"type":"Polygon","id":"A","properties":{"n":1},"arcs":[[0,1]]},
 {"type":"MultiPolygon","properties":{"id":"eigen"},"arcs":[[[-1,2]]]}]}`

func TestTopoJSON(t *testing.T) {
	t.Parallel()
	// The polygon read backwards along arc 0 would not be closed: start at its end instead.
	object := strings.Replace(pairObject, "[[[-1,2]]]", "[[[2,0]]]", 1)
	got := read(t, "x.topojson", topo(object))
	if len(got) != 2 || got[0].Properties["id"] != "A" || got[0].Properties["n"] != "1" || got[1].Properties["id"] != "eigen" {
		t.Fatalf("got %+v", got)
	}
	west := orb.Ring{{5.1, 52}, {5.1, 52.1}, {5, 52.1}, {5, 52}, {5.1, 52}}
	if ring := got[0].Geometry[0][0]; !near(ring, west) {
		t.Errorf("west %v, want %v", ring, west)
	}
	if got[0].Line != 5 || got[1].Line != 6 {
		t.Errorf("lines %d, %d; want 5, 6", got[0].Line, got[1].Line)
	}
}

func near(a, b orb.Ring) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if geo.DistanceM(geo.PointOf(a[i]), geo.PointOf(b[i])) > 0.01 {
			return false
		}
	}
	return true
}

func TestTopoJSONBackwards(t *testing.T) {
	t.Parallel()
	text := `{"type":"Topology","arcs":[[[5,52],[5.1,52]],[[5,52],[5,52.1],[5.1,52]]],
		"objects":{"x":{"type":"Polygon","arcs":[[0,-2]]}}}`
	want := orb.Ring{{5, 52}, {5.1, 52}, {5, 52.1}, {5, 52}}
	if ring := read(t, "x", text)[0].Geometry[0][0]; !near(ring, want) {
		t.Errorf("arcs 0 and ~1, not quantised: %v, want %v", ring, want)
	}
}

func TestTopoJSONChoosesObject(t *testing.T) {
	t.Parallel()
	lines := `"wegen":{"type":"GeometryCollection","geometries":[{"type":"LineString","arcs":[0]}]}`
	one := `"een":{"type":"Polygon","arcs":[[0,1]]}`
	two := `"twee":{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[0,1]]}]}]}`
	if got := read(t, "x", topo(lines+","+two)); len(got) != 1 || len(got[0].Geometry) != 1 {
		t.Errorf("the only object with polygons: %+v", got)
	}
	both := topo(lines + "," + one + "," + two)
	if fe := problems(t, both, geo.Options{}); !strings.Contains(fe.Problems[0].EN, `"een", "twee"; choose one`) {
		t.Errorf("got %q", fe.Problems[0].EN)
	}
	if _, err := geo.Read(t.Context(), "x", strings.NewReader(both), geo.Options{Layer: "twee"}); err != nil {
		t.Error(err)
	}
	if fe := problems(t, both, geo.Options{Layer: "drie"}); !strings.Contains(fe.Problems[0].EN, `no layer "drie"; there are: "een", "twee"`) {
		t.Errorf("got %q", fe.Problems[0].EN)
	}
	if fe := problems(t, topo(lines), geo.Options{}); !strings.Contains(fe.Problems[0].EN, "no layer with areas") {
		t.Errorf("got %q", fe.Problems[0].EN)
	}
}

func TestTopoJSONRefused(t *testing.T) {
	t.Parallel()
	area := func(arcs string) string { return topo(`"x":{"type":"Polygon","arcs":` + arcs + `}`) }
	object := `"objects":{"x":{"type":"Polygon","arcs":[[0]]}}`
	for name, test := range map[string]struct{ text, column, says string }{
		"no such arc":     {area(`[[0,3]]`), "arcs", `arc "3" does not exist; there are 3`},
		"no such arc ~":   {area(`[[0,-4]]`), "arcs", `arc "-4" does not exist`},
		"huge arc":        {area(`[[1e300]]`), "arcs", `arc "1e300" does not exist`},
		"half an arc":     {area(`[[0.5]]`), "arcs", `arc "0.5" does not exist`},
		"word for arc":    {area(`[["0"]]`), "arcs", "does not exist"},
		"no join":         {area(`[[0,0]]`), "arcs", "do not join"},
		"open":            {area(`[[1]]`), "arcs", "not closed"},
		"empty":           {area(`[]`), "arcs", "empty"},
		"no arcs":         {topo(`"x":{"type":"Polygon"}`), "arcs", "empty"},
		"null":            {topo(`"x":{"type":"GeometryCollection","geometries":[{"type":null},{"type":"Polygon","arcs":[[0,1]]}]}`), "type", "empty"},
		"no list of arcs": {`{"type":"Topology",` + object + `}`, "arcs", "missing"},
		"short arc":       {`{"type":"Topology","arcs":[[[5,52]]],` + object + `}`, "arcs[0]", "at least 2 points"},
		"bad arc":         {`{"type":"Topology","arcs":[[[5,52],[5]]],` + object + `}`, "arcs[0]", "two finite numbers"},
		"bad transform":   {`{"type":"Topology","transform":{"scale":[1]},"arcs":[],` + object + `}`, "transform", "scale"},
		"overflow": {`{"type":"Topology","transform":{"scale":[1e308,1],"translate":[0,0]},"arcs":[[[5,52],[9,0],[0,1],[-9,-1]]],` + object + `}`,
			"arcs", "not a finite number"},
		"swapped": {`{"type":"Topology","arcs":[[[52,5],[52.1,5],[52.1,5.1],[52,5]]],` + object + `}`, "arcs", "axes are swapped"},
		"rd":      {`{"type":"Topology","arcs":[[[155000,463000],[156000,463000],[156000,464000],[155000,463000]]],` + object + `}`, "arcs", "RD coordinates"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fe := problems(t, test.text, geo.Options{})
			if p := fe.Problems[0]; fe.Total < 1 || p.Column != test.column || !strings.Contains(p.EN, test.says) {
				t.Errorf("got %+v; want column %q and %q", p, test.column, test.says)
			}
		})
	}
}

// A file of a few megabytes may unfold to terabytes by naming one long arc many times.
func TestTopoJSONBomb(t *testing.T) {
	t.Parallel()
	var arc strings.Builder
	arc.WriteString("[5,52]")
	for range 200_000 {
		arc.WriteString(",[0,0]")
	}
	ring := strings.TrimSuffix(strings.Repeat("0,", 1000), ",")
	text := fmt.Sprintf(`{"type":"Topology","transform":{"scale":[1,1],"translate":[0,0]},"arcs":[[%s]],"objects":{"x":{"type":"Polygon","arcs":[[%s]]}}}`, arc.String(), ring)
	if fe := problems(t, text, geo.Options{}); !strings.Contains(fe.Problems[0].EN, "more than 16777216 points") {
		t.Errorf("got %q", fe.Problems[0].EN)
	}
}
