package capacity_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var databases = map[string]func(testing.TB) *store.DB{
	"sqlite":   func(t testing.TB) *store.DB { return storetest.SQLite(t, nil) },
	"postgres": func(t testing.TB) *store.DB { return storetest.Postgres(t, nil) },
}

// BenchmarkObserve is how many observations a second 32 people keep up, each recorded and on disk
// before it is answered (synchronous=FULL on SQLite).
func BenchmarkObserve(b *testing.B) {
	const writers, offers = 32, 2000
	for name, database := range databases {
		b.Run(fmt.Sprintf("db=%s/writers=%d", name, writers), func(b *testing.B) {
			h := open(b, database(b), nil)
			ids := h.country(b, offers)
			var next atomic.Int64
			took := make([][]time.Duration, writers)
			b.ResetTimer()
			var all sync.WaitGroup
			for w := range writers {
				all.Go(func() {
					for {
						i := int(next.Add(1))
						if i > b.N {
							return
						}
						begun := time.Now()
						if _, err := h.Observe(context.Background(), program, capacity.Report{Offer: ids[i*7919%offers], Available: i % 10}); err != nil {
							b.Error(err)
							return
						}
						took[w] = append(took[w], time.Since(begun))
					}
				})
			}
			all.Wait()
			b.StopTimer()
			sorted := slices.Sorted(slices.Values(slices.Concat(took...)))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "observations/s")
			b.ReportMetric(float64(sorted[len(sorted)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkAll is what loading every offer of the country takes.
func BenchmarkAll(b *testing.B) {
	const offers = 20_000
	for name, database := range databases {
		b.Run(fmt.Sprintf("db=%s/offers=%d", name, offers), func(b *testing.B) {
			h := open(b, database(b), nil)
			h.country(b, offers)
			for b.Loop() {
				n := 0
				if _, err := h.All(b.Context(), func(o []capacity.Offer) error { n += len(o); return nil }); err != nil || n != offers {
					b.Fatal(n, err)
				}
			}
		})
	}
}

// BenchmarkTrend is what the trend of a large region over a quarter takes, with a report on each offer
// every eight hours; BenchmarkAsOf one look back.
func BenchmarkTrend(b *testing.B) {
	benchPast(b, func(h *house, at time.Time) (int, error) {
		weeks, err := h.Trend(b.Context(), capacity.TrendQuery{Region: region, Until: at})
		return weeks[len(weeks)-1].Offers, err
	})
}

func BenchmarkAsOf(b *testing.B) {
	benchPast(b, func(h *house, at time.Time) (int, error) {
		offers, err := h.AsOf(b.Context(), region, at)
		return len(offers), err
	})
}

func benchPast(b *testing.B, ask func(h *house, at time.Time) (offers int, err error)) {
	const offers, reports = 300, 300
	for name, database := range databases {
		b.Run(fmt.Sprintf("db=%s/offers=%d", name, offers), func(b *testing.B) {
			h := open(b, database(b), nil)
			h.country(b, offers)
			until := time.Now().UTC()
			for number := range reports {
				at := until.Add(time.Duration(number-reports) * 8 * time.Hour).UnixMicro()
				h.exec(b, `INSERT INTO observation (offer, observed_at, number, told_at, recorded_at, available, accepting, source, via, by_person, seconds)
					SELECT id, CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($1 AS BIGINT), CAST($1 AS BIGINT), 3, 'open', 'system', 'api', 'client:1', 0 FROM offer`, at, number+1)
			}
			for b.Loop() {
				if n, err := ask(h, until.Add(-time.Hour)); err != nil || n != offers {
					b.Fatal(n, err)
				}
			}
		})
	}
}

func BenchmarkStatus(b *testing.B) {
	o := capacity.Offer{Rhythm: capacity.Rhythm{Live: 12 * time.Hour, Stale: 48 * time.Hour},
		Figure: capacity.Figure{Available: 4, Accepting: capacity.Open, ObservedAt: monday, ToldAt: monday}}
	for b.Loop() {
		o.Status(monday.Add(time.Hour))
	}
}

// country makes n offers of ours without a figure, straight in the tables.
func (h *house) country(t testing.TB, n int) []capacity.OfferID {
	t.Helper()
	ids := make([]capacity.OfferID, n)
	for i := range ids {
		ids[i] = id.From[capacity.OfferID]("country", fmt.Sprint(i))
	}
	err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i, offer := range ids {
			service := fmt.Sprint("service ", i)
			if _, err := tx.Exec(ctx, `INSERT INTO service (id) VALUES ($1)`, service); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO service_version (service, version, batch, state, organization, discipline, kind, name, area, verify_by, source, source_key, written_at, written_by, body)
				VALUES ($1, 1, $2, 'shown', $3, 'vvt', 'elv-laag', 'Kort verblijf', '', 0, 'people', '', 0, 'test', '{}')`, service, batch.People, ours); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO offer (id, service, kind, organization, region, area, total, assessment, most_invitations, made_at, version,
					number, available, accepting, source, said, came_true, went, watched, sure, asked_times)
				VALUES ($1, $2, 'elv-laag', $3, $4, $5, 10, 0, 5, 0, 1, 0, 0, '', '', 0, 0, 0, 0, 0, 0)`, offer, service, ours, region, area); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO offer_version (offer, version, region, total, assessment, most_invitations, written_at, written_by)
				VALUES ($1, 1, $2, 10, 0, 5, 0, 'test')`, offer, region); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}
