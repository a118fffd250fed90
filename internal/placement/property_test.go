package placement_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// world is some providers with few places, and what was asked of them.
type world struct {
	*house
	t        *testing.T
	offers   []capacity.Offer
	places   map[capacity.OfferID]int
	requests []placement.RequestID
	done     int
}

var urgencies = []placement.Urgency{placement.Crisis, placement.Soon, placement.Planned}

// do lets somebody do something to a request; only answers that people can act on are right.
func (w *world) do(rt *rapid.T, err error) {
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.Denied:
	default:
		if err != nil {
			rt.Fatalf("%v", err)
		}
	}
	if w.done++; w.done%5 == 0 {
		w.check(rt)
	}
}

func (w *world) check(rt *rapid.T) {
	if err := w.sound(w.places, false); err != nil {
		rt.Fatal(err)
	}
}

// some draws a request with what is known of it.
func (w *world) some(rt *rapid.T) placement.Request {
	if len(w.requests) == 0 {
		rt.Skip("no requests yet")
	}
	return must[placement.Request](w.t)(w.Request(context.Background(), asker, w.requests[rapid.IntRange(0, len(w.requests)-1).Draw(rt, "request")]))
}

// invitation draws one of a request's.
func (w *world) invitation(rt *rapid.T) placement.Invitation {
	r := w.some(rt)
	if len(r.Invitations) == 0 {
		rt.Skip("nobody was asked")
	}
	return r.Invitations[rapid.IntRange(0, len(r.Invitations)-1).Draw(rt, "invitation")]
}

// actions are what people and clocks do, in any order.
func (w *world) actions() map[string]func(*rapid.T) {
	ctx := context.Background()
	reasons := []placement.ReasonCode{"full", "too-far", "assessment-first"}
	falls := []placement.ReasonCode{"place-gone", "changed"}
	return map[string]func(*rapid.T){
		"ask": func(rt *rapid.T) {
			w.requests = append(w.requests, w.Opened(w.t, rapid.SampledFrom(urgencies).Draw(rt, "urgency")).ID)
		},
		"invite": func(rt *rapid.T) {
			r := w.some(rt)
			var ids []capacity.OfferID
			for _, k := range rapid.SliceOfN(rapid.IntRange(0, len(w.offers)-1), 1, 3).Draw(rt, "offers") {
				ids = append(ids, w.offers[k].ID)
			}
			_, err := w.Invite(ctx, asker, r.ID, ids)
			w.do(rt, err)
		},
		"yes": func(rt *rapid.T) {
			i := w.invitation(rt)
			_, err := w.Answer(ctx, placementtest.Of(i.Organization), i.ID, placement.Answer{Yes: true, HeldFor: rapid.SampledFrom([]time.Duration{0, 10 * time.Minute, time.Hour}).Draw(rt, "held for")})
			w.do(rt, err)
		},
		"no": func(rt *rapid.T) {
			i := w.invitation(rt)
			_, err := w.Answer(ctx, placementtest.Of(i.Organization), i.ID, no(rapid.SampledFrom(reasons).Draw(rt, "reason")))
			w.do(rt, err)
		},
		"choose": func(rt *rapid.T) {
			i := w.invitation(rt)
			_, err := w.Choose(ctx, asker, i.Request, i.ID)
			w.do(rt, err)
		},
		"fall through": func(rt *rapid.T) {
			i := w.invitation(rt)
			_, err := w.FallThrough(ctx, placementtest.Of(i.Organization), i.Request, rapid.SampledFrom(falls).Draw(rt, "reason"))
			w.do(rt, err)
		},
		"withdraw": func(rt *rapid.T) {
			_, err := w.Withdraw(ctx, asker, w.some(rt).ID, "changed")
			w.do(rt, err)
		},
		"start": func(rt *rapid.T) {
			_, err := w.Start(ctx, asker, w.some(rt).ID, time.Time{})
			w.do(rt, err)
		},
		"bridge": func(rt *rapid.T) {
			_, err := w.Bridge(ctx, desk, w.some(rt).ID, placement.Bridging{Who: placementtest.BridgerOrg, What: "Hulp", Until: w.clock.now().Add(time.Hour)})
			w.do(rt, err)
		},
		"end bridging": func(rt *rapid.T) {
			_, err := w.EndBridging(ctx, desk, w.some(rt).ID)
			w.do(rt, err)
		},
		"clocks": func(rt *rapid.T) {
			_, err := w.Expire(ctx)
			w.do(rt, err)
		},
		// Within the hours in which the figures are live: afterwards a yes is news of room by itself.
		"time jumps": func(rt *rapid.T) {
			w.clock.set(monday.Add(time.Duration(rapid.IntRange(0, 11*60).Draw(rt, "minutes")) * time.Minute))
			w.do(rt, nil)
		},
	}
}

func TestWhateverHappensTheRulesHold(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			h.clock.set(monday)
			w := &world{house: h, t: t, places: map[capacity.OfferID]int{}}
			for range 3 {
				n++
				o := h.Offer(t, fmt.Sprint(n), rapid.IntRange(0, 2).Draw(rt, "places"), 3)
				w.offers, w.places[o.ID] = append(w.offers, o), o.Figure.Available
			}
			w.requests = append(w.requests, h.Opened(t, placement.Crisis).ID)
			rt.Repeat(w.actions())
			w.check(rt)
		})
	})
}

// Somebody vulnerable goes first among the equally urgent, and the oldest among equals.
func TestTheOrderOfTheDesk(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		type key struct {
			urgency    placement.Urgency
			vulnerable bool
		}
		var want []placement.RequestID
		made := map[key][]placement.RequestID{}
		for k := range 12 {
			d := placementtest.Draft(urgencies[k%3])
			if k%2 == 0 {
				d.Groups = []string{"kwetsbare-ouderen"}
			}
			r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
			h.clock.add(time.Second)
			must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(d.Urgency, h.clock.now())))
			if r.Vulnerable != (k%2 == 0) {
				t.Errorf("request %d: vulnerable %v", k, r.Vulnerable)
			}
			made[key{d.Urgency, r.Vulnerable}] = append(made[key{d.Urgency, r.Vulnerable}], r.ID)
		}
		for _, u := range urgencies {
			want = slices.Concat(want, made[key{u, true}], made[key{u, false}])
		}
		var got []placement.RequestID
		for _, r := range must[placement.Page](t)(h.Desk(t.Context(), desk, placementtest.Region, placement.Window{})).Items {
			got = append(got, r.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the desk sees\n%v, want\n%v", got, want)
		}
	})
}
