package demo

// What names are made of. Family names and houses are put together from words of the river land; none is
// meant to be anybody's.
var (
	families = []string{
		"Kribbeling", "Veerstoep", "Griendmans", "Oeverlander", "Stroomink", "Waardemaker", "Rietsnijder", "Uiterdijk",
		"Zalmvanger", "Dijkgraver", "Elzenaar", "Hoogwater", "Wilgentak", "Pontmeester", "Kleibakker", "Peppelman",
		"Steenoven", "Lakerhout", "Wielderman", "Bongerdman", "Ooiwaarder", "Kweldam", "Sluiswachter", "Schaardijk",
		"Tichelgat", "Bandijker", "Kersenplukker", "Overlaat", "Vloedlijn", "Zomerkade",
	}
	houses = []string{
		"Wilg", "Merel", "Zwaluw", "Populier", "Ooievaar", "Waterlelie", "Reiger", "Kwikstaart", "Els", "Linde", "Steiger",
		"Sluis", "Kraanvogel", "Boomgaard", "Hooiberg", "Uiver", "Korenaar", "Lisdodde", "Dotterbloem", "Wulp", "Kievit",
		"Roerdomp", "Kastanje", "Appelbloesem", "Ringslang", "Haven", "Brug", "Pont", "Molensteen", "Bakoven",
	}
	streets = []string{
		"Griendpad", "Veerstoepstraat", "Kribbenweg", "Zalmschuurkade", "Peppellaan", "Overlaatstraat", "Steenovenpad",
		"Wilgentenenweg", "Rietsnijdersstraat", "Kleiputten", "Pontmeesterslaan", "Kersengaard", "Bandijkstraat",
		"Kwelkade", "Elzensingel", "Ooiwaarderhof", "Tichelgatweg", "Schaardijkplein", "Lakerhoutlaan", "Vloedlijnstraat",
	}
)

// insurers are the invented insurers with their codes.
var insurers = []struct{ code, name string }{
	{"deltaborg", "Deltaborg Zorgverzekeraar"},
	{"veerzorg", "VeerZorg Verzekeringen"},
	{"onderhand", "Onderlinge De Helpende Hand"},
	{"noordbaken", "Noordbaken Zorg"},
}
