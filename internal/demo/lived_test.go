package demo_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestTheRegionHasLived: twelve weeks of figures, requests, bottlenecks and agreements are there, and a morning in which everybody has something to do.
func TestTheRegionHasLived(t *testing.T) {
	t.Parallel()
	c := &demo.Time{}
	c.Set(now)
	db := storetest.SQLite(t, c.Now)
	h := cooperating(t, db, c.Now)
	h.Time = c
	d := demo.Region(now)
	began := time.Now()
	if err := demo.Live(t.Context(), h, d); err != nil {
		t.Fatal(err)
	}
	t.Logf("lived in %v", time.Since(began).Round(time.Millisecond))
	if since := time.Since(c.Now()); since < 0 || since > time.Minute {
		t.Errorf("the clock was not let go: it is %v off", since)
	}
	c.Set(now)
	hasWork(t, h, &d)
	together(t, h, &d)

	marks := map[capacity.Status]int{}
	for _, o := range everyOffer(t, h) {
		if o.Region == zoom(&d) {
			marks[o.Status(now)]++
		}
		if o.Figure.ObservedAt.After(now) {
			t.Errorf("a figure of the future: %+v", o)
		}
	}
	for _, s := range []capacity.Status{capacity.StatusRoom, capacity.StatusLimited, capacity.StatusAgeing, capacity.StatusWaitlist,
		capacity.StatusAssessment, capacity.StatusFull, capacity.StatusUnknown} {
		if marks[s] < 2 {
			t.Errorf("%d offers are %s", marks[s], s)
		}
	}
	calibration, err := h.Capacity.Calibration(t.Context(), zoom(&d))
	if err != nil || calibration.N < 60 {
		t.Errorf("%d proofs, %v; want 60", calibration.N, err)
	}
	weeks, err := h.Capacity.Trend(t.Context(), capacity.TrendQuery{Region: zoom(&d), Kind: "elv-laag", Weeks: 12})
	if err != nil || len(weeks) < 12 {
		t.Fatalf("%d weeks, %v; want 12", len(weeks), err)
	}
	for i, w := range weeks[1:] {
		if w.Told == 0 {
			t.Errorf("nothing was told in week %d: %+v", i+1, weeks)
		}
	}
	states := statesOf(t, db)
	t.Logf("marks %v, %d proofs, requests %v", marks, calibration.N, states)
	if states[placement.StateClosed] < 40 || states[placement.StateWithdrawn] < 3 || states[placement.StatePlaced] < 5 {
		t.Errorf("the requests of the weeks: %v", states)
	}
}

// statesOf counts requests.
func statesOf(t *testing.T, db *store.DB) map[placement.State]int {
	t.Helper()
	states := map[placement.State]int{}
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := store.All(ctx, tx, func(row func(...any) error) (n int, err error) {
			var state placement.State
			if err = row(&state, &n); err == nil {
				states[state] = n
			}
			return n, err
		}, `SELECT state, count(*) FROM placement_request GROUP BY state`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return states
}
