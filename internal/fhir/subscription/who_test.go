package subscription_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/id"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// ★ Whoever sees nothing of a Task is told nothing of it: not who is no party, and not who is one of another
// question of the same request. Filters narrow that, and never widen it.
func TestWhoIsTold(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 5, 5), h.Offer(t, "twee", 5, 5)
		type ear struct {
			who     access.Actor
			filters []string
			want    int
			at      *receiver
		}
		to := func(kind, value string) string { return "Task?" + kind + "=" + value }
		ears := map[string]*ear{
			"asker":                     {who: h.asker(t), want: 5},
			"first provider":            {who: h.provider(t, one), want: 3},
			"second provider":           {who: h.provider(t, two), want: 2},
			"stranger":                  {who: h.program(t, placementtest.DeskOrg, "placement:ask", "placement:answer", subscription.Manage), want: 0},
			"asker, of the second":      {who: h.asker(t), filters: []string{to("owner", "Organization/"+string(two.Organization))}, want: 2},
			"asker, of either":          {who: h.asker(t), filters: []string{to("owner", string(one.Organization)+","+string(two.Organization))}, want: 5},
			"asker, of a stranger":      {who: h.asker(t), filters: []string{to("owner", "Organization/"+id.New[string]())}, want: 0},
			"asker, of another request": {who: h.asker(t), filters: []string{to("based-on", "ServiceRequest/"+id.New[string]())}, want: 0},
			"first, asked by the asker": {who: h.provider(t, one), filters: []string{to("requester", base+"/Organization/"+string(placementtest.AskerOrg))}, want: 3},
			"first, of the second":      {who: h.provider(t, one), filters: []string{to("owner", "Organization/"+string(two.Organization))}, want: 0},
			"both must hold":            {who: h.asker(t), filters: []string{to("owner", string(one.Organization)), to("owner", string(two.Organization))}, want: 0},
		}
		for _, e := range ears {
			e.at = newReceiver(t)
			h.subscribe(t, e.who, wish(topicTasks, e.at.URL, e.filters...))
		}
		q := h.asked(t, one)                                                           // asker, first
		q, err := h.Invite(t.Context(), placementtest.Asker, q.ID, offersOf(one, two)) // asker, second
		if err != nil {
			t.Fatal(err)
		}
		h.answers(t, q, one, placement.Answer{Yes: true})                            // asker, first
		h.answers(t, q, one, placement.Answer{Yes: true})                            // the same again is nothing
		h.answers(t, q, two, placement.Answer{Reason: "too-far"})                    // asker, second
		if _, err := h.Request(t.Context(), placementtest.Asker, q.ID); err != nil { // a look is nothing
			t.Fatal(err)
		}
		if _, err := h.Choose(t.Context(), placementtest.Stranger, q.ID, invitationOf(q, one)); err == nil {
			t.Fatal("a stranger chose")
		}
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(q, one)); err != nil { // asker, first
			t.Fatal(err)
		}
		h.settle(t)
		for name, e := range ears {
			last := 0
			for _, m := range e.at.got() {
				for _, n := range m.numbers {
					last = n
				}
			}
			if last != e.want {
				t.Errorf("%s was told %d changes, want %d", name, last, e.want)
			}
		}
	})
}

// ★ A program sees and changes the subscriptions of its own organisation, and nobody else does; only who looks
// after the platform sees all and can put one off.
func TestWhoMayDoWhat(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 5, 5)
		there, who := newReceiver(t), h.provider(t, one)
		w := wish(topicTasks, there.URL)
		s := h.subscribe(t, who, w)
		w["id"] = s.ID
		colleague, stranger := h.provider(t, one), h.asker(t)
		bare := h.program(t, one.Organization, "placement:answer")
		const ok, no, made = http.StatusOK, http.StatusForbidden, http.StatusCreated
		tag := func() string { return h.send(t, who, http.MethodGet, "Subscription/"+s.ID, "").Header().Get("ETag") }
		for name, c := range map[string]struct {
			as                      access.Actor
			get, put, post, find, n int
		}{
			"program":                   {who, ok, ok, made, ok, 1},
			"another of its own":        {colleague, ok, ok, made, ok, 1},
			"program of another":        {stranger, no, no, made, ok, 0},
			"program without the scope": {bare, no, no, no, no, 0},
			"nurse of its own":          {placementtest.Of(one.Organization), no, no, no, no, 0},
			"administrator":             {admin, no, no, no, no, 0},
			"nobody":                    {access.Anonymous(""), http.StatusUnauthorized, http.StatusUnauthorized, http.StatusUnauthorized, http.StatusUnauthorized, 0},
		} {
			for path, want := range map[string]int{"Subscription/" + s.ID: c.get, "Subscription/" + s.ID + "/$status": c.get, "Subscription/" + s.ID + "/$events": c.get, "Subscription?_id=" + s.ID: c.find} {
				if got := h.send(t, c.as, http.MethodGet, path, ""); got.Code != want {
					t.Errorf("%s reads %s: %d, want %d", name, path, got.Code, want)
				}
			}
			if c.find == ok {
				if b := wants[r4.Bundle](t, h.send(t, c.as, http.MethodGet, "Subscription?url="+there.URL+"&status=requested,active&_id="+s.ID, ""), ok); len(b.Entry) != c.n || *b.Total != c.n {
					t.Errorf("%s finds %d", name, len(b.Entry))
				}
			}
			if got := h.send(t, c.as, http.MethodPut, "Subscription/"+s.ID, text(w), "If-Match", tag()); got.Code != c.put {
				t.Errorf("%s changes: %d, want %d: %s", name, got.Code, c.put, got.Body)
			}
			if got := h.send(t, c.as, http.MethodPost, "Subscription", text(wish(topicTasks, newReceiver(t).URL))); got.Code != c.post {
				t.Errorf("%s asks: %d, want %d: %s", name, got.Code, c.post, got.Body)
			}
			_, err := h.service.All(t.Context(), c.as)
			if err2 := h.service.Stop(t.Context(), c.as, subscription.ID(id.New[string]())); (err == nil) != (name == "administrator") || err2 == nil {
				t.Errorf("%s sees all: %v, %v", name, err, err2)
			}
		}
		if err := h.service.Stop(t.Context(), stranger, subscription.ID(s.ID)); err == nil {
			t.Error("a program put it off as who looks after the platform")
		}
		if err := h.service.Stop(t.Context(), admin, subscription.ID(s.ID)); err != nil {
			t.Fatal(err)
		}
		if got := h.get(t, who, s.ID); got.Status != "off" || !strings.Contains(got.Error, "administrator") {
			t.Errorf("put off: %s %s", got.Status, got.Error)
		}
		for _, method := range []string{http.MethodDelete, http.MethodPatch} {
			if got := h.send(t, who, method, "Subscription/"+s.ID, ""); got.Code != http.StatusMethodNotAllowed || got.Header().Get("Allow") != "GET, PUT" {
				t.Errorf("%s: %d, Allow %q", method, got.Code, got.Header().Get("Allow"))
			}
		}
	})
}

// ★ What cannot be is refused with the element that it is about, and nothing is made; an address within the
// network, and anything but an empty message, above all.
func TestRefusals(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		lenient, strict := h.node, h.reaching(false)
		h.node = strict
		who := h.asker(t)
		good := "https://ontvanger.example/fhir/notify"
		plain := func() map[string]any { return wish(topicTasks, good) }
		channel := func(name string, value any) map[string]any {
			w := plain()
			w["channel"].(map[string]any)[name] = value
			return w
		}
		top := func(name string, value any) map[string]any {
			w := plain()
			w[name] = value
			return w
		}
		payload := func(code string) map[string]any {
			return map[string]any{"extension": []any{map[string]any{"url": guide + "backport-payload-content", "valueCode": code}}}
		}
		cases := []struct {
			where string
			w     map[string]any
		}{
			{"Subscription.criteria", top("criteria", "Task?status=requested")},
			{"Subscription.criteria", wish(topicTasks, good, "Task?status=requested")},
			{"Subscription.criteria", wish(topicTasks, good, "Patient?identifier=1")},
			{"Subscription.criteria", wish(topicTasks, good, "Task?owner=een twee")},
			{"Subscription.criteria", wish(topicDirectory, good, "?_type=Patient")},
			{"Subscription.criteria", wish(topicDirectory, good, "?_type=Slot")},
			{"Subscription.status", top("status", "error")},
			{"Subscription.end", top("end", "2020-01-01T00:00:00Z")},
			{"Subscription.end", top("end", "morgen")},
			{"Subscription.reason", top("reason", strings.Repeat("lang ", 100))},
			{"Subscription.channel.type", channel("type", "websocket")},
			{"Subscription.channel.payload", channel("_payload", payload("id-only"))},
			{"Subscription.channel.payload", channel("_payload", payload("full-resource"))},
			{"Subscription.channel.payload", channel("_payload", nil)},
			{"Subscription.channel.payload", channel("payload", "text/plain")},
			{"Subscription.channel.header", channel("header", []any{"Host: elders.example"})},
			{"Subscription.channel.header", channel("header", []any{"Authorization: een\r\nX-Twee: twee"})},
			{"Subscription.channel.header", channel("header", []any{"X-Forwarded-For: 1.2.3.4"})},
			{"Subscription.channel.extension", extended(plain(), "backport-heartbeat-period", "valueUnsignedInt", 5)},
			{"Subscription.channel.extension", extended(plain(), "backport-timeout", "valueUnsignedInt", 600)},
			{"Subscription.channel.extension", extended(plain(), "backport-max-count", "valuePositiveInt", 100000)},
			{"Subscription.channel.extension", extended(plain(), "backport-iets", "valueCode", "x")},
		}
		for _, address := range []string{"", "http://ontvanger.example/", "https://127.0.0.1/", "http://127.0.0.1:8080/", "https://10.0.0.7/", "https://[::1]/", "https://[fd00::1]/", "https://169.254.169.254/latest",
			"https://localhost/", "https://printer.local/", "https://intranet/", "https://naam:woord@ontvanger.example/", "ftp://ontvanger.example/", "https://ontvanger.example/#x", "https://ontvanger.example/\n", "https://[::ffff:10.0.0.1]/"} {
			cases = append(cases, struct {
				where string
				w     map[string]any
			}{"Subscription.channel.endpoint", wish(topicTasks, address)})
		}
		for i, c := range cases {
			got := wants[r4.OperationOutcome](t, h.send(t, who, http.MethodPost, "Subscription", text(c.w)), http.StatusUnprocessableEntity)
			if !slices.ContainsFunc(got.Issue, func(one r4.OperationOutcomeIssue) bool {
				return slices.Contains(one.Expression, c.where) && one.Details.Text != ""
			}) {
				t.Errorf("%d: %s, want %s", i, text(got), c.where)
			}
		}
		for body, want := range map[string]int{"": http.StatusUnsupportedMediaType, "{": http.StatusBadRequest, `{"resourceType":"Task"}`: http.StatusUnprocessableEntity, strings.Repeat(" ", 70<<10): http.StatusRequestEntityTooLarge} {
			if got := h.send(t, who, http.MethodPost, "Subscription", body); got.Code != want {
				t.Errorf("%.20q: %d, want %d", body, got.Code, want)
			}
		}
		if got := h.send(t, h.program(t, placementtest.AskerOrg, subscription.Manage), http.MethodPost, "Subscription", text(plain())); got.Code != http.StatusForbidden {
			t.Errorf("a program that may not read Tasks: %d", got.Code)
		}
		for path, want := range map[string]int{"Subscription/x": http.StatusNotFound, "Subscription/" + id.New[string](): http.StatusNotFound, "Subscription/" + id.New[string]() + "/$events": http.StatusNotFound} {
			if got := h.send(t, who, http.MethodGet, path, ""); got.Code != want {
				t.Errorf("%s: %d", path, got.Code)
			}
		}
		if all, err := h.service.Own(t.Context(), who); err != nil || len(all) != 0 {
			t.Errorf("%d were made, %v", len(all), err)
		}
		// A name that leads within the network is weighed when it is told, and never reached.
		there := newReceiver(t)
		w := wish(topicDirectory, there.URL)
		h.node = lenient
		s := h.subscribe(t, who, w)
		for range 6 {
			h.tell(t, strict)
			h.pass(time.Hour)
		}
		if there.tried != 0 {
			t.Error("an address on this machine was reached")
		}
		if got := h.get(t, who, s.ID); got.Status != "error" {
			t.Errorf("it is %s", got.Status)
		}
	})
}
