package finding

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/clock"
)

func roomOf(t *testing.T, x *Index, q Query) *Sight {
	t.Helper()
	page, err := x.Search(q)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 1 {
		t.Fatalf("%d results", len(page.Items))
	}
	return page.Items[0].Room
}

func one(service string) Entry {
	return Entry{Service: service, Location: "l", Name: "Praktijk", Discipline: "fysiotherapie", Public: true, Lat: 52, Lon: 5, Hours: testHours[1]}
}

// What was true when it was told is not shown as true when it is asked later, to the second.
func TestAgeCountsAtTheQuestion(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), slices.Values([]Entry{one("s")}))
	if got := roomOf(t, x, Query{Now: testNow}); got != nil {
		t.Fatalf("nothing was told, and it shows %+v", got)
	}
	x.Tell([]Telling{{"s", figures{Sight{Offer: "o", Status: Room, WaitDays: 2}, testNow.Add(90 * time.Second)}}})
	for after, want := range map[time.Duration]Status{0: Room, 59 * time.Second: Room, 89 * time.Second: Room, 90 * time.Second: Unknown, time.Hour: Unknown} {
		now := testNow.Add(after)
		if got := roomOf(t, x, Query{Now: now}); got.Status != want {
			t.Errorf("%v later it is %s, want %s", after, got.Status, want)
		}
		page, err := x.Search(Query{Now: now, Accepting: true, MaxWaitDays: 3})
		if err != nil || (len(page.Items) == 1) != (want == Room) {
			t.Errorf("%v later %d have room (%v)", after, len(page.Items), err)
		}
	}
}

func TestFiguresComeAndGo(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), slices.Values([]Entry{one("s")}))
	room := figures{Sight{Offer: "o", Status: Room, WaitDays: 2}, testNow.AddDate(1, 0, 0)}
	full := figures{Sight{Offer: "o", Status: Full, WaitDays: -1}, testNow.AddDate(1, 0, 0)}
	x.Tell([]Telling{{"later", room}, {"s", full}})
	if got := roomOf(t, x, Query{}); got.Status != Full {
		t.Errorf("it is %s, want full", got.Status)
	}
	// A figure that came before its service is there when the service comes.
	x.Apply([]Change{{Service: "later", Entries: []Entry{one("later")}}, {Service: "s", Entries: []Entry{one("s")}}})
	page, err := x.Search(Query{})
	if err != nil || len(page.Items) != 2 || page.Items[0].Room.Status != Room || page.Items[1].Room.Status != Full {
		t.Fatalf("%+v, %v", page.Items, err)
	}
	// The shorter wait goes first where both stand equally far, and comes with its reasons.
	x.Tell([]Telling{{"s", figures{Sight{Offer: "o", Status: Limited, WaitDays: 1}, testNow.AddDate(1, 0, 0)}}})
	page, err = x.Search(Query{Near: &Point{52, 5}, Accepting: true, MaxWaitDays: 5})
	if err != nil || len(page.Items) != 2 || page.Items[0].Service != "s" {
		t.Fatalf("%+v, %v", page.Items, err)
	}
	said := func(text string) bool {
		return slices.ContainsFunc(page.Items[0].Reasons, func(r Reason) bool { return r.Dutch(nil) == text })
	}
	if !said("Heeft nu plek") || !said("Wachttijd: ongeveer 1 dag") {
		t.Errorf("reasons %+v", page.Items[0].Reasons)
	}
	x.Tell([]Telling{{"s", nil}, {"later", nil}, {"never", nil}})
	page, err = x.Search(Query{})
	if err != nil || len(page.Items) != 2 || page.Items[0].Room != nil || page.Items[1].Room != nil {
		t.Errorf("offers that ended still show: %+v, %v", page.Items, err)
	}
}

// A walk does not stop at the nearest: farther on in the same bucket somebody may wait shorter.
func TestWalkLooksThroughTheWholeBucket(t *testing.T) {
	t.Parallel()
	var entries []Entry
	for i := range 4 * blockSize {
		e := one(fmt.Sprintf("s-%03d", i))
		e.Lat += float64(i/blockSize) * 0.0012 // some 130 m for each block
		e.Lon += float64(i%blockSize) * 1e-6
		entries = append(entries, e)
	}
	x := New(clock.Fixed(testNow), slices.Values(entries))
	x.limits = limits{count: -1, scan: -1}
	x.Tell([]Telling{{"s-200", figures{Sight{Offer: "o", Status: Full, WaitDays: 30}, testNow.AddDate(1, 0, 0)}}})
	page, err := x.Search(Query{Near: &Point{52, 5}, Limit: 5})
	if err != nil || page.Items[0].Service != "s-200" || page.Items[0].DistanceM < 300 {
		t.Fatalf("%+v, %v", page.Items[0], err)
	}
	if second := page.Items[1]; second.DistanceM > 10 {
		t.Errorf("behind it the nearest comes first, not one at %d m", second.DistanceM)
	}
}

// A service that tells its first figure while segments are merged has it in the merged one too.
func TestFirstFigureDuringAMerge(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), slices.Values([]Entry{one("s"), one("other")}))
	x.Apply([]Change{{Service: "third", Entries: []Entry{one("third")}}})
	x.mu.Lock()
	x.merging, x.done = x.current.Load().views, make(chan struct{})
	views := x.merging
	x.mu.Unlock()
	merged := join(views)
	x.Tell([]Telling{{"s", figures{Sight{Offer: "o", Status: Room, WaitDays: 2}, testNow.AddDate(1, 0, 0)}}})
	x.install(views, merged)
	page, err := x.Search(Query{Accepting: true})
	if err != nil || len(page.Items) != 1 || page.Items[0].Service != "s" || len(x.current.Load().views) != 1 {
		t.Errorf("%+v, %v, in %d segments", page.Items, err, len(x.current.Load().views))
	}
}

// While figures change under a search, each service still stands in its answer once, and what asks for
// room gets nothing that never had it.
func TestSearchWhileTelling(t *testing.T) {
	t.Parallel()
	const services, rounds = 60, 400
	var entries []Entry
	for i := range services {
		for l := range 2 {
			e := one(fmt.Sprintf("s-%03d", i))
			e.Location, e.Lat = fmt.Sprint(l), 52+float64(i)/10_000+float64(l)/1000
			entries = append(entries, e)
		}
	}
	x := New(clock.Fixed(testNow), slices.Values(entries))
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(done)
		r := rand.New(rand.NewPCG(2, 2))
		for range rounds {
			var all []Telling
			for range 20 {
				i := r.IntN(services)
				status := Full
				if i%2 == 0 {
					status = Room
				}
				all = append(all, Telling{fmt.Sprintf("s-%03d", i), figures{Sight{Offer: "o", Status: status, WaitDays: r.IntN(40)}, testNow.Add(time.Duration(r.IntN(100)) * time.Second)}})
			}
			x.Tell(all)
			if r.IntN(10) == 0 {
				i := r.IntN(services)
				x.Apply([]Change{{Service: fmt.Sprintf("s-%03d", i), Entries: entries[2*i : 2*i+2]}})
			}
		}
	})
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				page, err := x.Search(Query{Near: &Point{52, 5}, Limit: MaxLimit})
				if err != nil || len(page.Items) != services {
					t.Errorf("%d services, want %d (%v)", len(page.Items), services, err)
					return
				}
				page, err = x.Search(Query{Near: &Point{52, 5}, Limit: MaxLimit, Accepting: true})
				for _, item := range page.Items {
					if item.Service[4]%2 != '0'%2 {
						t.Errorf("%s never had room (%v)", item.Service, err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	x.Settle()
}

func TestAcceptingIsNeverAGuess(t *testing.T) {
	t.Parallel()
	for status, want := range map[Status]string{Room: "yes", Limited: "yes", Ageing: "unknown", Assessment: "unknown", Waitlist: "no", Full: "no", Unknown: "unknown", "": "unknown", "plenty": "unknown"} {
		if got := status.Accepting(); got != want {
			t.Errorf("%q: %s, want %s", status, got, want)
		}
	}
	if !Room.Better(Limited) || Unknown.Better(Full) || Status("plenty").Better(Full) {
		t.Error("the order of statuses is not that of the list")
	}
}
