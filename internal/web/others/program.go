package others

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/identity/client"
)

// fhirJSON is how FHIR travels.
const fhirJSON = "application/fhir+json"

// program signs in at the site with a key of its own (SMART Backend Services).
type program struct {
	Options
	key    *ecdsa.PrivateKey
	client atomic.Pointer[string] // its client_id; nil until an administrator gave one
}

const (
	keyID        = "1"
	assertionFor = 4 * time.Minute
	mostRead     = 1 << 20
)

func newProgram(o Options) (*program, error) {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	return &program{Options: o, key: key}, err
}

// Keys gives its public keys, for the administrator who lets it in.
func (p *program) Keys() (string, error) {
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: keyID, Algorithm: string(jose.ES384), Use: "sig"}}})
	return string(set), err
}

// Known tells it the client_id that it was given. Until then it asks for nothing.
func (p *program) Known(clientID string) { p.client.Store(&clientID) }

func (p *program) known() bool { return p.client.Load() != nil }

// token signs in.
func (p *program) token(ctx context.Context) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES384, Key: jose.JSONWebKey{Key: p.key, KeyID: keyID}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	at, me, now := p.Ours()+client.TokenPath, *p.client.Load(), p.Now()
	assertion, err := jwt.Signed(signer).Claims(map[string]any{
		"iss": me, "sub": me, "aud": at, "jti": rand.Text(), "iat": now.Unix(), "exp": now.Add(assertionFor).Unix(),
	}).Serialize()
	if err != nil {
		return "", err
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {assertionType}, "client_assertion": {assertion}}
	body, err := p.ask(ctx, http.MethodPost, at, "application/x-www-form-urlencoded", http.Header{}, []byte(form.Encode()))
	if err != nil {
		return "", err
	}
	var given struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &given); err != nil || given.Token == "" {
		return "", fmt.Errorf("others: no token: %w", err)
	}
	return given.Token, nil
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// post sends a resource to the site, signed in.
func (p *program) post(ctx context.Context, path string, resource any) error {
	body, err := json.Marshal(resource)
	if err != nil {
		return err
	}
	token, err := p.token(ctx)
	if err != nil {
		return err
	}
	_, err = p.ask(ctx, http.MethodPost, p.Ours()+path, fhirJSON, http.Header{"Authorization": {"Bearer " + token}}, body)
	return err
}

// ask asks the site something; any answer but a success is an error.
func (p *program) ask(ctx context.Context, method, address, media string, header http.Header, body []byte) ([]byte, error) {
	q, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header = header
	if media != "" {
		q.Header.Set("Content-Type", media)
	}
	a, err := p.HTTP.Do(q)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(a.Body, mostRead))
	if err == nil && (a.StatusCode < 200 || a.StatusCode > 299) {
		err = fmt.Errorf("others: the site answered %d", a.StatusCode)
	}
	return got, err
}

// bearer is the token that a question came with.
func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

// answer writes a resource, or what else there is to say.
func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", fhirJSON)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// refuse says no in FHIR's words.
func refuse(w http.ResponseWriter, status int, code, why string) {
	answer(w, status, map[string]any{"resourceType": "OperationOutcome", "issue": []any{map[string]string{"severity": "error", "code": code, "diagnostics": why}}})
}
