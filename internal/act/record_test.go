package act_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// whole reads the last entry as the ledger gives it; it numbers it first where a feed would.
func whole(t *testing.T, db *store.DB) (e ledger.Entry) {
	t.Helper()
	if err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_seq (seq, entry)
			SELECT (SELECT coalesce(max(seq), 0) FROM ledger_seq) + row_number() OVER (ORDER BY entry), entry FROM ledger_pending`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM ledger_pending`); err != nil {
			return err
		}
		head, err := ledger.Head(ctx, tx)
		if err != nil {
			return err
		}
		e, err = ledger.One(ctx, tx, head)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return e
}

func named(t testing.TB, db *store.DB) (*act.Spine, *ledger.Names) {
	t.Helper()
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	names := ledger.NewNames(db, keys.New(file))
	return act.New(db, policies, nil, act.WithNames(names), act.WithSource("install", "v1")), names
}

var visitor = access.Actor{
	Person: "p1", Name: "Marker Naam", Role: access.ProviderAdmin, Organization: "org", OnBehalfOf: "p2",
	Assurance: access.Substantial, Session: "session", Via: access.ByPage, Origin: "origin", Trace: "trace",
}

// An entry says what NEN 7513 asks, and nobody's name.
func TestEntryHoldsWhatTheNormAsks(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		s, names := named(t, db)
		a := attempt(visitor, "org")
		a.Under = ledger.Grounds{Purpose: "TREAT", Relation: "relation", Consent: "consent", Emergency: true}
		if err := s.Look(t.Context(), a, func(_ context.Context, tx *act.Tx) error { tx.Found(0); return nil }); err != nil {
			t.Fatal(err)
		}
		e := whole(t, db)
		if e.Person != "p1" || e.Role != "provider-admin" || e.Organization != "org" || e.OnBehalfOf != "p2" || e.Session != "session" ||
			e.Assurance != 2 || e.Via != "page" || e.Origin != "origin" || e.Trace != "trace" || e.Sort != "U" || e.Source != "install v1" ||
			e.Grounds != a.Under || e.Found == nil || *e.Found != 0 || e.At.IsZero() {
			t.Errorf("entry %+v", e)
		}
		if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			got, err := names.Of(ctx, tx, []ledger.Entry{e})
			if got[e.Name] != "Marker Naam" || strings.Contains(string(e.Name), "Marker") {
				t.Errorf("name %q is %v", e.Name, got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if n := len(rows(t, db)); n != 1 {
			t.Errorf("%d names for one person", n)
		}
		system := visitor
		system.Role, system.Person = access.System, "system:x"
		_ = s.Do(t.Context(), attempt(system, "org"), put("x"))
		if e := whole(t, db); e.Name != "" || len(rows(t, db)) != 1 {
			t.Errorf("the system has a name: %+v", e)
		}
	})
}

func rows(t *testing.T, db *store.DB) (ids []string) {
	t.Helper()
	if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		ids, err = store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) }, `SELECT id FROM ledger_name`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}

// A look is on disk before the caller has its answer, also when there was nothing to see; a look that
// failed or was refused says that, and not how much it had found by then.
func TestLookIsRecordedHoweverItEnds(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		s := spine(t, db)
		found := func(err error) func(context.Context, *act.Tx) error {
			return func(_ context.Context, tx *act.Tx) error { tx.Found(3); return err }
		}
		for _, c := range []struct {
			owner   string
			err     error
			outcome ledger.Outcome
			found   int64 // -1: not said
		}{
			{"org", nil, ledger.Done, 3},
			{"another", nil, ledger.Refused, -1},
			{"org", fault.Missing("Weg.", "gone"), ledger.Failed, -1},
			{"org", fault.New(fault.Denied, "Dat mag niet.", "no"), ledger.Refused, -1},
			{"org", errors.New("marker of a driver"), ledger.Failed, -1},
		} {
			err := s.Look(t.Context(), attempt(visitor, c.owner), found(c.err))
			if (err == nil) != (c.outcome == ledger.Done) {
				t.Fatalf("%v: %v", c, err)
			}
			e, _ := record(t, db)
			full := whole(t, db)
			if e.ID != full.ID || e.Outcome != c.outcome || strings.Contains(e.Reason, "marker") ||
				(full.Found == nil) != (c.found < 0) || full.Found != nil && *full.Found != c.found {
				t.Errorf("%v: entry %+v", c, full)
			}
		}
		if n := s.Meter().Of(ledger.Refused); n != 2 {
			t.Errorf("the meter says %d refusals, want 2", n)
		}
	})
}

// A caller that goes away while its act fails leaves the failure on record.
func TestFailureIsRecordedWhenTheCallerIsGone(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := spine(t, db).Do(ctx, attempt(visitor, "org"), func(context.Context, *act.Tx) error {
			cancel()
			return fault.Missing("Weg.", "gone")
		})
		if err == nil {
			t.Fatal("no error")
		}
		if e := whole(t, db); e.Outcome != ledger.Failed {
			t.Errorf("entry %+v", e)
		}
	})
}
