package ledger

import (
	"context"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// Retention says how long entries of a sort are kept.
type Retention struct {
	Sort   string // R for looks
	Region string // empty: everywhere
	Days   int64
}

// leastDays is how long everything is kept at least: five years, with a leap day.
const leastDays = 1827

// Retentions gives the rules; a sort without one is kept for ever.
func Retentions(ctx context.Context, tx *store.Tx) ([]Retention, error) {
	return store.All(ctx, tx, func(row func(...any) error) (r Retention, err error) { return r, row(&r.Sort, &r.Region, &r.Days) },
		`SELECT sort, region, days FROM ledger_retention ORDER BY sort, region`)
}

// mayBeGone says whether it is right that only a stub is left: the sort of act has a rule, and the
// entry is older than the shortest rule there can be. A rule that was made longer since says nothing about what
// was removed before.
func mayBeGone(rules []Retention, s stub, now time.Time) bool {
	for _, r := range rules {
		if r.Sort == s.sort {
			return clock.FromMicros(s.at).AddDate(0, 0, leastDays).Before(now)
		}
	}
	return false
}

// ExpireTx removes at most limit entries that have been kept long enough and says how many; what their
// leaves are made of stays. Only entries under a seal are removed, and never the newest one: its
// number would be given out again.
func ExpireTx(ctx context.Context, tx *store.Tx, limit int) (removed int, err error) {
	entries, err := due(ctx, tx, limit)
	if err != nil {
		return 0, err
	}
	if err := addSubjects(ctx, tx, entries); err != nil {
		return 0, err
	}
	for i := range entries {
		if err := remove(ctx, tx, stubOf(&entries[i]), entries[i].ID); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// Due says whether there is anything for [ExpireTx].
func Due(ctx context.Context, tx *store.Tx) (bool, error) {
	entries, err := due(ctx, tx, 1)
	return len(entries) > 0, err
}

func due(ctx context.Context, tx *store.Tx, limit int) ([]Entry, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	seal, err := lastSeal(ctx, tx)
	if err != nil {
		return nil, err
	}
	const day = 24 * int64(time.Hour/time.Microsecond)
	return store.All(ctx, tx, scan, `SELECT `+columns+` FROM ledger_entry e JOIN ledger_seq q ON q.entry = e.id
		WHERE e.at < $1 AND q.seq <= $2 AND q.seq < (SELECT max(seq) FROM ledger_seq)
		AND e.at < $3 - $4 * (SELECT max(r.days) FROM ledger_retention r WHERE r.sort = e.sort AND r.region IN ('', e.region))
		ORDER BY e.at, e.id LIMIT $5`,
		clock.Micros(now)-leastDays*day, seal.Last, clock.Micros(now), day, limit)
}

func remove(ctx context.Context, tx *store.Tx, s stub, entry EntryID) error {
	if _, err := tx.Exec(ctx, `INSERT INTO ledger_removed (seq, at, sort, region, body) VALUES ($1, $2, $3, $4, $5)`,
		s.seq, s.at, s.sort, s.region, s.body[:]); err != nil {
		return err
	}
	for _, q := range []string{`DELETE FROM ledger_subject WHERE entry = $1`, `DELETE FROM ledger_seq WHERE entry = $1`, `DELETE FROM ledger_entry WHERE id = $1`} {
		if _, err := tx.Exec(ctx, q, entry); err != nil {
			return err
		}
	}
	return nil
}
