package app

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/network"
)

// The whole way of a program of somebody else: its key, a token, the API; and a token that is none.
func TestMachineReachesTheAPI(t *testing.T) {
	t.Parallel()
	const public = "https://eerstelijn.example"
	a, err := Open(t.Context(), Config{DB: filepath.Join(t.TempDir(), "a.db"), Public: public}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.Finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.ready.Store(true)
	handler, err := a.handler(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	organization, err := a.Network.SaveOrganization(t.Context(), command, network.Organization{Kind: network.Provider, Name: "Praktijk"})
	if err != nil {
		t.Fatal(err)
	}
	key, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key, KeyID: "1"}}})
	if err != nil {
		t.Fatal(err)
	}
	admin := access.Actor{Person: id.New[string](), Role: access.PlatformAdmin, Assurance: access.Substantial}
	program, err := a.Clients.AddClient(t.Context(), admin, client.Client{Name: "Agenda", Organization: organization, JWKS: string(set)})
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: secret}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	assertion, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: string(program), Subject: string(program), Audience: jwt.Audience{public + client.TokenPath}, ID: rand.Text(),
		Expiry: jwt.NewNumericDate(time.Now().Add(time.Minute)),
	}).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	send := func(method, path, token, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
		if body != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	given := send(http.MethodPost, client.TokenPath, "", url.Values{
		"grant_type": {"client_credentials"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}.Encode())
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(given.Body.Bytes(), &token); err != nil || given.Code != http.StatusOK {
		t.Fatalf("%d %s: %v", given.Code, given.Body, err)
	}
	for _, c := range []struct {
		path, token string
		want        int
	}{
		{"/api/v1/services", "", http.StatusOK},
		{"/api/v1/services", token.Access, http.StatusOK},
		{"/api/v1/services", token.Access + "A", http.StatusUnauthorized},
		{"/api/v1/openapi.json", "x", http.StatusUnauthorized},
		{client.MetadataPath, "", http.StatusOK},
	} {
		if w := send(http.MethodGet, c.path, c.token, ""); w.Code != c.want {
			t.Errorf("%s with token %q: %d %s", c.path, c.token, w.Code, w.Body)
		}
	}
	if w := send(http.MethodGet, "/beheer", token.Access, ""); w.Code == http.StatusOK {
		t.Error("a token opens a page")
	}
}
