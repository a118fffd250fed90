package capacity_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
)

// TestAsOf remembers each moment of a life full of reports, holds and changes, and asks later for all
// of them.
func TestAsOf(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		type moment struct {
			at          time.Time
			free, total int
			status      string
		}
		var life []moment
		var holds []capacity.HoldID
		r := rand.New(rand.NewPCG(5, 5))
		for range 60 {
			h.clock.advance(time.Duration(1+r.IntN(300)) * time.Minute)
			switch r.IntN(5) {
			case 0, 1:
				h.says(t, o.ID, r.IntN(8))
			case 2:
				if id, err := h.hold(t, o.ID, 1, time.Duration(1+r.IntN(500))*time.Minute); err == nil {
					holds = append(holds, id)
				}
			case 3:
				if len(holds) > 0 {
					h.end(t, holds[r.IntN(len(holds))], capacity.HoldTaken)
				}
			case 4:
				is := h.now(t, o.ID)
				is.Total = 8 + r.IntN(5)
				if _, err := h.SaveOffer(t.Context(), admin, is); err != nil {
					t.Fatal(err)
				}
			}
			h.clock.advance(time.Minute)
			is := h.now(t, o.ID)
			life = append(life, moment{h.clock.now(), is.Free(h.clock.now()), is.Total, string(is.Freshness(h.clock.now()))})
		}
		for _, m := range life {
			then, err := h.AsOf(t.Context(), region, m.at)
			if err != nil || len(then) != 1 {
				t.Fatalf("%d offers, %v", len(then), err)
			}
			if is := then[0]; is.Free(m.at) != m.free || is.Total != m.total || string(is.Freshness(m.at)) != m.status {
				t.Errorf("at %v: %d free of %d, %s; it was %+v", m.at, is.Free(m.at), is.Total, is.Freshness(m.at), m)
			}
		}
		if then, err := h.AsOf(t.Context(), region, monday.Add(-time.Second)); err != nil || len(then) != 0 {
			t.Errorf("before it began: %+v, %v", then, err)
		}
		if err := h.EndOffer(t.Context(), admin, o.ID); err != nil {
			t.Fatal(err)
		}
		if then, err := h.AsOf(t.Context(), region, h.clock.now()); err != nil || len(then) != 0 {
			t.Errorf("after its end: %+v, %v", then, err)
		}
	})
}

func TestHistoryBounds(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		for i := range 5 {
			h.says(t, o.ID, i)
			h.clock.advance(time.Hour)
		}
		list, err := h.History(t.Context(), o.ID, monday.Add(time.Hour), monday.Add(4*time.Hour), 2)
		if err != nil || len(list) != 2 || list[0].Available != 3 || list[1].Available != 2 {
			t.Errorf("%+v, %v", list, err)
		}
		_, err = h.History(t.Context(), "nothing", time.Time{}, time.Time{}, 0)
		wants(t, err, fault.NotFound)
		_, err = h.History(t.Context(), o.ID, time.Time{}, time.Time{}, 1001)
		wants(t, err, fault.Invalid)
	})
}

func TestTrend(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		bed, other := h.offer(t, "elv-laag"), h.offer(t, "grz") // begun on Monday at ten in Amsterdam
		h.says(t, bed.ID, 4)
		h.clock.advance(24 * time.Hour)
		h.says(t, bed.ID, 2)                // Tuesday at ten; stale from Thursday at ten
		h.clock.advance(7 * 24 * time.Hour) // Tuesday in the second week
		h.says(t, bed.ID, 6)
		h.says(t, other.ID, 1)
		h.clock.advance(3 * time.Hour)
		weeks, err := h.Trend(t.Context(), capacity.TrendQuery{Region: region, Kind: "elv-laag", Weeks: 3})
		if err != nil || len(weeks) != 3 {
			t.Fatal(weeks, err)
		}
		if w := weeks[0]; w.Offers != 0 || w.Told != 0 || w.Free != 0 || !w.From.Equal(time.Date(2026, 2, 23, 0, 0, 0, 0, clock.Amsterdam)) {
			t.Errorf("before it began: %+v", w)
		}
		if w := weeks[1]; w.Offers != 1 || w.Told != 1 || math.Abs(w.Free-8.0/7) > 1e-9 {
			t.Errorf("4 on Monday, 2 on two days, then stale: %+v", w)
		}
		if w := weeks[2]; w.Offers != 1 || w.Told != 1 || w.Free != 3 {
			t.Errorf("nothing on Monday, 6 on Tuesday, and no more days yet: %+v", w)
		}
		if weeks, err = h.Trend(t.Context(), capacity.TrendQuery{Region: region}); err != nil || len(weeks) != 12 || weeks[11].Offers != 2 || weeks[11].Free != 3.5 {
			t.Errorf("all kinds: %+v, %v", weeks, err)
		}
		// Early on Monday no noon has come yet.
		weeks, err = h.Trend(t.Context(), capacity.TrendQuery{Region: region, Kind: "elv-laag", Until: monday.Add(30 * time.Minute), Weeks: 1})
		if err != nil || weeks[0].Free != 4 {
			t.Errorf("%+v, %v", weeks, err)
		}
		_, err = h.Trend(t.Context(), capacity.TrendQuery{Region: region, Weeks: 61})
		wants(t, err, fault.Invalid)
	})
}

func TestBurden(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		mine := h.offer(t, "elv-laag")
		other, err := h.SaveOffer(t.Context(), rival, capacity.Offer{Service: h.service(t, theirs).ID, Kind: "elv-laag", Total: 3})
		if err != nil {
			t.Fatal(err)
		}
		spend := func(o capacity.OfferID, seconds int) {
			t.Helper()
			by := nurse
			if o == other.ID {
				by = rival
			}
			if _, err := h.Observe(t.Context(), by, capacity.Report{Offer: o, Available: 1, Seconds: seconds}); err != nil {
				t.Fatal(err)
			}
		}
		spend(mine.ID, 5)
		spend(mine.ID, 6)
		spend(other.ID, 40)
		if _, err := h.Observe(t.Context(), program, capacity.Report{Offer: mine.ID, Available: 1}); err != nil {
			t.Fatal(err)
		}
		h.clock.advance(31 * 24 * time.Hour)
		spend(mine.ID, 600)
		all, err := h.Burden(t.Context(), staff, region, monday)
		if err != nil || len(all) != 2 || all[0].Service != other.Service || all[0].Seconds != 40 || all[1] != (capacity.Burden{Service: mine.Service, Name: "Zorg met verblijf", Times: 2, Seconds: 11}) {
			t.Errorf("%+v, %v", all, err)
		}
		own, err := h.Burden(t.Context(), admin, region, monday)
		if err != nil || len(own) != 1 || own[0].Service != mine.Service {
			t.Errorf("one's own: %+v, %v", own, err)
		}
	})
}

func TestProofs(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		prove := func(from, until int) {
			t.Helper()
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) error {
				for i := from; i < until; i++ {
					if err := h.ProvedTx(ctx, tx, capacity.Proof{Offer: o.ID, Key: fmt.Sprint(i), Predicted: 0.7, True: true}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		night := func() {
			t.Helper()
			if err := h.RunSweep(t.Context(), jobs.Job{Key: "night"}); err != nil {
				t.Fatal(err)
			}
		}
		prove(0, 150)
		prove(0, 150) // counted already
		night()
		is := h.now(t, o.ID)
		if is.Record.Said != 150 || is.Record.True != 150 || is.Sure != 0 {
			t.Errorf("record %+v, sure from %v", is.Record, is.Sure)
		}
		c, err := h.Calibration(t.Context(), region)
		if err != nil || c.N != 150 || c.Threshold != capacity.Cautious || math.Abs(c.Brier-0.09) > 1e-9 {
			t.Errorf("%+v, %v", c, err)
		}
		prove(150, 210)
		night()
		if is = h.now(t, o.ID); is.Sure != 0.5 {
			t.Errorf("sure from %v after 210 yeses that came true", is.Sure)
		}
		if next := h.offer(t, "grz"); h.now(t, next.ID).Sure != 0.5 {
			t.Error("a new offer does not know what its region learned")
		}
		// A yes that was not kept turns untrue, once, and does not turn back.
		for _, came := range []bool{false, false, true} {
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) error {
				return h.ProvedTx(ctx, tx, capacity.Proof{Offer: o.ID, Key: "0", Predicted: 0.7, True: came})
			}); err != nil {
				t.Fatal(err)
			}
			c, err := h.Calibration(t.Context(), region)
			if is = h.now(t, o.ID); err != nil || is.Record.Said != 210 || is.Record.True != 209 || c.N != 210 || math.Abs(c.Bins[7].Real-209./210) > 1e-9 {
				t.Errorf("record %+v, %+v, %v", is.Record, c, err)
			}
		}
		wants(t, h.within(t, func(ctx context.Context, tx *act.Tx) error {
			return h.ProvedTx(ctx, tx, capacity.Proof{Offer: o.ID, Key: "x", Predicted: math.NaN()})
		}), fault.Invalid)
		h.clock.advance(366 * 24 * time.Hour) // what is a year old teaches nothing any more
		night()
		if is = h.now(t, o.ID); is.Sure != 0 {
			t.Errorf("sure from %v without proofs of the last year", is.Sure)
		}
	})
}

func TestWaits(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		set := func(w capacity.Wait) int {
			t.Helper()
			before := h.count(t, `SELECT count(*) FROM ledger_subject WHERE subject_id = $1`, o.ID)
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) error {
				return h.SetWaitsTx(ctx, tx, map[capacity.OfferID]capacity.Wait{o.ID: w, "gone": w})
			}); err != nil {
				t.Fatal(err)
			}
			return h.count(t, `SELECT count(*) FROM ledger_subject WHERE subject_id = $1`, o.ID) - before
		}
		w := capacity.Wait{P50Days: 10, P90Days: 30, P90AtLeast: true, N: 42, Waiting: 7, MeasuredAt: h.clock.now()}
		if n := set(w); n != 1 || *h.now(t, o.ID).Wait != w {
			t.Errorf("told %d times: %+v", n, h.now(t, o.ID).Wait)
		}
		w.MeasuredAt = w.MeasuredAt.Add(15 * time.Minute)
		if n := set(w); n != 0 {
			t.Error("who watches was told of nothing")
		}
		w.Waiting++
		if n := set(w); n != 1 || *h.now(t, o.ID).Wait != w {
			t.Errorf("told %d times: %+v", n, h.now(t, o.ID).Wait)
		}
		w.MeasuredAt = w.MeasuredAt.Add(24 * time.Hour)
		if n := set(w); n != 1 {
			t.Error("a day later the moment of measuring counts")
		}
		for _, told := range []int{1, 0} {
			if n := set(capacity.Wait{}); n != told || h.now(t, o.ID).Wait != nil {
				t.Errorf("taken away and told %d times, want %d: %+v", n, told, h.now(t, o.ID).Wait)
			}
		}
	})
}
