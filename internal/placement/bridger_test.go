package placement_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// Whose task it is to bridge sees that it is, and what is needed, and nothing of people or of the others.
func TestWhoBridgesSeesWhatItBridges(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		bridger := placementtest.Of(placementtest.BridgerOrg)
		d := placementtest.Draft(placement.Soon)
		d.Needs, d.Continuity = map[string]string{"walking": "help"}, []network.OrganizationID{placementtest.DeskOrg, placementtest.BridgerOrg}
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Soon, h.clock.now())))
		h.invite(t, r.ID, h.Offer(t, "one", 1, 5))
		_, err := h.Request(t.Context(), bridger, r.ID)
		wants(t, err, fault.Denied)
		plan := placement.Bridging{Who: placementtest.BridgerOrg, What: "Hulp bij wassen", Until: h.clock.now().Add(96 * time.Hour)}
		must[placement.Request](t)(h.Bridge(t.Context(), desk, r.ID, plan))

		all := must[[]placement.Request](t)(h.Bridged(t.Context(), bridger))
		if len(all) != 1 {
			t.Fatalf("bridges %d", len(all))
		}
		for _, got := range []placement.Request{all[0], must[placement.Request](t)(h.Request(t.Context(), bridger, r.ID))} {
			if got.ID != r.ID || len(got.Bridging) != 1 || got.Bridging[0].What != plan.What || got.Needs["walking"] != "help" || len(got.Continuity) != 1 || got.Continuity[0] != placementtest.BridgerOrg {
				t.Errorf("sees too little: %+v", got)
			}
			if got.Asker != "" || len(got.Invitations) != 0 || !got.Consent.At.IsZero() || got.HandedOver {
				t.Errorf("sees too much: %+v", got)
			}
		}
		if whole := h.now(t, r.ID); whole.Asker == "" || len(whole.Invitations) != 1 || len(whole.Continuity) != 2 {
			t.Errorf("the asker sees %+v", whole)
		}
		for _, other := range []access.Actor{asker, stranger} {
			if all := must[[]placement.Request](t)(h.Bridged(t.Context(), other)); len(all) != 0 {
				t.Errorf("%s bridges %d", other.Person, len(all))
			}
		}
		insurer := access.Actor{Person: "p-insurer", Role: access.Insurer, Organization: string(placementtest.BridgerOrg), Assurance: access.High}
		_, err = h.Bridged(t.Context(), insurer)
		wants(t, err, fault.Denied)
		_, err = h.Request(t.Context(), insurer, r.ID)
		wants(t, err, fault.Denied)
		// It has the task no longer, and sees nothing any more.
		must[placement.Request](t)(h.EndBridging(t.Context(), desk, r.ID))
		_, err = h.Request(t.Context(), bridger, r.ID)
		wants(t, err, fault.Denied)
		if all := must[[]placement.Request](t)(h.Bridged(t.Context(), bridger)); len(all) != 0 {
			t.Errorf("bridges %d", len(all))
		}
	})
}

// Nothing becomes the task of an organisation that nobody knows.
func TestNobodyUnknownIsMadeTheOwner(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		unknown := id.New[network.OrganizationID]()
		r := h.Opened(t, placement.Soon)
		_, err := h.Bridge(t.Context(), desk, r.ID, placement.Bridging{Who: unknown, What: "Hulp", Until: h.clock.now().Add(time.Hour)})
		field(t, err, "who")
		_, err = h.SaveBridgingRule(t.Context(), staff, placement.BridgingRule{Region: placementtest.Region, Organization: unknown, What: "Hulp", Days: 1})
		field(t, err, "organization")
		field(t, h.SaveDesk(t.Context(), staff, placementtest.Region, unknown), "organization")
		if now := must[network.OrganizationID](t)(h.DeskOf(t.Context(), placementtest.Region)); now != placementtest.DeskOrg {
			t.Errorf("the desk is %s", now)
		}
	})
}

// A place was found, and it begins later: the time until then is somebody's still, however long it lasts.
func TestBridgingGoesOnUntilThePersonIsThere(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := &ears{}
		h.Notify(e)
		d := placementtest.Draft(placement.Soon)
		d.StartBy = h.clock.now().AddDate(0, 0, 30)
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Soon, h.clock.now())))
		i := h.invite(t, r.ID, h.Offer(t, "one", 1, 5))[0]
		must[placement.Request](t)(h.Bridge(t.Context(), desk, r.ID, placement.Bridging{Who: placementtest.BridgerOrg, What: "Hulp", Until: h.clock.now().Add(48 * time.Hour)}))
		h.answer(t, i, yes())
		got := must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, i.ID))
		for range 8 {
			h.clock.set(got.NextAt)
			must[int](t)(h.Expire(t.Context()))
			got = h.now(t, r.ID)
			last := got.Bridging[len(got.Bridging)-1]
			if got.State != placement.StateAccepted || !last.Ended.IsZero() || !last.Until.After(h.clock.now()) {
				t.Fatalf("nobody bridges: %+v", got)
			}
		}
		if len(got.Bridging) != 9 || !e.heard(desk, placement.NewsBridging) || e.heard(desk, placement.NewsLate) {
			t.Errorf("bridged %d times, told %+v", len(got.Bridging), e.told)
		}
		// The desk arranges it by hand; that moves nothing else.
		by := must[placement.Request](t)(h.Bridge(t.Context(), desk, r.ID, placement.Bridging{Who: placementtest.BridgerOrg, What: "Hulp", Until: h.clock.now().AddDate(0, 0, 20)}))
		if by.State != placement.StateAccepted || by.Chosen != i.ID {
			t.Errorf("arranged: %+v", by)
		}
		// Late is told once a day, however often something else comes by.
		h.clock.set(r.MadeAt.AddDate(0, 0, 33))
		h.rule(t, placement.BridgingRule{What: "Hulp", Days: 1})
		for range 12 {
			must[int](t)(h.Expire(t.Context()))
			h.clock.add(6 * time.Hour)
		}
		late := 0
		for _, told := range e.told {
			if told.News == placement.NewsLate && string(told.To) == desk.Organization {
				late++
			}
		}
		if late != 3 {
			t.Errorf("told %d times in three days", late)
		}
		ended := must[placement.Request](t)(h.Start(t.Context(), asker, r.ID, time.Time{}))
		if b := ended.Bridging[len(ended.Bridging)-1]; b.Ended.IsZero() {
			t.Errorf("started, and bridged on: %+v", b)
		}
	})
}

// Where nobody runs a desk, who asked hears that it has not begun, and it is their turn.
func TestLateWithoutADeskIsTheAskers(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := &ears{}
		h.Notify(e)
		h.exec(t, `DELETE FROM placement_desk`)
		r := h.Opened(t, placement.Crisis)
		h.answer(t, h.invite(t, r.ID, h.Offer(t, "one", 1, 5))[0], yes())
		h.clock.add(24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		if got := h.now(t, r.ID); !e.heard(asker, placement.NewsLate) || got.Turn != placement.TurnAsker {
			t.Errorf("turn %s, told %+v", got.Turn, e.told)
		}
	})
}
