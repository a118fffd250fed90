package placement_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// rule has the region agree on bridging.
func (h *house) rule(t *testing.T, r placement.BridgingRule) placement.BridgingRule {
	t.Helper()
	r.Region, r.Organization = placementtest.Region, placementtest.BridgerOrg
	return must[placement.BridgingRule](t)(h.SaveBridgingRule(t.Context(), staff, r))
}

func TestTheRuleThatNamesMostBridges(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := &ears{}
		h.Notify(e)
		h.rule(t, placement.BridgingRule{What: "Wijkverpleging", Days: 5, Paid: "Zvw"})
		h.rule(t, placement.BridgingRule{Urgency: placement.Crisis, What: "Nachtzorg", Days: 1})
		mine := h.rule(t, placement.BridgingRule{Kind: placementtest.Kind, What: "Verpleging en logeren", Days: 3})
		h.rule(t, placement.BridgingRule{Kind: "grz", Urgency: placement.Crisis, What: "Revalidatie thuis", Days: 9})
		r := h.Opened(t, placement.Crisis)
		h.clock.add(59 * time.Minute)
		if n := must[int](t)(h.Expire(t.Context())); n != 0 {
			t.Errorf("%d things were due too early", n)
		}
		h.clock.add(time.Minute)
		must[int](t)(h.Expire(t.Context()))
		got := h.now(t, r.ID)
		if got.State != placement.StateBridging || len(got.Bridging) != 1 || got.Bridging[0].Rule != mine.ID || got.Bridging[0].Who != placementtest.BridgerOrg ||
			!got.Bridging[0].Until.Equal(h.clock.now().AddDate(0, 0, 3)) || got.Turn != placement.TurnDesk || !got.NextAt.Equal(got.Bridging[0].Until) {
			t.Fatalf("bridged: %+v", got)
		}
		bridger := access.Actor{Organization: string(placementtest.BridgerOrg)}
		if !e.heard(asker, placement.NewsBridging) || !e.heard(bridger, placement.NewsBridging) {
			t.Errorf("told %+v", e.told)
		}
		// It is looked for further, and the place ends what bridges.
		o := h.Offer(t, "one", 1, 5)
		h.answer(t, h.invite(t, r.ID, o)[0], yes())
		got = must[placement.Request](t)(h.Start(t.Context(), asker, r.ID, time.Time{}))
		if got.State != placement.StatePlaced || got.Bridging[0].Ended.IsZero() {
			t.Errorf("started: %+v", got)
		}
	})
}

func TestWhereNoRuleFitsTheDeskBridges(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := h.Opened(t, placement.Soon)
		h.clock.add(48 * time.Hour)
		for range 2 {
			must[int](t)(h.Expire(t.Context()))
		}
		got := h.now(t, r.ID)
		if len(got.Bridging) != 1 || got.Bridging[0].Who != placementtest.DeskOrg || got.Bridging[0].Rule != "" || got.Bridging[0].What == "" {
			t.Fatalf("bridged: %+v", got.Bridging)
		}
		// Its time passes too: it is arranged anew, and nobody is left alone.
		h.clock.add(72 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		got = h.now(t, r.ID)
		if len(got.Bridging) != 2 || got.Bridging[0].Ended.IsZero() || !got.Bridging[1].Ended.IsZero() || !got.Bridging[1].Until.After(h.clock.now()) {
			t.Errorf("bridged again: %+v", got.Bridging)
		}
	})
}

func TestTheDeskArrangesBridging(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := h.Opened(t, placement.Soon)
		until := h.clock.now().Add(96 * time.Hour)
		good := placement.Bridging{Who: placementtest.BridgerOrg, What: "Elke dag hulp bij het wassen", Until: until}
		for name, b := range map[string]placement.Bridging{
			"who":   {What: good.What, Until: until},
			"what":  {Who: good.Who, Until: until},
			"until": {Who: good.Who, What: good.What, Until: h.clock.now()},
			"paid":  {Who: good.Who, What: good.What, Until: until, Paid: "mevrouw Jansen betaalt"},
		} {
			_, err := h.Bridge(t.Context(), desk, r.ID, b)
			field(t, err, name)
		}
		got := must[placement.Request](t)(h.Bridge(t.Context(), desk, r.ID, good))
		if got.State != placement.StateBridging || !got.NextAt.Equal(until) {
			t.Fatalf("bridged: %+v", got)
		}
		h.clock.add(time.Hour)
		got = must[placement.Request](t)(h.EndBridging(t.Context(), desk, r.ID))
		if got.State != placement.StateOpen || !got.CommitBy.Equal(h.clock.now().Add(48*time.Hour)) || got.Bridging[0].Ended.IsZero() {
			t.Errorf("ended: %+v", got)
		}
	})
}

func TestRulesOfBridgingAreReplaced(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.rule(t, placement.BridgingRule{What: "Eerst", Days: 1})
		h.rule(t, placement.BridgingRule{What: "Nu", Days: 2})
		rules := must[[]placement.BridgingRule](t)(h.BridgingRules(t.Context(), placementtest.Region))
		if len(rules) != 1 || rules[0].What != "Nu" {
			t.Errorf("rules %+v", rules)
		}
		for name, r := range map[string]placement.BridgingRule{
			"days": {What: "x", Days: 0}, "what": {Days: 1}, "kind": {What: "x", Days: 1, Kind: "hotel"}, "urgency": {What: "x", Days: 1, Urgency: "now"},
		} {
			r.Region, r.Organization = placementtest.Region, placementtest.BridgerOrg
			_, err := h.SaveBridgingRule(t.Context(), staff, r)
			field(t, err, name)
		}
		_, err := h.SaveBridgingRule(t.Context(), desk, placement.BridgingRule{Region: placementtest.Region, Organization: placementtest.BridgerOrg, What: "x", Days: 1})
		wants(t, err, fault.Denied)
	})
}

func TestTheDeskIsToldThatCareHasNotBegun(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := &ears{}
		h.Notify(e)
		r := h.Opened(t, placement.Crisis)
		h.answer(t, h.invite(t, r.ID, h.Offer(t, "one", 1, 5))[0], yes())
		h.clock.add(24 * time.Hour)
		for range 3 {
			must[int](t)(h.Expire(t.Context()))
		}
		got := h.now(t, r.ID)
		if !e.heard(desk, placement.NewsLate) || got.Turn != placement.TurnDesk || !got.NextAt.Equal(h.clock.now().Add(24*time.Hour)) {
			t.Errorf("late: %+v, told %+v", got, e.told)
		}
		if n := h.count(t, `SELECT count(*) FROM placement_step WHERE request = $1 AND act = 'Expire'`, r.ID); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

// Without a desk and without a RESV's organisation, who asks is the owner: it is always somebody's.
func TestBridgingAlwaysHasAnOwner(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.exec(t, `DELETE FROM placement_desk`)
		r := h.Opened(t, placement.Crisis)
		if r.Desk != "" {
			t.Fatalf("desk %s", r.Desk)
		}
		h.clock.add(2 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		if got := h.now(t, r.ID); len(got.Bridging) != 1 || got.Bridging[0].Who != placementtest.AskerOrg {
			t.Errorf("bridged %+v", got.Bridging)
		}
	})
}
