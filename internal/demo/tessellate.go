package demo

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"

	"eerstelijn/internal/network"
)

// site is the heart of an area on a flat map, in kilometres. A site without a code is land outside the
// map: it gives the outer border its shape and is not drawn.
type site struct {
	code network.AreaCode
	x, y float64
}

// sheet is a flat map: where it lies in the world, what lies on it, and its river.
type sheet struct {
	west, south float64 // degrees of the point (0, 0)
	sites       []site
	river       bool // along y = 0 before it is bent; it divides areas
	seed        uint64
}

// vertex is a corner where borders meet, or where one meets the river.
type vertex = orb.Point

// tessellate divides the sheet: each area is all that lies nearer to its site than to any other on
// its side of the river. Straight borders are then broken like real ones, each once for both
// neighbours, so that they share every point.
func (s *sheet) tessellate() map[network.AreaCode]orb.Polygon {
	net := &corners{}
	cells := map[network.AreaCode][]int{}
	var order []network.AreaCode
	for _, at := range s.sites {
		if at.code == "" {
			continue
		}
		order = append(order, at.code)
		for _, p := range s.cell(at) {
			cells[at.code] = append(cells[at.code], net.add(p))
		}
	}
	lines := map[[2]int][]orb.Point{}
	drawn := map[network.AreaCode]orb.Polygon{}
	for _, code := range order {
		cell := net.withCornersBetween(cells[code])
		var ring orb.Ring
		for i, from := range cell {
			to := cell[(i+1)%len(cell)]
			line := s.line(net.at, lines, from, to)
			ring = append(ring, line[:len(line)-1]...)
		}
		drawn[code] = orb.Polygon{s.toWorld(append(ring, ring[0]))}
	}
	return drawn
}

// cell gives the corners of one area, anticlockwise: a square much larger than the map, cut by the
// river and halfway to each neighbour.
func (s *sheet) cell(at site) []vertex {
	const far = 200
	cell := []vertex{{-far, -far}, {far, -far}, {far, far}, {-far, far}}
	if s.river {
		cell = clip(cell, vertex{0, 0}, vertex{0, side(at.y)})
	}
	for _, other := range s.sites {
		if other == at || s.river && side(other.y) != side(at.y) {
			continue
		}
		cell = clip(cell, vertex{(at.x + other.x) / 2, (at.y + other.y) / 2}, vertex{at.x - other.x, at.y - other.y})
	}
	return cell
}

func side(y float64) float64 { return math.Copysign(1, y) }

// clip keeps the part of a convex shape that lies from a point in a direction.
func clip(cell []vertex, from, direction vertex) []vertex {
	depth := func(p vertex) float64 {
		return (p[0]-from[0])*direction[0] + (p[1]-from[1])*direction[1]
	}
	var kept []vertex
	for i, p := range cell {
		q := cell[(i+1)%len(cell)]
		a, b := depth(p), depth(q)
		if a >= 0 {
			kept = append(kept, p)
		}
		if a >= 0 != (b >= 0) {
			t := a / (a - b)
			kept = append(kept, vertex{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])})
		}
	}
	return kept
}

// corners are all vertices of a sheet; those that differ by rounding only are one.
type corners struct{ at []vertex }

const same = 1e-6 // kilometres: a millimetre

func (c *corners) add(p vertex) int {
	for i, q := range c.at {
		if math.Hypot(p[0]-q[0], p[1]-q[1]) < same {
			return i
		}
	}
	c.at = append(c.at, p)
	return len(c.at) - 1
}

// withCornersBetween adds to a ring the corners of others that lie on its borders: across the river two
// areas meet where on this side there is one.
func (c *corners) withCornersBetween(cell []int) []int {
	var full []int
	for i, from := range cell {
		to := cell[(i+1)%len(cell)]
		if from == to {
			continue
		}
		full = append(full, from)
		a, b := c.at[from], c.at[to]
		dx, dy := b[0]-a[0], b[1]-a[1]
		length := math.Hypot(dx, dy)
		along := func(k int) float64 {
			return ((c.at[k][0]-a[0])*dx + (c.at[k][1]-a[1])*dy) / length
		}
		var between []int
		for k, p := range c.at {
			across := ((p[0]-a[0])*dy - (p[1]-a[1])*dx) / length
			if t := along(k); k != from && k != to && math.Abs(across) < same && t > same && t < length-same {
				between = append(between, k)
			}
		}
		slices.SortFunc(between, func(j, k int) int {
			if along(j) < along(k) {
				return -1
			}
			return 1
		})
		full = append(full, between...)
	}
	return full
}

// line gives the border between two corners, both included. It is drawn once, from the lower corner, and
// handed to the neighbour the other way round.
func (s *sheet) line(at []vertex, drawn map[[2]int][]orb.Point, from, to int) []orb.Point {
	key := [2]int{min(from, to), max(from, to)}
	line, ok := drawn[key]
	if !ok {
		a, b := at[key[0]], at[key[1]]
		if s.river && math.Abs(a[1]) < same && math.Abs(b[1]) < same {
			line = steps(a, b, 0.2)
		} else {
			r := rand.New(rand.NewPCG(s.seed, uint64(key[0])<<32|uint64(key[1])))
			line = append(broken(r, a, b), b)
		}
		drawn[key] = line
	}
	if from == key[0] {
		return line
	}
	line = slices.Clone(line)
	slices.Reverse(line)
	return line
}

// steps divides a straight line into steps of about so many kilometres.
func steps(a, b vertex, km float64) []orb.Point {
	n := max(1, int(math.Round(math.Hypot(b[0]-a[0], b[1]-a[1])/km)))
	line := make([]orb.Point, 0, n+1)
	for i := range n {
		t := float64(i) / float64(n)
		line = append(line, orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])})
	}
	return append(line, b)
}

// broken breaks a line in the way of coasts and parish borders: its middle moves aside, and so do the middles
// of its halves. The last point is left out.
func broken(r *rand.Rand, a, b vertex) []orb.Point {
	dx, dy := b[0]-a[0], b[1]-a[1]
	if math.Hypot(dx, dy) < 0.18 {
		return []orb.Point{a}
	}
	// Ditches and roads bend less often than they run straight.
	aside := (r.Float64() - 0.5) * 0.3
	middle := vertex{(a[0]+b[0])/2 - dy*aside, (a[1]+b[1])/2 + dx*aside}
	return append(broken(r, a, middle), broken(r, middle, b)...)
}

// toWorld bends the sheet along its river and lays it on the globe, to six decimals (a decimetre).
func (s *sheet) toWorld(ring orb.Ring) orb.Ring {
	world := make(orb.Ring, len(ring))
	for i, p := range ring {
		world[i] = s.world(p[0], p[1])
	}
	return world
}

func (s *sheet) world(x, y float64) orb.Point {
	const kmPerDegree = 111.2
	if s.river {
		// The bends fade away from the river. The map does not fold: they move points north and south
		// only, and by less than they fade.
		bend := 0.75*math.Sin(x/1.9+0.6) + 0.5*math.Sin(x/0.71+2.1) + 0.5*math.Sin(x/5.3)
		y += bend * math.Exp(-math.Abs(y)/2.6)
	}
	lat := s.south + y/kmPerDegree
	lon := s.west + x/(kmPerDegree*math.Cos(s.south*math.Pi/180))
	return orb.Point{math.Round(lon*1e6) / 1e6, math.Round(lat*1e6) / 1e6}
}

// union joins areas that share their borders exactly: what remains is every piece of border that only one of
// them has.
func union(areas []orb.Polygon) orb.MultiPolygon {
	type edge [2]orb.Point
	edges := map[edge]bool{}
	var order []edge
	for _, area := range areas {
		ring := area[0]
		for i := range len(ring) - 1 {
			e := edge{ring[i], ring[i+1]}
			edges[e] = true
			order = append(order, e)
		}
	}
	next := map[orb.Point][]orb.Point{}
	var starts []orb.Point
	for _, e := range order {
		if !edges[edge{e[1], e[0]}] {
			next[e[0]] = append(next[e[0]], e[1])
			starts = append(starts, e[0])
		}
	}
	var all orb.MultiPolygon
	for _, start := range starts {
		ring := orb.Ring{start}
		for at := start; len(next[at]) > 0; {
			to := next[at][0]
			next[at] = next[at][1:]
			ring = append(ring, to)
			if at = to; at == start {
				break
			}
		}
		if len(ring) > 1 {
			all = append(all, orb.Polygon{ring})
		}
	}
	return all
}
