package notified

import (
	"testing"
	"time"
)

// What can be answered follows from where the Task stands and whether there is time, and a yes that is on its way can
// be taken back.
func TestWhatCanBeAnswered(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		state, status, business string
		told                    Step // that is on its way
		late                    bool
		yes, no                 error
	}{
		{open, "", "", "", false, nil, nil},
		{open, "requested", "", "", false, nil, nil},
		{open, "received", "", "", false, nil, nil},
		{open, "requested", "", "", true, errLate, errLate},
		{open, "requested", "", Yes, false, nil, nil},
		{open, "requested", "", No, false, errUnderWay, nil},
		{open, "accepted", "", Begun, false, errUnderWay, errUnderWay},
		{open, "accepted", "offered", "", true, nil, nil},
		{open, "accepted", "", "", true, nil, nil},
		{open, "accepted", "chosen", "", false, nil, errChosen},
		{open, "accepted", "chosen", Yes, false, nil, errChosen},
		{open, "in-progress", "", "", false, errHasBegun, errHasBegun},
		{open, "rejected", "", "", false, errOver, errOver},
		{open, "cancelled", "", Yes, false, errOver, errOver},
		{withdrawn, "requested", "", "", false, errOver, errOver},
		{withdrawn, "accepted", "offered", "", false, nil, nil},
		{replaced, "accepted", "", "", false, errOver, errOver},
	} {
		of := Taken{State: c.state, Status: c.status, Business: c.business, Until: now.Add(time.Second)}
		if c.late {
			of.Until = now
		}
		if c.told != "" {
			of.Told = Told{Report: Report{Step: c.told}, State: Waiting}
		}
		for step, want := range map[Step]error{Yes: c.yes, No: c.no} {
			if got := of.follows(step, now); got != want {
				t.Errorf("%s, %s %s, %q on its way, late %t: %s: %v, want %v", c.state, c.status, c.business, c.told, c.late, step, got, want)
			}
		}
	}
}

// Who must know that what was told is not there: of a yes until a week after it could last be tried, of a no as long as
// the question is not over.
func TestWhatIsAstray(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for _, c := range []struct {
		step          Step
		state, status string
		until, after  time.Duration
		want          bool
	}{
		{Yes, Waiting, "requested", day, 40 * day, true},
		{Yes, There, "accepted", day, 0, false},
		{Yes, Refused, "cancelled", day, 8*day - 1, true},
		{Yes, Refused, "cancelled", day, 8 * day, false},
		{Yes, Refused, "requested", 90 * day, 37*day - 1, true},
		{Yes, Refused, "requested", 90 * day, 37 * day, false},
		{Yes, Refused, "accepted", day, 2 * day, false},
		{Yes, Refused, "in-progress", day, 2 * day, false},
		{Yes, Refused, "rejected", day, 2 * day, true},
		{No, Refused, "accepted", day, 60*day - 1, true},
		{No, Refused, "accepted", day, 60 * day, false},
		{No, Refused, "requested", day, day, true},
		{No, Refused, "rejected", day, day, false},
		{No, Refused, "cancelled", day, day, false},
		{Begun, Refused, "accepted", day, 60*day - 1, true},
		{Begun, Refused, "completed", day, day, false},
	} {
		of := Taken{Status: c.status, Until: at.Add(c.until), Told: Told{Report: Report{Step: c.step}, State: c.state, At: at}}
		if got := of.Astray(at.Add(c.after)); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}
