package audit_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/approval/approvaltest"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var began = time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)

var (
	auditor  = access.Actor{Person: "auditor-1", Name: "Marker Toezicht", Role: access.Auditor, Assurance: access.Substantial, Via: access.ByPage}
	second   = access.Actor{Person: "auditor-2", Name: "Marker Tweede", Role: access.Auditor, Assurance: access.Substantial}
	admin    = access.Actor{Person: "admin-1", Name: "Marker Beheer", Role: access.ProviderAdmin, Organization: "org-1", Assurance: access.Substantial}
	rival    = access.Actor{Person: "admin-2", Name: "Marker Rivaal", Role: access.ProviderAdmin, Organization: "org-2", Assurance: access.Substantial}
	platform = access.Actor{Person: "platform-1", Name: "Marker Platform", Role: access.PlatformAdmin, Assurance: access.High}
	program  = access.Actor{Person: "client:c1", Role: access.Machine, Organization: "org-1", Assurance: access.Substantial, Scopes: "ledger:read"}
)

type house struct {
	db        *store.DB
	spine     *act.Spine
	audit     *audit.Service
	approvals *approval.Approvals
	sealer    *ledger.Sealer
	now       *atomic.Int64
}

func on(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	now := func(h *house) func() time.Time { return func() time.Time { return time.UnixMicro(h.now.Load()) } }
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, now func() time.Time) *store.DB { return storetest.SQLite(t, now) },
		"postgres": func(t testing.TB, now func() time.Time) *store.DB { return storetest.Postgres(t, now) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{now: &atomic.Int64{}}
			h.now.Store(began.UnixMicro())
			h.db = open(t, now(h))
			file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), began)
			if err != nil {
				t.Fatal(err)
			}
			policies, err := access.Load()
			if err != nil {
				t.Fatal(err)
			}
			ring := keys.New(file)
			names := ledger.NewNames(h.db, ring)
			h.spine = act.New(h.db, policies, nil, act.WithNames(names), act.WithSource("install", "v1"))
			h.approvals = approval.New(h.spine, policies, approvaltest.Everybody(access.Actor{Role: access.Auditor}))
			h.audit = audit.New(h.spine, names, ring, h.approvals)
			h.audit.Owns("service", func(_ context.Context, id string) (access.Subject, error) {
				if id == "gone" {
					return access.Subject{}, fault.Missing("Weg.", "gone")
				}
				return access.Subject{Type: "service", ID: id, Organization: "org-1"}, nil
			})
			h.sealer = ledger.NewSealer(h.db, ring, slog.New(slog.DiscardHandler))
			fn(t, h)
		})
	}
}

// save is an act on a service; each is a second after the one before.
func (h *house) save(t *testing.T, actor access.Actor, service string) error {
	t.Helper()
	h.now.Add(int64(time.Second / time.Microsecond))
	return h.spine.Do(t.Context(), act.Attempt{Actor: actor, Act: "directory.Save", Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "service", ID: service, Organization: "org-1", Region: "region-1"}, nil
	}}, func(context.Context, *act.Tx) error { return nil })
}

// number does what a feed would do, and gives the number of the newest entry.
func (h *house) number(t *testing.T) (head int64) {
	t.Helper()
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_seq (seq, entry)
			SELECT (SELECT coalesce(max(seq), 0) FROM ledger_seq) + row_number() OVER (ORDER BY entry), entry FROM ledger_pending`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM ledger_pending`); err != nil {
			return err
		}
		head, err = ledger.Head(ctx, tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return head
}

// last is the newest entry, read past the service.
func (h *house) last(t *testing.T) (e ledger.Entry) {
	t.Helper()
	head := h.number(t)
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		e, err = ledger.One(ctx, tx, head)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return e
}

func (h *house) search(t *testing.T, actor access.Actor, q audit.Query) []audit.Entry {
	t.Helper()
	h.now.Add(1)
	p, err := h.audit.Search(t.Context(), actor, q)
	if err != nil {
		t.Fatal(err)
	}
	return p.Entries
}

func denied(t *testing.T, what string, err error) {
	t.Helper()
	if fault.KindOf(err) != fault.Denied {
		t.Errorf("%s: %v", what, err)
	}
}
