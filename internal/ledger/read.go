package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

var columns = `q.seq, ` + prefixed("e.", entryColumns)

func prefixed(prefix, names string) string {
	list := strings.Split(names, ",")
	for i, n := range list {
		list[i] = prefix + strings.TrimSpace(n)
	}
	return strings.Join(list, ", ")
}

func scan(row func(...any) error) (e Entry, err error) {
	var at, emergency int64
	var change string
	err = row(&e.Seq, &e.ID, &at, &e.Person, &e.Name, &e.Organization, &e.Role, &e.OnBehalfOf, &e.Session, &e.Assurance, &e.Via, &e.Origin,
		&e.Act, &e.Sort, &e.Outcome, &e.Reason, &e.Policy, &e.Grounds.Purpose, &e.Grounds.Relation, &e.Grounds.Consent, &emergency,
		&e.Region, &e.Area, &e.Trace, &e.Source, &e.Found, &change)
	e.At, e.Change, e.Grounds.Emergency = clock.FromMicros(at), json.RawMessage(change), emergency != 0
	return e, err
}

// After gives at most limit entries with a number above seq, in order, with their subjects.
func After(ctx context.Context, tx *store.Tx, seq int64, limit int) ([]Entry, error) {
	entries, err := store.All(ctx, tx, scan, `SELECT `+columns+`
		FROM ledger_seq q JOIN ledger_entry e ON e.id = q.entry
		WHERE q.seq > $1 ORDER BY q.seq LIMIT $2`, seq, limit)
	if err != nil {
		return nil, err
	}
	return entries, addSubjects(ctx, tx, entries)
}

// One gives the entry with a number, or [store.ErrNone].
func One(ctx context.Context, tx *store.Tx, seq int64) (Entry, error) {
	e, err := store.One(ctx, tx, scan, `SELECT `+columns+` FROM ledger_seq q JOIN ledger_entry e ON e.id = q.entry WHERE q.seq = $1`, seq)
	if err != nil {
		return Entry{}, err
	}
	one := []Entry{e}
	err = addSubjects(ctx, tx, one)
	return one[0], err
}

// History gives at most limit entries about a thing, newest first, with a number below before
// (0: the newest).
func History(ctx context.Context, tx *store.Tx, about Subject, before int64, limit int) ([]Entry, error) {
	if before == 0 {
		before = 1 << 62
	}
	entries, err := store.All(ctx, tx, scan, `SELECT `+columns+`
		FROM ledger_subject s JOIN ledger_seq q ON q.entry = s.entry JOIN ledger_entry e ON e.id = s.entry
		WHERE s.subject_type = $1 AND s.subject_id = $2 AND q.seq < $3 ORDER BY q.seq DESC LIMIT $4`,
		about.Type, about.ID, before, limit)
	if err != nil {
		return nil, err
	}
	return entries, addSubjects(ctx, tx, entries)
}

// Head gives the highest number given out, 0 when there is none.
func Head(ctx context.Context, tx *store.Tx) (seq int64, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM ledger_seq`).Scan(&seq)
	return seq, err
}

// Mark tells two moments of the ledger apart: it is another one as soon as anything was committed.
type Mark struct{ head, waiting int64 }

// MarkOf gives the mark of tx's moment. Entries that wait for their number count as well, so it holds
// without a running [Feed].
func MarkOf(ctx context.Context, tx *store.Tx) (m Mark, err error) {
	err = tx.QueryRow(ctx, `SELECT (SELECT coalesce(max(seq), 0) FROM ledger_seq), (SELECT count(*) FROM ledger_pending)`).Scan(&m.head, &m.waiting)
	return m, err
}

func addSubjects(ctx context.Context, tx *store.Tx, entries []Entry) error {
	at := make(map[EntryID]int, len(entries))
	for i := range entries {
		at[entries[i].ID] = i
	}
	const chunk = 500 // stays well under either database's bound on parameters
	for from := 0; from < len(entries); from += chunk {
		part := entries[from:min(from+chunk, len(entries))]
		args := make([]any, len(part))
		for i, e := range part {
			args[i] = e.ID
		}
		in := strings.TrimSuffix(strings.TrimPrefix(store.Placeholders(1, len(part)), "("), ")")
		rows, err := tx.Query(ctx, `SELECT entry, subject_type, subject_id FROM ledger_subject WHERE entry IN (`+in+`)`, args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			var entry EntryID
			var s Subject
			if err := rows.Scan(&entry, &s.Type, &s.ID); err != nil {
				_ = rows.Close()
				return err
			}
			i := at[entry]
			entries[i].Subjects = append(entries[i].Subjects, s)
		}
		_ = rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
		for i := range part {
			slices.SortFunc(part[i].Subjects, bySubject)
		}
	}
	return nil
}

// bySubject is the order in which an entry's subjects stand, whatever the database's.
func bySubject(a, b Subject) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
}

// Where gives at most limit entries e for which condition holds, the newest first. The condition is
// SQL of the caller's own making; what somebody typed goes into args.
func Where(ctx context.Context, tx *store.Tx, condition string, limit int, args ...any) ([]Entry, error) {
	entries, err := store.All(ctx, tx, scan, `SELECT coalesce(q.seq, 0), `+prefixed("e.", entryColumns)+`
		FROM ledger_entry e LEFT JOIN ledger_seq q ON q.entry = e.id
		WHERE `+condition+` ORDER BY e.at DESC, e.id DESC LIMIT `+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, err
	}
	return entries, addSubjects(ctx, tx, entries)
}
