package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// The resources of a small directory; the service stands before what it refers to, as in many
// bundles.
const (
	fhirService = `{"resourceType":"HealthcareService","id":"s1","active":true,"providedBy":{"reference":"Organization/o1"},"location":[{"reference":"https://elders.example/fhir/Location/l1"}],
		"specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"04.000"}]}],"name":"Fysiotherapie De Brug","comment":"Ook zonder verwijzing.",
		"telecom":[{"system":"phone","value":"010 123 45 67"},{"system":"email","value":"balie@brug.example"},{"system":"phone","value":"010 765 43 21"}],
		"communication":[{"coding":[{"code":"nl-NL"}]},{"coding":[{"code":"tr"}]}],
		"availableTime":[{"daysOfWeek":["mon","tue"],"availableStartTime":"08:00:00","availableEndTime":"12:00:00"},{"daysOfWeek":["mon"],"availableStartTime":"13:00:00","availableEndTime":"17:00:00"},{"daysOfWeek":["sun"],"allDay":true}],
		"notAvailable":[{"description":"kerst","during":{"start":"2026-12-24","end":"2026-12-26"}}]}`
	fhirOrganization = `{"resourceType":"Organization","id":"o1","name":"De Brug","identifier":[{"system":"urn:oid:2.16.840.1.113883.2.4.6.1","value":"01234567"},{"system":"http://www.kvk.nl/","value":"12345678"}]}`
	fhirPlace        = `{"resourceType":"Location","id":"l1","address":{"line":["Brugweg 1"],"city":"Oosterdorp","postalCode":"1234AB"},"position":{"longitude":5.05,"latitude":52.15}}`
	fhirOther        = `{"resourceType":"Endpoint","id":"e1"}`
)

func oneLine(resource string) string { return strings.Join(strings.Fields(resource), " ") }

func bundle(resources ...string) string {
	var entries []string
	for _, r := range resources {
		entries = append(entries, `{"resource":`+r+`}`)
	}
	return `{"type":"collection","resourceType":"Bundle","meta":{"x":[1,2]},"entry":[` + "\n" + strings.Join(entries, ",\n") + "\n]}\n"
}

func TestServicesFromFHIR(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"bundle":             bundle(fhirService, fhirOrganization, fhirPlace, fhirOther),
		"bundle on one line": oneLine(bundle(fhirService, fhirOrganization, fhirPlace, fhirOther)),
		"ndjson":             oneLine(fhirService) + "\n\n" + oneLine(fhirOrganization) + "\n" + oneLine(fhirPlace) + "\n" + fhirOther + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, db *store.DB) {
				h, ctx := newHouse(t, db), t.Context()
				h.twoWijken(t)
				path := file(t, "x.json", text)
				res, err := h.Services(ctx, path, importer.ServiceFile{}, importer.Run{})
				want(t, name, res, err, 1, 0, 0)
				if res.Skipped["Endpoint resources"] != 1 {
					t.Errorf("skipped: %v", res.Skipped)
				}
				s, err := h.directory.Service(ctx, serviceID("x.json", "s1"))
				if err != nil {
					t.Fatal(err)
				}
				if s.Discipline != "fysiotherapie" || s.Kind != "fysiotherapie" || s.OrganizationName != "De Brug" || fmt.Sprint(s.Languages) != "[nl tr]" ||
					s.Hours != "Mo 08:00-12:00,13:00-17:00; Tu 08:00-12:00; Su 00:00-24:00; 2026 Dec 24-26 off" {
					t.Errorf("%+v", s)
				}
				if l := s.Locations[0]; l.Area != "WK990102" || l.Postcode != "1234 AB" || l.Street != "Brugweg 1" {
					t.Errorf("%+v", l)
				}
				if len(s.Contacts) != 2 || s.Contacts[0].Email != "balie@brug.example" || s.Contacts[1].Phone != "010 765 43 21" {
					t.Errorf("%+v", s.Contacts)
				}
				o, err := h.network.Organization(ctx, s.Organization)
				if err != nil || o.AGB != "01234567" || o.KvK != "12345678" {
					t.Errorf("%+v, %v", o, err)
				}
				res, err = h.Services(ctx, path, importer.ServiceFile{}, importer.Run{})
				want(t, "again", res, err, 0, 0, 1)
			})
		})
	}
}

func TestInactiveServiceIsHidden(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.twoWijken(t)
	text := bundle(strings.Replace(fhirService, `"active":true`, `"active":false`, 1), fhirOrganization, fhirPlace)
	res, err := h.Services(t.Context(), file(t, "x.json", text), importer.ServiceFile{}, importer.Run{})
	want(t, "inactive", res, err, 1, 0, 0)
	if n := h.shown(t); n != 0 {
		t.Errorf("%d services are shown", n)
	}
}

// shown counts the services that everybody sees.
func (h *house) shown(t testing.TB) (n int) {
	t.Helper()
	counts := make(chan int, 1000)
	if _, err := h.directory.All(t.Context(), func(part []directory.Service) error { counts <- len(part); return nil }); err != nil {
		t.Fatal(err)
	}
	close(counts)
	for c := range counts {
		n += c
	}
	return n
}

func TestBadFHIR(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.twoWijken(t)
	swap := func(old, new string) string {
		return bundle(strings.Replace(fhirService, old, new, 1), fhirOrganization, fhirPlace)
	}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"not JSON":             {`{"resourceType":"Bundle","entry":[{]}`, []string{"bad.json: line 1: this is not valid JSON"}},
		"cut off":              {bundle(fhirService)[:600], []string{"this is not valid JSON"}},
		"not a bundle":         {"{\n\"resourceType\":\"Patient\"}\n", []string{`resourceType: expected a Bundle, not "Patient"`}},
		"no entries":           {"{\n\"resourceType\":\"Bundle\"}\n", []string{`"entry" is missing`}},
		"no services":          {bundle(fhirPlace), []string{"there are no services in it"}},
		"wrong shape":          {swap(`"name":"Fysiotherapie De Brug"`, `"name":12`), []string{"bad.json: line 2, entry[0].name: this value does not have the form that FHIR prescribes"}},
		"no resourceType":      {bundle(`{"id":"x"}`, fhirService, fhirOrganization, fhirPlace), []string{"line 2, resourceType: the resource has no resourceType"}},
		"unknown organisation": {bundle(fhirService, fhirPlace), []string{`line 2, HealthcareService.providedBy: organisation "Organization/o1" is not in the file`}},
		"unknown location":     {bundle(fhirOrganization, fhirService), []string{`line 3, HealthcareService.location: location "https://elders.example/fhir/Location/l1" is not in`, "1 problem;"}},
		"unknown discipline":   {swap("04.000", "99.999"), []string{"HealthcareService.specialty: cannot tell the discipline", "fysiotherapie", "1 problem;"}},
		"no id":                {swap(`"id":"s1",`, ""), []string{"HealthcareService.id: this service has no id"}},
		"twice":                {bundle(fhirService, fhirOrganization, fhirPlace, fhirService), []string{"HealthcareService.id: this key stands there already, on line 2"}},
		"swapped coordinates":  {bundle(fhirService, fhirOrganization, strings.Replace(fhirPlace, `"longitude":5.05,"latitude":52.15`, `"longitude":52.15,"latitude":5.05`, 1)), []string{"line 2, Location.position: latitude and longitude are swapped: latitude 5.05", "1 problem;"}},
		"bad AGB":              {bundle(fhirService, strings.Replace(fhirOrganization, "01234567", "12", 1), fhirPlace), []string{"line 2, agb: expected 8 digits"}},
		"bad phone":            {bundle(fhirService, strings.Replace(fhirOrganization, `"name"`, `"telecom":[{"system":"phone","value":"x"},{"system":"url","value":"www.brug.example"}],"name"`, 1), fhirPlace), []string{"line 2, organization_phone: not a phone number", "1 problem;"}},
		"bad hours":            {swap("08:00:00", "28:00:00"), []string{"line 2, HealthcareService.availableTime: "}},
		"coverage":             {swap(`"active":true`, `"coverageArea":[{"reference":"Location/l1"}]`), []string{`HealthcareService.coverageArea: coverage area "Location/l1" has no CBS code`}},
		"huge resource":        {swap("Ook zonder", strings.Repeat("x", 3<<20)), []string{"longer than 1 MB"}},
		"huge line":            {oneLine(fhirOrganization) + "\n" + strings.Replace(oneLine(fhirService), "Ook zonder", strings.Repeat("x", 3<<20), 1), []string{"line 2: this line is longer than 1 MB"}},
		"bad line":             {oneLine(fhirOrganization) + "\n{]\n", []string{"line 2: this is not valid JSON"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.Services(t.Context(), file(t, "bad.json", c.text), importer.ServiceFile{}, importer.Run{})
			h.refused(t, err, c.want...)
		})
	}
	t.Run("map", func(t *testing.T) {
		t.Parallel()
		_, err := h.Services(t.Context(), file(t, "x.json", bundle(fhirService)), importer.ServiceFile{Map: "x"}, importer.Run{})
		h.refused(t, err, "FHIR needs no map file")
	})
}
