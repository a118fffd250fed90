package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/say"
)

// The pages that are Dutch alone write dates and figures as [say.Dutch] does.

// Date writes the civil day of t in the Netherlands: "3 november 2026".
func Date(t time.Time) string { return say.Dutch.Date(t) }

// Weekday writes the day with its name and without the year: "dinsdag 3 november".
func Weekday(t time.Time) string { return say.Dutch.Weekday(t) }

// Time writes the time of day: "14.32 uur".
func Time(t time.Time) string { return say.Dutch.Time(t) }

// Moment writes day and time: "3 november 2026, 14.32 uur".
func Moment(t time.Time) string { return say.Dutch.Moment(t) }

// Dot stands between things said in one line. It stays at what stands before it: no line begins with one.
const Dot = "\u00a0· "

// Dotted puts dots between the texts that say something.
func Dotted(texts ...string) string {
	said := slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" })
	return strings.Join(said, Dot)
}

// machineDate is what the datetime attribute asks of a day.
func machineDate(t time.Time) string { return t.In(clock.Amsterdam).Format(time.DateOnly) }

// Count writes a whole number with a point between the thousands: "1.234".
func Count(n int) string { return say.Dutch.Count(n) }

// shortAreaCodes are the geographic codes of three digits; all others have four.
var shortAreaCodes = []string{
	"010", "013", "015", "020", "023", "024", "026", "030", "033", "035", "036", "038", "040", "043",
	"045", "046", "050", "053", "055", "058", "070", "071", "072", "073", "074", "075", "076", "077",
	"078", "079", "082", "084", "085", "087", "088", "091",
}

// Phone writes a Dutch number the way people do: "0345 12 34 56", "040 123 45 67", "06 12 34 56 78".
// What it does not recognise it leaves as it is.
func Phone(number string) string {
	n := national(number)
	switch {
	case len(n) == 6 && strings.HasPrefix(n, "116"):
		return n[:3] + " " + n[3:]
	case len(n) >= 8 && len(n) <= 11 && (strings.HasPrefix(n, "0800") || strings.HasPrefix(n, "090")):
		if len(n) == 8 { // four digits are learnt as one: 0800 2000
			return n[:4] + " " + n[4:]
		}
		return n[:4] + " " + pairs(n[4:])
	case len(n) != 10 || n[0] != '0' || n[1] == '0':
		return number
	case n[1] == '6':
		return n[:2] + " " + pairs(n[2:])
	case slices.Contains(shortAreaCodes, n[:3]):
		return n[:3] + " " + n[3:6] + " " + pairs(n[6:])
	default:
		return n[:4] + " " + pairs(n[4:])
	}
}

// national gives the digits of a number as dialled within the country, or "" when it holds anything
// that is not part of a number.
func national(number string) string {
	digits := dialled(number)
	if rest, ok := strings.CutPrefix(digits, "+31"); ok {
		digits = "0" + rest
	}
	for _, r := range digits {
		if r < '0' || r > '9' {
			return ""
		}
	}
	return digits
}

// dialled leaves out what people write between the digits: spaces, hyphens, brackets, the optional
// zero of "+31 (0)".
func dialled(number string) string {
	number = strings.ReplaceAll(number, "(0)", "")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.()/\u00a0", r) {
			return -1
		}
		return r
	}, number)
}

// pairs sets digits two by two from the end: "1234567" becomes "123 45 67", "0113" stays whole.
func pairs(digits string) string {
	if len(digits) == 4 && digits[0] == '0' {
		return digits
	}
	out := ""
	for len(digits) > 3 {
		out = " " + digits[len(digits)-2:] + out
		digits = digits[:len(digits)-2]
	}
	return digits + out
}

func itoa(n int) string { return strconv.Itoa(n) }

// ftoa writes a coordinate or a percentage to a tenth; more is finer than a screen shows.
func ftoa(f float64) string {
	return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64)
}
