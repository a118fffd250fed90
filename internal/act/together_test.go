package act_test

import (
	"context"
	"errors"
	"testing"

	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func count(t *testing.T, db *store.DB) (rows, done, other int) {
	t.Helper()
	if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM installation), (SELECT count(*) FROM ledger_entry WHERE outcome = 'done'), (SELECT count(*) FROM ledger_entry WHERE outcome <> 'done')`).
			Scan(&rows, &done, &other)
	}); err != nil {
		t.Fatal(err)
	}
	return rows, done, other
}

func TestTogetherEachHasItsEntry(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		s := spine(t, db)
		entries, err := s.Together(t.Context(), admin, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(s.Do(ctx, attempt(admin, "org"), put("a")), s.Do(ctx, attempt(admin, "org"), put("b")))
		})
		if rows, done, other := count(t, db); err != nil || len(entries) != 2 || rows != 2 || done != 2 || other != 0 {
			t.Errorf("%v, %d entries: %d rows, %d done, %d not", err, len(entries), rows, done, other)
		}
	})
}

// One that is refused or fails takes back the others, and it alone is on record; also when nobody heeds its
// error.
func TestTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		s := spine(t, db)
		somebody := admin
		somebody.Person = "p2"
		recorded := 0
		for _, c := range []struct {
			name    string
			second  act.Attempt
			write   func(context.Context, *act.Tx) error
			kind    fault.Kind
			outcome ledger.Outcome
		}{
			{"refused", attempt(admin, "another"), put("b"), fault.Denied, ledger.Refused},
			{"failed", attempt(admin, "org"), func(context.Context, *act.Tx) error { return fault.New(fault.Conflict, "Bezet.", "taken") }, fault.Conflict, ledger.Failed},
			{"panicked", attempt(admin, "org"), func(context.Context, *act.Tx) error { panic("no") }, fault.Internal, ledger.Failed},
			{"of somebody else", attempt(somebody, "org"), put("b"), fault.Internal, ""},
		} {
			for _, heeded := range []bool{true, false} {
				_, err := s.Together(t.Context(), admin, func(ctx context.Context, tx *store.Tx) error {
					if err := s.Do(ctx, attempt(admin, "org"), put("a")); err != nil {
						return err
					}
					if err := s.Do(ctx, c.second, c.write); heeded {
						return err
					}
					_ = s.Do(ctx, attempt(admin, "org"), put("c"))
					return nil
				})
				if c.outcome != "" {
					recorded++
				}
				if rows, done, other := count(t, db); fault.KindOf(err) != c.kind || err == nil || rows != 0 || done != 0 || other != recorded {
					t.Fatalf("%s: %v: %d rows, %d done, %d not", c.name, err, rows, done, other)
				}
				if e, _ := record(t, db); c.outcome != "" && e.Outcome != c.outcome {
					t.Errorf("%s: the entry says %q", c.name, e.Outcome)
				}
			}
		}
	})
}
