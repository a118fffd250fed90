package act_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func BenchmarkDo(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run("db="+kind+"/writers=32", func(b *testing.B) {
			s, _ := named(b, open(kind)(b, nil))
			b.SetParallelism(16) // times GOMAXPROCS
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					err := s.Do(context.Background(), attempt(visitor, "org"), func(ctx context.Context, tx *act.Tx) error {
						return tx.Changed(map[string]int{"n": 1})
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
		})
	}
}

// BenchmarkLook is what one recorded look costs the person who waits for it, alone and while eight
// others write without a pause.
func BenchmarkLook(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		for _, others := range []int{0, 8} {
			b.Run("db="+kind+"/load="+map[int]string{0: "none", 8: "8-writers"}[others], func(b *testing.B) {
				s, _ := named(b, open(kind)(b, nil))
				ctx, stop := context.WithCancel(b.Context())
				var writing sync.WaitGroup
				for range others {
					writing.Go(func() {
						for ctx.Err() == nil {
							_ = s.Do(ctx, attempt(visitor, "org"), func(context.Context, *act.Tx) error { return nil })
						}
					})
				}
				var took []time.Duration
				for b.Loop() {
					begin := time.Now()
					if err := s.Look(b.Context(), attempt(visitor, "org"), func(_ context.Context, tx *act.Tx) error { tx.Found(1); return nil }); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(begin))
				}
				stop()
				writing.Wait()
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			})
		}
	}
}

func open(kind string) func(testing.TB, func() time.Time) *store.DB {
	return func(t testing.TB, now func() time.Time) *store.DB {
		if kind == "postgres" {
			return storetest.Postgres(t, now)
		}
		return storetest.SQLite(t, now)
	}
}
