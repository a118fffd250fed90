package placement_test

import (
	"log/slog"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

func TestTheClocksRunAsAJob(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := h.Opened(t, placement.Crisis)
		runner := jobs.NewRunner(h.DB, slog.New(slog.DiscardHandler))
		runner.Handle(placement.ClocksJob, h.RunClocks)
		for range 2 { // as each node does when it starts
			if err := h.ScheduleClocks(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		step := func() bool { t.Helper(); return must[bool](t)(runner.Step(t.Context())) }
		if !step() || step() {
			t.Fatal("the job is not there once")
		}
		h.clock.add(2 * time.Hour)
		if !step() {
			t.Fatal("the job did not come back")
		}
		if got := h.now(t, r.ID); got.State != placement.StateBridging {
			t.Errorf("the request is %s", got.State)
		}
	})
}

// Two nodes' clocks at once do each thing once.
func TestClocksOfManyNodes(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 5, 100)
		var requests []placement.RequestID
		for range 30 {
			r := h.Opened(t, placement.Crisis)
			h.invite(t, r.ID, o)
			requests = append(requests, r.ID)
		}
		h.clock.add(2 * time.Hour)
		together(4, 4, func(int) {
			if _, err := h.Expire(t.Context()); err != nil {
				t.Error(err)
			}
		})
		for _, r := range requests {
			if n := h.count(t, `SELECT count(*) FROM placement_step WHERE request = $1 AND act = 'Expire'`, r); n != 1 {
				t.Errorf("%d steps of the clocks", n)
			}
			if n := h.count(t, `SELECT count(*) FROM placement_bridging WHERE request = $1`, r); n != 1 {
				t.Errorf("bridged %d times", n)
			}
		}
	})
}

// A clock that goes back revives nothing and loses nothing.
func TestTimeGoesBack(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 1, 5)
		a, b := h.Opened(t, placement.Soon), h.Opened(t, placement.Soon)
		first := h.invite(t, a.ID, o)[0]
		h.answer(t, first, placement.Answer{Yes: true, HeldFor: time.Hour})
		h.clock.add(2 * time.Hour)
		second := h.invite(t, b.ID, o)[0]
		h.answer(t, second, placement.Answer{Yes: true, HeldFor: time.Hour})
		h.clock.set(monday.Add(30 * time.Minute)) // the first hold would stand again
		_, err := h.Choose(t.Context(), asker, a.ID, first.ID)
		wants(t, err, fault.Conflict)
		if got := must[placement.Request](t)(h.Choose(t.Context(), asker, b.ID, second.ID)); got.State != placement.StateAccepted {
			t.Errorf("the second is %s", got.State)
		}
		// Bridging that began later than now can end now.
		h.clock.set(monday.Add(60 * time.Hour))
		must[int](t)(h.Expire(t.Context()))
		h.clock.set(monday)
		got := must[placement.Request](t)(h.Withdraw(t.Context(), asker, a.ID, "changed"))
		if len(got.Bridging) != 1 || got.Bridging[0].Ended.Before(got.Bridging[0].From) {
			t.Errorf("bridging %+v", got.Bridging)
		}
	})
}

func TestWhatAnAnswerTellsOfTheFigure(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		figure := func(o capacity.Offer) capacity.Figure {
			return must[capacity.Offer](t)(h.Capacity.Offer(t.Context(), o.ID)).Figure
		}
		ageing := h.Offer(t, "ageing", 3, 5)
		h.clock.add(13 * time.Hour)
		r := h.Opened(t, placement.Soon)
		i := h.invite(t, r.ID, ageing)[0]
		h.answer(t, i, yes())
		if f := figure(ageing); f.Available != 3 || !f.ToldAt.Equal(h.clock.now()) || f.Source != capacity.Derived {
			t.Errorf("a yes confirms: %+v", f)
		}
		// Somebody takes back what was offered.
		got := h.answer(t, i, no("no-staff"))
		if got.State != placement.Refused || figure(ageing).Available != 0 {
			t.Errorf("taken back: %+v, %+v", got, figure(ageing))
		}
		_, err := h.Answer(t.Context(), placementtest.Of(ageing.Organization), i.ID, yes())
		wants(t, err, fault.Conflict)
		// A no for another reason tells a figure when it has one, and nothing otherwise.
		other := h.Offer(t, "other", 3, 5)
		two := 2
		h.answer(t, h.invite(t, r.ID, other)[0], placement.Answer{Reason: "wrong-group", Available: &two})
		if f := figure(other); f.Available != 2 {
			t.Errorf("told %+v", f)
		}
		third := h.Offer(t, "third", 3, 5)
		h.answer(t, h.invite(t, r.ID, third)[0], no("too-far"))
		if f := figure(third); f.Available != 3 {
			t.Errorf("told %+v", f)
		}
		// What came of expectations is proved: a yes, and a no for want of room.
		if n := h.count(t, `SELECT count(*) FROM capacity_proof`); n != 1 {
			t.Errorf("%d proofs", n)
		}
	})
}

func TestAnswersAreChecked(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 3, 5)
		i := h.invite(t, h.Opened(t, placement.Soon).ID, o)[0]
		none, many := 0, 10_001
		for name, a := range map[string]placement.Answer{
			"reason":    {},
			"available": {Yes: true, Available: &none},
			"held_for":  {Yes: true, HeldFor: time.Second},
		} {
			_, err := h.Answer(t.Context(), placementtest.Of(o.Organization), i.ID, a)
			field(t, err, name)
		}
		_, err := h.Answer(t.Context(), placementtest.Of(o.Organization), i.ID, placement.Answer{Yes: true, Reason: "full"})
		field(t, err, "reason")
		_, err = h.Answer(t.Context(), placementtest.Of(o.Organization), i.ID, placement.Answer{Reason: "full", Available: &many})
		field(t, err, "available")
		_, err = h.Answer(t.Context(), placementtest.Of(o.Organization), "nothing", yes())
		wants(t, err, fault.NotFound)
		h.clock.add(5 * time.Hour)
		_, err = h.Answer(t.Context(), placementtest.Of(o.Organization), i.ID, yes())
		wants(t, err, fault.Conflict)
	})
}

func TestHoursAreHeldTogether(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 5, 5)
		d := placementtest.Draft(placement.Crisis)
		d.Places = 3
		ask := func() placement.Invitation {
			r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
			must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Crisis, h.clock.now())))
			return h.invite(t, r.ID, o)[0]
		}
		won := h.answer(t, ask(), yes())
		if h.free(t, o) != 2 {
			t.Errorf("%d are free", h.free(t, o))
		}
		_, err := h.Answer(t.Context(), placementtest.Of(o.Organization), ask().ID, yes())
		wants(t, err, fault.Conflict)
		must[placement.Request](t)(h.Withdraw(t.Context(), asker, won.Request, "changed"))
		if h.free(t, o) != 5 {
			t.Errorf("%d are free again", h.free(t, o))
		}
	})
}
