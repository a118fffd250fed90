package identity_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// noon is a Tuesday.
var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)

var operator = access.Job("test")

// hands is a clock that a test moves.
type hands struct{ at atomic.Int64 }

func (h *hands) now() time.Time      { return time.UnixMicro(h.at.Load()) }
func (h *hands) add(d time.Duration) { h.at.Add(d.Microseconds()) }

// house is a site of which the one page tells who asks.
type house struct {
	http.Handler
	t        testing.TB
	db       *store.DB
	clock    *hands
	spine    *act.Spine
	network  *network.Service
	identity *identity.Service
	keyFile  *keys.File
	still    func(context.Context, *store.Tx) (bool, error) // of each sign-in
}

func onEach(t *testing.T, public string, fn func(t *testing.T, h *house)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, newHouse(t, open, public))
		})
	}
}

func newHouse(t testing.TB, open func(testing.TB, clock.Clock) *store.DB, public string) *house {
	t.Helper()
	h := &house{t: t, clock: &hands{}}
	h.clock.at.Store(noon.UnixMicro())
	h.db = open(t, h.clock.now)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	if h.keyFile, err = keys.CreateFile(filepath.Join(t.TempDir(), "keys"), noon); err != nil {
		t.Fatal(err)
	}
	h.spine = act.New(h.db, policies, nil)
	h.network = network.New(h.spine)
	h.identity = identity.New(h.spine, h.network, keys.New(h.keyFile))
	sessions := identity.NewSessions(h.identity, public, slog.New(slog.DiscardHandler))
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, err error) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	}
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(identity.ActorOf(r.Context()))
	})
	mux.HandleFunc("POST /in/{who}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, sessions.Begin(r.Context(), identity.SignIn{
			Person: network.PersonID(r.PathValue("who")), Assurance: access.Substantial, Method: "passkey", Keep: map[string]string{"kept": "for you"}, Still: h.still,
		}))
	})
	mux.HandleFunc("GET /kept", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(sessions.Method(r.Context()) + " " + sessions.Value(r.Context(), "kept")))
	})
	mux.HandleFunc("POST /out", func(w http.ResponseWriter, r *http.Request) { answer(w, sessions.End(r.Context())) })
	h.Handler = sessions.Around(mux)
	return h
}

func (h *house) person(name string, role access.Role) network.PersonID {
	h.t.Helper()
	id, err := h.network.SavePerson(h.t.Context(), operator, network.Person{Name: name, Role: string(role)})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// browser keeps cookies.
type browser struct {
	h       *house
	cookies map[string]*http.Cookie
	agent   string
}

func (h *house) browser() *browser { return &browser{h: h, cookies: map[string]*http.Cookie{}} }

func (b *browser) do(method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.h.t.Context(), method, path, nil)
	r.Header.Set("User-Agent", b.agent)
	for _, c := range b.cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c
	}
	return w
}

// signIn signs somebody in and gives who they are then.
func (b *browser) signIn(who network.PersonID) access.Actor {
	b.h.t.Helper()
	if w := b.do(http.MethodPost, "/in/"+string(who)); w.Code != http.StatusOK {
		b.h.t.Fatalf("signing in answers %d: %s", w.Code, w.Body)
	}
	return b.who()
}

// who asks the site who this is.
func (b *browser) who() (a access.Actor) {
	b.h.t.Helper()
	w := b.do(http.MethodGet, "/")
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		b.h.t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return a
}

// cookie is the session's.
func (b *browser) cookie() *http.Cookie {
	for _, c := range b.cookies {
		return c
	}
	return nil
}

// text reads one value from the database.
func (h *house) text(query string, args ...any) (v string) {
	h.t.Helper()
	err := h.db.Read(h.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, query, args...).Scan(&v)
	})
	if err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
	return v
}
