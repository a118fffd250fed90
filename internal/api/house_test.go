package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/agreement/proof"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/once"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/notice"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/store"
)

// testNow is a Tuesday morning.
var testNow = time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)

// house is a filled program without its faces.
type house struct {
	db        *store.DB
	network   *network.Service
	endpoints *endpoint.Service
	directory *directory.Register
	finder    *live.Finder
	capacity  *capacity.Service
	board     *board.Board
	feed      *ledger.Feed
	placement *placement.Service
	numbers   *number.Service
	notices   *notice.Service
	audit     *audit.Service
	sealer    *ledger.Sealer
	log       *slog.Logger
	ring      *keys.Ring
	mirror    *mirror.Service
	peers     *peer.Service
	notified  *notified.Service
	launches  *launch.Service
	hearing   *subscription.Service
	clients   *client.Service

	appointments *appointment.Service
	// cooperation is filled by build with what the operations of that way answer from.
	cooperation Cooperation
}

func build(t testing.TB, db *store.DB) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	feed := ledger.NewFeed(db, log)
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), testNow)
	if err != nil {
		t.Fatal(err)
	}
	ring := keys.New(file)
	names := ledger.NewNames(db, ring)
	spine := act.New(db, policies, feed.Kick, act.WithNames(names))
	h := &house{db: db, feed: feed, network: network.New(spine), directory: directory.New(spine), log: log, ring: ring}
	h.endpoints = endpoint.New(spine, h.network)
	h.mirror = mirror.NewService(mirror.Options{Spine: spine, Network: h.network, Directory: h.directory, Keys: ring, Log: log, Now: clock.Fixed(testNow), Insecure: true})
	h.peers = peer.NewService(peer.Options{Spine: spine, Network: h.network, Keys: ring, Log: log, Now: clock.Fixed(testNow), Insecure: true})
	h.launches = launch.New(launch.Options{Spine: spine, Network: h.network, Identity: identity.New(spine, h.network, ring), Keys: ring, Log: log, Now: clock.Fixed(testNow), Rules: oidc.Rules{Insecure: true}})
	h.clients = client.New(client.Options{Spine: spine, Keys: ring, Log: log, Now: clock.Fixed(testNow)})
	h.hearing = subscription.New(subscription.Deps{Spine: spine, Clients: h.clients, Keys: ring, Log: log, Now: clock.Fixed(testNow)})
	h.audit = audit.New(spine, names, ring, approval.New(spine, policies, nil))
	h.sealer = ledger.NewSealer(db, ring, log)
	h.finder = live.New(h.network, h.directory, db, feed, clock.Fixed(testNow), log)
	h.capacity = capacity.New(spine, h.network, h.directory)
	h.appointments = appointment.New(spine, h.capacity)
	h.board = board.New(h.capacity, db, feed, log)
	h.finder.Follow(h.board)
	links := link.New(db, ring)
	h.placement = placement.New(placement.Deps{Spine: spine, Capacity: h.capacity, Board: h.board, Finder: h.finder, Network: h.network, Directory: h.directory, Links: links, Keys: ring})
	h.numbers = number.New(number.Deps{Spine: spine, Capacity: h.capacity, Placement: h.placement, Log: log})
	h.notices = notice.New(notice.Deps{Spine: spine, Network: h.network, Directory: h.directory, Links: links, Outbox: mail.New(db, ring, nil, log), Keys: ring, Log: log})
	h.notified = notified.New(notified.Deps{Spine: spine, Network: h.network, Placement: h.placement, Endpoints: h.endpoints, Peers: h.peers, Keys: ring, Log: log, Now: clock.Fixed(testNow),
		Public: func() string { return "https://eerstelijn.example" }})
	h.placement.Notify(h.notices)
	h.cooperation.Mandates = mandate.New(spine, h.network)
	h.cooperation.Meetings = meeting.New(spine, h.network)
	h.cooperation.Bottlenecks = bottleneck.New(bottleneck.Deps{Spine: spine, Network: h.network, Links: links, Keys: ring})
	h.cooperation.Signals = signal.New(signal.Deps{Spine: spine, Network: h.network, Capacity: h.capacity, Bottlenecks: h.cooperation.Bottlenecks, Log: log})
	h.cooperation.Agreements = agreement.New(agreement.Deps{Spine: spine, Network: h.network, Mandates: h.cooperation.Mandates, Keys: ring, Links: links})
	h.cooperation.Proofs = proof.New(spine, h.cooperation.Agreements, h.cooperation.Mandates, ring)
	h.cooperation.Obligations = obligation.New(obligation.Deps{Spine: spine, Agreements: h.cooperation.Agreements, Mandates: h.cooperation.Mandates, Network: h.network})
	return h
}

func (h *house) demo() demo.House {
	return demo.House{DB: h.db, Network: h.network, Endpoints: h.endpoints, Directory: h.directory, Capacity: h.capacity, Appointments: h.appointments}
}

// load reads what is in the database into memory.
func (h *house) load(ctx context.Context) error {
	if err := h.board.Load(ctx); err != nil {
		return err
	}
	return h.finder.Load(ctx)
}

func (h *house) api() http.Handler {
	return New(Deps{Network: h.network, Endpoints: h.endpoints, Directory: h.directory, Finder: h.finder, Capacity: h.capacity, Appointments: h.appointments, Placement: h.placement, Numbers: h.numbers, Notices: h.notices, Cooperation: h.cooperation, Audit: h.audit, Mirror: h.mirror, Peers: h.peers, Notified: h.notified, Launches: h.launches, Hearing: h.hearing, Address: "https://eerstelijn.example", Once: once.New(h.db, h.ring), Log: h.log, Version: "test", Now: clock.Fixed(testNow)})
}

// shared are houses that last as long as the tests do, because none changes them.
type shared struct {
	once    sync.Once
	handler http.Handler
}

var (
	invented, national shared
	closing            []func()
)

func (s *shared) api(t testing.TB, fill func(h *house) error) http.Handler {
	t.Helper()
	s.once.Do(func() {
		dir, err := os.MkdirTemp("", "api")
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		db, err := store.Open(ctx, filepath.Join(dir, "test.db"), store.Options{Clock: clock.Fixed(testNow), Readers: 4})
		if err != nil {
			t.Fatal(err)
		}
		closing = append(closing, func() { _ = db.Close(); _ = os.RemoveAll(dir) })
		if err := db.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		h := build(t, db)
		if err := fill(h); err != nil {
			t.Fatal(err)
		}
		if err := h.load(ctx); err != nil {
			t.Fatal(err)
		}
		s.handler = h.api()
	})
	if s.handler == nil {
		t.Fatal("the house that tests share could not be built")
	}
	return s.handler
}

// demoAPI gives the API over the invented region.
func demoAPI(t testing.TB) http.Handler {
	t.Helper()
	return invented.api(t, func(h *house) error { return demo.Load(context.Background(), h.demo(), demo.Region(testNow)) })
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range closing {
		end()
	}
	os.Exit(code)
}

func call(h http.Handler, method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func read(h http.Handler, target string) *httptest.ResponseRecorder {
	return call(h, http.MethodGet, target, "")
}
