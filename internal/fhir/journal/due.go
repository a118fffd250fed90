package journal

import (
	"context"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Due says that a resource must be rendered again at a moment, although nothing happens then.
type Due struct {
	Key
	At time.Time
}

// Due gives what must be rendered again by a moment, the earliest first, and when there is more to do
// after it; zero when there is not.
func (j *Journal) Due(ctx context.Context, by time.Time, limit int) (keys []Key, next time.Time, err error) {
	defer fault.Wrap(&err, "journal.Due")
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := store.All(ctx, tx, func(row func(...any) error) (d Due, err error) {
			var at int64
			err = row(&d.Type, &d.ID, &at)
			d.At = clock.FromMicros(at)
			return d, err
		}, `SELECT type, id, at FROM fhir_due ORDER BY at, type, id LIMIT $1`, limit+1)
		if err != nil {
			return err
		}
		keys, next = nil, time.Time{}
		for _, d := range all {
			if d.At.After(by) || len(keys) == limit {
				next = d.At
				break
			}
			keys = append(keys, d.Key)
		}
		return nil
	})
	return keys, next, err
}

// PostponeTx has resources rendered again, each at its moment; a zero moment has it rendered again when
// something happens, and not before.
func (j *Journal) PostponeTx(ctx context.Context, tx *store.Tx, dues []Due) error {
	var values []any
	for _, d := range dues {
		if d.At.IsZero() {
			if _, err := tx.Exec(ctx, `DELETE FROM fhir_due WHERE type = $1 AND id = $2`, d.Type, d.ID); err != nil {
				return err
			}
			continue
		}
		values = append(values, d.Type, d.ID, clock.Micros(d.At))
	}
	return many(ctx, tx, `INSERT INTO fhir_due (type, id, at) VALUES `, ` ON CONFLICT (type, id) DO UPDATE SET at = excluded.at`, 3, values)
}

// CountDue counts what must be rendered again of types that begin so; prefix holds no % or _.
func (j *Journal) CountDue(ctx context.Context, prefix string) (n int64, err error) {
	defer fault.Wrap(&err, "journal.CountDue")
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM fhir_due WHERE type LIKE $1`, prefix+"%").Scan(&n)
	})
	return n, err
}
