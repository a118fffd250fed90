package whonow

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// input is what came in, as it came.
type input struct {
	Area, At        string // by address
	Place, Lat, Lon string // by form
	Day, Time       string
	Need            string // by either; '' for all
}

// question is what was understood.
type question struct {
	needs []live.Need
	at    time.Time
	isNow bool
	spot  spot
}

// spot is the wijk that somebody asks for.
type spot struct {
	area network.AreaCode // '' when no place was given
	// guessed says that the place is larger than one wijk, so that another may be meant.
	guessed bool
	// others are different places of the same name.
	others []network.Place
}

// mistakes are what is wrong with each field, in words; empty when nothing is.
type mistakes struct{ place, need, day, time string }

func (m mistakes) list() []ui.FieldError {
	var list []ui.FieldError
	for _, e := range []ui.FieldError{{ID: placeID, Message: m.place}, {ID: "zorg", Message: m.need}, {ID: "dag", Message: m.day}, {ID: "tijd", Message: m.time}} {
		if e.Message != "" {
			list = append(list, e)
		}
	}
	return list
}

// placeID is the id that package site gives the place field.
const placeID = "plaats"

const (
	longestPlace = 100
	// How far ahead, and back, a moment may lie: hours are known for the time to come.
	daysAhead, daysBack = 366, 1
)

// read understands everything but the place.
func (in input) read(l say.Language, now time.Time) (question, mistakes) {
	q, wrong := question{needs: live.Needs, at: now, isNow: true}, mistakes{}
	if in.Need != "" {
		need, err := live.ParseNeed(in.Need)
		if err != nil {
			wrong.need = l.T("Kies huisarts, wijkverpleging, apotheek of crisis.")
		}
		q.needs = []live.Need{need}
	}
	if utf8.RuneCountInString(in.Place) > longestPlace || !utf8.ValidString(in.Place) || strings.ContainsRune(in.Place, 0) {
		wrong.place = l.T("Vul alleen de 4 cijfers van uw postcode in, of de naam van uw plaats.")
	}
	at, day, clock := in.moment(l, now)
	wrong.day, wrong.time = day, clock
	switch {
	case day != "" || clock != "" || at.IsZero():
	case at.Before(now.AddDate(0, 0, -daysBack)) || at.After(now.AddDate(0, 0, daysAhead)):
		wrong.day = l.T("Kies een dag van vandaag tot %s.", l.Date(now.AddDate(0, 0, daysAhead)))
	default:
		q.at, q.isNow = at, false
	}
	return q, wrong
}

// moment reads the moment, zero for now, with what is wrong with the day and the time.
func (in input) moment(l say.Language, now time.Time) (at time.Time, day, clockTime string) {
	dayHint, timeHint := l.T("Vul een dag in, bijvoorbeeld 24-12-2026."), l.T("Vul een tijd in, bijvoorbeeld 20.30.")
	if in.At != "" {
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04"} {
			if t, err := time.ParseInLocation(layout, in.At, clock.Amsterdam); err == nil {
				return t.In(clock.Amsterdam), "", ""
			}
		}
		return now, l.T("Geef het moment als 2026-12-24T20:30."), ""
	}
	dayText, timeText := strings.TrimSpace(in.Day), strings.ReplaceAll(strings.TrimSpace(in.Time), ".", ":")
	if dayText == "" && timeText == "" {
		return time.Time{}, "", ""
	}
	date := now
	if dayText != "" {
		var ok bool
		if date, ok = parse(dayText, "2006-01-02", "2-1-2006"); !ok {
			day = dayHint
		}
	}
	hour, ok := parse(timeText, "15:04", "15:04:05")
	switch {
	case timeText == "":
		clockTime = l.T("Vul ook een tijd in, bijvoorbeeld 20.30.")
	case !ok:
		clockTime = timeHint
	}
	y, m, d := date.Date()
	return time.Date(y, m, d, hour.Hour(), hour.Minute(), 0, 0, clock.Amsterdam), day, clockTime
}

func parse(text string, layouts ...string) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, clock.Amsterdam); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// find looks up the place. A problem is what the person can mend; an error is not.
func (p Page) find(ctx context.Context, in input) (spot, *fault.Error, error) {
	if in.Area != "" {
		area, err := p.wijk(network.AreaCode(in.Area))
		return spot{area: area}, nil, err
	}
	name := strings.TrimSpace(in.Place)
	switch {
	case name == "" && in.Lat == "" && in.Lon == "":
		return spot{}, nil, nil
	case name == "":
		return p.near(in.Lat, in.Lon)
	case onlyDigits(name) && len(name) != 4:
		return spot{}, fault.New(fault.Invalid, say.Key("Vul 4 cijfers in, bijvoorbeeld 5611."), "expected 4 digits"), nil
	}
	place, err := p.Network.Place(ctx, name)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid:
		if err != nil {
			return spot{}, fault.New(fault.NotFound, say.Key("Deze plaats of postcode kennen wij niet. Vul de 4 cijfers van uw postcode in."), "place not found"), nil
		}
	}
	if err != nil {
		return spot{}, nil, err
	}
	s := spot{area: p.within(place.Area, place.Point), guessed: place.Kind == "gemeente" || place.Kind == "woonplaats"}
	if s.area == "" {
		return spot{}, fault.New(fault.NotFound, say.Key("Bij deze plaats vinden wij geen wijk. Vul de 4 cijfers van uw postcode in."), "no wijk at this place"), nil
	}
	if place.Kind == "postcode" {
		return s, nil, nil
	}
	s.others, err = p.sameName(ctx, place)
	return s, nil, err
}

// sameName finds other places with this name: there are two Hengelo's and five Bergens.
func (p Page) sameName(ctx context.Context, place network.Place) ([]network.Place, error) {
	const most = 12
	all, err := p.Network.Places(ctx, place.Name, most)
	seen := map[network.AreaCode]bool{place.Municipality: true}
	var others []network.Place
	for _, other := range all {
		if !strings.EqualFold(other.Name, place.Name) || seen[other.Municipality] {
			continue
		}
		seen[other.Municipality] = true
		if other.Area = p.within(other.Area, other.Point); other.Area != "" {
			others = append(others, other)
		}
	}
	return others, err
}

func (p Page) near(lat, lon string) (spot, *fault.Error, error) {
	unknown := fault.New(fault.Invalid, say.Key("Uw plek is niet gevonden. Vul de 4 cijfers van uw postcode in."), "expected lat and lon in the Netherlands")
	y, errY := strconv.ParseFloat(lat, 64)
	x, errX := strconv.ParseFloat(lon, 64)
	if errY != nil || errX != nil || math.IsNaN(x+y) || math.IsInf(x+y, 0) {
		return spot{}, unknown, nil
	}
	area := p.within("", geo.Point{Lat: y, Lon: x})
	if area == "" {
		return spot{}, unknown, nil
	}
	return spot{area: area}, nil, nil
}

// within gives the wijk of a place: its own, or for a municipality the one in its middle.
func (p Page) within(area network.AreaCode, at geo.Point) network.AreaCode {
	if area.Kind() == network.Wijk {
		return area
	}
	atlas := p.Finder.Atlas()
	if atlas == nil {
		return ""
	}
	found, _ := atlas.Locate(at)
	for found.Kind() == network.Buurt {
		found = found.Parent()
	}
	return found
}

// wijk gives the wijk of a code that stands in an address.
func (p Page) wijk(code network.AreaCode) (network.AreaCode, error) {
	if atlas := p.Finder.Atlas(); atlas != nil {
		if a, ok := atlas.Area(code); ok {
			return p.within(a.Code, a.Center), nil
		}
	}
	return "", fault.Missing("Deze wijk kennen wij niet.", "area not found")
}

func onlyDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// form is the form as it is shown again.
type form struct {
	place     ui.Field
	need      ui.Choice
	day, time ui.Field
	// later says that the part for another moment stands open.
	later bool
}

func (p Page) form(l say.Language, in input, wrong mistakes) form {
	f := form{
		place: p.Place(l, in.Place, wrong.place),
		need:  ui.Choice{ID: "zorg", Name: "need", Label: l.T("Wie zoekt u?"), Error: wrong.need, Options: []ui.Option{{Text: l.T("Alle vier")}}},
		day:   ui.Field{ID: "dag", Name: "day", Label: l.T("Dag"), Type: "date", Value: in.Day, Error: wrong.day, Short: true, Optional: true},
		time:  ui.Field{ID: "tijd", Name: "time", Label: l.T("Tijd"), Type: "time", Value: in.Time, Error: wrong.time, Short: true, Optional: true},
		later: in.Day != "" || in.Time != "" || wrong.day != "" || wrong.time != "",
	}
	f.place.Optional = false
	for _, n := range live.Needs {
		f.need.Options = append(f.need.Options, ui.Option{Value: string(n), Text: l.T(n.Name()), Selected: in.Need == string(n)})
	}
	return f
}

// keep gives the address of the same question for another wijk.
func keep(area network.AreaCode, q question) string {
	address := Path + "?area=" + string(area)
	if len(q.needs) == 1 {
		address += "&need=" + string(q.needs[0])
	}
	if !q.isNow {
		address += "&at=" + q.at.Format("2006-01-02T15:04")
	}
	return address
}
