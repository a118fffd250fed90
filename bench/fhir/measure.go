package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"eerstelijn/bench/measure"
)

// callers is at least how many addresses questions of a kind come from.
const callers = 512

// side makes questions of a base's own a side that can be measured.
func (s *base) side(list []string) measure.Side {
	lines := make([]line, clients)
	for i := range lines {
		lines[i].host = s.host
	}
	requests := make([][][]byte, clients)
	for client := range requests {
		for i := range max(len(list), callers) {
			requests[client] = append(requests[client], s.request(list[i%len(list)], client<<16|i))
		}
	}
	return measure.Side{Name: s.name, Servers: s.processes, Ask: func(_ context.Context, client, i int) error {
		mine := requests[client]
		_, err := lines[client].get(mine[i%len(mine)])
		return err
	}}
}

// result is a line of the table.
type result struct {
	what  string
	took  []measure.Times
	turns []measure.Turns
	// each is how many things one answer is about.
	each float64
}

// measure measures everything and prints it.
func (b *bench) measure(ctx context.Context) error {
	var all []result
	for i := range kinds {
		k := &kinds[i]
		list := b.drawn(k)
		if len(list) == 0 {
			return fmt.Errorf("nothing to ask: %s", k.name)
		}
		found, err := b.compare(ctx, k, list)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.Out, "(%s: %d questions, %d compared, %.1f found each)\n", k.name, len(list), min(len(list), compared), found)
		lists := make([][]string, len(b.bases))
		for i := range lists {
			lists[i] = list
		}
		r, err := b.questioned(ctx, k.name, lists)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	lists := make([][]string, len(b.bases))
	for i, s := range b.bases {
		var err error
		if lists[i], err = s.history(ctx); err != nil {
			return err
		}
	}
	history, err := b.questioned(ctx, "page of _history", lists)
	if err != nil {
		return err
	}
	all = append(all, history)
	written, err := b.written(ctx)
	if err != nil {
		return err
	}
	if written != nil {
		all = append(all, *written)
	}
	b.print(all)
	held, err := b.held(ctx)
	if err != nil {
		return err
	}
	b.judge(all, history, written)
	if len(held) == 2 {
		b.AtMost("share of the peer's memory, at rest", held[0]/held[1], 0.1, "")
	}
	return nil
}

// held gives the memory of each side that is ours to see, in MB, when it has nothing to do any more. What it
// was at once after the last question is printed beside it.
func (b *bench) held(ctx context.Context) (held []float64, err error) {
	if !slices.ContainsFunc(b.bases, func(s *base) bool { return s.memory != nil }) {
		return nil, nil
	}
	for moment, wait := range []time.Duration{0, b.rest} {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		for _, s := range b.bases {
			if s.memory == nil {
				continue
			}
			mb, what, err := s.memory()
			if err != nil {
				return nil, err
			}
			when := "at once"
			if moment > 0 {
				when = "at rest"
				held = append(held, mb)
			}
			fmt.Fprintf(b.Out, "memory of %s %s: %.0f MB (%s)\n", s.name, when, mb, what)
		}
	}
	return held, nil
}

// questioned measures a kind of question: one at a time, and from many clients at once.
func (b *bench) questioned(ctx context.Context, what string, lists [][]string) (r result, err error) {
	sides := make([]measure.Side, len(b.bases))
	for i, s := range b.bases {
		sides[i] = s.side(lists[i])
	}
	return b.timed(ctx, what, sides, len(lists[0]), clients, b.pace, 1)
}

// timed warms both sides up and measures them. A virtual machine that compiles what it does often needs that.
func (b *bench) timed(ctx context.Context, what string, sides []measure.Side, questions, clients int, pace measure.Pace, each float64) (r result, err error) {
	r = result{what: what, each: each}
	if _, err = measure.Throughput(ctx, sides, max(questions, callers), clients, measure.Pace{Turn: 4 * b.warm}); err != nil {
		return r, err
	}
	if r.took, err = measure.Latency(ctx, sides, questions, 3); err != nil {
		return r, err
	}
	r.turns, err = measure.Throughput(ctx, sides, max(questions, callers), clients, pace)
	return r, err
}

func (b *bench) print(all []result) {
	for i, s := range b.bases {
		rows := [][]string{{s.name, "p50", "p95", "p99", "per second", "of processor time"}}
		for _, r := range all {
			rows = append(rows, []string{r.what, measure.Micros(r.took[i].At(0.5)), measure.Micros(r.took[i].At(0.95)), measure.Micros(r.took[i].At(0.99)),
				measure.PerSecond(r.each * measure.Median(r.turns[i].Rate)), measure.PerSecond(r.each * measure.Median(r.turns[i].Work))})
		}
		fmt.Fprintln(b.Out)
		measure.Table(b.Out, rows)
	}
	fmt.Fprintln(b.Out)
}

// judge lays what was measured beside what is promised.
func (b *bench) judge(all []result, history result, written *result) {
	b.AtMost("a page of _history, p95", float64(history.took[0].At(0.95).Microseconds())/1000, 20, " ms")
	if len(b.bases) < 2 {
		return
	}
	for _, r := range all {
		f, promised := measure.Compare(r.turns[0], r.turns[1]), 10.0
		switch {
		case r.what == history.what:
			fmt.Fprintf(b.Out, "       %s: %.3g× by the clock, %.3g× by processor time\n", r.what, f.Clock, f.Work)
			continue
		case written != nil && r.what == written.what:
			promised = 3
		}
		b.Faster(r.what, f, promised)
	}
}
