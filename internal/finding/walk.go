package finding

import "slices"

// node is a box on the way from near to far: the documents in it are those between two numbers,
// and of each list followed the part between from and until.
type node struct {
	atLeast     uint32 // metres from the place asked
	level       int8   // of the boxes; -1 is the documents without a place
	run         uint16
	index       uint32
	from, until [walkLists]uint32
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
func (s *search) begin(run int, c candidates) {
	r := &s.runs[run]
	r.follow = c
	n := node{run: uint16(run), level: int8(len(r.segment.boxes) - 1)}
	tail := node{run: uint16(run), level: -1, atLeast: unknownM}
	for i, l := range c.lists {
		known, _ := slices.BinarySearch(l, r.segment.known)
		n.until[i] = uint32(known)
		tail.from[i], tail.until[i] = uint32(known), uint32(len(l))
	}
	if n.level >= 0 {
		s.frontier.push(n)
	}
	if s.query.RadiusM == 0 && int(r.segment.known) < len(r.segment.docs) {
		s.frontier.push(tail)
	}
}

// walk goes through the frontier from near to far until nothing farther can come in. Beyond ReachM
// nothing counts as reached, so the best key a box can still give only grows along the way.
func (s *search) walk(level int) {
	for len(s.frontier) > 0 {
		n := s.frontier.pop()
		if !s.top.takes(makeKey(uint8(level), n.atLeast <= ReachM, n.atLeast)) ||
			s.query.RadiusM > 0 && n.atLeast > uint32(s.query.RadiusM) {
			break
		}
		r := &s.runs[n.run]
		from, until := r.between(&n)
		size := until - from
		if !r.follow.all {
			size = 0
			for i := range r.follow.own() {
				size += n.until[i] - n.from[i]
			}
		}
		if n.level <= 0 || size <= blockSize {
			r.look(&n, from, until, level)
			continue
		}
		s.expandNode(&n)
	}
	s.frontier = s.frontier[:0]
	for i := range s.runs {
		s.runs[i].forget()
	}
}

// between gives the numbers of the documents in a node.
func (r *run) between(n *node) (from, until uint32) {
	if n.level < 0 {
		return r.segment.known, uint32(len(r.segment.docs))
	}
	wide := span(int(n.level))
	return n.index * wide, min((n.index+1)*wide, r.segment.known)
}

func (r *run) look(n *node, from, until uint32, level int) {
	if r.follow.all {
		for d := from; d < until; d++ {
			r.consider(d, level)
		}
		return
	}
	own := r.follow.own()
	for i, l := range own {
		for _, d := range l[n.from[i]:n.until[i]] {
			if r.onBoth(n, d) && (len(own) == 1 || r.first(d)) {
				r.consider(d, level)
			}
		}
	}
}

// own gives the lists of the condition that is walked along.
func (c *candidates) own() [][]uint32 { return c.lists[:len(c.lists)-c.both] }

// onBoth tells whether d stands on a list of the second condition, if there is one.
func (r *run) onBoth(n *node, d uint32) bool {
	if r.follow.both == 0 {
		return true
	}
	for i := len(r.follow.lists) - r.follow.both; i < len(r.follow.lists); i++ {
		if _, ok := slices.BinarySearch(r.follow.lists[i][n.from[i]:n.until[i]], d); ok {
			return true
		}
	}
	return false
}

// expandNode puts the boxes inside a node on the frontier, without those that no list has
// documents in, of either condition.
func (s *search) expandNode(n *node) {
	r := &s.runs[n.run]
	inner := r.segment.boxes[n.level-1]
	wide := span(int(n.level) - 1)
	firstCheck := len(r.follow.lists) - r.follow.both
	child := node{run: n.run, level: n.level - 1, until: n.from}
	for index := n.index * fanOut; index < min((n.index+1)*fanOut, uint32(len(inner))); index++ {
		own, check := r.follow.all, r.follow.both == 0
		child.index, child.from = index, child.until
		for i, l := range r.follow.lists {
			rest := l[child.from[i]:n.until[i]]
			at, _ := slices.BinarySearch(rest, (index+1)*wide)
			child.until[i] = child.from[i] + uint32(at)
			if at > 0 && i < firstCheck {
				own = true
			} else if at > 0 {
				check = true
			}
		}
		if own && check {
			child.atLeast = uint32(inner[index].atLeast(*s.near))
			s.frontier.push(child)
		}
	}
}
