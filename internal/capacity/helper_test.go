package capacity_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// monday is when the tests take place.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// wall is a clock that a test moves, also back.
type wall struct{ at atomic.Int64 }

func newWall() *wall {
	w := &wall{}
	w.at.Store(monday.UnixMicro())
	return w
}

func (w *wall) now() time.Time          { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) advance(d time.Duration) { w.at.Add(d.Microseconds()) }

// house is capacity on a database of its own, with one region.
type house struct {
	*capacity.Service
	db        *store.DB
	spine     *act.Spine
	network   *network.Service
	directory *directory.Register
	clock     *wall
}

const area network.AreaCode = "WK036304"

var (
	region  = id.From[network.RegionID]("test", "region")
	ours    = org("zonnehof")
	theirs  = org("de-linde")
	system  = access.Job("test")
	admin   = access.Actor{Person: "p-1", Role: access.ProviderAdmin, Organization: string(ours), Assurance: access.Substantial, Via: access.ByPage}
	nurse   = access.Actor{Person: "p-2", Role: access.Professional, Organization: string(ours), Assurance: access.Substantial, Via: access.ByPage}
	rival   = access.Actor{Person: "p-3", Role: access.ProviderAdmin, Organization: string(theirs), Assurance: access.Substantial, Via: access.ByPage}
	staff   = access.Actor{Person: "p-4", Role: access.RESVStaff, Region: string(region), Organization: string(org("resv")), Assurance: access.Substantial, Via: access.ByPage}
	program = access.Actor{Person: "client:1", Role: access.Machine, Organization: string(ours), Scopes: "capacity:write", Assurance: access.Substantial, Via: access.ByAPI}
)

func org(key string) network.OrganizationID { return id.From[network.OrganizationID]("test", key) }

// run runs a test on each database, with a clock of its own: both run at once.
func run(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	for name, database := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWall()
			test(t, open(t, database(t, w.now), w))
		})
	}
}

func open(t testing.TB, db *store.DB, w *wall) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: db, spine: act.New(db, policies, nil), clock: w}
	h.network, h.directory = network.New(h.spine), directory.New(h.spine)
	h.Service = capacity.New(h.spine, h.network, h.directory)
	for o, name := range map[network.OrganizationID]string{ours: "Zonnehof", theirs: "De Linde"} {
		h.exec(t, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
			VALUES ($1, $2, 'provider', $3, '', '', '', '', '', '', '', 'post@example.test', '')`, o, batch.People, name)
	}
	h.exec(t, `INSERT INTO region (id, slug, made_at) VALUES ($1, 'brugstreek', 0)`, region)
	h.exec(t, `INSERT INTO region_area (region, area, from_at) VALUES ($1, 'GM0363', 0)`, region)
	return h
}

func (h *house) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, query, args...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// service makes a shown service of an organisation.
func (h *house) service(t testing.TB, owner network.OrganizationID) directory.Service {
	t.Helper()
	by := admin
	by.Organization = string(owner)
	s, err := h.directory.Save(t.Context(), by, directory.Service{
		Organization: owner, Name: "Zorg met verblijf", Discipline: "vvt", Kind: "elv-laag", Description: "Kort verblijf.", TargetGroups: []string{"iedereen"},
		Access: directory.Referral, Costs: []directory.Cost{directory.BasicInsured}, Languages: []string{"nl"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.OnSite},
		Locations: []directory.Location{{Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: area}}, Hours: "24/7",
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 123 45 67"}},
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// offer makes an offer of ten places of a new service of ours.
func (h *house) offer(t testing.TB, kind capacity.KindCode) capacity.Offer {
	t.Helper()
	o, err := h.SaveOffer(t.Context(), admin, capacity.Offer{Service: h.service(t, ours).ID, Kind: kind, Total: 10})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// says has the nurse report a figure.
func (h *house) says(t testing.TB, o capacity.OfferID, available int) capacity.Offer {
	t.Helper()
	got, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: o, Available: available})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// within runs fn as another capability's act would.
func (h *house) within(t testing.TB, fn func(ctx context.Context, tx *act.Tx) error) error {
	t.Helper()
	return h.spine.Do(t.Context(), act.Attempt{Actor: system, Act: "capacity.Calibrate", Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "test"}, nil
	}}, fn)
}

// hold takes places of an offer for a while.
func (h *house) hold(t testing.TB, offer capacity.OfferID, places int, d time.Duration) (hold capacity.HoldID, err error) {
	t.Helper()
	err = h.within(t, func(ctx context.Context, tx *act.Tx) error {
		o, err := h.LockTx(ctx, tx.Tx, offer)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		hold, err = h.HoldTx(ctx, tx, &o, places, now.Add(d), "invitation")
		return err
	})
	return hold, err
}

func (h *house) end(t testing.TB, hold capacity.HoldID, how capacity.HoldEnd) (ended bool) {
	t.Helper()
	err := h.within(t, func(ctx context.Context, tx *act.Tx) (err error) {
		ended, err = h.EndHoldTx(ctx, tx, hold, how)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ended
}

func (h *house) now(t testing.TB, offer capacity.OfferID) capacity.Offer {
	t.Helper()
	o, err := h.Offer(t.Context(), offer)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// last gives the newest ledger entry of an act.
func (h *house) last(t testing.TB, name string) (e ledger.Entry) {
	t.Helper()
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT outcome, region, policy, person FROM ledger_entry WHERE act = $1 ORDER BY id DESC LIMIT 1`, name).
			Scan(&e.Outcome, &e.Region, &e.Policy, &e.Person)
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// late says that PostgreSQL has had its share of a property's draws: each takes many journeys to the
// server, and the machine is that of all other tests too. SQLite does them all.
func (h *house) late(began time.Time) bool {
	return h.db.Dialect() == store.Postgres && time.Since(began) > 4*time.Second
}

func wants(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want %v", err, kind)
	}
}
