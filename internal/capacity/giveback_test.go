package capacity_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
)

func (h *house) givesBack(t testing.TB, offer capacity.OfferID, places int) {
	t.Helper()
	if err := h.within(t, func(ctx context.Context, tx *act.Tx) error { return h.GiveBackTx(ctx, tx, offer, places) }); err != nil {
		t.Fatal(err)
	}
}

// TestGiveBack: a place that is given back undoes what taking it counted off, and is no word of the provider.
func TestGiveBack(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o, wait := h.offer(t, "elv-laag"), 12
		until := h.clock.now().Add(90 * time.Hour)
		for _, accepting := range []capacity.Accepting{capacity.Open, capacity.Limited, capacity.Closed} {
			h.clock.advance(time.Minute)
			told, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 1, Accepting: accepting, WaitingDays: &wait, ValidUntil: until})
			if err != nil {
				t.Fatal(err)
			}
			hold, err := h.hold(t, o.ID, 1, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			h.clock.advance(time.Minute)
			h.end(t, hold, capacity.HoldTaken)
			h.clock.advance(time.Minute)
			h.givesBack(t, o.ID, 1)
			is := h.now(t, o.ID)
			f := is.Figure
			if f.Available != 1 || f.Accepting != accepting || f.WaitingDays == nil || *f.WaitingDays != wait || !f.ValidUntil.Equal(until) || !f.ToldAt.Equal(told.Figure.ToldAt) || !f.ObservedAt.Equal(h.clock.now()) || f.Source != capacity.Derived {
				t.Errorf("%s: %+v, told %+v", accepting, f, told.Figure)
			}
			h.newest(t, is)
		}
		// A stale figure stays stale.
		h.clock.advance(60 * time.Hour)
		h.givesBack(t, o.ID, 1)
		if is := h.now(t, o.ID); is.Freshness(h.clock.now()) != capacity.Stale || is.Status(h.clock.now()) != capacity.StatusUnknown || is.Matches(h.clock.now()) || is.Figure.Available != 2 {
			t.Errorf("giving back made %s of a stale figure: %+v", is.Status(h.clock.now()), is.Figure)
		}
		h.givesBack(t, o.ID, 100) // never more than there are
		if is := h.now(t, o.ID); is.Figure.Available != 10 {
			t.Errorf("%d of ten are free", is.Figure.Available)
		}
		// Of what was never told, or has ended, there is nothing to count.
		never := h.offer(t, "grz")
		h.givesBack(t, never.ID, 1)
		if f := h.now(t, never.ID).Figure; !f.ObservedAt.IsZero() {
			t.Errorf("%+v", f)
		}
		if err := h.EndOffer(t.Context(), admin, o.ID); err != nil {
			t.Fatal(err)
		}
		before := h.count(t, `SELECT count(*) FROM observation`)
		h.givesBack(t, o.ID, 1)
		if h.count(t, `SELECT count(*) FROM observation`) != before {
			t.Error("an offer that has ended was told of")
		}
	})
}

// TestAtLeast: who says that there is one place at least has not said that the others went.
func TestAtLeast(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		for _, least := range []bool{true, false} {
			o := h.offer(t, "elv-laag")
			h.says(t, o.ID, 8)
			h.clock.advance(100 * time.Hour)
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) error {
				return h.SayTx(ctx, tx, capacity.Report{Offer: o.ID, Available: 1, Least: least}, capacity.Derived)
			}); err != nil {
				t.Fatal(err)
			}
			is, want := h.now(t, o.ID), 7
			if least {
				want = 0
			}
			if is.Figure.Available != 1 || is.Record.Changes != want {
				t.Errorf("at least %v: %d went unseen, want %d (%+v)", least, is.Record.Changes, want, is.Figure)
			}
		}
	})
}
