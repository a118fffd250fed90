// Package ledger is the append-only record of every act and every look: who, what, about which
// things, how it ended and why. Audit, history, the live feed and measures are read from this one
// table.
//
// An entry is written in the transaction of the act itself (see package act, the only writer). Its
// place in the order is a number without gaps: SQLite, with one writer, numbers in the act; on
// PostgreSQL, where commits overtake each other, a [Feed] numbers what has been committed, so that
// a reader who asks for everything after number n never misses an entry that committed late.
//
// An entry holds ids and codes, never personal values.
package ledger

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// EntryID identifies an entry before it has a number.
type EntryID string

// Outcome says how an act ended.
type Outcome string

const (
	Done    Outcome = "done"
	Refused Outcome = "refused" // no policy allowed it
	Failed  Outcome = "failed"  // allowed, but it could not be done; nothing changed
)

// Subject is a thing an entry is about.
type Subject struct {
	Type string // 'service', 'wijkverband', …
	ID   string
}

// Entry is one act or look.
type Entry struct {
	Seq          int64 // 0 while it has no number yet
	ID           EntryID
	At           time.Time
	Person       string // a person's id, 'anonymous', or 'system:<job>'
	PersonName   string
	Organization string
	Role         string
	OnBehalfOf   string
	Act          string
	Outcome      Outcome
	Reason       string
	Policy       string
	Region       string
	Area         string
	Trace        string
	Subjects     []Subject
	Change       json.RawMessage // what changed, as the capability describes it; ids, no personal values
}

// Append writes e within tx and gives its id. Seq, ID and At are set here.
func Append(ctx context.Context, tx *store.Tx, e Entry) (EntryID, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	e.ID = id.New[EntryID]()
	if len(e.Change) == 0 {
		e.Change = json.RawMessage(`{}`)
	}
	_, err = tx.Exec(ctx, `INSERT INTO ledger_entry (id, at, person, person_name, organization, role, on_behalf_of, act,
		outcome, reason, policy, region, area, trace, change)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		e.ID, clock.Micros(now), e.Person, e.PersonName, e.Organization, e.Role, e.OnBehalfOf, e.Act,
		e.Outcome, e.Reason, e.Policy, e.Region, e.Area, e.Trace, string(e.Change))
	if err != nil {
		return "", err
	}
	seen := make(map[Subject]bool, len(e.Subjects))
	for _, s := range e.Subjects {
		if seen[s] {
			continue
		}
		seen[s] = true
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_subject (entry, subject_type, subject_id) VALUES ($1, $2, $3)`, e.ID, s.Type, s.ID); err != nil {
			return "", err
		}
	}
	number := `INSERT INTO ledger_pending (entry) VALUES ($1)`
	if tx.Dialect() == store.SQLite {
		number = `INSERT INTO ledger_seq (seq, entry) SELECT coalesce(max(seq), 0) + 1, $1 FROM ledger_seq`
	}
	_, err = tx.Exec(ctx, number, e.ID)
	return e.ID, err
}

const columns = `q.seq, e.id, e.at, e.person, e.person_name, e.organization, e.role, e.on_behalf_of, e.act,
	e.outcome, e.reason, e.policy, e.region, e.area, e.trace, e.change`

func scan(row func(...any) error) (e Entry, err error) {
	var at int64
	var change string
	err = row(&e.Seq, &e.ID, &at, &e.Person, &e.PersonName, &e.Organization, &e.Role, &e.OnBehalfOf, &e.Act,
		&e.Outcome, &e.Reason, &e.Policy, &e.Region, &e.Area, &e.Trace, &change)
	e.At, e.Change = clock.FromMicros(at), json.RawMessage(change)
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
		rows, err := tx.Query(ctx, `SELECT entry, subject_type, subject_id FROM ledger_subject WHERE entry IN (`+in+`) ORDER BY entry, subject_type, subject_id`, args...)
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
	}
	return nil
}
