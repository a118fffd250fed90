package place

import (
	"testing"
	"time"

	"eerstelijn/internal/clock"
)

func TestMoments(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam)
	after := func(d time.Duration) time.Time { return now.Add(d) }
	const hour, days = time.Hour, 24 * time.Hour
	for _, c := range []struct{ got, want string }{
		{at(after(-days), now), "gisteren 14.42 uur"}, {at(after(10*time.Minute), now), "14.52 uur"}, {at(after(10*hour), now), "morgen 0.42 uur"},
		{at(after(3*days), now), "vrijdag 6 november, 14.42 uur"}, {at(after(90*days), now), "1 februari 2027, 14.42 uur"},
		{since(after(-hour), now), "13.42 uur"}, {since(after(-5*days), now), "donderdag 29 oktober"},
		{due("Antwoord", after(hour), now).text, "Antwoord vóór 15.42 uur"}, {due("Plek nodig", after(14*days), now).text, "Plek nodig vóór dinsdag 17 november"},
		{due("Plek nodig", after(-hour), now).text, "Te laat: plek nodig vóór 13.42 uur"}, {due("Plek nodig", time.Time{}, now).text, ""},
		{summary(0, 0, 0), "Er staat niets open."}, {summary(1, 1, 0), "1 aanvraag zoekt een plek. Bij één bent u aan zet."},
		{summary(12, 2, 1), "12 aanvragen zoeken een plek. Bij twee bent u aan zet. Eén is te laat."},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if d := due("Antwoord", now, now); !d.late {
		t.Error("a moment that has come is not late")
	}
}
