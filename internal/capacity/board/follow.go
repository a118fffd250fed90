package board

import (
	"context"
	"reflect"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

const (
	// atOnce bounds the entries of one step.
	atOnce = 500
	// breath is the least time between two steps. A busy node commits hundreds of acts a second: taken
	// together they cost as much as one.
	breath = 20 * time.Millisecond
	// again is how long to wait after a step that failed.
	again = time.Second
)

// Run follows the feed until ctx ends. A change that cannot be read is logged and tried again.
func (b *Board) Run(ctx context.Context) {
	for ctx.Err() == nil {
		pause := breath
		if err := b.step(ctx); err != nil && ctx.Err() == nil {
			b.log.Error("capacity board", "error", err)
			pause = again
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

func (b *Board) step(ctx context.Context) error {
	if _, err := b.feed.Wait(ctx, b.Seq()); err != nil {
		return err
	}
	b.loading.Lock()
	defer b.loading.Unlock()
	return b.follow(ctx)
}

// follow takes the next entries of the ledger.
func (b *Board) follow(ctx context.Context) error {
	var entries []ledger.Entry
	if err := b.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		entries, err = ledger.After(ctx, tx, b.seq, atOnce)
		return err
	}); err != nil {
		return err
	}
	if len(entries) == 0 {
		return nil
	}
	if entries[0].Seq != b.seq+1 { // some are gone: what they told is not known
		return b.load(ctx, entries)
	}
	touched := b.touched(entries)
	var now []capacity.Offer
	var gone []capacity.OfferID
	if len(touched) > 0 {
		var err error
		if now, gone, err = b.capacity.Changed(ctx, touched); err != nil {
			return err
		}
	}
	c := b.apply(now, gone, entries[len(entries)-1].Seq)
	c.Entries = entries
	b.tell(c)
	return nil
}

// touched gives the offers that entries are about. An offer holds by itself where it lies and whose it is:
// acts on regions, organisations or areas change none, until an act on the offer follows them.
func (b *Board) touched(entries []ledger.Entry) (ids []capacity.OfferID) {
	seen := map[capacity.OfferID]bool{}
	for i := range entries {
		e := &entries[i]
		if e.Outcome != ledger.Done {
			continue
		}
		for _, s := range e.Subjects {
			switch s.Type {
			case "offer":
				seen[capacity.OfferID(s.ID)] = true
			case "service": // an act on it may have changed its offers with it
				for _, id := range b.byService[directory.ServiceID(s.ID)] {
					seen[id] = true
				}
			}
		}
	}
	for id := range seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// same tells whether two readings of an offer say the same.
func same(a, b *capacity.Offer) bool { return reflect.DeepEqual(a, b) }
