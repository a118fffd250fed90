package work_test

import (
	"net/http"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
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
			{"who asked, of what fell through before", askerProgram, before[0].ID, ""},
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
