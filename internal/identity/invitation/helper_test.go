package invitation_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const (
	site  = "https://eerstelijn.example"
	email = "anna.marker@zorg.example"
	name  = "Anna Marker"
)

var rp = virtualwebauthn.RelyingParty{ID: "eerstelijn.example", Name: "Eerstelijn", Origin: site}

type house struct {
	db        *store.DB
	network   *network.Service
	links     *link.Links
	passkeys  *passkey.Service
	outbox    *mail.Outbox
	approvals *approval.Approvals
	*invitation.Service
	now *atomic.Int64

	// two regions: ours has a wijkverband with an organisation, theirs one of its own
	region, theirs   network.RegionID
	verband, distant network.WijkverbandID
	home, other, far network.OrganizationID
}

func run(t *testing.T, fn func(t *testing.T, h *house)) {
	for which, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, now func() time.Time) *store.DB { return storetest.SQLite(t, now) },
		"postgres": func(t testing.TB, now func() time.Time) *store.DB { return storetest.Postgres(t, now) },
	} {
		t.Run(which, func(t *testing.T) {
			t.Parallel()
			h := &house{now: new(atomic.Int64)}
			h.now.Store(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).UnixNano())
			h.db = open(t, func() time.Time { return time.Unix(0, h.now.Load()).UTC() })
			policies, err := access.Load()
			if err != nil {
				t.Fatal(err)
			}
			spine := act.New(h.db, policies, nil)
			file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			ring := keys.New(file)
			h.network, h.links = network.New(spine), link.New(h.db, ring)
			people := identity.New(spine, h.network, ring)
			h.approvals = approval.New(spine, policies, people.AtWorkTx)
			if h.passkeys, err = passkey.New(spine, ring, site); err != nil {
				t.Fatal(err)
			}
			h.outbox = mail.New(h.db, ring, nil, slog.New(slog.DiscardHandler))
			h.Service = invitation.New(invitation.Needs{Spine: spine, Keys: ring, Network: h.network, Sessions: people, Offers: h,
				Links: h.links, Passkeys: h.passkeys, Outbox: h.outbox, Public: site})
			h.approvals.Register("identity.Invite", h.DoInvite)
			h.approvals.Register("identity.Recover", h.DoRecover)
			h.approvals.Tell("identity.Invite", h.TellTx)
			h.network.OnLeave(h.WithdrawOfTx)
			h.furnish(t)
			fn(t, h)
		})
	}
}

// OffersTx implements [invitation.Offers]: what an organisation offers is another package's to know.
func (h *house) OffersTx(_ context.Context, _ *store.Tx, o network.OrganizationID, r network.RegionID) (bool, error) {
	return (o == h.home || o == h.other) && r == h.region, nil
}

// furnish makes the places; what the network demands of them besides is not at stake here.
func (h *house) furnish(t *testing.T) {
	t.Helper()
	h.region, h.theirs = id.New[network.RegionID](), id.New[network.RegionID]()
	h.verband, h.distant = id.New[network.WijkverbandID](), id.New[network.WijkverbandID]()
	h.home, h.other, h.far = id.New[network.OrganizationID](), id.New[network.OrganizationID](), id.New[network.OrganizationID]()
	h.sql(t, `INSERT INTO region (id, slug, made_at) VALUES ($1, 'ons', 0), ($2, 'hun', 0)`, h.region, h.theirs)
	h.sql(t, `INSERT INTO wijkverband (id, slug, region, made_at) VALUES ($1, 'ons', $2, 0), ($3, 'hun', $4, 0)`, h.verband, h.region, h.distant, h.theirs)
	for _, o := range []network.OrganizationID{h.home, h.other, h.far} {
		h.sql(t, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
			VALUES ($1, 0, 'provider', 'Thuiszorg', 'thuiszorg', '', '', '', '', '', '', '', '')`, o)
	}
	for o, w := range map[network.OrganizationID]network.WijkverbandID{h.home: h.verband, h.other: h.verband, h.far: h.distant} {
		h.sql(t, `INSERT INTO contact (id, from_at, wijkverband, discipline, person, organization, function, phone, email, hours, remarks, show_name)
			VALUES ($1, 0, $2, 'wijkverpleging', '', $3, 'Aanspreekpunt', '', '', '', '', 0)`, id.New[string](), w, o)
	}
}

func (h *house) sql(t *testing.T, query string, args ...any) {
	t.Helper()
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

// as makes somebody at work with a role.
func (h *house) as(t *testing.T, role access.Role) access.Actor {
	t.Helper()
	a := access.Actor{Person: id.New[string](), Name: "Beheerder", Role: role, Organization: string(h.home), Region: string(h.region), Assurance: access.Substantial}
	if role == access.Coordinator {
		a.Wijkverband = string(h.verband)
	}
	if role == access.PlatformAdmin || role == access.Auditor {
		a.Region = ""
	}
	h.sql(t, `INSERT INTO person (id, name, role, organization, discipline, region, wijkverband, email) VALUES ($1, 'Beheerder', $2, $3, '', $4, $5, 'b@zorg.example')`,
		a.Person, a.Role, a.Organization, a.Region, a.Wijkverband)
	return a
}

func (h *house) colleague() invitation.Invitee {
	return invitation.Invitee{Name: name, Email: email, Role: access.Professional, Organization: h.home, Region: h.region}
}

// token gives the token in the newest mail.
func (h *house) token(t *testing.T) string {
	t.Helper()
	all, err := h.outbox.QueuedForDemo(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatalf("%d mails, %v", len(all), err)
	}
	_, rest, ok := strings.Cut(all[0].Text, site+"/inzage/")
	if !ok || all[0].To == "" {
		t.Fatalf("no link in %q", all[0].Text)
	}
	return strings.Fields(rest)[0]
}

func (h *house) mails(t *testing.T) int {
	t.Helper()
	s, err := h.outbox.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Waiting
}

// answer makes a passkey as a browser does, for whoever holds a link.
func (h *house) answer(t *testing.T, token string) (link.Link, []byte) {
	t.Helper()
	l, err := h.links.Find(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	question, err := h.AskNew(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	o, err := virtualwebauthn.ParseAttestationOptions(string(text))
	if err != nil {
		t.Fatal(err)
	}
	var key virtualwebauthn.Credential
	for key.Key == nil || len(key.Key.AttestationData()) != 77 { // see package passkey's test
		key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return l, []byte(virtualwebauthn.CreateAttestationResponse(rp, virtualwebauthn.NewAuthenticator(), key, *o))
}

func (h *house) accept(t *testing.T, token string) (identity.SignIn, error) {
	t.Helper()
	l, answer := h.answer(t, token)
	return h.Accept(t.Context(), l.Actor(), token, "Telefoon", answer)
}

func (h *house) person(t *testing.T, who network.PersonID) (p network.Person, keys, sessions int) {
	t.Helper()
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		if p, _, err = h.network.AtWorkTx(ctx, tx, who); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM passkey WHERE person = $1`, who).Scan(&keys); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT count(*) FROM session WHERE person = $1`, who).Scan(&sessions)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, keys, sessions
}
