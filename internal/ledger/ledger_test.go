package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func append1(t testing.TB, db *store.DB, act string, wait time.Duration, fail error) error {
	t.Helper()
	return db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := ledger.Append(ctx, tx, ledger.Entry{Person: "p", Act: act, Outcome: ledger.Done,
			Subjects: []ledger.Subject{{Type: "thing", ID: act}, {Type: "thing", ID: "all"}, {Type: "thing", ID: act}}})
		if wait > 0 {
			<-time.After(wait) // a transaction that commits late
		}
		return errors.Join(err, fail)
	})
}

func startFeed(t *testing.T, db *store.DB) *ledger.Feed {
	f := ledger.NewFeed(db, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { f.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	return f
}

// A reader that follows the feed sees each committed entry once and the numbers without a gap,
// although transactions commit in another order than they began, some are rolled back, and two
// nodes give out numbers at the same time.
func TestReaderNeverSkipsALateCommit(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		feeds := []*ledger.Feed{startFeed(t, db), startFeed(t, db)}
		const writers, each = 8, 25
		var want sync.Map
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 7))
				for i := range each {
					act := fmt.Sprintf("w%d.%d", w, i)
					var fail error
					if r.IntN(5) == 0 {
						fail = errors.New("taken back")
					}
					var wait time.Duration
					if r.IntN(4) == 0 {
						wait = time.Duration(r.IntN(8)) * time.Millisecond
					}
					if err := append1(t, db, act, wait, fail); err == nil {
						want.Store(act, true)
					} else if fail == nil {
						t.Error(err)
					}
					feeds[w%2].Kick()
				}
			})
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()

		seen := map[string]bool{}
		var at int64
		read := func() {
			err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				entries, err := ledger.After(ctx, tx, at, 50)
				for _, e := range entries {
					if e.Seq != at+1 {
						t.Errorf("number %d follows %d", e.Seq, at)
					}
					at = e.Seq
					if seen[e.Act] {
						t.Errorf("%s came twice", e.Act)
					}
					seen[e.Act] = true
					if len(e.Subjects) != 2 {
						t.Errorf("%s has subjects %v, want 2 different ones", e.Act, e.Subjects)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			read()
		}
		var committed int
		want.Range(func(any, any) bool { committed++; return true })
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for len(seen) < committed {
			if _, err := feeds[0].Wait(ctx, at); err != nil {
				t.Fatalf("saw %d of %d entries: %v", len(seen), committed, err)
			}
			read()
		}
		want.Range(func(act, _ any) bool {
			if !seen[act.(string)] {
				t.Errorf("%s was never seen", act)
			}
			return true
		})
		if len(seen) != committed {
			t.Errorf("saw %d entries, %d were committed", len(seen), committed)
		}
	})
}

func TestHistoryGivesNewestFirstAndPages(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		f := startFeed(t, db)
		for i := range 5 {
			if err := append1(t, db, fmt.Sprint(i), 0, nil); err != nil {
				t.Fatal(err)
			}
			f.Kick()
			if _, err := f.Wait(t.Context(), int64(i)); err != nil {
				t.Fatal(err)
			}
		}
		var acts string
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var before int64
			for {
				page, err := ledger.History(ctx, tx, ledger.Subject{Type: "thing", ID: "all"}, before, 2)
				if err != nil || len(page) == 0 {
					return err
				}
				for _, e := range page {
					acts += e.Act
					before = e.Seq
				}
			}
		})
		if err != nil || acts != "43210" {
			t.Fatalf("history is %q (%v), want 43210", acts, err)
		}
	})
}

// What another process writes to the same SQLite file is noticed without a kick.
func TestFeedNoticesOtherProcesses(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		f := startFeed(t, db)
		if err := append1(t, db, "elsewhere", 0, nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if head, err := f.Wait(ctx, 0); err != nil || head != 1 {
			t.Fatalf("head %d, %v", head, err)
		}
	})
}
