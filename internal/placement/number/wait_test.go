package number_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/placement/number"
)

var update = flag.Bool("update", false, "write the golden files anew")

const day = 24 * time.Hour

func spells(over []int, waiting ...int) (all []number.Spell) {
	for _, d := range over {
		all = append(all, number.Spell{For: time.Duration(d) * day, Over: true})
	}
	for _, d := range waiting {
		all = append(all, number.Spell{For: time.Duration(d) * day})
	}
	return all
}

// TestEstimatesAsKept holds estimates against what is kept: among them the textbook one of Freireich
// (remission in weeks, 6-MP), whose median is 23.
func TestEstimatesAsKept(t *testing.T) {
	t.Parallel()
	freireich := spells([]int{6, 6, 6, 7, 10, 13, 16, 22, 23}, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
	got, shown := map[string]number.Wait{}, map[string]string{}
	for name, all := range map[string][]number.Spell{
		"nobody":                     nil,
		"one who started":            spells([]int{4}),
		"one who waits":              spells(nil, 4),
		"ten, nobody waits":          spells([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
		"ten, and five wait briefly": spells([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0, 0, 0, 0, 0),
		"ten, and five wait long":    spells([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 40, 40, 40, 40, 40),
		"more wait than started":     spells([]int{1, 2}, 30, 30, 30),
		"waits as long as another":   spells([]int{5, 5}, 5, 5),
		"a clock that jumped":        {{For: -3 * day, Over: true}, {For: -day}},
		"Freireich":                  freireich,
	} {
		w := number.Estimate(all)
		got[name] = w
		shown[name] = fmt.Sprintf("P50 %s, P90 %s, of %d; %d wait", days(w.P50), days(w.P90), w.N, w.Waiting)
	}
	body, err := json.MarshalIndent(shown, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "estimates.json")
	if *update {
		if err := os.WriteFile(file, append(body, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(body)+"\n" {
		t.Errorf("other than kept:\n%s", body)
	}
	if m := got["Freireich"].P50; m != (number.Quantile{After: 23 * day}) {
		t.Errorf("the textbook's median: %v", m)
	}
	if s := number.Survival(freireich).Within(10 * day); math.Abs(s-(1-0.7529)) > 1e-4 { // S(10) of the textbook
		t.Errorf("within ten: %v", s)
	}
}

func days(q number.Quantile) string {
	if q.AtLeast {
		return fmt.Sprintf("at least %d days", number.Days(q.After))
	}
	return fmt.Sprintf("%d days", number.Days(q.After))
}

func drawn(t *rapid.T, label string) []number.Spell {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) number.Spell {
		return number.Spell{For: time.Duration(rapid.IntRange(0, 60).Draw(t, "hours")) * time.Hour, Over: rapid.Bool().Draw(t, "over")}
	}), 1, 40).Draw(t, label)
}

// shorter tells whether a promises less waiting than b.
func shorter(a, b number.Quantile) bool {
	return a.After < b.After || b.AtLeast && !a.AtLeast
}

// ★ Whoever waits on never makes the wait look shorter.
func TestWhoStillWaitsNeverShortensTheWait(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := drawn(t, "spells")
		one := number.Spell{For: time.Duration(rapid.IntRange(0, 90).Draw(t, "hours")) * time.Hour}
		after := append(slices.Clone(before), one)
		longer := slices.Clone(after)
		longer[len(longer)-1].For += time.Duration(rapid.IntRange(0, 90).Draw(t, "more")) * time.Hour
		for _, share := range []float64{0.1, 0.5, 0.8, 0.9, 1} {
			a, b, c := number.Survival(before).Quantile(share), number.Survival(after).Quantile(share), number.Survival(longer).Quantile(share)
			if shorter(b, a) {
				t.Fatalf("%v: %v became %v by one who waits", share, a, b)
			}
			if shorter(c, b) {
				t.Fatalf("%v: %v became %v by waiting longer", share, b, c)
			}
		}
	})
}

// Over people who have all started it is the plain quantile.
func TestWithoutAnybodyWaitingItIsThePlainQuantile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := drawn(t, "spells")
		for i := range all {
			all[i].Over = true
		}
		c := number.Survival(all)
		slices.SortFunc(all, func(a, b number.Spell) int { return int(a.For - b.For) })
		for percent := 1; percent <= 100; percent++ {
			rank := (percent*len(all) + 99) / 100
			if got, want := c.Quantile(float64(percent)/100), (number.Quantile{After: all[rank-1].For}); got != want {
				t.Fatalf("P%d of %d is %v, not %v", percent, len(all), got, want)
			}
		}
	})
}

func TestQuantilesAndSharesAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := drawn(t, "spells")
		c, w := number.Survival(all), number.Estimate(all)
		if shorter(w.P90, w.P50) || w.N+w.Waiting != len(all) {
			t.Fatalf("%+v", w)
		}
		for _, share := range []float64{0.5, 0.8, 0.9} {
			q := c.Quantile(share)
			if within := c.Within(q.After); (within >= share-1e-6) == q.AtLeast {
				t.Fatalf("P%v is %v, but %v within it", share, q, within)
			}
			if !q.AtLeast && c.Within(q.After-1) >= share {
				t.Fatalf("%v within less than %v", share, q)
			}
		}
	})
}

func TestDaysAreTheNearest(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]int{0: 0, 3 * time.Hour: 0, 11*time.Hour + 59*time.Minute: 0, 12 * time.Hour: 1, 35 * time.Hour: 1, 36 * time.Hour: 2, 28 * day: 28} {
		if got := number.Days(d); got != want {
			t.Errorf("%v is %d days, not %d", d, got, want)
		}
	}
}
