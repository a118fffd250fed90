package finding

import (
	"slices"
	"time"
)

// mergeIfNeeded starts a merge in the background: of the small segments alone, or of everything
// when they have grown or much of the large one is dead. mu is held.
func (x *Index) mergeIfNeeded() {
	if x.merging != nil {
		return
	}
	views := x.current.Load().views
	small := 0
	for _, v := range views[1:] {
		small += len(v.segment.docs)
	}
	large := len(views[0].segment.docs)
	switch {
	case small > max(4096, large/16), views[0].deaths > max(4096, large/8):
	case len(views) > viewsMax:
		views = views[1:]
	default:
		return
	}
	x.merging, x.done = views, make(chan struct{})
	go x.merge(views)
}

// merge makes one segment of views, which stand behind one another, and puts it in their place. It
// holds nobody up: changes that come meanwhile go into segments of their own.
func (x *Index) merge(views []view) { x.install(views, join(views)) }

// join makes one segment of the living documents of views.
func join(views []view) view {
	b := newBuilder()
	for _, v := range views {
		b.addLiving(v)
	}
	s := b.segment()
	s.gatherCells()
	return view{segment: s}
}

// install puts merged in the place of views, with what changed since it was made of them.
func (x *Index) install(views []view, merged view) {
	x.mu.Lock()
	defer x.mu.Unlock()
	merged.segment.link(x.cells, x.firsts)
	x.firsts = nil
	var next []view
	gone := map[string]int{} // services that were replaced while the merge went on
	for _, v := range x.current.Load().views {
		i := slices.IndexFunc(views, func(m view) bool { return m.segment == v.segment })
		switch {
		case i < 0:
			next = append(next, v)
			continue
		case i == 0:
			next = append(next, merged)
		}
		for d := range uint32(len(v.segment.docs)) {
			if v.isDead(d) && !views[i].isDead(d) {
				gone[v.segment.service(d)] = 0
			}
		}
	}
	next[slices.IndexFunc(next, func(v view) bool { return v.segment == merged.segment })].bury(gone)
	x.replace(next)
	x.merging = nil
	close(x.done)
	x.done = nil
	x.mergeIfNeeded()
	// Without a later change nothing else would let go of the merged segments, which are large.
	time.AfterFunc(keepFor+time.Second, func() {
		x.keptMu.Lock()
		defer x.keptMu.Unlock()
		x.forget(x.now())
	})
}

func among(views []view, v view) bool {
	return slices.ContainsFunc(views, func(m view) bool { return m.segment == v.segment })
}

// Settle waits until no merge is under way. A program that must know its memory is at rest, such as
// a benchmark, calls it; searching and changing need not.
func (x *Index) Settle() {
	for {
		x.mu.Lock()
		done := x.done
		x.mu.Unlock()
		if done == nil {
			return
		}
		<-done
	}
}
