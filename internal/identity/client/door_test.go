package client_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/access"
	"eerstelijn/internal/identity/client"
)

// A token that does not hold is refused; nobody with one goes on as a citizen.
func TestDoorNeverFallsBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p := h.added(jose.ES384, "directory:write")
	token := h.token(p)
	for name, headers := range map[string][]string{
		"unknown": {"Bearer " + strings.Repeat("A", 32)}, "empty": {"Bearer "}, "no token": {"Bearer"}, "password": {"Basic YTpi"},
		"twice": {"Bearer " + token, "Bearer " + token}, "two in one": {"Bearer " + token + ", Bearer " + token}, "other letters": {"Bearer " + strings.ToLower(token)},
		"spaces within": {"Bearer " + token[:5] + " " + token[5:]}, "too long": {"Bearer " + strings.Repeat("A", 300)}, "nothing": {""}, "padding": {"Bearer ==="},
	} {
		a, _ := h.enter(headers...)
		if a.status != http.StatusUnauthorized || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer ") ||
			a.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(a.body, `"status":401`) {
			t.Errorf("%s: %d %v %s", name, a.status, a.header, a.body)
		}
	}
	if _, who := h.enter(); who.Role != access.Citizen {
		t.Errorf("without a token: %+v", who)
	}
	for _, header := range []string{"Bearer " + token, "bearer  " + token} {
		if a, who := h.enter(header); who.Role != access.Machine {
			t.Errorf("%q: %d %s", header, a.status, a.body)
		}
	}
	// A token outlives a rotation of our keys, and ends with its time or its client.
	if _, err := h.file.Rotate(start); err != nil {
		t.Fatal(err)
	}
	if a, _ := h.enter("Bearer " + token); a.status != http.StatusOK {
		t.Errorf("after a rotation: %d %s", a.status, a.body)
	}
	fresh := h.token(p)
	h.wait(10 * time.Minute)
	for _, old := range []string{token, fresh} {
		if a, _ := h.enter("Bearer " + old); a.status != http.StatusUnauthorized {
			t.Errorf("after its time: %d %s", a.status, a.body)
		}
	}
	last := h.token(p)
	if err := h.clients.EndClient(t.Context(), admin, p.id); err != nil {
		t.Fatal(err)
	}
	if a, _ := h.enter("Bearer " + last); a.status != http.StatusUnauthorized {
		t.Errorf("of an ended client: %d %s", a.status, a.body)
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(*http.Request) (time.Duration, bool) { return 1500 * time.Millisecond, false })
	p := h.added(jose.ES384)
	if a := h.ask(p.sign(t, h.claims(p)), nil); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "2" || a.token != "" {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	a := h.send(h.endpoint, httptest.NewRequestWithContext(t.Context(), http.MethodGet, client.MetadataPath, nil))
	for _, want := range []string{
		`"issuer":"` + public + `"`, `"token_endpoint":"` + audience + `"`, `"private_key_jwt"`, `"RS384","ES384","EdDSA"`, `"directory:write"`,
	} {
		if a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%d %s lacks %s", a.status, a.body, want)
		}
	}
	if strings.Contains(a.body, `"token"`) {
		t.Error("the scope of assertions can be asked for")
	}
}
