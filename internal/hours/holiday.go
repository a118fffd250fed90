package hours

import (
	"sync"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/nl"
)

// holiday is a day with a name, and how it is written as OSM dates.
type holiday struct {
	name   string
	public func(year int) bool // whether PH covers it that year
	def    *cal.Holiday        // nil: a name for a date, shown in no calendar
	osm    []selector
}

func everyYear(int) bool    { return true }
func noYear(int) bool       { return false }
func lustrum(year int) bool { return year%5 == 0 }

// holidays are all days that can be named; doc.go says why they count or do not.
var holidays = []holiday{
	{"nieuwjaarsdag", everyYear, nl.Nieuwjaar, on(date(1, 1))},
	{"Goede Vrijdag", noYear, nl.GoedeVrijdag, on(easter(-2))},
	{"eerste paasdag", everyYear, aa.Easter, on(easter(0))},
	{"tweede paasdag", everyYear, nl.TweedePaasdag, on(easter(1))},
	{"Koningsdag", everyYear, nl.Koningsdag, []selector{
		{dates: date(4, 26), days: 1 << 6},
		{dates: date(4, 27), days: everyDay &^ (1 << 0)},
	}},
	// Hemelvaartsdag stands before Bevrijdingsdag: when they fall together (2016) its name is shown.
	{"Hemelvaartsdag", everyYear, nl.Hemelvaart, on(easter(39))},
	{"Bevrijdingsdag", lustrum, nl.BevrijdingsDag, on(date(5, 5))},
	{"eerste pinksterdag", everyYear, aa.Pentecost, on(easter(49))},
	{"tweede pinksterdag", everyYear, nl.TweedePinksterDag, on(easter(50))},
	{"eerste kerstdag", everyYear, nl.EersteKerstdag, on(date(12, 25))},
	{"tweede kerstdag", everyYear, nl.TweedeKerstdag, on(date(12, 26))},
	{"sinterklaasavond", noYear, nil, on(date(12, 5))},
	{"kerstavond", noYear, nil, on(date(12, 24))},
	{"oudejaarsdag", noYear, nil, on(date(12, 31))},
}

func on(d dates) []selector { return []selector{{dates: d, days: everyDay}} }

// Years outside this range have no holidays and cannot be named: a date there is a slip of the pen.
const (
	firstYear = 1900
	lastYear  = 2199
)

// feast is one holiday in one year.
type feast struct {
	md     int16 // as monthDay gives it
	index  int8  // in holidays
	public bool
}

// calendarYear is what must be looked up about a year.
type calendarYear struct {
	easter int16 // day of the year, the first being 1
	feasts []feast
}

var calendar = sync.OnceValue(func() *[lastYear - firstYear + 1]calendarYear {
	years := new([lastYear - firstYear + 1]calendarYear)
	for i := range years {
		year := firstYear + i
		day, _ := aa.Easter.Calc(year)
		years[i].easter = int16(day.YearDay())
		for j, h := range holidays {
			if h.def == nil {
				continue
			}
			// The observed day is where Koningsdag moves off a Sunday; the others stay.
			_, day := h.def.Calc(year)
			years[i].feasts = append(years[i].feasts, feast{
				md: monthDay(int(day.Month()), day.Day()), index: int8(j), public: h.public(year),
			})
		}
	}
	return years
})
