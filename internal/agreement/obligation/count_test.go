package obligation_test

import (
	"fmt"
	"testing"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
)

func (h *house) quarters(region network.RegionID) []obligation.Quarter {
	h.Helper()
	all, err := h.Counts(h.Context(), region)
	if err != nil {
		h.Fatal(err)
	}
	return all
}

func TestCountsOfAQuarterStandAMonthAfterIt(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		var parties []network.OrganizationID
		for i := range 12 {
			parties = append(parties, network.OrganizationID(fmt.Sprint("p", i)))
		}
		h.bind("a", answers(90, "month"), time.Date(2026, 7, 1, 0, 0, 0, 0, clock.Amsterdam), time.Time{}, parties...)
		h.scale.says(10, 9)
		h.at(time.Date(2026, 9, 1, 1, 0, 0, 0, clock.Amsterdam)) // July and August
		h.weigh()
		h.scale.says(10, 1)
		h.at(time.Date(2026, 10, 1, 1, 0, 0, 0, clock.Amsterdam)) // September
		h.weigh()
		if all := h.quarters("region"); len(all) != 0 {
			t.Errorf("a quarter is counted when it ends: %+v", all)
		}
		k := h.key("p0")
		k.From = time.Date(2026, 9, 1, 0, 0, 0, 0, clock.Amsterdam)
		explain := func() {
			who := actor("provider-admin", "admin", string(k.Party))
			if _, err := h.Explain(t.Context(), who, k, "Er was griep."); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 11 {
			k.Party = parties[i]
			explain()
		}
		h.at(time.Date(2026, 11, 1, 1, 0, 0, 0, clock.Amsterdam))
		first := h.quarters("region")
		if len(first) != 1 {
			t.Fatalf("%+v", first)
		}
		q := first[0]
		// 24 kept, 11 explained and one not: the one is hidden, with the next smallest beside it.
		if q.Total != (obligation.Count{N: 36}) || q.Kept != (obligation.Count{N: 24}) || !q.NotKept.Few || !q.Explained.Few || q.Unknown != (obligation.Count{}) {
			t.Errorf("%+v", q)
		}
		k.Party = parties[11]
		explain() // too late to be counted
		h.at(time.Date(2026, 12, 20, 1, 0, 0, 0, clock.Amsterdam))
		h.weigh()
		if again := h.quarters("region"); len(again) != 1 || again[0] != q {
			t.Errorf("the quarter became %+v", again)
		}
		if all := h.quarters("elsewhere"); len(all) != 0 {
			t.Errorf("another region has %+v", all)
		}
	})
}

func TestFewAreNotCounted(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind(agreement.ID("a"), answers(90, "month"), time.Date(2026, 7, 1, 0, 0, 0, 0, clock.Amsterdam), time.Time{}, "p", "q")
		h.at(time.Date(2026, 10, 1, 1, 0, 0, 0, clock.Amsterdam))
		h.scale.says(1, 1)
		h.weigh()
		h.at(time.Date(2026, 11, 2, 0, 0, 0, 0, clock.Amsterdam))
		all := h.quarters("region")
		if len(all) != 1 || !all[0].Total.Few || !all[0].Kept.Few || all[0].Total.N != 0 || all[0].Kept.N != 0 {
			t.Errorf("six of them: %+v", all)
		}
	})
}
