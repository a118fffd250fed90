package directory

import (
	"fmt"
	"strings"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// parts are all of an entry that people change, in the order in which they read it.
var parts = []part{
	text("name", "Naam", func(s *Service) *string { return &s.Name }),
	text("state", "Zichtbaarheid", func(s *Service) *State { return &s.State }),
	text("organization", "Organisatie", func(s *Service) *network.OrganizationID { return &s.Organization }),
	text("discipline", "Beroep", func(s *Service) *network.DisciplineCode { return &s.Discipline }),
	text("kind", "Soort aanbod", func(s *Service) *string { return &s.Kind }),
	text("description", "Omschrijving", func(s *Service) *string { return &s.Description }),
	list("keywords", "Zoekwoorden", func(s *Service) *[]string { return &s.Keywords }),
	list("targetGroups", "Voor wie", func(s *Service) *[]string { return &s.TargetGroups }),
	list("languages", "Talen", func(s *Service) *[]string { return &s.Languages }),
	list("modes", "Hoe u hulp krijgt", func(s *Service) *[]Mode { return &s.Modes }),
	many[Location]{"locations", "Locatie", func(s *Service) *[]Location { return &s.Locations },
		func(l Location) string { return string(l.ID) }, locationWords},
	list("accessibility", "Toegankelijkheid", func(s *Service) *[]string { return &s.Accessibility }),
	list("servedAreas", "Waar men aan huis komt", func(s *Service) *[]network.AreaCode { return &s.ServedAreas }),
	single[string]{"hours", "Openingstijden", func(s *Service) *string { return &s.Hours }, hoursWords},
	many[ContactPoint]{"contacts", "Contact", func(s *Service) *[]ContactPoint { return &s.Contacts },
		func(c ContactPoint) string { return string(c.Audience) + " " + c.Function }, contactWords},
	text("access", "Verwijzing", func(s *Service) *Access { return &s.Access }),
	list("costs", "Kosten", func(s *Service) *[]Cost { return &s.Costs }),
	list("insurers", "Contract met", func(s *Service) *[]string { return &s.Insurers }),
	list("partners", "Werkt samen met", func(s *Service) *[]string { return &s.Partners }),
	many[Link]{"links", "Lees verder", func(s *Service) *[]Link { return &s.Links },
		func(l Link) string { return l.URL }, func(l Link) string { return strings.TrimSpace(l.Label + " " + l.URL) }},
	text("source", "Bron", func(s *Service) *string { return &s.Source }),
	text("sourceKey", "Nummer bij de bron", func(s *Service) *string { return &s.SourceKey }),
}

func text[T ~string](key, nl string, at func(*Service) *T) part {
	return single[T]{key, nl, at, func(v T) string { return string(v) }}
}

func list[T ~string](key, nl string, at func(*Service) *[]T) part {
	same := func(v T) string { return string(v) }
	return many[T]{key, nl, at, same, same}
}

func hoursWords(osm string) string {
	h, err := hours.Parse(osm)
	if err != nil || !h.Known() {
		return osm
	}
	return h.Dutch()
}

func locationWords(l Location) string {
	words := joined(", ", l.Name, l.Street, strings.TrimSpace(l.Postcode+" "+l.City))
	if l.Point != (geo.Point{}) {
		words = joined(" ", words, fmt.Sprintf("(%.5f, %.5f)", l.Point.Lat, l.Point.Lon))
	}
	return joined(", ", words, string(l.Area))
}

// audiences are who a contact point is for, as people say it.
var audiences = map[Audience]string{
	ForCitizen: "voor inwoners", ForProfessional: "voor zorgverleners", ForMediation: "voor zorgbemiddeling", ForMunicipality: "voor de gemeente",
}

func contactWords(c ContactPoint) string {
	limited := ""
	if c.Limited {
		limited = "alleen hiervoor"
	}
	return joined(", ", joined(" ", c.Function, "("+audiences[c.Audience]+")"), c.Phone, c.Email, c.URL, hoursWords(c.Hours), limited)
}

// joined leaves out what is empty.
func joined(by string, words ...string) string {
	var all []string
	for _, w := range words {
		if w != "" {
			all = append(all, w)
		}
	}
	return strings.Join(all, by)
}
