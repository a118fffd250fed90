package ui

import (
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
)

func TestSameDayIsTheCivilDay(t *testing.T) {
	t.Parallel()
	evening := time.Date(2026, time.March, 1, 23, 30, 0, 0, clock.Amsterdam)
	if !SameDay(evening, evening.Add(20*time.Minute)) {
		t.Error("two moments of one evening are not the same day")
	}
	if SameDay(evening, evening.Add(40*time.Minute)) {
		t.Error("a moment past midnight is the same day")
	}
	if SameDay(evening, evening.AddDate(1, 0, 0)) {
		t.Error("a year later is the same day")
	}
}

func TestDaysAsPeopleSayThem(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 3, 23, 30, 0, 0, clock.Amsterdam)
	for want, at := range map[string]time.Time{
		"vandaag": now.Add(-20 * time.Hour), "gisteren": now.AddDate(0, 0, -1), "morgen": now.Add(time.Hour).UTC(), "donderdag 5 november": now.AddDate(0, 0, 2), "3 november 2027": now.AddDate(1, 0, 0),
	} {
		if got := OnDay(at, now.UTC()); got != want {
			t.Errorf("%s is %q, want %q", at, got, want)
		}
	}
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a en b": {"a", "b"}, "a, b en c": {"a", "b", "c"}} {
		if got := Joined(words); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAmountsAndDurations(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, c := range []struct{ got, want string }{
		{MachineTime(time.Date(2026, time.November, 3, 13, 32, 0, 0, time.UTC)), "2026-11-03T14:32:00+01:00"},
		{Amount(0, "bed", "bedden"), "0 bedden"}, {Amount(1, "bed", "bedden"), "1 bed"}, {Amount(1234, "bed", "bedden"), "1.234 bedden"},
		{Lasting(0), "0 minuten"}, {Lasting(45 * time.Second), "1 minuut"}, {Lasting(15 * time.Minute), "15 minuten"},
		{Lasting(time.Hour - time.Second), "1 uur"}, {Lasting(time.Hour), "1 uur"}, {Lasting(90 * time.Minute), "90 minuten"},
		{Lasting(2*time.Hour - time.Second), "2 uur"}, {Lasting(5 * time.Hour), "5 uur"}, {Lasting(day), "24 uur"},
		{Lasting(36 * time.Hour), "36 uur"}, {Lasting(2 * day), "2 dagen"}, {Lasting(3*day + 11*time.Hour), "3 dagen"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestFirstLetter: whatever the first letter is, the rest stays and it stays text.
func TestFirstLetter(t *testing.T) {
	t.Parallel()
	if Capital("één") != "Eén" || Lower("Één") != "één" || Capital("") != "" {
		t.Errorf("%q %q", Capital("één"), Lower("Één"))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		for _, got := range []string{Capital(s), Lower(s)} {
			if !utf8.ValidString(got) || utf8.RuneCountInString(got) != utf8.RuneCountInString(s) {
				t.Fatalf("%q becomes %q", s, got)
			}
		}
	})
}
