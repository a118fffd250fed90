package geo

import (
	"context"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
)

// readGeoJSON reads a FeatureCollection (RFC 7946).
func readGeoJSON(ctx context.Context, doc value, rep *report) []Feature {
	if crs, ok := foreignCRS(doc.member("crs")); ok {
		rep.add(place{line: 1}, "crs", say(
			"Het coördinatenstelsel is %s. GeoJSON moet in WGS84 staan (EPSG:4326), met de lengte voor de breedte.",
			"the coordinate system is %s; GeoJSON must be in WGS84 (EPSG:4326), longitude before latitude", shown(crs)))
		return nil
	}
	list := doc.member("features")
	if list.kind() != '[' {
		rep.add(place{line: 1}, "features", say("Er is geen lijst van gebieden.", "expected an array of features"))
		return nil
	}
	var features []Feature
	nr := lines{data: doc.data}
	for v := range list.elements() {
		if ctx.Err() != nil {
			return nil
		}
		at := place{line: nr.of(v), feature: len(features) + 1}
		f := Feature{Index: at.feature, Line: at.line}
		if kind := v.member("type").text(); kind != "Feature" {
			rep.add(at, "type", say(`Verwacht is "Feature", niet %s.`, `expected "Feature", not %s`, shown(kind)))
		} else if mp, ok := geoJSONGeometry(v.member("geometry"), 0, at, rep); ok && checkArea(mp, at, "geometry", rep) {
			f.Properties, f.Geometry = properties(v.member("properties"), v.member("id")), mp
		}
		features = append(features, f)
	}
	return features
}

// foreignCRS gives the coordinate system that the file names, if it is not WGS84. RFC 7946 took the
// member away, but programs that write RD into GeoJSON still say so here.
func foreignCRS(crs value) (string, bool) {
	name := crs.member("properties").member("name").text()
	switch name {
	case "", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326",
		"http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/EPSG/0/4326":
		return "", false
	}
	return name, true
}

func geoJSONGeometry(g value, depth int, at place, rep *report) (orb.MultiPolygon, bool) {
	kind, coordinates := g.member("type").text(), g.member("coordinates")
	var mp orb.MultiPolygon
	var text fault.Text
	ok := true
	switch {
	case g.kind() == 0 || g.kind() == 'n':
		text, ok = emptyArea(), false
	case kind == "Polygon":
		var p orb.Polygon
		p, text, ok = polygonOf(coordinates)
		mp = orb.MultiPolygon{p}
	case kind == "MultiPolygon" && coordinates.kind() != '[':
		text, ok = noCoordinates(), false
	case kind == "MultiPolygon":
		for el := range coordinates.elements() {
			var p orb.Polygon
			if p, text, ok = polygonOf(el); !ok {
				break
			}
			mp = append(mp, p)
		}
	case kind == "GeometryCollection" && depth == maxDepth:
		text, ok = tooDeep(), false
	case kind == "GeometryCollection":
		for el := range g.member("geometries").elements() {
			part, ok := geoJSONGeometry(el, depth+1, at, rep)
			if !ok {
				return nil, false
			}
			mp = append(mp, part...)
		}
	default:
		text, ok = notAnArea(kind), false
	}
	if !ok {
		rep.add(at, "geometry", text)
	}
	return mp, ok
}

func polygonOf(v value) (orb.Polygon, fault.Text, bool) {
	if v.kind() != '[' {
		return nil, noCoordinates(), false
	}
	var p orb.Polygon
	for el := range v.elements() {
		points, text, ok := positionsOf(el)
		if !ok {
			return nil, text, false
		}
		p = append(p, orb.Ring(points))
	}
	return p, fault.Text{}, true
}

// positionsOf reads [[x,y],…]. A third number, the height, is passed over.
func positionsOf(v value) ([]orb.Point, fault.Text, bool) {
	if v.kind() != '[' {
		return nil, noCoordinates(), false
	}
	// Every position takes at least five bytes, "[x,y]", and usually about twenty.
	points := make([]orb.Point, 0, (v.end-v.at)/20+1)
	for el := range v.elements() {
		var p orb.Point
		n := 0
		for c := range el.elements() {
			f, ok := c.number()
			if !ok {
				return nil, noNumbers(), false
			}
			if n < 2 {
				p[n] = f
			}
			n++
		}
		if n < 2 {
			return nil, noNumbers(), false
		}
		points = append(points, p)
	}
	return points, fault.Text{}, true
}

func noCoordinates() fault.Text {
	return say("De coördinaten ontbreken of zijn geen lijst van grenzen.", "the coordinates are missing or are not a list of rings")
}

func noNumbers() fault.Text {
	return say("Een coördinaat bestaat uit twee eindige getallen, eerst de lengte en dan de breedte, zoals [5.12, 52.09].",
		"a position is two finite numbers, longitude first, such as [5.12, 52.09]")
}

func tooDeep() fault.Text {
	return say("De geometrie is te diep genest. Het mag hoogstens %d niveaus zijn.",
		"the geometry is nested too deep; at most %d levels are read", maxDepth)
}

func notAnArea(kind string) fault.Text {
	return say("Dit is geen gebied maar %s. Verwacht is een Polygon of MultiPolygon.",
		"not an area but %s; expected a Polygon or MultiPolygon", shown(kind))
}
