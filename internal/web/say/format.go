package say

import (
	"fmt"
	"strconv"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"eerstelijn/internal/clock"
)

func (l Language) of() *words {
	if l.words == nil {
		return &dutchWords
	}
	return l.words
}

// Date writes the civil day of t in the Netherlands: "3 november 2026".
func (l Language) Date(t time.Time) string {
	w, t := l.of(), t.In(clock.Amsterdam)
	return fmt.Sprintf(w.date, t.Day(), w.months[t.Month()-1], t.Year())
}

// Weekday writes the day with its name and without the year: "dinsdag 3 november".
func (l Language) Weekday(t time.Time) string {
	w, t := l.of(), t.In(clock.Amsterdam)
	return fmt.Sprintf(w.day, w.weekdays[t.Weekday()], t.Day(), w.months[t.Month()-1])
}

// Time writes the time of day: "14.32 uur".
func (l Language) Time(t time.Time) string {
	t = t.In(clock.Amsterdam)
	return fmt.Sprintf(l.of().clock, t.Hour(), t.Minute())
}

// Midnight is the end of a day, as the hour at which something closes.
func (l Language) Midnight() string { return fmt.Sprintf(l.of().clock, 24, 0) }

// DayEnd is midnight at the end of a day, without a word.
func (l Language) DayEnd() string {
	if l.IsDutch() {
		return "24.00"
	}
	return "24:00"
}

// LanguageName names a language in this one; dutch is its Dutch name, for where none is known.
func (l Language) LanguageName(code, dutch string) string {
	if l.IsDutch() {
		return dutch
	}
	tag, err := language.Parse(code)
	if err != nil {
		return dutch
	}
	if name := display.Languages(language.Make(l.Code)).Name(tag); name != "" {
		return name
	}
	return dutch
}

// Clock writes the time of day without a word: "14.32", "14:32".
func (l Language) Clock(t time.Time) string {
	t = t.In(clock.Amsterdam)
	if l.IsDutch() {
		return fmt.Sprintf("%d.%02d", t.Hour(), t.Minute())
	}
	return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
}

// Moment writes day and time.
func (l Language) Moment(t time.Time) string { return l.Date(t) + ", " + l.Time(t) }

// Count writes a whole number with a sign between the thousands: "1.234".
func (l Language) Count(n int) string {
	digits, sign := strconv.Itoa(n), ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + l.of().point + digits[i:]
	}
	return sign + digits
}

// Days writes a wait in days as people speak of it: "minder dan een dag", "1 dag", "9 dagen", "3 weken".
func (l Language) Days(n int) string {
	switch {
	case n <= 0:
		return l.T("minder dan een dag")
	case n == 1:
		return l.T("1 dag")
	case n < 14:
		return l.T("%s dagen", strconv.Itoa(n))
	}
	return l.T("%s weken", l.Count((n+3)/7))
}

// Distance writes metres as people say them, no finer than the place is known: "minder dan 100 meter",
// "800 meter", "2,3 kilometer", "12 kilometer". An unknown distance (negative) is "".
func (l Language) Distance(metres int) string {
	switch {
	case metres < 0:
		return ""
	case metres < 100:
		return l.T("minder dan 100 meter")
	case metres < 975:
		return l.T("%s meter", strconv.Itoa((metres+25)/50*50))
	case metres < 9950:
		tenths := (metres + 50) / 100
		if tenths%10 == 0 {
			return l.T("%s kilometer", strconv.Itoa(tenths/10))
		}
		return l.T("%s kilometer", strconv.Itoa(tenths/10)+l.of().comma+strconv.Itoa(tenths%10))
	default:
		return l.T("%s kilometer", l.Count((metres+500)/1000))
	}
}
