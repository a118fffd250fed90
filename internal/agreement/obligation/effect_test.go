package obligation_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// daily counts a day as an occasion, and as a good one from a moment on.
type daily struct{ better time.Time }

func (d daily) Of(_ context.Context, _ *store.Tx, _ network.OrganizationID, _ mandate.Forum, _ map[string]int, from, until time.Time) (n, good int, err error) {
	for at := from; at.Before(until); at = at.Add(day) {
		if n++; !at.Before(d.better) {
			good++
		}
	}
	return n, good, nil
}

func TestEffectComparesEqualTimes(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.Measures["answer-placements"] = daily{start.Add(5 * day)}
		h.bind("a", answers(90, "week"), start, time.Time{}, "nurses")
		h.bind("a", answers(90, "week"), start.Add(10*day), start.Add(14*day), "doctors") // came later and left
		h.bind("a", promise("week"), start, time.Time{}, "nurses")
		effect := func(at time.Duration) obligation.Effect {
			t.Helper()
			h.at(start.Add(at))
			e, err := h.Effect(t.Context(), colleague, "a", "answers")
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		e := effect(20 * day)
		if e.Parties != 2 || !e.Since.Equal(start) || !e.Measured || e.Measure != "answer-placements" {
			t.Errorf("%+v", e)
		}
		// The nurses: 19 whole days before, none good, and 19 after, of which 14; the doctors: 3 days before, all
		// good but what lies before the fifth day, and 3 after.
		if e.Before.N != 22 || e.Before.Good != 3 || e.After.N != 22 || e.After.Good != 17 || e.Before.Few() {
			t.Errorf("before %+v, after %+v", e.Before, e.After)
		}
		if got, known := e.After.Percent(); got != 77 || !known {
			t.Errorf("%d%% after", got)
		}
		midnight := time.Date(2026, 9, 2, 0, 0, 0, 0, clock.Amsterdam)
		if e := effect(3 * day); e.Before.N != 2 || !e.Before.Few() || !e.Before.From.Equal(midnight.Add(-2*day)) || !e.Before.Until.Equal(midnight) || !e.After.Until.Equal(midnight.Add(3*day)) {
			t.Errorf("after three days: %+v", e)
		}
		if e := effect(time.Hour); e.Before.N != 0 || e.After.N != 0 {
			t.Errorf("on the first day: %+v", e)
		}
		if e := effect(1000 * day); e.After.N != 365+3 || e.Before.N != 365+3 {
			t.Errorf("a year at most: %+v", e)
		}
		promised, err := h.Effect(t.Context(), colleague, "a", "promise")
		if err != nil || promised.Measured || promised.Before.N != 0 {
			t.Errorf("what is attested: %+v, %v", promised, err)
		}
		if _, known := promised.Before.Percent(); known {
			t.Error("nothing has a share")
		}
		if _, err := h.Effect(t.Context(), colleague, "a", "another"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an obligation that is not there: %v", err)
		}
	})
}
