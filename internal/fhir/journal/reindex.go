package journal

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// Index makes the index anew when it was made by other search parameters than this program has: after an
// upgrade, before anything is searched. It says whether it did.
func (j *Journal) Index(ctx context.Context) (made bool, err error) {
	defer fault.Wrap(&err, "journal.Index")
	p, err := j.Progress(ctx)
	if err != nil || p.Indexed == param.Scheme {
		return false, err
	}
	const atOnce = 200
	var after int64
	for first := true; ; first = false {
		n, next := 0, after
		err := j.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := j.LockTx(ctx, tx); err != nil {
				return err
			}
			if first {
				// Until it is whole it is nobody's: a program of before, which made what is now gone, would take it for its own.
				if _, err := tx.Exec(ctx, `UPDATE fhir_progress SET indexed = '' WHERE name = 'journal'`); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `DELETE FROM fhir_index`); err != nil {
					return err
				}
			}
			page, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk AND v.version = r.version
				WHERE r.pk > $1 ORDER BY r.pk LIMIT $2`, after, atOnce)
			if err != nil {
				return err
			}
			n, next = len(page), after
			changes := make([]change, n)
			for i := range page {
				changes[i] = change{Resource: &Resource{Key: page[i].Key, Body: page[i].Body}, pk: page[i].PK}
			}
			if n > 0 {
				next = page[n-1].PK
			}
			if err := j.reindex(ctx, tx, changes); err != nil || n == atOnce {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE fhir_progress SET indexed = $1 WHERE name = 'journal'`, param.Scheme)
			return err
		})
		after = next
		if err != nil || n < atOnce {
			return err == nil, err
		}
	}
}
