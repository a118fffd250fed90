package site

import (
	"eerstelijn/internal/finding"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// Names of the fields in which a citizen asks. They go by POST to SearchPath and nowhere else.
const (
	SearchPath    = "/zoek"
	QuestionField = "q"
	PlaceField    = "place"
	TopicField    = "topic"
)

// Question is the field for a citizen's own words.
func Question(value, wrong string) ui.Field {
	return ui.Field{
		ID: "vraag", Name: QuestionField, Label: "Uw vraag", Value: value, Error: wrong, Autocomplete: "off", MaxLength: finding.MaxQuestion,
		Hint: "Bijvoorbeeld: pijn in mijn knie, of schulden. Schrijf geen namen.",
	}
}

// Place is the field for where to look.
func (s *Site) Place(value, wrong string) ui.Field {
	return ui.Field{
		ID: "plaats", Name: PlaceField, Label: "Postcode of plaats", Value: value, Error: wrong, Optional: true, Autocomplete: "off", MaxLength: 60,
		Hint: s.placeHint(),
	}
}

// placeHint names a place that exists, in the demo too.
func (s *Site) placeHint() string {
	if name := s.SomePlace(); s.Demo && name != "" {
		return "4 cijfers of een plaats, bijvoorbeeld " + name + "."
	}
	return "4 cijfers, bijvoorbeeld 5611. Een plaats mag ook."
}

// SomePlace names a municipality of the map, the same each time; nothing without a map.
func (s *Site) SomePlace() string {
	if atlas := s.Finder.Atlas(); atlas != nil {
		for _, a := range atlas.Areas(network.Municipality) {
			return a.Name
		}
	}
	return ""
}

// Topic is one of the six everyday ways in: a choice instead of words.
type Topic struct {
	Code string
	Name string
	Icon ui.IconName
	// Disciplines are who usually helps with it.
	Disciplines []string
}

// Topics are the ways in, as the first page shows them.
var Topics = []Topic{
	{"ziek", "Ziek of pijn", ui.IconIll, []string{"huisartsenzorg", "fysiotherapie"}},
	{"somber", "Somber of bang", ui.IconLow, []string{"psychologie", "ggz"}},
	{"thuis", "Hulp thuis", ui.IconHome, []string{"wijkverpleging", "ergotherapie", "sociaal-domein"}},
	{"medicijnen", "Medicijnen", ui.IconMedicine, []string{"farmacie"}},
	{"geld", "Geld en wonen", ui.IconMoney, []string{"sociaal-domein", "gemeente"}},
	{"kind", "Kind", ui.IconChild, []string{"jeugdgezondheidszorg", "verloskunde"}},
}
