package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func set(ctx context.Context, tx *store.Tx, name, value string) error {
	_, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ($1, $2)`, name, value)
	return err
}

func count(t *testing.T, db *store.DB) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM installation`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteKeepsAllOrNothing(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		wrong := errors.New("wrong")
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := set(ctx, tx, "a", "1"); err != nil {
				return err
			}
			return wrong
		})
		if !errors.Is(err, wrong) || count(t, db) != 0 {
			t.Fatalf("err %v, %d rows; want the error and no row", err, count(t, db))
		}
		err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { panic("oops") })
		if err == nil || fault.KindOf(err) != fault.Internal {
			t.Fatalf("a panic gave %v", err)
		}
		if err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return set(ctx, tx, "a", "1") }); err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return set(ctx, tx, "a", "2") })
		if !store.IsDuplicate(err) {
			t.Fatalf("a double row gave %v", err)
		}
	})
}

func TestSavepointTakesBackOnlyItsOwn(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := set(ctx, tx, "before", ""); err != nil {
				return err
			}
			// PostgreSQL aborts the whole transaction on a caught duplicate unless a savepoint stands.
			err := tx.Savepoint(ctx, func() error { return set(ctx, tx, "before", "") })
			if !store.IsDuplicate(err) {
				return fmt.Errorf("inside: %w", err)
			}
			return set(ctx, tx, "after", "")
		})
		if err != nil || count(t, db) != 2 {
			t.Fatalf("err %v, %d rows; want 2", err, count(t, db))
		}
	})
}

func TestNowStandsStillInATransaction(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 29, 1, 30, 0, 123456789, time.UTC)
	storetest.RunAt(t, clock.Fixed(at), func(t *testing.T, db *store.DB) {
		_ = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if now, err := tx.Now(ctx); err != nil || !now.Equal(at.Truncate(time.Microsecond)) {
				t.Errorf("now is %v (%v), want %v to the microsecond", now, err, at)
			}
			return nil
		})
	})
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		_ = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			a, _ := tx.Now(ctx)
			b, err := tx.Now(ctx)
			if err != nil || !a.Equal(b) || time.Since(a).Abs() > time.Minute {
				t.Errorf("now is %v and then %v (%v)", a, b, err)
			}
			return nil
		})
	})
}

// A caller that goes away while its act runs must neither undo nor fail its neighbours, and must
// hear what became of its own act.
func TestCancelledCallerLeavesNeighboursWhole(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		if db.Dialect() != store.SQLite {
			t.Skip("only SQLite shares a commit between callers")
		}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		var mine error
		running := make(chan struct{})
		wg.Go(func() {
			mine = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
				close(running)
				if err := set(ctx, tx, "mine", ""); err != nil {
					return err
				}
				<-time.After(time.Millisecond)
				return ctx.Err() // nil: the act runs apart from its caller
			})
		})
		<-running
		cancel()
		others := make([]error, 20)
		for i := range others {
			wg.Go(func() {
				others[i] = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return set(ctx, tx, fmt.Sprint(i), "") })
			})
		}
		wg.Wait()
		if err := errors.Join(append(others, mine)...); err != nil || count(t, db) != 21 {
			t.Fatalf("err %v, %d rows; want 21", err, count(t, db))
		}
	})
}

// An act that makes SQLite give up the whole transaction (as a full disk does) fails alone.
func TestLostTransactionSparesTheOthers(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	var wg sync.WaitGroup
	started, errs := make(chan struct{}), make([]error, 30)
	var bad error
	wg.Go(func() { // keeps the writer busy so that the others share the next commit
		_ = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			close(started)
			<-time.After(30 * time.Millisecond)
			return set(ctx, tx, "first", "")
		})
	})
	<-started
	for i := range errs {
		wg.Go(func() {
			errs[i] = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return set(ctx, tx, fmt.Sprint(i), "") })
		})
	}
	wg.Go(func() {
		bad = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT OR ROLLBACK INTO installation (name, value) VALUES ('x', 'y'), ('x', 'y')`)
			return err
		})
	})
	wg.Wait()
	if bad == nil {
		t.Error("the act that broke the transaction was told it had succeeded")
	}
	if err := errors.Join(errs...); err != nil || count(t, db) != len(errs)+1 {
		t.Fatalf("neighbours: %v; %d rows, want %d", err, count(t, db), len(errs)+1)
	}
}

func TestClosedDatabaseSaysSo(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "closed.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return nil })
	if fault.KindOf(err) != fault.Unavailable {
		t.Fatalf("got %v", err)
	}
	if err := db.Ping(t.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Fatalf("reading gave %v", err)
	}
}

func TestBytesThatAreNoTextAreBadInput(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		for _, bad := range []string{"a\x00b", "\xff\xfe"} {
			err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				var n int
				return tx.QueryRow(ctx, `SELECT count(*) FROM installation WHERE name = $1`, bad).Scan(&n)
			})
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q gave %v", bad, err)
			}
		}
	})
}

func TestMigrateTwiceIsQuiet(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// A reader that leaves half-way may interrupt the end of its own transaction: the connection must be as
// good as new for the next one.
func TestReadersThatLeaveHarmNobody(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range 300 {
			if err := set(ctx, tx, fmt.Sprint("name", i), "x"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for i := range 300 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%30)*100*time.Microsecond)
				err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
					_, err := store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) },
						`SELECT a.name FROM installation a, installation b LIMIT 3000`)
					return err
				})
				cancel()
				if err != nil && strings.Contains(err.Error(), "within a transaction") {
					t.Errorf("a reader before had not ended: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
}
