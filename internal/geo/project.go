package geo

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// Projection puts a piece of the world on a sheet of paper: degrees to the units of an SVG viewBox,
// with north up. It is the plain cylindrical one that is true to scale in the middle of the map;
// over the height of the Netherlands its scale differs by 3 % from there, which no reader of a figure sees.
type Projection struct {
	// Width and Height are the size of the viewBox.
	Width, Height int

	west, north      float64
	perLon, perLat   float64
	decimals, pow10  int
	metresInOneDegEW float64
}

// Fit makes the projection that fills a width with a bound. Paths are written with 0 or 1 decimals:
// none suits a width of many hundreds of units, one a small map.
func Fit(b orb.Bound, width, decimals int) Projection {
	const smallest = 1e-4 // degrees, about 10 m: a single point is still a map
	for axis := range 2 {
		if grow := smallest - (b.Max[axis] - b.Min[axis]); grow > 0 {
			b.Min[axis] -= grow / 2
			b.Max[axis] += grow / 2
		}
	}
	width = max(width, 1)
	cosLat := math.Cos(radians((b.Min[1] + b.Max[1]) / 2))
	perLon := float64(width) / (b.Max[0] - b.Min[0])
	p := Projection{
		Width:            width,
		west:             b.Min[0],
		north:            b.Max[1],
		perLon:           perLon,
		perLat:           perLon / cosLat,
		decimals:         min(max(decimals, 0), 1),
		pow10:            1,
		metresInOneDegEW: radians(1) * earthRadiusM * cosLat,
	}
	if p.decimals == 1 {
		p.pow10 = 10
	}
	p.Height = max(1, int(math.Ceil((b.Max[1]-b.Min[1])*p.perLat)))
	return p
}

// ViewBox gives the value of the SVG attribute.
func (p Projection) ViewBox() string {
	return "0 0 " + strconv.Itoa(p.Width) + " " + strconv.Itoa(p.Height)
}

// XY gives the place of a point on the sheet.
func (p Projection) XY(at Point) (x, y float64) {
	return (at.Lon - p.west) * p.perLon, (p.north - at.Lat) * p.perLat
}

// StepM is how many metres the smallest step of a path is: what [Simplify] may throw away before it
// can be seen.
func (p Projection) StepM() float64 {
	return p.metresInOneDegEW / p.perLon / float64(p.pow10)
}

// Path writes an area as the data of an SVG path, to be filled with fill-rule evenodd. Points are
// rounded to the map's own grid and written as steps, so neighbours that share points still touch
// and no error adds up. Rings that shrink to less than a triangle are left out; an area of which
// nothing would be left is drawn as one small square, because a reader looks for it.
func Path(mp orb.MultiPolygon, p Projection) string {
	var w pathWriter
	w.decimals = p.decimals
	for _, polygon := range mp {
		for _, ring := range polygon {
			w.ring(ring, p)
		}
	}
	if len(w.out) == 0 && len(mp) > 0 && len(mp[0]) > 0 && len(mp[0][0]) > 0 {
		at := p.step(mp[0][0][0])
		one := step{p.pow10, 0}
		w.draw([]step{at, one, {0, p.pow10}, {-p.pow10, 0}})
	}
	return string(w.out)
}

// step is a place, or a move, on the map's grid of smallest steps.
type step struct{ x, y int }

func (p Projection) step(at orb.Point) step {
	x, y := p.XY(PointOf(at))
	return step{int(math.Round(x * float64(p.pow10))), int(math.Round(y * float64(p.pow10)))}
}

// pathWriter writes path data as short as SVG allows (SVG 2, 9.3): a sign or a second decimal point
// begins a number, so it needs no space before it.
type pathWriter struct {
	out      []byte
	decimals int
	moves    []step
	// inNumber says that the last thing written was a number, hasPoint that it held a decimal point.
	inNumber, hasPoint bool
}

func (w *pathWriter) ring(ring orb.Ring, p Projection) {
	w.moves = w.moves[:0]
	var first, last step
	for i, at := range ring {
		here := p.step(at)
		move := step{here.x - last.x, here.y - last.y}
		if i == 0 {
			first = here
		} else if move == (step{}) {
			continue
		}
		w.moves = append(w.moves, move)
		last = here
	}
	if n := len(w.moves); n > 1 && last == first {
		w.moves = w.moves[:n-1] // z draws the way home
	}
	if len(w.moves) >= 3 {
		w.draw(w.moves)
	}
}

func (w *pathWriter) draw(moves []step) {
	for i, m := range moves {
		switch i {
		case 0:
			w.letter('M')
		case 1:
			w.letter('l')
		}
		w.number(m.x)
		w.number(m.y)
	}
	w.letter('z')
}

func (w *pathWriter) letter(c byte) {
	w.out = append(w.out, c)
	w.inNumber = false
}

func (w *pathWriter) number(n int) {
	whole, tenth := n, 0
	if w.decimals == 1 {
		whole, tenth = n/10, n%10
	}
	pointFirst := whole == 0 && tenth != 0
	if w.inNumber && n >= 0 && !(pointFirst && w.hasPoint) {
		w.out = append(w.out, ' ')
	}
	if n < 0 {
		w.out = append(w.out, '-')
		whole, tenth = -whole, -tenth
	}
	if !pointFirst {
		w.out = strconv.AppendInt(w.out, int64(whole), 10)
	}
	if tenth != 0 {
		w.out = append(w.out, '.', byte('0'+tenth))
	}
	w.inNumber, w.hasPoint = true, tenth != 0
}
