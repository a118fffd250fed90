package geo

import (
	"encoding/binary"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
)

// The flags of a GeoPackage geometry (OGC 12-128r19, 2.1.3): one byte of bits.
const (
	gpLittleEndian = 1 << 0
	gpEmpty        = 1 << 4
	gpExtended     = 1 << 5
)

// gpEnvelope is the size of the bounding box that stands before the geometry, by its code.
var gpEnvelope = [8]int{0, 32, 48, 48, 64, -1, -1, -1}

// decodeGeoPackage reads a geometry as a GeoPackage keeps it: a header of its own, then WKB.
func decodeGeoPackage(blob []byte, srsID int64) (orb.MultiPolygon, fault.Text, bool) {
	if len(blob) == 0 {
		return nil, emptyArea(), false
	}
	if len(blob) < 8 || blob[0] != 'G' || blob[1] != 'P' || blob[2] != 0 {
		return nil, say("De geometrie begint niet met de kop van een GeoPackage.",
			"the geometry does not start with a GeoPackage header (GP, version 0)"), false
	}
	flags := blob[3]
	var order binary.ByteOrder = binary.BigEndian
	if flags&gpLittleEndian != 0 {
		order = binary.LittleEndian
	}
	if id := int64(int32(order.Uint32(blob[4:]))); id != srsID {
		return nil, say("De geometrie noemt coördinatenstelsel %d, de laag %d.",
			"the geometry names coordinate system %d, its layer %d", id, srsID), false
	}
	envelope := gpEnvelope[flags>>1&7]
	switch {
	case flags&gpEmpty != 0:
		return nil, emptyArea(), false
	case flags&gpExtended != 0:
		return nil, say("De geometrie is van een uitgebreide soort. Verwacht is een Polygon of MultiPolygon.",
			"the geometry is of an extended kind; expected a Polygon or MultiPolygon"), false
	case envelope < 0 || len(blob) < 8+envelope:
		return nil, badWKB(), false
	}
	return decodeWKB(blob[8+envelope:])
}
