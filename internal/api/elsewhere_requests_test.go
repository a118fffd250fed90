package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// asking is a house of which something is asked in another system, and that system.
type asking struct {
	keeping
	*house
	mine  network.OrganizationID
	by    network.OrganizationID
	which notified.TakenID
	// professional is somebody of the organisation that is asked.
	professional access.Actor

	sync.Mutex
	there   *httptest.Server
	task    map[string]any
	version int
	down    bool
	puts    int
}

const heardTicket = "bewijs-dat-bij-de-melding-kwam"

func newAsking(t *testing.T, db *store.DB) *asking {
	t.Helper()
	a := &asking{house: build(t, db), version: 1}
	a.keeping = keeping{Handler: a.api()}
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	var err error
	a.mine, err = a.house.network.SaveOrganization(t.Context(), access.Job("test"), network.Organization{Kind: network.Provider, Name: "Zorghuis", URA: "00000022"})
	fail(err)
	a.by, err = a.house.network.SaveOrganization(t.Context(), access.Job("test"), network.Organization{Kind: network.Provider, Name: "Praktijk Oost", URA: "00000011"})
	fail(err)
	a.professional = access.Actor{Person: "p", Role: access.Professional, Organization: string(a.mine), Assurance: access.Substantial}
	a.there = httptest.NewServer(a)
	t.Cleanup(a.there.Close)
	a.task = map[string]any{"resourceType": "Task", "id": "1", "status": "requested", "intent": "order",
		"input": []any{map[string]any{"type": map[string]any{"text": "Lopen"}, "valueCodeableConcept": map[string]any{"text": "Met een rollator"}}}}
	_, err = a.peers.Add(t.Context(), platformAdmin, peer.New{Name: "Systeem Oost", Base: a.there.URL + "/fhir", Client: "wij", Organization: a.mine})
	fail(err)
	a.which, _, err = a.notified.Receive(t.Context(), a.program(a.by, "placement:notify"), notified.Notification{Identifier: "s|1", Status: "requested", Requester: "00000011", Owner: "00000022",
		Task: a.there.URL + "/fhir/Task/1", Request: a.there.URL + "/fhir/ServiceRequest/1", Ticket: heardTicket, Until: testNow.AddDate(0, 0, 1)})
	fail(err)
	return a
}

// program is one of an organisation.
func (a *asking) program(of network.OrganizationID, scopes ...string) access.Actor {
	return access.Actor{Person: "client:1", Role: access.Machine, Organization: string(of), Assurance: access.Substantial, Scopes: strings.Join(scopes, " ")}
}

// ServeHTTP is the other system.
func (a *asking) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.Lock()
	defer a.Unlock()
	tag := func() string { return fmt.Sprintf(`W/"%d"`, a.version) }
	switch {
	case a.down:
		w.WriteHeader(http.StatusServiceUnavailable)
	case strings.Contains(r.URL.Path, "smart"):
		_, _ = io.WriteString(w, `{"token_endpoint":"`+a.there.URL+`/token"}`)
	case r.URL.Path == "/token":
		_, _ = io.WriteString(w, `{"access_token":"x","token_type":"bearer"}`)
	case r.Header.Get(notified.TicketHeader) != heardTicket:
		w.WriteHeader(http.StatusForbidden)
	case r.URL.Path == "/fhir/ServiceRequest/1":
		_, _ = io.WriteString(w, `{"resourceType":"ServiceRequest","priority":"urgent","code":{"text":"kort verblijf"}}`)
	case r.Method == http.MethodPut && r.Header.Get("If-Match") != tag():
		w.WriteHeader(http.StatusPreconditionFailed)
	default:
		if r.Method == http.MethodPut {
			a.puts++
			a.version++
			a.task = nil
			_ = json.NewDecoder(r.Body).Decode(&a.task)
		}
		w.Header().Set("ETag", tag())
		_ = json.NewEncoder(w).Encode(a.task)
	}
}

// meanwhile lets something happen in the other system.
func (a *asking) meanwhile(change func()) {
	a.Lock()
	defer a.Unlock()
	a.version++
	change()
}

// wasPut counts what was put there.
func (a *asking) wasPut() int {
	a.Lock()
	defer a.Unlock()
	return a.puts
}

// stands tells of the Task there: its status, and the code of its reason.
func (a *asking) stands() (status, reason string) {
	a.Lock()
	defer a.Unlock()
	text, _ := json.Marshal(a.task)
	var task struct {
		Status       string
		StatusReason struct{ Coding []struct{ Code string } }
	}
	_ = json.Unmarshal(text, &task)
	for _, c := range task.StatusReason.Coding {
		reason = c.Code
	}
	return task.Status, reason
}

func (a *asking) at(path string) string { return elsewhereRequests + "/" + string(a.which) + path }

// Those of the organisation that is asked read and answer, and nobody else: no program of theirs either, whatever
// it may besides.
func TestElsewhereRequestsAreForPeopleOfWhoIsAsked(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		a := newAsking(t, db)
		weak, keeper, rival := a.professional, a.professional, a.professional
		weak.Assurance, keeper.Role, rival.Organization = access.Low, access.ProviderAdmin, string(a.by)
		bodies := map[string]string{"/answer": `{"yes":true}`, "/progress": `{"step":"done","reason":"helped"}`}
		routes := elsewhereRequestAccess()
		if len(routes) != 4 {
			t.Fatalf("%d routes", len(routes))
		}
		refused := 0
		before := countIn(t, db, `SELECT count(*) FROM ledger_entry WHERE outcome = 'done'`)
		for _, r := range routes {
			method, path, _ := strings.Cut(r.Pattern, " "+base)
			rest, one := strings.CutPrefix(path, elsewhereRequests+"/{id}")
			for who, actor := range map[string]access.Actor{"weak": weak, "a program": a.program(a.mine, client.Scopes()...), "who asks": rival, "a program of who asks": a.program(a.by, client.Scopes()...),
				"an administrator": platformAdmin, "anybody": {Person: "anonymous", Role: access.Citizen}} {
				target, want := elsewhereRequests, http.StatusForbidden
				if one {
					target = a.at(rest)
				}
				if who == "anybody" {
					want = http.StatusUnauthorized
				}
				if who == "who asks" && !one {
					continue // has a list of its own: see below
				}
				if w := a.send(t, actor, method, target, bodies[rest]); w.Code != want || strings.Contains(w.Body.String(), "kort verblijf") {
					t.Errorf("%s asks %s: %d, want %d: %s", who, r.Pattern, w.Code, want, w.Body)
				}
				refused++
			}
		}
		if after := countIn(t, db, `SELECT count(*) FROM ledger_entry WHERE outcome = 'done'`); after != before || a.wasPut() != 0 {
			t.Errorf("%d were refused, and %d acts done and %d things put", refused, after-before, a.wasPut())
		}
		if n := countIn(t, db, `SELECT count(*) FROM ledger_entry WHERE outcome = 'refused'`); n < refused {
			t.Errorf("of %d refusals %d stand in the ledger", refused, n)
		}
		if w := a.send(t, rival, http.MethodGet, elsewhereRequests, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"items":[]`) {
			t.Errorf("who asks has a list: %d %s", w.Code, w.Body)
		}
		for _, who := range []access.Actor{a.professional, keeper} {
			w := a.send(t, who, http.MethodGet, elsewhereRequests, "")
			a.documented(t, "elsewhereRequests", w)
			list := told[List[ElsewhereRequest]](t, w, http.StatusOK)
			if len(list.Items) != 1 || !list.Items[0].Waits || list.Items[0].ByName != "Praktijk Oost" || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s reads %s", who.Role, w.Body)
			}
			if q := told[elsewhereQuestion](t, a.send(t, who, http.MethodGet, a.at(""), ""), http.StatusOK); !q.Live {
				t.Errorf("%s reads %+v", who.Role, q)
			}
		}
	})
}

// A question is read where it stands, answered over what was read, and told of until the care is done.
func TestElsewhereRequestIsAnsweredAndToldOf(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		a := newAsking(t, db)
		question := func() elsewhereQuestion {
			t.Helper()
			w := a.send(t, a.professional, http.MethodGet, a.at(""), "")
			a.documented(t, "elsewhereRequest", w)
			if strings.Contains(w.Body.String(), heardTicket) {
				t.Errorf("a secret is told: %s", w.Body)
			}
			return told[elsewhereQuestion](t, w, http.StatusOK)
		}
		does := func(what, body string, status int) ElsewhereRequest {
			t.Helper()
			w := a.send(t, a.professional, http.MethodPost, a.at("/"+what), body)
			if status != http.StatusOK {
				if w.Code != status {
					t.Errorf("%s %s: %d, want %d: %s", what, body, w.Code, status, w.Body)
				}
				return ElsewhereRequest{}
			}
			a.documented(t, map[string]string{"answer": "answerElsewhereRequest", "progress": "progressElsewhereRequest"}[what], w)
			return told[ElsewhereRequest](t, w, status)
		}
		q := question()
		if !q.Live || !q.Waits || q.System != "Systeem Oost" || q.What != "kort verblijf" || q.Priority != "urgent" || q.Version != `W/"1"` || len(q.Can) != 0 || q.Error != nil ||
			!slices.Contains(q.Facts, elsewhereFact{Term: "Lopen", Text: "Met een rollator"}) {
			t.Fatalf("%+v", q)
		}
		a.meanwhile(func() { a.task["description"] = "Toch een andere kamer" })
		does("answer", `{"yes":true,"version":"W/\"1\""}`, http.StatusConflict)
		does("progress", `{"step":"begun"}`, http.StatusConflict)
		a.meanwhile(func() { a.down = true })
		if q = question(); q.Live || q.Error == nil || q.Version != "" {
			t.Errorf("where nobody answers: %+v", q)
		}
		e := does("answer", `{"yes":true}`, http.StatusOK)
		if e.Waits || e.Told == nil || e.Told.Step != notified.Yes || e.Told.State != notified.Waiting || e.Told.Error == nil || e.Told.Until == nil || *e.Told.Until != e.Until {
			t.Errorf("an answer that does not arrive: %+v, %+v", e, e.Told)
		}
		does("progress", `{"step":"begun"}`, http.StatusConflict)
		if s, _ := a.stands(); s != "requested" || a.wasPut() != 0 {
			t.Errorf("it stands as %s after %d", s, a.wasPut())
		}
		a.meanwhile(func() { a.down = false })
		tag, _ := json.Marshal(question().Version)
		for range 2 { // the same again is the same
			if e = does("answer", `{"yes":true,"version":`+string(tag)+`}`, http.StatusOK); e.Waits || e.Status != "accepted" || e.Told.Step != notified.Yes || e.Told.State != notified.There || e.Told.Until != nil {
				t.Errorf("after a yes: %+v, %+v", e, e.Told)
			}
		}
		if a.wasPut() != 1 {
			t.Errorf("a yes that was said twice was put %d times", a.wasPut())
		}

		at := func(code string) func() {
			return func() {
				a.task["businessStatus"] = map[string]any{"coding": []any{map[string]any{"code": code}}}
			}
		}
		a.meanwhile(at("offered"))
		if q = question(); len(q.Can) != 0 || q.Business != "offered" {
			t.Errorf("who is not chosen yet: %+v", q)
		}
		does("progress", `{"step":"begun"}`, http.StatusConflict)
		a.meanwhile(at("chosen"))
		if q = question(); !slices.Equal(q.Can, []notified.Step{notified.Begun, notified.FellThrough}) {
			t.Errorf("who was chosen can tell %v", q.Can)
		}
		a.meanwhile(func() { a.down = true })
		e = does("progress", `{"step":"begun","day":"2026-11-24"}`, http.StatusOK)
		if e.Told == nil || e.Told.State != notified.Waiting || e.Told.Error == nil || len(e.Can) != 0 {
			t.Errorf("what does not arrive: %+v", e.Told)
		}
		a.meanwhile(func() { a.down = false })
		if e = does("progress", `{"step":"begun"}`, http.StatusOK); e.Told == nil || e.Told.State != notified.There || e.Told.Day != "2026-11-24" || e.Status != "in-progress" || !slices.Equal(e.Can, []notified.Step{notified.Done}) {
			t.Errorf("what was told again: %+v, %+v", e, e.Told)
		}
		if e = does("progress", `{"step":"done","reason":"helped"}`, http.StatusOK); e.Status != "completed" || e.Told.Reason != "helped" || len(e.Can) != 0 {
			t.Errorf("what is done: %+v", e)
		}
		if s, reason := a.stands(); s != "completed" || reason != "helped" {
			t.Errorf("there it stands as %s, %s", s, reason)
		}
		does("answer", `{"yes":true}`, http.StatusConflict)
		if q = question(); q.Told == nil || q.Told.State != notified.There || q.Waits || !slices.Contains(q.Facts, elsewhereFact{Term: "Begonnen", Day: "2026-11-24"}) {
			t.Errorf("%+v", q)
		}
	})
}

// A no has a reason, and what is wrong with a body is said by the names that the body has.
func TestElsewhereRequestIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	a := newAsking(t, storetest.SQLite(t, clock.Fixed(testNow)))
	for _, c := range []struct{ path, body, field string }{
		{"/answer", `{"yes":false}`, "reason"}, {"/answer", `{"yes":false,"reason":"helped"}`, "reason"}, {"/answer", `{"yes":true,"reason":"full"}`, "reason"},
		{"/answer", `{"reason":"full"}`, "yes"}, {"/answer", `{"yes":true,"available":2}`, "available"},
		{"/progress", `{}`, "step"}, {"/progress", `{"step":"started"}`, "step"}, {"/progress", `{"step":"begun","day":"gisteren"}`, "day"}, {"/progress", `{"step":"begun","day":"2026-11-23"}`, "day"},
		{"/progress", `{"step":"begun","reason":"helped"}`, "reason"}, {"/progress", `{"step":"done","reason":"helped","day":"2026-11-24"}`, "day"}, {"/progress", `{"step":"fell","reason":"no-staff","day":"2026-11-24"}`, "day"},
		{"/progress", `{"step":"done"}`, "reason"}, {"/progress", `{"step":"fell","reason":"helped"}`, "reason"},
	} {
		w := a.send(t, a.professional, http.MethodPost, a.at(c.path), c.body)
		if got := fieldsOf(t, w); w.Code != http.StatusBadRequest || !slices.Equal(got, []string{c.field}) {
			t.Errorf("%s %s: %d names %v, want %s: %s", c.path, c.body, w.Code, got, c.field, w.Body)
		}
	}
	for which, want := range map[string]int{"x": http.StatusBadRequest, id.New[string](): http.StatusNotFound} {
		for path, body := range map[string]string{"": "", "/answer": `{"yes":true}`, "/progress": `{"step":"begun"}`} {
			method := http.MethodPost
			if body == "" {
				method = http.MethodGet
			}
			if w := a.send(t, a.professional, method, elsewhereRequests+"/"+which+path, body); w.Code != want {
				t.Errorf("%s%s: %d, want %d", which, path, w.Code, want)
			}
		}
	}
	if a.wasPut() != 0 {
		t.Fatalf("%d were put", a.wasPut())
	}
	// Nobody was reached: the answer is kept, and the same request with the same key tells what it told. Said again it
	// arrives at once.
	a.meanwhile(func() { a.down = true })
	answers := func(key ...string) ElsewhereRequest {
		t.Helper()
		return told[ElsewhereRequest](t, a.send(t, a.professional, http.MethodPost, a.at("/answer"), `{"yes":false,"reason":"full"}`, key...), http.StatusOK)
	}
	for _, down := range []bool{true, false} {
		a.meanwhile(func() { a.down = down })
		if one := answers("Idempotency-Key", "een"); one.Told.State != notified.Waiting || one.Waits {
			t.Errorf("down: %t: %+v", down, one.Told)
		}
	}
	one := answers()
	if s, reason := a.stands(); s != "rejected" || reason != "full" || one.Status != s || one.Waits || one.Told.State != notified.There || a.wasPut() != 1 {
		t.Errorf("there it stands as %s, %s; here %+v", s, reason, one)
	}
}
