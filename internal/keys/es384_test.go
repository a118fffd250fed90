package keys_test

import (
	"crypto/ecdsa"
	"crypto/sha512"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
)

func TestES384(t *testing.T) {
	t.Parallel()
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ring, again := keys.New(file), keys.New(file)
	message := []byte("wie wij zijn")
	id, signature, err := ring.SignES384("peers", message)
	if err != nil || len(signature) != 96 {
		t.Fatal(len(signature), err)
	}
	holds := func(p keys.Purpose, message []byte) bool {
		public, err := again.PublicES384(p, id)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha512.Sum384(message)
		return ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(signature[:48]), new(big.Int).SetBytes(signature[48:]))
	}
	if !holds("peers", message) {
		t.Error("the same ring does not know its signature again")
	}
	if holds("else", message) || holds("peers", []byte("wie wij niet zijn")) {
		t.Error("it passes for something else")
	}
	if _, err := ring.PublicES384("peers", "none"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}
