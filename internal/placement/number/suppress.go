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

// suppress hides what is small, and what would give it away.
func (n *Numbers) suppress() {
	asked := n.Asked
	var urgencies []*Count
	for i := range n.Urgencies {
		urgencies = append(urgencies, &n.Urgencies[i].Asked)
	}
	waiting := n.smallWaiting()
	partition(&asked, urgencies...)
	partition(&n.Asked, n.Outcomes.parts()...)
	// Who waits together is who has no place: one of these gives the other away.
	waiting = waiting || n.Outcomes.Place.Few
	for i := range n.Urgencies {
		n.Urgencies[i].suppress(waiting)
	}
	declines := make([]*Count, len(n.Declines))
	for i := range n.Declines {
		declines[i] = &n.Declines[i].N
	}
	partition(&n.Declined, declines...)
	if few(n.Bridgings.N) {
		n.Bridgings, n.BridgingDays = Count{Few: true}, Count{Few: true}
	}
	if few(n.DeskTimes.N) {
		n.DeskTimes, n.DeskDays = Count{Few: true}, Count{Few: true}
	}
	unmet := n.Unmet
	areas, kinds := make([]*Count, len(n.UnmetByArea)), make([]*Count, len(n.UnmetByKind))
	for i := range n.UnmetByArea {
		areas[i] = &n.UnmetByArea[i].N
	}
	for i := range n.UnmetByKind {
		kinds[i] = &n.UnmetByKind[i].N
	}
	partition(&unmet, areas...)
	partition(&n.Unmet, kinds...)
}

// smallWaiting tells whether somewhere few people wait for a place, have one and wait for the start, or
// have started. Who waits is then shown nowhere: these add up along urgencies and along outcomes, so that
// hiding one of them hides nothing.
func (n *Numbers) smallWaiting() bool {
	for i := range n.Urgencies {
		u := &n.Urgencies[i]
		if few(u.Committed.Waiting.N) || few(u.Started.Waiting.N-u.Committed.Waiting.N) || few(u.Asked.N-u.Started.Waiting.N) {
			return true
		}
	}
	return false
}

// suppress hides the waits of an urgency whose number is hidden: they say over how many people they are.
func (u *UrgencyNumbers) suppress(waiting bool) {
	for _, m := range []*Measured{&u.Committed, &u.Started} {
		switch {
		case u.Asked.Few:
			*m = Measured{People: Count{Few: true}, Waiting: Count{Few: true}}
		case waiting && m.People.N > 0:
			m.Waiting = Count{Few: true}
		}
	}
}
