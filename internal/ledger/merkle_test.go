package ledger_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/ledger"
)

// The inputs and roots of the reference tests of Certificate Transparency, for RFC 6962.
func TestRootIsThatOfCertificateTransparency(t *testing.T) {
	t.Parallel()
	var leaves []ledger.Hash
	for i, c := range []struct{ input, root string }{
		{"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
		{"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
		{"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
		{"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
		{"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
		{"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
		{"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
		{"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
	} {
		input, err := hex.DecodeString(c.input)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, sha256.Sum256(append([]byte{0}, input...)))
		if got := ledger.RootOf(leaves).String(); got != c.root {
			t.Errorf("%d leaves: root %s, want %s", i+1, got, c.root)
		}
	}
}

// Every leaf has a path that holds, and none that was changed does.
func TestPathHoldsForItsLeafAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 70).Draw(t, "leaves")
		leaves := make([]ledger.Hash, n)
		for i := range leaves {
			binary.BigEndian.PutUint32(leaves[i][:], uint32(i)+1)
		}
		root := ledger.RootOf(leaves)
		i := rapid.IntRange(0, n-1).Draw(t, "leaf")
		path := ledger.Path{Index: int64(i), Size: int64(n), Hashes: ledger.PathTo(leaves, i)}
		if !ledger.Verify(root, leaves[i], path) {
			t.Fatalf("leaf %d of %d does not verify", i, n)
		}
		wrong := leaves[i]
		wrong[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		if ledger.Verify(root, wrong, path) {
			t.Fatal("another leaf verifies")
		}
		other := path
		if other.Index = rapid.Int64Range(-1, int64(n)+1).Draw(t, "index"); other.Index != path.Index && ledger.Verify(root, leaves[i], other) {
			t.Fatalf("leaf %d of %d verifies as %d", i, n, other.Index)
		}
		if len(path.Hashes) > 0 {
			shorter := path
			shorter.Hashes = path.Hashes[:len(path.Hashes)-1]
			if ledger.Verify(root, leaves[i], shorter) {
				t.Fatal("a path that was cut verifies")
			}
		}
	})
}
