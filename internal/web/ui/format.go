package ui

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
)

var months = [...]string{
	"januari", "februari", "maart", "april", "mei", "juni",
	"juli", "augustus", "september", "oktober", "november", "december",
}

var weekdays = [...]string{
	"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag",
}

// Date writes the civil day of t in the Netherlands: "3 november 2026".
func Date(t time.Time) string {
	t = t.In(clock.Amsterdam)
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// Weekday writes the day with its name and without the year: "dinsdag 3 november".
func Weekday(t time.Time) string {
	t = t.In(clock.Amsterdam)
	return fmt.Sprintf("%s %d %s", weekdays[t.Weekday()], t.Day(), months[t.Month()-1])
}

// Time writes the time of day: "14.32 uur".
func Time(t time.Time) string {
	t = t.In(clock.Amsterdam)
	return fmt.Sprintf("%d.%02d uur", t.Hour(), t.Minute())
}

// Moment writes day and time: "3 november 2026, 14.32 uur".
func Moment(t time.Time) string { return Date(t) + ", " + Time(t) }

// machineDate and machineTime are what the datetime attribute asks.
func machineDate(t time.Time) string { return t.In(clock.Amsterdam).Format(time.DateOnly) }
func machineTime(t time.Time) string { return t.In(clock.Amsterdam).Format(time.RFC3339) }

// Distance writes metres as people say them, no finer than the place is known: "minder dan 100 meter",
// "800 meter", "2,3 kilometer", "12 kilometer". An unknown distance (negative) is "".
func Distance(metres int) string {
	switch {
	case metres < 0:
		return ""
	case metres < 100:
		return "minder dan 100 meter"
	case metres < 975:
		return itoa((metres+25)/50*50) + " meter"
	case metres < 9950:
		tenths := (metres + 50) / 100
		if tenths%10 == 0 {
			return itoa(tenths/10) + " kilometer"
		}
		return itoa(tenths/10) + "," + itoa(tenths%10) + " kilometer"
	default:
		return Count((metres+500)/1000) + " kilometer"
	}
}

// Count writes a whole number with a point between the thousands: "1.234".
func Count(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return sign + digits
}

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
