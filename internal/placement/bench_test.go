package placement_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store/storetest"
)

// BenchmarkContention lets a thousand askers want the same ten places at once: a hundred ask each
// provider, who says yes to all of them. Ten get a place, and all others hear that none is left.
func BenchmarkContention(b *testing.B) {
	const askers, places = 1000, 10
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run("db="+kind, func(b *testing.B) {
			db := storetest.SQLite
			if kind == "postgres" {
				db = storetest.Postgres
			}
			h := placementtest.New(b, db(b, nil))
			var took []time.Duration
			acts := 0
			for b.Loop() {
				b.StopTimer()
				var offers []capacity.Offer
				for k := range places {
					offers = append(offers, h.Offer(b, time.Now().String()+string(rune('a'+k)), 1, askers/places))
				}
				var requests []placement.RequestID
				var mu sync.Mutex
				together(64, askers, func(int) {
					r := h.Opened(b, placement.Crisis)
					mu.Lock()
					defer mu.Unlock()
					requests = append(requests, r.ID)
				})
				b.StartTimer()
				var won atomic.Int64
				times := make([][2]time.Duration, askers)
				together(askers, askers, func(k int) {
					o := offers[k%places]
					begin := time.Now()
					r, err := h.Invite(b.Context(), asker, requests[k], []capacity.OfferID{o.ID})
					times[k][0] = time.Since(begin)
					if err != nil {
						b.Error(err)
						return
					}
					begin = time.Now()
					_, err = h.Answer(b.Context(), placementtest.Of(o.Organization), r.Invitations[0].ID, placement.Answer{Yes: true})
					times[k][1] = time.Since(begin)
					switch {
					case err == nil:
						won.Add(1)
					case fault.KindOf(err) != fault.Conflict:
						b.Error(err)
					}
				})
				if won.Load() != places {
					b.Fatalf("%d got one of %d places", won.Load(), places)
				}
				for _, t := range times {
					took = append(took, t[:]...)
				}
				acts += 2 * askers
			}
			slices.Sort(took)
			b.ReportMetric(float64(acts)/b.Elapsed().Seconds(), "acts/s")
			b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms")
		})
	}
}

// together runs n calls, so many at once.
func together(workers, n int, do func(k int)) {
	var all sync.WaitGroup
	var next atomic.Int64
	for range workers {
		all.Go(func() {
			for k := next.Add(1) - 1; k < int64(n); k = next.Add(1) - 1 {
				do(int(k))
			}
		})
	}
	all.Wait()
}
