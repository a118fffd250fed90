package directory_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const nation = 120_000

// BenchmarkImport brings a country in while somebody else keeps writing; worst-write-ms is the longest
// that one of those writes took.
func BenchmarkImport(b *testing.B) {
	for name, open := range databases {
		b.Run("services=120000/db="+name, func(b *testing.B) {
			services := country(nation)
			for b.Loop() {
				b.StopTimer()
				h := open(b)
				settle(b, h.db, nation)
				stop := h.writing(b)
				b.StartTimer()
				h.bring(b, services)
				b.StopTimer()
				waits := stop()
				b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, "worst-write-ms")
				b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "p50-write-ms")
				b.StartTimer()
			}
		})
	}
}

// BenchmarkImportAgain brings the same file in a second time: it writes nothing.
func BenchmarkImportAgain(b *testing.B) {
	for name, open := range databases {
		b.Run("services=120000/db="+name, func(b *testing.B) {
			services := country(nation)
			h := open(b)
			settle(b, h.db, nation)
			h.bring(b, services)
			for b.Loop() {
				if _, counts := h.bring(b, services); counts != (batch.Counts{Same: nation}) {
					b.Fatalf("a second import: %+v", counts)
				}
			}
		})
	}
}

func BenchmarkAll(b *testing.B) {
	for name, open := range databases {
		b.Run("services=120000/db="+name, func(b *testing.B) {
			h := open(b)
			settle(b, h.db, nation)
			h.bring(b, country(nation))
			for b.Loop() {
				var n atomic.Int64
				if _, err := h.All(b.Context(), func(s []directory.Service) error { n.Add(int64(len(s))); return nil }); err != nil {
					b.Fatal(err)
				}
				if n.Load() != nation {
					b.Fatalf("%d services", n.Load())
				}
			}
		})
	}
}

var databases = map[string]func(testing.TB) house{
	"sqlite":   func(t testing.TB) house { return open(t, storetest.SQLite(t, nil), nil) },
	"postgres": func(t testing.TB) house { return open(t, storetest.Postgres(t, nil), nil) },
}

// writing keeps writing small rows as other people do, until stopped; it gives how long each took,
// shortest first.
func (h house) writing(t testing.TB) (stop func() []time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan []time.Duration)
	go func() {
		var waits []time.Duration
		pause := time.NewTicker(2 * time.Millisecond)
		defer pause.Stop()
		for ctx.Err() == nil {
			begun := time.Now()
			err := h.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO installation (name, value) VALUES ('beat', '') ON CONFLICT (name) DO UPDATE SET value = 'x'`)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			waits = append(waits, time.Since(begun))
			<-pause.C
		}
		slices.Sort(waits)
		done <- waits
	}()
	return func() []time.Duration { cancel(); return <-done }
}
