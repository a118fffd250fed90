package network

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fold"
	"eerstelijn/internal/hours"
)

// rhythms are the words for how often people meet, in days.
var rhythms = map[string]int{
	"wekelijks": 7, "tweewekelijks": 14, "maandelijks": 31, "tweemaandelijks": 62, "jaarlijks": 366, "halfjaarlijks": 183,
	"dag": 1, "dagen": 1, "week": 7, "weken": 7, "maand": 31, "maanden": 31, "kwartaal": 92, "half jaar": 183, "jaar": 366,
}

var numbers = map[string]int{"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "acht": 8, "tien": 10, "twaalf": 12}

// rhythmDays reads words such as 'elke 6 weken', 'om de twee maanden', 'per kwartaal' and
// 'maandelijks' as days, 0 when it cannot.
func rhythmDays(words string) int {
	text := " " + fold.Text(words) + " "
	for _, filler := range []string{" elke ", " elk ", " iedere ", " ieder ", " per ", " om de ", " eens ", " een keer ", " 1 keer ", " 1x "} {
		text = strings.ReplaceAll(text, filler, "  ")
	}
	times, unit := 1, strings.Join(strings.Fields(text), " ")
	if first, rest, two := strings.Cut(unit, " "); two {
		n, err := strconv.Atoi(first)
		if err != nil {
			n = numbers[first]
		}
		if n > 0 && n <= 366 {
			times, unit = n, rest
		}
	}
	return min(times*rhythms[unit], 2*366)
}

// meetsByRhythm tells whether a wijkverband has met as often as it says: the last meeting is no
// longer ago than one and a half times its rhythm, so that one meeting may be put off.
func meetsByRhythm(every string, last, at time.Time) bool {
	days := rhythmDays(every)
	if days == 0 || last.IsZero() || last.After(at) {
		return false
	}
	return at.Sub(last) <= time.Duration(days)*36*time.Hour
}

// day answers for one civil day whether hours open on it, remembering the answer for equal texts:
// a country has many contacts and few different hours.
type day struct {
	at    time.Time
	known map[string]bool
}

func dayOf(at time.Time) *day { return &day{at: at.In(clock.Amsterdam), known: map[string]bool{}} }

// reachable tells whether somebody is reached on this day: with hours, if they open on it; without,
// if there is a phone number to try.
func (d *day) reachable(osm, phone string) bool {
	if osm == "" {
		return phone != ""
	}
	open, ok := d.known[osm]
	if !ok {
		h, err := hours.Parse(osm)
		if err == nil {
			today := h.Days(d.at, 1)[0]
			open = len(today.Spans) > 0 || h.OpenAt(today.Date) // or still open from the night before
		}
		d.known[osm] = open
	}
	return open
}

// unit is the smallest piece of the map that is counted: a wijk, or a municipality without wijken.
type unit struct {
	code       AreaCode
	name       string
	population int
}

// home tells what an area or something around it belongs to.
func home[T comparable](claims map[AreaCode]T, area AreaCode) (_ T, found bool) {
	for _, a := range area.within() {
		if t, ok := claims[a]; ok {
			return t, true
		}
	}
	var none T
	return none, false
}

// state is what coverage must know of a wijkverband.
type state struct {
	ID         WijkverbandID
	Slug       string
	Region     RegionID
	Name       string
	meetsEvery string
	lastMet    time.Time
	agreement  bool // as it states itself; see signs for what the platform saw
	bottleneck bool
	seen       signs
	contacts   map[DisciplineCode]reachability
}

// reachability of a discipline: whether there is a contact at all, and one that answers today.
type reachability int

const (
	noContact reachability = iota
	notToday
	today
)

// missing gives the core disciplines without a reachable contact today, in order.
func (s *state) missing(core []DisciplineCode) []DisciplineCode {
	var none []DisciplineCode
	for _, d := range core {
		if s.contacts[d] != today {
			none = append(none, d)
		}
	}
	return none
}

// The size the vision on primary care 2030 has in mind; a wijk is a fluid concept, so outside it is
// a remark and never an error.
const smallest, largest = 10_000, 20_000

func sizeRemark(population int) string {
	switch {
	case population > 0 && population < smallest:
		return fmt.Sprintf("Kleiner dan de %s tot %s inwoners waar de visie van uitgaat.", thousands(smallest), thousands(largest))
	case population > largest:
		return fmt.Sprintf("Groter dan de %s tot %s inwoners waar de visie van uitgaat.", thousands(smallest), thousands(largest))
	}
	return ""
}

// thousands writes a number the Dutch way: 12.345.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s.%03d", thousands(n/1000), n%1000)
}
