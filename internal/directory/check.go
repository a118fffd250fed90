package directory

import (
	"fmt"
	"math"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

// Bounds of an entry. They are far above what real entries hold, and low enough that no entry can
// burden those who read it.
const (
	mostName        = 200
	mostDescription = 5000
	mostWord        = 100 // a keyword, a code
	mostText        = 200 // a line of an address, a function, a partner
	mostURL         = 1000
	mostHours       = 1000
	mostList        = 50
	mostServed      = 400 // all municipalities
	mostFields      = 50  // wrong fields named at once
)

// checker collects what is wrong.
type checker struct{ fields []fault.Field }

func (c *checker) bad(field, nl, en string) {
	if len(c.fields) < mostFields {
		c.fields = append(c.fields, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: en}})
	}
}

// Check says what is wrong with an entry, by field; nothing when it may be kept. It is a pure
// function of the entry and the code lists. Whether the organisation exists is not asked here.
func Check(s Service, t *Tables) []fault.Field {
	var c checker
	if s.Name == "" {
		c.bad("name", "Vul een naam in.", "a name is required")
	}
	c.text("name", s.Name, mostName)
	c.paragraphs("description", s.Description, mostDescription)
	if s.Organization == "" {
		c.bad("organization", "Vul in welke organisatie dit aanbiedt.", "an organisation is required")
	}
	c.text("organization", string(s.Organization), mostWord)
	c.codes(&s, t)
	c.list("keywords", len(s.Keywords), mostList)
	for i, k := range s.Keywords {
		c.text(at("keywords", i), k, mostWord)
	}
	c.list("partners", len(s.Partners), mostList)
	for i, p := range s.Partners {
		c.text(at("partners", i), p, mostText)
	}
	c.hours("hours", s.Hours)
	c.places(&s)
	c.contacts(s.Contacts)
	c.list("links", len(s.Links), mostList)
	for i, l := range s.Links {
		c.text(at("links", i)+".label", l.Label, mostText)
		c.url(at("links", i)+".url", l.URL)
		if l.URL == "" {
			c.bad(at("links", i)+".url", "Vul een webadres in.", "a web address is required")
		}
	}
	c.text("source", s.Source, mostText)
	c.text("sourceKey", s.SourceKey, mostText)
	c.moments(&s)
	return c.fields
}

// codes checks what comes from a list.
func (c *checker) codes(s *Service, t *Tables) {
	if _, known := t.disciplines[s.Discipline]; !known {
		c.bad("discipline", "Deze discipline is niet bekend. Kies er een uit de lijst, zoals huisartsenzorg.", "unknown discipline; expected a code of the discipline list, such as huisartsenzorg")
	}
	if _, known := t.kinds[s.Kind]; !known {
		c.bad("kind", "Deze soort aanbod is niet bekend. Kies er een uit de lijst, zoals huisartspraktijk.", "unknown kind of service; expected a code of the kind list, such as huisartspraktijk")
	}
	oneOf(c, "state", s.State, Draft, Shown, Hidden)
	if s.Access != "" {
		oneOf(c, "access", s.Access, Direct, Referral, Indicated)
	}
	c.list("costs", len(s.Costs), mostList)
	for i, v := range s.Costs {
		oneOf(c, at("costs", i), v, Free, Deductible, OwnPayment, BasicInsured, Supplementary, MunicipalShare)
	}
	c.list("modes", len(s.Modes), mostList)
	for i, v := range s.Modes {
		oneOf(c, at("modes", i), v, OnSite, HomeVisit, Phone, Video, EConsult, Group)
	}
	c.list("targetGroups", len(s.TargetGroups), mostList)
	for i, v := range s.TargetGroups {
		if _, known := t.groups[v]; !known {
			c.bad(at("targetGroups", i), "Deze doelgroep is niet bekend. Kies er een uit de lijst, zoals ouderen.", "unknown target group; expected a code of the list, such as ouderen")
		}
	}
	c.list("languages", len(s.Languages), mostList)
	for i, v := range s.Languages {
		if _, known := t.languages[v]; !known {
			c.bad(at("languages", i), "Deze taal is niet bekend. Verwacht is een taalcode, zoals nl, en of ar.", "unknown language; expected a code of ISO 639, such as nl, en or ar")
		}
	}
	c.list("accessibility", len(s.Accessibility), mostList)
	for i, v := range s.Accessibility {
		if _, known := t.features[v]; !known {
			c.bad(at("accessibility", i), "Dit kenmerk is niet bekend. Kies er een uit de lijst, zoals wheelchair.", "unknown accessibility; expected a code of the list, such as wheelchair")
		}
	}
	c.list("insurers", len(s.Insurers), mostList)
	for i, v := range s.Insurers {
		c.text(at("insurers", i), v, mostWord)
	}
}

// places checks where the service is given: at a point on the map, or in areas where it comes.
func (c *checker) places(s *Service) {
	c.list("locations", len(s.Locations), mostList)
	c.list("servedAreas", len(s.ServedAreas), mostServed)
	found := len(s.ServedAreas) > 0
	ids := make(map[LocationID]bool, len(s.Locations))
	for i := range s.Locations {
		l := &s.Locations[i]
		field := at("locations", i)
		c.text(field+".id", string(l.ID), mostWord)
		if ids[l.ID] {
			c.bad(field, "Deze locatie staat er twee keer.", "this location stands there twice")
		}
		ids[l.ID] = true
		c.text(field+".name", l.Name, mostText)
		c.text(field+".street", l.Street, mostText)
		c.text(field+".city", l.City, mostText)
		if l.Postcode != "" && !postcodeForm(l.Postcode) {
			c.bad(field+".postcode", "Dit is geen postcode. Verwacht is 1234 AB of 1234.", "not a postcode; expected 1234 AB or 1234")
		}
		if l.Area != "" && !areaForm(l.Area) {
			c.bad(field+".area", areaText.NL, areaText.EN)
		}
		if l.Point != (geo.Point{}) {
			found = true
			c.point(field+".point", l.Point)
		}
	}
	for i, a := range s.ServedAreas {
		if !areaForm(a) {
			c.bad(at("servedAreas", i), areaText.NL, areaText.EN)
		}
	}
	if !found {
		c.bad("place", "Het aanbod heeft geen plaats. Vul een locatie met coördinaten in, of het gebied waar het aanbod komt.",
			"the service has no place; expected a location with coordinates, or served areas")
	}
}

func (c *checker) point(field string, p geo.Point) {
	switch {
	case math.IsNaN(p.Lat) || math.IsNaN(p.Lon) || math.IsInf(p.Lat, 0) || math.IsInf(p.Lon, 0):
		c.bad(field, "Dit zijn geen coördinaten. Verwacht zijn graden, zoals breedte 52,09 en lengte 5,12.", "not coordinates; expected degrees, such as latitude 52.09 and longitude 5.12")
	case p.InNetherlands():
	case geo.Point{Lat: p.Lon, Lon: p.Lat}.InNetherlands():
		c.bad(field, "De breedte en de lengte staan andersom. Verwacht is eerst de breedte, zoals 52,09, en dan de lengte, zoals 5,12.",
			"latitude and longitude are swapped; expected latitude such as 52.09 and longitude such as 5.12")
	default:
		c.bad(field, "Deze plek ligt niet in Nederland. Verwacht zijn graden (WGS84), zoals breedte 52,09 en lengte 5,12.",
			"this point is not in the Netherlands; expected degrees (WGS84), such as latitude 52.09 and longitude 5.12")
	}
}

func (c *checker) contacts(contacts []ContactPoint) {
	c.list("contacts", len(contacts), mostList)
	for i, p := range contacts {
		field := at("contacts", i)
		oneOf(c, field+".audience", p.Audience, ForCitizen, ForProfessional, ForMediation, ForMunicipality)
		if p.Phone == "" && p.Email == "" && p.URL == "" {
			c.bad(field, "Vul een telefoonnummer, e-mailadres of webadres in.", "a contact needs a phone number, an e-mail address or a web address")
		}
		c.text(field+".function", p.Function, mostText)
		if p.Phone != "" && !phoneForm(p.Phone) {
			c.bad(field+".phone", "Dit is geen telefoonnummer. Verwacht zijn cijfers, zoals 0800 123 45 67 of +31 20 123 45 67.", "not a phone number; expected digits, such as 0800 123 45 67 or +31 20 123 45 67")
		}
		if p.Email != "" && !emailForm(p.Email) {
			c.bad(field+".email", "Dit is geen e-mailadres. Verwacht is bijvoorbeeld balie@voorbeeld.nl.", "not an e-mail address; expected one such as balie@voorbeeld.nl")
		}
		c.url(field+".url", p.URL)
		c.hours(field+".hours", p.Hours)
	}
}

// moments checks what the columns hold: years that a timestamp can say.
func (c *checker) moments(s *Service) {
	if y := s.VerifiedAt.Year(); !s.VerifiedAt.IsZero() && (y < 2000 || y > 9999) {
		c.bad("verifiedAt", "Dit is geen datum waarop iets is nagekeken.", "expected a moment from the year 2000 on")
	}
	if y := s.VerifyBy.Year(); !s.VerifyBy.IsZero() && (y < 2000 || y > 9999) {
		c.bad("verifyBy", "Dit is geen datum om iets na te kijken.", "expected a moment from the year 2000 on")
	}
}

func oneOf[T ~string](c *checker, field string, v T, allowed ...T) {
	if !has(allowed, v) {
		c.bad(field, fmt.Sprintf("Deze waarde is niet bekend. Verwacht is een van: %v.", allowed), fmt.Sprintf("unknown value; expected one of %v", allowed))
	}
}

func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
