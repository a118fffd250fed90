package obligation_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// start is a Wednesday; the first whole week begins on the Monday after it.
var start = time.Date(2026, 9, 2, 9, 0, 0, 0, clock.Amsterdam)

var table = mandate.Forum{Kind: mandate.RESV, Region: "region"}

// book says what binds whom, as a test wrote it down.
type book struct {
	mu      sync.Mutex
	terms   []agreement.Term
	readers map[agreement.ID][]network.OrganizationID
	granted map[agreement.ID]network.OrganizationID
}

func (b *book) TermsTx(_ context.Context, _ *store.Tx, which agreement.ID, from, until time.Time) (found []agreement.Term, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.terms {
		if (which == "" || which == t.Agreement) && t.From.Before(until) && (t.Until.IsZero() || t.Until.After(from)) {
			found = append(found, t)
		}
	}
	return found, nil
}

func (b *book) TermsOfTx(_ context.Context, _ *store.Tx, party network.OrganizationID, at time.Time) (found []agreement.Term, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.terms {
		if t.Party == party && !t.From.After(at) && (t.Until.IsZero() || t.Until.After(at)) {
			found = append(found, t)
		}
	}
	return found, nil
}

func (b *book) ReaderTx(_ context.Context, _ *store.Tx, actor access.Actor, which agreement.ID) (access.Subject, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	parties, known := b.readers[which]
	if !known {
		return access.Subject{}, fault.Missing("Deze afspraak kennen we niet.", "agreement not found")
	}
	about := access.Subject{Type: "agreement", ID: string(which), Region: "region"}
	if slices.Contains(parties, network.OrganizationID(actor.Organization)) {
		about.Organization = actor.Organization
	}
	return about, nil
}

func (b *book) GrantedTx(_ context.Context, _ *store.Tx, which agreement.ID, insurer network.OrganizationID, _ time.Time) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return insurer != "" && b.granted[which] == insurer, nil
}

func (b *book) ReachTx(_ context.Context, _ *store.Tx, party network.OrganizationID, _ mandate.Forum, _ string) ([]string, error) {
	return []string{string(party) + "@post.example"}, nil
}

// voices says who speaks for whom.
type voices []mandate.Mandate

func (v voices) ChainTx(_ context.Context, _ *store.Tx, q mandate.Ask) (mandate.Chain, error) {
	valid := slices.ContainsFunc(v, func(m mandate.Mandate) bool {
		return m.Delegate == q.Signer && m.Grantor == q.Party && m.Forum == q.Forum && slices.Contains(m.Subjects, q.Subject)
	})
	return mandate.Chain{Party: q.Party, Signer: q.Signer, Valid: valid}, nil
}

func (v voices) Mandates(_ context.Context, q mandate.Query) (found []mandate.Mandate, err error) {
	for _, m := range v {
		if (q.Delegate == "" || q.Delegate == m.Delegate) && (q.Grantor == "" || q.Grantor == m.Grantor) && (q.Forum == mandate.Forum{} || q.Forum == m.Forum) {
			found = append(found, m)
		}
	}
	return found, nil
}

// scale counts as the test says.
type scale struct {
	n, good atomic.Int64
	// fails says how many of the next questions go wrong, and panics whether they do so loudly.
	fails  atomic.Int64
	panics atomic.Bool
	asked  atomic.Int64
	broken network.OrganizationID // of whom every question goes wrong
}

func (s *scale) Of(_ context.Context, _ *store.Tx, party network.OrganizationID, _ mandate.Forum, _ map[string]int, _, _ time.Time) (n, good int, err error) {
	s.asked.Add(1)
	if party != "" && party == s.broken {
		return 0, 0, errors.New("the scale does not know them")
	}
	if s.fails.Add(-1) >= 0 {
		if s.panics.Load() {
			panic("the scale fell")
		}
		return 0, 0, errors.New("the scale is broken")
	}
	return int(s.n.Load()), int(s.good.Load()), nil
}

func (s *scale) says(n, good int64) { s.n.Store(n); s.good.Store(good) }

// house weighs what a test wrote down.
type house struct {
	*testing.T
	*obligation.Service
	db      *store.DB
	now     *atomic.Int64
	spine   *act.Spine
	network *network.Service
	outbox  *mail.Outbox
	book    *book
	scale   *scale
	people  voices
}

func run(t *testing.T, test func(h *house)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(furnish(t, t, open))
		})
	}
}

func furnish(t *testing.T, tb testing.TB, open func(testing.TB, clock.Clock) *store.DB) *house {
	h := &house{T: t, now: new(atomic.Int64), scale: &scale{}, book: &book{readers: map[agreement.ID][]network.OrganizationID{}, granted: map[agreement.ID]network.OrganizationID{}}}
	h.at(start)
	h.db = open(tb, func() time.Time { return time.UnixMicro(h.now.Load()) })
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(tb.TempDir(), "keys"), start)
	if err != nil {
		t.Fatal(err)
	}
	h.spine = act.New(h.db, policies, nil)
	h.network = network.New(h.spine)
	h.outbox = mail.New(h.db, keys.New(file), nil, slog.New(slog.DiscardHandler))
	h.Service = h.node()
	return h
}

// node is a program on the same database.
func (h *house) node() *obligation.Service {
	s := obligation.New(obligation.Deps{Spine: h.spine, Agreements: h.book, Mandates: &h.people, Network: h.network, Outbox: h.outbox,
		Measures: map[string]obligation.Measure{"answer-placements": h.scale}})
	s.At("https://eerstelijn.example")
	return s
}

func (h *house) at(t time.Time)       { h.now.Store(t.UnixMicro()) }
func (h *house) wait(d time.Duration) { h.now.Add(d.Microseconds()) }
func (h *house) clock() time.Time     { return time.UnixMicro(h.now.Load()).UTC() }

const day = 24 * time.Hour

// bind writes down that an agreement binds parties from a moment until another (zero: still).
func (h *house) bind(which agreement.ID, o agreement.Obligation, from, until time.Time, parties ...network.OrganizationID) {
	h.book.mu.Lock()
	defer h.book.mu.Unlock()
	for _, party := range parties {
		h.book.terms = append(h.book.terms, agreement.Term{Agreement: which, Number: 7, Title: "Nacht", Kind: "reachability", Forum: table, Subject: "reachability", Text: 1,
			Party: party, Obligation: o, From: from, Until: until})
	}
	h.book.readers[which] = append(h.book.readers[which], parties...)
}

// answers is an obligation that the scale measures; promise is one that the party attests.
func answers(norm int, period string) agreement.Obligation {
	return agreement.Obligation{ID: "answers", Clause: "2", Who: "each", What: "Op tijd antwoorden", Measure: "answer-placements", Params: map[string]int{"hours": 4}, Norm: norm, Period: period}
}

func promise(period string) agreement.Obligation {
	return agreement.Obligation{ID: "promise", Clause: "3", Who: "each", What: "Terugkijken", Measure: "attested", Norm: 100, Period: period}
}

func (h *house) weigh() int {
	h.Helper()
	n, err := h.Weigh(h.Context(), access.Job("test"))
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func actor(role access.Role, person, organization string) access.Actor {
	return access.Actor{Person: person, Role: role, Organization: organization, Region: "region", Assurance: access.Substantial, Via: access.ByPage}
}

var staff = actor(access.RESVStaff, "staff", "")

// kept gives all that was weighed of an agreement, the oldest first.
func (h *house) kept(which agreement.ID) []obligation.Period {
	h.Helper()
	all, err := h.Kept(h.Context(), staff, obligation.Query{Agreement: which})
	if err != nil {
		h.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

func (h *house) letters() []mail.Queued {
	h.Helper()
	all, err := h.outbox.QueuedForDemo(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	return all
}

func (h *house) count(query string, args ...any) (n int) {
	h.Helper()
	if err := h.db.Read(h.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&n) }); err != nil {
		h.Fatal(err)
	}
	return n
}
