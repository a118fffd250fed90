package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// borderNet is a set of areas as a net of arcs: stretches of border between the points where borders
// meet. Two neighbours hold the same arc, so what happens to it happens to both. It is the way back
// from areas to what TopoJSON calls a topology.
type borderNet struct {
	points []orb.Point // by vertex id
	arcs   []arc
	rings  []netRing // of all areas, in order
}

// arc is a stretch of border, in a direction that does not depend on which area was seen first.
type arc struct {
	ids  []int32 // the vertices, ends included; a closed one has equal ends
	kept []int32 // those that are left after simplifying
	// cosLat flattens the map around the arc.
	cosLat    float64
	tolerance float64
	round     int // when the tolerance was last lowered
}

// netRing is a ring as pieces of the net. One that is no ring at all (fewer than three different
// points) is only passed on.
type netRing struct {
	pieces []piece
	turn   int
	asIs   orb.Ring
}

type piece struct {
	arc       int32
	backwards bool
}

// vertexKey holds a place to 1e-8 degree, a millimetre: files that print their coordinates in
// slightly different ways still share points.
type vertexKey struct{ x, y int64 }

func newBorderNet(areas []orb.MultiPolygon) *borderNet {
	n := &borderNet{}
	ids := make(map[vertexKey]int32)
	var cycles [][]int32 // each ring without its closing point and without points that stand still
	for _, mp := range areas {
		for _, polygon := range mp {
			for _, ring := range polygon {
				var cycle []int32
				for _, p := range ring {
					key := vertexKey{int64(math.Round(p[0] * 1e8)), int64(math.Round(p[1] * 1e8))}
					id, seen := ids[key]
					if !seen {
						id = int32(len(n.points))
						ids[key] = id
						n.points = append(n.points, p)
					}
					if len(cycle) == 0 || cycle[len(cycle)-1] != id {
						cycle = append(cycle, id)
					}
				}
				if len(cycle) > 1 && cycle[0] == cycle[len(cycle)-1] {
					cycle = cycle[:len(cycle)-1]
				}
				r := netRing{}
				if len(cycle) < 3 {
					r.asIs, cycle = slices.Clone(ring), nil
				}
				cycles = append(cycles, cycle)
				n.rings = append(n.rings, r)
			}
		}
	}
	n.cut(cycles)
	return n
}

// cut divides the rings into arcs at the junctions, and lists each arc once.
func (n *borderNet) cut(cycles [][]int32) {
	junction := n.junctions(cycles)
	known := make(map[[2]int32]int32) // an arc by its first edge: an edge is in one arc only
	for i, cycle := range cycles {
		if cycle == nil {
			continue
		}
		r := &n.rings[i]
		start := slices.IndexFunc(cycle, func(id int32) bool { return junction[id] })
		if start < 0 {
			// A border all of its own, such as an island or an enclave: begin at its lowest id.
			start = slices.Index(cycle, slices.Min(cycle))
		}
		var ids []int32
		for k := range len(cycle) + 1 {
			id := cycle[(start+k)%len(cycle)]
			ids = append(ids, id)
			if k == len(cycle) || k > 0 && junction[id] {
				r.pieces = append(r.pieces, n.addArc(ids, known))
				ids = []int32{id}
			}
		}
		full := make(orb.Ring, 0, len(cycle)+1)
		for _, id := range cycle {
			full = append(full, n.points[id])
		}
		r.turn = n.turn(append(full, full[0]))
	}
}

// addArc lists an arc unless the neighbour already did, perhaps the other way round.
func (n *borderNet) addArc(ids []int32, known map[[2]int32]int32) piece {
	last := len(ids) - 1
	first, back := [2]int32{ids[0], ids[1]}, [2]int32{ids[last], ids[last-1]}
	backwards := slices.Compare(back[:], first[:]) < 0
	if backwards {
		slices.Reverse(ids)
		first = back
	}
	at, seen := known[first]
	if !seen {
		at = int32(len(n.arcs))
		known[first] = at
		n.arcs = append(n.arcs, arc{ids: ids, cosLat: math.Cos(radians(n.points[ids[0]][1]))})
	}
	return piece{arc: at, backwards: backwards}
}

// junctions finds the points where borders meet or part: those that have other neighbours in one
// ring than in another.
func (n *borderNet) junctions(cycles [][]int32) []bool {
	type sides struct{ a, b int32 }
	seen := make([]sides, len(n.points))
	for i := range seen {
		seen[i] = sides{-1, -1}
	}
	junction := make([]bool, len(n.points))
	for _, cycle := range cycles {
		for i, id := range cycle {
			before, after := cycle[(i+len(cycle)-1)%len(cycle)], cycle[(i+1)%len(cycle)]
			here := sides{min(before, after), max(before, after)}
			if seen[id].a < 0 {
				seen[id] = here
			} else if seen[id] != here {
				junction[id] = true
			}
		}
	}
	return junction
}

// draw gives a ring with the points that are left.
func (n *borderNet) draw(r netRing) orb.Ring {
	if r.pieces == nil {
		return r.asIs
	}
	var ring orb.Ring
	for _, p := range r.pieces {
		kept := n.arcs[p.arc].kept
		for i := range kept {
			if i == 0 && len(ring) > 0 {
				continue // the former piece ended here
			}
			at := i
			if p.backwards {
				at = len(kept) - 1 - i
			}
			ring = append(ring, n.points[kept[at]])
		}
	}
	return ring
}
