package client

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/fault"
)

const (
	maxSet  = 64 << 10 // bytes of a key set
	maxKeys = 20
	minRSA  = 2048 // bits
	maxRSA  = 8192 // larger ones cost us more than they protect
)

// algorithms are what a client may sign with. None has a shared secret, so that a public key can
// never pass for one.
var algorithms = []jose.SignatureAlgorithm{jose.RS384, jose.ES384, jose.EdDSA}

// parseSet reads a key set and refuses all that a careful client would not publish. Errors quote
// nothing of it.
func parseSet(text []byte) ([]jose.JSONWebKey, error) {
	if len(text) > maxSet {
		return nil, errors.New("the key set is too large")
	}
	if bytes.Contains(text, []byte{0}) {
		return nil, errors.New("the key set is no text")
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, errors.New(`expected a JSON Web Key Set: {"keys": [...]}`)
	}
	if len(set.Keys) == 0 || len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("expected 1 to %d keys", maxKeys)
	}
	seen := map[string]bool{}
	for i, k := range set.Keys {
		if err := checkKey(k); err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		if k.KeyID == "" || len(k.KeyID) > 200 || seen[k.KeyID] {
			return nil, fmt.Errorf("key %d: expected a kid of its own", i+1)
		}
		seen[k.KeyID] = true
	}
	return set.Keys, nil
}

var errPrivate = errors.New("this is a secret key: send public keys alone, and make new ones because this one is no longer secret")

func checkKey(k jose.JSONWebKey) error {
	if k.Use != "" && k.Use != "sig" {
		return errors.New(`expected "use": "sig"`)
	}
	var fits jose.SignatureAlgorithm
	switch key := k.Key.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits < minRSA || bits > maxRSA || key.E < 3 || key.N.Bit(0) == 0 {
			return fmt.Errorf("expected an RSA key of %d to %d bits", minRSA, maxRSA)
		}
		fits = jose.RS384
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P384() {
			return errors.New("expected the curve P-384")
		}
		fits = jose.ES384
	case ed25519.PublicKey:
		fits = jose.EdDSA
	default:
		if !k.IsPublic() {
			return errPrivate
		}
		return errors.New("expected an RSA, EC (P-384) or Ed25519 key")
	}
	if k.Algorithm != "" && k.Algorithm != string(fits) {
		return fmt.Errorf("expected alg %s for this kind of key", fits)
	}
	return nil
}

// checkKeys reads which keys a client signs with, as somebody filled them in.
func checkKeys(c *Client) error {
	switch {
	case (c.JWKS == "") == (c.JWKSURL == ""):
		return fault.InvalidField("jwks", "Vul de publieke sleutels in, of het adres waar zij staan. Niet allebei.", "expected a key set or the address of one, not both")
	case c.JWKS != "":
		if _, err := parseSet([]byte(c.JWKS)); err != nil {
			nl := "Dit zijn geen sleutels die wij kunnen gebruiken. Vraag de leverancier om een JWKS met publieke sleutels voor RS384, ES384 (P-384) of EdDSA, elk met een eigen kid."
			if errors.Is(err, errPrivate) {
				nl = "Hier staat een geheime sleutel bij. Die hoort niemand anders te hebben. Laat de leverancier een nieuwe maken en alleen het publieke deel sturen."
			}
			return fault.InvalidField("jwks", nl, err.Error())
		}
	default:
		u, err := url.Parse(c.JWKSURL)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(c.JWKSURL) > 500 {
			return fault.InvalidField("jwks_url", "Vul een adres in dat met https:// begint.", "expected an https:// address without a name, password or fragment")
		}
	}
	return nil
}
