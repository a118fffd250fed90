package number

import "eerstelijn/internal/capacity"

// AboveNorm gives the strictest of the norms that a measured wait certainly breaks. A norm says within
// how many days a share of people must be helped; the wait is known for half and for nine of ten of
// them, so that it breaks a norm for at least such a share.
func AboveNorm(w capacity.Wait, norms []capacity.Norm) (broken capacity.Norm, above bool) {
	for _, n := range norms {
		limit := calendar(n)
		over := n.Share >= 0.5 && w.P50Days > limit || n.Share >= 0.9 && w.P90Days > limit
		if over && (!above || limit < calendar(broken)) {
			broken, above = n, true
		}
	}
	return broken, above
}

// calendar gives the days of a norm as the calendar has them at most: working days with each weekend
// that can fall between them.
func calendar(n capacity.Norm) int {
	if !n.Working {
		return n.Days
	}
	return n.Days + 2*((n.Days+4)/5)
}
