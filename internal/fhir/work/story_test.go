package work_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// ★ What is asked appears at the provider as a Task; its answer is there for who asked, and the choice, the
// start and the end for both.
func TestTaskFromQuestionToEnd(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 2, 5), h.Offer(t, "twee", 1, 5)
		q, tasks := h.asked(t, placement.Soon, one, two)
		nurse := provider(one)
		found := h.find(t, nurse, "status=requested&owner=Organization/"+string(one.Organization))
		if len(found) != 1 || found[0].ID != tasks[0].ID || business(found[0]) != "requested asked" || found[0].Restriction.Period.End == "" {
			t.Fatalf("%+v", found)
		}
		request := wants[r4.ServiceRequest](t, h.send(t, nurse, http.MethodGet, found[0].Focus.Reference, ""), http.StatusOK)
		if request.Status != "active" || request.Subject == nil || request.Subject.Reference != "" || len(request.Performer) != 1 {
			t.Errorf("%+v", request)
		}

		h.wall.add(time.Minute)
		w := h.put(t, nurse, found[0].ID, "accepted", "", "If-Match", `W/"`+found[0].Meta.VersionID+`"`)
		yes := wants[r4.Task](t, w, http.StatusOK)
		if business(yes) != "accepted offered" || len(yes.Output) != 1 || w.Header().Get("ETag") != `W/"`+yes.Meta.VersionID+`"` || yes.Meta.VersionID == found[0].Meta.VersionID {
			t.Errorf("%+v %v", yes, w.Header())
		}
		if got := h.get(t, askerProgram, found[0].ID); business(got) != "accepted offered" {
			t.Errorf("who asked reads %s", business(got))
		}
		if fresh := h.find(t, askerProgram, "_lastUpdated=gt"+found[0].Meta.LastUpdated); len(fresh) != 1 || fresh[0].ID != found[0].ID {
			t.Errorf("what changed since: %d", len(fresh))
		}
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
			t.Fatal(err)
		}
		if got := h.get(t, nurse, tasks[0].ID); business(got) != "accepted chosen" {
			t.Errorf("%s", business(got))
		}
		if got := h.get(t, provider(two), tasks[1].ID); business(got) != "cancelled withdrawn" {
			t.Errorf("the other one: %s", business(got))
		}
		h.wall.add(time.Hour)
		if got := wants[r4.Task](t, h.put(t, nurse, tasks[0].ID, "in-progress", ""), http.StatusOK); business(got) != "in-progress started" || got.ExecutionPeriod.Start == "" {
			t.Errorf("%+v", got)
		}
		h.wall.add(time.Hour)
		if got := wants[r4.Task](t, h.put(t, nurse, tasks[0].ID, "completed", "helped"), http.StatusOK); business(got) != "completed done" {
			t.Errorf("%s", business(got))
		}
		ended := wants[r4.ServiceRequest](t, h.send(t, askerProgram, http.MethodGet, "ServiceRequest/"+string(q.ID), ""), http.StatusOK)
		if ended.Status != "completed" || len(ended.Extension) != 2 || ended.Extension[0].ValueCodeableConcept.Coding[0].Code != "helped" {
			t.Errorf("%+v", ended)
		}
	})
}

// A no has a coded reason, which who asked reads in Dutch; without one it is refused in words.
func TestTaskIsRejectedWithAReason(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		_, tasks := h.asked(t, placement.Soon, one)
		for _, reason := range []string{"", "nonsense", "own-solution"} {
			w := h.put(t, provider(one), tasks[0].ID, "rejected", reason)
			if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !strings.Contains(o.Issue[0].Details.Text, "no-contract") || o.Issue[0].Expression[0] != "Task.statusReason" {
				t.Errorf("%q: %s", reason, w.Body)
			}
		}
		no := wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "rejected", "no-contract"), http.StatusOK)
		got := h.get(t, askerProgram, tasks[0].ID)
		if business(no) != "rejected refused" || business(got) != "rejected refused" || got.StatusReason.Coding[0].Code != "no-contract" || got.StatusReason.Coding[0].Display != "Wij hebben geen contract met deze verzekeraar" {
			t.Errorf("%+v", got)
		}
		// The same once more is no mistake, whatever was read before; another reason is.
		wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "rejected", "no-contract", "If-Match", `W/"`+tasks[0].Meta.VersionID+`"`), http.StatusOK)
		w := h.put(t, provider(one), tasks[0].ID, "rejected", "full")
		if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !strings.Contains(o.Issue[0].Details.Text, "nothing can be put") {
			t.Errorf("%s", w.Body)
		}
	})
}

// Who asked cancels: one Task when it is the only one that stands, and otherwise the request, with all.
func TestCancelling(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 2, 5), h.Offer(t, "twee", 2, 5)
		q, tasks := h.asked(t, placement.Soon, one, two)
		w := h.put(t, askerProgram, tasks[0].ID, "cancelled", "own-solution")
		if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !strings.Contains(o.Issue[0].Details.Text, "revoked") {
			t.Errorf("%s", w.Body)
		}
		revoke := func(who access.Actor, reason string) (int, string) {
			body := `{"resourceType":"ServiceRequest","id":"` + string(q.ID) + `","status":"revoked","intent":"order","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/request-statusReason","valueCodeableConcept":{"coding":[{"code":"` + reason + `"}]}}]}`
			w := h.send(t, who, http.MethodPut, "ServiceRequest/"+string(q.ID), body)
			return w.Code, w.Body.String()
		}
		if code, body := revoke(askerProgram, "full"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "own-solution") {
			t.Errorf("a reason of another act: %d %s", code, body)
		}
		if code, body := revoke(provider(one), "own-solution"); code != http.StatusForbidden {
			t.Errorf("by a provider: %d %s", code, body)
		}
		for range 2 { // the second time changes nothing
			if code, body := revoke(askerProgram, "own-solution"); code != http.StatusOK || !strings.Contains(body, `"revoked"`) {
				t.Fatalf("%d %s", code, body)
			}
		}
		if a, b := h.get(t, provider(one), tasks[0].ID), h.get(t, provider(two), tasks[1].ID); business(a) != "cancelled withdrawn" || business(b) != "cancelled withdrawn" {
			t.Errorf("%s, %s", business(a), business(b))
		}

		_, tasks = h.asked(t, placement.Soon, two)
		if got := wants[r4.Task](t, h.put(t, askerProgram, tasks[0].ID, "cancelled", "mistake"), http.StatusOK); business(got) != "cancelled withdrawn" {
			t.Errorf("%s", business(got))
		}
	})
}

// A question that nobody answers is cancelled by the clock; care that bridges the time is a Task of its own.
func TestExpiryAndBridging(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		q, tasks := h.asked(t, placement.Soon, one)
		h.wall.add(8 * 24 * time.Hour)
		if _, err := h.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := h.get(t, provider(one), tasks[0].ID); business(got) != "cancelled timed-out" {
			t.Errorf("%s", business(got))
		}
		w := h.put(t, provider(one), tasks[0].ID, "accepted", "")
		if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !strings.Contains(o.Issue[0].Details.Text, "cancelled") {
			t.Errorf("%s", w.Body)
		}
		var bridge r4.Task
		for _, one := range h.find(t, askerProgram, "based-on="+string(q.ID)+"&status=in-progress") {
			bridge = one
		}
		if bridge.ID == "" || business(bridge) != "in-progress bridging" || bridge.Owner.Reference != "Organization/"+string(placementtest.DeskOrg) {
			t.Fatalf("%+v", bridge)
		}
		desk := program(placementtest.Desk, "placement:ask placement:answer")
		if got := h.find(t, desk, "owner="+string(placementtest.DeskOrg)); len(got) != 1 || got[0].ID != bridge.ID {
			t.Errorf("who bridges finds %d", len(got))
		}
		if w := h.put(t, askerProgram, bridge.ID, "completed", ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("bridging is not put here: %d %s", w.Code, w.Body)
		}
	})
}

// What was read too long ago is not changed, and nothing but a status is.
func TestOnlyAStatusAndOnlyOfWhatWasRead(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		_, tasks := h.asked(t, placement.Soon, one)
		old := `W/"` + tasks[0].Meta.VersionID + `"`
		wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "accepted", "", "If-Match", old), http.StatusOK)
		wants[r4.OperationOutcome](t, h.put(t, provider(one), tasks[0].ID, "rejected", "full", "If-Match", old), http.StatusPreconditionFailed)
		wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "accepted", "", "If-Match", old), http.StatusOK) // who lost the answer

		for body, where := range map[string]string{
			`{"resourceType":"Task","id":"` + tasks[0].ID + `","intent":"plan","status":"rejected"}`:                              "intent",
			`{"resourceType":"Task","id":"` + tasks[0].ID + `","intent":"order","status":"rejected","for":{"display":"Mevrouw"}}`: "for",
			`{"resourceType":"Task","id":"` + tasks[0].ID + `","intent":"order","status":"rejected","note":[{"text":"x"}]}`:       "note",
			`{"resourceType":"Task","id":"` + tasks[0].ID + `","intent":"order","status":"completed"}`:                            "Task.status",
			`{"resourceType":"Task","id":"` + tasks[0].ID + `","intent":"order","status":"draft"}`:                                "Task.status",
		} {
			w := h.send(t, provider(one), http.MethodPut, "Task/"+tasks[0].ID, body)
			if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); o.Issue[0].Expression[0] != where || strings.Contains(w.Body.String(), "Mevrouw") {
				t.Errorf("%s: %s", body, w.Body)
			}
		}
		w := h.put(t, provider(one), tasks[0].ID, "completed", "helped")
		if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !strings.Contains(o.Issue[0].Details.Text, "rejected") {
			t.Errorf("what is allowed is named: %s", w.Body)
		}
		for _, c := range []struct {
			method, path, body, kind string
			want                     int
		}{
			{http.MethodPut, "Task/" + tasks[0].ID, `{`, "application/fhir+json", http.StatusBadRequest},
			{http.MethodPut, "Task/" + tasks[0].ID, `{"resourceType":"Patient"}`, "application/fhir+json", http.StatusBadRequest},
			{http.MethodPut, "Task/" + tasks[0].ID, taskBody("another", "accepted", ""), "application/fhir+json", http.StatusBadRequest},
			{http.MethodPut, "Task/" + tasks[0].ID, taskBody(tasks[0].ID, "accepted", ""), "text/plain", http.StatusUnsupportedMediaType},
			{http.MethodDelete, "Task/" + tasks[0].ID, "", "application/fhir+json", http.StatusMethodNotAllowed},
			{http.MethodPost, "Task", `{}`, "application/fhir+json", http.StatusBadRequest},
			{http.MethodPatch, "ServiceRequest/x", `{}`, "application/fhir+json", http.StatusMethodNotAllowed},
			{http.MethodGet, "Task/nowhere", "", "application/fhir+json", http.StatusNotFound},
			{http.MethodGet, "Task/" + strings.Replace(tasks[0].ID, "q", "b", 1), "", "application/fhir+json", http.StatusForbidden},
		} {
			w := send(h.face, identity.WithActor(t.Context(), provider(one)), c.method, c.path, c.body, "Content-Type", c.kind)
			if w.Code != c.want || !strings.Contains(w.Body.String(), "OperationOutcome") {
				t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, w.Code, c.want, w.Body)
			}
		}
	})
}

// ★ A place that falls through by the provider stands as what was put, for every reason that there is, and
// the same once more changes nothing.
func TestFallingThrough(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		tables, err := h.Tables(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		one := h.Offer(t, "een", 9, 30)
		for _, why := range tables.ReasonsFor("FallThrough") {
			q, tasks := h.asked(t, placement.Planned, one)
			wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "accepted", ""), http.StatusOK)
			if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
				t.Fatal(err)
			}
			taken := ""
			for _, to := range []string{"rejected", "cancelled"} {
				if w := h.put(t, provider(one), tasks[0].ID, to, string(why.Code)); w.Code == http.StatusOK && taken == "" {
					taken = to
				} else if w.Code != http.StatusUnprocessableEntity {
					t.Errorf("%s, %s: %d %s", why.Code, to, w.Code, w.Body)
				}
			}
			again := wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, taken, string(why.Code)), http.StatusOK)
			if again.Status != taken || h.get(t, askerProgram, tasks[0].ID).Status != taken {
				t.Errorf("%s was put as %q and stands as %s", why.Code, taken, again.Status)
			}
		}
	})
}
