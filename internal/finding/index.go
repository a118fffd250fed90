package finding

import (
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"eerstelijn/internal/clock"
)

// Index is the directory in memory. Any number of goroutines may search while others apply changes:
// a search works on one snapshot, which never changes.
//
// Figures of room change far more often than services, and stand outside the segments; see cell.go.
//
// A snapshot has one large segment and a few small ones with what changed since. A change makes a
// new small segment and marks the former documents of its service dead; when the small ones grow
// they are merged in the background.
type Index struct {
	now     clock.Clock
	limits  limits
	current atomic.Pointer[snapshot]

	// keptMu guards kept alone: a search with a cursor must not wait for a large change.
	keptMu sync.Mutex
	// kept are former snapshots, the newest last, for the cursors made from them.
	kept []former

	mu sync.Mutex // held to replace current, and for all below
	// merging are the views being merged, done is closed when they are; both nil without a merge.
	merging []view
	done    chan struct{}
	// cells are the figures by service; firsts are the services that got theirs while a merge goes on.
	cells  map[string]*cell
	firsts []string
}

// snapshot is the index as it stands between two changes.
type snapshot struct {
	generation uint64
	views      []view // the large one first
}

// view is a segment without the documents that were replaced since.
type view struct {
	segment *segment
	dead    bits // nil is none
	deaths  int
}

func (v *view) isDead(d uint32) bool { return v.dead != nil && v.dead.has(d) }

type former struct {
	*snapshot
	until time.Time
}

const (
	// smallMax is how many documents a segment may have to be made anew at each change.
	smallMax = 128
	// viewsMax is how many segments may stand beside one another before they are merged.
	viewsMax = 4
	// keepFor and keepMax are how long, and how many, former snapshots serve their cursors. They
	// share their segments, so what this costs is the segments that were merged meanwhile.
	keepFor = 30 * time.Second
	keepMax = 32
)

// New makes an index of the entries. Those of one service may come in any order.
func New(now clock.Clock, entries iter.Seq[Entry]) *Index {
	b := newBuilder()
	for e := range entries {
		b.add(&e)
	}
	x := &Index{now: now, limits: defaultLimits, cells: map[string]*cell{}}
	// Generations of two processes should not meet, though nothing breaks if they do.
	x.current.Store(&snapshot{generation: uint64(now().UnixNano()), views: []view{{segment: b.segment()}}})
	return x
}

// Len is how many entries the index has.
func (x *Index) Len() int {
	n := 0
	for _, v := range x.current.Load().views {
		n += len(v.segment.docs) - v.deaths
	}
	return n
}

// Apply takes changes over; when it returns, every search sees them. Of two changes of one service
// the later counts.
func (x *Index) Apply(changes []Change) {
	if len(changes) == 0 {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.current.Load()
	views := slices.Clone(old.views)
	last := make(map[string]int, len(changes))
	for i, c := range changes {
		last[c.Service] = i
	}
	for i := range views {
		views[i].bury(last)
	}
	b := newBuilder()
	// The newest segment is made anew with the changes in it, unless it has grown or is being merged.
	if v := views[len(views)-1]; len(views) > 1 && len(v.segment.docs) <= smallMax && !among(x.merging, v) {
		b.addLiving(v)
		views = views[:len(views)-1]
	}
	for i, c := range changes {
		if last[c.Service] != i {
			continue
		}
		for _, e := range c.Entries {
			e.Service = c.Service
			b.add(&e)
		}
	}
	if len(b.docs) > 0 {
		s := b.segment()
		s.linkAll(x.cells)
		views = append(views, view{segment: s})
	}
	x.replace(views)
	x.mergeIfNeeded()
}

// bury marks the documents of the services dead, in a copy of the marks.
func (v *view) bury(services map[string]int) {
	copied := false
	for service := range services {
		for _, d := range v.segment.of(service) {
			if v.isDead(d) {
				continue
			}
			if !copied {
				copied = true
				if v.dead == nil {
					v.dead = newBits(len(v.segment.docs))
				} else {
					v.dead = slices.Clone(v.dead)
				}
			}
			v.dead.set(d)
			v.deaths++
		}
	}
}

func (b *builder) addLiving(v view) {
	terms := make([]uint32, v.segment.lexicon.Len())
	for d := range uint32(len(v.segment.docs)) {
		if !v.isDead(d) {
			b.addFrom(v.segment, d, terms)
		}
	}
}

// replace makes views the current snapshot and keeps the former for a while. mu is held.
func (x *Index) replace(views []view) {
	old := x.current.Load()
	now := x.now()
	x.keptMu.Lock()
	defer x.keptMu.Unlock()
	x.forget(now)
	x.kept = append(x.kept, former{old, now.Add(keepFor)})
	if extra := len(x.kept) - keepMax; extra > 0 {
		x.kept = slices.Delete(x.kept, 0, extra)
	}
	x.current.Store(&snapshot{generation: old.generation + 1, views: views})
}

// forget lets go of former snapshots whose time is over. keptMu is held.
func (x *Index) forget(now time.Time) {
	x.kept = slices.DeleteFunc(x.kept, func(f former) bool { return !now.Before(f.until) })
}

// snapshotOf gives the snapshot of a generation, or current when that is no longer kept.
func (x *Index) snapshotOf(generation uint64, current *snapshot) *snapshot {
	if generation == current.generation {
		return current
	}
	x.keptMu.Lock()
	defer x.keptMu.Unlock()
	now := x.now()
	for _, f := range x.kept {
		if f.generation == generation && now.Before(f.until) {
			return f.snapshot
		}
	}
	return current
}
