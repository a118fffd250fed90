// Package agreementtest builds a small house for tests of agreements: two regions, a wijkverband, bodies and
// providers with delegates who hold mandates, and a clock that a test moves.
package agreementtest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Began is when the clock of a house begins.
var Began = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Operator sets things up.
var Operator = access.Job("test")

// House is one node of the platform, as far as agreements need it.
type House struct {
	*agreement.Service
	Mandates    *mandate.Service
	Network     *network.Service
	Links       *link.Links
	Outbox      *mail.Outbox
	Spine       *act.Spine
	DB          *store.DB
	Keys        *keys.Ring
	File        *keys.File
	Feed        *ledger.Feed
	Sealer      *ledger.Sealer
	Region      network.RegionID
	Other       network.RegionID
	Wijkverband network.WijkverbandID
	RESV, Wijk  mandate.Forum
	Nation      mandate.Forum
	// Parties speak for themselves, each by a delegate of its own; Body is a discipline body.
	Parties []Party
	Body    Party
	at      *atomic.Int64
}

// Party is an organisation with somebody who may sign for it at every table of the house.
type Party struct {
	Organization network.OrganizationID
	Delegate     access.Actor
	Mandates     map[mandate.ForumKind]mandate.ID
}

// Now is the moment of the house's clock. It moves a little at each look, as clocks do.
func (h *House) Now() time.Time { return time.UnixMicro(h.at.Add(1)).UTC() }

// Pass moves the clock on.
func (h *House) Pass(d time.Duration) { h.at.Add(d.Microseconds()) }

// New builds a house on an empty database that open gives.
func New(t testing.TB, open func(testing.TB, clock.Clock) *store.DB) *House {
	t.Helper()
	h := &House{at: &atomic.Int64{}}
	h.at.Store(Began.UnixMicro())
	h.DB = open(t, h.Now)
	var err error
	if h.File, err = keys.CreateFile(filepath.Join(t.TempDir(), "keys"), Began); err != nil {
		t.Fatal(err)
	}
	h.node(t)
	ctx := t.Context()
	h.Region, h.Other = h.region(t, "Regio Een"), h.region(t, "Regio Twee")
	w, err := h.Network.SaveWijkverband(ctx, Operator, network.Wijkverband{Region: h.Region, Name: "West"})
	if err != nil {
		t.Fatal(err)
	}
	h.Wijkverband = w.ID
	h.RESV = mandate.Forum{Kind: mandate.RESV, Region: h.Region}
	h.Wijk = mandate.Forum{Kind: mandate.Wijkverband, Region: h.Region, Wijkverband: w.ID}
	h.Nation = mandate.Forum{Kind: mandate.Nation}
	for i := range 3 {
		h.Parties = append(h.Parties, h.Party(t, fmt.Sprintf("Praktijk %d", i+1), network.Provider))
	}
	h.Body = h.Party(t, "Huisartsen samen", network.DisciplineBody)
	h.Exec(t, `INSERT INTO national_board (seat, organization, from_at) VALUES ('nation', $1, $2)`, h.National().Organization, Began.UnixMicro())
	return h
}

// node makes the services on the house's database.
func (h *House) node(t testing.TB) {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	h.Keys = keys.New(h.File)
	h.Feed = ledger.NewFeed(h.DB, log)
	h.Sealer = ledger.NewSealer(h.DB, h.Keys, log)
	h.Spine = act.New(h.DB, policies, h.Feed.Kick)
	h.Network = network.New(h.Spine)
	h.Links, h.Outbox = link.New(h.DB, h.Keys), mail.New(h.DB, h.Keys, nil, log)
	h.Mandates = mandate.New(h.Spine, h.Network)
	h.Service = agreement.New(agreement.Deps{Spine: h.Spine, Network: h.Network, Mandates: h.Mandates, Keys: h.Keys, Links: h.Links, Outbox: h.Outbox})
	h.Address("https://eerstelijn.example")
	h.Mandates.Tell(h.Service)
}

func (h *House) region(t testing.TB, name string) network.RegionID {
	t.Helper()
	r, err := h.Network.SaveRegion(t.Context(), Operator, network.Region{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// Organization makes one of a kind.
func (h *House) Organization(t testing.TB, name string, kind network.OrganizationKind) network.OrganizationID {
	t.Helper()
	o := network.Organization{Kind: kind, Name: name}
	if kind == network.Provider || kind == network.DisciplineBody {
		o.Discipline, o.Email = "huisartsenzorg", "leden@voorbeeld.nl"
	}
	made, err := h.Network.SaveOrganization(t.Context(), Operator, o)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Person makes somebody who works for an organisation.
func (h *House) Person(t testing.TB, name string, role access.Role, org network.OrganizationID) access.Actor {
	t.Helper()
	p, err := h.Network.SavePerson(t.Context(), Operator, network.Person{Name: name, Role: string(role), Organization: org, Region: h.Region, Email: Address(name)})
	if err != nil {
		t.Fatal(err)
	}
	return access.Actor{Person: string(p), Name: name, Role: role, Organization: string(org), Region: string(h.Region), Assurance: access.Substantial, Via: access.ByPage}
}

// Address is where somebody of a name gets mail.
func Address(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@post.example"
}

// Party makes an organisation whose delegate holds a mandate at each table, on everything.
func (h *House) Party(t testing.TB, name string, kind network.OrganizationKind) Party {
	t.Helper()
	return h.PartyAt(t, name, kind, h.RESV, h.Wijk, h.Nation)
}

// PartyAt makes an organisation whose delegate holds a mandate at some tables, on everything.
func (h *House) PartyAt(t testing.TB, name string, kind network.OrganizationKind, at ...mandate.Forum) Party {
	t.Helper()
	p := Party{Organization: h.Organization(t, name, kind), Mandates: map[mandate.ForumKind]mandate.ID{}}
	p.Delegate = h.Person(t, "Gemachtigde van "+name, access.Professional, p.Organization)
	if kind == network.DisciplineBody {
		for _, region := range []network.RegionID{h.Region, ""} {
			if _, err := h.Mandates.Recognise(t.Context(), Operator, mandate.Standing{Body: p.Organization, Region: region, Discipline: "huisartsenzorg", Evidence: "Besluit"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range at {
		p.Mandates[f.Kind] = h.Grant(t, p, f, mandate.Every)
	}
	return p
}

// Grant gives the delegate of a party a mandate.
func (h *House) Grant(t testing.TB, p Party, f mandate.Forum, subjects ...string) mandate.ID {
	t.Helper()
	m, err := h.Mandates.Grant(t.Context(), Operator, mandate.Mandate{
		Grantor: p.Organization, Delegate: network.PersonID(p.Delegate.Person), Forum: f, Subjects: subjects, Evidence: "Vergadering",
	})
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// Staff works for the region, and Coordinator for its wijkverband; Stranger does elsewhere.
func (h *House) Staff() access.Actor {
	return access.Actor{Person: "p-staff", Role: access.RESVStaff, Organization: "resv", Region: string(h.Region), Assurance: access.Substantial, Via: access.ByPage}
}

// Coordinator coordinates the wijkverband.
func (h *House) Coordinator() access.Actor {
	return access.Actor{Person: "p-coordinator", Role: access.Coordinator, Organization: "wijk", Region: string(h.Region), Wijkverband: string(h.Wijkverband), Assurance: access.Substantial, Via: access.ByPage}
}

// Stranger is staff of another region.
func (h *House) Stranger() access.Actor {
	return access.Actor{Person: "p-stranger", Role: access.RESVStaff, Organization: "elders", Region: string(h.Other), Assurance: access.Substantial, Via: access.ByPage}
}

// National works for the nation's board.
func (h *House) National() access.Actor {
	return access.Actor{Person: "p-national", Role: access.National, Organization: "landelijk", Assurance: access.Substantial, Via: access.ByPage}
}

// Text is a draft between parties, with two clauses and an obligation.
func Text(f mandate.Forum, kind agreement.Kind, parties ...Party) agreement.Draft {
	d := agreement.Draft{Kind: kind, Forum: f, Title: "Overbrugging in de regio", Body: agreement.Body{
		Clauses: []agreement.Clause{
			{Number: "1", Heading: "Wie", Text: "Wij helpen elkaar als er geen plek is."},
			{Number: "2", Heading: "Hoe snel", Text: "Wij antwoorden binnen vier uur."},
		},
		Obligations: []agreement.Obligation{{Clause: "2", Who: "each", What: "Antwoorden binnen vier uur", Measure: agreement.Attested, Norm: 90, Period: "month"}},
	}}
	for _, p := range parties {
		d.Parties = append(d.Parties, p.Organization)
	}
	return d
}

// Keeper drafts and looks after what is agreed at a table.
func (h *House) Keeper(f mandate.Forum) access.Actor {
	switch f.Kind {
	case mandate.Wijkverband:
		return h.Coordinator()
	case mandate.Nation:
		return h.National()
	}
	return h.Staff()
}

// Offered makes an agreement that its parties are asked to sign.
func (h *House) Offered(t testing.TB, d agreement.Draft) agreement.Agreement {
	t.Helper()
	a, err := h.Service.Draft(t.Context(), h.Keeper(d.Forum), d)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = h.Offer(t.Context(), h.Keeper(d.Forum), a.ID); err != nil {
		t.Fatal(err)
	}
	return a
}

// Active makes an agreement that all parties signed.
func (h *House) Active(t testing.TB, d agreement.Draft, parties ...Party) agreement.Agreement {
	t.Helper()
	a := h.Offered(t, d)
	for _, p := range parties {
		var err error
		if a, err = h.Sign(t.Context(), p.Delegate, a.ID, p.Organization, a.Version); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// Ended lets all parties of an agreement say that it may end, now.
func (h *House) Ended(t testing.TB, which agreement.ID, parties ...Party) (a agreement.Agreement) {
	t.Helper()
	for _, p := range parties {
		var err error
		if a, err = h.End(t.Context(), p.Delegate, which, "Klaar", time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// Exec changes rows as nobody should.
func (h *House) Exec(t testing.TB, query string, args ...any) {
	t.Helper()
	err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
