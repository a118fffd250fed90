// Package spotmap draws a few places on the wijken around them, for pages that show services. What the
// map shows always stands in words beside it: pages draw it from a list.
package spotmap

import (
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// Spot is a place to show. Spots that would cover each other become one mark.
type Spot struct {
	Point geo.Point
	Label string // a few characters inside the mark
	Title string
	Href  string
}

const (
	// widestKm is how far spots may lie apart: beyond, a small map says nothing a list does not.
	widestKm = 40
	// mostWijken bounds the work and the weight of one map.
	mostWijken = 60
	// narrowestKm is how much of the surroundings one spot shows.
	narrowestKm = 6
	// markRadius is in map units: a finger's width on a phone.
	markRadius  = 34
	kmPerDegree = 111.2
)

// View draws the spots. It gives false when there is nothing to draw on, no spot with a place, or
// when they lie too far apart.
func View(atlas *network.Atlas, id, title string, spots []Spot) (ui.MapView, bool) {
	bound, ok := around(spots)
	if !ok || atlas == nil {
		return ui.MapView{}, false
	}
	wijken := inView(atlas, bound, spots)
	if len(wijken) == 0 {
		return ui.MapView{}, false
	}
	projection := geo.Fit(bound, ui.MapWidth, 0)
	codes := make([]network.AreaCode, len(wijken))
	for i, a := range wijken {
		codes[i] = a.Code
	}
	m := ui.MapView{ID: id, Title: title, Height: projection.Height, Legend: []ui.MapLegend{
		{Class: ui.MapClass1, Word: say.Key("Wijk")}, {Class: ui.MapClass4, Word: say.Key("Aanbod")},
	}}
	for i, shape := range atlas.Shapes(codes) {
		drawn := ui.MapShape{Path: geo.Path(shape, projection), Class: ui.MapClass1, Title: wijken[i].Name}
		if x, y, ok := label(wijken[i], shape, sheet{projection, bound, spots}); ok {
			drawn.Label, drawn.LabelX, drawn.LabelY = wijken[i].Name, x, y
		}
		m.Shapes = append(m.Shapes, drawn)
	}
	m.Shapes = append(m.Shapes, marks(spots, projection)...)
	return m, true
}

// around gives the part of the world to show, wider than high, with room for the marks.
func around(spots []Spot) (b orb.Bound, ok bool) {
	for _, s := range spots {
		switch {
		case s.Point == geo.Point{} || !s.Point.InNetherlands():
		case !ok:
			b, ok = orb.Bound{Min: s.Point.Orb(), Max: s.Point.Orb()}, true
		default:
			b = b.Extend(s.Point.Orb())
		}
	}
	if !ok {
		return b, false
	}
	middle := b.Center()
	perLon := kmPerDegree * math.Cos(middle.Y()*math.Pi/180)
	wide, high := (b.Max.X()-b.Min.X())*perLon, (b.Max.Y()-b.Min.Y())*kmPerDegree
	if max(wide, high) > widestKm {
		return b, false
	}
	const roomAround, shape = 1.25, 0.75 // a sheet of four by three
	wide = max(wide*roomAround, high*roomAround/shape, narrowestKm)
	dx, dy := wide/2/perLon, wide*shape/2/kmPerDegree
	return orb.Bound{
		Min: orb.Point{middle.X() - dx, middle.Y() - dy}, Max: orb.Point{middle.X() + dx, middle.Y() + dy},
	}, true
}

// inView gives the wijken to draw: those whose middle lies in or near the bound, and those in which a
// spot stands. Where there are too many, it gives none.
func inView(atlas *network.Atlas, b orb.Bound, spots []Spot) []network.Area {
	near := b.Pad(max(b.Max.X()-b.Min.X(), b.Max.Y()-b.Min.Y()) / 2)
	under := map[network.AreaCode]bool{}
	for _, s := range spots {
		if code, ok := atlas.Locate(s.Point); ok {
			under[code] = true
		}
	}
	var found []network.Area
	for _, a := range atlas.Areas(network.Wijk) {
		if !near.Contains(a.Center.Orb()) && !under[a.Code] {
			continue
		}
		if found = append(found, a); len(found) > mostWijken {
			return nil
		}
	}
	return found
}

// sheet is the paper a map is drawn on.
type sheet struct {
	geo.Projection
	bound orb.Bound
	spots []Spot
}

// at gives the place on earth of a place on the sheet.
func (s sheet) at(x, y float64) geo.Point {
	return geo.Point{
		Lon: s.bound.Min.X() + x/float64(s.Width)*(s.bound.Max.X()-s.bound.Min.X()),
		Lat: s.bound.Max.Y() - y/float64(s.Height)*(s.bound.Max.Y()-s.bound.Min.Y()),
	}
}

// label finds a place for a wijk's name: within its borders, clear of the edges and the marks.
func label(wijk network.Area, shape orb.MultiPolygon, s sheet) (x, y float64, ok bool) {
	const letter, line = 25, 60 // map units, at the size for a phone
	half := float64(len(wijk.Name)) * letter / 2
	x, middle := s.XY(wijk.Center)
	if x < half || x > float64(s.Width)-half {
		return 0, 0, false
	}
	for _, step := range []float64{0, -1, 1, -2, 2, -3, 3} {
		y = middle + step*1.2*line
		if y < line || y > float64(s.Height)-line || !geo.Contains(shape, s.at(x, y)) {
			continue
		}
		if !slices.ContainsFunc(s.spots, func(spot Spot) bool {
			sx, sy := s.XY(spot.Point)
			return math.Abs(sx-x) < half+markRadius && math.Abs(sy-y) < line/2+markRadius
		}) {
			return x, y, true
		}
	}
	return 0, 0, false
}

// marks draws the spots as discs over the wijken; one that would cover an earlier one is told there.
func marks(spots []Spot, projection geo.Projection) []ui.MapShape {
	var out []ui.MapShape
	for _, s := range spots {
		if s.Point == (geo.Point{}) || !s.Point.InNetherlands() {
			continue
		}
		x, y := projection.XY(s.Point)
		covered := false
		for i := range out {
			if math.Hypot(out[i].LabelX-x, out[i].LabelY-y) < 2*markRadius {
				out[i].Title += "; " + s.Title
				if s.Label != "" {
					out[i].Label = firstOf(out[i].Label) + "+"
				}
				covered = true
				break
			}
		}
		if !covered {
			out = append(out, ui.MapShape{Path: disc(x, y), Class: ui.MapClass4, Title: s.Title, Href: s.Href, Label: s.Label, LabelX: x, LabelY: y})
		}
	}
	return out
}

func firstOf(label string) string {
	if n := len(label); n > 0 && label[n-1] == '+' {
		return label[:n-1]
	}
	return label
}

// disc is a circle as the data of an SVG path.
func disc(x, y float64) string {
	r, d := strconv.Itoa(markRadius), strconv.Itoa(2*markRadius)
	return "M" + strconv.Itoa(int(x)-markRadius) + " " + strconv.Itoa(int(y)) + "a" + r + " " + r + " 0 1 0 " + d + " 0a" + r + " " + r + " 0 1 0-" + d + " 0z"
}
