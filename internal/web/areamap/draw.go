package areamap

import (
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"
	"weak"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// View is a map to draw.
type View struct {
	ID      string // unique on the page
	Title   string
	Pieces  []Piece
	Legend  []ui.MapLegend
	Source  string
	TableID string
	// Focus are the areas that the map is about: it shows them and what lies around. Without it the map
	// shows all pieces.
	Focus []network.AreaCode
}

// Piece is one or more areas drawn as one.
type Piece struct {
	Areas []network.AreaCode
	Class ui.MapClass
	Title string // name and state: "Wijk West: team compleet"
	Href  string
	Label string // left out where the piece is too small for it
}

// Draw makes the map. Pieces without a shape in the atlas are left out, so that a map of nothing has
// no shapes: a page then shows its table alone.
func Draw(atlas *network.Atlas, v View) ui.MapView {
	m := ui.MapView{ID: v.ID, Title: v.Title, Height: ui.MapWidth, Legend: v.Legend, Source: v.Source, TableID: v.TableID}
	if atlas == nil {
		return m
	}
	d := drawingsOf(atlas).get(atlas, v)
	m.Height = d.height
	for i, p := range v.Pieces {
		line := d.lines[i]
		if line.path == "" {
			continue
		}
		s := ui.MapShape{Path: line.path, Class: p.Class, Title: p.Title, Href: p.Href}
		if utf8.RuneCountInString(p.Label) <= line.room {
			s.Label, s.LabelX, s.LabelY = p.Label, line.x, line.y
		}
		m.Shapes = append(m.Shapes, s)
	}
	return m
}

// drawing holds the lines of each piece, in order.
type drawing struct {
	height int
	lines  []line
}

type line struct {
	path string // "" for what is not on the map
	x, y float64
	room int // for a label of so many characters
}

// drawings are those made of one atlas. They are made one at a time: a second visitor waits for the
// first one's drawing rather than making it again.
type drawings struct {
	mu   sync.Mutex
	made map[string]*drawing
	// figures are areas with their figures, by code; see Figures.
	figures sync.Map
}

// most bounds the memory for drawings: some 10 kB each.
const most = 512

// byAtlas holds the drawings of each atlas that is alive. A new map of the country is a new atlas.
var byAtlas sync.Map // weak.Pointer[network.Atlas] to *drawings

func drawingsOf(atlas *network.Atlas) *drawings {
	key := weak.Make(atlas)
	if d, ok := byAtlas.Load(key); ok {
		return d.(*drawings)
	}
	d, had := byAtlas.LoadOrStore(key, &drawings{made: map[string]*drawing{}})
	if !had {
		runtime.AddCleanup(atlas, func(key weak.Pointer[network.Atlas]) { byAtlas.Delete(key) }, key)
	}
	return d.(*drawings)
}

func (ds *drawings) get(atlas *network.Atlas, v View) *drawing {
	key := v.key()
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if d, ok := ds.made[key]; ok {
		return d
	}
	if len(ds.made) >= most {
		clear(ds.made)
	}
	d := v.draw(atlas)
	ds.made[key] = d
	return d
}

// key names what the lines depend on.
func (v *View) key() string {
	var b strings.Builder
	for _, p := range v.Pieces {
		for _, a := range p.Areas {
			b.WriteString(string(a))
		}
		b.WriteByte(';')
	}
	b.WriteByte('@')
	for _, a := range v.Focus {
		b.WriteString(string(a))
	}
	return b.String()
}

const (
	// decimals of a path: at a width of 1000 units whole ones are finer than the eye.
	decimals = 0
	// edge is what is left free around the map, as a share of its size.
	edge = 0.008
	// around is how much more a map with a focus shows on each side, as a share of the focus.
	around = 0.35
	// A character of a label is about so large on a phone, in map units.
	characterWidth, characterHeight = 28.0, 44.0
	longestLabel                    = 4
)

func (v *View) draw(atlas *network.Atlas) *drawing {
	d := &drawing{height: ui.MapWidth, lines: make([]line, len(v.Pieces))}
	shapes := make([][]orb.MultiPolygon, len(v.Pieces))
	for i, p := range v.Pieces {
		shapes[i] = atlas.Shapes(p.Areas)
	}
	frame, ok := v.frame(atlas, shapes)
	if !ok {
		return d
	}
	projection := geo.Fit(frame, ui.MapWidth, decimals)
	d.height = projection.Height

	// All borders are simplified together, so that neighbours still touch and the borders within a
	// piece are still the same on both sides.
	var flat []orb.MultiPolygon
	var piece []int
	for i := range shapes {
		for _, s := range shapes[i] {
			if len(s) > 0 && s.Bound().Intersects(frame) {
				flat, piece = append(flat, s), append(piece, i)
			}
		}
	}
	parts := make([][]orb.MultiPolygon, len(v.Pieces))
	for i, s := range geo.Simplify(flat, projection.StepM()) {
		parts[piece[i]] = append(parts[piece[i]], s)
	}
	// What sticks out of the map is cut off: its edge lies just out of sight, and its links stay off
	// what stands below the map.
	sheet := grow(frame, edge)
	for i, of := range parts {
		if shape := clip.MultiPolygon(sheet, dissolve(of)); len(shape) > 0 {
			d.lines[i] = newLine(shape, projection)
		}
	}
	return d
}

// frame is the piece of the world that the map shows.
func (v *View) frame(atlas *network.Atlas, shapes [][]orb.MultiPolygon) (orb.Bound, bool) {
	margin := edge
	if len(v.Focus) > 0 {
		if focus := atlas.Shapes(v.Focus); bounded(focus) {
			shapes, margin = [][]orb.MultiPolygon{focus}, around
		}
	}
	var frame orb.Bound
	found := false
	for _, of := range shapes {
		for _, s := range of {
			if len(s) == 0 {
				continue
			}
			if !found {
				frame, found = s.Bound(), true
			} else {
				frame = frame.Union(s.Bound())
			}
		}
	}
	return grow(frame, margin), found
}

// grow makes a rectangle larger on each side by a share of its size.
func grow(b orb.Bound, share float64) orb.Bound {
	for axis := range 2 {
		by := (b.Max[axis] - b.Min[axis]) * share
		b.Min[axis] -= by
		b.Max[axis] += by
	}
	return b
}

func bounded(shapes []orb.MultiPolygon) bool {
	for _, s := range shapes {
		if len(s) > 0 {
			return true
		}
	}
	return false
}

func newLine(shape orb.MultiPolygon, projection geo.Projection) line {
	l := line{path: geo.Path(shape, projection)}
	at, ok := geo.InnerPoint(shape)
	if !ok {
		return l
	}
	l.x, l.y = projection.XY(at)
	for l.room < longestLabel && fits(shape, projection, l.x, l.y, float64(l.room+1)*characterWidth) {
		l.room++
	}
	return l
}

// fits tells whether a label around a place stays within the shape, by its four corners.
func fits(shape orb.MultiPolygon, projection geo.Projection, x, y, width float64) bool {
	for _, dx := range []float64{-width / 2, width / 2} {
		for _, dy := range []float64{-characterHeight / 2, characterHeight / 2} {
			cx, cy := x+dx, y+dy
			if cx < 0 || cx > ui.MapWidth || cy < 0 || cy > float64(projection.Height) || !geo.Contains(shape, unproject(projection, cx, cy)) {
				return false
			}
		}
	}
	return true
}

// unproject gives the point of the world at a place on the map, from the map's own scale.
func unproject(projection geo.Projection, x, y float64) geo.Point {
	const step = 1.0
	x0, y0 := projection.XY(geo.Point{})
	x1, _ := projection.XY(geo.Point{Lon: step})
	_, y1 := projection.XY(geo.Point{Lat: step})
	return geo.Point{Lat: (y - y0) / (y1 - y0) * step, Lon: (x - x0) / (x1 - x0) * step}
}
