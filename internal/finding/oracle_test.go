package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/finding/words"
)

// naive is the directory as a plain list, with the room of services: what the index must equal.
type naive struct {
	entries map[string][]Entry
	rooms   map[string]Sight
}

type naiveHit struct {
	class    uint8
	reached  bool
	distance int
	wait     int
	entry    *Entry
}

func (h naiveHit) compare(o naiveHit) int {
	far := func(d int) int {
		if d < 0 {
			return 1 << 40
		}
		return d
	}
	order := func(b bool) int {
		if b {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(h.class, o.class), cmp.Compare(order(h.reached), order(o.reached)),
		cmp.Compare(far(h.distance)/500, far(o.distance)/500), h.compareWait(o), cmp.Compare(far(h.distance), far(o.distance)),
		strings.Compare(h.entry.Service, o.entry.Service), strings.Compare(h.entry.Location, o.entry.Location),
		strings.Compare(h.entry.Area, o.entry.Area))
}

// compareWait compares waits where there is a distance; -1, which as a uint is the longest, is not known.
func (h naiveHit) compareWait(o naiveHit) int {
	if h.distance < 0 {
		return 0
	}
	return cmp.Compare(uint(h.wait), uint(o.wait))
}

// meant is what one word of the question stands for, by the words' texts.
type meant struct{ terms, disciplines map[string]uint8 }

// meanings asks the index what the words mean to it; how well that is done is for the golden list.
func meanings(x *Index, question string) (understood []words.Match, all []meant, disciplines []bool) {
	s := new(search)
	q := Query{Words: question, Now: testNow}
	s.start(x.current.Load(), &q, nil)
	least := func(m map[string]uint8, k string, class uint8) {
		if old, ok := m[k]; !ok || class < old {
			m[k] = class
		}
	}
	for slot := range s.understood {
		m := meant{map[string]uint8{}, map[string]uint8{}}
		for i := range s.runs {
			r := &s.runs[i]
			for _, e := range r.meanings[slot].terms {
				least(m.terms, r.segment.lexicon.At(e.term), e.class)
			}
			for _, h := range r.meanings[slot].disciplines {
				least(m.disciplines, r.segment.discipline.values[h.number], h.class)
			}
		}
		all = append(all, m)
		disciplines = append(disciplines, len(m.disciplines) > 0)
	}
	return s.understood, all, disciplines
}

// class gives the class of one word in an entry, 9 for none.
func (m meant) class(e *Entry) uint8 {
	best := uint8(9)
	if c, ok := m.disciplines[e.Discipline]; ok {
		best = c
	}
	look := func(weak uint8, texts ...string) {
		for _, text := range texts {
			for _, token := range words.Tokens(text) {
				if c, ok := m.terms[token]; ok && !words.IsStop(token) {
					best = min(best, min(c+weak, 3))
				}
			}
		}
	}
	look(0, e.Name, e.OrganizationName, e.Discipline, e.Kind, words.Join(e.Discipline), words.Join(e.Kind))
	look(0, e.Keywords...)
	look(1, e.Description)
	return best
}

func (n naive) search(x *Index, q Query) (hits []naiveHit, leftOut []string) {
	understood, all, disciplines := meanings(x, q.Words)
	active := make([]bool, len(all))
	count := 0
	for i, m := range understood {
		if active[i] = m.How != words.None; active[i] {
			count++
		}
	}
	if len(all) > 0 && count == 0 {
		for _, m := range understood {
			leftOut = append(leftOut, m.Asked)
		}
		return nil, leftOut
	}
	for {
		if hits = n.attempt(q, all, active); len(hits) > 0 || count < 2 {
			break
		}
		drop := -1
		for i := range active {
			if active[i] && !disciplines[i] {
				drop = i
			}
		}
		for i := len(active) - 1; drop < 0; i-- {
			if active[i] {
				drop = i
			}
		}
		active[drop] = false
		count--
	}
	for i, on := range active {
		if !on {
			leftOut = append(leftOut, understood[i].Asked)
		}
	}
	return hits, leftOut
}

func (n naive) attempt(q Query, all []meant, active []bool) []naiveHit {
	var hits []naiveHit
	for service, entries := range n.entries {
		var first *naiveHit
		for i := range entries {
			h, ok := evaluateNaively(q, &entries[i], all, active)
			room, told := n.rooms[service]
			if h.wait = -1; told {
				h.wait = room.WaitDays
			}
			if ok && suitsNaively(q, room, told) && (first == nil || h.compare(*first) < 0) {
				first = &h
			}
		}
		if first != nil {
			hits = append(hits, *first)
		}
	}
	slices.SortFunc(hits, naiveHit.compare)
	return hits
}

func evaluateNaively(q Query, e *Entry, all []meant, active []bool) (naiveHit, bool) {
	h := naiveHit{entry: e, distance: -1}
	for i, m := range all {
		if !active[i] {
			continue
		}
		c := m.class(e)
		if c == 9 {
			return h, false
		}
		h.class = max(h.class, c)
	}
	if q.Near != nil && located(e.Lat, e.Lon) {
		h.distance = metres(placeOf(q.Near.Lat, q.Near.Lon), placeOf(e.Lat, e.Lon))
	}
	moment := q.Now
	if !q.OpenAt.IsZero() {
		moment = q.OpenAt
	}
	open := e.Hours.OpenAt(moment)
	h.reached = open && (q.Near == nil || h.distance >= 0 && h.distance <= ReachM)
	has := func(list []string, v string) bool { return v == "" || slices.Contains(list, v) }
	ok := (len(q.Disciplines) == 0 || slices.Contains(q.Disciplines, e.Discipline)) &&
		(q.Kind == "" || q.Kind == e.Kind) && (q.Region == "" || q.Region == e.Region) &&
		(len(q.Areas) == 0 || slices.Contains(q.Areas, e.Area)) &&
		has(e.TargetGroups, q.TargetGroup) && has(e.Languages, q.Language) && has(e.Modes, q.Mode) &&
		(e.AllInsurers || has(e.Insurers, q.Insurer)) && (!q.DirectOnly || e.Direct) && (q.Internal || e.Public) &&
		(q.OpenAt.IsZero() || open) && (q.RadiusM == 0 || h.distance >= 0 && h.distance <= q.RadiusM)
	return h, ok
}

var (
	drawName  = rapid.SampledFrom(strings.Fields("fysiotherapie huisartsenpraktijk praktijk oost knie kindertherapie kinderen therapie zorg rugklachten apotheek schuldhulp yoga depressie centrum"))
	drawAsked = rapid.SampledFrom(strings.Fields("fysio fysiotherapie huisdokter prakt oost knieën kindertherapie therapie zorg rug pillen yoga yoag somber ik centrum xqzwv kinder"))
	drawPlace = rapid.IntRange(0, 60)
	drawSet   = func(all []string) *rapid.Generator[[]string] {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, 3, rapid.ID[string])
	}
	codes       = strings.Fields("a b c")
	disciplines = strings.Fields("huisartsenzorg fysiotherapie farmacie psychologie")
)

func drawEntry(t *rapid.T, service string, i int) Entry {
	e := Entry{
		Service: service, Location: fmt.Sprintf("loc-%d", i), Organization: "o", OrganizationName: drawName.Draw(t, "organisation"),
		Name: drawName.Draw(t, "name") + " " + drawName.Draw(t, "name"), Description: drawName.Draw(t, "description"),
		Discipline: rapid.SampledFrom(disciplines).Draw(t, "discipline"), Kind: rapid.SampledFrom(codes).Draw(t, "kind"),
		Languages: drawSet(codes).Draw(t, "languages"), Insurers: drawSet(codes).Draw(t, "insurers"), AllInsurers: rapid.IntRange(0, 5).Draw(t, "all") == 0,
		Modes: drawSet(codes).Draw(t, "modes"), TargetGroups: drawSet(codes).Draw(t, "groups"),
		Area: rapid.SampledFrom(codes).Draw(t, "area"), Region: rapid.SampledFrom(codes).Draw(t, "region"),
		Direct: rapid.Bool().Draw(t, "direct"), Public: rapid.IntRange(0, 5).Draw(t, "public") > 0,
		Hours: rapid.SampledFrom(testHours[:6]).Draw(t, "hours"),
	}
	if y := drawPlace.Draw(t, "y"); y > 2 {
		// Half lie together in one town, several within a bucket.
		x := drawPlace.Draw(t, "x")
		if rapid.Bool().Draw(t, "in town") {
			x, y = 20, 20
		}
		e.Lat, e.Lon = 51+float64(y)/50+float64(rapid.IntRange(0, 15).Draw(t, "street"))*0.0004, 4+float64(x)/40
	}
	return e
}

func drawQuery(t *rapid.T) Query {
	some := func(name string, all []string) string {
		return rapid.SampledFrom(append([]string{"", "", "", "", "", "none"}, all...)).Draw(t, name)
	}
	q := Query{
		Words: strings.Join(rapid.SliceOfN(drawAsked, 0, 3).Draw(t, "words"), " "),
		Kind:  some("kind", codes), TargetGroup: some("group", codes), Language: some("language", codes),
		Insurer: some("insurer", codes), Mode: some("mode", codes), Region: some("region", codes),
		DirectOnly: rapid.IntRange(0, 4).Draw(t, "direct") == 0, Internal: rapid.Bool().Draw(t, "internal"),
		Now: testNow, Limit: rapid.IntRange(1, 30).Draw(t, "limit"),
	}
	if rapid.IntRange(0, 3).Draw(t, "by room") == 0 {
		q.Accepting, q.MaxWaitDays = rapid.Bool().Draw(t, "accepting"), rapid.SampledFrom([]int{0, 1, 10, 30}).Draw(t, "longest wait")
	}
	if rapid.IntRange(0, 3).Draw(t, "by discipline") == 0 {
		q.Disciplines = drawSet(disciplines).Draw(t, "disciplines")
	}
	if rapid.IntRange(0, 5).Draw(t, "by area") == 0 {
		q.Areas = drawSet(codes).Draw(t, "areas")
	}
	if rapid.Bool().Draw(t, "near") {
		q.Near = &Point{51 + float64(drawPlace.Draw(t, "y"))/50, 4 + float64(drawPlace.Draw(t, "x"))/40}
		if rapid.Bool().Draw(t, "in town") {
			q.Near = &Point{51.4, 4.5}
		}
		q.RadiusM = rapid.SampledFrom([]int{0, 0, 500, 5_000, 20_000, 100_000}).Draw(t, "radius")
	}
	if rapid.IntRange(0, 3).Draw(t, "by time") == 0 {
		q.OpenAt = testNow.Add(time.Duration(rapid.IntRange(0, 14).Draw(t, "hours")) * time.Hour)
	}
	return q
}

// The index must give, page by page, what filtering and sorting a plain list gives: with rows and
// with walks, and after any changes.
func TestSearchEqualsNaiveSearch(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]limits{
		"rows": {count: 1 << 30, scan: 1 << 30}, "rows by class": {count: -1, scan: 1 << 30},
		"walks": {count: -1, scan: -1}, "as it runs": defaultLimits, "both": {count: 10, scan: 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) { checkAgainstNaive(t, l) })
		})
	}
}

func checkAgainstNaive(t *rapid.T, l limits) {
	plain := naive{map[string][]Entry{}, map[string]Sight{}}
	draw := func(service string) Change {
		c := Change{Service: service}
		for i := range rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "locations") {
			c.Entries = append(c.Entries, drawEntry(t, service, i))
		}
		return c
	}
	var start []Entry
	for i := range rapid.IntRange(0, 120).Draw(t, "services") {
		c := draw(fmt.Sprintf("s-%03d", i))
		plain.entries[c.Service] = c.Entries
		start = append(start, c.Entries...)
	}
	x := New(clock.Fixed(testNow), slices.Values(start))
	x.limits = l
	plain.tell(t, x)
	for range rapid.IntRange(0, 8).Draw(t, "applies") {
		var changes []Change
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			c := Change{Service: fmt.Sprintf("s-%03d", rapid.IntRange(0, 150).Draw(t, "service"))}
			if rapid.IntRange(0, 3).Draw(t, "remove") > 0 {
				c = draw(c.Service)
			}
			plain.entries[c.Service] = c.Entries
			changes = append(changes, c)
		}
		x.Apply(changes)
		plain.tell(t, x)
		if rapid.Bool().Draw(t, "settle") {
			x.Settle()
		}
	}
	defer x.Settle()
	for range 5 {
		comparePages(t, x, plain, drawQuery(t))
	}
}

func comparePages(t *rapid.T, x *Index, plain naive, q Query) {
	want, leftOut := plain.search(x, q)
	for at := 0; ; {
		page, err := x.Search(q)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total >= 0 && page.Total != len(want) {
			t.Fatalf("%+v: total %d, want %d", q, page.Total, len(want))
		}
		if !slices.Equal(page.LeftOut, leftOut) {
			t.Fatalf("%+v: left out %q, want %q", q, page.LeftOut, leftOut)
		}
		for i, item := range page.Items {
			if at+i >= len(want) {
				t.Fatalf("%+v: %d results too many", q, len(page.Items)-i)
			}
			w := want[at+i]
			room, told := plain.rooms[item.Service]
			if told != (item.Room != nil) || told && *item.Room != room {
				t.Fatalf("%+v: %s shows %+v, want %+v", q, item.Service, item.Room, room)
			}
			if item.Service != w.entry.Service || item.Location != w.entry.Location || item.DistanceM != w.distance {
				t.Fatalf("%+v: result %d is %s at %s, %d m; want %s at %s, %d m (class %d)", q, at+i,
					item.Service, item.Location, item.DistanceM, w.entry.Service, w.entry.Location, w.distance, w.class)
			}
		}
		at += len(page.Items)
		if page.Next == "" {
			if at != len(want) {
				t.Fatalf("%+v: %d results, want %d", q, at, len(want))
			}
			return
		}
		if len(page.Items) != q.Limit {
			t.Fatalf("%+v: a page of %d with a next one, want %d", q, len(page.Items), q.Limit)
		}
		q.Cursor = page.Next
	}
}
