package demo

import (
	"context"
	"testing"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func TestClaimRefusesADatabaseOfOthers(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		if before, err := Claim(t.Context(), db); err != nil || before {
			t.Fatalf("an empty database: %v %v", before, err)
		}
		if before, err := Claim(t.Context(), db); err != nil || !before {
			t.Fatalf("its own database: %v %v", before, err)
		}
	})
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		if err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO service (id) VALUES ('s')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := Claim(t.Context(), db); fault.KindOf(err) != fault.Denied {
			t.Fatalf("a database with a service: %v", err)
		}
	})
}
