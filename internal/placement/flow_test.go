package placement_test

import (
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

func TestTheFirstYesIsThePlaceInACrisis(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := &ears{}
		h.Notify(e)
		one, two, three := h.Offer(t, "one", 1, 5), h.Offer(t, "two", 1, 5), h.Offer(t, "three", 1, 5)
		r := h.Opened(t, placement.Crisis)
		if want := monday.Add(time.Hour); !r.CommitBy.Equal(want) || r.State != placement.StateOpen || r.Turn != placement.TurnAsker {
			t.Fatalf("opened: %+v", r)
		}
		asked := h.invite(t, r.ID, one, two, three)
		if len(e.invited) != 3 || !asked[0].Until.Equal(monday.Add(10*time.Minute)) || asked[0].Chance <= 0 {
			t.Fatalf("invited %d, %+v", len(e.invited), asked[0])
		}
		h.answer(t, asked[2], no("full"))
		if got := h.free(t, three); got != 0 {
			t.Errorf("after 'full' %d places are free", got)
		}
		won := h.answer(t, asked[1], yes())
		if won.State != placement.Chosen {
			t.Fatalf("the first yes is %s", won.State)
		}
		got := h.now(t, r.ID)
		if got.State != placement.StateAccepted || got.Chosen != won.ID || got.Turn != placement.TurnAsker || got.NextAt.IsZero() {
			t.Errorf("accepted: %+v", got)
		}
		if i, _ := got.Invitation(asked[0].ID); i.State != placement.TakenBack {
			t.Errorf("the other is %s", i.State)
		}
		if h.free(t, one) != 1 || h.free(t, two) != 0 {
			t.Errorf("free: %d and %d", h.free(t, one), h.free(t, two))
		}
		if !e.heard(placementtest.Of(one.Organization), placement.NewsEnded) || !e.heard(placementtest.Of(two.Organization), placement.NewsChosen) || !e.heard(asker, placement.NewsAccepted) {
			t.Errorf("told: %+v", e.told)
		}
		// A late yes, the same yes again, and a changed mind.
		_, err := h.Answer(t.Context(), placementtest.Of(one.Organization), asked[0].ID, yes())
		wants(t, err, fault.Conflict)
		if text := fault.Safe(err).Text.NL; text != "Deze vraag is al geplaatst. Uw plek is weer vrij." {
			t.Errorf("a late yes hears %q", text)
		}
		if again := h.answer(t, asked[1], yes()); again.State != placement.Chosen {
			t.Errorf("the same yes gives %s", again.State)
		}
		if h.free(t, one) != 1 {
			t.Error("a late yes took a place")
		}
	})
}

func TestThePersonChoosesFromWhatIsOffered(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two, three := h.Offer(t, "one", 2, 5), h.Offer(t, "two", 1, 5), h.Offer(t, "three", 1, 5)
		r := h.Opened(t, placement.Soon)
		asked := h.invite(t, r.ID, one, two, three)
		first := h.answer(t, asked[0], yes())
		if first.State != placement.Offered || !first.HeldUntil.Equal(monday.Add(24*time.Hour)) || h.free(t, one) != 1 {
			t.Fatalf("an offer: %+v, %d free", first, h.free(t, one))
		}
		h.answer(t, asked[1], placement.Answer{Yes: true, HeldFor: time.Hour})
		_, err := h.Choose(t.Context(), asker, r.ID, asked[2].ID)
		wants(t, err, fault.Conflict)
		if got := h.now(t, r.ID); got.Turn != placement.TurnAsker {
			t.Errorf("turn %s", got.Turn)
		}
		got := must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, asked[0].ID))
		if got.State != placement.StateAccepted || got.Chosen != asked[0].ID {
			t.Fatalf("chosen: %+v", got)
		}
		for k, want := range []placement.InvitationState{placement.Chosen, placement.Lost, placement.TakenBack} {
			if i, _ := got.Invitation(asked[k].ID); i.State != want {
				t.Errorf("invitation %d is %s, want %s", k, i.State, want)
			}
		}
		if h.free(t, one) != 1 || h.free(t, two) != 1 {
			t.Errorf("free: %d, %d", h.free(t, one), h.free(t, two))
		}
		again := must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, asked[0].ID))
		if again.Version != got.Version {
			t.Error("choosing twice changed something")
		}
		_, err = h.Choose(t.Context(), asker, r.ID, asked[1].ID)
		wants(t, err, fault.Conflict)
	})
}

func TestAnOfferIsHeldUntilItsMoment(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 1, 5)
		r := h.Opened(t, placement.Soon)
		i := h.invite(t, r.ID, o)[0]
		h.answer(t, i, placement.Answer{Yes: true, HeldFor: time.Hour})
		h.clock.add(time.Hour)
		_, err := h.Choose(t.Context(), asker, r.ID, i.ID)
		wants(t, err, fault.Conflict)
		if h.free(t, o) != 1 {
			t.Error("a hold whose moment passed still holds")
		}
		for range 2 {
			must[int](t)(h.Expire(t.Context()))
		}
		got := h.now(t, r.ID)
		if inv, _ := got.Invitation(i.ID); inv.State != placement.TimedOut {
			t.Errorf("the offer is %s", inv.State)
		}
		if n := h.count(t, `SELECT count(*) FROM placement_step WHERE request = $1 AND act = 'Expire'`, r.ID); n != 1 {
			t.Errorf("the clocks took %d steps", n)
		}
		// The offer can be asked anew.
		h.invite(t, r.ID, o)
	})
}

func TestAYesNeedsAFreePlace(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 1, 5)
		a, b := h.Opened(t, placement.Soon), h.Opened(t, placement.Soon)
		first, second := h.invite(t, a.ID, o)[0], h.invite(t, b.ID, o)[0]
		h.answer(t, first, yes())
		_, err := h.Answer(t.Context(), placementtest.Of(o.Organization), second.ID, yes())
		wants(t, err, fault.Conflict)
		two := 2
		if got := h.answer(t, second, placement.Answer{Yes: true, Available: &two}); got.State != placement.Offered || h.free(t, o) != 0 {
			t.Errorf("a yes with a figure: %s, %d free", got.State, h.free(t, o))
		}
	})
}

func TestAYesSaysMoreThanAStaleFigure(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 0, 5)
		h.clock.add(30 * 24 * time.Hour)
		a, b := h.Opened(t, placement.Soon), h.Opened(t, placement.Soon)
		first, second := h.invite(t, a.ID, o)[0], h.invite(t, b.ID, o)[0]
		if first.Chance != 0 {
			t.Errorf("a stale figure gives a chance of %v", first.Chance)
		}
		h.answer(t, first, yes())
		_, err := h.Answer(t.Context(), placementtest.Of(o.Organization), second.ID, yes())
		wants(t, err, fault.Conflict) // one place was said, and it is held
	})
}

func TestAnOfferTakesSoManyQuestionsAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o, other := h.Offer(t, "one", 5, 2), h.Offer(t, "two", 5, 2)
		for range 2 {
			h.invite(t, h.Opened(t, placement.Soon).ID, o)
		}
		r := h.Opened(t, placement.Soon)
		_, err := h.Invite(t.Context(), asker, r.ID, offers(other, o))
		wants(t, err, fault.Conflict)
		if got := h.now(t, r.ID); len(got.Invitations) != 0 {
			t.Error("half of an invitation stands")
		}
		h.clock.add(4 * time.Hour) // the questions are too old, whether the clocks came by or not
		h.invite(t, r.ID, o)
		got := must[placement.Request](t)(h.Invite(t.Context(), asker, r.ID, offers(o)))
		if len(got.Invitations) != 1 {
			t.Errorf("the same provider was asked %d times", len(got.Invitations))
		}
	})
}

func TestAPlaceFallsThrough(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "one", 1, 5), h.Offer(t, "two", 1, 5)
		r := h.Opened(t, placement.Crisis)
		i := h.invite(t, r.ID, one)[0]
		h.answer(t, i, yes())
		must[placement.Request](t)(h.HandOver(t.Context(), asker, r.ID, placement.Person{Name: "Anna Proef"}))
		h.clock.add(time.Minute)
		got := must[placement.Request](t)(h.FallThrough(t.Context(), placementtest.Of(one.Organization), r.ID, "no-staff"))
		if got.State != placement.StateOpen || got.Chosen != "" || !got.CommitBy.Equal(h.clock.now().Add(time.Hour)) || got.HandedOver {
			t.Fatalf("fell through: %+v", got)
		}
		if inv, _ := got.Invitation(i.ID); inv.State != placement.Refused || inv.Reason != "no-staff" {
			t.Errorf("invitation %+v", inv)
		}
		if h.count(t, `SELECT count(*) FROM placement_person`) != 0 || h.free(t, one) != 0 {
			t.Error("the details or the place are still there")
		}
		// The next one, where the person does not want to go: the place is free for others.
		second := h.invite(t, r.ID, two)[0]
		h.answer(t, second, yes())
		got = must[placement.Request](t)(h.FallThrough(t.Context(), asker, r.ID, "person-declined"))
		if inv, _ := got.Invitation(second.ID); inv.State != placement.TakenBack || h.free(t, two) != 1 {
			t.Errorf("%s, %d free", inv.State, h.free(t, two))
		}
	})
}

func TestFromStartToEndAndErased(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 1, 5)
		d := placementtest.Draft(placement.Planned)
		d.Note, d.Needs = "Wil graag een rustige kamer.", map[string]string{"walking": "aid"}
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		r = must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Planned, h.clock.now())))
		i := h.invite(t, r.ID, o)[0]
		h.answer(t, i, yes())
		must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, i.ID))
		must[placement.Request](t)(h.HandOver(t.Context(), asker, r.ID, placement.Person{Name: "Anna Proef", Birth: "1941-12-31"}))
		provider := placementtest.Of(o.Organization)
		_, err := h.Close(t.Context(), provider, r.ID, "helped")
		wants(t, err, fault.Conflict)
		h.clock.add(48 * time.Hour)
		got := must[placement.Request](t)(h.Start(t.Context(), provider, r.ID, h.clock.now().Add(-time.Hour)))
		if got.State != placement.StatePlaced || !got.StartedAt.Equal(h.clock.now().Add(-time.Hour)) || got.Turn != placement.TurnProvider {
			t.Fatalf("started: %+v", got)
		}
		must[placement.Request](t)(h.Start(t.Context(), asker, r.ID, time.Time{}))
		h.clock.add(31 * 24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		got = h.now(t, r.ID)
		if got.State != placement.StateClosed || got.Outcome != "unknown" || got.Note == "" {
			t.Fatalf("closed by itself: %+v", got)
		}
		if p := must[placement.Person](t)(h.ReadHandOver(t.Context(), asker, r.ID)); p.Name != "Anna Proef" {
			t.Errorf("read %+v", p)
		}
		h.clock.add(8 * 24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		got = h.now(t, r.ID)
		if got.Note != "" || got.Needs != nil || got.HandedOver || !got.NextAt.IsZero() || got.Kind != placementtest.Kind {
			t.Errorf("erased: %+v", got)
		}
		_, err = h.ReadHandOver(t.Context(), asker, r.ID)
		wants(t, err, fault.NotFound)
		if n := must[int](t)(h.Expire(t.Context())); n != 0 {
			t.Errorf("%d things were done to what has ended", n)
		}
	})
}

func TestADraftThatNobodyOpensExpires(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		d := placementtest.Draft(placement.Soon)
		d.Note = "Nog uitzoeken."
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		h.clock.add(30 * 24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		if got := h.now(t, r.ID); got.State != placement.StateExpired || got.Note != "" || !got.NextAt.IsZero() {
			t.Errorf("expired: %+v", got)
		}
	})
}

func TestAdviceIsClosedInOneGo(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 1, 5)
		d := placementtest.Draft(placement.Soon)
		d.Ask = placement.Advice
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Soon, h.clock.now())))
		i := h.invite(t, r.ID, o)[0]
		h.answer(t, i, yes())
		must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, i.ID))
		got := must[placement.Request](t)(h.Close(t.Context(), placementtest.Of(o.Organization), r.ID, "helped"))
		if got.State != placement.StateClosed || got.StartedAt.IsZero() {
			t.Errorf("closed: %+v", got)
		}
	})
}
