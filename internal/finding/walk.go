package finding

import "slices"

// node is a box on the way from near to far.
type node struct {
	atLeast uint32 // metres from the place asked
	index   uint32
	run     uint16
	level   int8 // of the boxes; -1 is the documents without a place
}

// frontier is a heap of nodes, the nearest on top.
type frontier []node

func (f *frontier) push(n node) {
	h := append(*f, n)
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if h[parent].atLeast <= h[i].atLeast {
			break
		}
		h[i], h[parent] = h[parent], h[i]
		i = parent
	}
	*f = h
}

func (f *frontier) pop() node {
	h := *f
	first, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].atLeast < h[child].atLeast {
			child++
		}
		if h[i].atLeast <= h[child].atLeast {
			break
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
	*f = h
	return first
}

// begin puts the whole segment on the frontier.
func (s *search) begin(run int) {
	r := &s.runs[run]
	r.mask()
	if top := len(r.segment.boxes) - 1; top >= 0 && (top >= tileLevel || r.fill(0, uint32(len(r.segment.boxes[0])))) {
		s.frontier.push(node{run: uint16(run), level: int8(top)})
	}
	if s.query.RadiusM == 0 && int(r.segment.known) < len(r.segment.docs) {
		s.frontier.push(node{run: uint16(run), level: -1, atLeast: unknownM})
	}
}

// walk goes through the frontier from near to far until nothing farther can come in. Beyond ReachM
// nothing counts as reached, so the best key a box can still give only grows along the way.
func (s *search) walk(level int) {
	for len(s.frontier) > 0 {
		n := s.frontier.pop()
		if !s.top.takes(makeKey(uint8(level), n.atLeast <= ReachM, n.atLeast).first()) ||
			s.query.RadiusM > 0 && n.atLeast > uint32(s.query.RadiusM) {
			break
		}
		switch r := &s.runs[n.run]; {
		case n.level < 0:
			r.fill(r.segment.known/64, r.words())
			r.look(r.segment.known, uint32(len(r.segment.docs)), level)
		case n.level == 0:
			r.look(n.index*blockSize, min((n.index+1)*blockSize, r.segment.known), level)
		case n.level != tileLevel || r.fill(r.blocks(n.level, n.index)):
			s.open(&n)
		}
	}
	s.frontier = s.frontier[:0]
	for i := range s.runs {
		s.runs[i].unmask()
	}
}

// tileLevel is the level of the boxes of which it is worked out, when they are reached, which documents
// can fit. A higher one works out more than it takes to fill a page; a lower one is slower where nothing
// fits, as memory is quicker in long rows.
const tileLevel = 4

// open puts the boxes inside a node on the frontier, without those of which it is known that nothing in
// them can fit.
func (s *search) open(n *node) {
	r := &s.runs[n.run]
	level := n.level - 1
	inner := r.segment.boxes[level]
	for index := n.index * fanOut; index < min((n.index+1)*fanOut, uint32(len(inner))); index++ {
		if level < tileLevel {
			from, until := r.blocks(level, index)
			if !slices.ContainsFunc(r.fits[from:until], func(word uint64) bool { return word != 0 }) {
				continue
			}
		}
		s.frontier.push(node{uint32(inner[index].atLeast(*s.near)), index, n.run, level})
	}
}

// blocks gives the boxes of the lowest level in a box, each of which is a word.
func (r *run) blocks(level int8, index uint32) (from, until uint32) {
	wide := span(int(level)) / blockSize
	return index * wide, min((index+1)*wide, uint32(len(r.segment.boxes[0])))
}
