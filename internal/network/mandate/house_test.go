package mandate_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// noon is a Tuesday.
var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)

const day = 24 * time.Hour

var operator = access.Job("test")

// house is an invented region with a wijkverband, two bodies, a provider and some people.
type house struct {
	*mandate.Service
	network     *network.Service
	db          *store.DB
	at          *atomic.Int64
	region      network.RegionID
	other       network.RegionID
	wijkverband network.WijkverbandID
	resv, wijk  mandate.Forum
	gps         network.OrganizationID // discipline body of GPs
	pharmacists network.OrganizationID // discipline body of pharmacists
	practice    network.OrganizationID // a provider
	pharmacy    network.OrganizationID // a provider
	people      []network.PersonID
	lost        []mandate.Forum
}

// LostTx implements mandate.Loss.
func (h *house) LostTx(_ context.Context, _ *act.Tx, _ network.OrganizationID, f mandate.Forum) error {
	h.lost = append(h.lost, f)
	return nil
}

func (h *house) now() time.Time       { return time.UnixMicro(h.at.Load()).UTC() }
func (h *house) pass(d time.Duration) { h.at.Add(d.Microseconds()) }

// onEach runs fn with a house on a fresh database of each kind, with a clock that the test moves.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, build(t, open))
		})
	}
}

func build(t testing.TB, open func(testing.TB, clock.Clock) *store.DB) *house {
	t.Helper()
	h := &house{at: &atomic.Int64{}}
	h.at.Store(noon.UnixMicro())
	h.db = open(t, h.now)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(h.db, policies, nil)
	h.network = network.New(spine)
	h.Service = mandate.New(spine, h.network)
	h.Tell(h)
	h.region, h.other = h.newRegion(t, "Regio Een"), h.newRegion(t, "Regio Twee")
	w, err := h.network.SaveWijkverband(t.Context(), operator, network.Wijkverband{Region: h.region, Name: "West"})
	if err != nil {
		t.Fatal(err)
	}
	h.wijkverband = w.ID
	h.resv = mandate.Forum{Kind: mandate.RESV, Region: h.region}
	h.wijk = mandate.Forum{Kind: mandate.Wijkverband, Region: h.region, Wijkverband: h.wijkverband}
	h.gps = h.organization(t, network.DisciplineBody, "Huisartsen samen", "huisartsenzorg")
	h.pharmacists = h.organization(t, network.DisciplineBody, "Apothekers samen", "farmacie")
	h.practice = h.organization(t, network.Provider, "Praktijk Kade", "huisartsenzorg")
	h.pharmacy = h.organization(t, network.Provider, "Apotheek Brug", "farmacie")
	for _, name := range []string{"Anna", "Bram", "Cees", "Dina"} {
		p, err := h.network.SavePerson(t.Context(), operator, network.Person{Name: name, Role: string(access.Professional)})
		if err != nil {
			t.Fatal(err)
		}
		h.people = append(h.people, p)
	}
	return h
}

func (h *house) newRegion(t testing.TB, name string) network.RegionID {
	t.Helper()
	r, err := h.network.SaveRegion(t.Context(), operator, network.Region{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func (h *house) organization(t testing.TB, kind network.OrganizationKind, name string, d network.DisciplineCode) network.OrganizationID {
	t.Helper()
	o, err := h.network.SaveOrganization(t.Context(), operator, network.Organization{Kind: kind, Name: name, Discipline: d})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// boarded makes an organisation the board of the nation.
func (h *house) boarded(t testing.TB, o network.OrganizationID) {
	t.Helper()
	ok(t, h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO national_board (seat, organization, from_at) VALUES ('nation', $1, $2)`, o, clock.Micros(h.now()))
		return err
	}))
}

// recognised lets a body speak for a discipline in the house's region from now on.
func (h *house) recognised(t testing.TB, body network.OrganizationID, d network.DisciplineCode) mandate.Standing {
	t.Helper()
	return must[mandate.Standing](t)(h.Recognise(t.Context(), operator, mandate.Standing{Body: body, Region: h.region, Discipline: d, Evidence: "Vergadering van 1 juni 2026"}))
}

// granted gives the first of people a mandate at the RESV on one subject.
func (h *house) granted(t testing.TB, grantor network.OrganizationID, subjects ...string) mandate.Mandate {
	t.Helper()
	return must[mandate.Mandate](t)(h.Grant(t.Context(), operator, mandate.Mandate{Grantor: grantor, Delegate: h.people[0], Forum: h.resv, Subjects: subjects, Evidence: "Ledenvergadering van 1 juni 2026"}))
}

func (h *house) chain(t testing.TB, q mandate.Ask) mandate.Chain {
	t.Helper()
	return must[mandate.Chain](t)(h.Chain(t.Context(), q))
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, kind fault.Kind, err error) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil {
		t.Fatalf("got %v, want a fault of kind %v", err, kind)
	}
}

// actor is somebody signed in with a passkey.
func actor(role access.Role, set func(*access.Actor)) access.Actor {
	a := access.Actor{Person: string(id.New[network.PersonID]()), Role: role, Assurance: access.Substantial, Via: access.ByPage}
	if set != nil {
		set(&a)
	}
	return a
}
