package importer

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/v1" // reads as encoding/json does, in half the time

	fhircode "eerstelijn/internal/fhir/code"
)

// The parts of FHIR R4 that are read: Organization, Location and HealthcareService with what they are
// made of. Nothing else of a resource is looked at.

// canonicalSystem gives a system as the tables have it; senders write it in several ways.
func canonicalSystem(system string) string { return fhircode.Builtin().System(system) }

type identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type coding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

type concept struct {
	Coding []coding `json:"coding"`
	Text   string   `json:"text"`
}

type reference struct {
	Reference  string     `json:"reference"`
	Identifier identifier `json:"identifier"`
	Display    string     `json:"display"`
}

type telecom struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type address struct {
	Line       []string `json:"line"`
	City       string   `json:"city"`
	PostalCode string   `json:"postalCode"`
}

type position struct {
	Longitude *float64 `json:"longitude"`
	Latitude  *float64 `json:"latitude"`
}

// openTime is HealthcareService.availableTime; Location.hoursOfOperation differs in two names only.
type openTime struct {
	Days    []string `json:"daysOfWeek"`
	AllDay  bool     `json:"allDay"`
	Start   string   `json:"availableStartTime"`
	End     string   `json:"availableEndTime"`
	Opening string   `json:"openingTime"`
	Closing string   `json:"closingTime"`
}

type closedTime struct {
	Description string `json:"description"`
	During      struct {
		Start string `json:"start"`
		End   string `json:"end"`
	} `json:"during"`
}

// resource is any of the three; a field that a type does not have stays empty.
type resource struct {
	Type       string       `json:"resourceType"`
	ID         string       `json:"id"`
	Active     *bool        `json:"active"`
	Status     string       `json:"status"`
	Identifier []identifier `json:"identifier"`
	Name       string       `json:"name"`
	Telecom    []telecom    `json:"telecom"`
	Address    addresses    `json:"address"`
	Position   *position    `json:"position"`
	Hours      []openTime   `json:"hoursOfOperation"`
	Managing   reference    `json:"managingOrganization"`
	ProvidedBy reference    `json:"providedBy"`
	Location   []reference  `json:"location"`
	Category   []concept    `json:"category"`
	Types      concepts     `json:"type"`
	Specialty  []concept    `json:"specialty"`
	Comment    string       `json:"comment"`
	Details    string       `json:"extraDetails"`
	Available  []openTime   `json:"availableTime"`
	Closed     []closedTime `json:"notAvailable"`
	Coverage   []reference  `json:"coverageArea"`
	Languages  []concept    `json:"communication"`
	Program    []concept    `json:"program"`
	Features   []concept    `json:"characteristic"`
}

// addresses is a list in Organization and a single one in Location.
type addresses []address

func (a *addresses) UnmarshalJSON(data []byte) error { return oneOrMany(data, (*[]address)(a)) }

// concepts is a list in all three, and a single one where people forget that.
type concepts []concept

func (c *concepts) UnmarshalJSON(data []byte) error { return oneOrMany(data, (*[]concept)(c)) }

func oneOrMany[T any](data []byte, into *[]T) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, into)
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*into = []T{one}
	return nil
}

// number gives the value of an identifier system.
func (r *resource) number(system string) string { return numberOf(r.Identifier, system) }

func numberOf(list []identifier, system string) string {
	for _, i := range list {
		if canonicalSystem(i.System) == system {
			return eightDigits(strings.TrimSpace(i.Value))
		}
	}
	return ""
}

func (r *resource) contact(system string) string {
	for _, t := range r.Telecom {
		if t.System == system {
			text := strings.TrimSpace(t.Value)
			if system == "url" {
				text = webAddress(text)
			}
			return text
		}
	}
	return ""
}

// osmDays are the days of FHIR in OSM's spelling, in order.
var osmDays = []struct{ fhir, osm string }{{"mon", "Mo"}, {"tue", "Tu"}, {"wed", "We"}, {"thu", "Th"}, {"fri", "Fr"}, {"sat", "Sa"}, {"sun", "Su"}}

// osmHours writes FHIR times as OSM text. A time without days holds on every day.
func osmHours(open []openTime, closed []closedTime) string {
	spans := map[string][]string{}
	for _, o := range open {
		start, end := minutes(orText(o.Start, o.Opening)), minutes(orText(o.End, o.Closing))
		switch {
		case o.AllDay:
			start, end = "00:00", "24:00"
		case end == "00:00":
			end = "24:00"
		}
		if start == "" || end == "" {
			continue // 'by appointment', with days alone
		}
		for _, d := range osmDays {
			if len(o.Days) == 0 || slices.Contains(o.Days, d.fhir) {
				spans[d.osm] = append(spans[d.osm], start+"-"+end)
			}
		}
	}
	var rules []string
	for _, d := range osmDays {
		if s := spans[d.osm]; len(s) > 0 {
			rules = append(rules, d.osm+" "+strings.Join(s, ","))
		}
	}
	if len(rules) == 0 {
		return ""
	}
	for _, c := range closed {
		from, okFrom := osmDate(c.During.Start)
		until, okUntil := osmDate(c.During.End)
		switch {
		case okFrom && okUntil && from != until:
			rules = append(rules, from+"-"+until+" off")
		case okFrom:
			rules = append(rules, from+" off")
		}
	}
	return strings.Join(rules, "; ")
}

// minutes gives '08:30:00' as 08:30.
func minutes(t string) string {
	if len(t) >= 5 {
		return t[:5]
	}
	return ""
}

func osmDate(text string) (string, bool) {
	if len(text) < len(time.DateOnly) {
		return "", false
	}
	t, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)])
	return t.Format("2006 Jan 02"), err == nil
}
