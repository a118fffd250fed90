package finding

import (
	"eerstelijn/internal/finding/words"
)

// run is one search in one segment.
type run struct {
	view
	search *search
	filter filter
	open   *openTable // at the moment asked
	told   bits       // which documents tell something of their room
	// openOnly tells that nothing else fits.
	openOnly bool

	meanings [words.MaxWords]meaning
	// wordSets are the documents that the meanings stand for; levelSets those of the level at hand.
	wordSets  [words.MaxWords][]wordSet
	levelSets [words.MaxWords][]docSet
	// conditions are those of the level at hand, and candidates how many documents can meet them; see plan.
	conditions []condition
	candidates int

	// masks are made of the conditions; masked tells that they stand for all of them. In fits is worked
	// out which documents are in every mask, in either which are in one.
	masks        []mask
	masked       bool
	fits, either bits
	// lent and spare are bits for documents that stand on lists; spare ones are all clear.
	lent  []loan
	spare []bits

	// classOf has for each word of the segment four bits per word of the question: 0 does not
	// match, otherwise the class plus one. It is all zero between searches.
	classOf      []uint32
	disciplineOf []uint32
	// seen marks documents that stand on several of the lists gone through; all clear between them.
	seen    bits
	touched []uint32
}

// prepare translates query and meanings into the segment's numbers.
func (r *run) prepare(keep bool) {
	s := r.search
	r.segment.filter(s.query, &r.filter)
	r.open = r.segment.openAt(s.moment, keep)
	r.openOnly = !s.query.OpenAt.IsZero()
	r.told = r.segment.told.Load().bits
	grow := func(table []uint32, n int) []uint32 {
		if len(table) < n {
			return make([]uint32, n)
		}
		return table
	}
	r.classOf = grow(r.classOf, r.segment.lexicon.Len())
	r.disciplineOf = grow(r.disciplineOf, len(r.segment.discipline.values))
	if len(r.seen)*64 < len(r.segment.docs) {
		r.seen = newBits(len(r.segment.docs))
	}
	for slot := range s.understood {
		shift := 4 * slot
		for _, e := range r.meanings[slot].terms {
			mark(&r.classOf[e.term], shift, e.class)
		}
		for _, h := range r.meanings[slot].disciplines {
			mark(&r.disciplineOf[h.number], shift, h.class)
		}
	}
	r.gather()
}

func mark(cell *uint32, shift int, class uint8) {
	if old := *cell >> shift & 15; old == 0 || uint32(class)+1 < old {
		*cell = *cell&^(15<<shift) | (uint32(class)+1)<<shift
	}
}

// clean makes the run ready for another search.
func (r *run) clean() {
	for slot := range r.meanings {
		m := &r.meanings[slot]
		for _, e := range m.terms {
			r.classOf[e.term] = 0
		}
		for _, h := range m.disciplines {
			r.disciplineOf[h.number] = 0
		}
		m.terms, m.disciplines = m.terms[:0], m.disciplines[:0]
		// Nothing is kept of a segment that others may let go of.
		clear(r.wordSets[slot][:cap(r.wordSets[slot])])
		clear(r.levelSets[slot][:cap(r.levelSets[slot])])
	}
	clear(r.conditions[:cap(r.conditions)])
	clear(r.filter.conditions[:cap(r.filter.conditions)])
	r.view, r.search, r.open, r.told = view{}, nil, nil, nil
}

// class gives the class of document d for the words that count: that of its worst word.
func (r *run) class(d uint32) (class uint8, ok bool) {
	if !r.search.hasWords {
		return 0, true
	}
	var best [words.MaxWords]uint8 // class plus one; 0 is not found
	n := len(r.search.understood)
	note := func(cell uint32, weak uint8) {
		for slot := 0; cell != 0; slot, cell = slot+1, cell>>4 {
			c := uint8(cell & 15)
			if c == 0 {
				continue
			}
			if c = min(c+weak, classes); best[slot] == 0 || c < best[slot] {
				best[slot] = c
			}
		}
	}
	note(r.disciplineOf[r.segment.docs[d].discipline], 0)
	if n == 1 && best[0] == classSame+1 {
		return classSame, true // no word of the document can do better
	}
	for _, code := range r.segment.termsOf(d) {
		if cell := r.classOf[code>>1]; cell != 0 {
			note(cell, uint8(code&1))
		}
	}
	worst := uint8(1)
	for slot := range n {
		if r.search.leftOut&(1<<slot) != 0 {
			continue
		}
		if best[slot] == 0 {
			return 0, false
		}
		worst = max(worst, best[slot])
	}
	return worst - 1, true
}

// reach tells whether d fits but for its words and its room, and the key that it would have in the best
// class if its wait were not known.
func (r *run) reach(d uint32) (sortKey, bool) {
	s := r.search
	doc := &r.segment.docs[d]
	if !r.filter.fits(doc) || r.isDead(d) {
		return 0, false
	}
	distance := uint32(unknownM)
	if s.near != nil && doc.flags&hasPlace != 0 {
		distance = uint32(metres(*s.near, doc.place))
	}
	if s.query.RadiusM > 0 && distance > uint32(s.query.RadiusM) {
		return 0, false
	}
	open := r.open.open.has(doc.hours)
	if !open && !s.query.OpenAt.IsZero() {
		return 0, false
	}
	return makeKey(0, open && (s.near == nil || distance <= ReachM), distance), true
}

// anyClass as a level takes documents of every class.
const anyClass = -1

// consider takes document d into the top when it belongs there. With a level only that class fits. The
// words are looked at last, as they cost most, and not at all when d could not come in any more.
func (r *run) consider(d uint32, level int) {
	k, ok := r.reach(d)
	if !ok {
		return
	}
	s := r.search
	if r.told.has(d) {
		// Its figures lie elsewhere in memory: they are not fetched for what is too far whatever they say.
		if level != anyClass && !s.top.takes(k.in(uint8(level)).first()) {
			return
		}
		room := r.segment.cells[d].Load().see(s.query.Now)
		if !s.query.suits(room) {
			return
		}
		k = k.waiting(int(room.wait))
	} else if s.query.asksRoom() {
		return
	}
	if level != anyClass && !s.top.takesHit(&hit{k.in(uint8(level)), r, d}) {
		return
	}
	// What all masks of the best class let through is of the best class.
	class := uint8(classSame)
	if !r.masked || level != classSame {
		if class, ok = r.class(d); !ok || level != anyClass && int(class) != level {
			return
		}
	}
	h := hit{k.in(class), r, d}
	if s.counting {
		if r.hasBetterSibling(&h) {
			return
		}
		s.total++
	}
	if !s.top.takesHit(&h) || s.after != nil && !s.after.precedes(&h) {
		return
	}
	if !s.counting && r.hasBetterSibling(&h) {
		return
	}
	s.top.add(h)
}

// hasBetterSibling tells whether the same service stands earlier in the order with another
// document. It asks this of the documents themselves, not of what was shown: so a service comes
// once over all pages. The room is that of the service, and is not asked again: it may have changed
// since h was made.
func (r *run) hasBetterSibling(h *hit) bool {
	if r.segment.docs[h.doc].flags&hasSiblings == 0 {
		return false
	}
	siblings := r.segment.siblings(h.doc)
	// The best of them is often in the top already.
	first := r.segment.docs[siblings[0]].rank
	for i := range r.search.top.hits {
		o := &r.search.top.hits[i]
		if o.run == r && r.segment.docs[o.doc].rank-first < uint32(len(siblings)) && o.before(h) {
			return true
		}
	}
	for _, d := range siblings {
		if d == h.doc {
			continue
		}
		k, ok := r.reach(d)
		if ok && k.distance() != unknownM {
			k = k.withWait(h.key.wait())
		}
		if other := (hit{k, r, d}); !ok || !other.before(h) {
			continue // not even in the best class
		}
		// Its class is not that of the level at hand when it serves another area or was written
		// down differently.
		if class, ok := r.class(d); ok {
			if other := (hit{k.in(class), r, d}); other.before(h) {
				return true
			}
		}
	}
	return false
}
