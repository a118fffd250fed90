package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// tamper is one way to change what was sealed. It says which row is the first that is not right, and
// what may be said to have happened to it; the entry's number, or the seal's when seq is 0.
type tamper struct {
	name  string
	do    func(run func(query string, args ...any), seq, other int64)
	what  []ledger.What
	first func(seq, other int64) int64
	seal  bool // it is done to seal number seq
}

const (
	entries = 24 // in seals of 9, 8 and 7
	seals   = 3
)

func same(seq, _ int64) int64      { return seq }
func lower(seq, other int64) int64 { return min(seq, other) }
func set(column string) string {
	return `UPDATE ledger_entry SET ` + column + ` WHERE id = (SELECT entry FROM ledger_seq WHERE seq = $1)`
}
func setSeal(column string) string { return `UPDATE ledger_seal SET ` + column + ` WHERE number = $1` }
func subject(of, rest string) string {
	return of + ` (SELECT entry FROM ledger_seq WHERE seq = $1)` + rest
}

const copyEntry = `INSERT INTO ledger_entry (id, at, person, organization, role, on_behalf_of, act, outcome, reason, policy, region, area, trace, change)
	SELECT 'forged', at, person, organization, role, on_behalf_of, act, outcome, reason, policy, region, area, trace, change
	FROM ledger_entry WHERE id = (SELECT entry FROM ledger_seq WHERE seq = $1)`

// shift moves the numbers from seq on by one, without two of them being the same on the way.
func shift(run func(string, ...any), seq int64, by int) {
	run(`UPDATE ledger_seq SET seq = -seq WHERE seq >= $1`, seq)
	run(fmt.Sprintf(`UPDATE ledger_seq SET seq = -seq + %d WHERE seq < 0`, by))
}

var tampers = []tamper{
	{name: "swap two entries", what: []ledger.What{ledger.Reordered, ledger.Altered}, first: lower, do: func(run func(string, ...any), seq, other int64) {
		run(`UPDATE ledger_seq SET seq = -1 WHERE seq = $1`, seq)
		run(`UPDATE ledger_seq SET seq = $1 WHERE seq = $2`, seq, other)
		run(`UPDATE ledger_seq SET seq = $1 WHERE seq = -1`, other)
	}},
	{name: "remove an entry", what: []ledger.What{ledger.Removed}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(subject(`DELETE FROM ledger_subject WHERE entry =`, ``), seq)
		run(subject(`DELETE FROM ledger_entry WHERE id =`, ``), seq)
		run(`DELETE FROM ledger_seq WHERE seq = $1`, seq)
	}},
	{name: "remove an entry and close the gap", what: []ledger.What{ledger.Removed}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(subject(`DELETE FROM ledger_subject WHERE entry =`, ``), seq)
		run(subject(`DELETE FROM ledger_entry WHERE id =`, ``), seq)
		run(`DELETE FROM ledger_seq WHERE seq = $1`, seq)
		shift(run, seq, -1)
	}},
	{name: "remove an entry and leave its number", what: []ledger.What{ledger.Removed}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(subject(`DELETE FROM ledger_subject WHERE entry =`, ``), seq)
		run(subject(`DELETE FROM ledger_entry WHERE id =`, ``), seq)
	}},
	{name: "say that it was kept long enough", what: []ledger.What{ledger.Removed}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(`INSERT INTO ledger_removed (seq, at, sort, region, body) SELECT q.seq, 0, 'R', e.region, s.root
			FROM ledger_seq q JOIN ledger_entry e ON e.id = q.entry, ledger_seal s WHERE q.seq = $1 AND s.number = 1`, seq)
		run(subject(`DELETE FROM ledger_subject WHERE entry =`, ``), seq)
		run(subject(`DELETE FROM ledger_entry WHERE id =`, ``), seq)
		run(`DELETE FROM ledger_seq WHERE seq = $1`, seq)
	}},
	{name: "insert an entry", what: []ledger.What{ledger.Inserted}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(copyEntry, seq)
		shift(run, seq, 1)
		run(`INSERT INTO ledger_seq (seq, entry) VALUES ($1, 'forged')`, seq)
	}},
	{name: "insert an entry without a number", what: []ledger.What{ledger.Inserted}, first: func(int64, int64) int64 { return 0 }, do: func(run func(string, ...any), seq, _ int64) {
		run(copyEntry, seq)
	}},
	{name: "put a copy in its place", what: []ledger.What{ledger.Altered}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(copyEntry, seq)
		run(`DELETE FROM ledger_subject WHERE entry = (SELECT entry FROM ledger_seq WHERE seq = $1)`, seq)
		run(`DELETE FROM ledger_entry WHERE id = (SELECT entry FROM ledger_seq WHERE seq = $1)`, seq)
		run(`UPDATE ledger_seq SET entry = 'forged' WHERE seq = $1`, seq)
	}},
	{name: "remove a subject", what: []ledger.What{ledger.Altered}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(subject(`DELETE FROM ledger_subject WHERE subject_id = 'a' AND entry =`, ``), seq)
	}},
	{name: "add a subject", what: []ledger.What{ledger.Altered}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(`INSERT INTO ledger_subject (entry, subject_type, subject_id) SELECT entry, 'thing', 'z' FROM ledger_seq WHERE seq = $1`, seq)
	}},
	{name: "alter a subject", what: []ledger.What{ledger.Altered}, first: same, do: func(run func(string, ...any), seq, _ int64) {
		run(subject(`UPDATE ledger_subject SET subject_id = 'x' WHERE subject_id = 'b' AND entry =`, ``), seq)
	}},
	{name: "remove a seal", what: []ledger.What{ledger.Removed}, first: same, seal: true, do: func(run func(string, ...any), seq, _ int64) {
		run(`DELETE FROM ledger_seal WHERE number = $1`, seq)
	}},
	{name: "swap two seals", what: []ledger.What{ledger.Altered}, first: lower, seal: true, do: func(run func(string, ...any), seq, other int64) {
		run(`UPDATE ledger_seal SET number = -1 WHERE number = $1`, seq)
		run(`UPDATE ledger_seal SET number = $1 WHERE number = $2`, seq, other)
		run(`UPDATE ledger_seal SET number = $1 WHERE number = -1`, other)
	}},
	{name: "remove a seal's leaves", what: []ledger.What{ledger.Altered}, first: same, seal: true, do: func(run func(string, ...any), seq, _ int64) {
		run(`DELETE FROM ledger_leaves WHERE seal = $1`, seq)
	}},
}

func init() {
	for _, column := range []string{"person = 'q'", "name = 'n'", "organization = 'o'", "role = 'x'", "on_behalf_of = 'x'", "session = 'x'", "assurance = 3",
		"via = 'api'", "origin = 'x'", "act = 'x'", "sort = 'D'", "outcome = 'refused'", "reason = 'x'", "policy = 'x'", "purpose = 'x'", "relation = 'x'",
		"consent = 'x'", "emergency = 0", "region = 'x'", "area = 'x'", "trace = 'x'", "source = 'x'", "found = NULL", "found = 1", "change = '{}'", "at = at + 1"} {
		tampers = append(tampers, tamper{name: "entry: " + column, what: []ledger.What{ledger.Altered}, first: same,
			do: func(run func(string, ...any), seq, _ int64) { run(set(column), seq) }})
	}
	for _, column := range []string{"at = at + 1", "first = first - 1", "last = last + 1", "key_id = 'k'", "root = former", "former = root", "public_key = root", "signature = root"} {
		tampers = append(tampers, tamper{name: "seal: " + column, what: []ledger.What{ledger.Altered}, first: same, seal: true,
			do: func(run func(string, ...any), seq, _ int64) { run(setSeal(column), seq) }})
	}
}

var errBack = errors.New("taken back")

// However a row under a seal is altered, removed, put in or moved: it is found, and the first row that
// is not right is named.
func TestEveryChangeIsFoundAndTheFirstNamed(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		for _, n := range []int{9, 8, 7} {
			h.write(t, n, "R")
			h.seal(t)
		}
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.Entries != entries || done.Seals != seals || done.Unsealed != 0 {
			t.Fatalf("untouched: %+v, %v", done, p)
		}
		rapid.Check(t, func(rt *rapid.T) {
			way := rapid.SampledFrom(tampers).Draw(rt, "way")
			top := int64(entries)
			if way.seal {
				top = seals
			}
			seq := rapid.Int64Range(1, top).Draw(rt, "row")
			other := rapid.Int64Range(1, top).Filter(func(n int64) bool { return n != seq }).Draw(rt, "other")
			done, p := h.tampered(t, way, seq, other)
			if p == nil {
				rt.Fatalf("%s (%d, %d) was not found: %+v", way.name, seq, other, done)
			}
			if p.Error() == "" || !way.may(p.What) {
				rt.Fatalf("%s (%d, %d): %v", way.name, seq, other, p)
			}
			named, want := p.Seq, way.first(seq, other)
			if way.seal {
				named = p.Seal
				if p.Seq != 0 {
					rt.Fatalf("%s (%d): an entry is named: %v", way.name, seq, p)
				}
			}
			if named != want {
				rt.Fatalf("%s (%d, %d): named %d, want %d: %v", way.name, seq, other, named, want, p)
			}
		})
	})
}

func (w tamper) may(what ledger.What) bool {
	for _, m := range w.what {
		if m == what {
			return true
		}
	}
	return false
}

// tampered checks the ledger in a transaction in which somebody changed it, and takes that back.
func (h *house) tampered(t *testing.T, way tamper, seq, other int64) (done ledger.Checked, p *ledger.Problem) {
	t.Helper()
	err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		// Whoever holds the file holds it without its rules.
		free := `PRAGMA defer_foreign_keys = ON`
		if tx.Dialect() == store.Postgres {
			free = `SET LOCAL session_replication_role = replica`
		}
		if _, err := tx.Exec(ctx, free); err != nil {
			return err
		}
		var failed error
		way.do(func(query string, args ...any) {
			if _, err := tx.Exec(ctx, query, args...); err != nil && failed == nil {
				failed = fmt.Errorf("%s: %w", query, err)
			}
		}, seq, other)
		if failed != nil {
			return failed
		}
		var err error
		if done, p, err = ledger.Check(ctx, tx, h.ring, ledger.CheckOptions{}); err != nil {
			return err
		}
		return errBack
	})
	if !errors.Is(err, errBack) {
		t.Fatalf("%s (%d, %d): %v", way.name, seq, other, err)
	}
	return done, p
}
