package board_test

import (
	"cmp"
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/capacity/board/boardtest"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// soon waits until something is so.
func soon(t testing.TB, within time.Duration, what string, is func() bool) time.Duration {
	t.Helper()
	begin := time.Now()
	for !is() {
		if time.Since(begin) > within {
			t.Fatalf("not within %s: %s", within, what)
		}
		<-time.After(2 * time.Millisecond)
	}
	return time.Since(begin)
}

// another opens the same database as another process would.
func another(t *testing.T, db *store.DB) *store.DB {
	t.Helper()
	other, err := store.Open(t.Context(), db.Address(), store.Options{Readers: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	return other
}

// Two nodes with a pool each hold the same, whoever of them writes: figures, offers that begin and
// end. What the other wrote is there within a second.
func TestTwoNodesSeeEachOther(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		boardtest.Fill(t, db)
		here, there := boardtest.NewNode(t, db), boardtest.NewNode(t, another(t, db))
		offers := here.Offers(t, boardtest.North, 6)
		here.Run(t)
		there.Run(t)
		shows := func(n *boardtest.Node, o capacity.OfferID, available int) func() bool {
			return func() bool {
				got, ok := n.Board.Offer(o)
				return ok && got.Figure.Available == available && !got.Figure.ObservedAt.IsZero()
			}
		}
		slowest := time.Duration(0)
		for i := range 10 {
			from, to := here, there
			if i%2 == 1 {
				from, to = there, here
			}
			o := offers[i%len(offers)].ID
			from.Says(t, o, i)
			soon(t, 10*time.Second, "its own figure", shows(from, o, i))
			slowest = max(slowest, soon(t, 10*time.Second, "the other's figure", shows(to, o, i)))
		}
		t.Logf("slowest: %s", slowest)
		if slowest > time.Second {
			t.Errorf("a change took %s to the other node, want at most a second", slowest)
		}

		fresh := there.Offers(t, boardtest.South, 1)[0]
		soon(t, 10*time.Second, "the new offer", func() bool { return len(here.Board.Region(boardtest.South)) == 1 })
		if err := here.Capacity.EndOffer(t.Context(), boardtest.Admin, fresh.ID); err != nil {
			t.Fatal(err)
		}
		soon(t, 10*time.Second, "its end", func() bool {
			_, ok := there.Board.Offer(fresh.ID)
			return !ok && len(there.Board.Region(boardtest.South)) == 0 && len(there.Board.Service(fresh.Service)) == 0
		})
		if got, want := len(there.Board.Service(offers[0].Service)), 6; got != want {
			t.Errorf("%d offers of the first service, want %d", got, want)
		}
		late := boardtest.NewNode(t, db)
		late.Run(t)
		if !same(t, late.Board, there.Board) {
			t.Error("a node that starts now holds something else than one that followed")
		}
	})
}

func same(t testing.TB, a, b *board.Board) bool {
	t.Helper()
	var of [2]map[capacity.OfferID]capacity.Offer
	for i, board := range []*board.Board{a, b} {
		of[i] = map[capacity.OfferID]capacity.Offer{}
		for o := range board.All() {
			of[i][o.ID] = o
		}
	}
	return reflect.DeepEqual(of[0], of[1])
}

// Followers are told every change once it is on the board, with the ledger's numbers in order.
func TestFollowersHearInOrder(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	boardtest.Fill(t, db)
	n := boardtest.NewNode(t, db)
	offers := n.Offers(t, boardtest.North, 3)
	var mu sync.Mutex
	heard := map[capacity.OfferID]int{}
	var seqs []int64
	var gone []capacity.OfferID
	n.Board.OnChange(func(changed []capacity.Offer, ended []capacity.OfferID, seq int64) {
		mu.Lock()
		defer mu.Unlock()
		seqs, gone = append(seqs, seq), append(gone, ended...)
		for _, o := range changed {
			heard[o.ID] = o.Figure.Available
		}
	})
	n.Run(t)
	for i := range 30 {
		n.Says(t, offers[i%3].ID, i%10)
	}
	if err := n.Capacity.EndOffer(t.Context(), boardtest.Admin, offers[2].ID); err != nil {
		t.Fatal(err)
	}
	soon(t, 10*time.Second, "all of it", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return heard[offers[0].ID] == 7 && heard[offers[1].ID] == 8 && slices.Equal(gone, []capacity.OfferID{offers[2].ID})
	})
	mu.Lock()
	defer mu.Unlock()
	if !slices.IsSorted(seqs) {
		t.Errorf("the numbers go back: %v", seqs)
	}
}

// After an act that may have changed anything the board reads anew, and tells what is different.
func TestReloadWhenUnsure(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	boardtest.Fill(t, db)
	n := boardtest.NewNode(t, db)
	o := n.Offers(t, boardtest.North, 1)[0]
	changes := make(chan board.Change, 100)
	n.Board.Follow(func(c board.Change) { changes <- c })
	if err := n.Board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(t, db, `UPDATE offer SET region = $1, total = 7`, boardtest.South) // as a program beside this one might
	if err := n.Board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case c := <-changes:
		if len(c.Now) != 1 || len(c.Moved) != 1 || c.Moved[0].Region != boardtest.North || len(c.Gone) != 0 {
			t.Errorf("told %+v", c)
		}
	default:
		t.Fatal("nothing was told")
	}
	if got := n.Board.Region(boardtest.South); len(got) != 1 || got[0].Total != 7 || len(n.Board.Region(boardtest.North)) != 0 {
		t.Errorf("%s in the south: %+v", o.ID, got)
	}
	if err := n.Board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := <-changes; len(c.Now)+len(c.Gone)+len(c.Moved) != 0 {
		t.Errorf("reading the same anew told %+v", c)
	}
}

// Acts on organisations and regions change no offer: the country is not read anew for them.
func TestOtherActsReadNothingAnew(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	boardtest.Fill(t, db)
	n := boardtest.NewNode(t, db)
	o := n.Offers(t, boardtest.North, 1)[0]
	number := func() { // as the feed does
		write(t, db, `INSERT INTO ledger_seq (seq, entry) SELECT (SELECT coalesce(max(seq), 0) FROM ledger_seq) + row_number() OVER (ORDER BY entry), entry FROM ledger_pending`)
		write(t, db, `DELETE FROM ledger_pending`)
	}
	number()
	if err := n.Board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := n.Board.Seq()
	write(t, db, `UPDATE offer SET total = 7`) // a reading anew would tell of it
	if _, err := n.Network.SaveRegion(t.Context(), access.Job("test"), network.Region{Name: "Brugstreek", RESV: network.RESV{Phase: network.PhaseNetwork}}); err != nil {
		t.Fatal(err)
	}
	number()
	if err := board.Step(t.Context(), n.Board); err != nil {
		t.Fatal(err)
	}
	if got, _ := n.Board.Offer(o.ID); got.Total != 10 || n.Board.Seq() != before+1 {
		t.Errorf("%d places at %d, from %d", got.Total, n.Board.Seq(), before)
	}
	n.Says(t, o.ID, 3)
	number()
	if err := board.Step(t.Context(), n.Board); err != nil {
		t.Fatal(err)
	}
	if got, _ := n.Board.Offer(o.ID); got.Total != 7 || got.Figure.Available != 3 {
		t.Errorf("after an act on the offer: %+v", got)
	}
}

func write(t testing.TB, db *store.DB, query string, args ...any) {
	t.Helper()
	if err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// Whatever comes, goes and moves, the lists by service and region hold exactly what is there.
func TestListsAreWhatIsThere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := board.New(nil, nil, nil, nil)
		want := map[capacity.OfferID]capacity.Offer{}
		id := rapid.SampledFrom([]capacity.OfferID{"a", "b", "c", "d"})
		for seq := range int64(rapid.IntRange(1, 30).Draw(t, "steps")) {
			if rapid.Bool().Draw(t, "ends") {
				gone := id.Draw(t, "gone")
				delete(want, gone)
				board.Apply(b, nil, []capacity.OfferID{gone}, seq)
			} else {
				o := capacity.Offer{
					ID: id.Draw(t, "id"), Total: rapid.IntRange(0, 3).Draw(t, "total"),
					Service: rapid.SampledFrom([]directory.ServiceID{"s", "t"}).Draw(t, "service"),
					Region:  rapid.SampledFrom([]network.RegionID{"", "n", "z"}).Draw(t, "region"),
				}
				want[o.ID] = o
				board.Apply(b, []capacity.Offer{o}, nil, seq)
			}
			for _, s := range []directory.ServiceID{"s", "t"} {
				check(t, b.Service(s), want, func(o capacity.Offer) bool { return o.Service == s })
			}
			for _, r := range []network.RegionID{"", "n", "z"} {
				check(t, b.Region(r), want, func(o capacity.Offer) bool { return o.Region == r })
			}
			check(t, slices.SortedFunc(b.All(), func(a, b capacity.Offer) int { return cmp.Compare(a.ID, b.ID) }), want, func(capacity.Offer) bool { return true })
		}
	})
}

func check(t *rapid.T, got []capacity.Offer, all map[capacity.OfferID]capacity.Offer, is func(capacity.Offer) bool) {
	var want []capacity.Offer
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if is(all[id]) {
			want = append(want, all[id])
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}
