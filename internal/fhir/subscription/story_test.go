package subscription_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// A program asks to be told, is greeted, is told in order and with its own secret, hears signs of life, is
// away for a while, and misses nothing.
func TestStory(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 5, 5)
		there, who := newReceiver(t), h.provider(t, one)
		s := h.subscribe(t, who, extended(wish(topicTasks, there.URL+"/fhir/notify/7"), "backport-heartbeat-period", "valueUnsignedInt", 600))
		if s.Status != "requested" || s.Channel.Header[0] != "Authorization: ***" || s.Criteria != topicTasks {
			t.Fatalf("answered with %+v", s)
		}
		h.settle(t)
		got := there.got()
		if len(got) != 1 || got[0].kind != "handshake" || got[0].status != "requested" || got[0].total != 0 || got[0].subscription != s.ID ||
			got[0].topic != topicTasks || got[0].authorization != "Bearer geheim-van-de-ontvanger" {
			t.Fatalf("greeted with %+v", got)
		}
		if s = h.get(t, who, s.ID); s.Status != "active" || s.Error != "" {
			t.Fatalf("after the handshake: %+v", s)
		}

		h.pass(time.Minute)
		q := h.asked(t, one)
		h.answers(t, q, one, placement.Answer{Yes: true})
		h.settle(t)
		got = there.got()
		if !slices.Equal(kinds(got), []string{"event-notification 1 2"}) || got[0].total != 2 || got[0].status != "active" || !got[0].moments[0].Equal(h.now()) {
			t.Fatalf("told %+v", got)
		}
		h.settle(t)
		if got := there.got(); len(got) != 0 {
			t.Fatalf("told again: %v", kinds(got))
		}

		h.pass(11 * time.Minute)
		h.settle(t)
		if got := there.got(); !slices.Equal(kinds(got), []string{"heartbeat"}) || got[0].total != 2 {
			t.Fatalf("no sign of life: %+v", got)
		}

		there.down.Store(true)
		q, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(q, one))
		if err != nil {
			t.Fatal(err)
		}
		tried := there.tried
		for range 6 {
			h.settle(t)
			h.settle(t) // a pause is kept: nothing more is tried before it is over
			if there.tried > tried+1 {
				t.Fatalf("tried %d times at once", there.tried-tried)
			}
			tried = there.tried
			h.pass(time.Hour)
		}
		if s = h.get(t, who, s.ID); s.Status != "error" || s.Error == "" {
			t.Fatalf("while nobody answers: %+v", s)
		}
		if _, err := h.Start(t.Context(), placementtest.Of(one.Organization), q.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		there.down.Store(false)
		h.settle(t)
		if got := there.got(); !slices.Equal(kinds(got), []string{"event-notification 3 4"}) {
			t.Fatalf("back again: %v", kinds(got))
		}
		if s = h.get(t, who, s.ID); s.Status != "active" {
			t.Fatalf("back again: %+v", s)
		}

		b := wants[r4.Bundle](t, h.send(t, who, http.MethodGet, "Subscription/"+s.ID+"/$events?eventsSinceNumber=2&eventsUntilNumber=3", ""), http.StatusOK)
		body, _ := r4.Marshal(&b)
		if m, problem := readMessage(body); problem != "" || m.kind != "query-event" || !slices.Equal(m.numbers, []int{2, 3}) || m.total != 4 {
			t.Errorf("$events: %s %+v", problem, m)
		}
		asked := `{"resourceType":"Parameters","parameter":[{"name":"eventsSinceNumber","valueString":"4"}]}`
		b = wants[r4.Bundle](t, h.send(t, who, http.MethodPost, "Subscription/"+s.ID+"/$events", asked), http.StatusOK)
		body, _ = r4.Marshal(&b)
		if m, problem := readMessage(body); problem != "" || !slices.Equal(m.numbers, []int{4}) {
			t.Errorf("$events by POST: %s %+v", problem, m)
		}
		b = wants[r4.Bundle](t, h.send(t, who, http.MethodGet, "Subscription/"+s.ID+"/$status", ""), http.StatusOK)
		if len(b.Entry) != 1 || b.Type != "searchset" || !strings.Contains(string(b.Entry[0].Resource), `"query-status"`) {
			t.Errorf("$status: %+v", b)
		}
	})
}

// What a program puts off stays silent, and begins anew with a handshake; its numbers go on.
func TestOffAndOnAgain(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		there, who := newReceiver(t), h.program(t, placementtest.AskerOrg, subscription.Manage)
		w := wish(topicDirectory, there.URL)
		s := h.subscribe(t, who, w)
		h.changes(t, "Location")
		h.settle(t)
		if got := there.got(); !slices.Equal(kinds(got), []string{"handshake", "event-notification 1"}) || got[0].total != 1 {
			t.Fatalf("told %v", kinds(got))
		}
		put := func(status, tag string, want int) {
			t.Helper()
			w["id"], w["status"] = s.ID, status
			if got := h.send(t, who, http.MethodPut, "Subscription/"+s.ID, text(w), "If-Match", tag); got.Code != want {
				t.Fatalf("%s: %d, want %d: %s", status, got.Code, want, got.Body)
			}
		}
		put("off", "", http.StatusPreconditionRequired)
		put("off", `W/"1"`, http.StatusPreconditionFailed)
		now := h.send(t, who, http.MethodGet, "Subscription/"+s.ID, "").Header().Get("ETag")
		put("off", now, http.StatusOK)
		h.changes(t, "Location")
		h.settle(t)
		if got := there.got(); len(got) != 0 {
			t.Fatalf("told %v while off", kinds(got))
		}
		now = h.send(t, who, http.MethodGet, "Subscription/"+s.ID, "").Header().Get("ETag")
		w["channel"].(map[string]any)["header"] = []any{"Authorization: ***", "X-Kamer: 7"} // as it was shown
		put("requested", now, http.StatusOK)
		h.settle(t)
		h.changes(t, "Location", "Organization", "HealthcareService")
		h.pass(time.Second)
		h.changes(t, "Organization")
		h.settle(t)
		got := there.got()
		if !slices.Equal(kinds(got), []string{"handshake", "event-notification 2 3"}) || got[0].authorization != "Bearer geheim-van-de-ontvanger" {
			t.Fatalf("told %+v", got)
		}
		if !got[1].moments[1].After(got[1].moments[0]) {
			t.Errorf("moments %v", got[1].moments)
		}
	})
}

// Whoever takes nothing for a week is put off; so is one whose moment has passed, whose program ended, and
// whose program may no longer read what it is told of.
func TestWhatPutsItOff(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 5, 5)
		there, who := newReceiver(t), h.provider(t, one)
		dead := h.subscribe(t, who, wish(topicTasks, there.URL))
		ends := wish(topicDirectory, there.URL)
		ends["end"] = h.now().Add(time.Hour).Format(time.RFC3339)
		ending := h.subscribe(t, who, ends)
		another := h.provider(t, one)
		lost := h.subscribe(t, another, wish(topicTasks, there.URL))
		there.down.Store(true)
		for range 12 * 24 { // each pause is an hour at most
			h.settle(t)
			h.pass(time.Hour)
		}
		for _, s := range []string{dead.ID, lost.ID} {
			if got := h.get(t, who, s); got.Status != "off" || !strings.Contains(got.Error, "seven days") {
				t.Errorf("after twelve days: %s, %s", got.Status, got.Error)
			}
		}
		if got := h.get(t, who, ending.ID); got.Status != "off" || !strings.Contains(got.Error, "end") {
			t.Errorf("after its end: %s, %s", got.Status, got.Error)
		}
		there.down.Store(false)
		s := h.subscribe(t, another, wish(topicTasks, there.URL))
		h.settle(t)
		there.got()
		if err := h.clients.SetClientScopes(t.Context(), admin, clientOf(another), []string{subscription.Manage}); err != nil {
			t.Fatal(err)
		}
		h.asked(t, one)
		h.settle(t)
		if got := there.got(); len(got) != 0 {
			t.Errorf("told %v without the right to read", kinds(got))
		}
		if got := h.get(t, who, s.ID); got.Status != "off" || !strings.Contains(got.Error, "may not read") {
			t.Errorf("without the right: %s, %s", got.Status, got.Error)
		}
	})
}
