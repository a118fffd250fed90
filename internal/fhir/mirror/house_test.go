package mirror_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/id"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var admin = access.Actor{Person: "1", Role: access.PlatformAdmin, Assurance: access.Substantial}

// house is the service with what it stands on and a clock that the test moves.
type house struct {
	*mirror.Service
	db        *store.DB
	spine     *act.Spine
	directory *directory.Register
	network   *network.Service
	keys      *keys.Ring
	clock     *movable
	self      string
	waited    []time.Duration
}

type movable struct {
	mu sync.Mutex
	at time.Time
}

func (m *movable) now() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.at }

func (m *movable) pass(d time.Duration) { m.mu.Lock(); defer m.mu.Unlock(); m.at = m.at.Add(d) }

// each runs a test on both databases.
func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	clock := func() *movable { return &movable{at: time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)} }
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		c := clock()
		fn(t, newHouse(t, storetest.SQLite(t, c.now), c))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		c := clock()
		fn(t, newHouse(t, storetest.Postgres(t, c.now), c))
	})
}

// once runs a test on one database: what a source does wrong is the same for both.
func once(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	clock := &movable{at: time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)}
	fn(t, newHouse(t, storetest.SQLite(t, clock.now), clock))
}

func newHouse(t testing.TB, db *store.DB, clock *movable) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), clock.now())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: db, spine: act.New(db, policies, nil), keys: keys.New(file), clock: clock}
	h.directory, h.network = directory.New(h.spine), network.New(h.spine)
	h.start()
	return h
}

// start makes the service anew, as a program does that was killed.
func (h *house) start() {
	h.Service = mirror.NewService(mirror.Options{
		Spine: h.spine, Network: h.network, Directory: h.directory, Keys: h.keys,
		Now: h.clock.now, Insecure: true, Self: func() string { return h.self }, HTTP: &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		Wait: func(d time.Duration) <-chan time.Time {
			h.waited = append(h.waited, d)
			c := make(chan time.Time, 1)
			c <- time.Time{}
			return c
		},
	})
}

// follow begins to follow a directory.
func (h *house) follow(t testing.TB, f *fake) mirror.SourceID {
	t.Helper()
	made, err := h.Add(t.Context(), admin, mirror.New{Name: "Gids van elders", Base: f.URL + "/fhir/"})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// run fetches and fails the test when that fails.
func (h *house) run(t testing.TB, source mirror.SourceID) {
	t.Helper()
	if err := h.Once(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	h.clock.pass(time.Minute)
}

func (h *house) source(t testing.TB, source mirror.SourceID) mirror.Source {
	t.Helper()
	all, err := h.Sources(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.ID == source {
			return s
		}
	}
	t.Fatal("the source is not there")
	return mirror.Source{}
}

// entry gives what our directory says of a service of the source, whatever its state.
func (h *house) entry(t testing.TB, source mirror.SourceID, service string) (s directory.Service, there bool) {
	t.Helper()
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		var err error
		s, err = h.directory.ServiceTx(ctx, tx, id.From[directory.ServiceID]("mirror", string(source), "HealthcareService", service))
		if err == nil {
			there = true
		} else if !isMissing(err) {
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, there
}

func (h *house) shown(t testing.TB, source mirror.SourceID, service string) directory.Service {
	t.Helper()
	s, there := h.entry(t, source, service)
	if !there || s.State != directory.Shown {
		t.Fatalf("%s is not shown: %+v; %+v", service, s, h.source(t, source))
	}
	return s
}

// followed gives how far each type is followed, without counting what there is.
func (h *house) followed(t testing.TB, source mirror.SourceID) (all []mirror.Followed) {
	t.Helper()
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = store.All(ctx, tx, func(row func(...any) error) (f mirror.Followed, err error) {
			var phase string
			err = row(&f.Type, &phase, &f.Since)
			f.Loaded = phase == "follow"
			return f, err
		}, `SELECT type, phase, since FROM mirror_cursor WHERE source = $1`, source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

type row struct {
	version, body string
	gone          bool
}

// mirrored gives what is kept of a type, by id.
func (h *house) mirrored(t testing.TB, source mirror.SourceID, kind string) map[string]row {
	t.Helper()
	all := map[string]row{}
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, version, body, gone FROM mirror_resource WHERE source = $1 AND type = $2`, source, kind)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id string
			var body []byte
			var r row
			if err := rows.Scan(&id, &r.version, &body, &r.gone); err != nil {
				return err
			}
			r.body = string(body)
			all[id] = r
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// equal tells whether what is kept is what the directory of the others says, byte for byte.
func (h *house) equal(t testing.TB, source mirror.SourceID, f *fake) {
	t.Helper()
	for _, kind := range mirror.Types {
		want, got := f.now(kind), h.mirrored(t, source, kind)
		for id, v := range want {
			if r, there := got[id]; !there && !v.gone || there && (r.gone != v.gone || !v.gone && r.body != v.body) {
				t.Errorf("%s/%s: kept %v %+v, there %+v", kind, id, there, r, v)
			}
		}
		for id, r := range got {
			if _, there := want[id]; !there && !r.gone {
				t.Errorf("%s/%s is kept and was never there", kind, id)
			}
		}
	}
}

var errKilled = errors.New("killed")

// country fills a directory with some organisations, each with a location and a service.
func country(f *fake, n int) {
	for i := range n {
		o := string(rune('a'+i%26)) + string(rune('a'+i/26%26))
		f.put("Organization", "o-"+o, organization("Praktijk "+o, ""))
		f.put("Location", "l-"+o, location("Dorpsstraat "+o))
		f.put("HealthcareService", "s-"+o, service("Fysiotherapie "+o, "o-"+o, "l-"+o))
	}
}

func isMissing(err error) bool { return fault.KindOf(err) == fault.NotFound }

// Pause lets a source rest.
func (h *house) Pause(t testing.TB, source mirror.SourceID) (paused bool, err error) {
	t.Helper()
	paused = true
	return paused, h.Set(t.Context(), admin, source, mirror.Change{Paused: &paused})
}

func decode(text string, into any) { _ = json.Unmarshal([]byte(text), into) }

// trim gives the id of 'Organization/o-aa'.
func trim(reference string) string { return reference[strings.IndexByte(reference, '/')+1:] }

func first(list []struct{ Reference string }) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Reference
}
