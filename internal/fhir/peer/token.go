package peer

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/outward"
)

// forPeers is what the platform signs assertions for.
const forPeers keys.Purpose = "peers"

const (
	assertionFor  = 4 * time.Minute // SMART allows five
	usualToken    = 5 * time.Minute // of an answer that does not tell
	tokenMargin   = 30 * time.Second
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	smartPath     = "/.well-known/smart-configuration"
)

// token is an access token of a peer.
type token struct {
	value string
	until time.Time
}

// bearer gives a token for a peer: the one that we have, or a new one.
func (s *Service) bearer(ctx context.Context, p *Peer, fresh bool) (string, error) {
	s.mu.Lock()
	had := s.tokens[p.ID]
	s.mu.Unlock()
	if !fresh && s.Now().Before(had.until) {
		return had.value, nil
	}
	t, err := s.sign(ctx, p)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.tokens[p.ID] = t
	s.mu.Unlock()
	return t.value, nil
}

// sign signs in: it sends an assertion and reads the token of the answer.
func (s *Service) sign(ctx context.Context, p *Peer) (t token, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestFor)
	defer cancel()
	at, err := s.tokenAddress(ctx, p)
	if err != nil {
		return t, err
	}
	assertion, err := s.Assertion(p.Client, at)
	if err != nil {
		return t, err
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {assertionType}, "client_assertion": {assertion}}
	if p.Scope != "" {
		form.Set("scope", p.Scope)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(form.Encode()))
	if err != nil {
		return t, errAway
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "eerstelijn")
	a, err := s.do(p, r)
	if status := StatusOf(err); status == http.StatusBadRequest || status == http.StatusUnauthorized {
		return t, &Refusal{Peer: p.Name, Status: http.StatusUnauthorized, Body: a.Body}
	}
	if err != nil {
		return t, err
	}
	var given struct {
		Token string `json:"access_token"`
		Type  string `json:"token_type"`
		For   int    `json:"expires_in"`
	}
	if err := json.Unmarshal(a.Body, &given); err != nil || given.Token == "" || !strings.EqualFold(given.Type, "bearer") || strings.ContainsFunc(given.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return t, fault.New(fault.Unavailable, p.Name+" geeft geen toegangsbewijs dat wij kunnen lezen.", "the answer of the token address holds no bearer token")
	}
	lasts := usualToken
	if given.For > 0 {
		lasts = time.Duration(min(given.For, 24*3600)) * time.Second
	}
	return token{value: given.Token, until: s.Now().Add(lasts - tokenMargin)}, nil
}

// tokenAddress gives where a peer gives tokens: as it was typed, or as its FHIR face says.
func (s *Service) tokenAddress(ctx context.Context, p *Peer) (string, error) {
	if p.Token != "" {
		return p.Token, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Base+smartPath, nil)
	if err != nil {
		return "", errAway
	}
	r.Header.Set("Accept", "application/json")
	a, err := s.do(p, r)
	if err != nil {
		return "", err
	}
	var said struct {
		Token string `json:"token_endpoint"`
	}
	if err := json.Unmarshal(a.Body, &said); err != nil {
		said.Token = ""
	}
	if outward.Weigh(said.Token, s.Self(), s.Insecure) != outward.Fine {
		return "", fault.New(fault.Unavailable, p.Name+" zegt niet waar wij een toegangsbewijs kunnen vragen. Vul dat adres in.", "the peer's SMART configuration names no token address that can be used; fill it in")
	}
	return said.Token, nil
}

// Assertion says who we are at a token address, under a signature that [JWKSPath] checks. It is for one use.
func (s *Service) Assertion(client, audience string) (string, error) {
	now := s.Now()
	claims, err := json.Marshal(map[string]any{
		"iss": client, "sub": client, "aud": audience, "jti": rand.Text(), "iat": now.Unix(), "exp": now.Add(assertionFor).Unix(),
	})
	if err != nil {
		return "", err
	}
	head, err := json.Marshal(map[string]string{"alg": "ES384", "typ": "JWT", "kid": s.Keys.Current()})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(claims)
	_, signature, err := s.Keys.SignES384(forPeers, []byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), err
}
