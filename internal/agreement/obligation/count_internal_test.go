package obligation

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// From what is shown no small number follows: what is hidden, where it does not add up to few altogether, is
// more than one number and adds up to ten or more.
func TestNoSmallNumberFollows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) int {
			return rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 12), rapid.IntRange(1, 300)).Draw(rt, name)
		}
		tally := Tally{draw("kept"), draw("not kept"), draw("explained"), draw("unknown")}
		q := tally.shown(time.Time{}, time.Time{})
		counts, shown := []int{tally.Kept, tally.NotKept, tally.Explained, tally.Unknown}, []Count{q.Kept, q.NotKept, q.Explained, q.Unknown}
		hidden, sum := 0, 0
		for i, c := range shown {
			switch {
			case c.Few && c.N != 0, !c.Few && c.N != counts[i], !c.Few && c.N > 0 && c.N < fewest, c.Few && counts[i] == 0:
				rt.Fatalf("%+v is shown as %+v", tally, q)
			case c.Few:
				hidden, sum = hidden+1, sum+counts[i]
			}
		}
		if q.Total.Few != (tally.Total() > 0 && tally.Total() < fewest) || !q.Total.Few && q.Total.N != tally.Total() {
			rt.Fatalf("the total of %+v is %+v", tally, q.Total)
		}
		all := 0
		for _, n := range counts {
			if n > 0 {
				all++
			}
		}
		if hidden == 1 && all > 1 || hidden > 0 && sum < fewest && hidden < all {
			rt.Fatalf("of %+v one can tell what is hidden in %+v", tally, q)
		}
		if hidden == 1 && all == 1 && !q.Total.Few {
			rt.Fatalf("of %+v the total tells what is hidden in %+v", tally, q)
		}
	})
}
