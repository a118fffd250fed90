package capacity_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
)

// kept is a hold as the model of TestHolds knows it.
type kept struct {
	id     capacity.HoldID
	places int
	until  time.Time
	ended  bool
}

// TestHolds does what may happen to an offer in any order, with a clock that jumps, and compares each
// step with a model of a few lines.
func TestHolds(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		began := time.Now()
		rapid.Check(t, func(r *rapid.T) {
			if h.late(began) {
				return
			}
			offer := h.offer(t, "elv-laag").ID
			available, taken, holds := 0, 0, []*kept{}
			held := func() (n int) {
				for _, k := range holds {
					if !k.ended && k.until.After(h.clock.now()) {
						n += k.places
					}
				}
				return n
			}
			r.Repeat(map[string]func(*rapid.T){
				"say": func(r *rapid.T) {
					available = rapid.IntRange(0, 6).Draw(r, "available")
					h.says(t, offer, available)
				},
				"hold": func(r *rapid.T) {
					places, last := rapid.IntRange(1, 3).Draw(r, "places"), time.Duration(rapid.IntRange(1, 100).Draw(r, "minutes"))*time.Minute
					free := max(0, available-held())
					id, err := h.hold(t, offer, places, last)
					if (err == nil) != (free >= places) {
						r.Fatalf("%d free, %d asked: %v", free, places, err)
					}
					if err != nil {
						wants(t, err, fault.Conflict)
						return
					}
					for _, k := range holds {
						k.ended = k.ended || !k.until.After(h.clock.now())
					}
					holds = append(holds, &kept{id: id, places: places, until: h.clock.now().Add(last)})
				},
				"end": func(r *rapid.T) {
					if len(holds) == 0 {
						r.Skip("nothing is held")
					}
					k := rapid.SampledFrom(holds).Draw(r, "hold")
					how := rapid.SampledFrom([]capacity.HoldEnd{capacity.HoldTaken, capacity.HoldReleased, capacity.HoldExpired}).Draw(r, "how")
					passed := !k.until.After(h.clock.now())
					want := !k.ended && (how == capacity.HoldExpired) == passed
					if got := h.end(t, k.id, how); got != want {
						r.Fatalf("ended %v as %s: %v, want %v", k, how, got, want)
					}
					if want && how == capacity.HoldTaken {
						available = max(0, available-k.places)
						taken += k.places
					}
					k.ended = k.ended || want || passed
				},
				"give back": func(r *rapid.T) {
					if taken == 0 {
						r.Skip("nothing was taken")
					}
					places, before := rapid.IntRange(1, taken).Draw(r, "places"), h.now(t, offer).Figure
					taken -= places
					available = min(10, available+places) // of ten places
					h.givesBack(t, offer, places)
					after := h.now(t, offer).Figure
					before.Available, before.ObservedAt, before.Source = after.Available, after.ObservedAt, after.Source
					if after != before {
						r.Fatalf("giving back told more than a number: %+v, before %+v", after, before)
					}
				},
				"time": func(r *rapid.T) {
					h.clock.advance(time.Duration(rapid.IntRange(-60, 90).Draw(r, "minutes")) * time.Minute)
				},
				"": func(r *rapid.T) {
					o := h.now(t, offer)
					if got, want := o.Free(h.clock.now()), max(0, available-held()); got != want || o.Figure.Available != available {
						r.Fatalf("%d free of %d, want %d of %d", got, o.Figure.Available, want, available)
					}
					h.newest(r, o)
				},
			})
		})
	})
}

// newest compares the figure of an offer with its newest observation.
func (h *house) newest(t interface{ Fatalf(string, ...any) }, o capacity.Offer) {
	list, err := h.History(context.Background(), o.ID, time.Time{}, time.Time{}, 1)
	switch {
	case err != nil:
		t.Fatalf("history: %v", err)
	case len(list) == 0:
		if !o.Figure.ObservedAt.IsZero() {
			t.Fatalf("a figure without an observation: %+v", o.Figure)
		}
	default:
		want := list[0].Figure
		got := o.Figure
		if (got.WaitingDays == nil) != (want.WaitingDays == nil) || got.WaitingDays != nil && *got.WaitingDays != *want.WaitingDays {
			t.Fatalf("the figure waits %v, its newest observation %v", got.WaitingDays, want.WaitingDays)
		}
		got.WaitingDays, want.WaitingDays = nil, nil
		if got != want {
			t.Fatalf("the figure is %+v, its newest observation %+v", got, want)
		}
	}
}

// TestHoldsAtOnce has many hold, end, observe and expire the same offers while the clock jumps to and
// fro. Reports always say five, so at no moment anybody can see may more be promised than the figure
// says, by any clock.
func TestHoldsAtOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		const workers, steps = 24, 25
		offers := []capacity.OfferID{h.offer(t, "elv-laag").ID, h.offer(t, "elv-hoog").ID}
		for _, o := range offers {
			h.says(t, o, 5)
		}
		var mu sync.Mutex
		var holds []capacity.HoldID
		endings := map[capacity.HoldID]int{}
		var given, refused atomic.Int64
		var working, watching sync.WaitGroup
		stop := make(chan struct{})
		watching.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if over := h.overbooked(t); over > 0 {
					t.Errorf("%d offers have promised more than they have", over)
					return
				}
			}
		})
		for w := range workers {
			working.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 7))
				for range steps {
					offer := offers[r.IntN(len(offers))]
					switch r.IntN(8) {
					case 0:
						h.says(t, offer, 5)
					case 1:
						h.clock.advance(time.Duration(r.IntN(25)-10) * time.Minute)
					case 2, 3, 4:
						id, err := h.hold(t, offer, 1+r.IntN(2), time.Duration(1+r.IntN(60))*time.Minute)
						if err != nil {
							wants(t, err, fault.Conflict)
							refused.Add(1)
							continue
						}
						given.Add(1)
						mu.Lock()
						holds = append(holds, id)
						mu.Unlock()
					default:
						mu.Lock()
						if len(holds) == 0 {
							mu.Unlock()
							continue
						}
						id := holds[r.IntN(len(holds))]
						mu.Unlock()
						if h.end(t, id, []capacity.HoldEnd{capacity.HoldTaken, capacity.HoldReleased, capacity.HoldExpired}[r.IntN(3)]) {
							mu.Lock()
							endings[id]++
							mu.Unlock()
						}
					}
				}
			})
		}
		working.Wait()
		close(stop)
		watching.Wait()
		if given.Load() < 10 || refused.Load() < 10 {
			t.Errorf("%d holds given and %d refused: this proves little", given.Load(), refused.Load())
		}
		for id, n := range endings {
			if n != 1 {
				t.Errorf("hold %s ended %d times", id, n)
			}
		}
		// What was taken was counted off exactly once: the derived observations say so.
		if taken, said := h.count(t, `SELECT count(*) FROM offer_hold WHERE how = 'taken'`), h.count(t, `SELECT count(*) FROM observation WHERE source = 'derived'`); taken != said {
			t.Errorf("%d holds were taken and %d places counted off", taken, said)
		}
		for _, o := range offers {
			h.newest(t, h.now(t, o))
		}
	})
}

// overbooked counts offers with more promised than their figure says. A hold whose moment has passed
// counts as well until it is ended: a clock may jump back.
func (h *house) overbooked(t testing.TB) int {
	return h.count(t, `SELECT count(*) FROM offer o WHERE o.available < (SELECT coalesce(sum(x.places), 0) FROM offer_hold x WHERE x.offer = o.id AND x.ended_at IS NULL)`)
}

// TestLastPlace has many ask for the last places at the same moment.
func TestLastPlace(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		const places, people = 3, 60
		o := h.offer(t, "ggz-crisis")
		h.says(t, o.ID, places)
		var given atomic.Int64
		var all sync.WaitGroup
		for range people {
			all.Go(func() {
				if _, err := h.hold(t, o.ID, 1, time.Hour); err == nil {
					given.Add(1)
				} else {
					wants(t, err, fault.Conflict)
				}
			})
		}
		all.Wait()
		if given.Load() != places {
			t.Errorf("%d of %d places were given to %d people", given.Load(), places, people)
		}
	})
}

func TestHoldsAndReports(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		if _, err := h.hold(t, o.ID, 1, time.Hour); err == nil {
			t.Error("a place was held of which nothing is known")
		}
		h.says(t, o.ID, 3)
		h.clock.advance(100 * time.Hour)
		first, err := h.hold(t, o.ID, 2, time.Hour)
		if err != nil {
			t.Fatalf("a stale figure does not stand in the way of a promise: %v", err)
		}
		// Fewer than are promised: kept as said, and no promise is broken.
		got := h.says(t, o.ID, 1)
		if got.Figure.Available != 1 || got.Free(h.clock.now()) != 0 || got.Held(h.clock.now()) != 2 {
			t.Errorf("%+v", got)
		}
		h.clock.advance(10 * time.Minute)
		if !h.end(t, first, capacity.HoldTaken) {
			t.Error("it did not end")
		}
		got = h.now(t, o.ID)
		if f := got.Figure; f.Available != 0 || f.Source != capacity.Derived || f.Accepting != capacity.Open || !f.ToldAt.Equal(h.clock.now().Add(-10*time.Minute)) || !f.ObservedAt.Equal(h.clock.now()) {
			t.Errorf("after a place was taken: %+v", f)
		}
		// Nobody looked since: counting off does not make the rest of a figure younger, nor its provider restless.
		if got.Record.Changes != 2 || got.Record.Watched != 100*time.Hour {
			t.Errorf("record %+v", got.Record)
		}
		if _, err := h.hold(t, o.ID, 1, -time.Minute); err == nil || fault.KindOf(err) == fault.Internal {
			t.Errorf("a hold that has passed: %v", err)
		}
		wants(t, h.within(t, func(ctx context.Context, tx *act.Tx) error {
			_, err := h.EndHoldTx(ctx, tx, "0", capacity.HoldTaken)
			return err
		}), fault.NotFound)
		if err := h.EndOffer(t.Context(), admin, o.ID); err != nil {
			t.Fatal(err)
		}
		wants(t, h.within(t, func(ctx context.Context, tx *act.Tx) error {
			_, err := h.LockTx(ctx, tx.Tx, o.ID)
			return err
		}), fault.NotFound)
	})
}

// TestHoldFailsWithItsAct: what was done within an act that fails is not done.
func TestHoldFailsWithItsAct(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		h.says(t, o.ID, 1)
		broken := fault.New(fault.Conflict, "Nee.", "no")
		wants(t, h.within(t, func(ctx context.Context, tx *act.Tx) error {
			is, err := h.LockTx(ctx, tx.Tx, o.ID)
			if err != nil {
				return err
			}
			if _, err := h.HoldTx(ctx, tx, &is, 1, h.clock.now().Add(time.Hour), "x"); err != nil {
				return err
			}
			if is.Free(h.clock.now()) != 0 {
				t.Error("the offer in hand does not show what was held")
			}
			if err := h.SayTx(ctx, tx, capacity.Report{Offer: o.ID, Available: 0}, capacity.Derived); err != nil {
				return err
			}
			return broken
		}), fault.Conflict)
		is := h.now(t, o.ID)
		if is.Free(h.clock.now()) != 1 || h.count(t, `SELECT count(*) FROM offer_hold`) != 0 {
			t.Errorf("%+v", is)
		}
		h.newest(t, is)
	})
}
