package client_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/client"
)

// A client whose keys stand at an address changes them by itself: a new one counts within a minute,
// and one that was taken away stops within an hour.
func TestRotationByAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	old, fresh := newProgram(t, jose.ES384, "2025"), newProgram(t, jose.EdDSA, "2026")
	var body atomic.Pointer[string]
	var asked atomic.Int64
	publish := func(s string) { body.Store(&s) }
	publish(setOf(t, old))
	site := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if *body.Load() == "elsewhere" {
			http.Redirect(w, r, "/there", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte(*body.Load()))
	}))
	defer site.Close()
	*h.http = *site.Client()
	h.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	made, err := h.clients.AddClient(t.Context(), admin, client.Client{Name: "Dossier", Organization: owner, JWKSURL: site.URL + "/jwks"})
	if err != nil {
		t.Fatal(err)
	}
	old.id, fresh.id = made, made
	status := func(p *program) int { return h.ask(p.sign(t, h.claims(p)), nil).status }
	for range 3 {
		if got := status(old); got != http.StatusOK {
			t.Fatalf("the first key: %d\n%s", got, h.logs)
		}
	}
	if asked.Load() != 1 {
		t.Fatalf("fetched %d times", asked.Load())
	}
	publish(setOf(t, old, fresh))
	if got := status(fresh); got != http.StatusUnauthorized || asked.Load() != 1 {
		t.Fatalf("within a minute of the last fetch: %d, fetched %d times", got, asked.Load())
	}
	h.wait(time.Minute)
	if got := status(fresh); got != http.StatusOK || asked.Load() != 2 {
		t.Fatalf("after a minute: %d, fetched %d times", got, asked.Load())
	}
	for range 20 { // unknown keys cannot make us ask and ask
		p := newProgram(t, jose.EdDSA, rand.Text())
		p.id = made
		if got := status(p); got != http.StatusUnauthorized {
			t.Fatalf("an unknown key: %d", got)
		}
	}
	if asked.Load() != 2 {
		t.Fatalf("fetched %d times", asked.Load())
	}
	publish(setOf(t, fresh))
	h.wait(time.Hour)
	if got := status(old); got != http.StatusUnauthorized || status(fresh) != http.StatusOK {
		t.Fatalf("a key that was taken away: %d", got)
	}
	for name, wrong := range map[string]string{
		"too large": `{"keys":[],"x":"` + strings.Repeat("x", 70<<10) + `"}`, "no set": "hallo", "a redirect": "elsewhere",
	} {
		publish(wrong)
		h.wait(time.Hour)
		if got := status(fresh); got != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, got)
		}
	}
	publish(setOf(t, fresh))
	h.wait(time.Minute)
	if got := status(fresh); got != http.StatusOK {
		t.Errorf("after it was mended: %d", got)
	}
}

// The program's own way out reaches no address within the walls.
func TestAddressesWithinTheWalls(t *testing.T) {
	t.Parallel()
	reached := atomic.Bool{}
	site := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer site.Close()
	if answer, err := client.HTTP(client.New(client.Options{})).Get(site.URL); err == nil {
		_ = answer.Body.Close()
		t.Fatal("a loopback address answered")
	} else if !strings.Contains(err.Error(), "not a public address") || reached.Load() {
		t.Fatal(err)
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	good := newProgram(t, jose.ES384, "a")
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	set := func(keys ...jose.JSONWebKey) string {
		text, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, c := range map[string]client.Client{
		"a secret key":      {JWKS: set(jose.JSONWebKey{Key: good.secret, KeyID: "a"})},
		"a shared secret":   {JWKS: set(jose.JSONWebKey{Key: []byte("geheim geheim geheim geheim geheim"), KeyID: "a"})},
		"another curve":     {JWKS: set(jose.JSONWebKey{Key: &p256.PublicKey, KeyID: "a"})},
		"a short RSA key":   {JWKS: set(jose.JSONWebKey{Key: &short.PublicKey, KeyID: "a"})},
		"to encrypt with":   {JWKS: set(jose.JSONWebKey{Key: good.public, KeyID: "a", Use: "enc"})},
		"another algorithm": {JWKS: set(jose.JSONWebKey{Key: good.public, KeyID: "a", Algorithm: "ES256"})},
		"no kid":            {JWKS: set(jose.JSONWebKey{Key: good.public})},
		"one kid twice":     {JWKS: set(jose.JSONWebKey{Key: good.public, KeyID: "a"}, jose.JSONWebKey{Key: good.public, KeyID: "a"})},
		"no keys":           {JWKS: `{"keys":[]}`},
		"no JSON":           {JWKS: "-----BEGIN PUBLIC KEY-----"},
		"a NUL":             {JWKS: setOf(t, good) + "\x00"},
		"both ways":         {JWKS: setOf(t, good), JWKSURL: "https://a.example/"},
		"neither way":       {},
		"http":              {JWKSURL: "http://a.example/jwks"},
		"with a password":   {JWKSURL: "https://a:b@a.example/jwks"},
		"no host":           {JWKSURL: "https:///jwks"},
		"a file":            {JWKSURL: "file:///etc/passwd"},
	} {
		c.Name, c.Organization = "Agenda", owner
		_, err := h.clients.AddClient(t.Context(), admin, c)
		if fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(fault.Safe(err).Fields[0].Name, "jwks") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]client.Client{
		"name": {Organization: owner}, "organization": {Name: "x"}, "region": {Name: "x", Organization: owner, Region: "nergens"},
		"scopes": {Name: "x", Organization: owner, Scopes: []string{"alles"}},
	} {
		c.JWKS = setOf(t, good)
		_, err := h.clients.AddClient(t.Context(), admin, c)
		if fault.KindOf(err) != fault.Invalid || len(fault.Safe(err).Fields) != 1 || fault.Safe(err).Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := h.added(jose.ES384)
	before := h.token(p)
	next := newProgram(t, jose.EdDSA, "b")
	if err := h.clients.SetClientKeys(t.Context(), admin, p.id, setOf(t, next), ""); err != nil {
		t.Fatal(err)
	}
	if a := h.ask(p.sign(t, h.claims(p)), nil); a.status != http.StatusUnauthorized {
		t.Errorf("the replaced key: %d", a.status)
	}
	next.id = p.id
	h.token(next)
	if a, _ := h.enter("Bearer " + before); a.status != http.StatusUnauthorized {
		t.Errorf("a token of before: %d", a.status)
	}
}

// Two people agree on who holds certain keys: with others the scope is not given.
func TestGrantIsForTheKeysOfThatMoment(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p := h.added(jose.ES384)
	proposal, err := h.clients.GrantClientScope(t.Context(), admin, p.id, "ledger:read")
	if err != nil {
		t.Fatal(err)
	}
	second := admin
	second.Person = "second"
	facts := func() string {
		t.Helper()
		waiting, err := h.approvals.List(t.Context(), second)
		if err != nil || len(waiting) != 1 {
			t.Fatalf("%+v, %v", waiting, err)
		}
		return fmt.Sprint(waiting[0].Facts)
	}
	before := facts()
	if !strings.Contains(before, "Zorg") || !strings.Contains(before, "Kenmerk van de sleutels") {
		t.Errorf("the second person sees %s", before)
	}
	if err := h.clients.SetClientKeys(t.Context(), admin, p.id, setOf(t, newProgram(t, jose.EdDSA, "b")), ""); err != nil {
		t.Fatal(err)
	}
	if facts() == before {
		t.Error("other keys look the same")
	}
	if err := h.approvals.Approve(t.Context(), second, proposal.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("with other keys: %v", err)
	}
	all, err := h.clients.Clients(t.Context(), admin)
	if err != nil || len(all) != 1 || slices.Contains(all[0].Scopes, "ledger:read") {
		t.Errorf("%+v, %v", all, err)
	}
}
