package journal_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkZZ(b *testing.B) {
	b.Run("x", func(b *testing.B) {
		db := storetest.SQLite(b, nil)
		j := journal.New(db)
		n := 0
		start := cpu()
		for b.Loop() {
			rs := make([]journal.Resource, 500)
			for i := range rs {
				rs[i] = service((n+i)*7919%1000003, 0)
			}
			n += 500
			if err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := j.SaveTx(ctx, tx, rs); return err }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/(cpu()-start).Seconds(), "per-cpu-s")
	})
}
