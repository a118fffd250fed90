package param

import (
	"strings"
	"time"

	"eerstelijn/internal/clock"
)

// token gives the value of a code. Small letters, for the standard asks a search to find too much rather
// than too little; a system is an address and stays as it is.
func token(system, code string) string {
	return strings.ToLower(plain(code)) + separator + plain(system)
}

// text gives the value of a name.
func text(s string) string { return foldPart(s) + separator + plain(s) }

// relative gives a reference as it is looked up: without a version, and without our own address before it.
func relative(ref, base string) string {
	if base != "" {
		if rest, ours := strings.CutPrefix(ref, strings.TrimSuffix(base, "/")+"/"); ours {
			ref = rest
		}
	}
	ref, _, _ = strings.Cut(ref, "/_history/")
	return plain(ref)
}

// moment is the form of a moment in a value: UTC, always as long.
const moment = "2006-01-02T15:04:05.000000"

var (
	firstMoment = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	lastMoment  = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
)

func stamp(t time.Time) string {
	if t.Before(firstMoment) {
		t = firstMoment
	} else if t.After(lastMoment) {
		t = lastMoment
	}
	return t.UTC().Format(moment)
}

// period gives the value of the time from the first to the last moment.
func period(first, last time.Time) string { return stamp(first) + separator + stamp(last) }

// dateForms are how a date may be written, and the precision of each.
var dateForms = []struct {
	layout string
	next   func(time.Time) time.Time
}{
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02T15:04Z07:00", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02T15:04:05", nil},
	{"2006-01-02T15:04:05Z07:00", nil},
}

// readDate gives the first and last moment of what a date says: a year is all of it. Without a zone it is
// the time in the Netherlands. A + that was not escaped arrives as a space.
func readDate(s string) (first, last time.Time, ok bool) {
	s = strings.Replace(s, " ", "+", 1)
	if len(s) > 40 {
		return first, last, false
	}
	for _, form := range dateForms {
		t, err := time.ParseInLocation(form.layout, s, clock.Amsterdam)
		if err != nil || t.Year() < 1 {
			continue
		}
		if form.next != nil {
			return t, form.next(t).Add(-time.Microsecond), true
		}
		return t, t.Add(precision(s) - time.Microsecond), true
	}
	return first, last, false
}

// precision is what the digits behind the second leave open.
func precision(s string) time.Duration {
	step := time.Second
	_, fraction, _ := strings.Cut(s, ".")
	for _, r := range fraction {
		if r < '0' || r > '9' || step == time.Microsecond {
			break
		}
		step /= 10
	}
	return step
}
