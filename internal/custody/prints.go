package custody

import (
	"context"

	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Counter is a place whose rows need their key, and that nothing but their owner can move to another.
type Counter interface {
	// Name says what is kept there, for operators and in Dutch: 'namen in het logboek'.
	Name() string
	// Under counts the rows that need each of the keys.
	Under(ctx context.Context, ids []string) (map[string]int, error)
}

// Prints is a column of marked fingerprints ([keys.Ring.Marked]) as a [Counter]. A hash cannot be made
// anew without the text, which comes back with whoever knows it.
type Prints struct {
	DB     *store.DB
	What   string
	Table  string
	Column string
}

// Name implements [Counter].
func (p Prints) Name() string { return p.What }

// Under implements [Counter].
func (p Prints) Under(ctx context.Context, ids []string) (map[string]int, error) {
	under := make(map[string]int, len(ids))
	err := p.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, id := range ids {
			mark := keys.Mark(id)
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+p.Table+` WHERE substr(`+p.Column+`, 1, $1) = $2`, len(mark), mark).Scan(&n); err != nil {
				return err
			}
			under[id] = n
		}
		return nil
	})
	return under, err
}
