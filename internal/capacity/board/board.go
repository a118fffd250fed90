package board

import (
	"context"
	"iter"
	"log/slog"
	"slices"
	"sync"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Board answers from memory. It is safe for concurrent use; it knows nothing until [Board.Load].
type Board struct {
	capacity *capacity.Service
	db       *store.DB
	feed     *ledger.Feed
	log      *slog.Logger

	followers []func(Change)

	loading sync.Mutex // one load or step at a time
	loaded  bool       // under loading

	mu     sync.RWMutex
	seq    int64
	offers map[capacity.OfferID]capacity.Offer
	// The lists are in order of id, and shared with nobody: an answer is made anew.
	byService map[directory.ServiceID][]capacity.OfferID
	byRegion  map[network.RegionID][]capacity.OfferID
	byKind    map[capacity.KindCode][]capacity.OfferID
}

// Change is what a step along the ledger brought.
type Change struct {
	Seq     int64          // the number up to which the board is current
	Entries []ledger.Entry // those that were passed; none when all was read anew
	Now     []capacity.Offer
	// Gone are offers that ended, as they were last known. Moved are those that are somewhere else
	// now, as they were before; they stand in Now as well.
	Gone, Moved []capacity.Offer
}

// New makes a board.
func New(c *capacity.Service, db *store.DB, feed *ledger.Feed, log *slog.Logger) *Board {
	b := &Board{capacity: c, db: db, feed: feed, log: log}
	b.clear()
	return b
}

func (b *Board) clear() {
	b.offers = map[capacity.OfferID]capacity.Offer{}
	b.byService = map[directory.ServiceID][]capacity.OfferID{}
	b.byRegion = map[network.RegionID][]capacity.OfferID{}
	b.byKind = map[capacity.KindCode][]capacity.OfferID{}
}

// Follow has f called after each step, in order, also when no offer changed. Call it before [Board.Run]
// and be brief: the next step waits.
func (b *Board) Follow(f func(Change)) { b.followers = append(b.followers, f) }

// OnChange is [Board.Follow] for who asks only what offers became.
func (b *Board) OnChange(f func(changed []capacity.Offer, gone []capacity.OfferID, seq int64)) {
	b.Follow(func(c Change) {
		if len(c.Now)+len(c.Gone) == 0 {
			return
		}
		gone := make([]capacity.OfferID, len(c.Gone))
		for i := range c.Gone {
			gone[i] = c.Gone[i].ID
		}
		f(c.Now, gone, c.Seq)
	})
}

func (b *Board) tell(c Change) {
	for _, f := range b.followers {
		f(c)
	}
}

// Load reads all offers. Followers hear nothing of the first time: what there is then, they ask.
func (b *Board) Load(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "board.Load")
	b.loading.Lock()
	defer b.loading.Unlock()
	return b.load(ctx, nil)
}

// load reads all offers and tells what turned out to be different, with the entries that were the
// reason. What is read may be newer than they are: what comes after them is then told twice.
func (b *Board) load(ctx context.Context, entries []ledger.Entry) error {
	fresh := map[capacity.OfferID]capacity.Offer{}
	head, err := b.capacity.All(ctx, func(offers []capacity.Offer) error {
		for _, o := range offers {
			fresh[o.ID] = o
		}
		return nil
	})
	if err != nil {
		return err
	}
	var now []capacity.Offer
	var gone []capacity.OfferID
	for id, o := range fresh {
		if before, ok := b.offers[id]; !ok || !same(&before, &o) {
			now = append(now, o)
		}
	}
	for id := range b.offers {
		if _, ok := fresh[id]; !ok {
			gone = append(gone, id)
		}
	}
	first := !b.loaded
	if len(entries) > 0 {
		head = entries[len(entries)-1].Seq
	}
	c := b.apply(now, gone, head)
	c.Entries = entries
	if b.loaded = true; !first {
		b.tell(c)
	}
	return nil
}

// apply makes the board what was read, and gives what that changes. The caller holds loading.
func (b *Board) apply(now []capacity.Offer, gone []capacity.OfferID, seq int64) Change {
	c := Change{Seq: seq, Now: now}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, o := range now {
		before, known := b.offers[o.ID]
		if known && (before.Region != o.Region || before.Kind != o.Kind) {
			c.Moved = append(c.Moved, before)
		}
		if known && (before.Region != o.Region || before.Service != o.Service || before.Kind != o.Kind) {
			b.unlist(&before)
			known = false
		}
		if !known {
			b.byService[o.Service] = with(b.byService[o.Service], o.ID)
			b.byRegion[o.Region] = with(b.byRegion[o.Region], o.ID)
			b.byKind[o.Kind] = with(b.byKind[o.Kind], o.ID)
		}
		b.offers[o.ID] = o
	}
	for _, id := range gone {
		if before, known := b.offers[id]; known {
			b.unlist(&before)
			delete(b.offers, id)
			c.Gone = append(c.Gone, before)
		}
	}
	b.seq = seq
	return c
}

func (b *Board) unlist(o *capacity.Offer) {
	if b.byService[o.Service] = without(b.byService[o.Service], o.ID); len(b.byService[o.Service]) == 0 {
		delete(b.byService, o.Service)
	}
	if b.byRegion[o.Region] = without(b.byRegion[o.Region], o.ID); len(b.byRegion[o.Region]) == 0 {
		delete(b.byRegion, o.Region)
	}
	if b.byKind[o.Kind] = without(b.byKind[o.Kind], o.ID); len(b.byKind[o.Kind]) == 0 {
		delete(b.byKind, o.Kind)
	}
}

func with(ids []capacity.OfferID, id capacity.OfferID) []capacity.OfferID {
	at, found := slices.BinarySearch(ids, id)
	if found {
		return ids
	}
	return slices.Insert(ids, at, id)
}

func without(ids []capacity.OfferID, id capacity.OfferID) []capacity.OfferID {
	at, found := slices.BinarySearch(ids, id)
	if !found {
		return ids
	}
	return slices.Delete(ids, at, at+1)
}

// Seq is the number in the ledger up to which the board is current. Who asks it first and the offers
// after, has at least everything up to it.
func (b *Board) Seq() int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.seq
}

// Offer gives one offer. What is in it is shared: do not write to it.
func (b *Board) Offer(id capacity.OfferID) (capacity.Offer, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	o, ok := b.offers[id]
	return o, ok
}

// Service gives the offers of a service, in order of id.
func (b *Board) Service(id directory.ServiceID) []capacity.Offer {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.list(b.byService[id])
}

// Region gives the offers in a region, in order of id.
func (b *Board) Region(id network.RegionID) []capacity.Offer {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.list(b.byRegion[id])
}

func (b *Board) list(ids []capacity.OfferID) []capacity.Offer {
	if len(ids) == 0 {
		return nil
	}
	offers := make([]capacity.Offer, len(ids))
	for i, id := range ids {
		offers[i] = b.offers[id]
	}
	return offers
}

// All gives every offer, in no order, as they are when it begins.
func (b *Board) All() iter.Seq[capacity.Offer] {
	return func(yield func(capacity.Offer) bool) {
		b.mu.RLock()
		offers := make([]capacity.Offer, 0, len(b.offers))
		for _, o := range b.offers {
			offers = append(offers, o)
		}
		b.mu.RUnlock()
		for _, o := range offers {
			if !yield(o) {
				return
			}
		}
	}
}
