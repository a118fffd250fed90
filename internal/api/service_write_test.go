package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/once"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// keeping is an API over the invented region, of its own, with who keeps the entries of one organisation.
type keeping struct {
	http.Handler
	own     directory.Service // shown, of the organisation
	admin   access.Actor
	machine access.Actor
	rival   access.Actor
}

func newKeeping(t *testing.T, db *store.DB) keeping {
	t.Helper()
	h := build(t, db)
	data := demo.Region(testNow)
	if err := demo.Load(context.Background(), h.demo(), data); err != nil {
		t.Fatal(err)
	}
	if err := h.finder.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	k := keeping{Handler: New(Deps{Network: h.network, Endpoints: h.endpoints, Directory: h.directory, Finder: h.finder, Capacity: h.capacity, Appointments: h.appointments, Once: once.New(db, h.ring), Log: h.log, Version: "test", Now: clock.Fixed(testNow)})}
	for _, p := range data.People {
		if p.Role != string(access.ProviderAdmin) {
			continue
		}
		a := access.Actor{Person: string(p.ID), Name: p.Name, Role: access.ProviderAdmin, Organization: string(p.Organization), Assurance: access.Substantial, Session: "s"}
		if k.admin.Person != "" {
			k.rival = a
			continue
		}
		k.admin = a
		k.machine = access.Actor{Person: "client:1", Role: access.Machine, Organization: a.Organization, Assurance: access.Substantial, Scopes: "directory:write"}
		for _, s := range data.Services {
			if s.Organization == p.Organization && s.State == directory.Shown {
				k.own = s
			}
		}
	}
	return k
}

func (k keeping) send(t testing.TB, who access.Actor, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, base+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if who.Person != "" {
		r = r.WithContext(identity.WithActor(r.Context(), who))
	}
	w := httptest.NewRecorder()
	k.ServeHTTP(w, r)
	return w
}

// documented holds an answer against the OpenAPI document.
func (k keeping) documented(t *testing.T, operation string, w *httptest.ResponseRecorder) {
	t.Helper()
	s := k.Handler.(*server)
	response := operationOf(s, operation).Responses[strconv.Itoa(w.Code)]
	if response == nil {
		t.Fatalf("%s: %d is not documented", operation, w.Code)
	}
	for _, content := range response.Content {
		conforms(t, s, operation, content.Schema, w.Body.Bytes())
	}
}

// fieldsOf gives the names that a problem names.
func fieldsOf(t testing.TB, w *httptest.ResponseRecorder) (names []string) {
	t.Helper()
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	for _, f := range p.Errors {
		names = append(names, f.Field)
	}
	return names
}

// TestEntryIsWrittenAndReadBack walks through a service's life: made, read, changed, refused when stale.
func TestEntryIsWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	k := newKeeping(t, storetest.SQLite(t, clock.Fixed(testNow)))
	read := k.send(t, k.machine, http.MethodGet, "/services/"+string(k.own.ID)+"/entry", "")
	if read.Code != http.StatusOK || read.Header().Get("ETag") != `"1"` {
		t.Fatalf("%d %s %s", read.Code, read.Header().Get("ETag"), read.Body)
	}
	// What was read is sent back whole, but for what only the program writes.
	var all map[string]any
	if err := json.Unmarshal(read.Body.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "version", "source", "verified_at", "verify_by"} {
		delete(all, name)
	}
	all["hours"], all["description"] = "ma-vr 8-17, do tot 20", "Anders."
	body, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	path := "/services/" + string(k.own.ID)
	for _, c := range []struct {
		name string
		who  access.Actor
		tag  string
		want int
	}{
		{"nobody", access.Actor{}, `"1"`, http.StatusUnauthorized},
		{"another organisation", k.rival, `"1"`, http.StatusForbidden},
		{"no If-Match", k.machine, "", http.StatusPreconditionRequired},
		{"a weak one", k.machine, `W/"1"`, http.StatusPreconditionFailed},
		{"one to come", k.machine, `"2"`, http.StatusPreconditionFailed},
		{"the right one", k.machine, `"1"`, http.StatusOK},
		{"a stale one, of a disjoint change", k.admin, `"1"`, http.StatusPreconditionFailed},
	} {
		w := k.send(t, c.who, http.MethodPut, path, string(body), "If-Match", c.tag)
		if c.tag == "" {
			w = k.send(t, c.who, http.MethodPut, path, string(body))
		}
		if w.Code != c.want {
			t.Fatalf("%s: %d, want %d: %s", c.name, w.Code, c.want, w.Body)
		}
		if w.Code == http.StatusOK && (w.Header().Get("ETag") != `"2"` || !strings.Contains(w.Body.String(), `"Mo-We,Fr 08:00-17:00; Th 08:00-20:00"`) && !strings.Contains(w.Body.String(), "Th 08:00-20:00")) {
			t.Errorf("%s %s", w.Header().Get("ETag"), w.Body)
		}
	}
	w := k.send(t, k.machine, http.MethodPost, path+"/confirm", "")
	if w.Code != http.StatusOK || w.Header().Get("ETag") != `"3"` {
		t.Errorf("confirm: %d %s", w.Code, w.Body)
	}
	k.documented(t, "entry", read)
	k.documented(t, "confirmService", w)
	if w := k.send(t, k.rival, http.MethodPost, path+"/confirm", ""); w.Code != http.StatusForbidden {
		t.Errorf("confirm by another: %d", w.Code)
	}
	unscoped := k.machine
	unscoped.Scopes = "network:write"
	if w := k.send(t, unscoped, http.MethodGet, path+"/entry", ""); w.Code != http.StatusForbidden {
		t.Errorf("without the scope: %d", w.Code)
	}
}

func TestNewEntryNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	k := newKeeping(t, storetest.SQLite(t, clock.Fixed(testNow)))
	w := k.send(t, k.machine, http.MethodPost, "/services", `{"name":"","discipline":"haarzorg","kind":"x","target_groups":["niemand"],"hours":"soms","locations":[{"lat":52}]}`)
	if w.Code != http.StatusBadRequest {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := strings.Join(fieldsOf(t, w), " "); got != "hours locations[0].lat" {
		t.Errorf("names %s", got)
	}
	w = k.send(t, k.machine, http.MethodPost, "/services", `{"name":"","discipline":"haarzorg","kind":"x","target_groups":["niemand"]}`)
	for _, want := range []string{"name", "discipline", "kind", "target_groups[0]", "place"} {
		if !strings.Contains(" "+strings.Join(fieldsOf(t, w), " ")+" ", " "+want+" ") {
			t.Errorf("does not name %s: %s", want, w.Body)
		}
	}
	if w := k.send(t, k.machine, http.MethodPost, "/services", `{"name":"a","discipline":"vvt","kind":"x","color":"red"}`); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "color") {
		t.Errorf("an unknown field: %d %s", w.Code, w.Body)
	}
}

const freshEntry = `{"name":"Wondspreekuur","discipline":"wijkverpleging","kind":"wijkverpleging","state":"draft","served_areas":["WK990101"]}`

// ★ TestARetryDoesNothingTwice sends one request many times, one after another and at once.
func TestARetryDoesNothingTwice(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		k := newKeeping(t, db)
		count := func() (n int) {
			err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM service`).Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := count()
		first := k.send(t, k.machine, http.MethodPost, "/services", freshEntry, "Idempotency-Key", "k-1")
		if first.Code != http.StatusCreated || first.Header().Get("ETag") != `"1"` || first.Header().Get("Location") == "" {
			t.Fatalf("%d %s", first.Code, first.Body)
		}
		k.documented(t, "addService", first)
		again := k.send(t, k.machine, http.MethodPost, "/services", freshEntry, "Idempotency-Key", "k-1")
		if again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("Location") != first.Header().Get("Location") || again.Header().Get("ETag") != `"1"` {
			t.Errorf("again: %d %s", again.Code, again.Body)
		}
		if w := k.send(t, k.machine, http.MethodPost, "/services", strings.Replace(freshEntry, "Wond", "Voet", 1), "Idempotency-Key", "k-1"); w.Code != http.StatusBadRequest {
			t.Errorf("another question with the same key: %d", w.Code)
		}
		if w := k.send(t, k.machine, http.MethodPost, "/services", freshEntry, "Idempotency-Key", "k 1"); w.Code != http.StatusBadRequest {
			t.Errorf("a key with a space: %d", w.Code)
		}
		// A refused request frees its key.
		if w := k.send(t, k.machine, http.MethodPost, "/services", `{"name":"","discipline":"x","kind":"x"}`, "Idempotency-Key", "k-2"); w.Code != http.StatusBadRequest {
			t.Errorf("%d", w.Code)
		}
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				w := k.send(t, k.machine, http.MethodPost, "/services", freshEntry, "Idempotency-Key", "k-2")
				if w.Code != http.StatusCreated && w.Code != http.StatusConflict {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
		group.Wait()
		if made := count() - before; made != 2 {
			t.Errorf("%d services were made with two keys", made)
		}
	})
}

func TestAnybodyReports(t *testing.T) {
	t.Parallel()
	k := newKeeping(t, storetest.SQLite(t, clock.Fixed(testNow)))
	path := "/services/" + string(k.own.ID) + "/reports"
	w := k.send(t, access.Actor{}, http.MethodPost, path, `{"kind":"hours","words":"Vrijdag dicht."}`, "Idempotency-Key", "r-1")
	var got receipt
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusCreated || got.Receipt == "" || got.Page != "/melding/"+got.Receipt {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	k.documented(t, "reportService", w)
	if again := k.send(t, access.Actor{}, http.MethodPost, path, `{"kind":"hours","words":"Vrijdag dicht."}`, "Idempotency-Key", "r-1"); again.Body.String() != w.Body.String() {
		t.Errorf("again: %s", again.Body)
	}
	if w := k.send(t, access.Actor{}, http.MethodPost, path, `{"kind":"hours","words":"vrijdag dicht"}`); w.Code != http.StatusConflict {
		t.Errorf("the same: %d", w.Code)
	}
	if w := k.send(t, access.Actor{}, http.MethodPost, path, `{"kind":"other","words":"123456782"}`); w.Code != http.StatusBadRequest || strings.Join(fieldsOf(t, w), "") != "words" || strings.Contains(w.Body.String(), "123456782") {
		t.Errorf("a BSN: %d %s", w.Code, w.Body)
	}
	nowhere := k.send(t, access.Actor{}, http.MethodPost, "/services/018f3b5e-0000-7000-8000-000000000000/reports", `{"kind":"gone"}`)
	var draft entry
	made := k.send(t, k.machine, http.MethodPost, "/services", freshEntry)
	if err := json.Unmarshal(made.Body.Bytes(), &draft); err != nil {
		t.Fatal(err)
	}
	hidden := k.send(t, access.Actor{}, http.MethodPost, "/services/"+draft.ID+"/reports", `{"kind":"gone"}`)
	if nowhere.Code != http.StatusNotFound || hidden.Code != nowhere.Code || hidden.Body.String() != nowhere.Body.String() {
		t.Errorf("%d %s / %d %s", nowhere.Code, nowhere.Body, hidden.Code, hidden.Body)
	}
}
