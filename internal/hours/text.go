package hours

import "strconv"

var (
	weekdayCodes = [7]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"}
	monthCodes   = [13]string{1: "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

// wholeDay is what a day without times means.
var wholeDay = []span{{0, minutesPerDay}}

// alwaysOpen tells whether the ordinary week has no gap.
func (s *schedule) alwaysOpen() bool {
	gs := s.groups()
	return len(gs) == 1 && gs[0].days == everyDay && len(gs[0].spans) == 1 && gs[0].spans[0] == wholeDay[0]
}

// appendText writes canonical OSM text.
func (s *schedule) appendText(b []byte) []byte {
	gs := s.groups()
	if len(gs) == 0 && len(s.rules) == 0 {
		return append(b, "off"...)
	}
	if s.alwaysOpen() {
		b = append(b, "24/7"...)
	} else {
		for i, g := range gs {
			if i > 0 {
				b = append(b, "; "...)
			}
			b = appendRule(b, &rule{selector: selector{days: g.days}, spans: g.spans})
		}
	}
	for i := range s.rules {
		if len(b) > 0 {
			if s.rules[i].onTop {
				b = append(b, ", "...)
			} else {
				b = append(b, "; "...)
			}
		}
		b = appendRule(b, &s.rules[i])
	}
	return b
}

func appendRule(b []byte, r *rule) []byte {
	b = r.dates.append(b)
	if len(b) > 0 && r.dates.kind != anyDate {
		b = append(b, ' ')
	}
	switch {
	case r.public:
		b = append(b, "PH "...)
	case r.nth != 0 || r.days != everyDay || r.dates.kind == anyDate:
		b = appendWeekdays(b, r.days)
		if r.nth != 0 {
			b = appendNth(b, r.nth)
		}
		b = append(b, ' ')
	}
	if len(r.spans) == 0 {
		return append(b, "off"...)
	}
	for i, s := range r.spans {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendClock(b, s.from), '-')
		b = appendClock(b, s.shownUntil())
	}
	return b
}

// shownUntil is the closing time as it is written: 02:00 for 26:00, unless that would read as a
// time on the same day.
func (s span) shownUntil() uint16 {
	if s.until > minutesPerDay && s.until-minutesPerDay < s.from {
		return s.until - minutesPerDay
	}
	return s.until
}

// weekdayRuns calls run for each run of days, from Monday on; first == last for a lone day.
func weekdayRuns(days weekdays, run func(first, last int)) {
	for i := 0; i < 7; i++ {
		if !days.has((i + 1) % 7) {
			continue
		}
		j := i
		for j+1 < 7 && days.has((j+2)%7) {
			j++
		}
		run((i+1)%7, (j+1)%7)
		i = j
	}
}

func appendWeekdays(b []byte, days weekdays) []byte {
	first := true
	weekdayRuns(days, func(from, to int) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, weekdayCodes[from]...)
		if from != to {
			b = append(append(b, '-'), weekdayCodes[to]...)
		}
	})
	return b
}

func appendNth(b []byte, nth uint8) []byte {
	b = append(b, '[')
	for n := range 5 {
		if nth>>n&1 == 1 {
			if b[len(b)-1] != '[' {
				b = append(b, ',')
			}
			b = append(b, byte('1'+n))
		}
	}
	if nth&lastOfMonth != 0 {
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		b = append(b, "-1"...)
	}
	return append(b, ']')
}

func (r dates) append(b []byte) []byte {
	switch r.kind {
	case eachYear:
		b = appendMonthDay(b, int16(r.from))
		b = r.appendEnd(b)
	case oneYear:
		b = appendDate(b, r.from)
		if r.from>>9 != r.to>>9 {
			b = appendDate(append(b, '-'), r.to)
		} else {
			b = r.appendEnd(b)
		}
	case atEaster:
		b = append(b, "easter"...)
		if r.from == 0 {
			return b
		}
		b = append(b, ' ')
		if r.from > 0 {
			b = append(b, '+')
		}
		b = strconv.AppendInt(b, int64(r.from), 10)
		b = append(b, " day"...)
		if r.from != 1 && r.from != -1 {
			b = append(b, 's')
		}
	}
	return b
}

// appendEnd writes the last date of a range whose ends have the same year or none: Jul 20-Aug 15, Dec
// 24-26.
func (r dates) appendEnd(b []byte) []byte {
	switch {
	case r.from == r.to:
		return b
	case r.oneMonth():
		_, day := unpackMonthDay(int16(r.to & 511))
		return appendTwo(append(b, '-'), day)
	}
	return appendMonthDay(append(b, '-'), int16(r.to&511))
}

func appendDate(b []byte, key int32) []byte {
	b = append(strconv.AppendInt(b, int64(key>>9), 10), ' ')
	return appendMonthDay(b, int16(key&511))
}

func appendMonthDay(b []byte, md int16) []byte {
	month, day := unpackMonthDay(md)
	return appendTwo(append(append(b, monthCodes[month]...), ' '), day)
}

func appendClock(b []byte, minute uint16) []byte {
	return appendTwo(append(appendTwo(b, int(minute)/60), ':'), int(minute)%60)
}

func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
