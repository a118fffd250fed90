package slot_test

import (
	"context"
	"encoding/json"
	"net/url"
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
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/fhir/slot"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const base = "https://eerstelijn.example/fhir"

// monday is when the tests take place.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// wall is a clock that a test moves.
type wall struct{ at atomic.Int64 }

func (w *wall) now() time.Time          { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) advance(d time.Duration) { w.at.Add(d.Microseconds()) }

// house is the face on a database of its own.
type house struct {
	*slot.Face
	*wall
	directory *directory.Register
}

var (
	ours    = id.From[network.OrganizationID]("test", "zonnehof")
	nurse   = access.Actor{Person: "p-2", Role: access.Professional, Organization: string(ours), Assurance: access.Substantial, Via: access.ByPage}
	admin   = access.Actor{Person: "p-1", Role: access.ProviderAdmin, Organization: string(ours), Assurance: access.Substantial, Via: access.ByPage}
	program = access.Actor{Person: "client:1", Role: access.Machine, Organization: string(ours), Scopes: "capacity:write", Assurance: access.Substantial, Via: access.ByAPI}
	rival   = access.Actor{Person: "client:2", Role: access.Machine, Organization: "elsewhere", Scopes: "capacity:write", Assurance: access.Substantial, Via: access.ByAPI}
)

// run runs a test on each database.
func run(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	for name, database := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t, database))
		})
	}
}

// alone is a house for a test that needs one.
func alone(t testing.TB) *house { return open(t, storetest.SQLite) }

func open(t testing.TB, database func(testing.TB, clock.Clock) *store.DB) *house {
	t.Helper()
	w := &wall{}
	w.at.Store(monday.UnixMicro())
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	db := database(t, w.now)
	spine := act.New(db, policies, nil)
	n, d := network.New(spine), directory.New(spine)
	c := capacity.New(spine, n, d)
	tables := func(ctx context.Context) (out render.Tables, err error) {
		if out.Disciplines, err = n.Disciplines(ctx); err != nil {
			return out, err
		}
		if out.Directory, err = d.Tables(ctx); err != nil {
			return out, err
		}
		out.Capacity, err = c.Tables(ctx)
		return out, err
	}
	h := &house{wall: w, directory: d, Face: slot.New(slot.Deps{Appointments: appointment.New(spine, c), Directory: d, Journal: journal.New(db), Tables: tables, Now: w.now})}
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
			VALUES ($1, $2, 'provider', 'Zonnehof', '', '', '', '', '', '', '', 'post@example.test', '')`, ours, batch.People)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// service makes a shown service at a place.
func (h *house) service(t testing.TB) directory.Service {
	t.Helper()
	s, err := h.directory.Save(t.Context(), admin, directory.Service{
		Organization: ours, Name: "Fysiotherapie", Discipline: "fysiotherapie", Kind: "fysiotherapie", Description: "Bewegen.", TargetGroups: []string{"iedereen"},
		Access: directory.Direct, Costs: []directory.Cost{directory.Supplementary}, Languages: []string{"nl"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.OnSite},
		Locations: []directory.Location{{Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: "WK036304"}}, Hours: "Mo-Fr 08:00-17:00",
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 123 45 67"}},
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at is a free time of half an hour, so many hours from monday.
func at(hours int) appointment.Slot {
	start := monday.Add(time.Duration(hours) * time.Hour)
	return appointment.Slot{Start: start, End: start.Add(30 * time.Minute), Free: 1, Kind: appointment.FirstAppointment}
}

func (h *house) publish(t testing.TB, s directory.ServiceID, slots ...appointment.Slot) appointment.Publication {
	t.Helper()
	p, err := h.Appointments.Publish(t.Context(), nurse, s, appointment.Sent{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// find asks one page.
func (h *house) find(t testing.TB, kind, query string) (journal.Page, *param.Query) {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	typ, _ := param.Find(kind)
	q, err := param.Parse(typ, values, param.Options{Strict: true, Base: base, Now: h.now()})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	page, err := h.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return page, q
}

// hours gives the starts of Slots, in hours from monday.
func hours(t testing.TB, all []journal.Version) (out []int) {
	t.Helper()
	for _, v := range all {
		var s r4.Slot
		if err := json.Unmarshal(v.Body, &s); err != nil {
			t.Fatal(err)
		}
		start, err := time.Parse(time.RFC3339, s.Start)
		if err != nil || s.ID != v.ID || s.Meta == nil || s.Meta.VersionID == "" || s.Meta.LastUpdated == "" {
			t.Fatalf("%v: %s", err, v.Body)
		}
		out = append(out, int(start.Sub(monday)/time.Hour))
	}
	return out
}
