package client

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// FuzzKeySet: any text is refused or is a set of public keys, each of which a signature can be checked
// with and none of which fits one that it did not make.
func FuzzKeySet(f *testing.F) {
	ec, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	ed, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	good, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: &ec.PublicKey, KeyID: "a", Use: "sig"}, {Key: ed, KeyID: "b", Algorithm: "EdDSA"}, {Key: newDecoys().rsa, KeyID: "c"},
	}})
	if err != nil {
		f.Fatal(err)
	}
	if _, err := parseSet(good); err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"keys":[{"kty":"oct","k":"AAAA","kid":"a"}]}`))
	f.Add([]byte(`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"a"}]}`))
	f.Add([]byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"","kid":"a"}]}`))
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: secret}, nil)
	if err != nil {
		f.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(jwt.Claims{Subject: "x"}).Serialize()
	if err != nil {
		f.Fatal(err)
	}
	signed, err := jwt.ParseSigned(text, algorithms)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := parseSet(text)
		if err != nil {
			return
		}
		for _, k := range keys {
			if !k.IsPublic() || k.KeyID == "" {
				t.Fatalf("accepted a key that is not public, or has no kid")
			}
			var c jwt.Claims
			if own, is := k.Key.(ed25519.PublicKey); signed.Claims(k.Key, &c) == nil && (!is || !own.Equal(ed)) {
				t.Fatal("another's key fits the signature")
			}
		}
	})
}
