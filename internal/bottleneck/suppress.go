package bottleneck

import (
	"cmp"
	"slices"
)

// fewest is the smallest number that everybody may see, but for none at all.
const fewest = 10

func few(n int) bool { return n > 0 && n < fewest }

// sum is a total with the parts that add up to it. Of whoever knows all but one of them, none is hidden.
type sum struct {
	total *Count
	parts []*Count
}

// protect hides small numbers in sums, and enough others that none follows by subtraction: along each sum
// what is hidden is more than one number, and where the total is shown the hidden parts together are ten
// or more. A number may stand in several sums (as the part of a place and the part of a theme), so hiding
// one may ask for another; it goes on until all hold. The smallest go first, equal ones in their order.
func protect(sums []sum) {
	hidden := map[*Count]int{} // with what they were
	hide := func(c *Count) {
		hidden[c] = c.N
		*c = Count{Few: true}
	}
	for _, s := range sums {
		for _, c := range append(slices.Clone(s.parts), s.total) {
			if few(c.N) {
				hide(c)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, s := range sums {
			for !s.sound(hidden) {
				changed = true
				hide(s.next())
			}
		}
	}
}

// sound tells whether nothing hidden in a sum follows from the rest of it.
func (s sum) sound(hidden map[*Count]int) bool {
	n, all := 0, 0
	for _, p := range s.parts {
		if p.Few {
			n, all = n+1, all+hidden[p]
		}
	}
	if s.total.Few {
		return n > 0
	}
	return n == 0 || n > 1 && all >= fewest
}

// next is what else must be hidden: the smallest part that is shown, or the total where no part is left.
func (s sum) next() *Count {
	shown := slices.DeleteFunc(slices.Clone(s.parts), func(p *Count) bool { return p.Few || p.N == 0 })
	if len(shown) == 0 {
		return s.total
	}
	slices.SortStableFunc(shown, func(a, b *Count) int { return cmp.Compare(a.N, b.N) })
	return shown[0]
}
