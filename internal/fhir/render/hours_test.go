package render_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// openBy says what a reader of availableTime makes of it: an end of midnight is that of the day.
func openBy(list []r4.HealthcareServiceAvailableTime, at time.Time) bool {
	now := at.Format("15:04:05")
	day := strings.ToLower(at.Format("Mon"))
	return slices.ContainsFunc(list, func(a r4.HealthcareServiceAvailableTime) bool {
		return slices.Contains(a.DaysOfWeek, day) && (a.AllDay != nil && *a.AllDay ||
			a.AvailableStartTime <= now && (now < a.AvailableEndTime || a.AvailableEndTime == "00:00:00"))
	})
}

// The ordinary week in FHIR is open when the hours are, through midnight too.
func TestOrdinaryWeek(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, clock.Amsterdam) // a week without holidays or summer time
	days := rapid.SampledFrom([]string{"Mo", "Mo-Fr", "Sa,Su", "Mo,We,Fr", "Su", "Mo-Su", "Fr-Su", "Tu-Th,Sa"})
	times := rapid.SampledFrom([]string{"08:00-17:00", "08:30-12:00,13:00-17:15", "22:00-06:00", "18:00-26:00", "00:00-24:00", "17:00-24:00", "20:00-30:30", "00:00-08:00,17:00-00:00"})
	rapid.Check(t, func(t *rapid.T) {
		var rules []string
		for range rapid.IntRange(1, 3).Draw(t, "rules") {
			rules = append(rules, days.Draw(t, "days")+" "+times.Draw(t, "times"))
		}
		text := strings.Join(rules, "; ")
		is, err := hours.Parse(text)
		if err != nil {
			t.Skip(err)
		}
		s := directory.Service{ID: "s", Organization: "o", Discipline: "vvt", Kind: "elv-laag", Hours: is.String()}
		out := h.Service(&s, &network.Organization{ID: "o"})
		if out.AvailabilityExceptions != "" {
			t.Fatalf("%s has exceptions: %s", text, out.AvailabilityExceptions)
		}
		for minute := 0; minute < 7*24*60; minute += 15 {
			// Asked a week later, so that the Sunday before counts too.
			at := monday.AddDate(0, 0, 7).Add(time.Duration(minute) * time.Minute)
			if got, want := openBy(out.AvailableTime, at), is.OpenAt(at); got != want {
				t.Fatalf("%q at %s: %v, want %v (%+v)", is, at.Format("Mon 15:04"), got, want, out.AvailableTime)
			}
		}
	})
}

func TestDaysOffAndExceptions(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	for text, want := range map[string]struct {
		closed     string
		exceptions bool
	}{
		"Mo-Fr 08:00-17:00":                                     {},
		"Mo-Fr 08:00-17:00; 2026 Dec 24 off":                    {closed: "2026-12-24/2026-12-24"},
		"Mo-Fr 08:00-17:00; 2026 Dec 24-26 off":                 {closed: "2026-12-24/2026-12-26"},
		"Mo-Fr 08:00-17:00; 2026 Jul 20-Aug 15 off":             {closed: "2026-07-20/2026-08-15"},
		"Mo-Fr 08:00-17:00; 2026 Dec 24-2027 Jan 02 off":        {closed: "2026-12-24/2027-01-02"},
		"Mo-Fr 08:00-17:00; PH off":                             {exceptions: true},
		"Mo-Fr 08:00-17:00; 2026 Dec 24 10:00-12:00":            {exceptions: true},
		"Mo-Fr 08:00-17:00; 2026 Dec 24 off; easter +1 day off": {closed: "2026-12-24/2026-12-24", exceptions: true},
		"Mo-Fr 08:00-17:00, Th[2] 18:00-20:00":                  {exceptions: true},
		"kapot":                                                 {},
		"":                                                      {},
	} {
		s := directory.Service{ID: "s", Organization: "o", Discipline: "vvt", Kind: "elv-laag", Hours: text}
		out := h.Service(&s, nil)
		closed := ""
		for _, n := range out.NotAvailable {
			closed += n.During.Start + "/" + n.During.End
		}
		if closed != want.closed || (out.AvailabilityExceptions != "") != want.exceptions {
			t.Errorf("%q: closed %q, exceptions %q; want %+v", text, closed, out.AvailabilityExceptions, want)
		}
	}
}
