package journal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// near is the key of the one parameter that asks what is near.
func near(t testing.TB) string {
	t.Helper()
	location, _ := param.Find("Location")
	p, ok := location.Param("near")
	if !ok {
		t.Fatal("no parameter near")
	}
	return p.Key()
}

// spot is a location at so many steps of about 1.1 km from the corner of the map.
func spot(n int, steps float64) doc {
	return doc{"resourceType": "Location", "id": id("Location", n), "position": doc{"latitude": 52 + steps/100, "longitude": 5.5}}
}

// around asks what lies within 500 m of so many steps.
func around(steps float64) string { return fmt.Sprintf("near=%f|5.5|500|m", 52+steps/100) }

func found(t testing.TB, j *journal.Journal, kind, query string) []string {
	t.Helper()
	q, err := parse(t, kind, query)
	if err != nil {
		t.Fatal(err)
	}
	page, err := j.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return ids(page)
}

func ids(page journal.Page) (all []string) {
	for _, v := range page.Matches {
		all = append(all, v.ID)
	}
	return all
}

func wantFound(t testing.TB, when string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: found %v, want %v", when, got, want)
	}
}

// TestNearIsTheSameFromMemory asks the same of a journal that holds positions and of one that does not, between
// writes of every kind, and filters all resources by hand.
func TestNearIsTheSameFromMemory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.fill(rand.New(rand.NewPCG(1, 2)))
		key, plain := near(t), journal.NewWithoutPositions(db, near(t))
		asked, held := 0, 0
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(0, 2).Draw(rt, "writes") {
				kind := rapid.SampledFrom([]string{"Location", "Location", "Organization", "HealthcareService"}).Draw(rt, "kind")
				d := invent(rand.New(rand.NewPCG(7, rapid.Uint64().Draw(rt, "seed"))), kind, rapid.IntRange(0, town+5).Draw(rt, "n"))
				if rapid.IntRange(0, 3).Draw(rt, "goes") == 0 {
					d = doc{"resourceType": kind, "id": d["id"], "gone": true}
				}
				h.save(d)
			}
			for range rapid.IntRange(1, 6).Draw(rt, "questions") {
				kind, q := "Location", question{name: "near"}
				if rapid.IntRange(0, 2).Draw(rt, "chained") == 0 {
					kind, q.chain = "HealthcareService", "location"
				}
				for range rapid.IntRange(1, 2).Draw(rt, "circles") {
					q.values = append(q.values, drawValue(rt, "near", "near"))
				}
				query := fmt.Sprintf("%s&_count=%d&_sort=%s", q, rapid.SampledFrom([]int{3, 50, 200}).Draw(rt, "count"),
					rapid.SampledFrom([]string{"_id", "name", "-_lastUpdated"}).Draw(rt, "sort"))
				if rapid.Bool().Draw(rt, "total") {
					query += "&_total=accurate"
				}
				parsed, err := parse(t, kind, query)
				if err != nil {
					rt.Fatal(err)
				}
				want, err := plain.Search(t.Context(), parsed)
				if err != nil {
					rt.Fatal(err)
				}
				got, err := h.j.Search(t.Context(), parsed)
				if err != nil {
					rt.Fatal(err)
				}
				if !reflect.DeepEqual(got, want) {
					rt.Fatalf("%s?%s\n from memory %v of %d\nby the index %v of %d", kind, query, ids(got), got.Total, ids(want), want.Total)
				}
				var all []string
				for k, d := range h.now {
					if k.Type == kind && h.judge(d, q) {
						all = append(all, k.ID)
					}
				}
				walked := h.walk(kind, query, nil)
				slices.Sort(all)
				slices.Sort(walked)
				if !slices.Equal(walked, all) {
					rt.Fatalf("%s?%s\n got %v\nwant %v", kind, query, walked, all)
				}
				p, err := h.j.Progress(t.Context())
				if err != nil {
					rt.Fatal(err)
				}
				asked++
				if seq, upTo := h.j.Positions(key); seq <= p.Seq && p.Seq <= upTo {
					held++
				}
			}
		})
		if held < asked/10 || held > asked*9/10 {
			t.Errorf("of %d questions %d were answered from memory: one of both ways says nothing", asked, held)
		}
		if seq, _ := plain.Positions(key); seq >= 0 {
			t.Error("the journal without positions has some")
		}
	})
}

// A transaction that sees an older moment than the positions, or a later one, is answered as things were at its own.
func TestNearInOlderAndLaterSnapshots(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.save(spot(1, 10), spot(2, 20))
		key, here, there := near(t), around(10), around(30)
		// snapshot begins a transaction; ask asks in it, as far as it was when it began.
		snapshot := func() (ask func(query string) []string) {
			questions, answers := make(chan string), make(chan []string)
			began, ended := make(chan bool), make(chan error, 1)
			go func() {
				ended <- db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
					if _, err := h.j.HeadTx(ctx, tx); err != nil {
						return err
					}
					close(began)
					for query := range questions {
						q, err := parse(t, "Location", query)
						if err != nil {
							return err
						}
						page, err := journal.PageTx(h.j, ctx, tx, q)
						if err != nil {
							return err
						}
						answers <- ids(page)
					}
					return nil
				})
			}()
			<-began
			t.Cleanup(func() {
				close(questions)
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
			return func(query string) []string {
				questions <- query
				return <-answers
			}
		}
		moves := func(steps float64) {
			h.save(spot(1, steps))
			for range 6 { // so many rows that positions are made anew when somebody asks
				found(t, h.j, "Location", "near=52|5|400|km")
			}
		}
		first, second := id("Location", 1), id("Location", 2)

		before := snapshot()
		wantFound(t, "at the start", before(here), first)
		made, _ := h.j.Positions(key)
		moves(30)
		after := snapshot()
		if now, _ := h.j.Positions(key); now <= made {
			t.Fatalf("positions are those of version %d still", made)
		}
		wantFound(t, "before, asked after", before(here), first)
		wantFound(t, "before, asked after, elsewhere", before(there))
		wantFound(t, "after", after(there), first)
		wantFound(t, "after, elsewhere", after(here))

		// What is of another type changes nothing: an older moment and a later one see the same.
		held, _ := h.j.Positions(key)
		h.save(doc{"resourceType": "Organization", "id": "o"})
		wantFound(t, "with something else", found(t, h.j, "Location", there), first)
		wantFound(t, "after, asked later", after(there), first)
		wantFound(t, "before, asked later", before(here), first)
		if now, upTo := h.j.Positions(key); now != held || upTo <= held {
			t.Errorf("positions of version %d, known up to %d; want those of %d, known further", now, upTo, held)
		}

		for range 6 { // so many rows that positions would be made anew, but not by one who sees less
			before("near=52|5|400|km")
		}
		if now, _ := h.j.Positions(key); now != held {
			t.Errorf("an older transaction put positions of version %d in place of those of %d", now, held)
		}

		moves(50)
		wantFound(t, "after, when it moved again", after(there), first)
		wantFound(t, "now", found(t, h.j, "Location", there))
		wantFound(t, "now, where it is", found(t, h.j, "Location", around(50)), first)
		h.save(doc{"resourceType": "Location", "id": first, "gone": true})
		wantFound(t, "gone", found(t, h.j, "Location", around(50)))
		wantFound(t, "what stays", found(t, h.j, "Location", "near=52|5|400|km"), second)
		wantFound(t, "before, at the end", before(here), first)
	})
}

// ★ Who has saved finds it, on any node, whatever others write and ask meanwhile.
func TestNearFindsWhatWasJustSaved(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		nodes := []*journal.Journal{h.j, journal.New(db)}
		var all sync.WaitGroup
		for n := range 4 {
			mine := &house{t: t, db: db, j: h.j, now: map[journal.Key]doc{}}
			all.Go(func() {
				for round := range 40 {
					was, is := float64(10*n+round%2), float64(10*n+(round+1)%2)
					mine.save(spot(n, is))
					if round%3 == 0 {
						mine.save(doc{"resourceType": "Organization", "id": id("Organization", n), "name": fmt.Sprint("Praktijk ", round)})
					}
					for _, j := range nodes {
						wantFound(t, "where it is", found(t, j, "Location", around(is)), id("Location", n))
						wantFound(t, "where it was", found(t, j, "Location", around(was)))
					}
				}
			})
		}
		all.Wait()
		for _, j := range nodes {
			if seq, _ := j.Positions(near(t)); seq < 0 {
				t.Error("a node held no positions: the test says nothing of them")
			}
		}
	})
}

// While the index is made anew nothing is answered from memory, nor remembered: half an index is none.
func TestNearWhileTheIndexIsMade(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.save(spot(1, 10))
		wantFound(t, "before", found(t, h.j, "Location", around(10)), id("Location", 1))
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE fhir_progress SET indexed = 'another' WHERE name = 'journal'`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `DELETE FROM fhir_index`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		other := journal.New(db)
		for _, j := range []*journal.Journal{h.j, other} {
			wantFound(t, "meanwhile", found(t, j, "Location", around(10)))
		}
		if seq, _ := other.Positions(near(t)); seq >= 0 {
			t.Errorf("positions of version %d were made of half an index", seq)
		}
		if made, err := h.j.Index(t.Context()); err != nil || !made {
			t.Fatal(made, err)
		}
		for _, j := range []*journal.Journal{h.j, other} {
			wantFound(t, "after", found(t, j, "Location", around(10)), id("Location", 1))
		}
	})
}

// Two nodes may make the index at once: one says that it is made while the other is half-way. That half is not remembered.
func TestNearWhileAnotherNodeMakesTheIndex(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.save(spot(1, 10), spot(2, 20))
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM fhir_index WHERE pk = (SELECT pk FROM fhir_resource WHERE id = $1)`, id("Location", 1))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		wantFound(t, "meanwhile", found(t, h.j, "Location", around(20)), id("Location", 2))
		if seq, _ := h.j.Positions(near(t)); seq >= 0 {
			t.Errorf("positions of version %d were made of half an index", seq)
		}
	})
}

// Positions are not made anew for each question where a type is written all the time.
func TestPositionsAreMadeWhenItPays(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		const there = 40
		for n := range there {
			h.save(spot(n, float64(3*n+1))) // so far apart that a question reads one row
		}
		made, was := 0, int64(-1)
		for round := range there + 10 {
			h.save(spot(0, float64(1000+round%2)))
			wantFound(t, "in a round", found(t, h.j, "Location", around(16)), id("Location", 5))
			if seq, _ := h.j.Positions(near(t)); seq != was {
				made, was = made+1, seq
			}
		}
		if made != 2 { // at the first question, and when as many rows were read as there are
			t.Errorf("positions were made %d times in %d rounds of writing and asking; want 2", made, there+10)
		}
	})
}

// Places of one band of the index come in the order of their longitude, and are found whichever way they lie.
func TestNearWithinOneBand(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var all []doc
		for n := range 30 {
			all = append(all, doc{"resourceType": "Location", "id": id("Location", n), "position": doc{"latitude": 52.0195 - float64(n)*0.0006, "longitude": 5 + float64(n)*0.001}})
		}
		h.save(all...)
		for n, d := range all {
			at := d["position"].(doc)
			wantFound(t, "at its place", found(t, h.j, "Location", fmt.Sprintf("near=%f|%f|30|m", at["latitude"], at["longitude"])), id("Location", n))
		}
	})
}
