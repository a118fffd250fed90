package hours

import (
	"errors"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// when reads a moment on the Dutch clock.
func when(t testing.TB, text string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func parse(t testing.TB, osm string) Hours {
	t.Helper()
	h, err := Parse(osm)
	if err != nil {
		t.Fatalf("Parse(%q): %v", osm, err)
	}
	return h
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"  ", ""},
		{"Mo-Fr 08:00-17:00; Th 08:00-20:00; PH off", "Mo-We,Fr 08:00-17:00; Th 08:00-20:00; PH off"},
		{"mo-fr 8:00–17:00;", "Mo-Fr 08:00-17:00"},
		{"Mo-Fr: 08:00-17:00", "Mo-Fr 08:00-17:00"},
		{"08:00-17:00", "Mo-Su 08:00-17:00"},
		{"Mo", "Mo 00:00-24:00"},
		{"Mo-Su 00:00-24:00", "24/7"},
		{"24/7; Dec 25,26 off", "24/7; Dec 25 off; Dec 26 off"},
		{"Mo-Su closed", "off"},
		{"Mo 08:00-12:00,12:00-13:00,09:00-10:00", "Mo 08:00-13:00"},
		{"Fr 22:00-00:00", "Fr 22:00-24:00"},
		{"18:00-26:00", "Mo-Su 18:00-02:00"},
		{"Mo 08:00-33:00", "Mo 08:00-33:00"},
		{"Fr-Mo 22:00-06:00", "Mo,Fr-Su 22:00-06:00"},
		{"Sa,Su,PH 10:00-16:00", "Sa-Su 10:00-16:00; PH 10:00-16:00"},
		{"Th[2] 13:00-17:00", "Th[2] 13:00-17:00"},
		{"Tu[1-3,-1] off", "Tu[1,2,3,-1] off"},
		{"Jul-Aug off", "Jul 01-Aug 31 off"},
		{"Feb off", "Feb 01-29 off"},
		{"Dec 24-26 off", "Dec 24-26 off"},
		{"Dec 20-Jan 5 off", "Dec 20-Jan 05 off"},
		{"Oct open", "Oct 01-31 00:00-24:00"},
		{"2026 Dec 24 10:00-16:00", "2026 Dec 24 10:00-16:00"},
		{"2026 Dec 24-2027 Jan 02 off", "2026 Dec 24-2027 Jan 02 off"},
		{"easter off; easter +1 day off; easter -2 days off", "easter off; easter +1 day off; easter -2 days off"},
		{"Jul 20-Aug 15 Mo-Fr 09:00-12:00", "Jul 20-Aug 15 Mo-Fr 09:00-12:00"},
		{"Mo 08:00-12:00, Mo 18:00-20:00", "Mo 08:00-12:00,18:00-20:00"},
		{"Mo-Fr 08:00-12:00, PH 10:00-12:00", "Mo-Fr 08:00-12:00, PH 10:00-12:00"},
		{"PH off; Mo 10:00-12:00; PH off", "Mo 10:00-12:00; PH off"},
		{"PH off; Mo 10:00-12:00", "PH off; Mo 10:00-12:00"},                    // the order says: open on a holiday Monday
		{"Mo-Tu 08:00-12:00; PH off; Tu off", "Mo 08:00-12:00; PH off; Tu off"}, // Tuesday's hours never count
	} {
		h := parse(t, c.in)
		if got := h.String(); got != c.want {
			t.Errorf("Parse(%q) = %q, want %q", c.in, got, c.want)
		}
		if again := parse(t, h.String()); again != h {
			t.Errorf("Parse(%q) is not itself again", h)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, part string }{
		{"open", "character 5: expected a day"},
		{";", "character 1: expected a day"},
		{"Mo-Fr 17:00+", "character 12: expected '-'"},
		{"Mo 08:00-08:00", "equal"},
		{"Mo 24:00-25:00", "character 4: expected a time"},
		{"Mo 08:60-09:00", "character 4: expected a time"},
		{"Mo 08:00-49:00", "character 10: expected a time"},
		{"Feb 30 off", "character 5: that month has no such day"},
		{"2026 Feb 29 off", "character 10: that month has no such day"},
		{"2027 Jan 02-2026 Dec 24 off", "before the first"},
		{"1800 Jan 02 off", "year of our time"},
		{"2026 off", "month after the year"},
		{"easter +99 days off", "from Easter"},
		{"SH off", "school holidays"},
		{"Th[6] 10:00-12:00", "1 to 5"},
		{"Th[ off", "1 to 5"},
		{"Mo,10:00-12:00", "another day"},
		{"Mo-Xx 10:00-12:00", "last day of the range"},
		{"Dec 25, off", "another date"},
		{"Mo 10:00-12:00 off", "whole days"},
		{"2026 Dec 24 10:00-12:00 off", "whole days"},
		{`Mo 10:00-12:00 "bellen"`, "comments"},
		{"Mo 10:00-12:00 || off", "fallback"},
		{"Mo 10:00-12:00, ", "expected a day"},
		{strings.Repeat("Mo,", 200), "500 characters"},
		{"Mo 10:00-12:00\xff", "UTF-8"},
		{"Dec 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26 08:00-12:00", "500 characters"},
		{strings.Repeat("PH,", 99) + "PH " + strings.Repeat("off;", 40), "100 rules"},
	} {
		h, err := Parse(c.in)
		wantInvalid(t, c.in, "opening_hours", c.part, err)
		if h.Known() {
			t.Errorf("Parse(%q) gave hours with its error", c.in)
		}
	}
}

func wantInvalid(t *testing.T, in, field, part string, err error) {
	t.Helper()
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != field {
		t.Errorf("%q: got error %v, want Invalid about %s", in, err, field)
		return
	}
	if f := e.Fields[0]; !strings.Contains(f.EN, part) || f.NL == "" {
		t.Errorf("%q: message %q, want %q in it", in, f.EN, part)
	}
}

func TestOpenAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		osm, at string
		want    bool
	}{
		{"", "2026-11-23 10:00", false},
		{"24/7", "2026-11-23 03:00", true},
		{"off", "2026-11-23 10:00", false},
		{"Mo-Fr 08:00-17:00", "2026-11-23 07:59", false},
		{"Mo-Fr 08:00-17:00", "2026-11-23 08:00", true},
		{"Mo-Fr 08:00-17:00", "2026-11-23 16:59", true},
		{"Mo-Fr 08:00-17:00", "2026-11-23 17:00", false},
		{"Fr 22:00-06:00", "2026-11-28 05:59", true},
		{"Fr 22:00-06:00", "2026-11-28 06:00", false},
		{"Fr 22:00-06:00; Sa off", "2026-11-28 05:00", true}, // the night belongs to Friday
		{"Mo-Fr 08:00-17:00; PH off", "2026-05-25 10:00", false},
		{"Mo-Fr 08:00-17:00; easter +50 days off", "2026-05-25 10:00", false},
		{"Mo-Fr 08:00-17:00; easter +50 days off", "2026-04-06 10:00", true},
		{"Mo-Fr 08:00-17:00; PH off", "2026-04-03 10:00", true},  // Good Friday is no PH
		{"Mo-Fr 08:00-17:00; PH off", "2026-05-05 10:00", true},  // no lustrum
		{"Mo-Fr 08:00-17:00; PH off", "2028-05-05 10:00", true},  // a Friday
		{"Mo-Su 08:00-17:00; PH off", "2025-05-05 10:00", false}, // lustrum
		{"Mo-Su 08:00-17:00; PH off", "2025-04-26 10:00", false}, // Koningsdag moves off Sunday
		{"Mo-Su 08:00-17:00; PH off", "2025-04-27 10:00", true},
		{"Mo-Su 08:00-17:00; PH off", "2026-04-05 10:00", false}, // Easter Sunday
		{"Mo-Su 08:00-17:00; Apr 26 Sa off; Apr 27 Mo-Sa off", "2025-04-26 10:00", false},
		{"Mo-Su 08:00-17:00; Apr 26 Sa off; Apr 27 Mo-Sa off", "2026-04-26 10:00", true},
		{"Mo-Su 08:00-17:00; Apr 26 Sa off; Apr 27 Mo-Sa off", "2026-04-27 10:00", false},
		{"PH off; Mo 08:00-17:00", "2026-05-25 10:00", true},
		{"Mo-Fr 08:00-12:00, PH 10:00-14:00", "2026-05-25 13:00", true},
		{"Mo-Fr 08:00-12:00, PH 10:00-14:00", "2026-05-25 09:00", true},
		{"Th[2] 13:00-17:00", "2026-11-12 14:00", true},
		{"Th[2] 13:00-17:00", "2026-11-19 14:00", false},
		{"Th[-1] 13:00-17:00", "2026-11-26 14:00", true},
		{"Mo-Su 08:00-17:00; Dec 20-Jan 05 off", "2027-01-05 10:00", false},
		{"Mo-Su 08:00-17:00; Dec 20-Jan 05 off", "2027-01-06 10:00", true},
		{"2026 Dec 24 10:00-16:00", "2026-12-24 11:00", true},
		{"2026 Dec 24 10:00-16:00", "2027-12-24 11:00", false},
		{"Su 02:30-04:00", "2026-03-29 03:00", true}, // half past two does not exist that night
	} {
		if got := parse(t, c.osm).OpenAt(when(t, c.at)); got != c.want {
			t.Errorf("%q at %s: open %t, want %t", c.osm, c.at, got, c.want)
		}
	}
}

func TestOpens(t *testing.T) {
	t.Parallel()
	for osm, want := range map[string]bool{
		"": false, "off": false, "PH off": false, "24/7": true, "Mo 10:00-11:00": true, "PH 10:00-12:00": true,
		"Mo 10:00-11:00; 2026 Jan 1-2026 Dec 31 off": true, "Mo 10:00-11:00; Jan-Dec off": false,
		"2019 Dec 24 10:00-16:00": true, "easter Mo 10:00-12:00": false, "Feb 29 10:00-12:00": true,
	} {
		if got := parse(t, osm).Opens(); got != want {
			t.Errorf("%q opens: %t, want %t", osm, got, want)
		}
	}
	if h := parse(t, "24/7; Dec 25 off"); h.Always() || !parse(t, "Mo-Su 00:00-24:00").Always() {
		t.Errorf("Always is wrong about %q or the whole week", h)
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		osm, at string
		open    bool
		changes string
	}{
		{"", "2026-11-23 10:00", false, ""},
		{"24/7", "2026-11-23 10:00", true, ""},
		{"Mo-Fr 08:00-17:00", "2026-11-23 10:00", true, "2026-11-23 17:00"},
		{"Mo-Fr 08:00-17:00", "2026-11-20 17:00", false, "2026-11-23 08:00"},
		{"Fr 22:00-06:00", "2026-11-28 01:00", true, "2026-11-28 06:00"},
		{"Mo-Su 22:00-06:00,06:00-10:00", "2026-11-23 23:00", true, "2026-11-24 10:00"},
		{"Sa-Su 00:00-24:00", "2026-11-21 12:00", true, "2026-11-23 00:00"},
		{"24/7; Dec 25 off", "2026-11-23 10:00", true, "2026-12-25 00:00"},
		{"24/7; Dec 25 off", "2026-12-25 10:00", false, "2026-12-26 00:00"},
		{"24/7; Dec 25 off", "2026-06-01 10:00", true, ""}, // further than 60 days
		{"Dec 24 10:00-16:00", "2026-11-23 10:00", false, "2026-12-24 10:00"},
		{"Dec 24 10:00-16:00", "2026-06-01 10:00", false, ""},
	} {
		open, changes, ok := parse(t, c.osm).Next(when(t, c.at))
		got := ""
		if ok {
			got = changes.Format("2006-01-02 15:04")
		}
		if open != c.open || got != c.changes {
			t.Errorf("%q at %s: open %t until %q, want %t until %q", c.osm, c.at, open, got, c.open, c.changes)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	h := parse(t, "Mo-Fr 08:00-17:00; Fr 22:00-06:00; PH off; 2026 Dec 24 10:00-16:00")
	var got []string
	for _, d := range h.Days(when(t, "2026-12-23 23:59"), 5) {
		line := d.Date.Format("Mon 2 Jan 15:04") + " |" + d.Holiday + "|" + d.Note
		for _, s := range d.Spans {
			line += " " + s.From.Format("2/15:04") + "-" + s.Until.Format("2/15:04")
		}
		got = append(got, line)
	}
	want := `Wed 23 Dec 00:00 || 23/08:00-23/17:00
Thu 24 Dec 00:00 ||andere tijden op 24 december 2026 24/10:00-24/16:00
Fri 25 Dec 00:00 |eerste kerstdag|gesloten op eerste kerstdag
Sat 26 Dec 00:00 |tweede kerstdag|
Sun 27 Dec 00:00 ||`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if n := len(h.Days(when(t, "2026-12-23 10:00"), 1e9)); n != maxDays {
		t.Errorf("%d days, want the limit", n)
	}
	if h.Days(when(t, "2026-12-23 10:00"), -1) != nil {
		t.Error("days for a negative count")
	}
}

// In the autumn night the hour from two to three comes twice; the clock on the wall decides.
func TestDaysOverClockChange(t *testing.T) {
	t.Parallel()
	spans := parse(t, "Sa 22:00-02:30").Days(when(t, "2026-10-24 12:00"), 1)[0].Spans
	if len(spans) != 2 || spans[0].Until.Sub(spans[0].From) != 4*time.Hour+30*time.Minute ||
		spans[1].Until.Sub(spans[1].From) != 30*time.Minute {
		t.Errorf("autumn: %v", spans)
	}
	spans = parse(t, "Sa 22:00-06:00").Days(when(t, "2026-10-24 12:00"), 1)[0].Spans
	if len(spans) != 1 || spans[0].Until.Sub(spans[0].From) != 9*time.Hour {
		t.Errorf("autumn, whole night: %v", spans)
	}
	spans = parse(t, "Sa 22:00-06:00").Days(when(t, "2026-03-28 12:00"), 1)[0].Spans
	if len(spans) != 1 || spans[0].Until.Sub(spans[0].From) != 7*time.Hour {
		t.Errorf("spring: %v", spans)
	}
}
