package finding

import (
	"cmp"
	"slices"
)

// sortKey is a document's place in the order, apart from ties: class, whether it can be reached in
// time, and distance in metres. Distance already puts the 500 m buckets in order; a wait to compare
// within a bucket would come between the two.
type sortKey uint64

const (
	// notReached is set for what is closed at the moment asked or farther than people go.
	notReached sortKey = 1 << 32
	classShift         = 33
	// unknownM is farther than any distance.
	unknownM = 1<<32 - 1
)

func makeKey(class uint8, reached bool, distance uint32) sortKey {
	k := sortKey(class)<<classShift | sortKey(distance)
	if !reached {
		k |= notReached
	}
	return k
}

// in gives the key of a document of the best class in another class.
func (k sortKey) in(class uint8) sortKey { return k | sortKey(class)<<classShift }

func (k sortKey) class() uint8     { return uint8(k >> classShift) }
func (k sortKey) distance() uint32 { return uint32(k) }

// hit is a document that fits.
type hit struct {
	key sortKey
	run *run
	doc uint32
}

// before is the total order of results: key, then service, location and area.
func (h *hit) before(o *hit) bool {
	if h.key != o.key {
		return h.key < o.key
	}
	return compare(h.run.segment, h.doc, o.run.segment, o.doc) < 0
}

// top keeps the first few hits; the last of them lies on top of the heap.
type top struct {
	hits []hit
	size int
}

func (t *top) full() bool { return len(t.hits) == t.size }

// takes tells whether something with this key could still come in.
func (t *top) takes(k sortKey) bool { return !t.full() || k <= t.hits[0].key }

// takesHit tells whether h would come in.
func (t *top) takesHit(h *hit) bool { return !t.full() || h.before(&t.hits[0]) }

func (t *top) add(h hit) {
	if !t.full() {
		t.hits = append(t.hits, h)
		for i := len(t.hits) - 1; i > 0; {
			parent := (i - 1) / 2
			if !t.hits[parent].before(&t.hits[i]) {
				break
			}
			t.hits[i], t.hits[parent] = t.hits[parent], t.hits[i]
			i = parent
		}
		return
	}
	if !h.before(&t.hits[0]) {
		return
	}
	t.hits[0] = h
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(t.hits) {
			return
		}
		if child+1 < len(t.hits) && t.hits[child].before(&t.hits[child+1]) {
			child++
		}
		if !t.hits[i].before(&t.hits[child]) {
			return
		}
		t.hits[i], t.hits[child] = t.hits[child], t.hits[i]
		i = child
	}
}

// sorted gives the hits in order.
func (t *top) sorted() []hit {
	slices.SortFunc(t.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.key, b.key), compare(a.run.segment, a.doc, b.run.segment, b.doc))
	})
	return t.hits
}
