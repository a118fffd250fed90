package placement_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

func (h *house) offer(t testing.TB, o capacity.Offer) capacity.Offer {
	t.Helper()
	return must[capacity.Offer](t)(h.Capacity.Offer(t.Context(), o.ID))
}

// accepted is a request with one provider that said yes and was chosen.
func (h *house) accepted(t testing.TB, u placement.Urgency, o capacity.Offer) placement.Request {
	t.Helper()
	r := h.Opened(t, u)
	i := h.invite(t, r.ID, o)[0]
	h.answer(t, i, yes())
	if u == placement.Crisis {
		return h.now(t, r.ID)
	}
	return must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, i.ID))
}

// ★ A place that comes back is free again, and says nothing of the others: an old figure stays as old.
func TestAPlaceThatComesBackRevivesNoFigure(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, end := range map[string]func(placement.RequestID) (placement.Request, error){
			"withdrawn": func(r placement.RequestID) (placement.Request, error) {
				return h.Withdraw(t.Context(), asker, r, "changed")
			},
			"fell": func(r placement.RequestID) (placement.Request, error) {
				return h.FallThrough(t.Context(), asker, r, "person-declined")
			},
		} {
			o := h.Offer(t, name, 3, 5)
			provider := placementtest.Of(o.Organization)
			must[capacity.Offer](t)(h.Capacity.Observe(t.Context(), provider, capacity.Report{Offer: o.ID, Available: 3, Accepting: capacity.Closed}))
			told := h.clock.now()
			r := h.accepted(t, placement.Planned, o)
			h.clock.add(30 * 24 * time.Hour)
			must[placement.Request](t)(end(r.ID))
			is := h.offer(t, o)
			if is.Free(h.clock.now()) != 3 || !is.Figure.ToldAt.Equal(told) || is.Figure.Accepting != capacity.Closed || is.Status(h.clock.now()) != capacity.StatusUnknown || is.Matches(h.clock.now()) {
				t.Errorf("%s: %s, %+v", name, is.Status(h.clock.now()), is.Figure)
			}
		}
	})
}

// ★ A yes for one place is no word about seven others of a month ago.
func TestAYesIsForThisPlaceAlone(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 8, 5)
		h.clock.add(30 * 24 * time.Hour)
		r := h.Opened(t, placement.Soon)
		h.answer(t, h.invite(t, r.ID, o)[0], yes())
		if is := h.offer(t, o); is.Free(h.clock.now()) != 0 || is.Matches(h.clock.now()) || is.Status(h.clock.now()) == capacity.StatusRoom || is.Record.Changes != 0 {
			t.Errorf("%d free, %s, %+v", is.Free(h.clock.now()), is.Status(h.clock.now()), is)
		}
		// The next yes is for a place of its own, and what is held stays held.
		h.clock.add(30 * 24 * time.Hour)
		asked := []placement.Invitation{h.invite(t, h.Opened(t, placement.Soon).ID, o)[0], h.invite(t, h.Opened(t, placement.Soon).ID, o)[0]}
		for _, i := range asked {
			two := 2
			h.answer(t, i, placement.Answer{Yes: true, Available: &two})
		}
		if is := h.offer(t, o); is.Held(h.clock.now()) != 2 || is.Free(h.clock.now()) != 0 {
			t.Errorf("%+v", is)
		}
	})
}

// What a provider said with its figure stands as long as the figure does, whatever it answers.
func TestAnswersKeepWhatWasSaid(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		wait, three := 20, 3
		for name, c := range map[string]struct {
			answer placement.Answer
			wait   bool
			age    time.Duration
			is     capacity.Accepting
		}{
			"full":               {no("full"), true, time.Hour, capacity.Limited},
			"full when stale":    {no("full"), false, 300 * time.Hour, capacity.Closed},
			"no, with a figure":  {placement.Answer{Reason: "too-far", Available: &three}, true, time.Hour, capacity.Limited},
			"yes, with a figure": {placement.Answer{Yes: true, Available: &three}, true, time.Hour, capacity.Limited},
			"yes when ageing":    {yes(), true, 13 * time.Hour, capacity.Limited},
			"yes when stale":     {yes(), false, 300 * time.Hour, capacity.Limited},
		} {
			o := h.Offer(t, name, 2, 5)
			provider, until := placementtest.Of(o.Organization), h.clock.now().Add(40*time.Hour)
			must[capacity.Offer](t)(h.Capacity.Observe(t.Context(), provider, capacity.Report{Offer: o.ID, Available: 2, Accepting: capacity.Limited, WaitingDays: &wait, ValidUntil: until}))
			h.clock.add(c.age)
			h.answer(t, h.invite(t, h.Opened(t, placement.Planned).ID, o)[0], c.answer)
			f := h.offer(t, o).Figure
			if kept := f.WaitingDays != nil && *f.WaitingDays == wait; kept != c.wait || f.Accepting != c.is || !f.ToldAt.Equal(h.clock.now()) {
				t.Errorf("%s: wait %v, %+v", name, f.WaitingDays, f)
			}
			if name == "yes when ageing" && !f.ValidUntil.Equal(until) {
				t.Errorf("a yes drops until when the figure holds: %+v", f)
			}
		}
		o := h.Offer(t, "contradiction", 2, 5)
		i := h.invite(t, h.Opened(t, placement.Soon).ID, o)[0]
		for _, reason := range []placement.ReasonCode{"full", "no-staff"} {
			_, err := h.Answer(t.Context(), placementtest.Of(o.Organization), i.ID, placement.Answer{Reason: reason, Available: &three})
			field(t, err, "available")
		}
		none := 0
		h.answer(t, i, placement.Answer{Reason: "full", Available: &none})
	})
}

// ★ What a confidence is measured by: a yes that is kept. One that is not, a no for want of room and
// silence count against it; what lies with the person, or does not fit, counts for nothing.
func TestWhatProvesARoom(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		type record struct{ said, came int }
		fall := func(r placement.Request, by access.Actor, why placement.ReasonCode) {
			must[placement.Request](t)(h.FallThrough(t.Context(), by, r.ID, why))
		}
		for name, c := range map[string]struct {
			want record
			do   func(o capacity.Offer)
		}{
			"yes, and begun": {record{1, 1}, func(o capacity.Offer) {
				must[placement.Request](t)(h.Start(t.Context(), asker, h.accepted(t, placement.Soon, o).ID, time.Time{}))
			}},
			"yes, not chosen": {record{1, 1}, func(o capacity.Offer) {
				r := h.Opened(t, placement.Soon)
				h.answer(t, h.invite(t, r.ID, o)[0], yes())
				must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "changed"))
			}},
			"the place is gone": {record{1, 0}, func(o capacity.Offer) {
				fall(h.accepted(t, placement.Crisis, o), placementtest.Of(o.Organization), "place-gone")
			}},
			"no staff, says the asker": {record{1, 0}, func(o capacity.Offer) { fall(h.accepted(t, placement.Soon, o), asker, "no-staff") }},
			"the person does not want": {record{1, 1}, func(o capacity.Offer) { fall(h.accepted(t, placement.Soon, o), asker, "person-declined") }},
			"a yes taken back as full": {record{1, 0}, func(o capacity.Offer) {
				i := h.invite(t, h.Opened(t, placement.Soon).ID, o)[0]
				h.answer(t, i, yes())
				h.answer(t, i, no("full"))
			}},
			"full":           {record{1, 0}, func(o capacity.Offer) { h.answer(t, h.invite(t, h.Opened(t, placement.Soon).ID, o)[0], no("full")) }},
			"another reason": {record{1, 0}, func(o capacity.Offer) { h.answer(t, h.invite(t, h.Opened(t, placement.Soon).ID, o)[0], no("other")) }},
			"it does not fit": {record{}, func(o capacity.Offer) {
				h.answer(t, h.invite(t, h.Opened(t, placement.Soon).ID, o)[0], no("wrong-group"))
			}},
			"silence": {record{1, 0}, func(o capacity.Offer) {
				h.invite(t, h.Opened(t, placement.Soon).ID, o)
				h.clock.add(4 * time.Hour)
				must[int](t)(h.Expire(t.Context()))
				must[int](t)(h.Expire(t.Context()))
			}},
			"silence of a stale figure": {record{}, func(o capacity.Offer) {
				h.clock.add(300 * time.Hour)
				h.invite(t, h.Opened(t, placement.Soon).ID, o)
				h.clock.add(4 * time.Hour)
				must[int](t)(h.Expire(t.Context()))
			}},
			"taken back in time": {record{}, func(o capacity.Offer) {
				r := h.Opened(t, placement.Soon)
				h.invite(t, r.ID, o)
				must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "changed"))
			}},
		} {
			o := h.Offer(t, name, 3, 5)
			c.do(o)
			if is := h.offer(t, o); (record{is.Record.Said, is.Record.True}) != c.want {
				t.Errorf("%s: %+v, want %+v", name, is.Record, c.want)
			}
		}
	})
}

// Whatever lets a place fall through, the provider's no that it may be has a reason from the list of those.
func TestFallingThroughIsADeclineOfTheList(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		tables := must[*placement.Tables](t)(h.Tables(t.Context()))
		refused := map[placement.ReasonCode]placement.ReasonCode{"place-gone": "full", "no-staff": "no-staff", "not-fitting": "not-our-expertise"}
		for _, why := range tables.ReasonsFor("FallThrough") {
			o := h.Offer(t, string(why.Code), 1, 5)
			r := h.accepted(t, placement.Crisis, o)
			r = must[placement.Request](t)(h.FallThrough(t.Context(), placementtest.Of(o.Organization), r.ID, why.Code))
			i := r.Invitations[0]
			want := refused[why.Code]
			if _, known := tables.Decline(i.Reason); i.Reason != want || known != (want != "") || (i.State == placement.Refused) != known {
				t.Errorf("%s: %s with %q, want %q", why.Code, i.State, i.Reason, want)
			}
			delete(refused, why.Code)
		}
		if len(refused) > 0 {
			t.Errorf("no reasons of the table: %v", refused)
		}
	})
}

// Whoever acts, each other party is told.
func TestAllOthersAreTold(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, by := range map[string]access.Actor{"asker": asker, "desk": desk, "provider": {}} {
			one, two := h.Offer(t, name+" one", 1, 5), h.Offer(t, name+" two", 1, 5)
			first, second := placementtest.Of(one.Organization), placementtest.Of(two.Organization)
			if name == "provider" {
				by = first
			}
			e := &ears{}
			r := h.accepted(t, placement.Crisis, one)
			h.Notify(e)
			must[placement.Request](t)(h.FallThrough(t.Context(), by, r.ID, "changed"))
			for party, who := range map[string]access.Actor{"asker": asker, "desk": desk, "provider": first} {
				if e.heard(who, placement.NewsFell) != (party != name) {
					t.Errorf("when the %s lets it fall through, the %s is told: %v", name, party, party == name)
				}
			}
			if name == "provider" {
				continue // who cannot withdraw what another asks
			}
			must[placement.Request](t)(h.Bridge(t.Context(), asker, r.ID, placement.Bridging{Who: placementtest.BridgerOrg, What: "Wijkverpleging komt elke dag", Until: h.clock.now().Add(72 * time.Hour)}))
			h.invite(t, r.ID, two)
			*e = ears{}
			must[placement.Request](t)(h.Withdraw(t.Context(), by, r.ID, "changed"))
			for party, who := range map[string]access.Actor{"asker": asker, "desk": desk, "bridger": placementtest.Of(placementtest.BridgerOrg)} {
				if e.heard(who, placement.NewsWithdrawn) != (party != name) {
					t.Errorf("when the %s withdraws, the %s is told: %v", name, party, party == name)
				}
			}
			if !e.heard(second, placement.NewsEnded) {
				t.Error("who was asked is not told")
			}
		}
	})
}

// Nobody is asked for a place of a service that is shown no more.
func TestAHiddenServiceIsNotAsked(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		shown, hidden := h.Offer(t, "shown", 1, 5), h.Offer(t, "hidden", 1, 5)
		r := h.Opened(t, placement.Soon)
		asked := h.invite(t, r.ID, hidden)[0]
		by := placementtest.Of(hidden.Organization)
		by.Role = access.ProviderAdmin
		if _, err := h.Directory.Hide(t.Context(), by, hidden.Service); err != nil {
			t.Fatal(err)
		}
		_, err := h.Invite(t.Context(), asker, h.Opened(t, placement.Soon).ID, offers(shown, hidden))
		wants(t, err, fault.NotFound)
		_, err = h.Answer(t.Context(), placementtest.Of(hidden.Organization), asked.ID, yes())
		wants(t, err, fault.Conflict)
		h.answer(t, asked, no("full")) // and a no is a no
	})
}
