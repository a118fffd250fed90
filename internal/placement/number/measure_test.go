package number_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/store"
)

func (h *house) wait(name string) *capacity.Wait {
	h.t.Helper()
	o, err := h.rooms.Offer(h.t.Context(), h.offers[name])
	if err != nil {
		h.t.Fatal(err)
	}
	return o.Wait
}

func (h *house) measure() int {
	h.t.Helper()
	changed, err := h.numbers.MeasureWaits(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return changed
}

// An offer's wait counts who started there and who still waits for it, and nobody else.
func TestWaitOfAnOffer(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		for i := range 9 { // in 1 to 9 days
			h.put(placed{opened: october(1, 9), accepted: october(1, 10), started: october(2+i, 9), offer: "offer-a"})
		}
		h.put(placed{opened: october(3, 9), closed: october(4, 9), withdrawn: true, offer: "offer-a", state: "no", reason: "full"}) // went away
		h.put(placed{opened: october(3, 9), offer: "offer-a", state: "no", reason: "too-far"})                                      // not for lack of room
		h.put(placed{opened: october(3, 9), accepted: october(4, 9), started: october(5, 9), offer: "offer-b"})                     // elsewhere
		h.put(placed{opened: time.Date(2024, 1, 5, 9, 0, 0, 0, time.UTC), accepted: time.Date(2024, 1, 5, 10, 0, 0, 0, time.UTC),
			started: time.Date(2024, 12, 5, 9, 0, 0, 0, time.UTC), offer: "offer-a"}) // long ago
		if changed := h.measure(); changed != 0 || h.wait("offer-a") != nil {
			t.Fatalf("nine people are too few to tell: %d, %+v", changed, h.wait("offer-a"))
		}
		h.put(placed{opened: start.Add(-8 * day), offer: "offer-a", state: "no", reason: "full"}) // still waits
		if changed := h.measure(); changed != 1 {
			t.Fatalf("%d changed", changed)
		}
		want := capacity.Wait{P50Days: 5, P90Days: 9, N: 9, Waiting: 1, MeasuredAt: start.UTC()}
		if got := h.wait("offer-a"); got == nil || *got != want {
			t.Errorf("%+v", got)
		}
		if got := h.wait("offer-b"); got != nil {
			t.Errorf("of another offer: %+v", got)
		}
		if changed := h.measure(); changed != 0 {
			t.Errorf("measured again without news: %d changed", changed)
		}
	})
}

// Too many who wait: all that is known is that it takes longer. And a wait that rests on too few any
// more is taken away.
func TestWaitThatIsNotKnownOrNoLonger(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		for range 2 {
			h.put(placed{opened: october(1, 9), accepted: october(1, 10), started: october(3, 9), offer: "offer-a"})
		}
		for range 8 {
			h.put(placed{opened: start.Add(-20 * day), offer: "offer-a"})
		}
		h.measure()
		want := capacity.Wait{P50Days: 20, P50AtLeast: true, P90Days: 20, P90AtLeast: true, N: 2, Waiting: 8, MeasuredAt: start.UTC()}
		if got := h.wait("offer-a"); got == nil || *got != want {
			t.Fatalf("%+v", got)
		}
		h.exec(`UPDATE placement_invitation SET state = 'no', reason = 'too-far', answered_at = 0, ended_at = 0 WHERE state = 'open'`)
		if changed := h.measure(); changed != 1 || h.wait("offer-a") != nil {
			t.Errorf("%d changed; %+v stays", changed, h.wait("offer-a"))
		}
	})
}

// The job puts itself back.
func TestMeasuringGoesOn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		runner := jobs.NewRunner(h.db, slog.New(slog.DiscardHandler))
		runner.Handle(number.Job, h.numbers.RunMeasure)
		if err := h.numbers.ScheduleMeasure(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if did, err := runner.Step(t.Context()); !did || err != nil {
				t.Fatal(did, err)
			}
			if did, err := runner.Step(t.Context()); did || err != nil {
				t.Fatal("measured twice at once", err)
			}
			h.now.Add((15 * time.Minute).Microseconds())
		}
		var waiting int
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM job WHERE kind = $1 AND state = 'waiting' AND attempts = 0`, number.Job).Scan(&waiting)
		}); err != nil || waiting != 1 {
			t.Errorf("%d wait, %v", waiting, err)
		}
	})
}

// A measuring that fails is told, and followed by another.
func TestMeasuringComesBackAfterAFailure(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.exec(`DROP VIEW offer_spells`)
		if err := h.numbers.RunMeasure(t.Context(), jobs.Job{}); err == nil {
			t.Error("the failure was not told")
		}
		if got := h.rows(`SELECT state, attempts FROM job WHERE kind = $1 AND run_at = $2`, 2, number.Job, start.Add(15*time.Minute).UnixMicro()); len(got) != 1 || got[0][0] != "waiting" {
			t.Errorf("%v", got)
		}
	})
}
