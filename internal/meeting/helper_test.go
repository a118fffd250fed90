package meeting_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// monday is when the tests begin.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// wall is a clock that a test moves.
type wall struct{ at atomic.Int64 }

func (w *wall) now() time.Time      { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) add(d time.Duration) { w.at.Add(d.Microseconds()) }

// house is a region with two wijkverbanden, of which West has contacts.
type house struct {
	*meeting.Service
	network  *network.Service
	mandates *mandate.Service
	db       *store.DB
	clock    *wall

	region     network.RegionID
	west, east network.WijkverbandID
	practice   network.OrganizationID
	nurses     network.OrganizationID
	anna       network.PersonID // contact of the practice in West
}

var operator = access.Job("test")

func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, build(t, open))
		})
	}
}

func build(t testing.TB, open func(testing.TB, clock.Clock) *store.DB) *house {
	t.Helper()
	w := &wall{}
	w.at.Store(monday.UnixMicro())
	db := open(t, w.now)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	h := &house{db: db, clock: w, network: network.New(spine)}
	h.mandates = mandate.New(spine, h.network)
	h.Service = meeting.New(spine, h.network)

	ctx := t.Context()
	h.region = id.From[network.RegionID]("meeting", "region")
	must[network.Region](t)(h.network.SaveRegion(ctx, operator, network.Region{ID: h.region, Name: "Regio", RESV: network.RESV{Name: "Bureau", Phase: network.PhaseNetwork, Contact: network.Reach{Phone: "010 000 00 00"}}}))
	h.practice, h.nurses = h.organization(t, "Praktijk"), h.organization(t, "Thuiszorg")
	h.west, h.east = h.wijkverband(t, "West"), h.wijkverband(t, "Oost")
	h.anna = h.person(t, "Anna", access.Professional)
	must[network.ContactID](t)(h.network.SaveContact(ctx, operator, h.west, network.Contact{Discipline: "huisartsenzorg", Person: h.anna, Organization: h.practice,
		Function: "Huisarts", Reach: network.Reach{Phone: "010 111 11 11"}}))
	must[network.ContactID](t)(h.network.SaveContact(ctx, operator, h.west, network.Contact{Discipline: "wijkverpleging", Organization: h.nurses,
		Function: "Wijkverpleging", Reach: network.Reach{Phone: "010 222 22 22"}}))
	return h
}

func (h *house) organization(t testing.TB, name string) network.OrganizationID {
	t.Helper()
	o := id.From[network.OrganizationID]("meeting", name)
	_, err := h.network.SaveOrganization(t.Context(), operator, network.Organization{ID: o, Kind: network.Provider, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// board makes an organisation the nation's board.
func (h *house) board(t testing.TB, name string) network.OrganizationID {
	t.Helper()
	o := h.organization(t, name)
	err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO national_board (seat, organization, from_at) VALUES ('nation', $1, $2)`, o, clock.Micros(h.clock.now()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (h *house) wijkverband(t testing.TB, name string) network.WijkverbandID {
	t.Helper()
	return must[network.Wijkverband](t)(h.network.SaveWijkverband(t.Context(), operator, network.Wijkverband{ID: id.From[network.WijkverbandID]("meeting", name),
		Region: h.region, Name: name, MeetsEvery: "elke 6 weken"})).ID
}

func (h *house) person(t testing.TB, name string, role access.Role) network.PersonID {
	t.Helper()
	p := id.From[network.PersonID]("meeting", name)
	_, err := h.network.SavePerson(t.Context(), operator, network.Person{ID: p, Name: name, Role: string(role), Region: h.region, Organization: h.practice})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wants fails unless err is of a kind.
func wants(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// field fails unless err is Invalid and names a field.
func field(t testing.TB, err error, name string) {
	t.Helper()
	wants(t, err, fault.Invalid)
	for _, f := range fault.Safe(err).Fields {
		if f.Name == name {
			return
		}
	}
	t.Errorf("%v does not name %s", err, name)
}

func (h *house) tableWest() mandate.Forum {
	return mandate.Forum{Kind: mandate.Wijkverband, Region: h.region, Wijkverband: h.west}
}

func (h *house) tableRESV() mandate.Forum { return mandate.Forum{Kind: mandate.RESV, Region: h.region} }

// who is somebody in a role of the house.
func (h *house) who(role access.Role, wijkverband network.WijkverbandID) access.Actor {
	return access.Actor{Person: "p-" + string(role), Role: role, Region: string(h.region), Wijkverband: string(wijkverband), Organization: "o", Assurance: access.High, Via: access.ByPage}
}

func (h *house) coordinator() access.Actor { return h.who(access.Coordinator, h.west) }

func (h *house) asAnna() access.Actor {
	return access.Actor{Person: string(h.anna), Role: access.Professional, Organization: string(h.practice), Region: string(h.region), Assurance: access.High, Via: access.ByPage}
}

// planned is a meeting of West tomorrow.
func (h *house) planned(t testing.TB, titles ...string) meeting.Meeting {
	t.Helper()
	m := must[meeting.Meeting](t)(h.Plan(t.Context(), h.coordinator(), meeting.Meeting{Forum: h.tableWest(), At: h.clock.now().Add(4 * time.Hour), Where: "Wijkhuis"}))
	for _, title := range titles {
		must[[]meeting.Item](t)(h.Propose(t.Context(), h.coordinator(), m.ID, meeting.Item{Kind: meeting.AboutTopic, Title: title}))
	}
	return m
}

// held is one that has begun.
func (h *house) held(t testing.TB, titles ...string) meeting.Meeting {
	t.Helper()
	m := h.planned(t, titles...)
	h.clock.add(4 * time.Hour)
	return must[meeting.Meeting](t)(h.Start(t.Context(), h.coordinator(), m.ID))
}

// count asks the database.
func (h *house) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}
