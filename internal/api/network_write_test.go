package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
)

// editing is an API over the invented region, of its own, with people who edit it.
type editing struct {
	http.Handler
	people map[string]access.Actor
}

func newEditing(t *testing.T) editing {
	t.Helper()
	h := build(t, storetest.SQLite(t, clock.Fixed(testNow)))
	data := demo.Region(testNow)
	if err := demo.Load(context.Background(), h.demo(), data); err != nil {
		t.Fatal(err)
	}
	if err := h.finder.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	e := editing{h.api(), map[string]access.Actor{}}
	wijk, region := map[network.WijkverbandID]string{}, map[network.RegionID]string{}
	for _, w := range data.Wijkverbanden {
		wijk[w.ID] = w.Slug
	}
	for _, r := range data.Regions {
		region[r.ID] = r.Slug
	}
	for _, p := range data.People {
		a := access.Actor{Person: string(p.ID), Name: p.Name, Role: access.Role(p.Role), Region: string(p.Region), Wijkverband: string(p.Wijkverband), Assurance: access.Substantial, Session: "s"}
		e.people[p.Role+" "+wijk[p.Wijkverband]] = a
		e.people[p.Role+" "+region[p.Region]] = a
		if p.Role == string(access.RESVStaff) {
			machine := access.Actor{Person: "client:1", Role: access.Machine, Region: string(p.Region), Assurance: access.Substantial, Scopes: "network:write"}
			e.people["machine "+region[p.Region]] = machine
			machine.Scopes = "directory:write"
			e.people["unscoped "+region[p.Region]] = machine
		}
	}
	return e
}

func (e editing) send(t *testing.T, who, method, path, tag, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, base+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if tag != "" {
		r.Header.Set("If-Match", tag)
	}
	if who != "" {
		a, ok := e.people[who]
		if !ok {
			t.Fatalf("nobody is %q", who)
		}
		r = r.WithContext(identity.WithActor(r.Context(), a))
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

// object reads an answer loosely, so that it can be sent back changed.
func object(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &o); err != nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return o
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What a GET gave goes back changed, over the ETag it came with; the answer and its ETag are those of the
// next GET.
func TestNetworkIsEdited(t *testing.T) {
	t.Parallel()
	e := newEditing(t)
	const wijk, region = "/wijkverbanden/oevermonde-west", "/regions/rivierenzoom"
	get := func(path string) (map[string]any, string) {
		w := e.send(t, "", http.MethodGet, path, "", "")
		return object(t, w), w.Header().Get("ETag")
	}
	coordinator, staff, machine := "coordinator oevermonde-west", "resv-staff rivierenzoom", "machine rivierenzoom"
	for _, c := range []struct {
		name, who, read, write string
		change                 func(whole map[string]any) any // gives what is sent
		stands                 string
	}{
		{"a name", coordinator, wijk, wijk, func(w map[string]any) any { w["name"] = "Wijkverband West"; return w }, `"name":"Wijkverband West"`},
		{"its wijken", staff, wijk, wijk, func(w map[string]any) any { w["areas"] = []string{"WK990102", "WK990101"}; return w }, `"areas":["WK990101","WK990102"]`},
		{"a contact", coordinator, wijk, wijk + "/contacts/farmacie", func(w map[string]any) any {
			for _, c := range w["contacts"].([]any) {
				if c := c.(map[string]any); c["discipline"] == "farmacie" {
					c["phone"], c["hours"] = "0990 55 55 55", "ma-vr 8-17"
					return c
				}
			}
			return nil
		}, `"hours":"Mo-Fr 08:00-17:00"`},
		{"a new contact", coordinator, wijk, wijk + "/contacts/dietetiek", func(map[string]any) any {
			return map[string]any{"discipline": "dietetiek", "function": "Aanspreekpunt diëtisten", "email": "dietist@mensen.example"}
		}, `"function":"Aanspreekpunt diëtisten"`},
		{"a task", coordinator, wijk, wijk + "/tasks/wijk-2", func(map[string]any) any {
			return map[string]any{"task": "wijk-2", "state": "working", "evidence": "Verslag van mei"}
		}, `"evidence":"Verslag van mei"`},
		{"a region", staff, region, region, func(r map[string]any) any { r["resv"].(map[string]any)["phase"] = "organisation"; return r }, `"phase":"organisation"`},
		{"a task of a region", machine, region, region + "/tasks/resv-5", func(map[string]any) any {
			return map[string]any{"task": "resv-5", "state": "building"}
		}, `{"task":"resv-5","state":"building"}`},
	} {
		whole, tag := get(c.read)
		body := text(t, c.change(whole))
		if w := e.send(t, c.who, http.MethodPut, c.write, "", body); w.Code != http.StatusPreconditionRequired {
			t.Errorf("%s without If-Match: %d %s", c.name, w.Code, w.Body)
		}
		if w := e.send(t, c.who, http.MethodPut, c.write, `W/"0123456789ab"`, body); w.Code != http.StatusPreconditionFailed {
			t.Errorf("%s over another ETag: %d %s", c.name, w.Code, w.Body)
		}
		w := e.send(t, c.who, http.MethodPut, c.write, tag, body)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), c.stands) {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
			continue
		}
		after := e.send(t, "", http.MethodGet, c.read, "", "")
		if after.Body.String() != w.Body.String() || after.Header().Get("ETag") != w.Header().Get("ETag") {
			t.Errorf("%s: the next GET is %s %s\nthe answer was %s %s", c.name, after.Header().Get("ETag"), after.Body, w.Header().Get("ETag"), w.Body)
		}
		if w := e.send(t, c.who, http.MethodPut, c.write, tag, body); w.Code != http.StatusPreconditionFailed {
			t.Errorf("%s over the ETag of before: %d %s", c.name, w.Code, w.Body)
		}
	}
}

// Who may not is told so, and what is wrong is named.
func TestNetworkWritesRefused(t *testing.T) {
	t.Parallel()
	e := newEditing(t)
	const wijk, region = "/wijkverbanden/oevermonde-west", "/regions/rivierenzoom"
	got := e.send(t, "", http.MethodGet, wijk, "", "")
	tag := got.Header().Get("ETag")
	changed := func(change func(map[string]any)) string {
		o := object(t, got)
		change(o)
		return text(t, o)
	}
	same := changed(func(map[string]any) {})
	coordinator := "coordinator oevermonde-west"
	for _, c := range []struct {
		name, who, path, body string
		status                int
		field                 string
	}{
		{"nobody", "", wijk, same, http.StatusUnauthorized, ""},
		{"the neighbour", "coordinator zilverwaard", wijk, same, http.StatusForbidden, ""},
		{"another region", "resv-staff duinrand", wijk, same, http.StatusForbidden, ""},
		{"the board", "resv-board rivierenzoom", wijk, same, http.StatusForbidden, ""},
		{"a machine of another region", "machine duinrand", wijk, same, http.StatusForbidden, ""},
		{"a machine without the scope", "unscoped rivierenzoom", wijk, same, http.StatusForbidden, ""},
		{"a coordinator on wijken", coordinator, wijk, changed(func(w map[string]any) { w["areas"] = []string{"WK990102", "WK990101"} }), http.StatusForbidden, ""},
		{"a coordinator on the region", coordinator, region + "/tasks/resv-1", `{"task":"resv-1","state":"working"}`, http.StatusForbidden, ""},
		{"a wijkverband that is not there", coordinator, "/wijkverbanden/nergens", same, http.StatusNotFound, ""},
		{"a task that is not there", coordinator, wijk + "/tasks/wijk-9", `{"task":"wijk-9","state":"working"}`, http.StatusNotFound, ""},
		{"its id", coordinator, wijk, changed(func(w map[string]any) { w["id"] = "1" }), http.StatusBadRequest, "id"},
		{"contacts elsewhere", coordinator, wijk, changed(func(w map[string]any) { w["contacts"] = []any{} }), http.StatusBadRequest, "contacts"},
		{"a rhythm", coordinator, wijk, changed(func(w map[string]any) { w["meets_every"] = "soms" }), http.StatusBadRequest, "meets_every"},
		{"a moment", coordinator, wijk, changed(func(w map[string]any) { w["last_met"] = "2099-01-01T00:00:00Z" }), http.StatusBadRequest, "last_met"},
		{"a name to show", coordinator, wijk + "/contacts/farmacie", `{"discipline":"farmacie","function":"X","phone":"0990 55 55 55","name":"Iemand"}`, http.StatusBadRequest, "name"},
		{"another discipline", coordinator, wijk + "/contacts/farmacie", `{"discipline":"vvt","function":"X","phone":"0990 55 55 55"}`, http.StatusBadRequest, "discipline"},
		{"a state", coordinator, wijk + "/tasks/wijk-1", `{"task":"wijk-1","state":"klaar"}`, http.StatusBadRequest, "state"},
		{"no JSON", coordinator, wijk, `{`, http.StatusBadRequest, "body"},
	} {
		w := e.send(t, c.who, http.MethodPut, c.path, tag, c.body)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != c.status || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
		if names := fields(p); c.field != "" && (len(names) == 0 || !strings.HasSuffix(names[0], c.field)) {
			t.Errorf("%s: names %v, want %s", c.name, names, c.field)
		}
	}
	if after := e.send(t, "", http.MethodGet, wijk, "", ""); after.Header().Get("ETag") != tag {
		t.Error("something was written")
	}
}
