package custody

import (
	"context"
	"encoding/base64"

	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Encoded is a column of text in which sealed values stand in base64, as a [keys.Rewrapper]. There are
// never many: it reads them all. An empty value is none.
type Encoded struct {
	DB     *store.DB
	What   string
	Table  string
	ID     string
	Column string
}

// Name implements [keys.Rewrapper].
func (e Encoded) Name() string { return e.What }

func (e Encoded) all(ctx context.Context, tx *store.Tx) ([]sealedRow, error) {
	return store.All(ctx, tx, func(row func(...any) error) (r sealedRow, err error) {
		var text string
		if err := row(&r.id, &text); err != nil {
			return r, err
		}
		r.sealed, err = base64.StdEncoding.DecodeString(text)
		return r, err
	}, `SELECT `+e.ID+`, `+e.Column+` FROM `+e.Table+` WHERE `+e.Column+` <> '' ORDER BY `+e.ID)
}

// Under implements [keys.Rewrapper].
func (e Encoded) Under(ctx context.Context, _ []string) (map[string]int, error) {
	under := map[string]int{}
	err := e.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := e.all(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			key, err := keys.KeyOf(r.sealed)
			if err != nil {
				return err
			}
			under[key]++
		}
		return nil
	})
	return under, err
}

// Rewrap implements [keys.Rewrapper].
func (e Encoded) Rewrap(ctx context.Context, ring *keys.Ring, limit int) (done int, err error) {
	err = e.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		done = 0
		rows, err := e.all(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			again, changed, err := ring.Rewrap(ctx, r.sealed)
			if err != nil {
				return err
			}
			if !changed || done == limit {
				continue
			}
			// Only when nobody wrote it meanwhile.
			if _, err := tx.Exec(ctx, `UPDATE `+e.Table+` SET `+e.Column+` = $1 WHERE `+e.ID+` = $2 AND `+e.Column+` = $3`,
				base64.StdEncoding.EncodeToString(again), r.id, base64.StdEncoding.EncodeToString(r.sealed)); err != nil {
				return err
			}
			done++
		}
		return nil
	})
	return done, err
}
