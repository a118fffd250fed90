package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
)

// skew is how far a provider's clock may be off.
const skew = 2 * time.Minute

// algorithms are those that only the holder of a private key can sign with. A shared secret, or no
// signature at all, would let anybody who knows the public key or nothing speak for the provider.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// expect is what a token must hold. The library knows no clock that is behind: ends are compared here.
func (p *provider) expect() *oidc.Config {
	return &oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true}
}

// moments are the times in a token, in seconds.
type moments struct {
	Expiry    *float64 `json:"exp"`
	IssuedAt  *float64 `json:"iat"`
	NotBefore *float64 `json:"nbf"`
}

// check says what is wrong with a token's times now. A clock may differ; a token without an end is refused.
func (m moments) check(now time.Time) error {
	at := func(seconds float64) time.Time { return time.Unix(int64(seconds), 0) }
	switch {
	case m.Expiry == nil || m.IssuedAt == nil:
		return errors.New("the token has no exp or no iat")
	case now.After(at(*m.Expiry).Add(skew)):
		return errors.New("the token has expired")
	case at(*m.IssuedAt).After(now.Add(skew)):
		return errors.New("the token was made in the future")
	case m.NotBefore != nil && at(*m.NotBefore).After(now.Add(skew)):
		return errors.New("the token does not hold yet")
	}
	return nil
}

// verify checks an ID token as OpenID Connect Core §3.1.3.7 asks, and gives its claims.
func (p *provider) verify(ctx context.Context, found *oidc.Provider, raw, accessToken, nonce string) (claims, error) {
	token, err := found.Verifier(p.expect()).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	var times moments
	var c claims
	if err := errors.Join(token.Claims(&times), token.Claims(&c)); err != nil {
		return nil, err
	}
	// As the library read it: names of claims that differ in capitals alone must not make two people of one.
	c[identity.SubjectClaim] = token.Subject
	azp, named := c["azp"]
	switch {
	case token.Subject == "" || len(token.Subject) > 255:
		return nil, errors.New("the token has no usable subject")
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return nil, errors.New("the token has another nonce")
	case named && azp != p.ClientID, len(token.Audience) > 1 && !named:
		return nil, errors.New("the token was made for another party")
	}
	if token.AccessTokenHash != "" {
		if err := token.VerifyAccessToken(accessToken); err != nil {
			return nil, err
		}
	}
	return c, times.check(p.now())
}

// logoutAge is how old a provider's message may be: it is sent when somebody signs out, not later.
const logoutAge = 10 * time.Minute

var errMessage = fault.New(fault.Invalid, "Dit bericht klopt niet.", "the logout token does not hold")

// Logout acts on a provider's message that somebody signed out there (OpenID Connect Back-Channel
// Logout). Invalid when it does not hold, Conflict when it came before.
func (p *Party) Logout(ctx context.Context, issuer, raw string) (err error) {
	defer fault.Wrap(&err, "oidc.Logout(%s)", issuer)
	one, err := p.provider(issuer)
	if err != nil {
		return err
	}
	if _, err := one.discover(ctx); err != nil {
		return err
	}
	token, err := oidc.NewVerifier(one.URL, one.messages, one.expect()).VerifyLogout(ctx, raw)
	if err != nil {
		return errMessage.Because(err)
	}
	var times moments
	if err := token.Claims(&times); err != nil {
		return errMessage.Because(err)
	}
	now := p.Now()
	if err := times.check(now); err != nil {
		return errMessage.Because(err)
	}
	if now.Sub(token.IssuedAt) > logoutAge+skew {
		return errMessage.Because(errors.New("the message is too old"))
	}
	return p.Identity.ProviderLogout(ctx, identity.Logout{
		Issuer: issuer, ID: token.TokenID, Subject: token.Subject, Session: token.SessionID, Until: now.Add(2 * (logoutAge + skew)),
	})
}
