package number

import (
	"testing"

	"pgregory.net/rapid"
)

func counts(n ...int) (total *Count, parts []*Count) {
	total = &Count{}
	for _, n := range n {
		parts = append(parts, &Count{N: n})
		total.N += n
	}
	return total, parts
}

func TestSmallNumbersGoWithWhatGivesThemAway(t *testing.T) {
	t.Parallel()
	const hidden = -1
	for name, c := range map[string]struct {
		parts, want []int
		total       int
	}{
		"nothing small":                 {[]int{10, 0, 25}, []int{10, 0, 25}, 35},
		"one small takes the next":      {[]int{3, 40, 25}, []int{hidden, 40, hidden}, 68},
		"two small that are ten":        {[]int{5, 6, 25}, []int{hidden, hidden, 25}, 36},
		"two small that are few":        {[]int{2, 6, 25, 11}, []int{hidden, hidden, 25, hidden}, 44},
		"nothing left to hide":          {[]int{2, 0, 0}, []int{hidden, 0, 0}, hidden},
		"all are few":                   {[]int{2, 3}, []int{hidden, hidden}, hidden},
		"a small complement":            {[]int{95, 5}, []int{hidden, hidden}, 100},
		"nothing happened":              {[]int{0, 0}, []int{0, 0}, 0},
		"no parts, and few":             {nil, nil, 0},
		"one small and nobody besides":  {[]int{9}, []int{hidden}, hidden},
		"one part is the whole of many": {[]int{12}, []int{12}, 12},
	} {
		total, parts := counts(c.parts...)
		partition(total, parts...)
		for i, p := range parts {
			if want := (Count{N: c.want[i]}); c.want[i] != hidden && *p != want || c.want[i] == hidden && *p != (Count{Few: true}) {
				t.Errorf("%s: part %d is %+v", name, i, *p)
			}
		}
		if (c.total == hidden) != total.Few || !total.Few && total.N != c.total {
			t.Errorf("%s: total %+v", name, *total)
		}
	}
}

// ★ From what is shown, no number from one to nine follows.
func TestNoSmallNumberFollows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		was := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 8).Draw(t, "parts")
		total, parts := counts(was...)
		whole := total.N
		partition(total, parts...)
		hidden, sum := 0, 0
		for i, p := range parts {
			switch {
			case p.Few:
				hidden, sum = hidden+1, sum+was[i]
			case few(p.N):
				t.Fatalf("%d is shown", p.N)
			case p.N != was[i]:
				t.Fatalf("%d became %d", was[i], p.N)
			}
		}
		if total.Few {
			return
		}
		if few(whole) || hidden == 1 || hidden > 0 && sum < fewest {
			t.Fatalf("%d of %v hidden, together %d, beside the total %d", hidden, was, sum, whole)
		}
	})
}
