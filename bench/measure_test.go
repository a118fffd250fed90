package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/finding"
)

// A promise is judged with room for noise, in both directions.
func TestJudge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		say  func(b *bench)
		mark string
	}{
		{func(b *bench) { b.atLeast("x", 21, 20, "×") }, "kept"},
		{func(b *bench) { b.atLeast("x", 19, 20, "×") }, "noise?"},
		{func(b *bench) { b.atLeast("x", 17, 20, "×") }, "MISSED"},
		{func(b *bench) { b.atMost("x", 2.9, 3, " s") }, "kept"},
		{func(b *bench) { b.atMost("x", 3.2, 3, " s") }, "noise?"},
		{func(b *bench) { b.atMost("x", 3.5, 3, " s") }, "MISSED"},
	} {
		var out bytes.Buffer
		b := &bench{out: &out}
		c.say(b)
		if !strings.HasPrefix(out.String(), c.mark) || (len(b.missed) > 0) != (c.mark == "MISSED") {
			t.Errorf("got %q and missed %v, want %s", out.String(), b.missed, c.mark)
		}
	}
}

// What only the clock misses, where processor time tells otherwise, is the fault of others.
func TestFaster(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		least faster
		mark  string
	}{{faster{25, 25}, "kept"}, {faster{25, 5}, "kept"}, {faster{10, 25}, "noise?"}, {faster{10, 15}, "MISSED"}} {
		var out bytes.Buffer
		(&bench{out: &out}).faster("x", c.least, 20)
		if !strings.HasPrefix(out.String(), c.mark) {
			t.Errorf("%+v: got %q, want %s", c.least, out.String(), c.mark)
		}
	}
}

func TestMiddles(t *testing.T) {
	t.Parallel()
	if got := median([]float64{9, 1, 2, 4}); got != 3 {
		t.Errorf("median of an even number: %v, want 3", got)
	}
	// The middle of the ratios, not the ratio of the middles.
	if got := ratio([]float64{10, 100, 40}, []float64{1, 50, 10}); got != 4 {
		t.Errorf("ratio: %v, want 4", got)
	}
	took := times{5, 1, 3, 2, 4}
	if took.at(0.5) != 3 || took.at(0.99) != 5 || took.at(0) != 1 {
		t.Errorf("quantiles of 1 to 5: %v %v %v", took.at(0), took.at(0.5), took.at(0.99))
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	chosen, err := choose("pages,peer")
	if err != nil || len(chosen) != 2 || chosen[0].name != "peer" {
		t.Errorf("choose gives %v, %v; want peer and pages", chosen, err)
	}
	if _, err := choose("peer,speed"); err == nil {
		t.Error("an unknown part is not refused")
	}
}

// What a word means is worked out twice, in package finding and for the peer. Where the two part, the
// peer would be asked something else.
func TestMeaningIsThatOfTheIndex(t *testing.T) {
	t.Parallel()
	all := slices.Collect(nationalEntries(1_500))
	x := finding.New(clock.Fixed(moment), slices.Values(all))
	list, err := questions(200, all, x.Search)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		query := q.query
		query.Limit = finding.MaxLimit
		page, err := x.Search(query)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total < 0 || page.Total > query.Limit {
			continue // not all of it is on one page
		}
		found := map[string]bool{}
		for i := range page.Items {
			found[page.Items[i].Service] = true
		}
		fits := map[string]bool{}
		for i := range all {
			if plainly(&all[i], &query, q.meaning) {
				fits[all[i].Service] = true
			}
		}
		if len(fits) != len(found) {
			t.Fatalf("%s: the index finds %d services, the meaning fits %d", q.target, len(found), len(fits))
		}
		for id := range fits {
			if !found[id] {
				t.Fatalf("%s: %s fits and is not found", q.target, id)
			}
		}
	}
}

// plainly tells whether an entry fits a question, as the peer's rows do.
func plainly(e *finding.Entry, q *finding.Query, m meaning) bool {
	strong, weak := tokens(e)
	marked := []string{disciplineMark + e.Discipline}
	for _, t := range strong {
		marked = append(marked, strongMark+t)
	}
	for _, t := range weak {
		marked = append(marked, weakMark+t)
	}
	means := slices.ContainsFunc(m.all(), func(w string) bool { return slices.Contains(marked, w) })
	has := func(list []string, v string) bool { return v == "" || slices.Contains(list, v) }
	return means && has(e.Languages, q.Language) && (e.AllInsurers || has(e.Insurers, q.Insurer)) && has(e.Modes, q.Mode) &&
		has(e.TargetGroups, q.TargetGroup) && (!q.DirectOnly || e.Direct) && (q.OpenAt.IsZero() || e.Hours.OpenAt(q.OpenAt))
}

func TestLatencyLeavesTheFirstRoundOut(t *testing.T) {
	t.Parallel()
	asks := 0
	s := side{name: "counts", ask: func(context.Context, int, int) error { asks++; return nil }}
	took, err := latency(t.Context(), []side{s}, 10, 3)
	if err != nil || asks != 30 || len(took[0]) != 20 {
		t.Errorf("asked %d times and kept %d (%v), want 30 and 20", asks, len(took[0]), err)
	}
}

func TestThroughputStopsAtAnError(t *testing.T) {
	t.Parallel()
	s := side{name: "fails", ask: func(context.Context, int, int) error { return errNoPostgres }}
	if _, err := throughput(t.Context(), []side{s}, 10, 4, scale{turn: time.Hour, turns: 1}); err == nil {
		t.Error("an error of a question is passed over")
	}
}
