package finding

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/words"
)

// Searches while changes and merges go on must each see one whole state: every version of a service
// has two entries with the same number, and never a mixture.
func TestSearchWhileApplying(t *testing.T) {
	t.Parallel()
	version := func(service, n int) Change {
		c := Change{Service: fmt.Sprintf("s-%03d", service)}
		for i := range 2 {
			c.Entries = append(c.Entries, Entry{
				Location: fmt.Sprintf("v-%d-%d", n, i), Name: "Praktijk", OrganizationName: fmt.Sprint("versie", n),
				Discipline: "huisartsenzorg", Area: "a", Lat: 52 + float64(service)/1000, Lon: 5 + float64(i)/1000, Public: true,
			})
		}
		return c
	}
	const services, rounds = 60, 300
	x := New(clock.System, slices.Values([]Entry(nil)))
	for i := range services {
		x.Apply([]Change{version(i, 0)})
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(done)
		r := rand.New(rand.NewPCG(1, 1))
		for n := range rounds {
			var changes []Change
			for range r.IntN(90) {
				changes = append(changes, version(r.IntN(services), n))
			}
			x.Apply(changes)
		}
	})
	for g := range 3 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				q := Query{Limit: MaxLimit, Words: []string{"", "praktijk", "huisdokter"}[g], Near: &Point{52, 5}}
				page, err := x.Search(q)
				if err != nil || len(page.Items) != services {
					t.Errorf("%d services, want %d (%v)", len(page.Items), services, err)
					return
				}
			}
		})
	}
	wg.Wait()
	x.Settle()
	if got := x.Len(); got != 2*services {
		t.Errorf("%d entries, want %d", got, 2*services)
	}
	if n := len(x.current.Load().views); n > viewsMax+1 {
		t.Errorf("%d segments are left unmerged", n)
	}
}

// After everything was merged the index equals one built anew from what is left.
func TestMergedEqualsBuiltAnew(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), generate(6_000, 5))
	left := map[string][]Entry{}
	for e := range generate(6_000, 5) {
		left[e.Service] = append(left[e.Service], e)
	}
	ids := make([]string, 0, len(left))
	for id := range left {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i, id := range ids {
		switch {
		case i%3 == 0:
			x.Apply([]Change{{Service: id}})
			delete(left, id)
		case i%3 == 1:
			left[id][0].Name = "Nieuwe naam " + left[id][0].Name
			x.Apply([]Change{{Service: "gone-" + id}, {Service: id, Entries: left[id]}})
		}
	}
	x.Settle()
	x.mu.Lock()
	if x.merging == nil {
		x.merging, x.done = x.current.Load().views, make(chan struct{})
		go x.merge(x.merging)
	}
	x.mu.Unlock()
	x.Settle()
	if n := len(x.current.Load().views); n != 1 {
		t.Fatalf("%d segments after a merge of all", n)
	}
	var rest []Entry
	for _, id := range ids {
		rest = append(rest, left[id]...)
	}
	fresh := New(clock.Fixed(testNow), slices.Values(rest))
	if x.Len() != fresh.Len() {
		t.Fatalf("%d entries, want %d", x.Len(), fresh.Len())
	}
	for _, question := range []string{"", "fysio", "nieuwe naam", "zorggroep berg", "huisatrs", "pijn knie", "kindertherapie"} {
		for _, near := range []*Point{nil, {52, 5}} {
			q := Query{Words: question, Near: near, Limit: 50}
			got, err := x.Search(q)
			want, err2 := fresh.Search(q)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			got.Next, want.Next = "", ""
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
				t.Errorf("%q near %v: merged %+v\nbuilt anew %+v", question, near, got, want)
			}
		}
	}
}

func TestCursorPinsItsSnapshot(t *testing.T) {
	t.Parallel()
	now := testNow
	var mu sync.Mutex
	x := New(func() time.Time { mu.Lock(); defer mu.Unlock(); return now }, generate(3_000, 9))
	q := Query{Words: "huisarts", Near: &Point{52, 5}, Limit: 5}
	first, err := x.Search(q)
	if err != nil || first.Next == "" {
		t.Fatal(err, first.Next)
	}
	q.Cursor = first.Next
	second, err := x.Search(q)
	if err != nil {
		t.Fatal(err)
	}
	// Everything on the second page goes away; a reader who is on his way there still sees it.
	for _, item := range second.Items {
		x.Apply([]Change{{Service: item.Service}})
	}
	again, err := x.Search(q)
	if err != nil || fmt.Sprint(again.Items) != fmt.Sprint(second.Items) {
		t.Errorf("the second page changed under its reader: %v", err)
	}
	mu.Lock()
	now = now.Add(keepFor + time.Second)
	mu.Unlock()
	later, err := x.Search(q)
	if err != nil || len(later.Items) != 5 {
		t.Fatal(err)
	}
	for i, item := range later.Items {
		if slices.ContainsFunc(second.Items, func(r Result) bool { return r.Service == item.Service }) {
			t.Errorf("%s is gone but stands on a page made later", item.Service)
		}
		if i == 0 && item.DistanceM < first.Items[4].DistanceM && item.OpenNow == first.Items[4].OpenNow {
			t.Error("the later page begins before the end of the first")
		}
	}
	q.Words = "apotheek"
	if _, err := x.Search(q); !refuses(err, "cursor") {
		t.Errorf("a cursor of another question: %v", err)
	}
}

func refuses(err error, field string) bool {
	e, ok := errors.AsType[*fault.Error](err)
	return ok && e.Kind == fault.Invalid && slices.ContainsFunc(e.Fields, func(f fault.Field) bool {
		return f.Name == field && f.NL != "" && f.EN != ""
	})
}

func TestBadQueries(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), generate(100, 1))
	for _, c := range []struct {
		field string
		query Query
	}{
		{"q", Query{Words: strings.Repeat("é", MaxQuestion+1)}},
		{"near", Query{Near: &Point{math.NaN(), 5}}},
		{"near", Query{Near: &Point{91, 5}}},
		{"near", Query{Near: &Point{52, math.Inf(1)}}},
		{"radius", Query{RadiusM: 100}},
		{"radius", Query{RadiusM: -1, Near: &Point{52, 5}}},
		{"radius", Query{RadiusM: MaxRadiusM + 1, Near: &Point{52, 5}}},
		{"limit", Query{Limit: -1}},
		{"limit", Query{Limit: MaxLimit + 1}},
		{"cursor", Query{Cursor: "AAAA"}},
		{"cursor", Query{Cursor: strings.Repeat("*", 50)}},
	} {
		if _, err := x.Search(c.query); !refuses(err, c.field) {
			t.Errorf("%+v: %v, want a refusal of %s", c.query, err, c.field)
		}
	}
	if _, err := x.Search(Query{Words: strings.Repeat("é", MaxQuestion), Near: &Point{-90, 180}, RadiusM: MaxRadiusM, Limit: MaxLimit}); err != nil {
		t.Errorf("the bounds themselves: %v", err)
	}
	huge := strings.Repeat("huisarts ", 10<<20/9)
	start := time.Now()
	for range 100 {
		if _, err := x.Search(Query{Words: huge}); !refuses(err, "q") {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took > 5*time.Second { // reading them takes more than ten
		t.Errorf("refusing 10 MB a hundred times took %v", took)
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	e := Entry{
		Service: "s", Location: "l", Name: "Beweegpraktijk Oost", Discipline: "fysiotherapie", Languages: []string{"tr"}, Insurers: []string{"vgz"},
		Modes: []string{"home-visit"}, TargetGroups: []string{"ouderen"}, Lat: 52, Lon: 5, Direct: true, Public: true,
		Hours: testHours[1], VerifyBy: testNow.AddDate(0, 0, -1),
	}
	x := New(clock.Fixed(testNow), slices.Values([]Entry{e}))
	page, err := x.Search(Query{Words: "fysio beweegp", Near: &Point{52.01, 5}, Language: "tr", Insurer: "vgz", Mode: "home-visit", TargetGroup: "ouderen"})
	if err != nil || len(page.Items) != 1 {
		t.Fatal(err, page)
	}
	var got []string
	for _, r := range page.Items[0].Reasons {
		got = append(got, r.Dutch(nil))
	}
	want := []string{
		"‘fysio’ hoort bij fysiotherapie", "Past bij ‘beweegp’", "Nu open", "Op 1,1 km afstand", "Spreekt Turks", "Heeft een contract met vgz",
		"Mogelijk: bij u thuis", "Voor ouderen", "Geen verwijzing nodig", "Niet kort geleden nagekeken",
	}
	if !slices.Equal(got, want) {
		t.Errorf("reasons:\n%q, want\n%q", got, want)
	}
	evening := testNow.Add(8 * time.Hour)
	for _, c := range []struct {
		reason Reason
		want   string
	}{
		{Reason{Code: ReasonOpen, At: testNow, Until: evening}, "Nu open, tot 18.30 uur"},
		{Reason{Code: ReasonOpen, At: testNow, Until: testNow.AddDate(0, 0, 2)}, "Nu open"},
		{Reason{Code: ReasonClosed, At: testNow, Until: evening}, "Nu niet open, weer vanaf vandaag 18.30 uur"},
		{Reason{Code: ReasonClosed, At: evening, Until: evening.Add(14 * time.Hour)}, "Nu niet open, weer vanaf morgen 08.30 uur"},
		{Reason{Code: ReasonClosed, At: testNow, Until: testNow.AddDate(0, 0, 3)}, "Nu niet open, weer vanaf vrijdag 10.30 uur"},
		{Reason{Code: ReasonClosed, At: testNow}, "Nu niet open"},
		{Reason{Code: ReasonOpenAt, At: testNow}, "Open op dinsdag om 10.30 uur"},
		{Reason{Code: ReasonComes}, "Komt bij u thuis of helpt op afstand"},
	} {
		if got := c.reason.Dutch(nil); got != c.want {
			t.Errorf("%+v: %q, want %q", c.reason, got, c.want)
		}
	}
	r := Reason{Code: ReasonWord, Asked: "fisio", Found: "fysiotherapie", How: words.Typo}
	if got := r.Dutch(func(ReasonCode, string) string { return "Fysiotherapie" }); got != "Past bij ‘Fysiotherapie’ (u typte ‘fisio’)" {
		t.Error(got)
	}
	for m, want := range map[int]string{0: "minder dan 100 m", 849: "800 m", 949: "900 m", 950: "1 km", 1240: "1,2 km", 9949: "9,9 km", 9950: "10 km", 14_400: "14 km"} {
		if got := DutchDistance(m); got != want {
			t.Errorf("%d m is %q, want %q", m, got, want)
		}
	}
}

func TestEntryComesBackWhole(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), generate(500, 2))
	for want := range generate(500, 2) {
		page, err := x.Search(Query{Near: &Point{52, 5}, Internal: true, Limit: MaxLimit, Kind: want.Kind, Areas: []string{want.Area}})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(page.Items, func(r Result) bool { return r.Service == want.Service && r.Location == want.Location })
		if i < 0 {
			continue // stands at its other location
		}
		got := page.Items[i].Entry
		if math.Abs(got.Lat-want.Lat) > 1e-6 || math.Abs(got.Lon-want.Lon) > 1e-6 {
			t.Errorf("%v, %v; want %v, %v", got.Lat, got.Lon, want.Lat, want.Lon)
		}
		want.Description, want.Keywords, want.VerifyBy, want.Lat, want.Lon = "", nil, want.VerifyBy.UTC(), got.Lat, got.Lon
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%+v\nwant\n%+v", got, want)
		}
	}
}

func TestMetresIsGreatCircle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(50.7, 53.6), rapid.Float64Range(3.3, 7.3)
		a, b := Point{lat.Draw(t, "lat"), lon.Draw(t, "lon")}, Point{lat.Draw(t, "lat"), lon.Draw(t, "lon")}
		rad := math.Pi / 180
		h := math.Pow(math.Sin((a.Lat-b.Lat)*rad/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin((a.Lon-b.Lon)*rad/2), 2)
		want := 2 * 6371008.8 * math.Asin(math.Sqrt(h))
		got := float64(metres(placeOf(a.Lat, a.Lon), placeOf(b.Lat, b.Lon)))
		if math.Abs(got-want) > 1+want/1000 {
			t.Fatalf("%v to %v: %v m, want %v", a, b, got, want)
		}
	})
}

func FuzzSearch(f *testing.F) {
	x := New(clock.Fixed(testNow), generate(600, 1))
	first, err := x.Search(Query{Words: "fysio", Limit: 2})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "fysio", "ik wil praten", "\xff\x00", "'s-H.A.P.", strings.Repeat("a", 190), "kindertherapieën zzzz"} {
		f.Add(s, "", 52.0, 5.0)
		f.Add(s, first.Next, 52.0, 5.0)
	}
	f.Fuzz(func(t *testing.T, question, cursor string, lat, lon float64) {
		q := Query{Words: question, Cursor: cursor, Near: &Point{lat, lon}, Limit: 7}
		for pages := 0; ; pages++ {
			page, err := x.Search(q)
			if err != nil {
				if fault.KindOf(err) != fault.Invalid {
					t.Fatal(err)
				}
				return
			}
			if page.Next == "" {
				return
			}
			if len(page.Items) != 7 || pages > 600/7+1 {
				t.Fatalf("page %d has %d results and a next one", pages, len(page.Items))
			}
			q.Cursor = page.Next
		}
	})
}
