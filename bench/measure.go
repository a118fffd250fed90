package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"text/tabwriter"
	"time"
)

// side is one of those that are compared: ask asks question i and client says which of several
// clients asks, counted from 0.
type side struct {
	name string
	ask  func(ctx context.Context, client, i int) error
	// servers are processes that work for this side, besides this one.
	servers []int
}

// times are how long single questions took.
type times []time.Duration

func (t times) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	return t[min(len(t)-1, int(share*float64(len(t))))]
}

// latency asks every question of each side in turn, rounds times, one at a time.
func latency(ctx context.Context, sides []side, questions, rounds int) ([]times, error) {
	took := make([]times, len(sides))
	for round := range rounds {
		for k, s := range sides {
			for i := range questions {
				start := time.Now()
				if err := s.ask(ctx, 0, i); err != nil {
					return nil, fmt.Errorf("%s, question %d: %w", s.name, i, err)
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

// turns are what a side did in each of its turns.
type turns struct {
	rate []float64 // answers per second
	work []float64 // answers per second of processor time
}

// throughput lets each side answer as many questions as it can from so many clients, the sides taking
// turns.
func throughput(ctx context.Context, sides []side, questions, clients int, s scale) ([]turns, error) {
	all := make([]turns, len(sides))
	for turn := range s.turns + 1 {
		for k, side := range sides {
			length := s.turn
			if turn == 0 {
				length /= 4 // to warm up
			}
			rate, work, err := oneTurn(ctx, side, questions, clients, length)
			if err != nil {
				return nil, fmt.Errorf("%s, %d clients: %w", side.name, clients, err)
			}
			if turn > 0 {
				all[k].rate, all[k].work = append(all[k].rate, rate), append(all[k].work, work)
			}
		}
	}
	return all, nil
}

func oneTurn(ctx context.Context, s side, questions, clients int, length time.Duration) (rate, work float64, err error) {
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
				if err := s.ask(ctx, client, int(next.Add(1))%questions); err != nil {
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
func (s *side) worked() (time.Duration, error) {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0, err
	}
	sum := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	for _, pid := range s.servers {
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

// ratio gives the middle of the ratios of a pair's turns: each pair was measured side by side.
func ratio(ours, theirs []float64) float64 {
	ratios := make([]float64, len(ours))
	for i := range ours {
		ratios[i] = ours[i] / theirs[i]
	}
	return median(ratios)
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// table prints rows in columns.
func table(out io.Writer, rows [][]string) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		for _, cell := range row {
			fmt.Fprintf(w, "%s\t", cell)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // out is the terminal; there is nobody to tell
}

func micros(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Nanoseconds())/1e3, 'f', 0, 64) + " µs"
}

func perSecond(rate float64) string { return thousands(int(rate)) + "/s" }

func factor(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) + "×" }

// thousands writes a number as 120,000.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
