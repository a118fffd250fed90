package work_test

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
)

// ★ A question that went down with its request shows why to whoever may know that, and to nobody else. What ended
// before then, for something else, does not take over the reason.
func TestWithdrawnTaskShowsItsReason(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two, three := h.Offer(t, "een", 2, 5), h.Offer(t, "twee", 2, 5), h.Offer(t, "drie", 2, 5)
		q, before := h.asked(t, placement.Planned, one, two)
		wants[r4.Task](t, h.put(t, provider(one), before[0].ID, "accepted", ""), http.StatusOK)
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
			t.Fatal(err)
		}
		if _, err := h.FallThrough(t.Context(), placementtest.Asker, q.ID, "person-declined"); err != nil {
			t.Fatal(err)
		}
		h.wall.add(time.Hour)
		if _, err := h.Invite(t.Context(), placementtest.Asker, q.ID, ids(three)); err != nil {
			t.Fatal(err)
		}
		asked := h.find(t, provider(three), "status=requested")
		if len(asked) != 1 || asked[0].StatusReason != nil {
			t.Fatalf("%+v", asked)
		}
		wants[r4.Task](t, h.put(t, askerProgram, asked[0].ID, "cancelled", "died"), http.StatusOK)

		withdrawals := h.face.Codes.Own("CodeSystem", "withdraw-reason")
		for _, c := range []struct {
			name string
			who  access.Actor
			task string
			want string
		}{
			{"who asked", askerProgram, asked[0].ID, "died"},
			{"the desk", placementtest.Desk, asked[0].ID, "died"},
			{"whom it was put to", provider(three), asked[0].ID, ""},
			{"who asked, of what another choice ended", askerProgram, before[1].ID, ""},
			{"the provider of what fell through", provider(one), before[0].ID, ""},
		} {
			got := h.get(t, c.who, c.task)
			if business(got) != "cancelled withdrawn" {
				t.Errorf("%s: %s", c.name, business(got))
			}
			var code, system, display string
			if c := got.StatusReason; c != nil {
				code, system, display = c.Coding[0].Code, c.Coding[0].System, c.Coding[0].Display
			}
			if code != c.want || c.want != "" && (system != withdrawals || display != "De persoon is overleden") {
				t.Errorf("%s: %+v", c.name, got.StatusReason)
			}
		}
		// The same once more is no mistake; another reason is.
		wants[r4.Task](t, h.put(t, askerProgram, asked[0].ID, "cancelled", "died"), http.StatusOK)
		wants[r4.OperationOutcome](t, h.put(t, askerProgram, asked[0].ID, "cancelled", "mistake"), http.StatusUnprocessableEntity)
	})
}

// The provider that was chosen and lost the person to a withdrawal is no exception; a question whose time had passed is
// not said to be withdrawn.
func TestReasonOfAChosenAndOfALateTask(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		reason := func(who access.Actor, id string) string {
			t.Helper()
			if c := h.get(t, who, id).StatusReason; c != nil {
				return c.Coding[0].Code
			}
			return ""
		}
		withdraw := func(q placement.Request) {
			t.Helper()
			if _, err := h.Withdraw(t.Context(), placementtest.Asker, q.ID, "admitted"); err != nil {
				t.Fatal(err)
			}
		}
		q, chosen := h.asked(t, placement.Soon, one)
		wants[r4.Task](t, h.put(t, provider(one), chosen[0].ID, "accepted", ""), http.StatusOK)
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
			t.Fatal(err)
		}
		withdraw(q)
		if here, there := reason(askerProgram, chosen[0].ID), reason(provider(one), chosen[0].ID); here != "admitted" || there != "" {
			t.Errorf("%q for who asked, %q for the provider", here, there)
		}
		q, late := h.asked(t, placement.Soon, one)
		h.wall.add(8 * 24 * time.Hour)
		if _, err := h.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		withdraw(q)
		if got := h.get(t, askerProgram, late[0].ID); business(got) != "cancelled timed-out" || got.StatusReason != nil {
			t.Errorf("%s, %+v", business(got), got.StatusReason)
		}
	})
}

// ★ A place that fell through for a reason that is no no of the provider shows it to who asked and to the desk, read or
// found, and not to the provider; nor what fell through before the reason was kept.
func TestFallenTaskShowsItsReason(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 5, 5), h.Offer(t, "twee", 5, 5)
		system := h.face.Codes.Own("CodeSystem", "fall-through-reason")
		for _, c := range []struct {
			name, why, display string
			by                 func() access.Actor
		}{
			{"who asked says it", "person-declined", "De persoon wil hier niet heen", func() access.Actor { return placementtest.Asker }},
			{"the desk says it", "place-gone", "De plek is er toch niet", func() access.Actor { return placementtest.Desk }},
			{"the provider says it", "changed", "De situatie is veranderd", func() access.Actor { return placementtest.Of(one.Organization) }},
		} {
			q, asked := h.asked(t, placement.Planned, one, two)
			wants[r4.Task](t, h.put(t, provider(one), asked[0].ID, "accepted", ""), http.StatusOK)
			if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
				t.Fatal(err)
			}
			if _, err := h.FallThrough(t.Context(), c.by(), q.ID, placement.ReasonCode(c.why)); err != nil {
				t.Fatal(err)
			}
			// How the request itself ends is something else.
			h.wall.add(time.Hour)
			if _, err := h.Withdraw(t.Context(), placementtest.Asker, q.ID, "own-solution"); err != nil {
				t.Fatal(err)
			}
			seen := h.get(t, askerProgram, asked[0].ID)
			found := h.find(t, askerProgram, "status=cancelled&based-on=ServiceRequest/"+string(q.ID))
			at := slices.IndexFunc(found, func(f r4.Task) bool { return f.ID == seen.ID })
			if at < 0 || len(found) != 2 || found[at].Meta.VersionID != seen.Meta.VersionID || found[1-at].StatusReason != nil {
				t.Errorf("%s: found %+v", c.name, found)
			}
			for who, got := range map[string]r4.Task{"who asked": seen, "the desk": h.get(t, placementtest.Desk, seen.ID), "the region": h.get(t, placementtest.Staff, seen.ID)} {
				want := &r4.CodeableConcept{Coding: []r4.Coding{{System: system, Code: c.why, Display: c.display}}}
				if business(got) != "cancelled withdrawn" || !reflect.DeepEqual(got.StatusReason, want) {
					t.Errorf("%s, %s reads %s, %+v", c.name, who, business(got), got.StatusReason)
				}
			}
			for _, who := range []access.Actor{provider(one), placementtest.Of(one.Organization)} {
				if got := h.get(t, who, seen.ID); business(got) != "cancelled withdrawn" || got.StatusReason != nil {
					t.Errorf("%s, the provider reads %s, %+v", c.name, business(got), got.StatusReason)
				}
			}
			// What stands can be put once more as it was read; a withdrawal of what fell through is not said to be done.
			again, err := r4.Marshal(&seen)
			if err != nil {
				t.Fatal(err)
			}
			wants[r4.Task](t, h.send(t, askerProgram, http.MethodPut, "Task/"+seen.ID, string(again)), http.StatusOK)
			for _, other := range []string{"died", "no-staff"} {
				wants[r4.OperationOutcome](t, h.put(t, askerProgram, seen.ID, "cancelled", other), http.StatusUnprocessableEntity)
			}

			if err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE placement_invitation SET fell = '' WHERE request = $1`, q.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if got := h.get(t, askerProgram, seen.ID); business(got) != "cancelled withdrawn" || got.StatusReason != nil {
				t.Errorf("%s, before it was kept: %s, %+v", c.name, business(got), got.StatusReason)
			}
		}
	})
}

// What a provider lets fall through stands as the no to which it amounts, and as no other.
func TestFallenAsANoStandsOnce(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		q, asked := h.asked(t, placement.Soon, one)
		wants[r4.Task](t, h.put(t, provider(one), asked[0].ID, "accepted", ""), http.StatusOK)
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got := wants[r4.Task](t, h.put(t, provider(one), asked[0].ID, "rejected", "place-gone"), http.StatusOK)
			if c := got.StatusReason; business(got) != "rejected refused" || c == nil || c.Coding[0].System != h.face.Codes.Own("CodeSystem", "decline-reason") || c.Coding[0].Code != "full" {
				t.Errorf("%s, %+v", business(got), c)
			}
		}
		for _, other := range []string{"no-staff", "not-fitting", "changed"} {
			wants[r4.OperationOutcome](t, h.put(t, provider(one), asked[0].ID, "rejected", other), http.StatusUnprocessableEntity)
		}
	})
}
