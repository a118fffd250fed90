package render

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/hours"
)

// opening is how FHIR says when something is open. The exact hours stand in an extension; this is what
// other software can read without knowing OSM: the ordinary week, days on which it is closed, and the rest
// in words.
type opening struct {
	available  []r4.HealthcareServiceAvailableTime
	closed     []r4.HealthcareServiceNotAvailable
	exceptions string
}

var fhirDays = map[string]string{"Mo": "mon", "Tu": "tue", "We": "wed", "Th": "thu", "Fr": "fri", "Sa": "sat", "Su": "sun"}

var week = [...]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

var (
	// ordinary is a rule of the ordinary week in the canonical spelling of package hours: 'Mo-Fr,Su 08:00-12:00'.
	ordinary = regexp.MustCompile(`^((?:Mo|Tu|We|Th|Fr|Sa|Su)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su))*) (\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)$`)
	// dated is a rule that closes days of one year: '2026 Dec 24 off', '2026 Dec 24-26 off', '2026 Dec 24-2027 Jan 02 off'.
	dated = regexp.MustCompile(`^(\d{4}) ([A-Z][a-z]{2}) (\d\d)(?:-(?:(\d{4}) )?(?:([A-Z][a-z]{2}) )?(\d\d))? off$`)
)

// openingOf reads hours as they are kept. What was kept by an older program and cannot be read gives
// nothing.
func openingOf(text string) (o opening) {
	h, err := hours.Parse(text)
	if err != nil || !h.Known() {
		return o
	}
	if h.Always() {
		days := make(r4.Strings, len(week))
		for i, d := range week {
			days[i] = fhirDays[d]
		}
		o.available = []r4.HealthcareServiceAvailableTime{{DaysOfWeek: days, AllDay: new(true)}}
		return o
	}
	rules := strings.Split(h.String(), "; ")
	for len(rules) > 0 {
		m := ordinary.FindStringSubmatch(rules[0])
		if m == nil {
			break
		}
		o.add(m[1], m[2])
		rules = rules[1:]
	}
	left := false
	for _, rule := range rules {
		if m := dated.FindStringSubmatch(rule); m != nil {
			from, until := day(m[1], m[2], m[3]), day(cmp.Or(m[4], m[1]), cmp.Or(m[5], m[2]), cmp.Or(m[6], m[3]))
			if from != "" && until != "" {
				o.closed = append(o.closed, r4.HealthcareServiceNotAvailable{Description: "Gesloten", During: &r4.Period{Start: from, End: until}})
				continue
			}
		}
		left = true
	}
	if left {
		o.exceptions = h.Dutch()
	}
	return o
}

// add adds what one rule of the ordinary week says. Hours through midnight go on under the next day: a
// time in FHIR lies within a day.
func (o *opening) add(days, times string) {
	on := daysOf(days)
	for _, span := range strings.Split(times, ",") {
		from, until, _ := strings.Cut(span, "-")
		switch {
		case from == "00:00" && until == "24:00":
			o.available = append(o.available, r4.HealthcareServiceAvailableTime{DaysOfWeek: on, AllDay: new(true)})
		case until == "24:00":
			o.open(on, from, "00:00")
		case until > "24:00":
			o.open(on, from, "00:00")
			o.open(after(on), "00:00", wrapped(until))
		case until <= from:
			o.open(on, from, "00:00")
			if until != "00:00" {
				o.open(after(on), "00:00", until)
			}
		default:
			o.open(on, from, until)
		}
	}
}

func (o *opening) open(on r4.Strings, from, until string) {
	o.available = append(o.available, r4.HealthcareServiceAvailableTime{DaysOfWeek: on, AvailableStartTime: from + ":00", AvailableEndTime: until + ":00"})
}

// wrapped gives a time past midnight as the next day knows it: 02:00 for 26:00.
func wrapped(clock string) string {
	hour := int(clock[0]-'0')*10 + int(clock[1]-'0') - 24
	return string([]byte{byte('0' + hour/10), byte('0' + hour%10)}) + clock[2:]
}

// daysOf reads 'Mo-Fr,Su'. A run may go through the weekend: 'Sa-Mo'.
func daysOf(text string) (on r4.Strings) {
	var open [len(week)]bool
	for _, run := range strings.Split(text, ",") {
		first, last, isRun := strings.Cut(run, "-")
		if !isRun {
			last = first
		}
		for i := weekday(first); ; i = (i + 1) % len(week) {
			open[i] = true
			if week[i] == last {
				break
			}
		}
	}
	for i, is := range open {
		if is {
			on = append(on, fhirDays[week[i]])
		}
	}
	return on
}

// after gives the days that follow some days.
func after(on r4.Strings) (next r4.Strings) {
	for i := range week {
		for _, d := range on {
			if d == fhirDays[week[(i+len(week)-1)%len(week)]] {
				next = append(next, fhirDays[week[i]])
			}
		}
	}
	return next
}

func weekday(day string) int {
	for i, d := range week {
		if d == day {
			return i
		}
	}
	return 0
}

// day gives a date of FHIR; ” when it is none.
func day(year, month, dom string) string {
	t, err := time.Parse("2006 Jan 02", year+" "+month+" "+dom)
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}
