package bottleneck_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// A country over five years: each wijkverband of each region told about twenty things, and each of these
// stood in five ways.
const (
	benchRegions = 54
	benchWijken  = 40
	benchEach    = 20 // of each wijkverband: 43,200 in all
	benchStates  = 5
	benchYears   = 5
)

func benchRegion(n int) network.RegionID {
	return id.From[network.RegionID]("bench", "region", fmt.Sprint(n))
}

// country fills a database with invented history: rows as the acts make them, written at once.
func country(b *testing.B, h *house) {
	b.Helper()
	from := bottlenecktest.Start.AddDate(-benchYears, 0, 0)
	d := rand.New(rand.NewPCG(1, 2))
	span := bottlenecktest.Start.Sub(from)
	themes := []string{"avond-nacht-weekend", "wachttijd", "geen-plek", "overdracht", "gegevens", "vervoer"}
	number := 1_000_000
	for n := range benchRegions {
		err := h.DB.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
			var roots, states, stops []any
			for w := range benchWijken {
				wijk := id.From[network.WijkverbandID]("bench", "wijk", fmt.Sprint(n), fmt.Sprint(w))
				for range benchEach {
					number++
					which := uuid.NewString()
					at := from.Add(time.Duration(d.Int64N(int64(span))))
					roots = append(roots, which, number, benchStates, 3, which, "", "Geen nachtzorg in de wijk", "Er komt 's nachts niemand.", themes[d.IntN(len(themes))], "weekly", "",
						benchRegion(n), wijk, "", "person", "", "", clock.Micros(at), nil)
					stops = append(stops, which, 1, "wijk", "wijkverband", wijk, benchRegion(n), wijk, clock.Micros(at), nil, "", clock.Micros(at.AddDate(0, 0, 42)), nil)
					// Four out of five have ended; one in six went to the region, and some of these to the nation.
					ends, up := d.IntN(5) > 0, d.IntN(6) == 0
					nation := up && d.IntN(3) == 0
					for k := range benchStates {
						until := at.Add(time.Duration(10+d.IntN(60)) * 24 * time.Hour)
						level, kind, owner := "wijk", "wijkverband", string(wijk)
						if up && k > 1 {
							level, kind, owner = "region", "region", string(benchRegion(n))
						}
						if nation && k > 2 {
							level, kind, owner = "nation", "nation", ""
						}
						state := []string{"reported", "discussing", "taken-up", "proposed", "taken-up"}[k]
						var next, end any = clock.Micros(until), clock.Micros(until)
						if k == benchStates-1 {
							if end = nil; ends {
								state, next = "solved", nil
							}
						}
						states = append(states, which, k+1, clock.Micros(at), end, state, level, kind, owner, "", benchRegion(n), wijk, next, 1, 4, 0, 0)
						at = until
					}
				}
			}
			for _, t := range []struct {
				into  string
				width int
				rows  []any
			}{{"bottleneck", 19, roots}, {"bottleneck_state", 16, states}, {"bottleneck_stop", 12, stops}} {
				for step := 500 * t.width; len(t.rows) > 0; t.rows = t.rows[min(step, len(t.rows)):] {
					part := t.rows[:min(step, len(t.rows))]
					if _, err := tx.Exec(ctx, `INSERT INTO `+t.into+` VALUES `+store.Placeholders(len(part)/t.width, t.width), part...); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if h.DB.Dialect() == store.Postgres { // as its own keeper does from time to time
		if err := h.DB.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `ANALYZE`)
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBoard asks boards of a country with five years of history, now and at a day in the past, and looks
// whether the slowest stays under what people are promised.
func BenchmarkBoard(b *testing.B) {
	for _, db := range []struct {
		name string
		open func(testing.TB, clock.Clock) *store.DB
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		b.Run(db.name, func(b *testing.B) {
			w := bottlenecktest.NewWall()
			h := &house{bottlenecktest.New(b, db.open(b, w.Now)), w}
			country(b, h)
			years := bottlenecktest.Start.AddDate(-2, 0, 0)
			early := bottlenecktest.Start.AddDate(-4, -6, 0)
			of := func(n int) access.Actor {
				return access.Actor{Person: "p", Role: access.RESVStaff, Region: string(benchRegion(n)), Assurance: access.High, Via: access.ByPage}
			}
			for _, c := range []struct {
				name  string
				query func(n int) bottleneck.Query
				who   func(n int) access.Actor
			}{
				{"region/now", func(n int) bottleneck.Query { return bottleneck.Query{Region: benchRegion(n)} }, of},
				{"region/then", func(n int) bottleneck.Query { return bottleneck.Query{Region: benchRegion(n), At: years} }, of},
				{"region/early", func(n int) bottleneck.Query { return bottleneck.Query{Region: benchRegion(n), At: early} }, of},
				{"region/ended", func(n int) bottleneck.Query {
					return bottleneck.Query{Region: benchRegion(n), State: bottleneck.EndedStates}
				}, of},
				{"region/ended-then", func(n int) bottleneck.Query {
					return bottleneck.Query{Region: benchRegion(n), State: bottleneck.EndedStates, At: years}
				}, of},
				{"nation/now", func(int) bottleneck.Query { return bottleneck.Query{} }, func(int) access.Actor { return national }},
				{"nation/then", func(int) bottleneck.Query { return bottleneck.Query{At: years} }, func(int) access.Actor { return national }},
				{"nation/ended-then", func(int) bottleneck.Query { return bottleneck.Query{State: bottleneck.EndedStates, At: years} }, func(int) access.Actor { return national }},
			} {
				b.Run(c.name, func(b *testing.B) {
					var worst time.Duration
					n, rows := 0, 0
					for b.Loop() {
						n++
						began := time.Now()
						p, err := h.Board(b.Context(), c.who(n%benchRegions), c.query(n%benchRegions))
						if err != nil {
							b.Fatal(err)
						}
						worst, rows = max(worst, time.Since(began)), rows+p.Total
					}
					if rows == 0 {
						b.Fatal("the boards are empty")
					}
					b.ReportMetric(float64(rows)/float64(n), "rows")
					b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
				})
			}
		})
	}
}

// BenchmarkCounts counts a year of the whole country anew, with what is small hidden in all places together.
func BenchmarkCounts(b *testing.B) {
	w := bottlenecktest.NewWall()
	h := &house{bottlenecktest.New(b, storetest.SQLite(b, w.Now)), w}
	country(b, h)
	for b.Loop() {
		w.Add(2 * time.Hour) // past what is kept
		c, err := h.Counts(b.Context(), bottleneck.CountQuery{Year: 2025})
		if err != nil || c.Reported.N == 0 {
			b.Fatal(c, err)
		}
	}
}
