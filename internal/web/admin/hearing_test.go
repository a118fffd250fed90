package admin_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web/admin"
	"eerstelijn/internal/web/site"
)

// Who administers the platform sees which programs are told what, and puts one off; nobody else does.
func TestHearingPages(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, clock.Fixed(now))
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), now)
	if err != nil {
		t.Fatal(err)
	}
	spine, ring := act.New(db, policies, nil), keys.New(file)
	n, d := network.New(spine), directory.New(spine)
	org, err := n.SaveOrganization(t.Context(), access.Job("test"), network.Organization{Kind: network.Provider, Name: "Praktijk <b>Kade</b>", Discipline: "huisartsenzorg"})
	if err != nil {
		t.Fatal(err)
	}
	who := access.Actor{Person: "1", Role: access.PlatformAdmin, Assurance: access.Substantial}
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	jwks, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: public, KeyID: "k", Use: "sig", Algorithm: "EdDSA"}}})
	if err != nil {
		t.Fatal(err)
	}
	clients := client.New(client.Options{Spine: spine, Keys: ring, Log: slog.New(slog.DiscardHandler), Now: clock.Fixed(now)})
	program, err := clients.AddClient(t.Context(), who, client.Client{Name: "Dossier", Organization: org, Scopes: []string{subscription.Manage, "placement:answer"}, JWKS: string(jwks)})
	if err != nil {
		t.Fatal(err)
	}
	hearing := subscription.New(subscription.Deps{Spine: spine, Clients: clients, Keys: ring, Now: clock.Fixed(now)})
	made, err := hearing.Add(t.Context(), access.Actor{Person: "client:" + string(program), Role: access.Machine, Organization: string(org), Assurance: access.Substantial, Scopes: subscription.Manage},
		subscription.Wish{Topic: subscription.TaskChanged, Reason: "Kopie <i>bijhouden</i>", Endpoint: "https://ontvanger.example/x", Headers: []string{"Authorization: Bearer geheim"}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	var failed error
	admin.Page{Site: &site.Site{Network: n, Directory: d, Access: policies, Log: slog.New(slog.DiscardHandler), Address: "https://eerstelijn.example", Now: clock.Fixed(now),
		SignedIn: func(*http.Request) access.Actor { return who }}, Needs: admin.Needs{Hearing: hearing}}.HearingPages().Mount(func(pattern string, h site.Handler) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if failed = h(w, r); failed != nil {
				w.WriteHeader(http.StatusTeapot)
			}
		})
	})
	ask := func(method, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(url.Values{}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		failed = nil
		mux.ServeHTTP(w, r)
		return w
	}
	one := "/beheer/seintjes/" + string(made.ID)
	for path, want := range map[string][]string{
		"/beheer/seintjes": {"Praktijk &lt;b&gt;Kade", "Een vraag om een plek is veranderd", "wacht op het eerste antwoord", "nog nooit", one},
		one:                {"https://ontvanger.example/x", "Kopie &lt;i&gt;bijhouden", "Zet uit", "Nog nooit"},
	} {
		page := ask(http.MethodGet, path).Body.String()
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("%s lacks %q", path, text)
			}
		}
		if strings.Contains(page, "geheim") {
			t.Errorf("%s shows a secret", path)
		}
	}
	who.Role = access.ProviderAdmin
	for _, c := range [][2]string{{http.MethodGet, "/beheer/seintjes"}, {http.MethodGet, one}, {http.MethodPost, one}} {
		if ask(c[0], c[1]); fault.KindOf(failed) != fault.Denied {
			t.Errorf("%s %s by somebody else: %v", c[0], c[1], failed)
		}
	}
	who.Role = access.PlatformAdmin
	if w := ask(http.MethodPost, one); w.Code != http.StatusSeeOther || w.Header().Get("Location") != one+"?gedaan=uit" {
		t.Fatalf("%d to %q, %v", w.Code, w.Header().Get("Location"), failed)
	}
	if page := ask(http.MethodGet, one+"?gedaan=uit").Body.String(); !strings.Contains(page, "geen seintjes meer") || strings.Contains(page, "Zet uit") {
		t.Error("it is not off")
	}
	if page := ask(http.MethodGet, one).Body.String(); !strings.Contains(page, "De beheerder van de site zette het uit.") {
		t.Error("it does not say why")
	}
	if ask(http.MethodGet, "/beheer/seintjes/niets"); fault.KindOf(failed) != fault.NotFound {
		t.Errorf("one that is not there: %v", failed)
	}
	var state string
	if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT state FROM subscription`).Scan(&state)
	}); err != nil || state != "off" {
		t.Errorf("%s, %v", state, err)
	}
}
