package projection_test

import (
	"context"
	"log/slog"
	"os"
	"strconv"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// BenchmarkSweep renders an invented country for the first time, and once more when nothing changed.
// EERSTELIJN_SERVICES is its size; 120000 is the whole country.
func BenchmarkSweep(b *testing.B) {
	services := 5000
	if text := os.Getenv("EERSTELIJN_SERVICES"); text != "" {
		var err error
		if services, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			db := open(b, nil)
			policies, err := access.Load()
			if err != nil {
				b.Fatal(err)
			}
			feed := ledger.NewFeed(db, slog.New(slog.DiscardHandler))
			spine := act.New(db, policies, feed.Kick)
			n, d := network.New(spine), directory.New(spine)
			if err := demo.LoadNational(b.Context(), demo.House{DB: db, Network: n, Directory: d}, services, 1, nil); err != nil {
				b.Fatal(err)
			}
			domain := projection.Domain{Network: n, Directory: d, Capacity: capacity.New(spine, n, d), Mandates: mandate.New(spine, n), Endpoints: endpoint.New(spine, n)}
			h := &house{db: db, journal: journal.New(db)}
			for _, when := range []string{"first", "again"} {
				b.Run(when, func(b *testing.B) {
					written := int64(0)
					for b.Loop() {
						b.StopTimer()
						if when == "first" {
							h.forget(b)
						} else if err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
							_, err := tx.Exec(ctx, `UPDATE fhir_progress SET ledger_seq = -1`)
							return err
						}); err != nil {
							b.Fatal(err)
						}
						f := projection.New(domain, db, feed, h.journal, config, time.Now, slog.New(slog.DiscardHandler))
						b.StartTimer()
						if _, err := f.Step(b.Context()); err != nil {
							b.Fatal(err)
						}
						p, err := h.journal.Progress(b.Context())
						if err != nil {
							b.Fatal(err)
						}
						written = p.Seq
					}
					b.ReportMetric(float64(services*b.N)/b.Elapsed().Seconds(), "services/s")
					b.ReportMetric(float64(written), "versions")
				})
			}
		})
	}
}
