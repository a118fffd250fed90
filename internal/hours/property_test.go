package hours

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func drawSpans(t *rapid.T) string {
	var out []string
	for range rapid.IntRange(1, 3).Draw(t, "spans") {
		from := rapid.IntRange(0, 95).Draw(t, "from") * 15
		until := from + rapid.IntRange(1, 95).Draw(t, "quarters")*15
		if until > minutesPerDay {
			until -= minutesPerDay
		}
		out = append(out, fmt.Sprintf("%02d:%02d-%02d:%02d", from/60, from%60, until/60, until%60))
	}
	return strings.Join(out, ",")
}

func drawWeekdays(t *rapid.T) string {
	return string(appendWeekdays(nil, weekdays(rapid.IntRange(1, int(everyDay)).Draw(t, "weekdays"))))
}

// drawRule gives OSM text of one rule about what the word says.
func drawRule(t *rapid.T, about string) string {
	md := func() string {
		return fmt.Sprintf("%s %02d", monthCodes[rapid.IntRange(1, 12).Draw(t, "month")], rapid.IntRange(1, 28).Draw(t, "day"))
	}
	var days string
	switch about {
	case "week":
		days = drawWeekdays(t)
	case "nth":
		days = weekdayCodes[rapid.IntRange(0, 6).Draw(t, "weekday")] + rapid.SampledFrom([]string{"[1]", "[2,4]", "[5]", "[-1]"}).Draw(t, "nth")
	case "PH":
		days = "PH"
	case "period":
		days = md() + "-" + md()
		if rapid.Bool().Draw(t, "narrowed") {
			days += " " + drawWeekdays(t)
		}
	case "date":
		days = md()
	case "feast":
		days = rapid.SampledFrom([]string{"easter", "easter -2 days", "easter +1 day", "easter +39 days", "Dec 25", "May 05"}).Draw(t, "feast")
	case "year":
		days = "2026 " + md()
	}
	if rapid.IntRange(0, 2).Draw(t, "off") == 0 {
		return days + " off"
	}
	return days + " " + drawSpans(t)
}

// drawHours gives any hours of the subset, in any order and with rules on top of others.
func drawHours(t *rapid.T) Hours {
	text := ""
	for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
		if i > 0 {
			text += rapid.SampledFrom([]string{"; ", ", "}).Draw(t, "sign")
		}
		text += drawRule(t, rapid.SampledFrom([]string{"week", "week", "nth", "PH", "period", "date", "feast", "year"}).Draw(t, "about"))
	}
	h, err := Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return h
}

// drawMoment gives midnights around changes of the clock and of the year, holidays, and others.
func drawMoment(t *rapid.T) time.Time {
	days := rapid.SampledFrom([]string{
		"2026-03-20", "2026-10-18", "2026-12-20", "2025-04-15", "2025-05-01", "2026-05-10", "2027-01-01", "2028-02-25",
	}).Draw(t, "around")
	at, err := time.Parse("2006-01-02", days)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(t, "minutes")) * time.Minute)
}

func TestCanonicalRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		again, err := Parse(h.String())
		if err != nil || again != h {
			t.Fatalf("%q became %q, %v", h, again, err)
		}
		if h.Dutch() == "" {
			t.Fatalf("%q says nothing in Dutch", h)
		}
	})
}

// Days agrees with OpenAt at every minute of 14 days, and Next with both.
func TestDaysAgreeWithOpenAt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		from := drawMoment(t)
		first := h.Days(from, 1)[0].Date
		days := h.Days(first.Add(-time.Hour), 15) // hours that start the day before last into the first
		state, changes, ok := h.Next(first)
		for at := first; at.Before(days[14].Date); at = at.Add(time.Minute) {
			open := h.OpenAt(at)
			listed := false
			for _, d := range days {
				for _, s := range d.Spans {
					listed = listed || !at.Before(s.From) && at.Before(s.Until)
				}
			}
			if open != listed || open != h.OpenAtMoment(At(at)) {
				t.Fatalf("%q at %s: OpenAt says %t, Days %t", h, at, open, listed)
			}
			if (!ok || at.Before(changes)) != (open == state) && !at.After(changes) {
				t.Fatalf("%q: Next(%s) gave %t until %s, but at %s it is %t", h, first, state, changes, at, open)
			}
		}
	})
}

// What Dutch says is read back as the same hours, where exceptions stand after the ordinary week and
// from the widest to the narrowest, as ParseDutch puts them.
func TestDutchRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rules []string
		for _, about := range []string{"week", "week", "nth", "PH", "period", "feast", "year"} {
			if rapid.Bool().Draw(t, about) {
				rules = append(rules, drawRule(t, about))
			}
		}
		h, err := Parse(strings.Join(rules, "; "))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(h.Dutch(), "de volgende dag") {
			t.Skip("runs on for more than a day")
		}
		again, err := ParseDutch(h.Dutch())
		if err != nil || again != h {
			t.Fatalf("%q was told as %q and read as %q, %v", h, h.Dutch(), again, err)
		}
	})
}

// Hours that nobody holds any more leave nothing behind; those in use stay one pointer.
func TestSharing(t *testing.T) {
	h := parse(t, "Mo 01:23-04:56")
	for range 1000 {
		parse(t, "Tu 01:23-04:56")
	}
	for range 50 {
		runtime.GC()
		if _, found := interned.Load("Tu 01:23-04:56"); !found {
			break
		}
		runtime.Gosched()
	}
	if v, found := interned.Load("Tu 01:23-04:56"); found {
		t.Errorf("forgotten hours are still kept: %v", v)
	}
	if parse(t, "Mo 1:23-4:56") != h {
		t.Error("equal hours are two")
	}
}
