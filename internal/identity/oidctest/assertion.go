package oidctest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// RegisterSigning makes the token endpoint ask a client that is known for its signature, by the keys at an
// address (private_key_jwt), and for nothing else that names it.
func (p *Provider) RegisterSigning(id, jwks string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.clients[id]
	c.secret, c.jwks = "", jwks
	p.clients[id] = c
}

// Redeem sends something to the token endpoint and gives the status and error of the answer.
func (p *Provider) Redeem(form url.Values) (status int, code string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.URL+"/token", strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	var said struct{ Error string }
	if err := json.NewDecoder(a.Body).Decode(&said); err != nil {
		p.t.Error(err)
	}
	return a.StatusCode, said.Error
}

// signer gives whose assertion a question holds, or nobody's when it does not hold: SMART App Launch 2,
// client-confidential-asymmetric.
func (p *Provider) signer(r *http.Request) string {
	p.Signed = r.PostForm
	if r.PostFormValue("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return ""
	}
	token, err := jwt.ParseSigned(r.PostFormValue("client_assertion"), []jose.SignatureAlgorithm{jose.ES384, jose.RS384})
	if err != nil {
		return ""
	}
	var bare, said jwt.Claims
	if token.UnsafeClaimsWithoutVerification(&bare) != nil || p.clients[bare.Issuer].jwks == "" || len(token.Headers) != 1 {
		return ""
	}
	keys, err := p.keysAt(r.Context(), p.clients[bare.Issuer].jwks)
	if err != nil {
		return ""
	}
	now := p.Now()
	for _, key := range keys.Key(token.Headers[0].KeyID) {
		if token.Claims(key, &said) != nil {
			continue
		}
		switch {
		case said.Subject != said.Issuer, len(said.Audience) != 1 || said.Audience[0] != p.URL+"/token", said.ID == "" || p.spent[said.ID],
			said.Expiry == nil || !said.Expiry.Time().After(now) || said.Expiry.Time().After(now.Add(5*time.Minute)):
			return ""
		}
		p.spent[said.ID] = true
		return said.Issuer
	}
	return ""
}

func (p *Provider) keysAt(ctx context.Context, address string) (set jose.JSONWebKeySet, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return set, err
	}
	a, err := http.DefaultClient.Do(r) // #nosec G704 -- of tests alone, an address that was registered
	if err != nil {
		return set, err
	}
	defer func() { _ = a.Body.Close() }()
	return set, json.NewDecoder(a.Body).Decode(&set)
}
