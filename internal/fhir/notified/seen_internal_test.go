package notified

import (
	"slices"
	"testing"
	"time"
)

// A day on which something begins is that day, without a time; one until which something may last is its end.
func TestDaysOfWhatIsAsked(t *testing.T) {
	t.Parallel()
	utc := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		start, end, began string
		want              []Fact
	}{
		{"2026-11-23", "2026-11-25", "2026-11-24", []Fact{{Term: "Vanaf", At: utc(22, 23), Day: true}, {Term: "Uiterlijk", At: utc(25, 23)}, {Term: "Begonnen", At: utc(23, 23), Day: true}}},
		{"2026-11-23T09:00:00+01:00", "2026-11-25T12:00:00Z", "2026-11-24T00:00:00+01:00", []Fact{{Term: "Vanaf", At: utc(23, 8)}, {Term: "Uiterlijk", At: utc(25, 12)}, {Term: "Begonnen", At: utc(23, 23)}}},
		{"morgen", "0001-01-01", "2026-11", nil},
	} {
		asked := content{request: seen{Occurrence: period{Start: c.start, End: c.end}}, task: seen{Execution: period{Start: c.began}}}
		if got := asked.facts(); !slices.Equal(got, c.want) {
			t.Errorf("%+v\nwant %+v", got, c.want)
		}
	}
}

// A day is as long as it is there: the clock goes back in October.
func TestEndOfALongDay(t *testing.T) {
	t.Parallel()
	if at, ok := moment("2026-10-25"); !ok || !at.Equal(time.Date(2026, 10, 25, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("%s", at)
	}
}
