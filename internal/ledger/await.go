package ledger

import (
	"context"
	"slices"

	"eerstelijn/internal/store"
)

// Unnumbered gives the entries that are committed and have no number yet; on SQLite there are none.
func Unnumbered(ctx context.Context, tx *store.Tx) ([]EntryID, error) {
	return store.All(ctx, tx, func(row func(...any) error) (e EntryID, err error) { return e, row(&e) }, `SELECT entry FROM ledger_pending`)
}

// Await waits until entries that are committed have their numbers, and gives the highest of these; 0 for
// no entries.
func (f *Feed) Await(ctx context.Context, entries []EntryID) (newest int64, err error) {
	for {
		var head int64
		numbered := 0
		err := f.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			newest, numbered = 0, 0
			if head, err = Head(ctx, tx); err != nil {
				return err
			}
			for part := range slices.Chunk(entries, 500) {
				args := make([]any, len(part))
				for i, e := range part {
					args[i] = e
				}
				var n int
				var seq int64
				if err := tx.QueryRow(ctx, `SELECT count(*), COALESCE(max(seq), 0) FROM ledger_seq WHERE entry IN `+store.Placeholders(1, len(part)), args...).Scan(&n, &seq); err != nil {
					return err
				}
				numbered, newest = numbered+n, max(newest, seq)
			}
			return nil
		})
		if err != nil || numbered == len(entries) {
			return newest, err
		}
		if _, err := f.Wait(ctx, head); err != nil {
			return 0, err
		}
	}
}
