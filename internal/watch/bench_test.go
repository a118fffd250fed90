package watch_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"eerstelijn/internal/capacity/board/boardtest"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/watch"
)

// BenchmarkChange is one observation through the act until each of 500 watchers has its frame: the
// pace of frames is in it, the lines are not. See bench -what watchers for 10,000 of those.
func BenchmarkChange(b *testing.B) {
	db := storetest.SQLite(b, nil)
	boardtest.Fill(b, db)
	n := boardtest.NewNode(b, db)
	offers := n.Offers(b, boardtest.North, 6)
	h := start(b, n, nil)
	const watchers = 500
	ctx, stop := context.WithCancel(context.Background())
	var running, open sync.WaitGroup
	heard := make(chan struct{}, watchers)
	open.Add(watchers)
	for range watchers {
		first := true
		running.Go(func() {
			_ = h.Watch(ctx, watch.Watcher{Topics: []watch.Topic{watch.Room(boardtest.North, "")}, After: n.Board.Seq()}, func(_ int64, events ...[]byte) error {
				if first {
					first = false
					open.Done()
					return nil
				}
				for _, e := range events {
					if bytes.HasPrefix(e, []byte("event: offers")) {
						heard <- struct{}{}
					}
				}
				return nil
			})
		})
	}
	open.Wait()
	i := 0
	for b.Loop() {
		n.Says(b, offers[i%6].ID, i%10)
		i++
		for range watchers {
			<-heard
		}
	}
	stop()
	running.Wait()
}
