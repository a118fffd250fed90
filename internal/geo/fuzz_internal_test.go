package geo

import (
	"testing"

	"github.com/paulmach/orb"
)

func FuzzGeoPackageGeometry(f *testing.F) {
	area := orb.MultiPolygon{{{{5, 52}, {5.1, 52}, {5.1, 52.1}, {5, 52}}}}
	body := EncodeWKB(area)
	f.Add(append([]byte("GP\x00\x01\xe6\x10\x00\x00"), body...), int64(4326))
	f.Add(append([]byte("GP\x00\x00\x00\x00\x10\xe6"), body...), int64(4326))
	f.Add(append([]byte("GP\x00\x09\xe6\x10\x00\x00"), body...), int64(4326))
	f.Fuzz(func(t *testing.T, blob []byte, srsID int64) {
		mp, text, ok := decodeGeoPackage(blob, srsID)
		if ok == (text.NL != "") || !ok && mp != nil {
			t.Fatalf("ok %v with %q and %v", ok, text, mp)
		}
	})
}
