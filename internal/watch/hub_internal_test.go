package watch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
)

// world is a board that a test writes, and the clock of a hub over it.
type world struct {
	seq    int64
	offers map[capacity.OfferID]capacity.Offer
	follow func(board.Change)
	at     time.Time
	placed map[string]int64 // requests in the north, with their newest number
}

func (w *world) Offer(id capacity.OfferID) (capacity.Offer, bool) {
	o, ok := w.offers[id]
	return o, ok
}
func (w *world) Seq() int64                  { return w.seq }
func (w *world) Follow(f func(board.Change)) { w.follow = f }

func (w *world) Region(r network.RegionID) (list []capacity.Offer) {
	for _, id := range slices.Sorted(maps.Keys(w.offers)) {
		if o := w.offers[id]; o.Region == r {
			list = append(list, o)
		}
	}
	return list
}

func newWorld() (*world, *Hub) {
	w := &world{seq: 100, offers: map[capacity.OfferID]capacity.Offer{}, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), placed: map[string]int64{}}
	h := New(w, func(capacity.KindCode) (capacity.Kind, bool) { return capacity.Kind{Unit: "bedden"}, true }, nil, w.now)
	h.pulse = w.now
	h.seq, h.floor, h.news.floor = w.seq, w.seq, w.seq
	return w, h
}

func (w *world) now() time.Time { return w.at }

// put changes an offer, as an act would.
func (w *world) put(o capacity.Offer) {
	c := board.Change{Seq: w.seq + 1, Now: []capacity.Offer{o}}
	if before, ok := w.offers[o.ID]; ok && (before.Region != o.Region || before.Kind != o.Kind) {
		c.Moved = []capacity.Offer{before}
	}
	w.offers[o.ID] = o
	w.seq++
	w.follow(c)
}

func (w *world) end(id capacity.OfferID) {
	o, ok := w.offers[id]
	if !ok {
		return
	}
	delete(w.offers, id)
	w.seq++
	w.follow(board.Change{Seq: w.seq, Gone: []capacity.Offer{o}})
}

func (w *world) place(request string) {
	w.seq++
	w.placed[request] = w.seq
	w.follow(board.Change{Seq: w.seq, Entries: []ledger.Entry{{
		Seq: w.seq, Act: "placement.Answer", Outcome: ledger.Done, Region: "n", Subjects: []ledger.Subject{{Type: "request", ID: request}},
	}}})
}

// viewer is a page that follows, and what it has seen.
type viewer struct {
	topics  []Topic
	legs    []leg
	last    int64
	picture map[string]int // total by offer
	heard   map[string]int64
}

// read takes in events as a browser does.
func (v *viewer) read(t *rapid.T, id int64, events [][]byte) {
	if id < v.last {
		t.Fatalf("the number goes back from %d to %d", v.last, id)
	}
	v.last = id
	for _, e := range events {
		name, data, ok := strings.Cut(strings.TrimPrefix(string(e), "event: "), "\ndata: ")
		if !ok || !bytes.HasSuffix(e, []byte("\n\n")) {
			t.Fatalf("not an event: %q", e)
		}
		switch name {
		case "offers":
			var f changedOffers
			if err := json.Unmarshal([]byte(data), &f); err != nil {
				t.Fatal(err)
			}
			if f.All {
				clear(v.picture)
			}
			for _, c := range f.Changed {
				v.picture[c.Offer.ID] = c.Offer.Total
			}
			for _, id := range f.Gone {
				delete(v.picture, string(id))
			}
		case "desk":
			var f changedThings
			if err := json.Unmarshal([]byte(data), &f); err != nil {
				t.Fatal(err)
			}
			for _, c := range f.Changed {
				v.heard[c.ID] = f.Seq
			}
		}
	}
}

// connect begins anew with the number that was heard last.
func (v *viewer) connect(t *rapid.T, h *Hub) {
	v.hangUp(h)
	v.legs = h.join(v.topics)
	events := h.begin(v.legs, v.last)
	v.read(t, position(v.legs), events)
}

func (v *viewer) hangUp(h *Hub) {
	if v.legs != nil {
		h.leave(v.legs)
		v.legs = nil
	}
}

// hear reads what there is, for as long as there is.
func (v *viewer) hear(t *rapid.T, h *Hub) {
	for v.legs != nil {
		events, _ := h.gather(v.legs)
		if len(events) == 0 {
			return
		}
		v.read(t, position(v.legs), events)
	}
}

// However a watcher's line breaks and however slow it is, what it has seen in the end is what is on the
// board, of its region and kind and nothing else; and of everything that happened at the desk it has
// heard.
func TestWatcherEndsWithTheBoard(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h := newWorld()
		regions := rapid.SampledFrom([]network.RegionID{"n", "z"})
		kinds := rapid.SampledFrom([]capacity.KindCode{"elv", "grz"})
		draw := func() capacity.Offer {
			return capacity.Offer{
				ID: capacity.OfferID(rapid.StringMatching("[a-e]").Draw(t, "id")), Region: regions.Draw(t, "region"),
				Kind: kinds.Draw(t, "kind"), Total: rapid.IntRange(0, 9).Draw(t, "total"),
			}
		}
		viewers := []*viewer{{topics: []Topic{Room("n", "")}}, {topics: []Topic{Room("z", "grz")}}, {topics: []Topic{Room("n", "elv"), Desk("n")}}, {topics: []Topic{Room("n", "")}}}
		for _, v := range viewers {
			v.picture, v.heard = map[string]int{}, map[string]int64{}
			v.connect(t, h)
		}
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			v := rapid.SampledFrom(viewers).Draw(t, "viewer")
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0, 1, 2:
				w.put(draw())
			case 3:
				w.end(capacity.OfferID(rapid.StringMatching("[a-e]").Draw(t, "id")))
			case 4:
				w.place(rapid.StringMatching("[p-r]").Draw(t, "request"))
			case 5:
				w.at = w.at.Add(rapid.SampledFrom([]time.Duration{pace, patience}).Draw(t, "wait"))
				h.round()
			case 6: // so many frames pass that a slow watcher falls out of memory
				for range rapid.IntRange(1, memory+5).Draw(t, "frames") {
					w.put(draw())
					w.at = w.at.Add(patience)
					h.round()
				}
			case 7:
				v.connect(t, h)
			case 8:
				v.hangUp(h)
				w.at = w.at.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "away")) * time.Second)
				h.round()
			case 9:
				v.hear(t, h)
			}
		}
		w.at = w.at.Add(beat)
		h.round()
		for i, v := range viewers {
			if v.legs == nil {
				v.connect(t, h)
			}
			v.hear(t, h)
			want := map[string]int{}
			for id, o := range w.offers {
				if v.topics[0].has(&o) {
					want[string(id)] = o.Total
				}
			}
			if !maps.Equal(v.picture, want) {
				t.Fatalf("viewer %d sees %v, the board holds %v", i, v.picture, want)
			}
			if len(v.topics) > 1 {
				for id, seq := range w.placed {
					if v.heard[id] < seq {
						t.Fatalf("of request %s at %d the desk heard until %d", id, seq, v.heard[id])
					}
				}
			}
		}
	})
}

// A burst becomes one frame; all who watch get the very same bytes, and nobody more than four a second.
func TestFramesAreGatheredAndShared(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	one, other := h.join([]Topic{Room("n", "")}), h.join([]Topic{Room("n", "")})
	h.begin(one, w.seq)
	h.begin(other, w.seq)
	w.at = w.at.Add(pace)
	frames := 0
	for i := range 1000 {
		w.put(capacity.Offer{ID: capacity.OfferID(fmt.Sprint(i % 10)), Region: "n", Kind: "elv", Total: i})
		w.at = w.at.Add(2 * time.Millisecond)
		h.round()
		a, _ := h.gather(one)
		b, _ := h.gather(other)
		if len(a) != len(b) || len(a) > 1 {
			t.Fatalf("%d and %d frames at once", len(a), len(b))
		}
		if len(a) == 1 {
			if frames++; &a[0][0] != &b[0][0] {
				t.Fatal("the bytes are not shared")
			}
		}
	}
	if frames < 7 || frames > 9 {
		t.Errorf("%d frames in two seconds, want at most four a second", frames)
	}
}

// A node that cannot keep up makes fewer frames with more in each, and none waits for one slow watcher.
func TestFramesWaitForTheirReaders(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	legs := make([][]leg, 20)
	for i := range legs {
		legs[i] = h.join([]Topic{Room("n", "")})
		h.begin(legs[i], w.seq)
	}
	frames := func(readers int) (n int) {
		from := legs[0][0].channel.next
		for range 80 {
			w.put(capacity.Offer{ID: "a", Region: "n", Kind: "elv"})
			w.at = w.at.Add(pace / 2)
			h.round()
			for _, l := range legs[:readers] {
				h.gather(l)
			}
		}
		return legs[0][0].channel.next - from
	}
	if n := frames(19); n < 35 {
		t.Errorf("%d frames in ten seconds for one slow watcher, want forty", n)
	}
	if n := frames(10); n > 6 {
		t.Errorf("%d frames in ten seconds while half of the watchers hear nothing", n)
	}
}

// Who has nothing to hear still hears within four seconds that the line is open.
func TestHeartbeat(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	legs := h.join([]Topic{Room("n", "")})
	h.begin(legs, w.seq)
	last, beats := w.at, 0
	for range 200 {
		w.at = w.at.Add(100 * time.Millisecond)
		h.round()
		if events, _ := h.gather(legs); len(events) > 0 {
			beats++
			if silent := w.at.Sub(last); silent > beat || !bytes.HasPrefix(events[0], []byte("event: beat\n")) {
				t.Errorf("after %s: %s", silent, events[0])
			}
			last = w.at
		}
	}
	if beats < 5 || beats > 6 {
		t.Errorf("%d heartbeats in twenty seconds", beats)
	}
}

// What nobody watches is forgotten after a while, and an answer to who asks for everything is made once
// for those who come together.
func TestBoundedMemory(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	for i := range 50 {
		w.put(capacity.Offer{ID: capacity.OfferID(fmt.Sprint(i)), Region: "n", Kind: "elv", Total: i})
	}
	a, b := h.join([]Topic{Room("n", "")}), h.join([]Topic{Room("n", "")})
	if x, y := h.begin(a, 0), h.begin(b, 0); &x[0][0] != &y[0][0] {
		t.Error("everything was rendered twice")
	}
	for range memory + 1 {
		w.put(capacity.Offer{ID: "1", Region: "n", Kind: "elv"})
		w.at = w.at.Add(patience)
		h.round()
	}
	if a[0].all.body != nil {
		t.Error("an answer that cannot be followed on is kept")
	}
	h.leave(a)
	h.leave(b)
	w.at = w.at.Add(linger)
	h.round()
	if len(h.channels)+len(h.touched) != 0 {
		t.Errorf("%d topics are kept that nobody watches", len(h.channels))
	}
	for i := range mostNews + 10 {
		h.news.add(item{seq: int64(i), region: "n", things: []string{"request x"}})
	}
	if len(h.news.items) > mostNews || h.news.floor != mostNews/2-1 {
		t.Errorf("%d items are remembered, from %d", len(h.news.items), h.news.floor)
	}
}

// A look at the desk is an act too; it is no news, or looking at the desk would have the desk look.
func TestLooksAreNoNews(t *testing.T) {
	t.Parallel()
	e := ledger.Entry{Act: "placement.Desk", Sort: "R", Region: "n", Subjects: []ledger.Subject{{Type: "request", ID: "r"}}}
	if it, ok := placed(&e); ok {
		t.Errorf("a look is news: %+v", it)
	}
	e.Act, e.Sort = "placement.Answer", "U"
	if _, ok := placed(&e); !ok {
		t.Error("an answer is no news")
	}
}

// What is new is told once, and gathering it takes no longer than reading it: the hub waits meanwhile.
func TestMuchNewsIsGatheredQuickly(t *testing.T) {
	t.Parallel()
	var n news
	for i := range mostNews {
		n.add(item{seq: int64(i), region: "n", things: []string{fmt.Sprintf("request %036d", i/2*7919%mostNews)}})
	}
	begin := time.Now()
	for range 20 {
		if things := n.since(Desk("n"), -1); len(things) != mostNews/2 {
			t.Fatalf("%d things, want %d", len(things), mostNews/2)
		}
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
	if things := n.since(Desk("n"), mostNews-3); len(things) != 1 {
		t.Errorf("the last two tell %v", things)
	}
	if things := n.since(Desk("elsewhere"), -1); things != nil {
		t.Errorf("another desk hears %d things", len(things))
	}
}
