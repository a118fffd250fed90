package batch_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func visible(t *testing.T, db *store.DB, b batch.ID) (yes bool) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM (SELECT CAST($1 AS BIGINT) AS batch) v WHERE v.batch `+batch.Visible+`)`, int64(b)).Scan(&yes)
	})
	if err != nil {
		t.Fatal(err)
	}
	return yes
}

func finish(t *testing.T, db *store.DB, b batch.ID) error {
	return db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return batch.Finish(ctx, tx, b, batch.Counts{Added: 1})
	})
}

func TestBatchIsSeenOnlyWhenDone(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	storetest.RunAt(t, clock, func(t *testing.T, db *store.DB) {
		first, dead, err := batch.Open(t.Context(), db, "areas", "a.json", "x")
		if err != nil || len(dead) != 0 || visible(t, db, first) || !visible(t, db, batch.People) {
			t.Fatalf("open: %v, dead %v", err, dead)
		}
		if _, _, err := batch.Open(t.Context(), db, "areas", "b.json", "y"); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("a second import beside it: %v", err)
		}
		if _, _, err := batch.Open(t.Context(), db, "figures", "c.csv", "z"); err != nil {
			t.Fatalf("an import of another kind: %v", err)
		}
		if err := finish(t, db, first); err != nil || !visible(t, db, first) {
			t.Fatalf("finish: %v", err)
		}
		if err := finish(t, db, first); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("finishing twice: %v", err)
		}
		given, _, err := batch.Open(t.Context(), db, "areas", "d.json", "x")
		if err != nil {
			t.Fatal(err)
		}
		if err := batch.Drop(t.Context(), db, given); err != nil || visible(t, db, given) {
			t.Fatalf("drop: %v", err)
		}
	})
}

// An import that died frees its place after its last sign of life, and can no longer end.
func TestDeadImportIsReplaced(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
			clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
			open := storetest.SQLite
			if kind == "postgres" {
				open = storetest.Postgres
			}
			db := open(t, clock)
			died, _, err := batch.Open(t.Context(), db, "areas", "a.json", "x")
			if err != nil {
				t.Fatal(err)
			}
			mu.Lock()
			now = now.Add(time.Minute)
			mu.Unlock()
			next, dead, err := batch.Open(t.Context(), db, "areas", "a.json", "x")
			if err != nil || len(dead) != 1 || dead[0] != died || next == died {
				t.Fatalf("next %d, dead %v, %v", next, dead, err)
			}
			if err := finish(t, db, died); fault.KindOf(err) != fault.Conflict || visible(t, db, died) {
				t.Fatalf("the dead one ended: %v", err)
			}
		})
	}
}
