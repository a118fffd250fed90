package demo

import "eerstelijn/internal/bottleneck"

const (
	tineke  = "Tineke Wilgentak"
	joris   = "Joris Uiterdijk"
	esra    = "Esra Hoogwater"
	pieter  = "Pieter-Bas Lakerhout"
	chenoa  = "Chenoa Rietsnijder"
	tarik   = "Tarik Griendmans"
	ilse    = "Ilse Bongerdman"
	nora    = "Nora Tichelgat"
	annelot = "Annelot Vloedlijn"
	renske  = "Renske Zeedistel"
)

const (
	nights = "avond-nacht-weekend"
	west   = "WK990102"
	noord  = "WK990103"
	dorp   = "WK990301" // Zilverwaard
)

// plights are the bottlenecks of the weeks: each state at the wijk and the region, and what went on to the
// nation.
var plights = []plight{
	// Nobody at night: the same in three wijken.
	{
		key: "night-west", ago: 34, by: chenoa, area: west, theme: nights, often: bottleneck.Daily, suffers: []string{"palliatief", "kwetsbare-ouderen"},
		title: "In de nacht is er niemand te bellen voor wijkverpleging in West",
		what:  "Na elf uur neemt niemand op. De huisartsenpost belt dan maar 112. Mensen in hun laatste dagen wachten tot de ochtend.",
		steps: []turn{
			{33, tarik, "", join(true)},
			{30, tineke, "west-2", discuss("Besproken in ons overleg. Wij vragen de regio of één nummer voor alle wijken kan. Over twee weken weten wij meer.")},
			{29, nora, "", join(false)},
			{12, tineke, "", note("Rivierstroom rekent uit wat een nachtdienst voor drie wijken kost.")},
		},
	},
	{
		key: "night-noord", ago: 25, by: "Saskia Veerstoep", area: noord, theme: nights, often: bottleneck.Weekly, suffers: []string{"kwetsbare-ouderen"},
		title: "Geen wijkverpleging te bereiken in de nacht", what: "In het weekend en in de nacht weet niemand wie er dienst heeft. Families bellen dan iedereen die zij kennen.",
	},
	{
		key: "night-grienderen", ago: 18, by: "Wubbo Peppelman", unnamed: true, area: "WK990201", theme: nights, often: bottleneck.Weekly, suffers: []string{"mantelzorgers", "kwetsbare-ouderen"},
		title: "’s Nachts geen hulp bij een val", what: "Wie in de nacht valt en niet gewond is, ligt soms tot de ochtend. Niemand mag of kan komen.",
	},
	// The wijk West.
	{
		key: "lists-west", ago: 60, by: ilse, area: west, theme: "medicijnen", often: bottleneck.Weekly, suffers: []string{"ouderen", "mensen-met-een-chronische-ziekte"},
		title: "De medicijnlijst klopt niet na het ziekenhuis", what: "Mensen komen thuis met andere medicijnen dan op onze lijst staan. Wij horen dat vaak pas na dagen.",
		steps: []turn{
			{58, chenoa, "", join(false)},
			{56, tineke, "west-1", discuss("")},
			{55, tineke, "", takeUp(10, "Het ziekenhuis belt voortaan de apotheek op de dag dat iemand naar huis gaat. Wij proberen dat zes weken.")},
			{4, tineke, "", propose(bottleneck.EndSolved, "De proef werkt: in zes weken kwam elke lijst op tijd. Wij blijven dit zo doen. Vindt u dat het is opgelost?")},
			{3, ilse, "", confirm()},
		},
	},
	{
		key: "keys-west", ago: 62, by: tarik, area: west, theme: "overdracht", often: bottleneck.Monthly, suffers: []string{"kwetsbare-ouderen"},
		title: "Niemand weet waar de sleutel is", what: "Bij spoed staat de hulp voor een dichte deur. Elke organisatie heeft een eigen sleutelkluis.",
		steps: []turn{
			{44, tineke, "", takeIn("Dit gaat over hetzelfde: wie er in nood naar binnen kan.", "doors-west")},
			{42, tineke, "", takeUp(-9, "De gemeente zoekt uit of één kluis voor iedereen kan.")},
		},
	},
	{
		key: "doors-west", ago: 47, by: nora, area: west, theme: "overdracht", often: bottleneck.Monthly, suffers: []string{"mensen-met-dementie"},
		title: "Hulp komt in nood niet binnen", what: "De deur blijft dicht en niemand heeft een sleutel. Dan moet de brandweer komen.",
	},
	{
		key: "words-west", ago: 2, area: west, theme: "taal", often: bottleneck.Weekly, suffers: []string{"nieuwkomers", "mensen-die-moeilijk-lezen"},
		title: "Brieven van de zorg zijn te moeilijk", what: "Mijn buren gooien de brief weg omdat zij hem niet begrijpen. Dan missen zij hun afspraak.",
	},
	{
		key: "line-west", ago: 78, by: chenoa, area: west, theme: "bereikbaarheid", often: bottleneck.Daily, suffers: []string{"ouderen"},
		title: "Overleg met de huisarts lukt pas na een uur bellen", what: "Wij staan in dezelfde rij als patiënten. In die tijd staat er iemand te wachten op zorg.",
		steps: []turn{
			{76, tarik, "", join(false)},
			{74, tineke, "", takeUp(-50, "De praktijken maken een aparte lijn voor zorgverleners.")},
			{52, tineke, "", propose(bottleneck.EndSolved, "Alle praktijken in West hebben nu een aparte lijn. Werkt het voor u?")},
			{51, tarik, "", confirm()},
			{50, chenoa, "", confirm()},
			{48, tineke, "", example()},
		},
	},
	{
		key: "rooms-west", ago: 77, area: west, theme: "huisvesting", often: bottleneck.Once, suffers: []string{"iedereen"},
		title: "Er is geen ruimte om samen te werken in één gebouw", what: "Huisarts, wijkteam en fysiotherapie zitten ver van elkaar.",
		steps: []turn{
			{70, tineke, "", propose(bottleneck.EndAccepted, "Er komt voorlopig geen gebouw vrij. Wij zien elkaar daarom elke week op een vast moment. Het gebouw blijft zoals het is.")},
		},
	},
	{
		key: "team-west", ago: 72, by: nora, area: west, theme: "sociaal-domein", often: bottleneck.Weekly, suffers: []string{"mensen-met-schulden"},
		title: "De huisarts weet niet wie er van het wijkteam is", what: "Vragen over geld en wonen blijven bij de huisarts liggen.",
		steps: []turn{
			{56, tineke, "west-1", takeUp(-30, "Het wijkteam komt elke maandag bij de huisartsen langs.")},
			{33, tineke, "", propose(bottleneck.EndSolved, "Het wijkteam komt nu elke maandag langs. Is het zo goed?")},
			{31, nora, "", refuse("Bij één praktijk komt nog niemand. Daar blijven de vragen liggen.")},
		},
	},
	// What began in a wijk and went up.
	{
		key: "records", ago: 80, by: ilse, area: west, theme: "gegevens", often: bottleneck.Daily, suffers: []string{"iedereen"},
		title: "Wij zien elkaars gegevens niet", what: "De apotheek, de wijkverpleging en de huisarts werken in drie systemen. Niets komt vanzelf over.",
		steps: []turn{
			{79, chenoa, "", join(true)},
			{74, tineke, "", passUp("Dit kunnen wij in de wijk niet oplossen. De systemen zijn overal hetzelfde.")},
			{70, esra, "", discuss("Andere wijken zeggen hetzelfde.")},
			{64, pieter, "", passUp("Elke regio heeft dit. Het hoort bij de landelijke afspraak over gegevens.")},
			{58, annelot, "", discuss("Wij bespreken dit met de makers van de systemen.")},
			{50, annelot, "", assign(thePlatform, "Ons platform zoekt dit uit met de makers van de systemen.")},
			{27, annelot, "", answer("Volgend jaar moeten alle systemen kerngegevens binnen een dag delen. Tot die tijd betalen wij een proef in drie regio’s. Uw regio kan meedoen.")},
		},
	},
	{
		key: "youth", ago: 66, by: tarik, area: west, theme: "ggz", often: bottleneck.Weekly, suffers: []string{"jongeren", "mensen-met-psychische-klachten"},
		title: "Jongeren met zware klachten wachten maanden", what: "Zij komen elke week bij de huisarts terug. Wij kunnen te weinig doen.",
		steps: []turn{
			{56, tineke, "west-1", passUp("In West is geen behandelaar. Dit moet de regio samen met de ggz regelen.")},
			{45, esra, "resv-1", discuss("Ook andere wijken melden dit.")},
			{9, esra, "", answer("Vanaf 1 december kijkt een behandelaar elke donderdag mee in het gezondheidscentrum in West. De huisarts kan zonder verwijzing een jongere aanmelden voor een gesprek.")},
			{44, esra, "", assign("GGZ De Overzijde", "GGZ De Overzijde maakt een plan om sneller mee te kijken.")},
		},
	},
	{
		key: "dunes-ggz", ago: 40, area: "WK991102", theme: "ggz", often: bottleneck.Monthly, suffers: []string{"mensen-met-psychische-klachten"},
		title: "De crisisdienst komt niet naar Helmduin", what: "Het is te ver rijden, zeggen zij. De politie blijft dan bij iemand zitten.",
	},
	{
		key: "bog-ggz", ago: 29, area: "WK992103", theme: "ggz", often: bottleneck.Monthly, suffers: []string{"jongeren", "mensen-met-psychische-klachten"},
		title: "Geen plek voor jongeren met psychische klachten", what: "De dichtstbijzijnde plek is in een andere regio. Ouders rijden twee uur.",
	},
	{
		key: "rules", ago: 36, by: joris, area: dorp, theme: "regels-en-geld", often: bottleneck.Weekly, suffers: []string{"mantelzorgers"},
		title: "Drie aanvragen voor hetzelfde hulpmiddel", what: "De gemeente, de verzekeraar en het zorgkantoor vragen elk een eigen formulier.",
		steps: []turn{
			{30, joris, "", passUp("Wij kunnen de formulieren in de wijk niet veranderen.")},
			{17, pieter, "resv-2", passUp("De formulieren zijn landelijk. Wij vragen het land om er één van te maken.")},
		},
	},
	{
		key: "screens", ago: 63, by: chenoa, area: west, theme: "digitaal", often: bottleneck.Weekly, suffers: []string{"ouderen", "mensen-met-een-beperking"},
		title: "Beeldbellen lukt niet voor wie slecht ziet", what: "De knoppen zijn klein en grijs. Mensen haken af en krijgen dan geen afspraak.",
		steps: []turn{
			{60, tineke, "", passUp("Alle programma’s hebben dit. De wijk kan ze niet veranderen.")},
			{54, esra, "", passUp("De makers werken voor het hele land.")},
			{41, annelot, "", takeUp(28, "Wij laten drie programma’s testen door mensen die slecht zien.")},
		},
	},
	{
		key: "yearly", ago: 76, by: "Dunya Stroomink", area: west, theme: "doorverwijzen", often: bottleneck.Weekly, suffers: []string{"mensen-met-een-chronische-ziekte"},
		title: "Elk jaar opnieuw een verwijzing voor dezelfde ziekte", what: "Iemand met een ziekte die niet overgaat, moet elk jaar naar de huisarts voor hetzelfde papier.",
		steps: []turn{
			{73, tineke, "", passUp("Dit is een regel van het land.")},
			{69, pieter, "", passUp("Wij zien dit in alle wijken. Het land kan de regel veranderen.")},
			{43, annelot, "", discuss("")},
			{7, annelot, "", propose(bottleneck.EndSolved, "Vanaf januari geldt een verwijzing voor een ziekte die niet overgaat vijf jaar. Vindt u dat het zo is opgelost?")},
		},
	},
	{
		key: "interpreter", ago: 79, by: tarik, area: west, theme: "taal", often: bottleneck.Weekly, suffers: []string{"nieuwkomers"},
		title: "Een tolk wordt niet betaald", what: "Dan vertaalt een kind wat de dokter zegt. Dat is niet goed.",
		steps: []turn{
			{76, tineke, "", passUp("Wij hebben hier geen geld voor.")},
			{71, esra, "", passUp("Geen regio heeft hier geld voor.")},
			{47, annelot, "", propose(bottleneck.EndSolved, "Vanaf deze maand betaalt het land een tolk bij de huisarts. Is het zo goed?")},
			{46, tarik, "", confirm()},
			{45, annelot, "", example()},
		},
	},
	// The same problem as others have still, and what helped.
	{
		key: "night-helmduin", ago: 81, by: renske, area: "WK991102", theme: nights, often: bottleneck.Weekly, suffers: []string{"kwetsbare-ouderen"},
		title: "In de nacht kwam er niemand van de wijkverpleging", what: "Wie in de nacht viel of pijn had, wachtte tot de ochtend. Niemand wist wie te bellen.",
		steps: []turn{
			{78, renske, "", takeUp(-60, "Drie organisaties rijden samen één auto in de nacht. De huisartsenpost heeft het nummer.")},
			{53, renske, "", propose(bottleneck.EndSolved, "Drie organisaties rijden nu samen één auto in de nacht, met één nummer. In drie weken kwam er elke keer iemand. Is het zo opgelost?")},
			{51, renske, "", confirm()},
			{50, renske, "", example()},
		},
	},
	// Of the region.
	{
		key: "rides", ago: 12, by: "Egbert Zalmvanger", area: dorp, theme: "vervoer", often: bottleneck.Weekly, suffers: []string{"ouderen", "mensen-met-een-beperking"},
		title: "Na zes uur rijdt er niets meer naar Zilverwaard", what: "Mensen zeggen hun afspraak af omdat zij niet meer thuiskomen.",
		steps: []turn{{5, joris, "", passUp("De bus rijdt door de hele regio. Dat kan één wijk niet regelen.")}},
	},
	{
		key: "beds", ago: 68, by: "Egbert Zalmvanger", area: dorp, theme: "geen-plek", often: bottleneck.Weekly, suffers: frailPeople,
		title: "Geen bed in de buurt na een val", what: "Iemand die even niet alleen kan zijn, gaat naar een bed veertig kilometer verder.",
		steps: []turn{
			{64, joris, "", passUp("In Zilverwaard zijn geen bedden. De regio heeft het overzicht.")},
			{63, "Maartje Sluiswachter", "", join(false)},
			{45, esra, "resv-1", takeUp(-20, "De Veerstoep maakt twee bedden vrij voor mensen uit Zilverwaard.")},
			{19, esra, "", propose(bottleneck.EndSolved, "De twee bedden zijn er en worden gebruikt. Is dit voor u opgelost?")},
			{18, "Egbert Zalmvanger", "", confirm()},
			{16, "Maartje Sluiswachter", "", confirm()},
			{14, esra, "", example()},
		},
	},
	{
		key: "weekends", ago: 55, by: "Egbert Zalmvanger", area: dorp, theme: "medicijnen", often: bottleneck.Weekly, suffers: []string{"palliatief"},
		title: "Geen apotheek open op zondag", what: "Wie op zondag pijnstillers nodig heeft, rijdt een uur.",
		steps: []turn{
			{50, joris, "", passUp("De enige apotheek kan dit niet alleen.")},
			{45, esra, "resv-1", takeUp(-12, "De apothekers maken samen een rooster voor de zondag.")},
			{6, pieter, "", propose(bottleneck.EndSolved, "Vanaf deze maand is er elke zondag één apotheek in de regio open. De gids zegt welke. Vindt u dat goed zo?")},
		},
	},
	{
		key: "dentists", ago: 82, area: dorp, theme: "personeel", often: bottleneck.Monthly, suffers: []string{"mensen-met-een-beperking"},
		title: "Er is geen tandarts die inschrijft", what: "Alle praktijken in de buurt zijn vol.",
		steps: []turn{
			{80, joris, "", passUp("Er is in de hele regio te weinig.")},
			{73, pieter, "", propose(bottleneck.EndAccepted, "Er komen voorlopig geen tandartsen bij. Wij zetten in de gids wie er nog kinderen inschrijft. Meer kunnen wij nu niet doen.")},
		},
	},
	{
		key: "sitters", ago: 74, by: "Auke Kweldam", area: dorp, theme: "overbrugging", often: bottleneck.Monthly, suffers: []string{"mantelzorgers"},
		title: "Geen oppas als een mantelzorger uitvalt", what: "Tot er een plek is, zit de buurvrouw erbij. Dat kan niet lang.",
		steps: []turn{
			{70, joris, "", passUp("Dit vraagt een afspraak met alle aanbieders.")},
			{66, esra, "", propose(bottleneck.EndSolved, "In de afspraak over overbrugging staat nu wie de oppas regelt. Is het zo opgelost?")},
			{64, "Auke Kweldam", "", confirm()},
			{28, "Auke Kweldam", "", reopen("Vorige week kwam er weer niemand. De afspraak is er, maar niemand heeft tijd.")},
			{26, esra, "", takeUp(14, "Wij bellen alle aanbieders na. Wie echt tijd heeft, komt in de tabel.")},
		},
	},
	// The same in three wijken, made into one.
	{
		key: "waits-centrum", ago: 51, by: "Hedwig Waardemaker", area: "WK990101", theme: "wachttijd", often: bottleneck.Weekly, suffers: older,
		title: "Zes weken wachten op een ergotherapeut", what: "In die tijd valt iemand opnieuw.",
		steps: []turn{{17, esra, "resv-2", bundle("Te lang wachten op ergotherapie", "wachttijd", "In drie wijken wachten mensen hier te lang op. Wij pakken het samen op.", "waits-noord", "waits-grienderen")}},
	},
	{
		key: "waits-noord", ago: 49, by: "Saskia Veerstoep", area: noord, theme: "wachttijd", often: bottleneck.Weekly, suffers: older,
		title: "Ergotherapie kan pas over twee maanden", what: "Aanpassingen in huis komen daardoor te laat.",
	},
	{
		key: "waits-grienderen", ago: 38, by: "Dunya Stroomink", unnamed: true, area: "WK990201", theme: "wachttijd", often: bottleneck.Weekly, suffers: []string{"mensen-met-een-chronische-ziekte"},
		title: "Lange wachtlijst voor ergotherapie", what: "Wij sturen mensen door en horen dan lang niets.",
	},
	// Long ago and not answered: its date has passed.
	{
		key: "hoenderlaak", ago: 58, by: "Auke Kweldam", area: "WK990204", theme: "bereikbaarheid", often: bottleneck.Monthly, suffers: []string{"iedereen"},
		title: "In Hoenderlaak weet niemand wie te bellen", what: "De wijk hoort nergens bij. Er is geen vast aanspreekpunt.",
	},
}
