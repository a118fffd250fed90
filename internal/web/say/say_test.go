package say_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/say"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	for metres, want := range map[int]string{
		-1:        "",
		0:         "minder dan 100 meter",
		99:        "minder dan 100 meter",
		100:       "100 meter",
		787:       "800 meter",
		974:       "950 meter",
		975:       "1 kilometer",
		2_300:     "2,3 kilometer",
		2_349:     "2,3 kilometer",
		2_950:     "3 kilometer",
		9_949:     "9,9 kilometer",
		9_950:     "10 kilometer",
		12_400:    "12 kilometer",
		1_234_000: "1.234 kilometer",
	} {
		if got := say.Dutch.Distance(metres); got != want {
			t.Errorf("Distance(%d) = %q, want %q", metres, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{-1: "minder dan een dag", 0: "minder dan een dag", 1: "1 dag", 13: "13 dagen", 14: "2 weken", 17: "2 weken", 18: "3 weken", 28: "4 weken"} {
		if got := say.Dutch.Days(n); got != want {
			t.Errorf("Days(%d) = %q, want %q", n, got, want)
		}
	}
	for _, l := range say.All[1:] {
		for _, n := range []int{0, 1, 9, 28} {
			if got := l.Days(n); got == say.Dutch.Days(n) {
				t.Errorf("%s: %q is Dutch", l.Code, got)
			}
		}
	}
}

func TestDatesAndFigures(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 3, 8, 5, 0, 0, clock.Amsterdam)
	for _, c := range []struct{ code, day, moment, metres, count string }{
		{"nl", "dinsdag 3 november", "3 november 2026, 8.05 uur", "2,3 kilometer", "1.234"},
		{"en", "Tuesday 3 November", "3 November 2026, 8:05", "2.3 kilometres", "1,234"},
		{"tr", "3 Kasım Salı", "3 Kasım 2026, 8.05", "2,3 kilometre", "1.234"},
		{"ar", "الثلاثاء 3 نوفمبر", "3 نوفمبر 2026, 8:05", "2.3 كيلومتر", "1,234"},
		{"pl", "wtorek 3 listopada", "3 listopada 2026, 8:05", "2,3 km", "1 234"},
		{"uk", "вівторок 3 листопада", "3 листопада 2026, 8:05", "2,3 км", "1 234"},
	} {
		l, ok := say.Find(c.code)
		if !ok {
			t.Fatalf("%s is not there", c.code)
		}
		if l.Weekday(at) != c.day || l.Moment(at) != c.moment || l.Distance(2310) != c.metres || l.Count(1234) != c.count {
			t.Errorf("%s: %q %q %q %q", c.code, l.Weekday(at), l.Moment(at), l.Distance(2310), l.Count(1234))
		}
	}
}

func TestChosen(t *testing.T) {
	t.Parallel()
	for cookie, want := range map[string]string{"": "nl", "ar": "ar", "xx": "nl", "nl": "nl", "../en": "nl"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: say.Field, Value: cookie})
		}
		if got := say.Chosen(r); got.Code != want {
			t.Errorf("%q: %s, want %s", cookie, got.Code, want)
		}
	}
}

func TestUnknownTextStaysDutch(t *testing.T) {
	t.Parallel()
	l, _ := say.Find("en")
	ctx := say.With(context.Background(), l)
	if got := say.T(ctx, "Deze tekst is %s.", "nieuw"); got != "Deze tekst is nieuw." {
		t.Error(got)
	}
	if got := (say.Language{}).T("Zoek hulp"); got != "Zoek hulp" {
		t.Error(got)
	}
	if got := say.T(ctx, "Zoek hulp"); got != "Find help" {
		t.Error(got)
	}
}
