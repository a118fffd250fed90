package finding

import (
	mathbits "math/bits"
	"strings"
	"sync"
	"time"

	"eerstelijn/internal/finding/words"
)

// Search finds services. Results stand in this order, which is total:
//
//  1. how well the words fit, worst word first (see the classes in understand.go);
//  2. what can be reached in time before what cannot: open at the moment asked, or else now, and
//     no farther than [ReachM] when a place is asked;
//  3. distance in buckets of 500 m, what has no place last;
//  4. within a bucket the shorter wait, what tells none last; then distance in metres;
//  5. the ids of service and location.
//
// A figure that changes while somebody turns pages may move a service over the edge of a page, within
// its bucket: figures are shown as they stand, not as they stood.
//
// A service with several locations stands once, where its first location in this order stands. When
// nothing fits all words, words are left out until something does, those that name a discipline
// last; the page says so. Errors are Invalid.
func (x *Index) Search(q Query) (Page, error) {
	if err := q.check(); err != nil {
		return Page{}, err
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if q.Now.IsZero() {
		q.Now = x.now()
	}
	after, err := q.cursor()
	if err != nil {
		return Page{}, err
	}
	snap := x.current.Load()
	if after != nil {
		snap = x.snapshotOf(after.generation, snap)
	}
	s := searches.Get().(*search)
	defer s.end()
	s.limits = x.limits
	s.start(snap, &q, after)
	s.find()
	return s.page(snap.generation), nil
}

// search is one search under way, with memory that later searches use again.
type search struct {
	query  *Query
	near   *place
	place  place
	moment time.Time // that open is asked of
	after  *position
	runs   []run
	limits limits

	understood []words.Match
	mended     [words.MaxWords]string
	// leftOut has a bit for each understood word that does not count.
	leftOut  uint8
	hasWords bool
	// onlyLevel tells that a document's class is that of the list it stands on.
	onlyLevel bool

	top      top
	frontier frontier
	// counting tells that every candidate is looked at; total is how many services fit.
	counting bool
	total    int
	// fetched is only there to be written to, so that what is read ahead is read.
	fetched uint32
}

var searches = sync.Pool{New: func() any { return new(search) }}

func (s *search) start(snap *snapshot, q *Query, after *position) {
	s.query, s.after, s.total = q, after, 0
	s.moment = q.Now
	if after != nil && q.Now.Sub(after.moment).Abs() < pinned {
		s.moment = after.moment
	}
	if !q.OpenAt.IsZero() {
		s.moment = q.OpenAt
	}
	if q.Near != nil {
		s.place = placeOf(q.Near.Lat, q.Near.Lon)
		s.near = &s.place
	}
	for len(s.runs) < len(snap.views) {
		s.runs = append(s.runs, run{})
	}
	s.runs = s.runs[:len(snap.views)]
	for i := range s.runs {
		s.runs[i].view, s.runs[i].search = snap.views[i], s
	}
	s.understand(q.Words)
	for i := range s.runs {
		s.runs[i].prepare(q.OpenAt.IsZero() && after == nil)
	}
	s.top.size = q.Limit + 1 // one more tells whether there is a next page
}

// end forgets everything but the memory.
func (s *search) end() {
	for i := range s.runs {
		s.runs[i].clean()
	}
	s.query, s.near, s.after = nil, nil, nil
	s.understood, s.mended, s.leftOut = nil, [words.MaxWords]string{}, 0
	clear(s.top.hits)
	s.top.hits = s.top.hits[:0]
	searches.Put(s)
}

// find fills the top, leaving words out as far as needed.
func (s *search) find() {
	all := uint8(1)<<len(s.understood) - 1
	if s.after != nil {
		// The next page belongs to what the first one found.
		s.leftOut = s.after.leftOut & all
		s.attempt()
		return
	}
	if len(s.understood) > 0 && s.leftOut == all {
		return // not one word means anything: nothing fits, rather than everything
	}
	for {
		s.attempt()
		if len(s.top.hits) > 0 || !s.leaveOut() {
			return
		}
	}
}

// leaveOut leaves one more word out: the last that names no discipline, or else the last. It gives
// false when only one word is left.
func (s *search) leaveOut() bool {
	last, lastPlain, left := -1, -1, 0
	for i := range s.understood {
		if s.leftOut&(1<<i) != 0 {
			continue
		}
		left++
		last = i
		if !s.namesDiscipline(i) {
			lastPlain = i
		}
	}
	if left < 2 {
		return false
	}
	if lastPlain >= 0 {
		last = lastPlain
	}
	s.leftOut |= 1 << last
	return true
}

func (s *search) namesDiscipline(slot int) bool {
	for i := range s.runs {
		if len(s.runs[i].meanings[slot].disciplines) > 0 {
			return true
		}
	}
	return false
}

// attempt searches with the words that count now.
func (s *search) attempt() {
	s.hasWords = s.leftOut != uint8(1)<<len(s.understood)-1
	s.onlyLevel = false
	candidates := 0
	for i := range s.runs {
		s.runs[i].plan(classWeak)
		candidates += s.runs[i].candidates
	}
	s.counting = candidates <= s.limits.count
	s.total = 0
	if s.counting {
		for i := range s.runs {
			if r := &s.runs[i]; r.candidates > 0 {
				r.scan(anyClass)
			}
		}
		return
	}
	s.total = -1
	level, last := 0, 0
	if s.hasWords {
		last = classes - 1
		// A document's class is that of its only word.
		s.onlyLevel = mathbits.OnesCount8(s.leftOut) == len(s.understood)-1
	}
	if s.after != nil {
		level = int(s.after.key.class())
	}
	for ; level <= last && !s.top.full(); level++ {
		for i := range s.runs {
			r := &s.runs[i]
			r.plan(uint8(level))
			switch {
			case r.candidates == 0:
			case r.candidates <= s.limits.scan:
				r.scan(level)
			case s.near == nil:
				r.inOrder(level)
			default:
				s.begin(i)
			}
		}
		s.walk(level)
	}
}

// page makes the page of what was found.
func (s *search) page(generation uint64) Page {
	hits := s.top.sorted()
	p := Page{Total: s.total, Understood: s.understood}
	if len(hits) > s.query.Limit {
		hits = hits[:s.query.Limit]
		p.Next = s.next(&hits[len(hits)-1], generation)
	}
	p.Items = make([]Result, len(hits))
	// As in look: each is touched before the first is built.
	for i := range hits {
		s.fetched ^= hits[i].run.segment.names[hits[i].doc].service
	}
	for i := range hits {
		s.fetched ^= hits[i].run.segment.touch(hits[i].doc)
	}
	for i := range hits {
		h := &hits[i]
		item := &p.Items[i]
		item.Entry, item.DistanceM = h.run.segment.entry(h.doc), -1
		if h.key.distance() != unknownM {
			item.DistanceM = int(h.key.distance())
		}
	}
	s.explain(p.Items, hits)
	var mended []string
	typo := false
	for i, m := range s.understood {
		switch {
		case s.leftOut&(1<<i) != 0:
			p.LeftOut = append(p.LeftOut, m.Asked)
			mended = append(mended, m.Asked)
		case m.How == words.Typo:
			typo = true
			mended = append(mended, m.Found)
		default:
			mended = append(mended, m.Asked)
		}
	}
	p.Relaxed = len(p.LeftOut) > 0 && len(hits) > 0
	if typo {
		p.Suggestion = strings.Join(mended, " ")
	}
	return p
}
