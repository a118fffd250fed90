package work_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/work"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const public = "https://eerstelijn.example"

// wall is a clock that a test moves.
type wall struct{ at atomic.Int64 }

func newWall() *wall {
	w := &wall{}
	w.at.Store(monday.UnixMicro())
	return w
}

func (w *wall) now() time.Time      { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) add(d time.Duration) { w.at.Add(d.Microseconds()) }

type house struct {
	*placementtest.House
	face *work.Face
	wall *wall
}

// onEach runs a test on both databases.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	w := newWall()
	storetest.RunAt(t, w.now, func(t *testing.T, db *store.DB) { fn(t, build(t, db, w)) })
}

func build(t testing.TB, db *store.DB, w *wall) *house {
	h := &house{House: placementtest.New(t, db), wall: w}
	h.face = work.New(work.Deps{Placement: h.Service, Capacity: h.Capacity, Network: h.Network, Policies: h.Spine.Policies(), Spine: h.Spine, Public: public, Log: slog.New(slog.DiscardHandler), Now: w.now})
	return h
}

// the parties of the tests; a program has the scopes of its side.
func program(of access.Actor, scopes string) access.Actor {
	return access.Actor{Person: "client:1", Role: access.Machine, Organization: of.Organization, Assurance: access.Substantial, Scopes: scopes}
}

var askerProgram = program(placementtest.Asker, "placement:ask")

func provider(o capacity.Offer) access.Actor {
	return program(placementtest.Of(o.Organization), "placement:answer")
}

func send(handler http.Handler, ctx context.Context, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, "/fhir/"+path, strings.NewReader(body))
	if method == http.MethodPut {
		r.Header.Set("Content-Type", "application/fhir+json")
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func (h *house) send(t testing.TB, who access.Actor, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	return send(h.face, identity.WithActor(t.Context(), who), method, path, body, headers...)
}

// wants reads an answer of a status.
func wants[R any](t testing.TB, w *httptest.ResponseRecorder, status int) (out R) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("%d, want %d: %s", w.Code, status, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return out
}

func (h *house) get(t testing.TB, who access.Actor, id string) r4.Task {
	t.Helper()
	return wants[r4.Task](t, h.send(t, who, http.MethodGet, "Task/"+id, ""), http.StatusOK)
}

// find gives the Tasks that a search finds, of all its pages.
func (h *house) find(t testing.TB, who access.Actor, query string) (all []r4.Task) {
	t.Helper()
	for next := "Task?" + query; next != ""; {
		b := wants[r4.Bundle](t, h.send(t, who, http.MethodGet, next, ""), http.StatusOK)
		next = ""
		for _, e := range b.Entry {
			if e.Search.Mode != "match" {
				continue
			}
			var one r4.Task
			if err := json.Unmarshal(e.Resource, &one); err != nil {
				t.Fatal(err)
			}
			if e.FullURL != public+"/fhir/Task/"+one.ID {
				t.Errorf("fullUrl %s", e.FullURL)
			}
			all = append(all, one)
		}
		for _, l := range b.Link {
			if l.Relation == "next" {
				next = strings.TrimPrefix(l.URL, public+"/fhir/")
			}
		}
	}
	return all
}

// put puts a status on a Task as it stands, with a reason where one is given.
func (h *house) put(t testing.TB, who access.Actor, id, status, reason string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	return h.send(t, who, http.MethodPut, "Task/"+id, taskBody(id, status, reason), headers...)
}

func taskBody(id, status, reason string) string {
	task := map[string]any{"resourceType": "Task", "id": id, "intent": "order", "status": status}
	if reason != "" {
		task["statusReason"] = map[string]any{"coding": []any{map[string]any{"code": reason}}}
	}
	body, _ := json.Marshal(task)
	return string(body)
}

// asked is a request that providers were asked; the Tasks are in the order of the offers.
func (h *house) asked(t testing.TB, u placement.Urgency, offers ...capacity.Offer) (placement.Request, []r4.Task) {
	t.Helper()
	q := h.Opened(t, u)
	ids := make([]capacity.OfferID, len(offers))
	for i, o := range offers {
		ids[i] = o.ID
	}
	q, err := h.Invite(t.Context(), placementtest.Asker, q.ID, ids)
	if err != nil {
		t.Fatal(err)
	}
	found := h.find(t, askerProgram, "based-on=ServiceRequest/"+string(q.ID))
	all := make([]r4.Task, len(offers))
	for i, o := range offers {
		for _, one := range found {
			if one.Owner.Reference == "Organization/"+string(o.Organization) {
				all[i] = one
			}
		}
		if all[i].ID == "" {
			t.Fatalf("no Task for offer %d: %+v", i, found)
		}
	}
	return q, all
}

// business is where a Task stands in our own word.
func business(t r4.Task) string { return t.Status + " " + t.BusinessStatus.Coding[0].Code }

func invitationOf(t testing.TB, h *house, q placement.Request, o capacity.Offer) placement.InvitationID {
	t.Helper()
	now, err := h.Request(t.Context(), placementtest.Asker, q.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range now.Invitations {
		if i.Offer == o.ID {
			return i.ID
		}
	}
	t.Fatal("the offer was not asked")
	return ""
}

func sqlite(t testing.TB, w *wall) *store.DB { return storetest.SQLite(t, w.now) }

func ids(offers ...capacity.Offer) (all []capacity.OfferID) {
	for _, o := range offers {
		all = append(all, o.ID)
	}
	return all
}

func placementOrg(a access.Actor) network.OrganizationID {
	return network.OrganizationID(a.Organization)
}
