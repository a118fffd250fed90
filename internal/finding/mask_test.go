package finding

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"eerstelijn/internal/clock"
)

// A country has boxes of every level, lists and bits, and combinations that nobody offers: more than
// the plain list of the other tests can have. There too a walk must give what looking at every document
// gives.
func TestWalkFindsWhatLookingAtAllFinds(t *testing.T) {
	t.Parallel()
	const services = 30_000
	x := New(clock.Fixed(testNow), generate(services, 3))
	tellSome(x, services, 3)
	s := x.current.Load().views[0].segment
	if top := len(s.boxes) - 1; top <= tileLevel {
		t.Fatalf("boxes up to level %d, want more than %d", top, tileLevel)
	}
	if len(s.byTerm.dense) == 0 || len(s.byTerm.docs) == 0 {
		t.Fatalf("%d dense sets and %d documents on lists, want both", len(s.byTerm.dense), len(s.byTerm.docs))
	}
	r := rand.New(rand.NewPCG(5, 5))
	asked := []string{"", "", "fysio", "zorggroep", "casemanager dementie", "p", "wijk", "kinderen", "valpreventie oost", "hulp"}
	pick := func(list []string) string { return append([]string{"", "", "none"}, list...)[r.IntN(len(list)+3)] }
	// Where services lie close together, many stand in the last bucket of a page.
	var towns []Point
	for e := range generate(2000, 3) {
		if located(e.Lat, e.Lon) {
			towns = append(towns, Point{e.Lat, e.Lon})
		}
	}
	filled := 0
	for range 300 {
		q := Query{
			Words: asked[r.IntN(len(asked))], Now: testNow, Near: &Point{50.9 + r.Float64()*2.4, 3.6 + r.Float64()*3.3},
			Language: pick(testLanguages), Mode: pick(testModes), TargetGroup: pick(testGroups), Insurer: pick([]string{"vgz", "cz"}),
			DirectOnly: r.IntN(3) == 0, Internal: r.IntN(2) == 0,
		}
		if r.IntN(2) == 0 {
			q = Query{Now: testNow, Near: &towns[r.IntN(len(towns))], Mode: pick(testModes), Limit: 1 + r.IntN(DefaultLimit)}
		}
		if r.IntN(3) == 0 {
			q.OpenAt = testNow
		}
		if r.IntN(4) == 0 {
			q.Accepting, q.MaxWaitDays = r.IntN(2) == 0, r.IntN(2)*7
		}
		if r.IntN(4) == 0 {
			q.Near = nil
		} else if r.IntN(4) == 0 {
			q.RadiusM = 30_000
		}
		if r.IntN(4) == 0 {
			q.Region = fmt.Sprintf("region-%02d", r.IntN(54))
		}
		want := lookAtAll(x, q)
		if len(want) > 0 {
			filled++
		}
		for name, l := range map[string]limits{"walks": {count: -1, scan: -1}, "as it runs": defaultLimits, "rows": {count: 1 << 30}} {
			y := &Index{now: x.now, limits: l}
			y.current.Store(x.current.Load())
			page, err := y.Search(q)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]string, len(page.Items))
			for i, item := range page.Items {
				got[i] = item.Service + "@" + item.Location
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %+v:\ngot  %q\nwant %q", name, q, got, want)
			}
		}
	}
	if filled < 50 {
		t.Errorf("only %d questions have an answer", filled)
	}
}

// lookAtAll gives the first page as looking at every document gives it, without any set of documents.
func lookAtAll(x *Index, q Query) (page []string) {
	s := new(search)
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	s.start(x.current.Load(), &q, nil)
	for {
		s.hasWords = s.leftOut != uint8(1)<<len(s.understood)-1
		s.counting = true
		for i := range s.runs {
			if s.runs[i].filter.none {
				continue
			}
			for d := range s.runs[i].segment.docs {
				s.runs[i].consider(uint32(d), anyClass)
			}
		}
		if len(s.top.hits) > 0 || !s.leaveOut() {
			break
		}
	}
	for _, h := range s.top.sorted()[:min(len(s.top.hits), q.Limit)] {
		e := h.run.segment.entry(h.doc)
		page = append(page, e.Service+"@"+e.Location)
	}
	return page
}

// Whether a set is a list or bits must not show in what is in it.
func TestPostings(t *testing.T) {
	t.Parallel()
	const docs = 5000
	sizes := []int{0, 1, 16, 17, docs / denseShare, docs/denseShare + 1, docs / 2, docs}
	want := make([][]uint32, len(sizes))
	r := rand.New(rand.NewPCG(9, 9))
	for i, n := range sizes {
		for _, d := range r.Perm(docs)[:n] {
			want[i] = append(want[i], uint32(d))
		}
		slices.Sort(want[i])
	}
	p := newPostings(len(sizes), docs, func(put func(set, doc uint32)) {
		for d := range uint32(docs) {
			for i := range want {
				if _, ok := slices.BinarySearch(want[i], d); ok {
					put(uint32(i), d)
				}
			}
		}
	})
	for i, n := range sizes {
		set := p.set(uint32(i))
		if dense := set.bits != nil; dense != isDense(n, docs) || dense && set.list != nil {
			t.Errorf("%d documents: bits %t, list of %d", n, dense, len(set.list))
		}
		got := slices.Clone(set.list)
		for d := range uint32(docs) {
			if set.bits != nil && set.bits.has(d) {
				got = append(got, d)
			}
		}
		if set.size != n || !slices.Equal(got, want[i]) {
			t.Errorf("%d documents: size %d, %d found", n, set.size, len(got))
		}
	}
}
