package geo

import (
	"encoding/binary"
	"errors"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"eerstelijn/internal/fault"
)

// The kinds of well-known binary (OGC 06-103r4, 8.2.3) that are areas.
const (
	wkbPolygon      = 3
	wkbMultiPolygon = 6
)

// EncodeWKB gives an area as well-known binary, the form in which the database keeps it.
func EncodeWKB(mp orb.MultiPolygon) []byte {
	if mp == nil {
		mp = orb.MultiPolygon{}
	}
	return wkb.MustMarshal(mp, binary.LittleEndian)
}

// DecodeWKB reads an area that [EncodeWKB] or another program wrote. Only a flat Polygon or
// MultiPolygon is read.
func DecodeWKB(data []byte) (orb.MultiPolygon, error) {
	mp, text, ok := decodeWKB(data)
	if !ok {
		return nil, errors.New("geo.DecodeWKB: " + text.EN)
	}
	return mp, nil
}

func decodeWKB(data []byte) (orb.MultiPolygon, fault.Text, bool) {
	kind, ok := wkbKind(data)
	if !ok {
		return nil, badWKB(), false
	}
	switch {
	case kind == wkbPolygon || kind == wkbMultiPolygon:
	case kind > 1000 && kind < 4000, kind&0xc0000000 != 0:
		return nil, say("De geometrie heeft hoogten of meetwaarden (Z of M). Lever haar plat (2D).",
			"the geometry has heights or measures (Z or M); expected a flat (2D) one"), false
	default:
		// A collection stops here too: the library reads nested ones by recursion without a bound.
		return nil, say("Dit is geen gebied (WKB-soort %d). Verwacht is een Polygon of MultiPolygon.",
			"not an area (WKB kind %d); expected a Polygon or MultiPolygon", kind), false
	}
	g, err := wkb.Unmarshal(data)
	if err != nil {
		return nil, badWKB(), false
	}
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}, fault.Text{}, true
	case orb.MultiPolygon:
		return g, fault.Text{}, true
	}
	return nil, badWKB(), false
}

func wkbKind(data []byte) (uint32, bool) {
	if len(data) < 5 || data[0] > 1 {
		return 0, false
	}
	if data[0] == 1 {
		return binary.LittleEndian.Uint32(data[1:]), true
	}
	return binary.BigEndian.Uint32(data[1:]), true
}

func badWKB() fault.Text {
	return say("De geometrie is beschadigd of afgekapt.", "the geometry is damaged or cut off (not valid WKB)")
}
