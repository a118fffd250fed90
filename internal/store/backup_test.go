package store_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func TestBackupOfADatabaseInUse(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	to := filepath.Join(t.TempDir(), "copy.db")
	var wg sync.WaitGroup
	begun := make(chan struct{})
	wg.Go(func() { // pairs: a copy that is whole never holds one of two
		for i := range 200 {
			_ = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if err := set(ctx, tx, "a"+string(rune('A'+i)), ""); err != nil {
					return err
				}
				return set(ctx, tx, "b"+string(rune('A'+i)), "")
			})
			if i == 20 {
				close(begun)
			}
		}
	})
	<-begun
	if err := store.Backup(t.Context(), db, to); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := store.Backup(t.Context(), db, to); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an existing file was overwritten: %v", err)
	}
	copied, err := store.Open(t.Context(), to, store.Options{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = copied.Close() }()
	if n := count(t, copied); n < 40 || n%2 != 0 {
		t.Errorf("the copy holds %d rows, want whole pairs from 20 on", n)
	}
}
