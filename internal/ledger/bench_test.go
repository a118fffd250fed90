package ledger_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// BenchmarkCheck is what proving 20,000 entries costs, and sealing them.
func BenchmarkCheck(b *testing.B) {
	const entries = 20_000
	db := storetest.SQLite(b, nil)
	file, err := keys.CreateFile(filepath.Join(b.TempDir(), "keys"), began)
	if err != nil {
		b.Fatal(err)
	}
	ring := keys.New(file)
	if err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		for range entries {
			if _, err := ledger.Append(ctx, tx, ledger.Entry{Person: "p", Act: "thing.Save", Sort: "U", Outcome: ledger.Done,
				Subjects: []ledger.Subject{{Type: "thing", ID: "a"}}}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			if err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Exec(ctx, `DELETE FROM ledger_seal`); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, `DELETE FROM ledger_leaves`)
				return err
			}); err != nil {
				b.Fatal(err)
			}
			// One that knows of no seals: the program itself would not seal these anew.
			if _, err := ledger.NewSealer(db, ring, slog.New(slog.DiscardHandler)).Seal(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/entries, "µs/entry")
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if err := db.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
				done, p, err := ledger.Check(ctx, tx, ring, ledger.CheckOptions{})
				if p != nil || done.Entries != entries {
					b.Fatal(done, p)
				}
				return err
			}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/entries, "µs/entry")
	})
}
