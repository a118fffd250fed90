package bottleneck

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
)

// some draws what was reported in a small country.
func some(t *rapid.T) (all []fate) {
	few := rapid.IntRange(0, 40)
	for r := range rapid.IntRange(1, 4).Draw(t, "regions") {
		for w := range rapid.IntRange(1, 4).Draw(t, "wijken") {
			for _, state := range []State{Reported, Solved, Accepted} {
				for range few.Draw(t, "n") {
					f := fate{region: network.RegionID(fmt.Sprint("r", r)), wijkverband: network.WijkverbandID(fmt.Sprint("w", r, w)), state: state,
						theme: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "theme"), passed: rapid.Bool().Draw(t, "passed")}
					if w == 0 {
						f.wijkverband = ""
					}
					f.helped = state == Solved && rapid.Bool().Draw(t, "helped")
					all = append(all, f)
				}
			}
		}
	}
	return all
}

// What everybody sees: no number under ten but none; what is shown is true; and along no sum one hidden
// number follows from the others.
func TestNothingSmallFollows(t *testing.T) {
	t.Parallel()
	hidden, shown := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		all := some(t)
		c := newCountry(all, 1)
		truth := map[network.RegionID]*tally{}
		for _, f := range all {
			if truth[f.region] == nil {
				truth[f.region] = &tally{}
			}
			truth[f.region].add(f)
		}
		var sums []sum
		sums = append(sums, c.whole.sums()...)
		var regions []*tally
		for r, is := range c.regions {
			regions = append(regions, is)
			sums = append(sums, is.sums()...)
			for name, pair := range map[string][2]Count{
				"reported": {is.reported, truth[r].reported}, "open": {is.open, truth[r].open}, "solved": {is.solved, truth[r].solved},
				"helped": {is.helped, truth[r].helped}, "passed": {is.passed, truth[r].passed},
			} {
				if !pair[0].Few && pair[0] != pair[1] {
					t.Fatalf("%s of %s: %+v is shown as %+v", name, r, pair[1], pair[0])
				}
			}
		}
		sums = append(sums, c.whole.across(regions)...)
		for _, w := range c.wijken {
			sums = append(sums, w.sums()...)
		}
		for _, s := range sums {
			n, rest := 0, s.total.N
			for _, p := range s.parts {
				if p.Few {
					n++
				}
				rest -= p.N
				if few(p.N) {
					t.Fatalf("%d is shown", p.N)
				}
				if p.Few {
					hidden++
				} else {
					shown++
				}
			}
			switch {
			case few(s.total.N):
				t.Fatalf("%d is shown in total", s.total.N)
			case s.total.Few && n == 0:
				t.Fatal("a hidden total is the sum of what is shown")
			case !s.total.Few && n == 1:
				t.Fatalf("a hidden number follows: %d", rest)
			case !s.total.Few && n > 1 && rest < fewest:
				t.Fatalf("the hidden numbers add up to %d", rest)
			}
		}
	})
	if hidden == 0 || shown == 0 {
		t.Errorf("%d hidden, %d shown: the draw proves nothing", hidden, shown)
	}
}

func TestPublicYear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ now, year, from, until string }{
		{"2026-05-20", "0", "2026-01-01", "2026-04-01"},
		{"2026-02-20", "0", "2025-01-01", "2026-01-01"},
		{"2026-02-20", "2026", "2026-01-01", "2026-01-01"},
		{"2026-05-20", "2024", "2024-01-01", "2025-01-01"},
	} {
		var year int
		_, _ = fmt.Sscan(c.year, &year)
		from, until, err := publicYear(year, on(t, c.now))
		if err != nil || !from.Equal(on(t, c.from)) || !until.Equal(on(t, c.until)) {
			t.Errorf("%+v: %v to %v, %v", c, from, until, err)
		}
	}
	for _, year := range []int{2027, 1999, -1} {
		if _, _, err := publicYear(year, on(t, "2026-05-20")); err == nil {
			t.Errorf("%d can be asked", year)
		}
	}
}

func on(t *testing.T, date string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, date, clock.Amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
