package tally

import (
	"strings"
	"testing"

	"eerstelijn/internal/bottleneck"
)

// TestSmallNumbersStandNowhere: what may not be shown is in no text, and neither is what it is a part of.
func TestSmallNumbersStandNowhere(t *testing.T) {
	t.Parallel()
	n := func(n int) bottleneck.Count { return bottleneck.Count{N: n} }
	few := bottleneck.Count{Few: true}
	all := func(c bottleneck.Counts) string {
		var b strings.Builder
		for _, s := range steps(&c) {
			b.WriteString(s.title + ": " + s.number + " " + s.text + " " + strings.Join(s.lines, ", ") + "\n")
		}
		return b.String()
	}
	for name, x := range map[string]struct {
		counts    bottleneck.Counts
		want, not []string
	}{
		"all is shown": {bottleneck.Counts{Reported: n(42), Open: n(12), Solved: n(20), Accepted: n(10), PassedUp: n(11), Helped: n(15)},
			[]string{"42 knelpunten", "20 opgelost", "12 nog open", "11 hogerop gebracht", "15 van de 20 keer"}, []string{tooFew}},
		"solved is small": {bottleneck.Counts{Reported: n(42), Open: n(30), Solved: few, Accepted: few, PassedUp: n(0), Helped: few},
			[]string{"42 knelpunten", "30 nog open", "Hielp het?:  " + tooFew}, []string{"opgelost", "van de"}},
		"all is small": {bottleneck.Counts{Reported: few, Open: few, Solved: few, Accepted: few, PassedUp: few, Helped: few},
			[]string{tooFew}, []string{"0", "knelpunten"}},
		"nothing yet": {bottleneck.Counts{}, []string{"0 knelpunten", "Nog niets is opgelost."}, []string{"van de"}},
	} {
		text := all(x.counts)
		for _, w := range x.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in %s", name, w, text)
			}
		}
		for _, w := range x.not {
			if strings.Contains(text, w) {
				t.Errorf("%s: %q is in %s", name, w, text)
			}
		}
	}
}
