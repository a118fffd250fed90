package number

import (
	"cmp"
	"slices"
)

// Count is a number of people or things. Few says that it is not shown, because it or another one that
// would follow from it is small; N is then 0.
type Count struct {
	N   int
	Few bool
}

// fewest is the smallest number that everybody may see, but for none at all.
const fewest = 10

func few(n int) bool { return n > 0 && n < fewest }

// partition hides small numbers of parts that add up to a total, and enough others that none of them
// follows by subtraction: what is hidden is more than one part and adds up to ten or more. Where
// that cannot be, all there is are few, and the total is hidden too. The smallest go first; equal ones in
// their order.
func partition(total *Count, parts ...*Count) {
	hidden, sum := 0, 0
	hide := func(c *Count) {
		hidden, sum = hidden+1, sum+c.N
		*c = Count{Few: true}
	}
	for _, p := range parts {
		if few(p.N) {
			hide(p)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(parts), func(p *Count) bool { return p.Few || p.N == 0 })
	slices.SortStableFunc(rest, func(a, b *Count) int { return cmp.Compare(a.N, b.N) })
	for _, p := range rest {
		if hidden == 0 || hidden > 1 && sum >= fewest {
			break
		}
		hide(p)
	}
	if few(total.N) {
		*total = Count{Few: true}
	}
}
