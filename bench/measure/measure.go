package measure

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Side is one of those that are compared: Ask asks question i and client says which of several
// clients asks, counted from 0.
type Side struct {
	Name string
	Ask  func(ctx context.Context, client, i int) error
	// Servers are processes that work for this Side, besides this one.
	Servers []int
}

// Times are how long single questions took.
type Times []time.Duration

// At gives the time within which such a share of the questions was answered.
func (t Times) At(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	return t[min(len(t)-1, int(share*float64(len(t))))]
}

// Latency asks every question of each side in turn, rounds times, one at a time.
func Latency(ctx context.Context, sides []Side, questions, rounds int) ([]Times, error) {
	took := make([]Times, len(sides))
	for round := range rounds {
		for k, s := range sides {
			for i := range questions {
				start := time.Now()
				if err := s.Ask(ctx, 0, i); err != nil {
					return nil, fmt.Errorf("%s, question %d: %w", s.Name, i, err)
				}
				// The first round warms caches, plans and connections up.
				if round > 0 || rounds == 1 {
					took[k] = append(took[k], time.Since(start))
				}
			}
		}
	}
	return took, nil
}

// Pace is how long one side's turn in a measurement is, and how often the sides take turns.
type Pace struct {
	Turn  time.Duration
	Turns int
}

// Turns are what a side did in each of its turns.
type Turns struct {
	Rate []float64 // answers per second
	Work []float64 // answers per second of processor time
}

// Throughput lets each side answer as many questions as it can from so many clients, the sides taking
// turns.
func Throughput(ctx context.Context, sides []Side, questions, clients int, p Pace) ([]Turns, error) {
	all := make([]Turns, len(sides))
	for turn := range p.Turns + 1 {
		for k, side := range sides {
			length := p.Turn
			if turn == 0 {
				length /= 4 // to warm up
			}
			rate, work, err := oneTurn(ctx, side, questions, clients, length)
			if err != nil {
				return nil, fmt.Errorf("%s, %d clients: %w", side.Name, clients, err)
			}
			if turn > 0 {
				all[k].Rate, all[k].Work = append(all[k].Rate, rate), append(all[k].Work, work)
			}
		}
	}
	return all, nil
}

func oneTurn(ctx context.Context, s Side, questions, clients int, length time.Duration) (rate, work float64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, answered atomic.Int64
	var asking sync.WaitGroup
	before, err := s.worked()
	if err != nil {
		return 0, 0, err
	}
	start := time.Now()
	for client := range clients {
		asking.Go(func() {
			for ctx.Err() == nil && time.Since(start) < length {
				if err := s.Ask(ctx, client, int(next.Add(1))%questions); err != nil {
					cancel(err)
					return
				}
				answered.Add(1)
			}
		})
	}
	asking.Wait()
	took := time.Since(start)
	if err := context.Cause(ctx); err != nil {
		return 0, 0, err
	}
	after, err := s.worked()
	n := float64(answered.Load())
	return n / took.Seconds(), n / max(after-before, time.Millisecond).Seconds(), err
}

// worked gives the processor time that this process and the side's servers have had.
func (s *Side) worked() (time.Duration, error) {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0, err
	}
	sum := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	for _, pid := range s.Servers {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil {
			return 0, err
		}
		// Behind the name, which may hold anything, fields 12 and 13 are user and system time in
		// ticks of 10 ms.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		for _, f := range fields[11:13] {
			ticks, err := strconv.Atoi(f)
			if err != nil {
				return 0, err
			}
			sum += time.Duration(ticks) * 10 * time.Millisecond
		}
	}
	return sum, nil
}

// Ratio gives the middle of the ratios of a pair's turns: each pair was measured side by side.
func Ratio(ours, theirs []float64) float64 {
	ratios := make([]float64, len(ours))
	for i := range ours {
		ratios[i] = ours[i] / theirs[i]
	}
	return Median(ratios)
}

// Median gives the middle of some numbers, and 0 of none.
func Median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
