package app_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/app"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/network"
)

// TestSignInThroughTheWholeProgram: a professional goes from the workplace to their employer and back,
// with every wrapper that stands around the pages, and is out once they have left.
func TestSignInThroughTheWholeProgram(t *testing.T) {
	t.Parallel()
	provider := oidctest.New(t, clock.System)
	provider.SignInAs(oidctest.Claims{"sub": "n-1", "name": "Noor de Wit", "acr": "mfa"})
	dir := t.TempDir()
	config, err := json.Marshal(map[string]any{"issuers": []any{map[string]any{
		"id": "werk", "name": "Ziekenhuis Oevermonde", "kind": "employer", "issuer": provider.URL, "client_id": "eerstelijn", "secret": "geheim",
		"assurance": map[string]any{"acr": map[string]any{"mfa": "substantial"}}, "person": map[string]any{"enrol": true},
		"organization": map[string]any{"fixed": "90000001", "as": "ura"}, "role": map[string]any{"default": "professional"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "issuers.json")
	if err := os.WriteFile(file, config, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	a, err := app.Open(ctx, app.Config{DB: filepath.Join(dir, "site.db"), Issuers: file, InsecureIssuers: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Network.SaveOrganization(ctx, access.Job("test"), network.Organization{Kind: network.Provider, Name: "Ziekenhuis Oevermonde", URA: "90000001"})
	if err != nil {
		t.Fatal(err)
	}
	started, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- a.Serve(ctx, app.Listen{Main: "127.0.0.1:0", Ops: "127.0.0.1:0"}, func(addr, _ string) { started <- "http://" + addr })
	}()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = a.Close()
	}()
	var site string
	select {
	case site = <-started:
	case err := <-ended:
		ended <- err
		t.Fatal("did not start: ", err)
	}
	provider.Register("eerstelijn", "geheim", site+oidc.CallbackPath("werk"), site+"/inloggen")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	get := func(path string) (status int, at, body string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, answer.Request.URL.RequestURI(), string(text)
	}

	if _, at, body := get("/werk"); at != "/inloggen?terug=%2Fwerk" || !strings.Contains(body, `href="/inloggen/werk?terug=%2Fwerk"`) {
		t.Fatalf("the workplace leads to %s: %s", at, body)
	}
	if status, at, body := get("/inloggen/werk?terug=%2Fwerk"); status != http.StatusOK || at != "/werk" || !strings.Contains(body, "Noor de Wit") {
		t.Fatalf("signing in ends at %s with %d: %s", at, status, body)
	}
	people, err := a.Network.PeopleForSignIn(ctx)
	if err != nil || len(people) != 1 || people[0].Role != string(access.Professional) {
		t.Fatalf("people %+v, %v", people, err)
	}
	if err := a.Network.EndPerson(ctx, access.Job("test"), people[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, at, body := get("/werk"); at != "/inloggen?terug=%2Fwerk" || strings.Contains(body, "Noor de Wit") {
		t.Errorf("after leaving, the workplace leads to %s", at)
	}
	if status, _, body := get("/inloggen/werk"); status != http.StatusForbidden || !strings.Contains(body, "niet meer inloggen") {
		t.Errorf("signing in after leaving answers %d", status)
	}
}
