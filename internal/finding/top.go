package finding

import (
	"cmp"
	"slices"
)

// sortKey is a document's place in the order, apart from ties: class, whether it can be reached in
// time, the bucket of its distance, the wait, and the metres within the bucket.
type sortKey uint64

const (
	// bucketM is how much farther nobody minds to go for a shorter wait.
	bucketM = 500

	waitShift   = 9 // the metres within a bucket come below it
	bucketShift = waitShift + 12
	// notReached is set for what is closed at the moment asked or farther than people go.
	notReached sortKey = 1 << (bucketShift + 24)
	classShift         = bucketShift + 25

	// unknownM is farther than any distance.
	unknownM = 1<<32 - 1
	// unknownWait is longer than any: who tells a long wait stands before who tells none.
	unknownWait = 1<<12 - 1
)

// makeKey gives the key of a document of which no wait is known.
func makeKey(class uint8, reached bool, distance uint32) sortKey {
	k := sortKey(class)<<classShift | sortKey(distance/bucketM)<<bucketShift | unknownWait<<waitShift | sortKey(distance%bucketM)
	if !reached {
		k |= notReached
	}
	return k
}

// waiting gives the key with a wait of so many days, -1 for unknown. Without a distance there is no
// bucket within which waits could be compared.
func (k sortKey) waiting(days int) sortKey {
	if days < 0 || k.distance() == unknownM {
		return k
	}
	return k.withWait(min(sortKey(days), unknownWait-1))
}

func (k sortKey) withWait(w sortKey) sortKey { return k&^(unknownWait<<waitShift) | w<<waitShift }

func (k sortKey) wait() sortKey { return k >> waitShift & unknownWait }

// first gives the first key of the same bucket: nothing of this distance or farther has one before it.
func (k sortKey) first() sortKey { return k &^ (1<<bucketShift - 1) }

// in gives the key of a document of the best class in another class.
func (k sortKey) in(class uint8) sortKey { return k | sortKey(class)<<classShift }

func (k sortKey) class() uint8 { return uint8(k >> classShift) }
func (k sortKey) distance() uint32 {
	return uint32(k>>bucketShift&(1<<24-1))*bucketM + uint32(k&(1<<waitShift-1))
}

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
