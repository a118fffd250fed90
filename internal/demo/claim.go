package demo

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Claim marks a database as made by demo, and says whether it was already. A database that holds
// anything but imported areas, figures, boundaries and postcodes belongs to real people: it is
// refused, because in a demo anybody may become anybody.
func Claim(ctx context.Context, db *store.DB) (before bool, err error) {
	defer fault.Wrap(&err, "demo.Claim")
	err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM installation WHERE name = 'made-by' AND value = 'demo')`).Scan(&before); err != nil || before {
			return err
		}
		for _, table := range []string{"service", "organization", "person", "region", "wijkverband"} {
			var held bool
			if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+`)`).Scan(&held); err != nil {
				return err
			}
			if held {
				return fault.New(fault.Denied, "Deze database is niet door demo gemaakt.",
					"this database was not made by demo and holds data; demo lets anybody become anybody and refuses it")
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ('made-by', 'demo')`)
		return err
	})
	return before, err
}
