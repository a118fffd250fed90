package app

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/identity/client"
)

const leaves = "Vanuit het voorbeeld vragen wij niets aan systemen van buiten."

// traced lets a request count how often a line outward is sought while it is answered, a name looked up included.
func traced(r *http.Request, sought *atomic.Int32) *http.Request {
	return r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{GetConn: func(string) { sought.Add(1) }}))
}

// A directory that a visitor of the demonstration follows is not asked anything, and that is what its page and the
// API say.
func TestDemoAsksNoSources(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	siem := h.signIn(t, "Siem Schaardijk")
	var sought atomic.Int32
	send := func(path, body string) *httptest.ResponseRecorder {
		return h.serve(traced(siem.known(request(http.MethodPost, path, body)), &sought))
	}
	w := send("/api/v1/sources", `{"name":"Gids van buiten","base":"https://gids.example/fhir"}`)
	var made struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := send("/api/v1/sources/"+made.ID+"/try", ""); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "nothing leaves the demonstration") {
		t.Errorf("the API: %d %s", w.Code, w.Body)
	}
	if w := send("/beheer/bronnen/"+made.ID+"/proef", ""); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), leaves) {
		t.Errorf("the page: %d %s", w.Code, w.Body)
	}
	h.toil(t) // the first fetch
	h.reads(t, siem, "/beheer/bronnen/"+made.ID, leaves)
	if n := sought.Load(); n != 0 {
		t.Errorf("a line was sought %d times", n)
	}
}

// The keys of a program that stand at an address are not fetched in the demonstration, so that it is not let in.
func TestDemoFetchesNoKeys(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	program, err := h.Clients.AddClient(t.Context(), actorOf(h.people["Siem Schaardijk"]), client.Client{
		Name: "Programma van buiten", Organization: h.people["Bilal Steenoven"].Organization, Scopes: []string{"placement:answer"}, JWKSURL: "https://sleutels.example/set",
	})
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: secret}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	assertion, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: string(program), Subject: string(program), Audience: jwt.Audience{h.Public + client.TokenPath}, ID: rand.Text(),
		Expiry: jwt.NewNumericDate(time.Now().Add(time.Minute)),
	}).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	var sought atomic.Int32
	w := h.serve(traced(request(http.MethodPost, client.TokenPath, url.Values{
		"grant_type": {"client_credentials"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}.Encode()), &sought))
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "invalid_client") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if n := sought.Load(); n != 0 {
		t.Errorf("a line was sought %d times", n)
	}
}
