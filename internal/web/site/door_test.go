package site_test

import (
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
)

func TestDoor(t *testing.T) {
	t.Parallel()
	tuesday := func(hour, minute int) time.Time {
		return time.Date(2026, time.November, 3, hour, minute, 0, 0, clock.Amsterdam)
	}
	for _, c := range []struct {
		hours string
		at    time.Time
		open  bool
		words string
		known bool
	}{
		{"", tuesday(12, 0), false, "", false},
		{"24/7", tuesday(12, 0), true, "dag en nacht", true},
		{"off", tuesday(12, 0), false, "", true},
		{"Mo-Fr 08:00-17:00", tuesday(12, 0), true, "tot 17.00 uur", true},
		{"Mo-Fr 08:00-17:00", tuesday(7, 59), false, "vanaf 8.00 uur", true},
		{"Mo-Fr 08:00-17:00", tuesday(17, 0), false, "morgen vanaf 8.00 uur", true},
		{"Mo 08:00-17:00", tuesday(12, 0), false, "maandag 9 november vanaf 8.00 uur", true},
		{"Mo-Su 18:00-24:00", tuesday(19, 0), true, "tot 24.00 uur", true},
		{"Tu 22:00-06:00", tuesday(23, 0), true, "tot morgen 6.00 uur", true},
		{"Tu 00:00-24:00; We 00:00-24:00; Th 00:00-12:00", tuesday(9, 0), true, "tot donderdag 5 november 12.00 uur", true},
	} {
		h, err := hours.Parse(c.hours)
		if c.hours == "" {
			h, err = hours.Hours{}, nil
		}
		if err != nil {
			t.Fatal(err)
		}
		if open, words, known := site.Door(say.Dutch, h, c.at); open != c.open || words != c.words || known != c.known {
			t.Errorf("%q at %s: %v %q %v, want %v %q %v", c.hours, c.at.Format("Mon 15.04"), open, words, known, c.open, c.words, c.known)
		}
	}
}
