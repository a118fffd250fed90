package geo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
)

// topology is a TopoJSON file under way: areas are made of arcs, and neighbours name the same arc,
// one of them backwards.
type topology struct {
	arcs   [][]orb.Point // nil where the arc itself was wrong; that was reported once
	points int           // unfolded so far, bounded by maxPoints
	rep    *report
}

// readTopoJSON reads one object of a Topology, each member of its collection a feature.
func readTopoJSON(ctx context.Context, doc value, opt Options, rep *report) []Feature {
	t := &topology{rep: rep}
	quant, ok := quantisationOf(doc.member("transform"))
	if !ok {
		rep.add(place{line: 1}, "transform", say(`Verwacht zijn "scale" en "translate", elk met twee getallen.`,
			`expected "scale" and "translate", two numbers each`))
		return nil
	}
	nr := lines{data: doc.data}
	if !t.readArcs(doc.member("arcs"), quant, &nr) {
		return nil
	}
	object, ok := chooseObject(doc.member("objects"), opt.Layer, rep)
	if !ok {
		return nil
	}
	var features []Feature
	read := func(v value) bool {
		if ctx.Err() != nil {
			return false
		}
		at := place{line: nr.of(v), feature: len(features) + 1}
		f := Feature{Index: at.feature, Line: at.line}
		if mp, ok := t.geometry(v, 0, at); ok && checkArea(mp, at, "arcs", rep) {
			f.Properties, f.Geometry = properties(v.member("properties"), v.member("id")), mp
		}
		features = append(features, f)
		return t.points <= maxPoints
	}
	if object.member("type").text() != "GeometryCollection" {
		read(object)
		return features
	}
	for v := range object.member("geometries").elements() {
		if !read(v) {
			break
		}
	}
	return features
}

// quantisation turns the whole numbers of a quantised file back into degrees.
type quantisation struct {
	present          bool
	scale, translate orb.Point
}

func quantisationOf(v value) (quantisation, bool) {
	if v.kind() == 0 {
		return quantisation{}, true
	}
	scale, ok := pair(v.member("scale"))
	translate, ok2 := pair(v.member("translate"))
	return quantisation{present: true, scale: scale, translate: translate}, ok && ok2
}

func pair(v value) (orb.Point, bool) {
	var p orb.Point
	n := 0
	for el := range v.elements() {
		f, ok := el.number()
		if !ok || n == 2 {
			return p, false
		}
		p[n] = f
		n++
	}
	return p, n == 2
}

// readArcs reads all arcs. It gives false only if there are none to go on with.
func (t *topology) readArcs(v value, q quantisation, nr *lines) bool {
	if v.kind() != '[' {
		t.rep.add(place{line: 1}, "arcs", say("De lijst van grenslijnen (arcs) ontbreekt.", "the array of arcs is missing"))
		return false
	}
	for el := range v.elements() {
		points, text, ok := positionsOf(el)
		if ok && len(points) < 2 {
			text, ok = say("Een grenslijn heeft ten minste 2 punten.", "an arc has at least 2 points"), false
		}
		if !ok {
			t.rep.add(place{line: nr.of(el)}, fmt.Sprintf("arcs[%d]", len(t.arcs)), text)
			points = nil
		}
		if q.present {
			// Quantised positions are differences with the one before.
			var sum orb.Point
			for i, p := range points {
				sum[0] += p[0]
				sum[1] += p[1]
				points[i] = orb.Point{sum[0]*q.scale[0] + q.translate[0], sum[1]*q.scale[1] + q.translate[1]}
			}
		}
		t.arcs = append(t.arcs, points)
	}
	return true
}

// chooseObject finds the object that was asked for, or the only one with areas in it.
func chooseObject(objects value, layer string, rep *report) (value, bool) {
	var names []string
	var chosen value
	for name, v := range objects.members() {
		if layer != "" && name == layer {
			return v, true
		}
		if hasAreas(v, 0) {
			names = append(names, shown(name))
			chosen = v
		}
	}
	return chosen, oneLayer(names, layer, "objects", rep)
}

// oneLayer reports a layer that is missing, or a choice that is not clear.
func oneLayer(names []string, layer, column string, rep *report) bool {
	list := strings.Join(names, ", ")
	switch {
	case len(names) == 0:
		rep.add(place{}, column, say("Er is geen kaartlaag met gebieden.", "there is no layer with areas"))
	case layer != "":
		rep.add(place{}, column, say("Er is geen kaartlaag %s. Er zijn: %s.", "there is no layer %s; there are: %s", shown(layer), list))
	case len(names) > 1:
		rep.add(place{}, column, say("Er zijn meer kaartlagen met gebieden: %s. Kies er een.",
			"there are several layers with areas: %s; choose one", list))
	default:
		return true
	}
	return false
}

func hasAreas(v value, depth int) bool {
	switch v.member("type").text() {
	case "Polygon", "MultiPolygon":
		return true
	case "GeometryCollection":
		for el := range v.member("geometries").elements() {
			if depth < maxDepth && hasAreas(el, depth+1) {
				return true
			}
		}
	}
	return false
}

func (t *topology) geometry(g value, depth int, at place) (orb.MultiPolygon, bool) {
	var mp orb.MultiPolygon
	var p orb.Polygon
	var ok bool
	switch kind := g.member("type").text(); {
	case g.kind() == 'n' || kind == "" && g.member("type").kind() == 'n':
		t.rep.add(at, "type", emptyArea())
	case kind == "Polygon":
		p, ok = t.polygon(g.member("arcs"), at)
		return orb.MultiPolygon{p}, ok
	case kind == "MultiPolygon":
		for el := range g.member("arcs").elements() {
			if p, ok = t.polygon(el, at); !ok {
				return nil, false
			}
			mp = append(mp, p)
		}
		return mp, true
	case kind == "GeometryCollection" && depth == maxDepth:
		t.rep.add(at, "geometries", tooDeep())
	case kind == "GeometryCollection":
		for el := range g.member("geometries").elements() {
			part, ok := t.geometry(el, depth+1, at)
			if !ok {
				return nil, false
			}
			mp = append(mp, part...)
		}
		return mp, true
	default:
		t.rep.add(at, "type", notAnArea(kind))
	}
	return nil, false
}

func (t *topology) polygon(v value, at place) (orb.Polygon, bool) {
	var p orb.Polygon
	for el := range v.elements() {
		ring, text, ok := t.ring(el)
		if !ok {
			if text.NL != "" {
				t.rep.add(at, "arcs", text)
			}
			return nil, false
		}
		p = append(p, ring)
	}
	return p, true
}

// ring strings arcs together; ~i stands for arc i backwards. A fault without text was reported
// before.
func (t *topology) ring(v value) (orb.Ring, fault.Text, bool) {
	size := 0
	for el := range v.elements() {
		arc, _, ok := t.arc(el)
		if !ok {
			return nil, say("Grenslijn %s bestaat niet. Er zijn er %d, geteld vanaf 0.",
				"arc %s does not exist; there are %d, counted from 0", shown(string(el.bytes())), len(t.arcs)), false
		}
		size += len(arc)
	}
	// Counted before it is unfolded.
	if t.points += size; t.points > maxPoints {
		return nil, say("De kaart heeft meer dan %d punten.", "the map has more than %d points", maxPoints), false
	}
	ring := make(orb.Ring, 0, size)
	for el := range v.elements() {
		arc, backwards, _ := t.arc(el)
		if arc == nil {
			return nil, fault.Text{}, false
		}
		first := arc[0]
		if backwards {
			first = arc[len(arc)-1]
		}
		if len(ring) > 0 {
			if ring[len(ring)-1] != first {
				return nil, say("De grenslijnen sluiten niet op elkaar aan: %s begint elders dan waar de vorige eindigt.",
					"the arcs do not join: %s starts elsewhere than the former ends", shown(string(el.bytes()))), false
			}
			ring = ring[:len(ring)-1]
		}
		ring = append(ring, arc...)
		if backwards {
			slices.Reverse(ring[len(ring)-len(arc):])
		}
	}
	return ring, fault.Text{}, true
}

// arc gives the arc that an index names, and whether it is to be walked backwards.
func (t *topology) arc(v value) (arc []orb.Point, backwards, ok bool) {
	i, ok := v.integer()
	if backwards = i < 0; backwards {
		i = ^i
	}
	if !ok || i >= len(t.arcs) {
		return nil, false, false
	}
	return t.arcs[i], backwards, true
}
