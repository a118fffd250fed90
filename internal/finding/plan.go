package finding

import (
	"cmp"
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

// walkLists is how many lists a walk follows at once.
const walkLists = 8

// candidates are the documents that are worth looking at for one condition: those on any of some
// lists, or all.
type candidates struct {
	all   bool
	lists [][]uint32
	size  int
	// both, on a walk only, counts the lists of a second condition at the end of lists: documents
	// must stand on one of those as well. To miss on a list costs less than to look at a document.
	both int
}

// condition is one word, or one filter, by what it would have to look at.
type condition struct {
	lists [][]uint32 // of a filter
	slot  int        // of a word, or -1
	n     int        // number of lists
	size  int
}

// candidates gives the shortest candidates for the words' classes up to most, and the filters.
func (r *run) candidates(most uint8) candidates {
	if r.filter.none || r.search.hasWords && !r.hasLevel(most) {
		return candidates{}
	}
	best := condition{slot: -1, size: len(r.segment.docs)}
	r.eachCondition(most, func(c condition) {
		if c.size < best.size {
			best = c
		}
	})
	return candidates{all: best.n == 0 && best.size > 0, lists: r.listsOf(best, most), size: best.size}
}

// walkCandidates gives the shortest that a walk can follow, and the second shortest to check with.
func (r *run) walkCandidates(most uint8) candidates {
	best := condition{slot: -1, size: len(r.segment.docs)}
	second := best
	r.eachCondition(most, func(c condition) {
		switch {
		case c.n > walkLists:
		case c.size < best.size:
			best, second = c, best
		case c.size < second.size:
			second = c
		}
	})
	c := candidates{all: best.n == 0, lists: r.listsOf(best, most), size: best.size}
	// A check that lets more than one in six through costs more than it spares.
	if second.n > 0 && second.size < len(r.segment.docs)/6 && len(c.lists)+second.n <= walkLists {
		check := r.listsOf(second, most)
		c.lists, c.both = append(slices.Clip(c.lists), check...), len(check)
	}
	return c
}

// eachCondition goes over the filters that have lists and the words that count.
func (r *run) eachCondition(most uint8, yield func(condition)) {
	for _, lists := range r.filter.lists {
		c := condition{lists: lists, slot: -1, n: len(lists)}
		for _, l := range lists {
			c.size += len(l)
		}
		yield(c)
	}
	for slot := range r.search.understood {
		if r.search.leftOut&(1<<slot) != 0 {
			continue
		}
		c := condition{slot: slot}
		r.eachList(slot, most, func(l []uint32) bool {
			c.size += len(l)
			c.n++
			return c.size < len(r.segment.docs)
		})
		yield(c)
	}
}

func (r *run) listsOf(c condition, most uint8) [][]uint32 {
	if c.slot < 0 {
		return c.lists
	}
	return r.wordLists(c.slot, most)
}

// hasLevel tells whether any word has lists of just this class: without them no document has it.
// classWeak stands for all classes as well.
func (r *run) hasLevel(class uint8) bool {
	if class == classWeak {
		return true
	}
	for i := range r.search.understood {
		if r.search.leftOut&(1<<i) != 0 {
			continue
		}
		for _, h := range r.meanings[i].disciplines {
			if h.class == class {
				return true
			}
		}
		for _, e := range r.meanings[i].terms {
			if e.class == class || e.class+1 == class {
				return true
			}
		}
	}
	return false
}

func (r *run) wordLists(slot int, most uint8) [][]uint32 {
	var lists [][]uint32
	r.eachList(slot, most, func(l []uint32) bool {
		lists = append(lists, l)
		return true
	})
	// One word can be there twice, as itself and as a form of another. Equal lists begin at the
	// same address.
	slices.SortFunc(lists, func(a, b []uint32) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(len(a), len(b)))
	})
	return slices.CompactFunc(lists, func(a, b []uint32) bool { return &a[0] == &b[0] })
}

// eachList goes over the lists of a word up to a class.
func (r *run) eachList(slot int, most uint8, yield func([]uint32) bool) {
	least := uint8(0)
	if r.search.onlyLevel {
		least = most
	}
	put := func(class uint8, list []uint32) bool {
		return class < least || class > most || len(list) == 0 || yield(list)
	}
	s := r.segment
	for _, h := range r.meanings[slot].disciplines {
		if !put(h.class, s.byDiscipline.list(h.number)) {
			return
		}
	}
	for _, e := range r.meanings[slot].terms {
		if !put(e.class, s.byTerm.list(e.term<<1)) || !put(min(e.class+1, classWeak), s.byTerm.list(e.term<<1|1)) {
			return
		}
	}
}

// scan looks at every candidate.
func (r *run) scan(c candidates, level int) {
	switch {
	case c.all && r.search.near == nil && level != anyClass:
		// In order of the ids, the first that fit fill the page; the rest need no look.
		best := makeKey(uint8(level), true, unknownM)
		for _, d := range r.segment.byRank {
			if !r.search.top.takesHit(&hit{best, r, d}) {
				return
			}
			r.consider(d, level)
		}
	case c.all:
		for d := range r.segment.docs {
			r.consider(uint32(d), level)
		}
	case len(c.lists) == 1:
		for _, d := range c.lists[0] {
			r.consider(d, level)
		}
	default:
		for _, l := range c.lists {
			for _, d := range l {
				if r.first(d) {
					r.consider(d, level)
				}
			}
		}
		r.forget()
	}
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

func (r *run) forget() {
	for _, d := range r.touched {
		r.seen.clear(d)
	}
	r.touched = r.touched[:0]
}
