package keys_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"testing"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
)

// service is a key management service as one might be bought: it wraps, unwraps and makes keyed
// hashes with keys that never leave it.
type service struct {
	ids    []string
	keys   map[string][32]byte
	public map[string]ed25519.PublicKey // of keys that were destroyed
}

func (s *service) rotate(id string) {
	s.ids = append([]string{id}, s.ids...)
	s.keys[id] = sha256.Sum256([]byte("kept in the service: " + id))
}

func (s *service) Current() string { return s.ids[0] }
func (s *service) IDs() []string   { return s.ids }

func (s *service) box(id string) (cipher.AEAD, error) {
	key, ok := s.keys[id]
	if !ok {
		return nil, fmt.Errorf("no key %s", id)
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (s *service) Wrap(_ context.Context, dataKey []byte) (string, []byte, error) {
	box, err := s.box(s.Current())
	if err != nil {
		return "", nil, err
	}
	return s.Current(), box.Seal(nil, nil, dataKey, nil), nil
}

func (s *service) Unwrap(_ context.Context, id string, wrapped []byte) ([]byte, error) {
	box, err := s.box(id)
	if err != nil {
		return nil, err
	}
	return box.Open(nil, nil, wrapped, nil)
}

func (s *service) Derive(id, label string) ([]byte, error) {
	key, ok := s.keys[id]
	if !ok {
		return nil, fmt.Errorf("no key %s", id)
	}
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(label))
	return mac.Sum(nil), nil
}

func (s *service) Retired(p keys.Purpose, id string) (ed25519.PublicKey, bool) {
	public, ok := s.public[string(p)+" "+id]
	return public, ok
}

// A ring asks a provider nothing but the six methods: one that holds its keys elsewhere will do,
// with ids in its own style.
func TestAnotherProvider(t *testing.T) {
	t.Parallel()
	kms := &service{keys: map[string][32]byte{}}
	kms.rotate(`arn:kms/"eu"<1>`)
	ring := keys.New(kms)
	sealed, err := ring.Seal(t.Context(), keys.ForNames, []byte("name"), "x")
	if err != nil {
		t.Fatal(err)
	}
	if prefix := keys.Prefix(kms.Current()); string(sealed[:len(prefix)]) != prefix {
		t.Fatalf("%s does not begin with %s", sealed, prefix)
	}
	print, err := ring.Fingerprint(keys.ForLinks, "token")
	if err != nil {
		t.Fatal(err)
	}
	kms.rotate("two")
	again, changed, err := ring.Rewrap(t.Context(), sealed)
	if id, _ := keys.KeyOf(again); err != nil || !changed || id != "two" {
		t.Fatalf("re-wrapped by %q (%v): %v", id, changed, err)
	}
	for _, s := range [][]byte{sealed, again} {
		if plain, err := ring.Open(t.Context(), keys.ForNames, s, "x"); err != nil || string(plain) != "name" {
			t.Fatalf("opened %q: %v", plain, err)
		}
	}
	if all, err := ring.Fingerprints(keys.ForLinks, "token"); err != nil || len(all) != 2 || all[1] != print {
		t.Fatalf("fingerprints %v: %v", all, err)
	}
	s, err := ring.Sign(keys.ForSeals, []byte("m"))
	if err != nil || s.Key != "two" {
		t.Fatalf("signed by %q: %v", s.Key, err)
	}
	kms.rotate("three")
	kms.ids, kms.public = []string{"three"}, map[string]ed25519.PublicKey{string(keys.ForSeals) + " two": s.Public}
	delete(kms.keys, "two")
	if public, err := ring.Public(keys.ForSeals, "two"); err != nil || !ed25519.Verify(public, []byte("m"), s.Value) {
		t.Fatalf("the signature of a key that was destroyed: %v", err)
	}
	if _, err := ring.Public(keys.ForSeals, "four"); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("a key that never was: %v", err)
	}
}
