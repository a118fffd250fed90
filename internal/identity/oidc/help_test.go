package oidc_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// noon is a Tuesday.
var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)

var operator = access.Job("test")

const siteURL = "http://127.0.0.1:1"

// hands is a clock that a test moves.
type hands struct{ at atomic.Int64 }

func (h *hands) now() time.Time      { return time.UnixMicro(h.at.Load()) }
func (h *hands) add(d time.Duration) { h.at.Add(d.Microseconds()) }

// house is a site with one provider, where one organisation is known.
type house struct {
	t        testing.TB
	db       *store.DB
	clock    *hands
	network  *network.Service
	identity *identity.Service
	keys     *keys.Ring
	keyFile  *keys.File
	provider *oidctest.Provider
	party    *oidc.Party
	hospital network.OrganizationID
}

func newHouse(t testing.TB, db func(testing.TB, clock.Clock) *store.DB, more func(*oidc.Issuer)) *house {
	t.Helper()
	h := &house{t: t, clock: &hands{}}
	h.clock.at.Store(noon.UnixMicro())
	h.db = db(t, h.clock.now)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	if h.keyFile, err = keys.CreateFile(filepath.Join(t.TempDir(), "keys"), noon); err != nil {
		t.Fatal(err)
	}
	h.keys = keys.New(h.keyFile)
	spine := act.New(h.db, policies, nil)
	h.network = network.New(spine)
	h.identity = identity.New(spine, h.network, h.keys)
	h.hospital, err = h.network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: "Ziekenhuis Oevermonde", URA: "90000001"})
	if err != nil {
		t.Fatal(err)
	}
	h.provider = oidctest.New(t, h.clock.now)
	h.provider.Register("eerstelijn", "geheim", siteURL+oidc.CallbackPath("werk"), siteURL+"/inloggen")
	issuer := employer(h.provider.URL)
	if more != nil {
		more(&issuer)
	}
	h.party = h.partyOf(issuer)
	return h
}

// employer is an issuer of a hospital.
func employer(address string) oidc.Issuer {
	return oidc.Issuer{
		ID: "werk", Name: "Ziekenhuis Oevermonde", Kind: oidc.Employer, URL: address, ClientID: "eerstelijn", Secret: "geheim",
		Assurance:    oidc.Levels{ACR: map[string]oidc.Level{"mfa": oidc.Level(access.Substantial), "pas": oidc.Level(access.High)}, Default: oidc.Level(access.Low)},
		Person:       oidc.Finding{Numbers: []string{"employee_number"}, Email: true, Enrol: true},
		Organization: oidc.Place{Claim: "ura", As: "ura"},
		Role:         oidc.Roles{Claim: "groups", Values: []oidc.RoleValue{{Is: "zorg", Role: access.Professional}, {Is: "beheer", Role: access.ProviderAdmin}}},
	}
}

func (h *house) partyOf(issuers ...oidc.Issuer) *oidc.Party {
	return oidc.New(issuers, oidc.Deps{
		Identity: h.identity, Network: h.network, Keys: h.keys, Now: h.clock.now, Rules: oidc.Rules{Insecure: true},
	})
}

// nurse is somebody at the provider.
func nurse(sub string) oidctest.Claims {
	return oidctest.Claims{"sub": sub, "name": "Noor de Wit", "ura": "90000001", "groups": []string{"personeel", "zorg"}, "acr": "mfa", "sid": "s-" + sub}
}

// trip is a sign-in under way: what the browser keeps and what it brought back.
type trip struct {
	sealed string
	answer url.Values
}

// away goes to a provider and comes back with its answer.
func (h *house) away(issuer string, ask oidc.Ask) trip {
	h.t.Helper()
	ask.Site = siteURL
	to, sealed, err := h.party.Start(h.t.Context(), issuer, ask)
	if err != nil {
		h.t.Fatal(err)
	}
	return trip{sealed, visit(h.t, to)}
}

// visit follows an address one step and gives the query that it leads to.
func visit(t testing.TB, to string) url.Values {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	back, err := answer.Location()
	if err != nil {
		t.Fatalf("the provider answers %s and leads nowhere", answer.Status)
	}
	return back.Query()
}

func (h *house) finish(issuer string, trip trip) (oidc.Back, error) {
	return h.party.Finish(h.t.Context(), issuer, trip.sealed, trip.answer)
}

// count counts rows.
func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	err := h.db.Read(h.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, query, args...).Scan(&n)
	})
	if err != nil {
		h.t.Fatal(fmt.Errorf("%s: %w", query, err))
	}
	return n
}

func onSQLite(t testing.TB, more func(*oidc.Issuer)) *house {
	t.Helper()
	return newHouse(t, storetest.SQLite, more)
}

func number(claim, value string) identity.Number { return identity.Number{Claim: claim, Value: value} }
