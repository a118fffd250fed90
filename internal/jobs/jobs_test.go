package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

type setup struct {
	db     *store.DB
	runner *jobs.Runner
	now    *atomic.Int64
}

func run(t *testing.T, fn func(t *testing.T, s setup)) {
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, c func() time.Time) *store.DB { return storetest.SQLite(t, c) },
		"postgres": func(t testing.TB, c func() time.Time) *store.DB { return storetest.Postgres(t, c) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var now atomic.Int64
			now.Store(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).UnixNano())
			db := open(t, func() time.Time { return time.Unix(0, now.Load()) })
			fn(t, setup{db, jobs.NewRunner(db, slog.New(slog.DiscardHandler)), &now})
		})
	}
}

func (s setup) forward(d time.Duration) { s.now.Add(int64(d)) }

func (s setup) schedule(t *testing.T, key string, in time.Duration) {
	t.Helper()
	at := time.Unix(0, s.now.Load()).Add(in)
	if err := s.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return jobs.Schedule(ctx, tx, "k", key, at, map[string]string{"key": key})
	}); err != nil {
		t.Fatal(err)
	}
}

func (s setup) step(t *testing.T) bool {
	t.Helper()
	did, err := s.runner.Step(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return did
}

func TestJobRunsWhenDueAndOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s setup) {
		var got []string
		s.runner.Handle("k", func(_ context.Context, j jobs.Job) error {
			got = append(got, j.Key+string(j.Payload))
			return nil
		})
		s.schedule(t, "a", time.Minute)
		s.schedule(t, "a", time.Hour) // moved, not doubled
		s.forward(2 * time.Minute)
		if s.step(t) {
			t.Fatal("ran before its moment")
		}
		s.forward(time.Hour)
		if !s.step(t) || s.step(t) || len(got) != 1 || got[0] != `a{"key":"a"}` {
			t.Fatalf("ran %v, want once", got)
		}
	})
}

func TestFailedJobIsTriedLaterAndThenPutAside(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s setup) {
		runs := 0
		s.runner.Handle("k", func(context.Context, jobs.Job) error {
			if runs++; runs == 1 {
				panic("a handler's panic is its failure")
			}
			return errors.New("no")
		})
		s.schedule(t, "a", 0)
		for range 20 {
			s.step(t)
			if s.step(t) {
				t.Fatal("tried again at once")
			}
			s.forward(24 * time.Hour)
		}
		if runs != 10 {
			t.Errorf("tried %d times, want 10", runs)
		}
		var state, problem string
		_ = s.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT state, problem FROM job WHERE key = 'a'`).Scan(&state, &problem)
		})
		if state != "failed" || problem != "internal" {
			t.Errorf("state %q, problem %q", state, problem)
		}
	})
}

// A node that dies while it does a job frees it when its lease ends; two nodes never do it at once.
func TestJobOfADeadNodeIsTakenOver(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s setup) {
		other := jobs.NewRunner(s.db, slog.New(slog.DiscardHandler))
		busy, die := make(chan struct{}), make(chan struct{})
		s.runner.Handle("k", func(context.Context, jobs.Job) error { close(busy); <-die; return nil })
		second := 0
		other.Handle("k", func(context.Context, jobs.Job) error { second++; return nil })
		s.schedule(t, "a", 0)
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = s.runner.Step(t.Context()) })
		<-busy
		if did, err := other.Step(t.Context()); did || err != nil {
			t.Errorf("taken while leased: %v %v", did, err)
		}
		s.forward(3 * time.Minute)
		if did, err := other.Step(t.Context()); !did || err != nil || second != 1 {
			t.Errorf("not taken over: %v %v", did, err)
		}
		close(die)
		wg.Wait()
	})
}

func TestHandlerMayScheduleItsNextRun(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s setup) {
		runs := 0
		s.runner.Handle("k", func(ctx context.Context, j jobs.Job) error {
			runs++
			s.schedule(t, "daily", 24*time.Hour)
			return nil
		})
		s.schedule(t, "daily", 0)
		for range 3 {
			s.step(t)
			s.forward(25 * time.Hour)
		}
		if runs != 3 {
			t.Errorf("ran %d times in three days", runs)
		}
	})
}

// A program that stops half-way a job leaves it as it was: the next one does it at once.
func TestStoppingIsNoFailedAttempt(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s setup) {
		ctx, stop := context.WithCancel(t.Context())
		runs := 0
		s.runner.Handle("k", func(ctx context.Context, j jobs.Job) error {
			if runs++; runs == 1 {
				stop()
				return ctx.Err()
			}
			if j.Attempts != 0 {
				t.Errorf("%d attempts counted", j.Attempts)
			}
			return nil
		})
		s.schedule(t, "a", 0)
		if did, err := s.runner.Step(ctx); !did || err != nil {
			t.Fatal(did, err)
		}
		if !s.step(t) || runs != 2 {
			t.Errorf("ran %d times", runs)
		}
	})
}

// A timer does not wait for a job that waits for somebody else's computer.
func TestSlowJobsKeepNobodyWaiting(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s setup) {
		ctx, stop := context.WithCancel(t.Context())
		slow, quick := make(chan string, 8), make(chan string, 1)
		s.runner.HandleSlow("slow", func(ctx context.Context, j jobs.Job) error {
			slow <- j.Key
			<-ctx.Done()
			return ctx.Err()
		})
		s.runner.Handle("k", func(_ context.Context, j jobs.Job) error { quick <- j.Key; return nil })
		at := time.Unix(0, s.now.Load()).Add(-time.Minute) // due before the quick one
		for _, key := range []string{"a", "b"} {
			if err := s.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return jobs.Schedule(ctx, tx, "slow", key, at, nil) }); err != nil {
				t.Fatal(err)
			}
		}
		var wg sync.WaitGroup
		wg.Go(func() { s.runner.Run(ctx) })
		if first, second := <-slow, <-slow; first == second {
			t.Errorf("one job was begun twice: %s", first)
		}
		s.schedule(t, "timer", 0)
		if got := <-quick; got != "timer" {
			t.Error(got)
		}
		stop()
		wg.Wait()
	})
}
