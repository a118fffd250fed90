package watch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board/boardtest"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/watch"
)

// start runs a hub over a node's board until the test ends.
func start(t testing.TB, n *boardtest.Node, may watch.May) *watch.Hub {
	t.Helper()
	tables, err := n.Capacity.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := watch.New(n.Board, tables.Kind, may, clock.System)
	n.Run(t)
	if err := h.Start(t.Context(), n.DB); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); h.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	return h
}

// said is what a frame of room says.
type said struct {
	All     bool
	Changed []struct {
		Offer struct {
			ID        string
			Available *int
			State     string
		}
		Steps string
	}
	Gone []string
}

// picture is what somebody has seen who follows.
type picture struct {
	mu   sync.Mutex
	last int64
	free map[string]int
}

func (p *picture) take(id int64, events [][]byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = id
	for _, e := range events {
		name, data, _ := bytes.Cut(bytes.TrimPrefix(e, []byte("event: ")), []byte("\ndata: "))
		if string(name) != "offers" {
			continue
		}
		var s said
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		if s.All {
			clear(p.free)
		}
		for _, c := range s.Changed {
			delete(p.free, c.Offer.ID)
			if c.Offer.Available != nil {
				p.free[c.Offer.ID] = *c.Offer.Available
			}
		}
		for _, id := range s.Gone {
			delete(p.free, id)
		}
	}
	return nil
}

func (p *picture) shows(offers []capacity.Offer, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := 0
	for i := range offers {
		if f := offers[i].Freshness(now); f != capacity.Live && f != capacity.Ageing {
			continue
		}
		known++
		if free, ok := p.free[string(offers[i].ID)]; !ok || free != offers[i].Free(now) {
			return false
		}
	}
	return known == len(p.free)
}

var errBroken = errors.New("the line broke")

// Watchers whose lines break at any moment, who are slow, and who move to another node and back, end
// with the same picture as the boards; on both databases.
func TestWatchersOnTwoNodesSeeTheSame(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		boardtest.Fill(t, db)
		other, err := store.Open(t.Context(), db.Address(), store.Options{Readers: 4})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = other.Close() })
		nodes := []*boardtest.Node{boardtest.NewNode(t, db), boardtest.NewNode(t, other)}
		offers := nodes[0].Offers(t, boardtest.North, 8)
		hubs := []*watch.Hub{start(t, nodes[0], nil), start(t, nodes[1], nil)}
		ctx, stop := context.WithCancel(context.Background())
		var running sync.WaitGroup
		pictures := make([]*picture, 20)
		for i := range pictures {
			p := &picture{free: map[string]int{}}
			pictures[i] = p
			rnd := rand.New(rand.NewPCG(uint64(i), 4))
			running.Go(func() {
				for ctx.Err() == nil {
					p.mu.Lock()
					after := p.last
					p.mu.Unlock()
					w := watch.Watcher{Topics: []watch.Topic{watch.Room(boardtest.North, "")}, After: after}
					if err := hubs[rnd.IntN(2)].Watch(ctx, w, func(id int64, events ...[]byte) error {
						if i%2 == 0 && rnd.IntN(4) == 0 {
							return errBroken // before anything of it arrived
						}
						return p.take(id, events)
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range 120 {
			n := nodes[i%2]
			o := offers[i%len(offers)].ID
			n.Says(t, o, i%10)
		}
		for end := time.Now().Add(20 * time.Second); ; <-time.After(10 * time.Millisecond) {
			wrong := 0
			for _, p := range pictures {
				for _, n := range nodes {
					if !p.shows(n.Board.Region(boardtest.North), time.Now()) {
						wrong++
					}
				}
			}
			if wrong == 0 {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%d pictures are not those of a board", wrong)
			}
		}
		stop()
		running.Wait()
		for _, h := range hubs {
			if h.Watchers() != 0 {
				t.Errorf("%d watchers are still counted", h.Watchers())
			}
		}
	})
}

// A node that has just started remembers what was told shortly before, so that who watched it before
// gets only what they missed.
func TestNodeRemembersWhatItReadsBack(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	boardtest.Fill(t, db)
	n := boardtest.NewNode(t, db)
	offers := n.Offers(t, boardtest.North, 8)
	if err := n.Board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	heard := n.Board.Seq()
	n.Says(t, offers[3].ID, 5)
	late := boardtest.NewNode(t, db)
	h := start(t, late, nil)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var got said
	if err := h.Watch(ctx, watch.Watcher{Topics: []watch.Topic{watch.Room(boardtest.North, "")}, After: heard}, func(_ int64, events ...[]byte) error {
		defer stop()
		_, data, _ := bytes.Cut(events[0], []byte("\ndata: "))
		return json.Unmarshal(data, &got)
	}); err != nil {
		t.Fatal(err)
	}
	if got.All || len(got.Changed) != 1 || got.Changed[0].Offer.ID != string(offers[3].ID) {
		t.Errorf("got %+v, want what was said since", got)
	}
}

// What a desk or an organisation has to do is told to who may look at it alone; the right is weighed
// again when something happens to their account.
func TestRightsAreWeighedAgain(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	boardtest.Fill(t, db)
	n := boardtest.NewNode(t, db)
	n.Offers(t, boardtest.North, 1)
	var allowed atomic.Bool
	allowed.Store(true)
	h := start(t, n, func(_ context.Context, actor access.Actor, topic watch.Topic) error {
		if region, ok := topic.OfDesk(); ok && region == boardtest.North && actor.Person == "p-1" && allowed.Load() {
			return nil
		}
		return fault.New(fault.Denied, "Dit mag u niet volgen.", "you may not follow this")
	})
	desk := watch.Watcher{Topics: []watch.Topic{watch.Desk(boardtest.North)}, Actor: access.Actor{Person: "p-1", Session: "s-1"}}
	stranger := desk
	stranger.Actor = access.Actor{Person: "p-2", Session: "s-2"}
	nothing := func(int64, ...[]byte) error { t.Error("something was sent to who may not see it"); return nil }
	if err := h.Watch(t.Context(), stranger, nothing); fault.KindOf(err) != fault.Denied {
		t.Errorf("a stranger: %v", err)
	}
	if err := h.Watch(t.Context(), watch.Watcher{Topics: []watch.Topic{watch.Org("o")}, Actor: desk.Actor}, nothing); fault.KindOf(err) != fault.Denied {
		t.Errorf("another organisation: %v", err)
	}

	open, last := make(chan struct{}, 1), make(chan []byte, 10)
	done := make(chan error, 1)
	go func() {
		done <- h.Watch(t.Context(), desk, func(_ int64, events ...[]byte) error {
			last <- slices.Clone(events[len(events)-1])
			open <- struct{}{}
			return nil
		})
	}()
	<-open
	allowed.Store(false)
	// What ends a session says so in the ledger.
	record(t, n, "identity.RevokeSession", "session", "s-1")
	if err := <-done; err != nil {
		t.Error(err)
	}
	var event []byte
	for len(last) > 0 {
		event = <-last
	}
	if !bytes.HasPrefix(event, []byte("event: ended\n")) {
		t.Errorf("the last event is %q", event)
	}
}

// Who connects when a node stops is sent elsewhere, and who is there too.
func TestCloseSendsEverybodyAway(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	boardtest.Fill(t, db)
	n := boardtest.NewNode(t, db)
	h := start(t, n, nil)
	room := watch.Watcher{Topics: []watch.Topic{watch.Room(boardtest.North, "")}}
	var last atomic.Value
	open := make(chan struct{}, 10)
	send := func(_ int64, events ...[]byte) error {
		last.Store(string(events[len(events)-1]))
		open <- struct{}{}
		return nil
	}
	done := make(chan error, 1)
	go func() { done <- h.Watch(t.Context(), room, send) }()
	<-open
	h.Close()
	h.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := last.Load().(string); !bytes.HasPrefix([]byte(got), []byte("retry: ")) || !bytes.Contains([]byte(got), []byte("event: bye\n")) {
		t.Errorf("the last event is %q", got)
	}
	if err := h.Watch(t.Context(), room, send); err != nil {
		t.Error(err)
	}
	if err := h.Watch(t.Context(), watch.Watcher{}, send); fault.KindOf(err) != fault.Invalid {
		t.Errorf("nothing to watch: %v", err)
	}
}
