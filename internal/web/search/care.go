package search

import (
	"strings"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
)

// aid is help that goes before any list: a number that answers now, or a way to leave the page fast.
type aid struct {
	Title string
	Text  string
	Phone string // '' for none
	Href  string // of a site to read, as its name and address
	Site  string
}

// theme is what a question may be about that asks for more than a list. A word that ends in a hyphen
// is met as a whole, the others as the beginning of a word; words of a phrase stand one after another.
type theme struct {
	words []string
	aids  []aid
	// shy themes shame, or bring danger when somebody looks along: they get a way out of the page.
	shy bool
}

var themes = []theme{
	{
		words: []string{
			"zelfmoord", "suicid", "zelfdod", "zelfbeschadig", "automutil", "dood-willen-", "dood-wil", "wil-dood-", "wil-niet-meer-", "niet-meer-leven-",
			"niet-meer-willen-leven-", "einde-aan-mijn-leven-", "eind-aan-mijn-leven-", "leven-beeindigen-", "uit-het-leven-stappen-",
			"mezelf-snijden-", "mijzelf-snijden-", "snijd-mezelf-", "mezelf-pijn-", "mezelf-iets-aan-",
		},
		aids: []aid{{
			Title: say.Key("Denkt u aan zelfmoord? U hoeft dit niet alleen te dragen."),
			Text:  say.Key("Bel 113 of dit gratis nummer. Dag en nacht, u hoeft uw naam niet te zeggen."), Phone: "08000113",
		}},
		shy: true,
	},
	{
		words: []string{
			"geweld", "mishandel", "geslagen-", "slaat-", "slaan-", "sla-mijn-", "schopt-", "verkracht", "aangerand", "aanrand", "misbruik", "incest",
			"bedreig", "stalk", "gestalkt-", "onveilig-thuis-", "veilig-thuis-", "bang-voor-mijn-man-", "bang-voor-mijn-vrouw-", "bang-voor-mijn-partner-",
			"bang-voor-mijn-vader-", "bang-voor-mijn-moeder-", "opgesloten-", "eerwraak", "uitgebuit-", "loverboy", "huwelijksdwang",
		},
		aids: []aid{{
			Title: say.Key("Is het thuis niet veilig?"),
			Text:  say.Key("Bel Veilig Thuis. Gratis, dag en nacht, u hoeft uw naam niet te zeggen. Is er nu gevaar? Bel 112."), Phone: "08002000",
		}},
		shy: true,
	},
	{
		words: []string{
			"schuld", "deurwaarder", "incasso", "huurachterstand", "betalingsachterstand", "geldzorg", "uithuiszetting", "beslag", "aanmaning", "gokken-",
			"gokschuld", "gokverslaafd", "rood-staan-", "kan-niet-betalen-", "rekeningen-niet-betalen-",
		},
		aids: []aid{{
			Title: say.Key("Zorgen om geld? Wacht niet."),
			Text:  say.Key("Uw gemeente moet u helpen bij schulden. Dat kost u niets, ook het eerste gesprek niet."),
		}},
		shy: true,
	},
	{
		words: []string{
			"pijn", "buikpijn-", "hoofdpijn-", "rugpijn-", "keelpijn-", "oorpijn-", "koorts", "hoest", "verkouden", "griep", "jeuk", "uitslag-", "eczeem",
			"misselijk", "diarree", "overgeven-", "duizelig", "moe-", "vermoeid", "benauwd", "blaasontsteking", "migraine", "bult-", "wrat", "knie-", "rug-",
			"schouder-", "nek-", "heup-", "enkel-", "slapeloos", "slecht-slapen-", "hoge-bloeddruk-", "allergie", "hooikoorts",
		},
		aids: []aid{{
			Title: say.Key("Klachten? Lees wat u zelf kunt doen."),
			Text:  say.Key("Huisartsen leggen het uit, en zeggen wanneer u de huisarts belt."),
			Site:  "Thuisarts.nl", Href: "https://www.thuisarts.nl/",
		}},
	},
}

// exit is where 'Snel weg' leads: a page that anybody may be reading.
const exit = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"

// care gives the help that belongs to a question, and whether the page needs a fast way out.
func care(question string) (aids []aid, shy bool) {
	text := "-" + network.Slug(question) + "-"
	for _, t := range themes {
		for _, w := range t.words {
			if strings.Contains(text, "-"+w) {
				aids = append(aids, t.aids...)
				shy = shy || t.shy
				break
			}
		}
	}
	return aids, shy
}
