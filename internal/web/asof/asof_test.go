package asof_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/asof"
)

func TestReadsADay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 29, 12, 0, 0, 0, clock.Amsterdam) // the day on which summer time began
	for typed, want := range map[string]string{
		"": "", "2026-03-29": "", "2026-03-28": "2026-03-28T23:59:59.999999+01:00", "2025-10-26": "2025-10-26T23:59:59.999999+01:00", "2025-07-01": "2025-07-01T23:59:59.999999+02:00",
		"2026-03-30": "wrong", "1999-12-31": "wrong", "gisteren": "wrong", "2026-02-30": "wrong", "2026-03-28T10:00": "wrong",
	} {
		r := httptest.NewRequest("GET", "/x?op="+typed, nil)
		d := asof.Of(r, asof.Field, now)
		got := ""
		if d.Past() {
			got = d.At.Format(time.RFC3339Nano)
		}
		if d.Wrong != "" {
			got = "wrong"
		}
		if got != want {
			t.Errorf("%q is %q; want %q", typed, got, want)
		}
		if (d.Err() != nil) != (want == "wrong") || (d.Status() != 200) != (want == "wrong") {
			t.Errorf("%q: %v, status %d", typed, d.Err(), d.Status())
		}
		if !d.Past() && !d.Moment(now).Equal(now) {
			t.Errorf("%q shows %v", typed, d.Moment(now))
		}
	}
}

func FuzzDay(f *testing.F) {
	now := time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)
	f.Add("2026-11-23")
	f.Add("9999-99-99")
	f.Fuzz(func(t *testing.T, typed string) {
		r := httptest.NewRequest("GET", "/x", nil)
		q := r.URL.Query()
		q.Set(asof.Field, typed)
		r.URL.RawQuery = q.Encode()
		d := asof.Of(r, asof.Field, now)
		if d.At.After(now) || d.Past() && d.Wrong != "" {
			t.Errorf("%q is %v", typed, d.At)
		}
	})
}
