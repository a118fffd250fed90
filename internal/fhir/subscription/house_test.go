package subscription_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const base = "https://eerstelijn.example/fhir"

var admin = access.Actor{Person: id.From[string]("admin"), Role: access.PlatformAdmin, Assurance: access.Substantial}

// house is a region with requests, a directory and programs, on a clock that the test moves.
type house struct {
	*placementtest.House
	at      *atomic.Int64
	feed    *ledger.Feed
	journal *journal.Journal
	clients *client.Service
	*node
}

// node is one that follows and tells.
type node struct {
	service  *subscription.Service
	follower *subscription.Follower
	runner   *jobs.Runner
	face     *subscription.Face
}

// still is a rendering that a test's own steps stand in for.
type still struct{}

func (still) Reached() int64 { return 0 }
func (still) Wait(ctx context.Context, _ int64) error {
	<-ctx.Done()
	return ctx.Err()
}

func (h *house) now() time.Time       { return time.UnixMicro(h.at.Load()).UTC() }
func (h *house) pass(d time.Duration) { h.at.Add(d.Microseconds()) }

// onEach runs a test on both databases, each with a clock of its own.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := &atomic.Int64{}
			at.Store(monday.UnixMicro())
			fn(t, build(t, open(t, func() time.Time { return time.UnixMicro(at.Load()).UTC() }), at))
		})
	}
}

func build(t *testing.T, db *store.DB, at *atomic.Int64) *house {
	t.Helper()
	h := &house{House: placementtest.New(t, db), at: at, journal: journal.New(db)}
	h.feed = ledger.NewFeed(db, slog.New(slog.DiscardHandler))
	h.clients = client.New(client.Options{Spine: h.Spine, Keys: h.Keys, Log: slog.New(slog.DiscardHandler), Now: h.now})
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { h.feed.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	h.node = h.another()
	return h
}

// another makes a node more on the same database. It reaches receivers on this machine, where these tests run.
func (h *house) another() *node { return h.reaching(true) }

func (h *house) reaching(thisMachine bool) *node {
	n := &node{service: subscription.New(subscription.Deps{Spine: h.Spine, Placement: h.Service, Journal: h.journal, Clients: h.clients, Keys: h.Keys,
		Base: func() string { return base }, HTTP: subscription.Sender(thisMachine), Insecure: thisMachine, Now: h.now})}
	n.follower = subscription.NewFollower(n.service, h.feed, still{})
	n.runner = jobs.NewRunner(h.DB, slog.New(slog.DiscardHandler))
	n.runner.Handle(subscription.Job, n.service.Run)
	n.face = subscription.NewFace(n.service)
	return n
}

// program is one of an organisation, as it acts.
func (h *house) program(t testing.TB, of network.OrganizationID, scopes ...string) access.Actor {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwks, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k", Use: "sig", Algorithm: "ES384"}}})
	if err != nil {
		t.Fatal(err)
	}
	made, err := h.clients.AddClient(t.Context(), admin, client.Client{Name: "Dossier", Organization: of, Scopes: scopes, JWKS: string(jwks)})
	if err != nil {
		t.Fatal(err)
	}
	return access.Actor{Person: "client:" + string(made), Role: access.Machine, Organization: string(of), Assurance: access.Substantial, Scopes: strings.Join(scopes, " ")}
}

func (h *house) asker(t testing.TB) access.Actor {
	return h.program(t, placementtest.AskerOrg, "placement:ask", subscription.Manage)
}

func (h *house) provider(t testing.TB, o capacity.Offer) access.Actor {
	return h.program(t, o.Organization, "placement:answer", subscription.Manage)
}

// settle follows whatever was committed, and tells it.
func (h *house) settle(t testing.TB) {
	t.Helper()
	h.follow(t, h.node)
	h.tell(t, h.node)
}

func (h *house) follow(t testing.TB, n *node) {
	t.Helper()
	if err := h.numbered(t.Context()); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		var err error
		if more, err = n.follower.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// numbered waits until whatever is committed has its place in the ledger.
func (h *house) numbered(ctx context.Context) error {
	var waiting []ledger.EntryID
	if err := h.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		waiting, err = ledger.Unnumbered(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	h.feed.Kick()
	_, err := h.feed.Await(ctx, waiting)
	return err
}

func (h *house) tell(t testing.TB, n *node) {
	t.Helper()
	for did := true; did; {
		var err error
		if did, err = n.runner.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// changes adds versions of types to the directory, in one transaction.
func (h *house) changes(t testing.TB, types ...string) {
	t.Helper()
	if err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		var all []journal.Resource
		for _, kind := range types {
			name := id.New[string]()
			all = append(all, journal.Resource{Key: journal.Key{Type: kind, ID: name}, Body: []byte(`{"resourceType":"` + kind + `","id":"` + name + `"}`)})
		}
		_, err := h.journal.SaveTx(ctx, tx, all)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) send(t testing.TB, who access.Actor, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(identity.WithActor(t.Context(), who), method, "/fhir/"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/fhir+json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.face.ServeHTTP(w, r)
	return w
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

const (
	topicTasks     = "http://eerstelijn.nl/fhir/SubscriptionTopic/task-changed"
	topicDirectory = "http://eerstelijn.nl/fhir/SubscriptionTopic/directory-changed"
	guide          = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
)

// wish is a subscription as a program writes it.
func wish(topic, endpoint string, filters ...string) map[string]any {
	out := map[string]any{
		"resourceType": "Subscription", "status": "requested", "reason": "Lijsten bijhouden", "criteria": topic,
		"channel": map[string]any{"type": "rest-hook", "endpoint": endpoint, "payload": "application/fhir+json",
			"_payload": map[string]any{"extension": []any{map[string]any{"url": guide + "backport-payload-content", "valueCode": "empty"}}},
			"header":   []any{"Authorization: Bearer geheim-van-de-ontvanger"}},
	}
	if len(filters) > 0 {
		var all []any
		for _, f := range filters {
			all = append(all, map[string]any{"url": guide + "backport-filter-criteria", "valueString": f})
		}
		out["_criteria"] = map[string]any{"extension": all}
	}
	return out
}

// extended adds an extension to the channel of a wish.
func extended(w map[string]any, name, kind string, value any) map[string]any {
	channel := w["channel"].(map[string]any)
	all, _ := channel["extension"].([]any)
	channel["extension"] = append(all, map[string]any{"url": guide + name, kind: value})
	return w
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// subscribe has a program ask, and gives what it is answered.
func (h *house) subscribe(t testing.TB, who access.Actor, w map[string]any) r4.Subscription {
	t.Helper()
	return wants[r4.Subscription](t, h.send(t, who, http.MethodPost, "Subscription", text(w)), http.StatusCreated)
}

func (h *house) get(t testing.TB, who access.Actor, which string) r4.Subscription {
	t.Helper()
	return wants[r4.Subscription](t, h.send(t, who, http.MethodGet, "Subscription/"+which, ""), http.StatusOK)
}

func offersOf(offers ...capacity.Offer) (all []capacity.OfferID) {
	for _, o := range offers {
		all = append(all, o.ID)
	}
	return all
}

// asked is a request that providers were asked.
func (h *house) asked(t testing.TB, offers ...capacity.Offer) placement.Request {
	t.Helper()
	q := h.Opened(t, placement.Soon)
	q, err := h.Invite(t.Context(), placementtest.Asker, q.ID, offersOf(offers...))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func invitationOf(q placement.Request, o capacity.Offer) placement.InvitationID {
	for _, i := range q.Invitations {
		if i.Offer == o.ID {
			return i.ID
		}
	}
	return ""
}

func (h *house) answers(t testing.TB, q placement.Request, o capacity.Offer, a placement.Answer) {
	t.Helper()
	if _, err := h.Answer(t.Context(), placementtest.Of(o.Organization), invitationOf(q, o), a); err != nil {
		t.Fatal(err)
	}
}

func clientOf(who access.Actor) client.ID {
	return client.ID(strings.TrimPrefix(who.Person, "client:"))
}
