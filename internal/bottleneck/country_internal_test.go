package bottleneck

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whoever keeps what is shown after each quarter and subtracts finds no number under ten but none, and what
// was hidden does not follow from what grew by nothing.
func TestNothingSmallFollowsFromTheQuarterBefore(t *testing.T) {
	t.Parallel()
	again := 0
	rapid.Check(t, func(t *rapid.T) {
		all := some(t)
		quarter := rapid.SampledFrom([]int{0, 0, 0, 0, 1, 1, 1, 2, 3})
		for i := range all {
			all[i].quarter = quarter.Draw(t, "quarter")
		}
		var before []map[string]Count
		for n := 1; n <= 4; n++ {
			now := map[string]Count{}
			newCountry(all, n).each(func(name string, x *Count) { now[name] = *x })
			for name, x := range now {
				if few(x.N) {
					t.Fatalf("%s is %d", name, x.N)
				}
				for _, then := range before {
					if y := then[name]; !x.Few && !y.Few && few(x.N-y.N) {
						t.Fatalf("%s grew from %d to %d", name, y.N, x.N)
					} else if !x.Few && x.N > 0 && y.Few {
						again++
					}
				}
			}
			before = append(before, now)
		}
	})
	if again == 0 {
		t.Error("what was hidden is never shown again")
	}
}

// Twelve may be shown and fourteen may be shown, and not one after the other; with ten more it may.
func TestASmallQuarterWaits(t *testing.T) {
	t.Parallel()
	var all []fate
	for n, reports := range []int{12, 2, 8} {
		all = append(all, slices.Repeat([]fate{{region: "r", wijkverband: "w", theme: "a", state: Reported, quarter: n}}, reports)...)
	}
	for n, want := range []Count{{N: 12}, {Few: true}, {N: 22}} {
		c := newCountry(all, n+1)
		for place, got := range map[string]Count{"the wijk": c.wijken["w"].reported, "the region": c.regions["r"].open, "the country": *c.whole.theme("a")} {
			if got != want {
				t.Errorf("after quarter %d %s shows %+v", n+1, place, got)
			}
		}
	}
}
