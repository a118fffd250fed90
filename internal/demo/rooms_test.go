package demo_test

import (
	"testing"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestEveryMarkOccurs: each kind of capacity is somewhere, and in the region each way in which an offer can stand.
func TestEveryMarkOccurs(t *testing.T) {
	t.Parallel()
	d := demo.Region(now)
	storetest.RunAt(t, fixed, func(t *testing.T, db *store.DB) {
		h := roomy(t, db)
		var first []capacity.Offer
		for range 2 { // loading again adds nothing
			if err := demo.Load(t.Context(), h, d); err != nil {
				t.Fatal(err)
			}
			first = everyOffer(t, h)
		}
		if len(first) != len(d.Offers) {
			t.Errorf("%d offers; want %d", len(first), len(d.Offers))
		}
		tables, err := h.Capacity.Tables(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kinds, marks := map[capacity.KindCode]int{}, map[capacity.Status]int{}
		stale := 0
		for _, o := range first {
			kinds[o.Kind]++
			if o.Region != zoom(&d) {
				continue
			}
			marks[o.Status(now)]++
			if o.Freshness(now) == capacity.Stale {
				stale++
			}
		}
		t.Logf("%d offers: %v, of which %d stale", len(first), marks, stale)
		for _, k := range tables.Kinds {
			if kinds[k.Code] == 0 {
				t.Errorf("nobody has %s", k.Code)
			}
			if r, ok := demo.Rhythms[k.Code]; !ok || r.Live != k.Rhythm.Live || r.Stale != k.Rhythm.Stale {
				t.Errorf("%s is live until %v and stale from %v; want %v", k.Code, r.Live, r.Stale, k.Rhythm)
			}
		}
		for _, s := range []capacity.Status{capacity.StatusRoom, capacity.StatusLimited, capacity.StatusAgeing, capacity.StatusWaitlist,
			capacity.StatusAssessment, capacity.StatusFull, capacity.StatusUnknown} {
			if marks[s] < 2 {
				t.Errorf("%d offers are %s", marks[s], s)
			}
		}
		if stale < 2 || stale == marks[capacity.StatusUnknown] {
			t.Errorf("%d stale of %d unknown", stale, marks[capacity.StatusUnknown])
		}
	})
}

func everyOffer(t *testing.T, h demo.House) (all []capacity.Offer) {
	t.Helper()
	if _, err := h.Capacity.All(t.Context(), func(some []capacity.Offer) error {
		all = append(all, some...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}
