package ledger

import (
	"context"
	"fmt"

	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// Installation gives the id of this installation, which entries name as their source. It is made the
// first time; all nodes of one database share it.
func Installation(ctx context.Context, db *store.DB) (name string, err error) {
	const look = `SELECT value FROM installation WHERE name = 'id'`
	read := func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, look).Scan(&name) }
	if err = db.Read(ctx, read); err == store.ErrNone {
		err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ('id', $1) ON CONFLICT (name) DO NOTHING`, id.New[string]()); err != nil {
				return err
			}
			return read(ctx, tx)
		})
	}
	if err != nil {
		return "", fmt.Errorf("ledger.Installation: %w", err)
	}
	return name, nil
}
