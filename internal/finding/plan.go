package finding

import (
	"cmp"
	mathbits "math/bits"
	"slices"
)

// limits choose between going through candidates in a row and walking from near to far.
type limits struct {
	// count is how many candidates are all looked at, so that the results can be counted.
	count int
	// scan is how many candidates are gone through in a row rather than walked.
	scan int
}

var defaultLimits = limits{count: 1024, scan: 512}

// condition is one word, or one filter: a document must be in any of its sets.
type condition struct {
	sets []docSet
	// size is how many documents the sets have together, and listed how many of those are on lists.
	size, listed int
}

func (c *condition) add(s docSet) {
	if s.size == 0 {
		return
	}
	c.sets = append(c.sets, s)
	c.size += s.size
	c.listed += len(s.list)
}

// wordSet is a set of documents that have a word of the question, in one class.
type wordSet struct {
	class uint8
	docSet
}

// gather collects what each word of the question stands for.
func (r *run) gather() {
	s := r.segment
	for slot := range r.search.understood {
		sets, shift := r.wordSets[slot][:0], 4*slot
		put := func(class uint8, set docSet) {
			if set.size > 0 {
				sets = append(sets, wordSet{class, set})
			}
		}
		for _, h := range r.meanings[slot].disciplines {
			put(h.class, s.byDiscipline.set(h.number))
		}
		for _, e := range r.meanings[slot].terms {
			// A word can be there twice, as itself and as a form of another: the better class counts.
			if r.classOf[e.term]>>shift&15 != uint32(e.class)+1 {
				continue
			}
			put(e.class, s.byTerm.set(e.term<<1))
			put(min(e.class+1, classWeak), s.byTerm.set(e.term<<1|1))
		}
		r.wordSets[slot] = sets
	}
}

// plan collects the conditions of the filters and of the words' classes up to most, the one that fewest
// documents meet first, and notes how many those are at most: none, when no document can fit.
func (r *run) plan(most uint8) {
	r.conditions, r.candidates = r.conditions[:0], 0
	if r.filter.none || r.search.hasWords && !r.hasLevel(most) {
		return
	}
	r.conditions = append(r.conditions, r.filter.conditions...)
	least := uint8(0)
	if r.search.onlyLevel {
		least = most
	}
	for slot := range r.search.understood {
		if r.search.leftOut&(1<<slot) != 0 {
			continue
		}
		c := condition{sets: r.levelSets[slot][:0]}
		for i := range r.wordSets[slot] {
			if w := &r.wordSets[slot][i]; w.class >= least && w.class <= most {
				c.add(w.docSet)
			}
		}
		r.levelSets[slot] = c.sets
		r.conditions = append(r.conditions, c)
	}
	slices.SortFunc(r.conditions, func(a, b condition) int { return cmp.Compare(a.size, b.size) })
	r.candidates = len(r.segment.docs)
	if len(r.conditions) > 0 {
		r.candidates = min(r.candidates, r.conditions[0].size)
	}
}

// hasLevel tells whether any word has documents in just this class: without them no document has it.
// classWeak stands for all classes as well.
func (r *run) hasLevel(class uint8) bool {
	if class == classWeak {
		return true
	}
	for slot := range r.search.understood {
		if r.search.leftOut&(1<<slot) == 0 &&
			slices.ContainsFunc(r.wordSets[slot], func(w wordSet) bool { return w.class == class }) {
			return true
		}
	}
	return false
}

// scan looks at every document that can fit.
func (r *run) scan(level int) {
	// To go through bits takes a step for 64 documents, and a dense set has nothing else.
	if r.candidates*denseShare > len(r.segment.docs) {
		r.mask()
		r.fill(0, r.words())
		r.look(0, uint32(len(r.segment.docs)), level)
		r.unmask()
		return
	}
	sets := r.conditions[0].sets
	for i := range sets {
		for _, d := range sets[i].list {
			if len(sets) == 1 || r.first(d) {
				r.consider(d, level)
			}
		}
	}
	for _, d := range r.touched {
		r.seen.clear(d)
	}
	r.touched = r.touched[:0]
}

// first tells whether d was not looked at before on another list.
func (r *run) first(d uint32) bool {
	if r.seen.has(d) {
		return false
	}
	r.seen.set(d)
	r.touched = append(r.touched, d)
	return true
}

// inOrder looks at the documents that can fit in order of their ids, which without a place is the
// order of the results; when only few can fit, it looks at those.
func (r *run) inOrder(level int) {
	r.mask()
	defer r.unmask()
	r.fill(0, r.words())
	fits := 0
	for _, word := range r.fits[:r.words()] {
		fits += mathbits.OnesCount64(word)
	}
	if fits*denseShare <= len(r.segment.docs) {
		r.look(0, uint32(len(r.segment.docs)), level)
		return
	}
	// The first that fit fill the page; the rest need no look.
	best := makeKey(uint8(level), true, unknownM)
	for _, d := range r.segment.byRank {
		if !r.search.top.takesHit(&hit{best, r, d}) {
			return
		}
		if r.fits.has(d) {
			r.consider(d, level)
		}
	}
}
