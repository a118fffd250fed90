package placement_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// TestARuleThatEndsBridgesNoMore: the next one that fits goes, and without one nobody is promised help.
func TestARuleThatEndsBridgesNoMore(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.rule(t, placement.BridgingRule{What: "Wijkverpleging", Days: 5})
		h.rule(t, placement.BridgingRule{Urgency: placement.Crisis, What: "Nachtzorg", Days: 1})
		end := func(actor access.Actor, urgency placement.Urgency) error {
			return h.EndBridgingRule(t.Context(), actor, placementtest.Region, "", urgency)
		}
		wants(t, end(desk, placement.Crisis), fault.Denied)
		wants(t, end(asker, placement.Crisis), fault.Denied)
		if err := end(staff, placement.Crisis); err != nil {
			t.Fatal(err)
		}
		wants(t, end(staff, placement.Crisis), fault.NotFound)
		ruled := h.Opened(t, placement.Crisis)
		late := func(r placement.Request) (placement.Request, placement.Progress) {
			t.Helper()
			token := must[string](t)(h.FollowLink(t.Context(), asker, r.ID))
			h.clock.add(time.Hour)
			must[int](t)(h.Expire(t.Context()))
			return h.now(t, r.ID), must[placement.Progress](t)(h.Follow(t.Context(), token))
		}
		r, told := late(ruled)
		if r.Bridging[0].What != "Wijkverpleging" || r.Bridging[0].Bare() || !told.Bridged {
			t.Errorf("by the next rule: %+v, told %+v", r.Bridging, told)
		}
		if err := end(staff, ""); err != nil {
			t.Fatal(err)
		}
		if running := h.now(t, ruled.ID); !running.Bridging[0].Ended.IsZero() {
			t.Error("what runs ended with its rule")
		}
		r, told = late(h.Opened(t, placement.Crisis))
		if r.State != placement.StateBridging || !r.Bridging[0].Bare() || told.Bridged || told.Says != "Er wordt nog een plek voor u gezocht." {
			t.Errorf("without a rule: %+v, told %+v", r.Bridging, told)
		}
	})
}
