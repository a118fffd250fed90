package network_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// noon is a Tuesday.
var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)

var operator = access.Job("test")

// onEach runs fn with a service on a fresh database of each kind, at noon.
func onEach(t *testing.T, fn func(t *testing.T, s *network.Service, db *store.DB)) {
	t.Helper()
	storetest.RunAt(t, clock.Fixed(noon), func(t *testing.T, db *store.DB) { fn(t, service(t, db), db) })
}

// hands is a clock that a test moves.
type hands struct{ at atomic.Int64 }

func (h *hands) now() time.Time      { return time.UnixMicro(h.at.Load()) }
func (h *hands) set(to time.Time)    { h.at.Store(to.UnixMicro()) }
func (h *hands) add(d time.Duration) { h.at.Add(d.Microseconds()) }

// onEachMoving is onEach with a clock that starts at noon and moves when the test says so.
func onEachMoving(t *testing.T, fn func(t *testing.T, s *network.Service, db *store.DB, clock *hands)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hands{}
			h.set(noon)
			db := open(t, h.now)
			fn(t, service(t, db), db, h)
		})
	}
}

func service(t testing.TB, db *store.DB) *network.Service {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	return network.New(act.New(db, policies, nil))
}

// square is a municipality's or wijk's piece of an invented map: one hundredth of a degree.
func square(x, y int) orb.MultiPolygon {
	west, south := 5+float64(x)/100, 52+float64(y)/100
	const w = 0.01
	return orb.MultiPolygon{{{{west, south}, {west + w, south}, {west + w, south + w}, {west, south + w}, {west, south}}}}
}

// country is n invented municipalities of four wijken each, in a year.
func country(n, year int) (areas []network.Area, counts []network.AreaFigures) {
	for g := range n {
		gm := network.AreaCode(fmt.Sprintf("GM%04d", 9000+g))
		areas = append(areas, network.Area{Code: gm, Year: year, Name: fmt.Sprintf("Gemeente %d", g), Geometry: square(g, 0)})
		for w := range 4 {
			wk := network.AreaCode(fmt.Sprintf("WK%s%02d", gm[2:], w))
			areas = append(areas, network.Area{Code: wk, Year: year, Name: fmt.Sprintf("Wijk %d van %d", w, g), Geometry: square(g, w)})
			people := 1000*(g+1) + 10*w
			counts = append(counts, network.AreaFigures{Code: wk, Population: &people, Figures: map[string]float64{"pct_65plus": 20 + float64(w)}})
		}
	}
	return areas, counts
}

func bring(t testing.TB, s *network.Service, kind string, stage func(ctx context.Context, b batch.ID) (batch.Counts, error)) batch.Counts {
	t.Helper()
	counts, err := s.Import(t.Context(), operator, network.File{Kind: kind, Source: kind + ".csv", Checksum: "abc"}, stage)
	if err != nil {
		t.Fatalf("import of %s: %v", kind, err)
	}
	return counts
}

func bringCountry(t testing.TB, s *network.Service, n, year int) {
	t.Helper()
	areas, counts := country(n, year)
	bring(t, s, "areas", func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageAreas(ctx, b, areas) })
	bring(t, s, "figures", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return s.StageFigures(ctx, b, year, counts)
	})
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

func newRegion(t testing.TB, s *network.Service, name string, areas ...network.AreaCode) network.Region {
	t.Helper()
	return must[network.Region](t)(s.SaveRegion(t.Context(), operator, network.Region{Name: name, Areas: areas,
		RESV: network.RESV{Name: "Bureau " + name, Contact: network.Reach{Phone: "010 000 00 00"}}}))
}

func newWijkverband(t testing.TB, s *network.Service, w network.Wijkverband) network.Wijkverband {
	t.Helper()
	return must[network.Wijkverband](t)(s.SaveWijkverband(t.Context(), operator, w))
}

func someID[T ~string]() T { return id.New[T]() }

// newest gives the newest ledger entry, whatever it is about.
func newest(t *testing.T, db *store.DB) (e ledger.Entry) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT act, outcome, policy FROM ledger_entry ORDER BY id DESC LIMIT 1`).Scan(&e.Act, &e.Outcome, &e.Policy)
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// lastEntry gives the newest ledger entry about a thing; on PostgreSQL the feed has not numbered it, so it is
// read as it stands.
func lastEntry(t *testing.T, db *store.DB, kind, thing string) ledger.Entry {
	t.Helper()
	var e ledger.Entry
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		var change string
		err := tx.QueryRow(ctx, `SELECT e.act, e.outcome, e.policy, e.region, e.change FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id
			WHERE s.subject_type = $1 AND s.subject_id = $2 ORDER BY e.id DESC LIMIT 1`, kind, thing).Scan(&e.Act, &e.Outcome, &e.Policy, &e.Region, &change)
		e.Change = json.RawMessage(change)
		return err
	})
	if err != nil {
		t.Fatalf("ledger entry about %s %s: %v", kind, thing, err)
	}
	return e
}
