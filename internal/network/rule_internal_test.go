package network

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"

	"eerstelijn/internal/fold"
)

func FuzzAreaCode(f *testing.F) {
	for _, s := range []string{"GM0363", "WK036304", "BU03630401", "GM036", "wk036304", "", "GM", "GM03٣3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := AreaCode(s)
		if c.Kind() == "" {
			if c.Parent() != "" || c.Contains(c) || AreaCode("GM0363").Contains(c) {
				t.Errorf("%q is no code and still has a place", s)
			}
			return
		}
		if around := c.within(); len(around) > 3 || around[len(around)-1].Kind() != Municipality {
			t.Errorf("%s lies within %v", c, around)
		}
		if p := c.Parent(); p != "" && (!p.Contains(c) || c.Contains(p)) {
			t.Errorf("%s and its parent %s do not nest", c, p)
		}
	})
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"'s-Hertogenbosch", "Súdwest-Fryslân", "Bergen (L)", "ĳsselmonde", "東京", "Ærø", "a--b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		slug := Slug(s)
		if strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") {
			t.Errorf("%q gives %q", s, slug)
		}
		if Slug(slug) != slug {
			t.Errorf("%q changes again, into %q", slug, Slug(slug))
		}
		if once := fold.Text(s); fold.Text(once) != once {
			t.Errorf("%q folds into %q and then %q", s, once, fold.Text(once))
		}
	})
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"'s-Hertogenbosch": "s-hertogenbosch", "Súdwest-Fryslân": "sudwest-fryslan", "Bergen (L)": "bergen-l", "Ærø": "aero", "東京": "", "ĲSSELSTEIN": "ijsselstein"} {
		if got := Slug(name); got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
	}
}

func TestIdentifiersHaveEightDigits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[0-9]{0,10}`), rapid.StringN(0, 10, 20)).Draw(t, "number")
		var c checks
		kept := s
		c.number("ura", "URA", &kept)
		trimmed := strings.TrimSpace(s)
		good := trimmed == "" || len(trimmed) == 8 && strings.Trim(trimmed, "0123456789") == ""
		if good != (c.Err() == nil) {
			t.Fatalf("%q: %v", s, c.Err())
		}
	})
}

var anyCode = rapid.Custom(func(t *rapid.T) AreaCode {
	gm := rapid.IntRange(1, 2).Draw(t, "gm")
	if rapid.Bool().Draw(t, "whole") {
		return AreaCode(fmt.Sprintf("GM%04d", gm))
	}
	return AreaCode(fmt.Sprintf("WK%04d%02d", gm, rapid.IntRange(0, 2).Draw(t, "wk")))
})

// wijken spells an area out as the wijken of a map with three in each municipality.
func wijken(c AreaCode) []string {
	if c.Kind() == Wijk {
		return []string{string(c[2:])}
	}
	return []string{string(c[2:]) + "00", string(c[2:]) + "01", string(c[2:]) + "02"}
}

// However areas are handed out, no wijk is held twice, and nothing is refused that is free.
func TestClash(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var claims []claim
		held := map[string]string{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			holder := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "holder")
			area := anyCode.Draw(t, "area")
			free := true
			for _, w := range wijken(area) {
				free = free && (held[w] == "" || held[w] == holder)
			}
			_, by, found := clash(claims, holder, []AreaCode{area})
			if found == free {
				t.Fatalf("%s for %s: free is %v, but the rule says clash=%v with %v", area, holder, free, found, by)
			}
			if !found {
				claims = append(claims, claim{area, holder})
				for _, w := range wijken(area) {
					held[w] = holder
				}
			}
		}
	})
}

// Whatever tables come in, a moment before the change has the answer it had.
func TestThePastIsNotRewritten(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2022, 1, 1+n, 0, 0, 0, 0, clock.Amsterdam) }
	rapid.Check(t, func(t *rapid.T) {
		var history []membership
		for range rapid.IntRange(1, 8).Draw(t, "rows") {
			m := membership{boundary: BoundaryID(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "boundary"))}
			from := rapid.IntRange(0, 20).Draw(t, "from")
			m.from = day(from)
			if rapid.Bool().Draw(t, "ends") {
				m.until = day(from + rapid.IntRange(1, 10).Draw(t, "length"))
			}
			v := admit(history, m)
			next := join(history, m, v)
			if !slices.IsSortedFunc(next, func(a, b membership) int { return a.from.Compare(b.from) }) {
				t.Fatalf("out of order: %v", next)
			}
			change := m.from
			if v == closed {
				change = m.until
			}
			for d := range 40 {
				was, wasIn := memberAt(history, day(d))
				is, isIn := memberAt(next, day(d))
				same := wasIn == isIn && (!isIn || was == is)
				switch {
				case (v == refused || v == 0) && !same:
					t.Fatalf("a row that changed nothing changed day %d", d)
				case day(d).Before(change) && !same:
					t.Fatalf("day %d changed from %s (%v) to %s (%v)", d, was, wasIn, is, isIn)
				case v == added && !day(d).Before(m.from) && (m.until.IsZero() || day(d).Before(m.until)) && !(isIn && is == m.boundary) &&
					!slices.ContainsFunc(next, func(h membership) bool { return h.from.After(m.from) && !h.from.After(day(d)) }):
					t.Fatalf("the new row has no force on day %d", d)
				}
			}
			if v != refused && admit(next, m) != same {
				t.Fatalf("the same row again is not the same: %v", admit(next, m))
			}
			history = next
		}
	})
}

func TestRhythm(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]int{"elke 6 weken": 42, "Elke week": 7, "wekelijks": 7, "maandelijks": 31, "om de twee maanden": 62,
		"per kwartaal": 92, "één keer per maand": 31, "1x per kwartaal": 92, "elke 2 weken": 14, "elk half jaar": 183, "iedere maand": 31,
		"soms": 0, "": 0, "elke -3 weken": 21, "elke 0 weken": 0, "elke 9999 weken": 0, "als het uitkomt": 0} {
		if got := rhythmDays(words); got != want {
			t.Errorf("%q is %d days, want %d", words, got, want)
		}
	}
	at := time.Date(2026, 6, 2, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]bool{time.Hour: true, 63 * 24 * time.Hour: true, 63*24*time.Hour + time.Second: false, -time.Hour: false} {
		if meetsByRhythm("elke 6 weken", at.Add(-ago), at) != want {
			t.Errorf("met %v ago: want %v", ago, want)
		}
	}
}

func TestReachableToday(t *testing.T) {
	t.Parallel()
	tuesday := time.Date(2026, 6, 2, 23, 59, 0, 0, clock.Amsterdam)
	for _, c := range []struct {
		hours, phone string
		want         bool
	}{
		{"Mo-Fr 08:00-17:00", "", true}, // some time today is enough
		{"We 08:00-17:00", "010", false},
		{"Mo 22:00-06:00", "", true}, // last night's hours end this morning
		{"", "010", true},
		{"", "", false},
		{"not hours", "010", false},
		{"24/7", "", true},
	} {
		d := dayOf(tuesday)
		for range 2 { // the second answer is remembered
			if got := d.reachable(c.hours, c.phone); got != c.want {
				t.Errorf("%q with phone %q: %v, want %v", c.hours, c.phone, got, c.want)
			}
		}
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", 20_000: "20.000", 1_000_050: "1.000.050"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
}

// memberAt tells to which boundary an area belonged at a moment. History is in the order of from.
func memberAt(history []membership, at time.Time) (BoundaryID, bool) {
	for _, m := range slices.Backward(history) {
		if !m.from.After(at) {
			return m.boundary, m.until.IsZero() || at.Before(m.until)
		}
	}
	return "", false
}
