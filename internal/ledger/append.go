package ledger

import (
	"context"
	"encoding/json"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

const entryColumns = `id, at, person, name, organization, role, on_behalf_of, session, assurance, via, origin, act, sort,
	outcome, reason, policy, purpose, relation, consent, emergency, region, area, trace, source, found, change`

const (
	insertEntry = `INSERT INTO ledger_entry (` + entryColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`
	insertSubject = `INSERT INTO ledger_subject (entry, subject_type, subject_id) VALUES ($1, $2, $3)`
	number        = `INSERT INTO ledger_seq (seq, entry) SELECT coalesce(max(seq), 0) + 1, $1 FROM ledger_seq`

	// One statement for all, because each one is a journey to the server and back; for the same reason
	// the moment is filled in there unless the transaction knows it.
	appendAtOnce = `WITH entry AS (
			INSERT INTO ledger_entry (` + entryColumns + `)
			VALUES ($1::text, coalesce($2::bigint, (EXTRACT(EPOCH FROM now()) * 1000000)::bigint), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
				$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
		), about AS (
			INSERT INTO ledger_subject (entry, subject_type, subject_id) SELECT $1::text, kind, id FROM unnest($27::text[], $28::text[]) AS s (kind, id)
		)
		INSERT INTO ledger_pending (entry) VALUES ($1::text)`
)

// Append writes e within tx and gives its id. Seq, ID and At are set here.
func Append(ctx context.Context, tx *store.Tx, e Entry) (EntryID, error) {
	e.ID = id.New[EntryID]()
	if len(e.Change) == 0 {
		e.Change = json.RawMessage(`{}`)
	}
	var at any // NULL: PostgreSQL knows
	if tx.Dialect() == store.SQLite || tx.KnowsNow() {
		now, err := tx.Now(ctx)
		if err != nil {
			return "", err
		}
		at = clock.Micros(now)
	}
	var emergency int64
	if e.Grounds.Emergency {
		emergency = 1
	}
	args := []any{e.ID, at, e.Person, e.Name, e.Organization, e.Role, e.OnBehalfOf, e.Session, int64(e.Assurance), e.Via, e.Origin, e.Act, e.Sort,
		e.Outcome, e.Reason, e.Policy, e.Grounds.Purpose, e.Grounds.Relation, e.Grounds.Consent, emergency, e.Region, e.Area, e.Trace, e.Source,
		e.Found, string(e.Change)}
	subjects := different(e.Subjects)
	if tx.Dialect() == store.Postgres {
		kinds, ids := make([]string, len(subjects)), make([]string, len(subjects))
		for i, s := range subjects {
			kinds[i], ids[i] = s.Type, s.ID
		}
		_, err := tx.Exec(ctx, appendAtOnce, append(args, kinds, ids)...)
		return e.ID, err
	}
	if _, err := tx.Exec(ctx, insertEntry, args...); err != nil {
		return "", err
	}
	for _, s := range subjects {
		if _, err := tx.Exec(ctx, insertSubject, e.ID, s.Type, s.ID); err != nil {
			return "", err
		}
	}
	_, err := tx.Exec(ctx, number, e.ID)
	return e.ID, err
}

// different gives each subject once.
func different(subjects []Subject) []Subject {
	if len(subjects) < 2 {
		return subjects
	}
	seen := make(map[Subject]bool, len(subjects))
	var once []Subject
	for _, s := range subjects {
		if !seen[s] {
			seen[s] = true
			once = append(once, s)
		}
	}
	return once
}
