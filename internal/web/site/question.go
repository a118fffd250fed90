package site

import (
	"eerstelijn/internal/finding"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
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
func Question(l say.Language, value, wrong string) ui.Field {
	return ui.Field{
		ID: "vraag", Name: QuestionField, Label: l.T("Uw vraag"), Value: value, Error: wrong, Autocomplete: "off", MaxLength: finding.MaxQuestion,
		Hint: l.T("Bijvoorbeeld: pijn in mijn knie, of schulden. Schrijf geen namen."),
	}
}

// Place is the field for where to look.
func (s *Site) Place(l say.Language, value, wrong string) ui.Field {
	return ui.Field{
		ID: "plaats", Name: PlaceField, Label: l.T("Postcode of plaats"), Value: value, Error: wrong, Optional: true, Autocomplete: "off", MaxLength: 60,
		Hint: s.placeHint(l),
	}
}

// placeHint names a place that exists, in the demo too.
func (s *Site) placeHint(l say.Language) string {
	if name := s.SomePlace(); s.Demo && name != "" {
		return l.T("4 cijfers of een plaats, bijvoorbeeld %s.", name)
	}
	return l.T("4 cijfers, bijvoorbeeld 5611. Een plaats mag ook.")
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
	{"ziek", say.Key("Ziek of pijn"), ui.IconIll, []string{"huisartsenzorg", "fysiotherapie"}},
	{"somber", say.Key("Somber of bang"), ui.IconLow, []string{"psychologie", "ggz"}},
	{"thuis", say.Key("Hulp thuis"), ui.IconHome, []string{"wijkverpleging", "ergotherapie", "sociaal-domein"}},
	{"medicijnen", say.Key("Medicijnen"), ui.IconMedicine, []string{"farmacie"}},
	{"geld", say.Key("Geld en wonen"), ui.IconMoney, []string{"sociaal-domein", "gemeente"}},
	{"kind", say.Key("Kind"), ui.IconChild, []string{"jeugdgezondheidszorg", "verloskunde"}},
}
