package act_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var admin = access.Actor{Person: "p1", Name: "Beheer", Role: access.ProviderAdmin, Organization: "org", Assurance: access.Substantial}

func spine(t testing.TB, db *store.DB) *act.Spine {
	t.Helper()
	p, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	return act.New(db, p, nil)
}

func attempt(actor access.Actor, owner string) act.Attempt {
	return act.Attempt{Actor: actor, Act: "directory.Save", Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "service", ID: "s1", Organization: owner, Region: "r1"}, nil
	}}
}

func put(name string) func(context.Context, *act.Tx) error {
	return func(ctx context.Context, tx *act.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ($1, '')`, name); err != nil {
			return err
		}
		tx.About("thing", name)
		return tx.Changed(map[string]string{"added": name})
	}
}

// record reads the last entry by its own table, so that the test does not wait for its number.
func record(t *testing.T, db *store.DB) (e ledger.Entry, rows int) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		var change string
		if err := tx.QueryRow(ctx, `SELECT id, person, act, outcome, reason, policy, region, change FROM ledger_entry ORDER BY id DESC LIMIT 1`).
			Scan(&e.ID, &e.Person, &e.Act, &e.Outcome, &e.Reason, &e.Policy, &e.Region, &change); err != nil {
			return err
		}
		e.Change = []byte(change)
		subjects, err := store.All(ctx, tx, func(row func(...any) error) (s ledger.Subject, err error) { return s, row(&s.Type, &s.ID) },
			`SELECT subject_type, subject_id FROM ledger_subject WHERE entry = $1 ORDER BY 1`, e.ID)
		e.Subjects = subjects
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT count(*) FROM installation`).Scan(&rows)
	})
	if err != nil {
		t.Fatal(err)
	}
	return e, rows
}

func TestDoneIsRecordedWithItsReason(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		if err := spine(t, db).Do(t.Context(), attempt(admin, "org"), put("a")); err != nil {
			t.Fatal(err)
		}
		e, rows := record(t, db)
		if rows != 1 || e.Outcome != ledger.Done || e.Policy != "directory.own-services" || e.Region != "r1" ||
			len(e.Subjects) != 2 || string(e.Change) != `{"added":"a"}` {
			t.Errorf("%d rows, entry %+v", rows, e)
		}
	})
}

func TestRefusalChangesNothingAndIsRecorded(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		err := spine(t, db).Do(t.Context(), attempt(admin, "another"), put("a"))
		if fault.KindOf(err) != fault.Denied || !strings.Contains(fault.Safe(err).Text.NL, "Niets geeft u dit recht") {
			t.Fatalf("got %v", err)
		}
		if e, rows := record(t, db); rows != 0 || e.Outcome != ledger.Refused || e.Policy != "default" {
			t.Errorf("%d rows, entry %+v", rows, e)
		}
	})
}

// A failure half-way takes its rows back and leaves a trace, also after an error that aborts a
// PostgreSQL transaction, and never quotes what the driver said.
func TestFailureChangesNothingAndIsRecorded(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		s := spine(t, db)
		if err := s.Do(t.Context(), attempt(admin, "org"), put("marker")); err != nil {
			t.Fatal(err)
		}
		err := s.Do(t.Context(), attempt(admin, "org"), func(ctx context.Context, tx *act.Tx) error {
			return errors.Join(put("b")(ctx, tx), put("marker")(ctx, tx))
		})
		if !store.IsDuplicate(errors.Unwrap(errors.Unwrap(err))) && err == nil {
			t.Fatal("a double row was accepted")
		}
		if e, rows := record(t, db); rows != 1 || e.Outcome != ledger.Failed || strings.Contains(e.Reason, "marker") || string(e.Change) != `{}` {
			t.Errorf("%d rows, entry %+v", rows, e)
		}
		if err := s.Do(t.Context(), attempt(admin, "org"), func(context.Context, *act.Tx) error { panic("oops") }); fault.KindOf(err) != fault.Internal {
			t.Errorf("a panic gave %v", err)
		}
	})
}

// The rows an act reads to decide cannot change before it writes: under READ COMMITTED only the lock
// on the root row makes that so.
func TestRootRowLockKeepsCheckAndWriteTogether(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		s := spine(t, db)
		if err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO job (id, kind, key, run_at, lease_until, attempts, payload, state, problem)
				VALUES ('root', 'k', 'k', 0, 0, 0, '{}', 'waiting', '')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		const places, askers = 10, 60
		a := attempt(admin, "org")
		load := a.Load
		a.Load = func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "job", "root"); err != nil {
				return access.Subject{}, err
			}
			return load(ctx, tx)
		}
		var wg sync.WaitGroup
		for range askers {
			wg.Go(func() {
				_ = s.Do(t.Context(), a, func(ctx context.Context, tx *act.Tx) error {
					var taken int
					if err := tx.QueryRow(ctx, `SELECT attempts FROM job WHERE id = 'root'`).Scan(&taken); err != nil {
						return err
					}
					if taken >= places {
						return fault.New(fault.Conflict, "Vol.", "full")
					}
					_, err := tx.Exec(ctx, `UPDATE job SET attempts = attempts + 1 WHERE id = 'root'`)
					return err
				})
			})
		}
		wg.Wait()
		var taken, entries int
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry`).Scan(&entries); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `SELECT attempts FROM job WHERE id = 'root'`).Scan(&taken)
		})
		if err != nil || taken != places || entries != askers {
			t.Fatalf("%d of %d places taken, %d entries of %d acts (%v)", taken, places, entries, askers, err)
		}
	})
}
