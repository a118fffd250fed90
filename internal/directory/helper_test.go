package directory_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// monday is when the tests take place.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// wall is a clock that a test moves.
type wall struct{ at atomic.Int64 }

func newWall() *wall {
	w := &wall{}
	w.at.Store(monday.UnixMicro())
	return w
}

func (w *wall) now() time.Time          { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) advance(d time.Duration) { w.at.Add(d.Microseconds()) }

// house is a directory on a database of its own.
type house struct {
	*directory.Register
	db    *store.DB
	clock *wall
}

var (
	system  = access.Job("test")
	ours    = org("practice")
	theirs  = org("pharmacy")
	admin   = access.Actor{Person: "p-1", Name: "Beheer", Role: access.ProviderAdmin, Organization: string(ours), Assurance: access.Substantial}
	rival   = access.Actor{Person: "p-2", Name: "Ander", Role: access.ProviderAdmin, Organization: string(theirs), Assurance: access.Substantial}
	visitor = access.Anonymous("")
)

func org(key string) network.OrganizationID { return id.From[network.OrganizationID]("test", key) }

// run runs a test on each database, with a clock of its own: both run at once.
func run(t *testing.T, test func(t *testing.T, h house)) {
	t.Helper()
	for name, database := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWall()
			test(t, open(t, database(t, w.now), w))
		})
	}
}

func open(t testing.TB, db *store.DB, w *wall) house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	feed := ledger.NewFeed(db, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); feed.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	addOrganization(t, db, batch.People, ours, "Praktijk De Brug")
	addOrganization(t, db, batch.People, theirs, "Apotheek De Vijzel")
	return house{directory.New(act.New(db, policies, feed.Kick)), db, w}
}

func addOrganization(t testing.TB, db *store.DB, b batch.ID, o network.OrganizationID, name string) {
	t.Helper()
	exec(t, db, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
		VALUES ($1, $2, 'provider', $3, '', '', '', '', '', '', '', '', '')`, o, b, name)
}

func exec(t testing.TB, db *store.DB, query string, args ...any) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, db *store.DB, query string, args ...any) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, query, args...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// practice is an entry with nothing wrong.
func practice() directory.Service {
	return directory.Service{
		Organization: ours, Name: "Huisartspraktijk De Brug", Discipline: "huisartsenzorg", Kind: "huisartspraktijk",
		Description: "Voor iedereen in de wijk.", Keywords: []string{"huisdokter"}, TargetGroups: []string{"iedereen"},
		Access: directory.Direct, Costs: []directory.Cost{directory.BasicInsured}, Languages: []string{"nl", "en"}, Insurers: []string{"*"},
		Modes: []directory.Mode{directory.OnSite, directory.HomeVisit}, Accessibility: []string{"wheelchair"},
		Locations: []directory.Location{{Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: "WK036304"}},
		Hours:     "Mo-Fr 08:00-17:00",
		Contacts:  []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 123 45 67"}},
		Links:     []directory.Link{{Label: "Website", URL: "https://debrug.example/"}},
	}
}

// country makes n services of n/4 organisations that mean nothing and weigh what real ones do.
func country(n int) []directory.Service {
	r := rand.New(rand.NewPCG(1, 2))
	kinds := [][2]string{{"huisartsenzorg", "huisartspraktijk"}, {"fysiotherapie", "fysiotherapie"}, {"farmacie", "apotheek"}, {"sociaal-domein", "ontmoeting"}, {"mondzorg", "tandarts"}}
	list := make([]directory.Service, n)
	for i := range list {
		s := practice()
		kind := kinds[r.IntN(len(kinds))]
		wijk := network.AreaCode(fmt.Sprintf("WK%06d", 10000+r.IntN(3000)))
		s.ID = id.From[directory.ServiceID]("country", fmt.Sprint(i))
		s.Organization = org(fmt.Sprint("country", i/4))
		s.Name = fmt.Sprintf("%s Zonnehof %d", kind[1], i)
		s.Discipline, s.Kind = network.DisciplineCode(kind[0]), kind[1]
		s.Description = "Bij ons kunt u terecht met vragen over uw gezondheid. Wij kijken samen met u wat u zelf kunt doen en wie u verder kan helpen. Bel ons voor een afspraak, of loop binnen tijdens het spreekuur."
		s.Keywords = []string{"spreekuur", "gezondheid", "afspraak"}
		s.Locations[0].Point = geo.Point{Lat: 51 + r.Float64()*2, Lon: 4 + r.Float64()*2.5}
		s.Locations[0].Street, s.Locations[0].Area = fmt.Sprintf("Zonnehof %d", i), wijk
		s.ServedAreas = []network.AreaCode{wijk}
		s.Contacts = append(s.Contacts, directory.ContactPoint{Audience: directory.ForProfessional, Function: "Overleglijn", Phone: fmt.Sprintf("085 %07d", i), Hours: "Mo-Fr 08:00-18:00"})
		s.Source, s.SourceKey = "land.csv", fmt.Sprint(i)
		list[i] = s
	}
	return list
}

// settle adds the organisations of country.
func settle(t testing.TB, db *store.DB, n int) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range (n + 3) / 4 {
			if _, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
				VALUES ($1, 0, 'provider', $2, '', '', '', '', '', '', '', '', '')`, org(fmt.Sprint("country", i)), fmt.Sprintf("Zonnehof %d", i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// bring imports services the way the importer does.
func (h house) bring(t testing.TB, services []directory.Service) (batch.ID, batch.Counts) {
	t.Helper()
	b, dead, err := batch.Open(t.Context(), h.db, "services", "land.csv", "sum")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dead {
		if err := h.ClearDropped(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := h.StageServices(t.Context(), b, services)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.FinishImport(t.Context(), system, b, counts, "land.csv"); err != nil {
		t.Fatal(err)
	}
	return b, counts
}

// last gives the newest ledger entry of an act, as soon as it has a number.
func (h house) last(t testing.TB, name string, want int) ledger.Entry {
	t.Helper()
	for {
		var all []ledger.Entry
		err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			all, err = ledger.After(ctx, tx, 0, 10_000)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var found []ledger.Entry
		for _, e := range all {
			if e.Act == name {
				found = append(found, e)
			}
		}
		if len(found) >= want {
			return found[len(found)-1]
		}
	}
}

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
