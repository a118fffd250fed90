package signal_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/bottleneck/signal"
)

func weekly(pairs ...[2]int) (all []signal.Figure) {
	for _, p := range pairs {
		all = append(all, signal.Figure{Bad: p[0], N: p[1]})
	}
	return all
}

// TestJudge: cases count together over the weeks; a state must be bad in each of them, and one good week is
// enough to be low. Few cases never speak.
func TestJudge(t *testing.T) {
	t.Parallel()
	pooled := signal.Rule{Measure: signal.Declines, Threshold: 50, Weeks: 2}
	state := signal.Rule{Measure: signal.NoContact, Threshold: 0, Weeks: 2}
	entries := signal.Rule{Measure: signal.Unanswered, Threshold: 25, Weeks: 1}
	for name, c := range map[string]struct {
		rule  signal.Rule
		weeks []signal.Figure
		want  signal.Verdict
		n     int
	}{
		"together they are enough, and more than half": {pooled, weekly([2]int{4, 5}, [2]int{2, 5}), signal.Speaks, 10},
		"half is not more than half":                   {pooled, weekly([2]int{3, 5}, [2]int{2, 5}), signal.Low, 10},
		"together they are too few":                    {pooled, weekly([2]int{5, 5}, [2]int{4, 4}), signal.Silent, 0},
		"older weeks do not count":                     {pooled, weekly([2]int{90, 90}, [2]int{1, 5}, [2]int{1, 5}), signal.Low, 10},
		"there are too few weeks":                      {pooled, weekly([2]int{40, 40}), signal.Silent, 0},
		"bad in each week":                             {state, weekly([2]int{3, 7}, [2]int{7, 7}), signal.Speaks, 7},
		"bad, but not for long enough":                 {state, weekly([2]int{0, 7}, [2]int{7, 7}), signal.Silent, 0},
		"good in the newest":                           {state, weekly([2]int{7, 7}, [2]int{0, 7}), signal.Low, 7},
		"a week of which nothing is known":             {state, weekly([2]int{0, 0}, [2]int{7, 7}), signal.Silent, 0},
		"nothing is known of the newest":               {state, weekly([2]int{7, 7}, [2]int{0, 0}), signal.Silent, 0},
		"nine entries are too few":                     {entries, weekly([2]int{9, 9}), signal.Silent, 0},
		"ten entries":                                  {entries, weekly([2]int{3, 10}), signal.Speaks, 10},
	} {
		got, f := signal.Judge(c.rule, c.weeks)
		if got != c.want || f.N != c.n {
			t.Errorf("%s: %s over %d, want %s over %d", name, got, f.N, c.want, c.n)
		}
	}
	// Of a state the best of the weeks is told: it holds for each of them.
	if _, f := signal.Judge(state, weekly([2]int{2, 7}, [2]int{6, 7})); f.Bad != 2 {
		t.Errorf("it tells of %d nights", f.Bad)
	}
}

// TestJudgeIsSound: what speaks is above the limit and over enough cases; a stricter limit or one more week
// never makes silence speak.
func TestJudgeIsSound(t *testing.T) {
	t.Parallel()
	all := []signal.Measure{signal.WaitAboveNorm, signal.Declines, signal.Bridging, signal.NoContact, signal.Unanswered, signal.CoverageGap}
	rapid.Check(t, func(t *rapid.T) {
		r := signal.Rule{Measure: rapid.SampledFrom(all).Draw(t, "measure"), Threshold: rapid.IntRange(0, 100).Draw(t, "threshold"), Weeks: rapid.IntRange(1, 5).Draw(t, "weeks")}
		figures := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) signal.Figure {
			n := rapid.IntRange(0, 20).Draw(t, "n")
			return signal.Figure{N: n, Bad: rapid.IntRange(0, n).Draw(t, "bad")}
		}), 0, 8).Draw(t, "figures")
		v, f := signal.Judge(r, figures)
		if v == signal.Speaks && (f.Share() <= float64(r.Threshold) || f.N == 0) || v == signal.Low && f.Share() > float64(r.Threshold) {
			t.Fatalf("%s at %v%% over %d with a limit of %d%%", v, f.Share(), f.N, r.Threshold)
		}
		stricter := r
		stricter.Threshold = rapid.IntRange(r.Threshold, 100).Draw(t, "stricter")
		if w, _ := signal.Judge(stricter, figures); w == signal.Speaks && v != signal.Speaks {
			t.Fatalf("it speaks above %d%% and not above %d%%", stricter.Threshold, r.Threshold)
		}
		if r.Threshold = 100; true {
			if w, _ := signal.Judge(r, figures); w == signal.Speaks {
				t.Fatal("more than everything went wrong")
			}
		}
	})
}

func ExampleFigure_Share() {
	fmt.Printf("%.0f%%\n", signal.Figure{Bad: 3, N: 12}.Share())
	// Output: 25%
}
