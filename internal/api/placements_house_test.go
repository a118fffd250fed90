package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/once"
	"eerstelijn/internal/store"
)

// placing is an API over the invented region, with an asker and two providers that have beds.
type placing struct {
	keeping
	house   *house
	region  network.RegionID
	asker   access.Actor
	machine access.Actor // of the asker
	offers  [2]capacity.Offer
	nurses  [2]access.Actor // who answers for each offer
	wijk    network.AreaCode
}

func newPlacing(t *testing.T, db *store.DB) placing {
	t.Helper()
	h := build(t, db)
	data := demo.Region(testNow)
	ctx := context.Background()
	if err := demo.Load(ctx, h.demo(), data); err != nil {
		t.Fatal(err)
	}
	if err := h.load(ctx); err != nil {
		t.Fatal(err)
	}
	region, err := h.network.Region(ctx, "rivierenzoom")
	if err != nil {
		t.Fatal(err)
	}
	p := placing{house: h, region: region.ID, wijk: "WK990101"}
	p.Handler = New(Deps{Network: h.network, Directory: h.directory, Finder: h.finder, Capacity: h.capacity, Placement: h.placement, Numbers: h.numbers,
		Notices: h.notices, Cooperation: h.cooperation, Once: once.New(db, h.ring), Log: h.log, Version: "test", Now: clock.Fixed(testNow)})
	p.asker = access.Actor{Person: "transfer", Role: access.TransferDesk, Organization: string(data.Organizations[0].ID), Region: string(region.ID), Assurance: access.Substantial}
	p.machine = access.Actor{Person: "client:1", Role: access.Machine, Organization: p.asker.Organization, Assurance: access.Substantial, Scopes: "placement:ask placement:answer placement:read"}
	page, err := h.capacity.Offers(ctx, capacity.Query{Region: region.ID, Kind: "elv-laag", Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, o := range page.Items {
		if n < 2 && o.Free(testNow) > 0 && (n == 0 || o.Organization != p.offers[0].Organization) && string(o.Organization) != p.asker.Organization {
			p.offers[n] = o
			p.nurses[n] = access.Actor{Person: fmt.Sprintf("nurse-%d", n), Role: access.Professional, Organization: string(o.Organization), Region: string(region.ID), Assurance: access.Substantial}
			n++
		}
	}
	if n < 2 {
		t.Fatalf("the invented region has %d providers with a bed", n)
	}
	return p
}

const askForBed = `{"ask":"place","kind":"elv-laag","urgency":"soon","direction":"out","area":"WK990101","languages":["nl"],"needs":{"walking":"aid"},"note":"Graag een kamer beneden."}`

// decode reads an answer.
func decode[B any](t *testing.T, w *httptest.ResponseRecorder, status int) (body B) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("%d, want %d: %s", w.Code, status, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return body
}

// done runs a step of a request as somebody, holds the answer against the document, and reads it.
func (p placing) done(t *testing.T, who access.Actor, operation, path, body string) placementRequest {
	t.Helper()
	w := p.send(t, who, http.MethodPost, path, body)
	r := decode[placementRequest](t, w, http.StatusOK)
	p.documented(t, operation, w)
	if w.Header().Get("ETag") != versionTag(r.Version) {
		t.Errorf("%s: ETag %s of version %d", operation, w.Header().Get("ETag"), r.Version)
	}
	return r
}

// opened is a request that was opened.
func (p placing) opened(t *testing.T) placementRequest {
	t.Helper()
	draft := decode[placementRequest](t, p.send(t, p.machine, http.MethodPost, "/placements", askForBed), http.StatusCreated)
	return p.done(t, p.machine, "openPlacement", "/placements/"+string(draft.ID)+"/open", `{"consent_at":"`+stamp(testNow.Add(-time.Hour))+`","consent_with":"person"}`)
}

// invited is a request that two providers were asked.
func (p placing) invited(t *testing.T) placementRequest {
	t.Helper()
	r := p.opened(t)
	r = p.done(t, p.machine, "invite", "/placements/"+string(r.ID)+"/invitations", fmt.Sprintf(`{"offers":[%q,%q]}`, p.offers[0].ID, p.offers[1].ID))
	if len(r.Invitations) != 2 {
		t.Fatalf("%+v", r)
	}
	return r
}

// of gives the invitation to a provider.
func (p placing) of(r placementRequest, n int) string {
	for _, i := range r.Invitations {
		if i.Offer == p.offers[n].ID {
			return string(i.ID)
		}
	}
	return ""
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// kept compares an answer with what is kept, with each id by its order of appearance.
func (p placing) kept(t *testing.T, operation string, w *httptest.ResponseRecorder) {
	t.Helper()
	p.documented(t, operation, w)
	names := map[string]string{}
	body := anyID.ReplaceAllStringFunc(string(indent(t, w.Body.Bytes())), func(id string) string {
		if names[id] == "" {
			names[id] = fmt.Sprintf("id-%d", len(names)+1)
		}
		return names[id]
	})
	golden(t, operation+".json", []byte(body))
}

func (p placing) documentedProblem(t *testing.T, operation string, w *httptest.ResponseRecorder) {
	t.Helper()
	s := p.Handler.(*server)
	for _, content := range operationOf(s, operation).Responses["default"].Content {
		conforms(t, s, operation, content.Schema, w.Body.Bytes())
	}
}
