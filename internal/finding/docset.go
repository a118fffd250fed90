package finding

import "slices"

// docSet is some documents: a list of their numbers in rising order when they are few, and otherwise
// bits, of which 64 are compared with another set in one step.
type docSet struct {
	list []uint32
	bits bits
	size int
}

// denseShare is the part of all documents, one in so many, above which a set is kept as bits. The
// smallest such set takes four times the memory of its list, and a set four times as large no more.
const denseShare = 128

// isDense tells which sets are kept as bits. In a small segment a short list costs less to make.
func isDense(size, docs int) bool { return size > 16 && size*denseShare > docs }

// postings are sets of documents.
type postings struct {
	// docs[starts[i]:starts[i+1]] is the list of set i; it is empty when the set is dense.
	starts, docs []uint32
	dense        map[uint32]docSet
}

func (p *postings) set(i uint32) docSet {
	list := p.docs[p.starts[i]:p.starts[i+1]]
	if len(list) == 0 {
		return p.dense[i]
	}
	return docSet{list: list, size: len(list)}
}

// newPostings makes n sets of so many documents; each is called twice with the same pairs, in rising
// order of documents.
func newPostings(n, docs int, each func(put func(set, doc uint32))) postings {
	sizes := make([]int, n)
	each(func(set, _ uint32) { sizes[set]++ })
	p := postings{starts: make([]uint32, n+1), dense: map[uint32]docSet{}}
	dense := make([]bits, n)
	total := uint32(0)
	for i, size := range sizes {
		p.starts[i] = total
		if isDense(size, docs) {
			dense[i] = newBits(docs)
			p.dense[uint32(i)] = docSet{bits: dense[i], size: size}
		} else {
			total += uint32(size)
		}
	}
	p.starts[n] = total
	p.docs = make([]uint32, total)
	next := slices.Clone(p.starts)
	each(func(set, doc uint32) {
		if dense[set] != nil {
			dense[set].set(doc)
			return
		}
		p.docs[next[set]] = doc
		next[set]++
	})
	return p
}

// codePostings are sets by code, for codes of which a document can have several.
type codePostings struct {
	postings
	number map[string]uint32
}

func (p *codePostings) of(code string) docSet {
	if i, ok := p.number[code]; ok {
		return p.set(i)
	}
	return docSet{}
}
