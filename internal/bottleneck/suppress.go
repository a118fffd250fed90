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

// layer is how much each number grew since an earlier moment at which it was published.
type layer map[*Count]window

// window is the growth of a number. Veiled says that the earlier number was hidden, so that the growth does
// not follow from the later one.
type window struct {
	n      int
	veiled bool
}

// protect hides small numbers in sums, and enough others that none follows by subtraction: along each sum
// what is hidden is more than one number, and where the total is shown the hidden parts together are ten
// or more. The same holds for how much they grew since each moment before. A number may stand in several
// sums (as the part of a place and the part of a theme), so hiding one may ask for another; it goes on until
// all hold. The smallest go first, equal ones in their order.
func protect(sums []sum, before ...layer) {
	now := layer{}
	for _, s := range sums {
		for _, c := range append(slices.Clone(s.parts), s.total) {
			now[c] = window{n: c.N}
		}
	}
	layers := append([]layer{now}, before...)
	hide := func(c *Count) { *c = Count{Few: true} }
	for _, l := range layers {
		for c, w := range l {
			if !w.veiled && few(w.n) {
				hide(c)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, s := range sums {
			for slices.ContainsFunc(layers, func(l layer) bool { return !s.sound(l) }) {
				changed = true
				hide(s.next())
			}
		}
	}
}

// sound tells whether nothing hidden in a sum follows from the rest of it. Of numbers that did not grow, one
// that is shown at one moment and hidden at the other would follow.
func (s sum) sound(l layer) bool {
	n, all, mixed := 0, 0, false
	for _, p := range s.parts {
		if w := l[p]; p.Few || w.veiled {
			n, all, mixed = n+1, all+w.n, mixed || p.Few != w.veiled
		}
	}
	if s.total.Few || l[s.total].veiled {
		return n > 0 || !s.total.Few
	}
	return n == 0 || n > 1 && (all >= fewest || all == 0 && !mixed)
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
