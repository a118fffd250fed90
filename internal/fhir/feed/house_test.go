package feed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/feed"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var (
	operator = access.Job("test")
	noon     = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)
)

// house is two practices, of which one has a service, with a follower that runs.
type house struct {
	http.Handler
	deps            feed.Deps
	db              *store.DB
	network         *network.Service
	directory       *directory.Register
	journal         *journal.Journal
	mine, theirs    network.OrganizationID
	service, others directory.Service
	halt            func() // stops the follower
}

// onEach runs fn with a house on a fresh database of each kind.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, build(t, open))
		})
	}
}

func build(t testing.TB, open func(testing.TB, clock.Clock) *store.DB) *house {
	t.Helper()
	now := func() time.Time { return noon.UTC() }
	h := &house{db: open(t, now)}
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	feeding := ledger.NewFeed(h.db, log)
	spine := act.New(h.db, policies, feeding.Kick)
	h.network, h.directory, h.journal = network.New(spine), directory.New(spine), journal.New(h.db)
	config := render.Config{Name: "Proefkaart", Custodian: render.Number{System: code.URA, Value: "00001111"}}
	follower := projection.New(projection.Domain{Network: h.network, Directory: h.directory, Capacity: capacity.New(spine, h.network, h.directory), Mandates: mandate.New(spine, h.network), Endpoints: endpoint.New(spine, h.network)},
		h.db, feeding, h.journal, config, now, log)
	h.furnish(t)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { feeding.Run(ctx) })
	followed, stopFollowing := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() { follower.Run(followed) })
	h.halt = func() { stopFollowing(); following.Wait() }
	t.Cleanup(func() { stop(); following.Wait(); running.Wait() })
	if err := follower.Wait(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	h.deps = feed.Deps{Store: h.db, Spine: spine, Network: h.network, Directory: h.directory, Endpoints: endpoint.New(spine, h.network), Mandates: mandate.New(spine, h.network), Importer: importer.New(h.db, h.network, h.directory),
		Journal: h.journal, Feed: feeding, Rendering: follower, Config: config, Path: "/fhir", Public: "https://kaart.example", Log: slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelError})),
		Now: now, Patience: time.Minute}
	h.Handler = feed.New(h.deps, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	return h
}

type testWriter struct{ testing.TB }

func (w testWriter) Write(p []byte) (int, error) { w.Log(string(p)); return len(p), nil }

func (h *house) furnish(t testing.TB) {
	t.Helper()
	organization := func(o network.Organization) network.OrganizationID {
		id, err := h.network.SaveOrganization(t.Context(), operator, o)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	h.mine = organization(network.Organization{Kind: network.Provider, Name: "Praktijk Kade", Discipline: "huisartsenzorg", URA: "12345678", Phone: "010 111 1111"})
	h.theirs = organization(network.Organization{Kind: network.Provider, Name: "Praktijk Dijk", Discipline: "huisartsenzorg", URA: "87654321"})
	serve := func(o network.OrganizationID) directory.Service {
		s, err := h.directory.Save(t.Context(), operator, directory.Service{
			Organization: o, Name: "Spreekuur", Discipline: "huisartsenzorg", Kind: "huisartspraktijk", State: directory.Shown, Description: "Voor iedereen.", Access: directory.Direct,
			Languages: []string{"nl"}, Hours: "Mo-Fr 08:00-17:00", Modes: []directory.Mode{directory.OnSite}, Keywords: []string{"wond"}, Costs: []directory.Cost{directory.BasicInsured},
			Locations: []directory.Location{{Street: "Kade 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}}},
			Contacts:  []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "010 765 4321"}, {Audience: directory.ForProfessional, Phone: "010 999 9999"}},
		}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	h.service, h.others = serve(h.mine), serve(h.theirs)
}

func (h *house) machine(of network.OrganizationID, scopes string) access.Actor {
	return access.Actor{Person: "client:1", Name: "HIS", Role: access.Machine, Organization: string(of), Assurance: access.Substantial, Scopes: scopes, Via: access.ByAPI}
}

// answer is what came back.
type answer struct {
	*http.Response
	text string
}

func (a answer) parse(t testing.TB) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.text), &m); err != nil {
		t.Fatalf("%d %s: %v", a.StatusCode, a.text, err)
	}
	return m
}

// ask sends a body as somebody; headers are 'Name: value'.
func (h *house) ask(who access.Actor, method, path, body string, headers ...string) answer {
	r := httptest.NewRequestWithContext(identity.WithActor(context.Background(), who), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/fhir+json")
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	res := w.Result()
	text, _ := io.ReadAll(res.Body)
	return answer{res, string(text)}
}

// write sends as the practice's own program.
func (h *house) write(method, path, body string, headers ...string) answer {
	return h.ask(h.machine(h.mine, "directory:write"), method, path, body, headers...)
}

func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", a.StatusCode, status, a.text)
	}
	return a
}

func (h *house) served(t testing.TB, kind, id string) journal.Version {
	t.Helper()
	v, err := h.journal.Read(t.Context(), journal.Key{Type: kind, ID: id})
	if err != nil {
		t.Fatal(kind, err)
	}
	return v
}

// state tells all that a transaction could have changed.
func (h *house) state(t testing.TB) (versions, organizations, done int64) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM service_version), (SELECT count(*) FROM network_edit), (SELECT count(*) FROM ledger_entry WHERE outcome = 'done')`).Scan(&versions, &organizations, &done)
	}); err != nil {
		t.Fatal(err)
	}
	return versions, organizations, done
}

const (
	newService  = "0198a000-0000-7000-8000-000000000001"
	newLocation = "0198a000-0000-7000-8000-000000000002"
)

// foreign is a service as other software writes it.
func foreign(id, name, location string) string {
	if id != "" {
		id = `"id":"` + id + `",`
	}
	return fmt.Sprintf(`{"resourceType":"HealthcareService",%s"active":true,"name":%q,"specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"01.015"}]}],
		"location":[{"reference":%q}],"telecom":[{"system":"phone","value":"010 222 3333"},{"system":"email","value":"balie@kade.example"},{"system":"fax","value":"1"}],
		"availableTime":[{"daysOfWeek":["mon","tue"],"availableStartTime":"08:00:00","availableEndTime":"12:00:00"}],"appointmentRequired":true}`, id, name, location)
}

func place(id, street string) string {
	if id != "" {
		id = `"id":"` + id + `",`
	}
	return fmt.Sprintf(`{"resourceType":"Location",%s"status":"active","name":"Hoofdgebouw","address":{"line":[%q],"city":"Brugdam","postalCode":"1234 AB"},"position":{"longitude":5.12,"latitude":52.09}}`, id, street)
}

func entry(method, url, fullURL, resource string) string {
	return fmt.Sprintf(`{"fullUrl":%q,"resource":%s,"request":{"method":%q,"url":%q}}`, fullURL, resource, method, url)
}

func bundle(entries ...string) string {
	return `{"resourceType":"Bundle","type":"transaction","entry":[` + strings.Join(entries, ",") + `]}`
}

// numbered waits until each entry that is committed has its number.
func (h *house) numbered(t testing.TB) {
	t.Helper()
	var waiting []ledger.EntryID
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		waiting, err = ledger.Unnumbered(ctx, tx)
		return err
	})
	if err == nil {
		_, err = h.deps.Feed.Await(t.Context(), waiting)
	}
	if err != nil {
		t.Fatal(err)
	}
}
