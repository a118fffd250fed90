package appointment_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// monday is when the tests take place.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// wall is a clock that a test moves.
type wall struct{ at atomic.Int64 }

func (w *wall) now() time.Time          { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) advance(d time.Duration) { w.at.Add(d.Microseconds()) }

// house is the free times of two organisations on a database of its own.
type house struct {
	*appointment.Service
	*wall
	db        *store.DB
	directory *directory.Register
}

var (
	ours    = id.From[network.OrganizationID]("test", "zonnehof")
	theirs  = id.From[network.OrganizationID]("test", "de-linde")
	admin   = access.Actor{Person: "p-1", Role: access.ProviderAdmin, Organization: string(ours), Assurance: access.Substantial, Via: access.ByPage}
	nurse   = access.Actor{Person: "p-2", Role: access.Professional, Organization: string(ours), Assurance: access.Substantial, Via: access.ByPage}
	rival   = access.Actor{Person: "p-3", Role: access.ProviderAdmin, Organization: string(theirs), Assurance: access.Substantial, Via: access.ByPage}
	program = access.Actor{Person: "client:1", Role: access.Machine, Organization: string(ours), Scopes: "capacity:write", Assurance: access.Substantial, Via: access.ByAPI}
	reader  = access.Actor{Person: "client:2", Role: access.Machine, Organization: string(ours), Scopes: "directory:write", Assurance: access.Substantial, Via: access.ByAPI}
)

// run runs a test on each database.
func run(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	for name, database := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wall{}
			w.at.Store(monday.UnixMicro())
			policies, err := access.Load()
			if err != nil {
				t.Fatal(err)
			}
			h := &house{wall: w, db: database(t, w.now)}
			spine := act.New(h.db, policies, nil)
			n := network.New(spine)
			h.directory = directory.New(spine)
			h.Service = appointment.New(spine, capacity.New(spine, n, h.directory))
			for o, name := range map[network.OrganizationID]string{ours: "Zonnehof", theirs: "De Linde"} {
				h.exec(t, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
					VALUES ($1, $2, 'provider', $3, '', '', '', '', '', '', '', 'post@example.test', '')`, o, batch.People, name)
			}
			test(t, h)
		})
	}
}

func (h *house) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, query, args...).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// service makes a shown service of ours.
func (h *house) service(t testing.TB) directory.ServiceID {
	t.Helper()
	s, err := h.directory.Save(t.Context(), admin, directory.Service{
		Organization: ours, Name: "Fysiotherapie", Discipline: "fysiotherapie", Kind: "fysiotherapie", Description: "Bewegen.", TargetGroups: []string{"iedereen"},
		Access: directory.Direct, Costs: []directory.Cost{directory.Supplementary}, Languages: []string{"nl"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.HomeVisit},
		ServedAreas: []network.AreaCode{"WK036304"}, Hours: "Mo-Fr 08:00-17:00",
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 123 45 67"}},
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s.ID
}

// at is a free time of half an hour, so many hours from monday.
func at(hours int) appointment.Slot {
	start := monday.Add(time.Duration(hours) * time.Hour)
	return appointment.Slot{Start: start, End: start.Add(30 * time.Minute), Free: 1}
}

func (h *house) publish(t testing.TB, by access.Actor, s directory.ServiceID, slots ...appointment.Slot) appointment.Publication {
	t.Helper()
	p, err := h.Publish(t.Context(), by, s, appointment.Sent{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) of(t testing.TB, s directory.ServiceID) appointment.Publication {
	t.Helper()
	p, err := h.Of(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wants(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want %v", err, kind)
	}
}
