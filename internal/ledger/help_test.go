package ledger_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// house is a ledger with a sealer whose clock the test moves.
type house struct {
	db     *store.DB
	file   *keys.File
	ring   *keys.Ring
	anchor *ledger.Anchor
	sealer *ledger.Sealer
	feed   *ledger.Feed
	now    *atomic.Int64
}

var began = time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)

// on runs fn with a house on each database.
func on(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, now func() time.Time) *store.DB { return storetest.SQLite(t, now) },
		"postgres": func(t testing.TB, now func() time.Time) *store.DB { return storetest.Postgres(t, now) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{now: &atomic.Int64{}}
			h.now.Store(began.UnixMicro())
			h.db = open(t, func() time.Time { return time.UnixMicro(h.now.Load()) })
			var err error
			if h.file, err = keys.CreateFile(filepath.Join(t.TempDir(), "keys"), began); err != nil {
				t.Fatal(err)
			}
			h.ring = keys.New(h.file)
			h.anchor = ledger.NewAnchor(h.file.Name() + ".seal")
			h.sealer = h.restarted()
			if h.db.Dialect() == store.Postgres {
				h.feed = startFeed(t, h.db)
			}
			fn(t, h)
		})
	}
}

// restarted is the sealer of a program that starts anew, or of another node on the same key file.
func (h *house) restarted(to ...ledger.Publisher) *ledger.Sealer {
	return ledger.NewSealer(h.db, h.ring, slog.New(slog.DiscardHandler), to...).Anchored(h.anchor)
}

// write appends n entries and waits for their numbers.
func (h *house) write(t testing.TB, n int, sort string) {
	t.Helper()
	var head int64
	for range n {
		err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			if head, err = ledger.Head(ctx, tx); err != nil {
				return err
			}
			found := int64(0)
			_, err = ledger.Append(ctx, tx, ledger.Entry{
				Person: "p", Act: "thing.Save", Sort: sort, Outcome: ledger.Done, Region: "r1", Via: "page", Assurance: 2, Found: &found,
				Grounds:  ledger.Grounds{Purpose: "TREAT", Emergency: true},
				Subjects: []ledger.Subject{{Type: "thing", ID: "b"}, {Type: "thing", ID: "a"}, {Type: "other", ID: "c"}},
				Change:   json.RawMessage(fmt.Sprintf(`{"n":%d}`, head)),
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if h.feed == nil {
			continue
		}
		h.feed.Kick()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		if _, err := h.feed.Wait(ctx, head); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
}

func (h *house) seal(t testing.TB) {
	t.Helper()
	if _, err := h.sealer.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (h *house) check(t testing.TB, opt ledger.CheckOptions) (done ledger.Checked, found *ledger.Problem) {
	t.Helper()
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		done, found, err = ledger.Check(ctx, tx, h.ring, opt)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return done, found
}

func (h *house) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}
