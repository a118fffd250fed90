package history_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/simulate/history"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// A small country has what a large one has, keeps every constraint, and is the same each time.
func TestFill(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	small := history.Size{Regions: 2, Wijkverbanden: 3, Years: 5, Bottlenecks: 4, Seed: 1}
	storetest.RunAt(t, clock.Fixed(until), func(t *testing.T, db *store.DB) {
		made, err := history.Fill(t.Context(), db, demo.Country(), small, until)
		if err != nil {
			t.Fatal(err)
		}
		for what, want := range map[string]int{
			`SELECT count(*) FROM wijkverband`:                                                6,
			`SELECT count(*) FROM bottleneck`:                                                 6 * 5 * 4,
			`SELECT count(*) FROM meeting`:                                                    2*5*6 + 6*5*8,
			`SELECT count(*) FROM agreement`:                                                  10 + 2*10 + 6*3,
			`SELECT count(DISTINCT level) FROM bottleneck_state`:                              3,
			`SELECT count(*) FROM bottleneck_state WHERE until_at IS NULL`:                    6 * 5 * 4,
			`SELECT count(*) FROM agreement_state WHERE until_at IS NULL`:                     10 + 2*10 + 6*3,
			`SELECT count(*) FROM agreement WHERE version NOT IN (1, 2) OR newest <> version`: 0,
		} {
			var n int
			err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, what).Scan(&n) })
			if err != nil || n != want {
				t.Errorf("%s gives %d, want %d (%v)", what, n, want, err)
			}
		}
		if len(made.Regions) != 2 || len(made.Regions[0].Wijkverbanden) != 3 || slices.Contains(made.Regions[0].Agreements, "") {
			t.Errorf("made %+v", made)
		}
	})
}
