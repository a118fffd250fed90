package finding

import (
	"math"
	"sync/atomic"
	"time"
)

// cell holds the figures of one service. All its documents point at the same cell, in every segment
// and every snapshot: a new figure is one swap, after which each search sees it, and no segment is
// made anew.
type cell struct{ at atomic.Pointer[seen] }

// seen are figures with what they say in one minute. It never changes.
type seen struct {
	figures Figures // nil: the service has no offer any more
	minute  int64
	// What a search asks of every service on its way lies in front, in one cache line.
	wait   int32
	yes    bool // it has room for certain
	longer bool // the wait is longer than that
	sight  Sight
}

const noMinute = -1 << 62

func (c *cell) tell(f Figures) { c.at.Store(&seen{figures: f, minute: noMinute, wait: -1}) }

// see gives what the figures say now, with an empty sight where there are none. Age counts at the question: what was worked
// out serves the searches of one minute, and only if nothing expires within it.
func (c *cell) see(now time.Time) *seen {
	s := c.at.Load()
	minute := now.Unix() / 60
	if s.minute == minute || s.figures == nil {
		return s
	}
	next := &seen{figures: s.figures, minute: minute}
	var until time.Time
	next.sight, until = s.figures.See(now)
	next.wait = int32(min(max(next.sight.WaitDays, -1), math.MaxInt32))
	next.yes, next.longer = next.sight.Status.Accepting() == "yes", next.sight.WaitLonger
	if until.Unix()/60 > minute {
		// When newer figures came meanwhile, theirs stand.
		c.at.CompareAndSwap(s, next)
	}
	return next
}

// Telling says what became of the offers of one service; without figures it has none any more.
type Telling struct {
	Service string
	Figures Figures
}

// Tell takes figures over; when it returns, every search sees them. Those of a service that the index
// does not have are kept for when it comes.
func (x *Index) Tell(all []Telling) {
	x.mu.Lock()
	defer x.mu.Unlock()
	var first []string
	for _, t := range all {
		c := x.cells[t.Service]
		if c == nil {
			if t.Figures == nil {
				continue
			}
			c = new(cell)
			x.cells[t.Service] = c
			first = append(first, t.Service)
		}
		c.tell(t.Figures)
	}
	if len(first) == 0 {
		return
	}
	for _, v := range x.current.Load().views {
		v.segment.link(x.cells, first)
	}
	if x.merging != nil {
		x.firsts = append(x.firsts, first...)
	}
}

// link points the documents of some services at their cells.
func (s *segment) link(cells map[string]*cell, services []string) {
	linked := false
	for _, service := range services {
		for _, d := range s.of(service) {
			s.cells[d].Store(cells[service])
			linked = true
		}
	}
	if linked {
		s.gatherCells()
	}
}

// linkAll is link for a new segment: it asks of its documents rather than of all services.
func (s *segment) linkAll(cells map[string]*cell) {
	if len(cells) == 0 {
		return
	}
	for d := range s.cells {
		if c := cells[s.service(uint32(d))]; c != nil {
			s.cells[d].Store(c)
		}
	}
	s.gatherCells()
}

// tellers are the documents that have a cell, as a set to find them by, and as bits: most services have
// none, and the bits are in the processor's cache where the cells are not.
type tellers struct {
	docSet
	bits bits
}

// gatherCells notes which documents have a cell.
func (s *segment) gatherCells() {
	t := &tellers{bits: newBits(len(s.docs))}
	p := newPostings(1, len(s.docs), func(put func(set, doc uint32)) {
		for d := range s.cells {
			if s.cells[d].Load() != nil {
				t.bits.set(uint32(d))
				put(0, uint32(d))
			}
		}
	})
	t.docSet = p.set(0)
	s.told.Store(t)
}

// room gives what is seen of document d, nil where nothing is told.
func (s *segment) room(d uint32, now time.Time) *Sight {
	if !s.told.Load().bits.has(d) {
		return nil
	}
	if seen := s.cells[d].Load().see(now); seen.figures != nil {
		return &seen.sight
	}
	return nil
}

// asksRoom tells whether a service must say something of its room to fit.
func (q *Query) asksRoom() bool { return q.Accepting || q.MaxWaitDays > 0 }

// suits tells whether the room of a service is what is asked. Who has room now need not say how long
// people wait.
func (q *Query) suits(s *seen) bool {
	if q.Accepting && !s.yes {
		return false
	}
	if q.MaxWaitDays == 0 {
		return true
	}
	if s.wait < 0 {
		return s.yes
	}
	return int(s.wait) <= q.MaxWaitDays && !s.longer
}
