package watch

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
)

const (
	// pace is the least time between two frames of a topic: at most four a second.
	pace = 250 * time.Millisecond
	// beat is how long a watcher hears nothing at most: who hears nothing longer knows that the line is
	// broken.
	beat = 4 * time.Second
	// linger is how long a topic that nobody watches any more is kept ready.
	linger = time.Minute
	// patience is how long a frame waits for the one before to have reached nearly everybody. A node
	// that cannot keep up makes fewer and fuller frames.
	patience = 2 * time.Second
	// look is how soon it is seen whether it has.
	look = 50 * time.Millisecond
)

// Board is what the hub needs of a [board.Board].
type Board interface {
	Offer(capacity.OfferID) (capacity.Offer, bool)
	Region(network.RegionID) []capacity.Offer
	Seq() int64
	Follow(func(board.Change))
}

// Hub makes frames of changes and hands them to watchers.
type Hub struct {
	board Board
	kinds func(capacity.KindCode) (capacity.Kind, bool)
	may   May
	now   clock.Clock
	// pulse is the moment for the pace of frames: that of this machine, whatever world now tells of.
	pulse clock.Clock

	kicked  chan struct{}
	closing chan struct{}
	close   sync.Once

	watchers atomic.Int64

	mu       sync.Mutex
	seq      int64 // up to which changes have come in
	floor    int64 // who heard less than this gets everything
	channels map[Topic]*channel
	touched  map[*channel]bool // those with something to tell
	checked  time.Time         // when it was last seen who hears nothing
	// told is, by topic of room, when each offer in it changed last. It grows no larger than there are
	// offers and were.
	told map[Topic]map[string]int64
	news news
	// guards are the watchers of topics that are not public.
	guards map[*guard]bool
}

// New makes a hub over a board. kinds names what is counted; may weighs who watches what is not public.
func New(b Board, kinds func(capacity.KindCode) (capacity.Kind, bool), may May, now clock.Clock) *Hub {
	h := &Hub{
		board: b, kinds: kinds, may: may, now: now, pulse: clock.System, kicked: make(chan struct{}, 1), closing: make(chan struct{}),
		channels: map[Topic]*channel{}, touched: map[*channel]bool{}, told: map[Topic]map[string]int64{},
		guards: map[*guard]bool{},
	}
	b.Follow(h.take)
	return h
}

// Close tells every watcher to connect again, elsewhere or a moment later. It does not wait for them.
func (h *Hub) Close() { h.close.Do(func() { close(h.closing) }) }

// Watchers is how many watch at this moment.
func (h *Hub) Watchers() int { return int(h.watchers.Load()) }

// take receives what changed; the board calls it, in order.
func (h *Hub) take(c board.Change) {
	h.mu.Lock()
	for i := range c.Moved {
		h.mark(&c.Moved[i], c.Seq)
	}
	for i := range c.Gone {
		h.mark(&c.Gone[i], c.Seq)
	}
	for i := range c.Now {
		h.mark(&c.Now[i], c.Seq)
	}
	for i := range c.Entries {
		if e := &c.Entries[i]; e.Outcome == ledger.Done {
			h.report(e)
			h.suspect(e)
		}
	}
	h.seq = c.Seq
	busy := len(h.touched) > 0
	h.mu.Unlock()
	if busy {
		select {
		case h.kicked <- struct{}{}:
		default:
		}
	}
}

// mark notes that an offer changed where it is, or was.
func (h *Hub) mark(o *capacity.Offer, seq int64) {
	for _, t := range []Topic{Room(o.Region, ""), Room(o.Region, o.Kind)} {
		if h.told[t] == nil {
			h.told[t] = map[string]int64{}
		}
		h.told[t][string(o.ID)] = seq
		h.touch(t, string(o.ID))
	}
}

func (h *Hub) touch(t Topic, id string) {
	if c := h.channels[t]; c != nil {
		c.dirty[id] = true
		h.touched[c] = true
	}
}

// Run makes frames until ctx ends.
func (h *Hub) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.kicked:
		case <-timer.C:
		}
		timer.Reset(h.round())
	}
}

// round makes the frames whose time has come and says how long the next can wait.
func (h *Hub) round() (wait time.Duration) {
	now := h.pulse()
	wait = pace
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.touched {
		if due := c.due().Sub(now); due > 0 {
			wait = min(wait, due, look)
			continue
		}
		delete(h.touched, c)
		c.add(frame{h.seq, h.render(c.topic, slices.Collect(maps.Keys(c.dirty)), h.seq)}, now)
		clear(c.dirty)
	}
	if now.Sub(h.checked) >= pace {
		h.checked = now
		h.greet(now)
	}
	return wait
}

// greet lets those be heard of that have nothing to tell, and forgets those that nobody listens to.
func (h *Hub) greet(now time.Time) {
	var body []byte
	for t, c := range h.channels {
		switch {
		case c.watchers == 0 && now.Sub(c.left) >= linger:
			delete(h.channels, t)
			delete(h.touched, c)
		case c.watchers > 0 && now.Sub(c.last) >= beat-2*pace && len(c.dirty) == 0:
			if body == nil {
				body = heartbeat(h.now())
			}
			c.add(frame{h.seq, body}, now)
		}
	}
}
