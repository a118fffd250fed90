package number

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/placement"
)

// What a request came to, as this test divides them: it has a place and has begun, or not yet; or one of
// the other outcomes.
const (
	begun = iota
	waitsToBegin
	otherwise // and on
	ways      = otherwise + 5
)

// region is the people of a region, by urgency and by what came of them.
type region [3][ways]int

// sum is which of these people a number counts.
type sum [3 * ways]float64

func over(urgencies []int, outcomes ...int) (s sum) {
	for _, u := range urgencies {
		for _, o := range outcomes {
			s[u*ways+o] = 1
		}
	}
	return s
}

func (r region) count(s sum) (n int) {
	for i, one := range s {
		n += int(one) * r[i/ways][i%ways]
	}
	return n
}

var (
	anyUrgency = []int{0, 1, 2}
	anyOutcome = []int{0, 1, 2, 3, 4, 5, 6}
	unplaced   = anyOutcome[otherwise:]
)

// numbers counts the people as the views do.
func (r region) numbers() *Numbers {
	count := func(u []int, o ...int) Count { return Count{N: r.count(over(u, o...))} }
	n := &Numbers{Asked: count(anyUrgency, anyOutcome...)}
	for i, part := range n.Outcomes.parts() {
		if i == 0 {
			*part = count(anyUrgency, begun, waitsToBegin)
			continue
		}
		*part = count(anyUrgency, otherwise+i-1)
	}
	for u := range 3 {
		all := count([]int{u}, anyOutcome...)
		n.Urgencies = append(n.Urgencies, UrgencyNumbers{Urgency: placement.Urgency(fmt.Sprint(u)), Asked: all,
			Committed: Measured{People: all, Waiting: count([]int{u}, unplaced...)},
			Started:   Measured{People: all, Waiting: count([]int{u}, anyOutcome[waitsToBegin:]...)}})
	}
	return n
}

// told is each number that is shown, by whom it counts.
func told(n *Numbers) (all []sum) {
	add := func(c Count, s sum) {
		if !c.Few {
			all = append(all, s)
		}
	}
	add(n.Asked, over(anyUrgency, anyOutcome...))
	for i, part := range n.Outcomes.parts() {
		if i == 0 {
			add(*part, over(anyUrgency, begun, waitsToBegin))
			continue
		}
		add(*part, over(anyUrgency, otherwise+i-1))
	}
	for u := range n.Urgencies {
		at, of := []int{u}, &n.Urgencies[u]
		add(of.Asked, over(at, anyOutcome...))
		add(of.Committed.People, over(at, anyOutcome...))
		add(of.Started.People, over(at, anyOutcome...))
		add(of.Committed.Waiting, over(at, unplaced...))
		add(of.Started.Waiting, over(at, anyOutcome[waitsToBegin:]...))
	}
	return all
}

// follows tells whether a number can be made of others by adding and subtracting them.
func follows(wanted sum, others []sum) bool {
	left := append([]sum(nil), others...)
	for c := range wanted {
		at := -1
		for i := range left {
			if abs(left[i][c]) > 1e-6 {
				at = i
				break
			}
		}
		if at < 0 {
			continue
		}
		by := left[at]
		left = append(left[:at], left[at+1:]...)
		for i := range left {
			left[i] = left[i].less(by, c)
		}
		wanted = wanted.less(by, c)
	}
	for _, rest := range wanted {
		if abs(rest) > 1e-6 {
			return false
		}
	}
	return true
}

// less takes so much of by from s that its part c is gone.
func (s sum) less(by sum, c int) sum {
	times := s[c] / by[c]
	for i := range s {
		s[i] -= times * by[i]
	}
	return s
}

func abs(x float64) float64 { return max(x, -x) }

// ★ From all that is shown of a region together, no number of one to nine people follows: not of an urgency, not of
// an outcome, and not of who of an urgency waits, is about to begin or has begun.
func TestFromAllThatIsShownNoSmallNumberFollows(t *testing.T) {
	t.Parallel()
	shown := false // somewhere somebody must see how many wait, or hiding everything would do
	rapid.Check(t, func(t *rapid.T) {
		var r region
		large := rapid.Bool().Draw(t, "large")
		for u := range r {
			for o := range r[u] {
				r[u][o] = rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 12), rapid.IntRange(10, 60)).Draw(t, "people")
				if large && r[u][o] > 0 {
					r[u][o] += 10
				}
			}
		}
		n, leak := r.suppressed()
		if leak != "" {
			t.Fatalf("%s from %+v", leak, n)
		}
		shown = shown || !n.Urgencies[0].Committed.Waiting.Few && n.Urgencies[0].Committed.Waiting.N > 0
	})
	if !shown {
		t.Error("in no region anybody sees how many wait")
	}
}

// How many have a place is hidden, so that how many are bridged stays hidden: then who waits is so too.
func TestWhoWaitsIsHiddenWithWhoHasAPlace(t *testing.T) {
	t.Parallel()
	if n, leak := (region{{12, 0, 9, 30}}).suppressed(); leak != "" || !n.Outcomes.Place.Few || n.Outcomes.Ended.Few || !n.Urgencies[0].Committed.Waiting.Few {
		t.Errorf("%s from %+v", leak, n)
	}
}

// suppressed gives the numbers as everybody sees them, and which small one follows from them.
func (r region) suppressed() (n *Numbers, leak string) {
	n = r.numbers()
	n.suppress()
	all := told(n)
	small := map[string]sum{"placed": over(anyUrgency, begun, waitsToBegin)}
	for u := range r {
		at := []int{u}
		small[fmt.Sprint("asked ", u)] = over(at, anyOutcome...)
		small[fmt.Sprint("begun ", u)] = over(at, begun)
		small[fmt.Sprint("about to begin ", u)] = over(at, waitsToBegin)
		small[fmt.Sprint("placed ", u)] = over(at, begun, waitsToBegin)
		small[fmt.Sprint("without a place ", u)] = over(at, unplaced...)
	}
	for o := otherwise; o < ways; o++ {
		small[fmt.Sprint("outcome ", o)] = over(anyUrgency, o)
	}
	for name, s := range small {
		if few(r.count(s)) && follows(s, all) {
			return n, fmt.Sprintf("%s: %d people follow", name, r.count(s))
		}
	}
	return n, ""
}
