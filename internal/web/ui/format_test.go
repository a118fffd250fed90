package ui

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDates(t *testing.T) {
	t.Parallel()
	summer := time.Date(2026, time.July, 31, 22, 5, 0, 0, time.UTC) // already August in the Netherlands
	winter := time.Date(2026, time.November, 3, 13, 32, 0, 0, time.UTC)
	for _, c := range []struct{ name, got, want string }{
		{"date", Date(winter), "3 november 2026"},
		{"date past midnight", Date(summer), "1 augustus 2026"},
		{"weekday", Weekday(winter), "dinsdag 3 november"},
		{"time", Time(winter), "14.32 uur"},
		{"time past midnight", Time(summer), "0.05 uur"},
		{"moment", Moment(winter), "3 november 2026, 14.32 uur"},
		{"day for machines", machineDate(summer), "2026-08-01"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "0", 999: "999", 1000: "1.000", 1234: "1.234", 17_588_925: "17.588.925", -4321: "−4.321", -12: "−12",
	} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestPhone(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"0401234567":        "040 123 45 67",
		"040-1234567":       "040 123 45 67",
		"(0345) 12 34 56":   "0345 12 34 56",
		"0612345678":        "06 12 34 56 78",
		"+31612345678":      "06 12 34 56 78",
		"+31 (0)40 1234567": "040 123 45 67",
		"088 0123456":       "088 012 34 56",
		"08000113":          "0800 0113",
		"0900-8844":         "0900 8844",
		"0800 2000":         "0800 2000",
		"112":               "112",
		"116117":            "116 117",
		"+49 30 123456":     "+49 30 123456",
		"0031401234567":     "0031401234567",
		"bel de balie":      "bel de balie",
		"":                  "",
	} {
		if got := Phone(number); got != want {
			t.Errorf("Phone(%q) = %q, want %q", number, got, want)
		}
	}
}

// TestPhoneKeepsTheNumber: however a number is written, what is shown dials the same digits.
func TestPhoneKeepsTheNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`(\+31|0)?[0-9 -]{0,14}`).Draw(t, "number")
		shown := Phone(number)
		if got, want := national(shown), national(number); got != want {
			t.Fatalf("Phone(%q) = %q dials %q, want %q", number, shown, got, want)
		}
		if again := Phone(shown); again != shown {
			t.Fatalf("Phone(%q) = %q, and once more %q", number, shown, again)
		}
	})
}

// A dot stays on the line of what stands before it.
func TestDotted(t *testing.T) {
	t.Parallel()
	for want, texts := range map[string][]string{"": {"", ""}, "a": {"", "a"}, "a\u00a0· b": {"a", "", "b"}} {
		if got := Dotted(texts...); got != want {
			t.Errorf("%q: %q, want %q", texts, got, want)
		}
	}
}
