package hours

import (
	"time"

	"eerstelijn/internal/clock"
)

// Moment is a point in time taken apart once, to be asked of many hours. It holds what the clock on
// the wall and the calendar say in Europe/Amsterdam.
type Moment struct {
	today, yesterday day
	minute           int32
}

// At takes t apart.
func At(t time.Time) Moment {
	days, minute := civil(t)
	return Moment{today: dayOf(days), yesterday: dayOf(days - 1), minute: minute}
}

const minutesPerDay = 24 * 60

// civil gives the day, counted from 1970, and the minute that the clock on the wall shows.
func civil(t time.Time) (days int64, minute int32) {
	_, offset := t.In(clock.Amsterdam).Zone()
	local := t.Unix() + int64(offset)
	days = local / 86400
	if local%86400 < 0 {
		days--
	}
	return days, int32((local - days*86400) / 60)
}

// day is a civil day with all that a rule can ask of it.
type day struct {
	year    int32
	md      int16 // monthDay
	easter  int16 // days since Easter Sunday of its year
	weekday uint8 // as time.Weekday
	nth     uint8 // bit n-1: it is the nth such weekday of its month; bit 5: the last
	holiday int8  // index in holidays, -1 for none
	public  bool
}

// noEaster is the distance to Easter in years without one; no rule can name it.
const noEaster = -1000

// dayOf describes a day counted from 1970.
func dayOf(days int64) day {
	t := time.Unix(days*86400, 0).UTC()
	year, month, dom := t.Date()
	d := day{
		year: int32(year), md: monthDay(int(month), dom), easter: noEaster,
		weekday: uint8(t.Weekday()), nth: 1 << ((dom - 1) / 7), holiday: -1,
	}
	if dom+7 > monthLength(year, int(month)) {
		d.nth |= lastOfMonth
	}
	if year < firstYear || year > lastYear {
		return d
	}
	y := &calendar()[year-firstYear]
	d.easter = int16(t.YearDay()) - y.easter
	for i := range y.feasts {
		if f := &y.feasts[i]; f.md == d.md {
			if d.holiday < 0 {
				d.holiday = f.index
			}
			d.public = d.public || f.public
		}
	}
	return d
}

// monthDay packs a month and a day so that they compare in calendar order.
func monthDay(month, day int) int16 { return int16(month<<5 | day) }

func unpackMonthDay(md int16) (month, day int) { return int(md >> 5), int(md & 31) }

// monthLength gives the days of a month; year 0 stands for any year and so has a 29 February.
func monthLength(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// weekdayOf gives the time.Weekday of a day counted from 1970, which began on a Thursday.
func weekdayOf(days int64) int { return int(((days+4)%7 + 7) % 7) }
