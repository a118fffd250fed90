package ui

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"eerstelijn/internal/clock"
)

// MachineTime is what the datetime attribute asks of a moment.
func MachineTime(t time.Time) string { return t.In(clock.Amsterdam).Format(time.RFC3339) }

// SameDay tells whether two moments lie in one civil day of the Netherlands.
func SameDay(a, b time.Time) bool {
	ay, am, ad := a.In(clock.Amsterdam).Date()
	by, bm, bd := b.In(clock.Amsterdam).Date()
	return ay == by && am == bm && ad == bd
}

// OnDay writes the day of a moment as people say it from where they stand: "vandaag", "dinsdag 3 november".
func OnDay(t, now time.Time) string {
	for day, word := range map[int]string{-1: "gisteren", 0: "vandaag", 1: "morgen"} {
		if SameDay(t, now.In(clock.Amsterdam).AddDate(0, 0, day)) {
			return word
		}
	}
	if t.In(clock.Amsterdam).Year() != now.In(clock.Amsterdam).Year() {
		return Date(t)
	}
	return Weekday(t)
}

// Joined writes a list as people say it: "a, b en c".
func Joined(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " en " + words[len(words)-1]
}

// Amount writes a number with its word: "1 aanbieder", "1.200 aanbieders".
func Amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Lasting writes how long something lasts, to the nearest minute, hour or day: "45 minuten", "1 uur",
// "24 uur", "3 dagen". Minutes go on to two hours, for there an hour more or less is half of it.
func Lasting(d time.Duration) string {
	switch minutes := d.Round(time.Minute); {
	case minutes < 2*time.Hour && minutes != time.Hour:
		return Amount(int(minutes/time.Minute), "minuut", "minuten")
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Round(time.Hour)/time.Hour)) + " uur"
	}
	return Amount(int(d.Round(24*time.Hour)/(24*time.Hour)), "dag", "dagen")
}

// Lower writes the first letter small, whatever letter it is.
func Lower(s string) string { return first(s, unicode.ToLower) }

// Capital begins a sentence as Dutch does: a capital has no accent ("Eén").
func Capital(s string) string {
	return first(s, func(r rune) rune {
		if r == 'é' {
			return 'E'
		}
		return unicode.ToUpper(r)
	})
}

func first(s string, to func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(to(r)) + s[size:]
}
