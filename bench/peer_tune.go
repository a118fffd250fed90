package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"time"

	"eerstelijn/bench/measure"
)

// chosen is a question with the way in which PostgreSQL answers it quickest.
type chosen struct {
	plan planning
	statement
}

// tune finds for each question the quickest way of asking it. Every way is tried on some questions;
// the best few are tried on all. No planner chooses as well as one who has seen the clock: this is the
// best that the peer can do.
func (p *peer) tune(ctx context.Context, list []question, want []string, out io.Writer) ([]chosen, error) {
	if err := p.locate(ctx, list); err != nil {
		return nil, err
	}
	const sample, kept = 32, 6
	all := ways()
	t := &tuning{peer: p, list: list, want: want, took: map[way][]time.Duration{}, differ: map[int]string{}}
	some := make([]int, min(sample, len(list)))
	for k := range some {
		some[k] = k * len(list) / len(some)
	}
	for _, w := range all {
		if err := t.try(ctx, w, some); err != nil {
			return nil, err
		}
	}
	means := map[way]time.Duration{}
	for w, took := range t.took {
		means[w] = mean(took)
	}
	slices.SortFunc(all, func(a, b way) int { return cmp.Compare(means[a], means[b]) })
	rows := [][]string{{"ways of asking PostgreSQL", "mean of a sample"}}
	for _, w := range all {
		rows = append(rows, []string{w.String(), measure.Micros(means[w])})
	}
	measure.Table(out, rows)

	// A word without a best class can only be asked all at once, so one such way stays.
	best := all[:kept:kept]
	atOnce := func(w way) bool { return w.first == "" }
	if !slices.ContainsFunc(best, atOnce) {
		best = append(best, all[slices.IndexFunc(all, atOnce)])
	}
	every := make([]int, len(list))
	for i := range every {
		every[i] = i
	}
	clear(t.took)
	t.best, t.winner, t.least = make([]chosen, len(list)), make([]way, len(list)), make([]time.Duration, len(list))
	for _, w := range best {
		if err := t.try(ctx, w, every); err != nil {
			return nil, err
		}
	}
	wins := map[way]int{}
	for _, w := range t.winner {
		wins[w]++
	}
	rows = [][]string{{"the best of them", "mean of all", "quickest for"}}
	for _, w := range best {
		rows = append(rows, []string{w.String(), measure.Micros(mean(t.took[w])), fmt.Sprint(wins[w])})
	}
	measure.Table(out, append(rows, []string{"the quickest for each question", measure.Micros(mean(t.least)), fmt.Sprint(len(list))}))
	fmt.Fprintf(out, "%d of %d answers are the same as ours, id by id and in order, in every way tried\n", len(list)-len(t.differ), len(list))
	for _, i := range slices.Sorted(maps.Keys(t.differ)) {
		fmt.Fprintln(out, t.differ[i])
	}
	if len(t.differ) > 0 {
		return nil, fmt.Errorf("%d answers differ", len(t.differ))
	}
	return t.best, nil
}

// locate puts the places of questions on the peer's map.
func (p *peer) locate(ctx context.Context, list []question) error {
	for i := range list {
		q := &list[i]
		err := p.pools[custom].QueryRow(ctx, `SELECT ST_X(rd), ST_Y(rd) FROM ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4326), 28992) rd`,
			q.query.Near.Lon, q.query.Near.Lat).Scan(&q.east, &q.north)
		if err != nil {
			return err
		}
	}
	return nil
}

// tuning is what was found so far.
type tuning struct {
	peer   *peer
	list   []question
	want   []string
	took   map[way][]time.Duration
	differ map[int]string // by question, what differs
	// By question; nil while only a sample is tried.
	best   []chosen
	winner []way
	least  []time.Duration
}

// try asks some questions in one way: once to warm up and twice by the clock, and compares each answer.
func (t *tuning) try(ctx context.Context, w way, questions []int) error {
	for _, i := range questions {
		s, ok := t.peer.statement(&t.list[i], w)
		if !ok {
			continue
		}
		took := time.Duration(math.MaxInt64)
		for range 3 {
			start := time.Now()
			rows, err := t.peer.ask(ctx, w.plan, &s)
			if err != nil {
				return fmt.Errorf("%s: %w\n%s", w, err, s.sql)
			}
			took = min(took, time.Since(start))
			if got := answerOf(rows); got != t.want[i] {
				t.differ[i] = fmt.Sprintf("%s, %s:\n  index      %s\n  postgresql %s", t.list[i].target, w, t.want[i], got)
			}
		}
		t.took[w] = append(t.took[w], took)
		if t.best != nil && (t.least[i] == 0 || took < t.least[i]) {
			t.least[i], t.best[i], t.winner[i] = took, chosen{w.plan, s}, w
		}
	}
	return nil
}

func mean(list []time.Duration) time.Duration {
	var sum time.Duration
	for _, d := range list {
		sum += d
	}
	return sum / time.Duration(max(1, len(list)))
}
