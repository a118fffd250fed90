package approval_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// theAct is one that two people do: any of the table will do here, as what happens is the test's own.
const theAct = "identity.GrantClientScope"

var (
	first   = admin("first")
	second  = admin("second")
	auditor = access.Actor{Person: "auditor", Role: access.Auditor, Assurance: access.High}
	subject = access.Subject{Type: "person", ID: "p1", Person: "p1", Region: "r1", Role: string(access.PlatformAdmin)}
	began   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func admin(person string) access.Actor {
	return access.Actor{Person: person, Role: access.PlatformAdmin, Assurance: access.High}
}

// proposed is a payload that says what will happen.
type proposed struct {
	Role string `json:"role"`
}

func (p proposed) Says() string { return "Iemand krijgt de rol " + p.Role + "." }

// house is approvals in which the act adds a row with the proposal's id.
type house struct {
	*approval.Approvals
	db   *store.DB
	now  atomic.Int64
	fail error // what the executor gives
	// gone and lost are who left, and who has the right no more, since they proposed.
	gone, lost string
}

// onEach runs a test on both databases, each in a house of its own.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{}
			h.now.Store(began.UnixMicro())
			fn(t, build(t, open(t, func() time.Time { return clock.FromMicros(h.now.Load()) }), h))
		})
	}
}

func build(t testing.TB, db *store.DB, h *house) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	h.now.Store(began.UnixMicro())
	h.db, h.fail, h.gone, h.lost = db, nil, "", ""
	h.Approvals = approval.New(act.New(db, policies, nil), policies, h.person)
	h.Register(theAct, func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		if _, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ($1, $2)`, "done:"+string(p.ID), p.Decider); err != nil {
			return err
		}
		tx.About(p.Subject.Type, p.Subject.ID)
		return h.fail
	})
	return h
}

// person is everybody an administrator, as long as nothing happened to them.
func (h *house) person(_ context.Context, _ *store.Tx, person string) (access.Actor, bool, error) {
	who := admin(person)
	who.Assurance = access.NoAssurance // there is no session to know it from
	if person == h.lost {
		who.Role = access.Professional
	}
	return who, person != h.gone, nil
}

func (h *house) propose(t testing.TB, payload any) approval.Proposal {
	t.Helper()
	p, err := h.Propose(t.Context(), first, theAct, subject, payload)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// times counts how often a proposal was done.
func (h *house) times(t testing.TB, p approval.ID) (n int) {
	t.Helper()
	h.read(t, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM installation WHERE name = $1`, "done:"+string(p)).Scan(&n)
	})
	return n
}

func (h *house) read(t testing.TB, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := h.db.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// last gives the newest entry of an act: how it ended, and whom and what it names.
func (h *house) last(t testing.TB, act string) (person, outcome string, about []string) {
	t.Helper()
	h.read(t, func(ctx context.Context, tx *store.Tx) (err error) {
		var entry string
		if err := tx.QueryRow(ctx, `SELECT id, person, outcome FROM ledger_entry WHERE act = $1 ORDER BY id DESC LIMIT 1`, act).Scan(&entry, &person, &outcome); err != nil {
			return err
		}
		about, err = store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) },
			`SELECT subject_type || ':' || subject_id FROM ledger_subject WHERE entry = $1 ORDER BY 1`, entry)
		return err
	})
	return person, outcome, about
}

func TestTwoPeopleDoItTogether(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		p := h.propose(t, proposed{"platform-admin"})
		if p.State != approval.Waiting || p.Proposer != "first" || !p.Until.Equal(began.Add(approval.Lasts)) || p.Says != "Iemand krijgt de rol platform-admin." {
			t.Errorf("proposed: %+v", p)
		}
		if h.times(t, p.ID) != 0 {
			t.Fatal("it was done by one person")
		}
		waiting, err := h.List(t.Context(), second)
		if err != nil || len(waiting) != 1 || waiting[0].ID != p.ID || waiting[0].Subject != subject || string(waiting[0].Payload) != `{"role":"platform-admin"}` {
			t.Fatalf("waits: %+v, %v", waiting, err)
		}
		if err := h.Approve(t.Context(), second, p.ID); err != nil {
			t.Fatal(err)
		}
		person, outcome, about := h.last(t, "approval.Approve")
		want := "act:" + theAct + " approval:" + string(p.ID) + " person:first person:p1"
		if person != "second" || outcome != "done" || strings.Join(about, " ") != want {
			t.Errorf("recorded: %s %s about %v, want %s", person, outcome, about, want)
		}
		if h.times(t, p.ID) != 1 {
			t.Error("it was not done")
		}
		if err := h.Approve(t.Context(), admin("third"), p.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a third person: %v", err)
		}
		if waiting, err := h.List(t.Context(), second); err != nil || len(waiting) != 0 {
			t.Errorf("still waits: %+v, %v", waiting, err)
		}
	})
}

// Whoever may not is refused, on record, and nothing happens.
func TestWhoMayNot(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		p := h.propose(t, proposed{"auditor"})
		unsure := second
		unsure.Assurance = access.Low
		for name, err := range map[string]error{
			"oneself":          h.Approve(t.Context(), first, p.ID),
			"without right":    h.Approve(t.Context(), auditor, p.ID),
			"a citizen":        h.Approve(t.Context(), access.Anonymous(""), p.ID),
			"not sure enough":  h.Approve(t.Context(), unsure, p.ID),
			"rejects":          h.Reject(t.Context(), auditor, p.ID),
			"a citizen lists":  errOf(h.List(t.Context(), access.Anonymous(""))),
			"proposes":         errOf(h.Propose(t.Context(), auditor, theAct, subject, proposed{"x"})),
			"proposes unknown": errOf(h.Propose(t.Context(), access.Anonymous(""), theAct, subject, nil)),
		} {
			if fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, outcome, _ := h.last(t, "approval.Approve"); outcome != "refused" {
			t.Errorf("recorded as %s", outcome)
		}
		if waiting, err := h.List(t.Context(), auditor); err != nil || len(waiting) != 0 {
			t.Errorf("somebody without the right sees %+v (%v)", waiting, err)
		}
		if h.times(t, p.ID) != 0 {
			t.Error("it was done")
		}
		if err := h.Approve(t.Context(), second, "nothing"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown one: %v", err)
		}
		if err := h.Approve(t.Context(), second, p.ID); err != nil {
			t.Errorf("the right person can no longer: %v", err)
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

func TestRejectedAndTakenBack(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, who := range map[string]access.Actor{"rejected": second, "taken back": first} {
			p := h.propose(t, proposed{name})
			if err := h.Reject(t.Context(), who, p.ID); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if err := h.Approve(t.Context(), second, p.ID); fault.KindOf(err) != fault.Conflict || h.times(t, p.ID) != 0 {
				t.Errorf("%s and then approved: %v", name, err)
			}
		}
	})
}

func TestWaitsOnceAndNotForever(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		p := h.propose(t, proposed{"auditor"})
		if _, err := h.Propose(t.Context(), second, theAct, subject, proposed{"auditor"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same again: %v", err)
		}
		other := h.propose(t, proposed{"resv-staff"})
		h.now.Store(began.Add(approval.Lasts - time.Microsecond).UnixMicro())
		if err := h.Approve(t.Context(), second, other.ID); err != nil {
			t.Errorf("at the last moment: %v", err)
		}
		h.now.Store(began.Add(approval.Lasts).UnixMicro())
		if err := h.Approve(t.Context(), second, p.ID); fault.KindOf(err) != fault.Conflict || h.times(t, p.ID) != 0 {
			t.Errorf("after seven days: %v", err)
		}
		if waiting, err := h.List(t.Context(), second); err != nil || len(waiting) != 0 {
			t.Errorf("after seven days waits %+v (%v)", waiting, err)
		}
		again := h.propose(t, proposed{"auditor"})
		if err := h.Approve(t.Context(), second, again.ID); err != nil || h.times(t, again.ID) != 1 {
			t.Errorf("proposed anew: %v", err)
		}
	})
}

// Two people agree at the moment that it is done: a proposal of somebody who could no longer make it is
// not done, by nobody.
func TestProposerIsWeighedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		p := h.propose(t, proposed{"auditor"})
		for what, set := range map[string]*string{"left": &h.gone, "lost the right": &h.lost} {
			*set = "first"
			if err := h.Approve(t.Context(), second, p.ID); fault.KindOf(err) != fault.Conflict || h.times(t, p.ID) != 0 {
				t.Errorf("the first %s: %v, done %d times", what, err, h.times(t, p.ID))
			}
			*set = ""
		}
		if err := h.Approve(t.Context(), second, p.ID); err != nil || h.times(t, p.ID) != 1 {
			t.Errorf("the first is still there: %v", err)
		}
	})
}

// What the second person must see is read for who may decide, and for nobody else.
func TestFacts(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		told := 0
		h.Tell(theAct, func(_ context.Context, _ *store.Tx, p approval.Proposal) ([]approval.Fact, error) {
			told++
			return []approval.Fact{{Term: "Voor", Text: "Anna Marker"}}, nil
		})
		h.propose(t, proposed{"auditor"})
		if waiting, err := h.List(t.Context(), auditor); err != nil || len(waiting) != 0 || told != 0 {
			t.Errorf("somebody without the right: %+v, told %d times, %v", waiting, told, err)
		}
		waiting, err := h.List(t.Context(), second)
		if err != nil || len(waiting) != 1 || len(waiting[0].Facts) != 1 || waiting[0].Facts[0].Text != "Anna Marker" {
			t.Errorf("%+v, %v", waiting, err)
		}
		var kept string
		h.read(t, func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT subject || payload || says FROM approval`).Scan(&kept)
		})
		if strings.Contains(kept, "Marker") {
			t.Errorf("the name is kept: %s", kept)
		}
	})
}

// What a region's staff may decide depends on the place and the role of it; both are weighed in the list.
func TestListOfTheRegion(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		const end = "network.EndPerson"
		h.Register(end, func(context.Context, *act.Tx, approval.Proposal) error { return nil })
		about := func(role access.Role, region string) approval.Proposal {
			p, err := h.Propose(t.Context(), first, end, access.Subject{Type: "person", ID: region + string(role), Region: region, Role: string(role)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		ours := about(access.RESVBoard, "r1")
		about(access.RESVBoard, "r2")
		about(access.Auditor, "r1")
		staff := access.Actor{Person: "staff", Role: access.RESVStaff, Region: "r1", Assurance: access.Substantial}
		waiting, err := h.List(t.Context(), staff)
		if err != nil || len(waiting) != 1 || waiting[0].ID != ours.ID {
			t.Errorf("%+v, %v", waiting, err)
		}
	})
}

// What fails half-way has not happened, and can be tried again.
func TestFailureLeavesItWaiting(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		p := h.propose(t, proposed{"auditor"})
		h.fail = errors.New("no")
		if err := h.Approve(t.Context(), second, p.ID); err == nil || h.times(t, p.ID) != 0 {
			t.Fatalf("failed: %v", err)
		}
		h.fail = nil
		if err := h.Approve(t.Context(), second, p.ID); err != nil || h.times(t, p.ID) != 1 {
			t.Errorf("tried again: %v", err)
		}
	})
}

func TestBadProposals(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		if _, err := h.Propose(t.Context(), first, theAct, subject, strings.Repeat("x", 20<<10)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a large payload: %v", err)
		}
		if _, err := h.Propose(t.Context(), first, "directory.Save", subject, nil); fault.KindOf(err) != fault.Internal {
			t.Errorf("an act for one person: %v", err)
		}
		for _, name := range []string{"directory.Save", "no.Act", theAct} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s is registered", name)
					}
				}()
				h.Register(name, func(context.Context, *act.Tx, approval.Proposal) error { return nil })
			}()
		}
	})
}

// ★ However many people decide at once, in whatever order, one proposal is done at most once, never by
// its own proposer, and never after it was rejected.
func TestDoneOnce(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		var round int
		rapid.Check(t, func(rt *rapid.T) {
			round++
			payload, err := json.Marshal(round)
			if err != nil {
				rt.Fatal(err)
			}
			p := h.propose(t, json.RawMessage(payload))
			deciders := rapid.SliceOfN(rapid.SampledFrom([]string{"first", "second", "third", "fourth"}), 2, 6).Draw(rt, "deciders")
			rejects := rapid.SliceOfN(rapid.Bool(), len(deciders), len(deciders)).Draw(rt, "rejects")
			var wg sync.WaitGroup
			var approved, rejected atomic.Int64
			for i, person := range deciders {
				wg.Go(func() {
					if rejects[i] {
						if h.Reject(t.Context(), admin(person), p.ID) == nil {
							rejected.Add(1)
						}
						return
					}
					if h.Approve(t.Context(), admin(person), p.ID) == nil {
						approved.Add(1)
						if person == "first" {
							rt.Error("the proposer agreed with themselves")
						}
					}
				})
			}
			wg.Wait()
			if n := int64(h.times(t, p.ID)); n != approved.Load() || n+rejected.Load() > 1 {
				rt.Fatalf("done %d times, %d approvals and %d rejections were accepted", n, approved.Load(), rejected.Load())
			}
			if approved.Load()+rejected.Load() == 0 {
				_ = h.Reject(t.Context(), first, p.ID)
			}
		})
	})
}
