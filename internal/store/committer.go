package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// committer is SQLite's one writer. It takes the acts that wait, runs each in a savepoint of its
// own inside one transaction, commits once, and answers each: several acts of several people then
// share one fsync, which is what a commit costs.
//
// Three traps shape it:
//   - A caller that goes away must not destroy its neighbours, so functions run with a context that
//     is never cancelled; a caller may only withdraw an act that has not begun.
//   - An error that makes SQLite roll back the whole transaction (disk full, I/O) takes the
//     neighbours' rows with it; the survivors are then run again, one by one.
//   - An act is answered after the commit, never before.
type committer struct {
	c     *conn
	pool  *sql.DB
	clock clock.Clock
	queue chan *pending
	quit  chan struct{}
	done  chan struct{}
	once  sync.Once
}

// pending is an act that waits for the writer.
type pending struct {
	ctx   context.Context
	fn    func(context.Context, *Tx) error
	taken atomic.Bool // by the writer, or by a caller that withdrew
	err   error
	done  chan struct{}
}

const (
	maxShared = 128 // acts in one commit
	queueSize = 4096
)

func startCommitter(c *conn, pool *sql.DB, now clock.Clock) *committer {
	w := &committer{c: c, pool: pool, clock: now,
		queue: make(chan *pending, queueSize), quit: make(chan struct{}), done: make(chan struct{})}
	go w.run()
	return w
}

var errClosed = fault.New(fault.Unavailable, "Het systeem stopt. Probeer het zo opnieuw.", "the database is closing")

func (w *committer) write(ctx context.Context, fn func(context.Context, *Tx) error) error {
	p := &pending{ctx: context.WithoutCancel(ctx), fn: fn, done: make(chan struct{})}
	select {
	case w.queue <- p:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return errClosed
	}
	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
		if p.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		<-p.done // it has begun: wait for the truth
		return p.err
	case <-w.done:
		select {
		case <-p.done:
			return p.err
		default:
			return errClosed
		}
	}
}

// stop finishes the acts that wait and closes the connection.
func (w *committer) stop() {
	w.once.Do(func() { close(w.quit) })
	<-w.done
}

func (w *committer) run() {
	defer close(w.done)
	defer func() {
		w.c.close()
		_ = w.pool.Close()
	}()
	for {
		select {
		case p := <-w.queue:
			w.share(p)
		case <-w.quit:
			for {
				select {
				case p := <-w.queue:
					w.share(p)
				default:
					return
				}
			}
		}
	}
}

// share runs first and whatever waits behind it in one transaction.
func (w *committer) share(first *pending) {
	ctx := context.Background()
	if _, err := w.c.exec(ctx, `BEGIN IMMEDIATE`); err != nil {
		w.answer([]*pending{first}, err)
		return
	}
	var ran []*pending
	deadline := time.Now().Add(commitDeadline)
	for p := first; p != nil; {
		if p.taken.CompareAndSwap(false, true) {
			w.try(p)
			ran = append(ran, p)
			if errors.Is(p.err, errLost) {
				// Going on would run the rest outside any transaction.
				_, _ = w.c.exec(ctx, `ROLLBACK`)
				w.again(ran, p.err)
				return
			}
		}
		p = nil
		if len(ran) < maxShared && time.Now().Before(deadline) {
			select {
			case p = <-w.queue:
			default:
			}
		}
	}
	_, err := w.c.exec(ctx, `COMMIT`)
	if err == nil {
		w.answer(ran, nil)
		return
	}
	_, _ = w.c.exec(ctx, `ROLLBACK`) // fails when SQLite has already done so
	w.again(ran, err)
}

// again runs acts whose shared transaction was lost, each in one of its own.
func (w *committer) again(ran []*pending, lost error) {
	ctx := context.Background()
	for _, p := range ran {
		if len(ran) == 1 && p.err == nil {
			p.err = lost // it was alone: nobody else's error took it down
		} else if p.err == nil {
			if _, err := w.c.exec(ctx, `BEGIN IMMEDIATE`); err != nil {
				p.err = err
			} else if w.try(p); p.err == nil {
				if _, err := w.c.exec(ctx, `COMMIT`); err != nil {
					p.err = err
					_, _ = w.c.exec(ctx, `ROLLBACK`)
				}
			} else {
				_, _ = w.c.exec(ctx, `ROLLBACK`)
			}
		}
		close(p.done)
	}
}

func (w *committer) answer(ran []*pending, err error) {
	for _, p := range ran {
		if err != nil {
			p.err = err
		}
		close(p.done)
	}
}

// try runs one act in its savepoint and keeps its error.
func (w *committer) try(p *pending) {
	tx := &Tx{on: w.c, dialect: SQLite, clock: w.clock}
	p.err = tx.named(p.ctx, "act", func() error { return p.fn(p.ctx, tx) })
}
