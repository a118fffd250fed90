package journal_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// Moments are whole transactions in their order, whatever part of them a question begins or ends in.
func TestMomentsAreWholeTransactions(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	storetest.RunAt(t, func() time.Time { return at }, func(t *testing.T, db *store.DB) {
		j := journal.New(db)
		made := 0
		add := func(types ...string) {
			t.Helper()
			if err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				var all []journal.Resource
				for _, kind := range types {
					made++
					name := kind[:1] + strconv.Itoa(made)
					all = append(all, journal.Resource{Key: journal.Key{Type: kind, ID: name}, Body: []byte(`{"resourceType":"` + kind + `","id":"` + name + `"}`)})
				}
				_, err := j.SaveTx(ctx, tx, all)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		add("Location", "Organization", "Location")
		add("Location")
		add("Organization", "Organization")
		ask := func(after int64, versions int) (all []journal.Moment, head int64) {
			t.Helper()
			if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
				if head, err = j.HeadTx(ctx, tx); err != nil {
					return err
				}
				all, err = j.MomentsTx(ctx, tx, after, versions)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return all, head
		}
		for _, versions := range []int{1, 2, 3, 100} {
			var seqs []int64
			var types [][]string
			var last time.Time
			for after := int64(0); ; {
				all, head := ask(after, versions)
				if head != 6 {
					t.Fatalf("the newest is %d", head)
				}
				if len(all) == 0 {
					break
				}
				for _, m := range all {
					if !m.At.After(last) {
						t.Errorf("%s is not after %s", m.At, last)
					}
					seqs, types, last, after = append(seqs, m.Seq), append(types, m.Types), m.At, m.Seq
				}
			}
			if !slices.Equal(seqs, []int64{3, 4, 6}) || !slices.Equal(types[0], []string{"Location", "Organization"}) || !slices.Equal(types[1], []string{"Location"}) || !slices.Equal(types[2], []string{"Organization"}) {
				t.Errorf("by %d: %v %v", versions, seqs, types)
			}
		}
	})
}
