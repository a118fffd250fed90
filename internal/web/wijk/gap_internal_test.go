package wijk

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/hours"
)

// closed gives what is not open in the days after midnight of the first, as the board of package live
// does.
func closed(t *testing.T, osm string, first time.Time, days int) []hours.Span {
	t.Helper()
	h, err := hours.Parse(osm)
	if err != nil {
		t.Fatal(err)
	}
	at, end := first, first.AddDate(0, 0, days)
	var gaps []hours.Span
	for _, d := range h.Days(first.AddDate(0, 0, -1), days+1) {
		for _, s := range d.Spans {
			if s.From.After(at) {
				gaps = append(gaps, hours.Span{From: at, Until: s.From})
			}
			if s.Until.After(at) {
				at = s.Until
			}
		}
	}
	if at.Before(end) {
		gaps = append(gaps, hours.Span{From: at, Until: end})
	}
	return gaps
}

func TestSaysGapsAsPeopleDo(t *testing.T) {
	t.Parallel()
	tuesday := time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)
	for osm, want := range map[string]string{
		"24/7":                                 "",
		"off":                                  "de hele week niemand",
		"Mo-Su 08:00-18:00":                    "niemand na 18.00 uur, tot 8.00 uur de volgende ochtend (elke dag)",
		"Mo-Su 07:00-24:00":                    "niemand van 0.00 uur tot 7.00 uur (elke dag)",
		"Mo-Fr 00:00-24:00":                    "niemand van zaterdag 0.00 uur tot zondag 24.00 uur",
		"Mo-Fr 08:00-18:00":                    "niemand na 18.00 uur, tot 8.00 uur de volgende ochtend (maandag tot en met donderdag); niemand van vrijdag 18.00 uur tot maandag 8.00 uur",
		"Mo-Su 00:00-12:00,13:00-24:00":        "niemand van 12.00 uur tot 13.00 uur (elke dag)",
		"Mo-Fr 00:00-24:00; Sa,Su 00:00-17:00": "niemand na 17.00 uur (zaterdag en zondag)",
		"Mo,We,Fr 00:00-24:00; Tu,Th,Sa,Su 00:00-20:00": "niemand na 20.00 uur (dinsdag, donderdag, zaterdag en zondag)",
	} {
		got := strings.Join(whenWords(closed(t, osm, day(tuesday), daysShown+2), tuesday), "; ")
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", osm, got, want)
		}
	}
}

func TestSaysThatNobodyIsThereNow(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 11, 24, 3, 0, 0, 0, clock.Amsterdam)
	got := whenWords(closed(t, "Mo-Su 08:00-18:00", day(night), daysShown+2), night)
	if len(got) != 2 || got[0] != "nu niemand, tot 8.00 uur" {
		t.Errorf("in the night: %q", got)
	}
	evening := time.Date(2026, 11, 24, 20, 0, 0, 0, clock.Amsterdam)
	if got := whenWords(closed(t, "Mo-Su 08:00-18:00", day(evening), daysShown+2), evening); len(got) != 1 {
		t.Errorf("in the evening: %q", got)
	}
}
