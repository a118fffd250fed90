package work_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/placement"
)

// backend is a program of a provider as it stands outside: with a key of its own, and an address.
type backend struct {
	t    testing.TB
	key  *ecdsa.PrivateKey
	id   client.ID
	site http.Handler
	now  func() time.Time
}

// service puts the face behind the door of programs, and a program of an organisation in front of it.
func service(t *testing.T, h *house, of access.Actor, scopes ...string) *backend {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwks, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k", Use: "sig", Algorithm: "ES384"}}})
	if err != nil {
		t.Fatal(err)
	}
	clients := client.New(client.Options{Spine: h.Spine, Keys: h.Keys, Log: slog.New(slog.DiscardHandler), Now: h.wall.now})
	admin := access.Actor{Person: id.From[string]("admin"), Role: access.PlatformAdmin, Assurance: access.Substantial}
	made, err := clients.AddClient(t.Context(), admin, client.Client{Name: "Dossier", Organization: placementOrg(of), Scopes: scopes, JWKS: string(jwks)})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	endpoint := clients.Handler(public, nil)
	mux.Handle("/oauth/", endpoint)
	mux.Handle("/fhir"+client.SmartPath, endpoint)
	mux.Handle("/fhir/", clients.Around(h.face))
	return &backend{t: t, key: key, id: made, site: mux, now: h.wall.now}
}

func (b *backend) do(method, address, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.t.Context(), method, strings.TrimPrefix(address, public), strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	return w
}

type grant struct {
	Token string `json:"access_token"`
	Type  string `json:"token_type"`
	Scope string `json:"scope"`
	Error string `json:"error"`
}

// token asks one as SMART Backend Services has it.
func (b *backend) token(endpoint, scope string, status int) grant {
	b.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES384, Key: b.key}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", "k"))
	if err != nil {
		b.t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: string(b.id), Subject: string(b.id), Audience: jwt.Audience{endpoint}, ID: rand.Text(),
		Expiry: jwt.NewNumericDate(b.now().Add(time.Minute))}).Serialize()
	if err != nil {
		b.t.Fatal(err)
	}
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {scope}, "client_assertion": {text},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}
	return wants[grant](b.t, b.do(http.MethodPost, endpoint, form.Encode(), "Content-Type", "application/x-www-form-urlencoded"), status)
}

// ★ A program finds its way as SMART has it: what there is, a token by a signed assertion, its Tasks; and a
// token opens what its scopes name and nothing beside it.
func TestBackendService(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		_, tasks := h.asked(t, placement.Soon, one)
		b := service(t, h, provider(one), "placement:answer")
		smart := wants[struct {
			Token        string   `json:"token_endpoint"`
			Capabilities []string `json:"capabilities"`
			Scopes       []string `json:"scopes_supported"`
			Grants       []string `json:"grant_types_supported"`
			Methods      []string `json:"token_endpoint_auth_methods_supported"`
			Algorithms   []string `json:"token_endpoint_auth_signing_alg_values_supported"`
		}](t, b.do(http.MethodGet, "/fhir"+client.SmartPath, ""), http.StatusOK)
		for _, c := range []struct {
			in   []string
			want string
		}{
			{smart.Capabilities, "client-confidential-asymmetric"}, {smart.Capabilities, "permission-v2"}, {smart.Scopes, "system/Task.crus"}, {smart.Scopes, "placement:answer"},
			{smart.Grants, "client_credentials"}, {smart.Methods, "private_key_jwt"}, {smart.Algorithms, "RS384"}, {smart.Algorithms, "ES384"},
		} {
			if !slices.Contains(c.in, c.want) {
				t.Errorf("%v lacks %s", c.in, c.want)
			}
		}

		read := b.token(smart.Token, "system/Task.rs", http.StatusOK)
		if read.Scope != "system/Task.rs" || read.Type != "Bearer" {
			t.Errorf("%+v", read)
		}
		as := func(g grant) []string {
			return []string{"Authorization", "Bearer " + g.Token, "Content-Type", "application/fhir+json"}
		}
		found := wants[r4.Bundle](t, b.do(http.MethodGet, "/fhir/Task?status=requested", "", as(read)...), http.StatusOK)
		if len(found.Entry) != 1 {
			t.Fatalf("%+v", found)
		}
		address := found.Entry[0].FullURL
		if w := b.do(http.MethodPut, address, taskBody(tasks[0].ID, "accepted", ""), as(read)...); w.Code != http.StatusForbidden {
			t.Errorf("a token for reading answers: %d %s", w.Code, w.Body)
		}
		if w := b.do(http.MethodGet, "/fhir/ServiceRequest", "", as(read)...); w.Code != http.StatusForbidden {
			t.Errorf("a token for Tasks reads requests: %d %s", w.Code, w.Body)
		}
		write := b.token(smart.Token, "system/Task.u system/ServiceRequest.r", http.StatusOK)
		wants[r4.Task](t, b.do(http.MethodPut, address, taskBody(tasks[0].ID, "accepted", ""), as(write)...), http.StatusOK)
		wants[r4.ServiceRequest](t, b.do(http.MethodGet, "/fhir/"+tasks[0].Focus.Reference, "", as(write)...), http.StatusOK)
		if w := b.do(http.MethodGet, address, "", as(write)...); w.Code != http.StatusForbidden {
			t.Errorf("a token for changing reads: %d", w.Code)
		}
		ours := b.token(smart.Token, "placement:answer", http.StatusOK)
		wants[r4.Task](t, b.do(http.MethodGet, address, "", as(ours)...), http.StatusOK)
		if w := b.do(http.MethodGet, address, "", "Authorization", "Bearer nonsense"); w.Code != http.StatusUnauthorized {
			t.Errorf("a token that is none: %d", w.Code)
		}
		for _, scope := range []string{"system/Task.c", "system/Task.sr", "system/Patient.rs", "system/ServiceRequest.u", "user/Task.rs", "system/Task.", "system/*.rs", "placement:ask"} {
			if g := b.token(smart.Token, scope, http.StatusBadRequest); g.Error != "invalid_scope" {
				t.Errorf("%s: %+v", scope, g)
			}
		}
		public := service(t, h, provider(one), "directory:write")
		if g := public.token(smart.Token, "system/HealthcareService.rs", http.StatusOK); g.Scope != "system/HealthcareService.rs" {
			t.Errorf("%+v", g)
		}
		if g := public.token(smart.Token, "system/Task.rs", http.StatusBadRequest); g.Error != "invalid_scope" {
			t.Errorf("a program that places nobody: %+v", g)
		}
	})
}
