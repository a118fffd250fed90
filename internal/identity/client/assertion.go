package client

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/big"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

const (
	maxAssertion  = 8 << 10
	maxJTI        = 255
	assertionLife = 5 * time.Minute
	skew          = 30 * time.Second // how far a client's clock may be ahead of ours
)

// assertion is a signed statement of who asks, before and after its signature was checked.
type assertion struct {
	token *jwt.JSONWebToken
	id    ID // as it says itself
	kid   string
	alg   jose.SignatureAlgorithm
}

// parse reads an assertion. Nothing that it says is true yet.
func parse(text string) (a assertion, err error) {
	if len(text) > maxAssertion {
		return a, errors.New("too long")
	}
	if a.token, err = jwt.ParseSigned(text, algorithms); err != nil {
		return a, errors.New("no signed token, or not RS384, ES384 or EdDSA")
	}
	if len(a.token.Headers) != 1 {
		return a, errors.New("not one signature")
	}
	h := a.token.Headers[0]
	a.kid, a.alg = h.KeyID, jose.SignatureAlgorithm(h.Algorithm)
	if a.kid == "" {
		return a, errors.New("no kid")
	}
	var claims jwt.Claims
	if err := a.token.UnsafeClaimsWithoutVerification(&claims); err != nil {
		return a, errors.New("no claims")
	}
	if a.id, err = id.Parse[ID](claims.Subject); err != nil {
		return a, errors.New("sub is no client id")
	}
	return a, nil
}

// proven is what an assertion says that was signed by the client itself.
type proven struct {
	client Client
	jti    string // its SHA-256: what a client chooses is not stored as it came
	until  time.Time
}

// prove checks an assertion for the token endpoint at audience. For an unknown client it does the same
// work on a key of no one, so that the answer's time does not tell who exists. Its errors are for the
// log and hold no value of the assertion.
func (s *Service) prove(ctx context.Context, text, audience string) (p proven, err error) {
	a, err := parse(text)
	if err != nil {
		return p, err
	}
	known := true
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		p.client, err = one(ctx, tx, a.id)
		return err
	})
	switch {
	case fault.KindOf(err) == fault.NotFound, err == nil && p.client.Ended:
		known = false
	case err != nil:
		return p, &broken{err}
	}
	key, found := jose.JSONWebKey{}, false
	switch {
	case !known:
	case p.client.JWKSURL != "":
		key, found = s.sets.key(ctx, p.client.JWKSURL, a.kid)
	default:
		keys, err := parseSet([]byte(p.client.JWKS))
		if err != nil {
			return p, &broken{err} // it was checked when it was stored
		}
		key, found = find(keys, a.kid)
	}
	if !found {
		key.Key = s.decoys.of(a.alg)
	}
	var c jwt.Claims
	if err := a.token.Claims(key.Key, &c); err != nil || !found {
		return p, errors.New("unknown client, unknown key or wrong signature")
	}
	if key.Algorithm != "" && key.Algorithm != string(a.alg) {
		return p, errors.New("another algorithm than the key's")
	}
	p.until, err = s.checkClaims(c, p.client.ID, audience)
	sum := sha256.Sum256([]byte(c.ID))
	p.jti = hex.EncodeToString(sum[:])
	return p, err
}

func (s *Service) checkClaims(c jwt.Claims, id ID, audience string) (until time.Time, err error) {
	now := s.now()
	switch {
	case c.Issuer != string(id) || c.Subject != string(id):
		return until, errors.New("iss and sub are not both the client")
	case !c.Audience.Contains(audience):
		return until, errors.New("aud is not this token endpoint")
	case c.Expiry == nil:
		return until, errors.New("no exp")
	case !c.Expiry.Time().After(now):
		return until, errors.New("expired")
	case c.Expiry.Time().After(now.Add(assertionLife + skew)):
		return until, errors.New("exp is too far ahead")
	case c.NotBefore != nil && c.NotBefore.Time().After(now.Add(skew)):
		return until, errors.New("not valid yet")
	case c.IssuedAt != nil && c.IssuedAt.Time().After(now.Add(skew)):
		return until, errors.New("made in the future")
	case c.ID == "" || len(c.ID) > maxJTI:
		return until, errors.New("no jti, or too long a one")
	}
	return c.Expiry.Time(), nil
}

// broken is a failure of ours, as opposed to an assertion that proves nothing.
type broken struct{ error }

func (b *broken) Unwrap() error { return b.error }

// decoys are public keys whose private half nobody has.
type decoys struct {
	rsa *rsa.PublicKey
	ec  *ecdsa.PublicKey
	ed  ed25519.PublicKey
}

func newDecoys() (d decoys) {
	n := make([]byte, minRSA/8)
	_, _ = rand.Read(n) // never fails
	n[0], n[len(n)-1] = n[0]|0x80, n[len(n)-1]|1
	d.rsa = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		panic("client: " + err.Error()) // never fails
	}
	d.ec = &key.PublicKey
	if d.ed, _, err = ed25519.GenerateKey(rand.Reader); err != nil {
		panic("client: " + err.Error()) // never fails
	}
	return d
}

func (d decoys) of(alg jose.SignatureAlgorithm) any {
	switch alg {
	case jose.RS384:
		return d.rsa
	case jose.ES384:
		return d.ec
	default:
		return d.ed
	}
}
