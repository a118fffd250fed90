package work_test

import (
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// ★ What was decided on what stood is done over that alone: who comes between is neither undone nor taken along.
func TestNothingComesBetween(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 5, 5), h.Offer(t, "twee", 5, 5)

		// A Task that is the only one is cancelled with its request; when it is not any more, it is refused.
		q, tasks := h.asked(t, placement.Soon, one)
		h.face.Between(func() {
			if _, err := h.Invite(t.Context(), placementtest.Asker, q.ID, []capacity.OfferID{two.ID}); err != nil {
				t.Error(err)
			}
		})
		w := h.put(t, askerProgram, tasks[0].ID, "cancelled", "own-solution")
		if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !strings.Contains(o.Issue[0].Details.Text, "revoked") {
			t.Errorf("%s", w.Body)
		}
		if got := h.get(t, provider(one), tasks[0].ID); business(got) != "requested asked" {
			t.Errorf("the request was withdrawn with the question that came in between: %s", business(got))
		}

		// If-Match holds when the act is done, not only when it is looked at.
		_, tasks = h.asked(t, placement.Soon, one)
		h.face.Between(func() {
			wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "accepted", ""), http.StatusOK)
		})
		w = h.put(t, provider(one), tasks[0].ID, "rejected", "full", "If-Match", `W/"`+tasks[0].Meta.VersionID+`"`)
		wants[r4.OperationOutcome](t, w, http.StatusPreconditionFailed)
		if got := h.get(t, provider(one), tasks[0].ID); business(got) != "accepted offered" {
			t.Errorf("it was written over: %s", business(got))
		}

		// The same by two at once is done once, and both hear that it is done.
		_, tasks = h.asked(t, placement.Soon, one)
		h.face.Between(func() {
			wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "rejected", "full"), http.StatusOK)
		})
		got := wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "rejected", "full", "If-Match", `W/"`+tasks[0].Meta.VersionID+`"`), http.StatusOK)
		if business(got) != "rejected refused" {
			t.Errorf("%s", business(got))
		}

		// What came between and has nothing to do with the Task holds nobody up.
		three := h.Offer(t, "drie", 5, 5)
		_, tasks = h.asked(t, placement.Soon, three, two)
		h.face.Between(func() {
			wants[r4.Task](t, h.put(t, provider(two), tasks[1].ID, "rejected", "full"), http.StatusOK)
		})
		if got := wants[r4.Task](t, h.put(t, provider(three), tasks[0].ID, "accepted", "", "If-Match", `W/"`+tasks[0].Meta.VersionID+`"`), http.StatusOK); business(got) != "accepted offered" {
			t.Errorf("%s", business(got))
		}
	})
}
