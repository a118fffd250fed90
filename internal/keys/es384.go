package keys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha512"
	"fmt"
	"math/big"
	"slices"

	"eerstelijn/internal/fault"
)

// Other people's servers know us by a key on the curve P-384: SMART Backend Services names ES384 and RS384 as
// what each of them must accept, and not the Ed25519 that we sign our own things with.

// SignES384 signs a message for a purpose as ES384 of JOSE has it: two numbers of 48 bytes. id names the key.
func (r *Ring) SignES384(p Purpose, message []byte) (id string, signature []byte, err error) {
	id = r.provider.Current()
	key, err := r.p384(p, id)
	if err != nil {
		return "", nil, fmt.Errorf("keys.SignES384: %w", err)
	}
	sum := sha512.Sum384(message)
	a, b, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return "", nil, fmt.Errorf("keys.SignES384: %w", err)
	}
	signature = make([]byte, 96)
	a.FillBytes(signature[:48])
	b.FillBytes(signature[48:])
	return id, signature, nil
}

// PublicES384 gives the key that checks [Ring.SignES384]. One that was retired has none: nothing that it signed
// is worth checking minutes later.
func (r *Ring) PublicES384(p Purpose, id string) (*ecdsa.PublicKey, error) {
	if !slices.Contains(r.provider.IDs(), id) {
		return nil, fault.Missing("Deze sleutel is er niet.", "there is no key "+id)
	}
	key, err := r.p384(p, id)
	if err != nil {
		return nil, fmt.Errorf("keys.PublicES384: %w", err)
	}
	return &key.PublicKey, nil
}

// p384 makes the private key: the same each time from what the provider derives. Eight bytes more than the
// curve's order are drawn, so that what is left of them by the order is as good as uniform (FIPS 186-5, A.2.1).
func (r *Ring) p384(p Purpose, id string) (*ecdsa.PrivateKey, error) {
	seed, err := r.provider.Derive(id, "sign-es384 "+string(p))
	if err != nil {
		return nil, err
	}
	wide, err := hkdf.Key(sha512.New384, seed, nil, "eerstelijn p-384", 56)
	if err != nil {
		return nil, err
	}
	last := new(big.Int).Sub(elliptic.P384().Params().N, big.NewInt(1))
	d := new(big.Int).Mod(new(big.Int).SetBytes(wide), last)
	return ecdsa.ParseRawPrivateKey(elliptic.P384(), d.Add(d, big.NewInt(1)).FillBytes(make([]byte, 48)))
}
