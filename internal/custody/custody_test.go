package custody_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/approval/approvaltest"
	"eerstelijn/internal/custody"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var (
	first   = access.Actor{Person: id.From[string]("first"), Role: access.PlatformAdmin, Assurance: access.Substantial}
	second  = access.Actor{Person: id.From[string]("second"), Role: access.PlatformAdmin, Assurance: access.Substantial}
	command = access.Actor{Person: "system:command", Role: access.System, Assurance: access.High, Via: access.ByCommand}
)

// house is an installation with sealed values in a table of bytes, a table of text and in jobs.
type house struct {
	*custody.Service
	db        *store.DB
	ring      *keys.Ring
	file      *keys.File
	approvals *approval.Approvals
	jobs      *jobs.Runner
	ahead     *atomic.Int64 // seconds that the clock of the database is ahead of the machine's
}

// waiting is how the mail of the platform waits.
const waiting = "mail"

func newHouse(t *testing.T, db *store.DB, ahead *atomic.Int64) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: db, ahead: ahead, jobs: jobs.NewRunner(db, slog.New(slog.DiscardHandler))}
	if h.file, err = keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now()); err != nil {
		t.Fatal(err)
	}
	h.ring = keys.New(h.file)
	spine := act.New(db, policies, nil)
	h.approvals = approval.New(spine, policies, approvaltest.Everybody(first))
	h.Service = custody.New(custody.Options{
		Spine: spine, Approvals: h.approvals, Ring: h.ring, File: h.file, Now: clockOf(ahead), Stores: []keys.Rewrapper{
			custody.Table{DB: db, What: "bytes", Table: "ledger_name", ID: "id", Column: "sealed"},
			custody.Table{DB: db, What: "text", Table: "installation", ID: "name", Column: "value", Text: true},
			custody.Encoded{DB: db, What: "base64", Table: "discipline", ID: "code", Column: "plain"},
			custody.Payloads{DB: db, What: "jobs", Kind: waiting, Field: "sealed"},
		},
		Prints: []custody.Counter{custody.Prints{DB: db, What: "logins", Table: "login", Column: "value"}},
	})
	h.Handle(h.jobs)
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE discipline SET plain = ''`) // a column to borrow
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func clockOf(ahead *atomic.Int64) func() time.Time {
	return func() time.Time { return time.Now().Add(time.Duration(ahead.Load()) * time.Second) }
}

func onBoth(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		ahead := &atomic.Int64{}
		fn(t, newHouse(t, storetest.SQLite(t, clockOf(ahead)), ahead))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		ahead := &atomic.Int64{}
		fn(t, newHouse(t, storetest.Postgres(t, clockOf(ahead)), ahead))
	})
}

// seal puts n values in each store, and things beside them that are not sealed.
func (h *house) seal(t *testing.T, from, n int) {
	t.Helper()
	err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if from == 0 {
			sealed, err := h.ring.Seal(ctx, keys.ForNames, []byte("value ggz"), "ggz")
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE discipline SET plain = $1 WHERE code = 'ggz'`, base64.StdEncoding.EncodeToString(sealed)); err != nil {
				return err
			}
		}
		for i := from; i < from+n; i++ {
			key := strconv.Itoa(i)
			sealed, err := h.ring.Seal(ctx, keys.ForNames, []byte("value "+key), key)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO ledger_name (id, person, fingerprint, sealed) VALUES ($1, $1, $1, $2)`, key, sealed); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ($1, $2)`, key, string(sealed)); err != nil {
				return err
			}
			if err := jobs.Schedule(ctx, tx, waiting, key, time.Now().Add(24*time.Hour), map[string]any{"sealed": sealed, "tries": i}); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_name (id, person) VALUES ($1, 'erased')`, "erased"+strconv.Itoa(from)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ($1, 'plain')`, "plain"+strconv.Itoa(from))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// opened counts the values that still open, all of them, in all stores.
func (h *house) opened(t *testing.T) (n int) {
	t.Helper()
	check := func(key string, sealed []byte) {
		plain, err := h.ring.Open(t.Context(), keys.ForNames, sealed, key)
		if err != nil || string(plain) != "value "+key {
			t.Errorf("%s opened as %q: %v", key, plain, err)
		}
		n++
	}
	type row struct {
		key   string
		value []byte
	}
	scan := func(f func(...any) error) (r row, err error) { return r, f(&r.key, &r.value) }
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, q := range []string{`SELECT id, sealed FROM ledger_name WHERE sealed IS NOT NULL`, `SELECT name, value FROM installation WHERE value <> 'plain'`,
			`SELECT key, payload FROM job WHERE kind = 'mail'`, `SELECT code, plain FROM discipline WHERE plain <> ''`} {
			rows, err := store.All(ctx, tx, scan, q)
			if err != nil {
				return err
			}
			for _, r := range rows {
				var wrapped struct {
					Sealed []byte
					Tries  int
				}
				if plain, err := base64.StdEncoding.DecodeString(string(r.value)); err == nil {
					r.value = plain
				} else if json.Unmarshal(r.value, &wrapped) == nil && wrapped.Sealed != nil {
					r.value = wrapped.Sealed
					if strconv.Itoa(wrapped.Tries) != r.key {
						t.Errorf("job %s lost what stood beside the sealed value", r.key)
					}
				}
				check(r.key, r.value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) work(t *testing.T) {
	t.Helper()
	for {
		did, err := h.jobs.Step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !did {
			return
		}
	}
}

// From the old key to the new one: nothing is lost on the way, and the old key goes only when nothing
// is left under it.
func TestFromOneKeyToTheNext(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		old := h.ring.Current()
		const n = 230 // more than one transaction takes
		h.seal(t, 0, n)
		proposal, err := h.Rotate(t.Context(), first)
		if err != nil || proposal == nil || len(h.file.Keys()) != 1 {
			t.Fatalf("one person made a key: %v", err)
		}
		if err := h.approvals.Approve(t.Context(), first, proposal.ID); fault.KindOf(err) != fault.Denied {
			t.Fatalf("the first person agreed with themselves: %v", err)
		}
		if err := h.approvals.Approve(t.Context(), second, proposal.ID); err != nil {
			t.Fatal(err)
		}
		h.work(t)
		if ks := h.file.Keys(); len(ks) != 2 || !ks[0].Waits || h.ring.Current() != old {
			t.Fatalf("keys %+v", ks)
		}
		if err := h.Retire1(t, old); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("retired the key in use: %v", err)
		}
		// Its waiting is a matter of package keys; here the time has come.
		if _, err := h.file.RotateFrom(time.Now(), time.Now().Add(-time.Second)); err != nil {
			t.Fatal(err)
		}
		h.seal(t, n, 3)
		st, err := h.Status(t.Context(), first)
		if err != nil || st.Left != 3*n+1 || st.Keys[2].Total != 3*n+1 || st.Keys[0].Total != 9 || len(st.Keys[2].Under) != 5 {
			t.Fatalf("%+v: %v", st, err)
		}
		if err := h.Retire1(t, old); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("retired a key with values under it: %v", err)
		}
		h.ahead.Store(int64((3 * time.Minute).Seconds()))
		h.work(t)
		if st, err = h.Status(t.Context(), first); err != nil || st.Left != 0 || st.Keys[0].Total != 3*n+10 {
			t.Fatalf("%+v: %v", st, err)
		}
		if err := h.Retire1(t, old); err != nil {
			t.Fatal(err)
		}
		if got := h.opened(t); got != 3*n+10 {
			t.Fatalf("%d values of %d", got, 3*n+10)
		}
	})
}

// Retire1 is Retire at the command line.
func (h *house) Retire1(t *testing.T, id string) error {
	t.Helper()
	_, err := h.Retire(t.Context(), command, id)
	return err
}

func TestTwoRetireAKey(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		old := h.ring.Current()
		if _, err := h.file.Rotate(time.Now()); err != nil {
			t.Fatal(err)
		}
		p, err := h.Retire(t.Context(), first, old)
		if err != nil || p == nil || len(h.file.Keys()) != 2 {
			t.Fatalf("one person did: %v", err)
		}
		if err := h.approvals.Approve(t.Context(), second, p.ID); err != nil {
			t.Fatal(err)
		}
		h.work(t)
		if ks := h.file.Keys(); len(ks) != 1 || ks[0].ID == old {
			t.Fatalf("keys %+v", ks)
		}
		if _, err := h.Retire(t.Context(), first, old); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("again: %v", err)
		}
	})
}

func TestOthersMayNot(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for _, who := range []access.Actor{
			access.Anonymous(""), {Person: "1", Role: access.Auditor, Assurance: access.High},
			{Person: "2", Role: access.PlatformAdmin, Assurance: access.Low}, {Person: "3", Role: access.ProviderAdmin, Assurance: access.High},
		} {
			_, statusErr := h.Status(t.Context(), who)
			_, rotateErr := h.Rotate(t.Context(), who)
			if fault.KindOf(statusErr) != fault.Denied || fault.KindOf(rotateErr) != fault.Denied {
				t.Errorf("%s: status %v, rotate %v", who.Role, statusErr, rotateErr)
			}
		}
		if _, err := h.Rotate(t.Context(), command); err != nil || len(h.file.Keys()) != 2 {
			t.Errorf("at the command line: %v", err)
		}
	})
}
