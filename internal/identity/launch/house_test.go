package launch_test

import (
	"context"
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
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// noon is a Tuesday.
var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)

const siteURL = "http://127.0.0.1:1"

var (
	operator      = access.Job("test")
	administrator = access.Actor{Person: "beheer", Role: access.PlatformAdmin, Assurance: access.Substantial}
)

// hands is a clock that a test moves.
type hands struct{ at atomic.Int64 }

func (h *hands) now() time.Time      { return time.UnixMicro(h.at.Load()) }
func (h *hands) add(d time.Duration) { h.at.Add(d.Microseconds()) }

// house is a site where one hospital has a record system, in which a nurse works.
type house struct {
	t        testing.TB
	db       *store.DB
	clock    *hands
	network  *network.Service
	launch   *launch.Service
	keys     *signer // of this site
	record   *oidctest.Provider
	system   launch.SystemID
	hospital network.OrganizationID
	nurse    network.PersonID
}

func newHouse(t testing.TB, db func(testing.TB, clock.Clock) *store.DB) *house {
	t.Helper()
	h := &house{t: t, clock: &hands{}}
	h.clock.at.Store(noon.UnixMicro())
	h.db = db(t, h.clock.now)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), noon)
	if err != nil {
		t.Fatal(err)
	}
	spine, ring := act.New(h.db, policies, nil), keys.New(file)
	h.network = network.New(spine)
	h.keys = newSigner(t, h.clock.now)
	h.launch = launch.New(launch.Options{
		Spine: spine, Network: h.network, Identity: identity.New(spine, h.network, ring), Keys: ring, Now: h.clock.now, Rules: oidc.Rules{Insecure: true}, Assert: h.keys.sign,
	})
	h.hospital = h.organization("Ziekenhuis Oevermonde", "90000001")
	h.nurse = h.person(h.hospital, "noor@oevermonde.example", access.Professional)
	h.record = oidctest.New(t, h.clock.now)
	h.record.Launch() // makes it a record system
	h.system = h.added(h.record)
	h.record.SignInAs(nurse("n1"))
	return h
}

func (h *house) organization(name, ura string) network.OrganizationID {
	h.t.Helper()
	made, err := h.network.SaveOrganization(h.t.Context(), operator, network.Organization{Kind: network.Provider, Name: name, URA: ura})
	if err != nil {
		h.t.Fatal(err)
	}
	return made
}

func (h *house) person(of network.OrganizationID, email string, role access.Role) network.PersonID {
	h.t.Helper()
	made, err := h.network.SavePerson(h.t.Context(), operator, network.Person{Name: "Noor de Wit", Email: email, Organization: of, Role: string(role)})
	if err != nil {
		h.t.Fatal(err)
	}
	return made
}

// of describes a record system as somebody fills it in.
func (h *house) of(p *oidctest.Provider) launch.System {
	return launch.System{Name: "Dossier", Base: p.Base(), Issuer: p.URL, ClientID: "eerstelijn", Organization: h.hospital, Assurance: access.Substantial, Patient: true}
}

// added makes a record system known here, and this site known there.
func (h *house) added(p *oidctest.Provider) launch.SystemID {
	h.t.Helper()
	made, err := h.launch.Add(h.t.Context(), administrator, h.of(p))
	if err != nil {
		h.t.Fatal(err)
	}
	p.Register("eerstelijn", "", siteURL+launch.BackPath(made), "")
	return made
}

// nurse is somebody at the record system.
func nurse(sub string) oidctest.Claims {
	return oidctest.Claims{"sub": sub, "fhirUser": "Practitioner/" + sub, "email": "Noor@oevermonde.example", "email_verified": true}
}

// trip is a launch under way: what the browser keeps and what it brought back.
type trip struct {
	sealed string
	answer url.Values
}

// away opens the site from the record system, and comes back with its answer.
func (h *house) away() trip {
	h.t.Helper()
	to, sealed, _, err := h.launch.Start(h.t.Context(), h.record.Base(), h.record.Launch(), siteURL)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, to, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	answer, err := c.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	_ = answer.Body.Close()
	back, err := answer.Location()
	if err != nil {
		h.t.Fatalf("the record system answers %s and leads nowhere", answer.Status)
	}
	return trip{sealed, back.Query()}
}

func (h *house) finish(t trip) (launch.Arrived, error) {
	return h.launch.Finish(h.t.Context(), h.system, t.sealed, t.answer)
}

// count counts rows.
func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	err := h.db.Read(h.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, query, args...).Scan(&n)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func onSQLite(t testing.TB) *house {
	t.Helper()
	return newHouse(t, storetest.SQLite)
}
