package demo

import "eerstelijn/internal/directory"

var familyOffers = []offer{
	{
		discipline: "verloskunde", kind: "verloskunde", count: 5, hours: officeHours, insured: true,
		names: []string{"Verloskundigen {wijk}", "Verloskundigenpraktijk {naam}"},
		texts: []string{"Zwanger? Bel gerust vanaf zes weken. Wij begeleiden u tot na de bevalling, thuis of in het ziekenhuis. Voor een bevalling zijn wij dag en nacht te bereiken."},
		words: []string{"zwanger", "bevalling", "echo"}, groups: []string{"zwangeren", "ouders"}, access: directory.Direct, costs: basicOnly, modes: bothPlaces, first: "Praktijk", second: "Dienstdoende verloskundige",
	},
	{
		discipline: "verloskunde", kind: "kraamzorg", in: inRegion, count: 1, hours: dayAndNight, insured: true, roving: true,
		names: []string{"Kraamzorg Rietwieg {regio}"},
		texts: []string{"Een kraamverzorgende helpt u de eerste dagen na de geboorte. Meld u aan voor u twintig weken zwanger bent."},
		words: []string{"kraamhulp", "baby", "borstvoeding"}, groups: []string{"zwangeren", "ouders"}, access: directory.Direct,
		costs: []directory.Cost{directory.BasicInsured, directory.OwnPayment}, modes: atHome, first: "Planning", second: "Dienstdoende kraamverzorgende",
	},
	{
		discipline: "jeugdgezondheidszorg", kind: "jgz", count: 7, by: "Jeugdgezondheid {regio}",
		hours: []string{"Mo,Th 08:30-12:30,13:00-16:30; PH off", "Tu,We 08:30-16:30; PH off", "We 08:30-12:00; PH off"},
		names: []string{"Consultatiebureau {wijk}"},
		texts: []string{"Hier wordt uw kind gewogen, gemeten en ingeënt. Met vragen over slapen, eten of opvoeden kunt u ook bellen."},
		words: []string{"baby", "peuter", "inenting", "opvoeden"}, groups: parents, access: directory.Direct, costs: free, modes: online, first: "Jeugdverpleegkundige",
	},
	{
		discipline: "mondzorg", kind: "tandarts", count: 13, hours: practiceHours, insured: true,
		names: []string{"Tandartspraktijk {naam}", "Tandartsen {wijk}", "Mondzorg De {huis}"},
		texts: []string{"Controle en behandeling van uw gebit. Bent u bang? Zeg het, dan nemen we de tijd.", "Voor volwassenen en kinderen. Tot achttien jaar is de controle gratis."},
		words: []string{"gebit", "kiespijn", "controle"}, groups: everyone, access: directory.Direct, costs: extra, modes: stay, first: "Balie",
	},
	{
		discipline: "mondzorg", kind: "mondhygienist", count: 4, hours: practiceHours, names: []string{"Mondhygiëne {naam}"},
		texts: []string{"Schoonmaken van het gebit en hulp bij ontstoken tandvlees. Een verwijzing hoeft niet."},
		words: []string{"tandvlees", "tandsteen"}, groups: everyone, access: directory.Direct, costs: extra, modes: stay, first: "Balie",
	},
	{
		discipline: "mondzorg", kind: "tandarts", in: inRegion, count: 1, insured: true,
		hours: []string{"Mo-Fr 18:00-22:00; Sa,Su 09:00-21:00; PH 09:00-21:00"}, names: []string{"Tandartsspoed {regio}"},
		texts: []string{"Voor hevige kiespijn, een bloeding of een ongeluk, als uw tandarts dicht is. Bel eerst; u betaalt ter plekke."},
		words: []string{"spoed", "kiespijn", "avond", "weekend"}, groups: everyone, access: directory.Direct, costs: own, modes: atDesk, first: "Dienstdoende tandarts",
	},
	{
		discipline: "sociaal-domein", kind: "wijkteam", in: inMunicipality, count: 1, hours: officeHours, by: "Gemeente {gemeente}",
		names: []string{"Jeugdteam {gemeente}"},
		texts: []string{"Zorgen over uw kind, of over het gezin? Een jeugdhulpverlener denkt mee en regelt hulp als dat nodig is. U mag zelf bellen."},
		words: []string{"jeugdhulp", "opvoeding", "gezin", "jeugdteam"}, groups: []string{"kinderen", "jongeren", "ouders"}, access: directory.Direct, costs: free, modes: atHome, first: "Jeugdteam", second: "Consultatielijn jeugdteam",
	},
	{
		discipline: "sociaal-domein", kind: "ontmoeting", count: 4, hours: []string{"We 13:00-17:00; Fr 19:00-22:00", "Mo-Th 15:00-21:00; PH off"}, by: "Welzijn Stroomop",
		names: []string{"Jongerencentrum {wijk}", "Jongerenwerk {wijk}"},
		texts: []string{"Een plek om te zijn na school. De jongerenwerker luistert en helpt met werk, geld of ruzie thuis."},
		words: []string{"jongeren", "school", "werk"}, groups: []string{"jongeren"}, access: directory.Direct, costs: free, modes: together, first: "Jongerenwerker",
	},
}

var socialOffers = []offer{
	{
		discipline: "sociaal-domein", kind: "wijkteam", count: 9, hours: officeHours, by: "Gemeente {gemeente}",
		names: []string{"Wijkteam {wijk}", "Sociaal team {wijk}"},
		texts: []string{"Met vragen over wonen, zorg, geld of opvoeden begint u hier. Iemand van het team komt bij u thuis en zoekt met u naar hulp.", "Weet u niet waar u moet zijn? Loop binnen. Wij luisteren en wijzen de weg."},
		words: []string{"wmo", "wonen", "welzijn", "loket"}, groups: everyone, access: directory.Direct, costs: free, modes: []directory.Mode{directory.OnSite, directory.HomeVisit, directory.Phone},
		first: "Wijkteam", second: "Overleg met het wijkteam",
	},
	{
		discipline: "sociaal-domein", kind: "maatschappelijk-werk", count: 5, hours: officeHours, by: "Welzijn Stroomop",
		names: []string{"Maatschappelijk werk {wijk}"},
		texts: []string{"Praten over zorgen thuis, verlies, ruzie of werk. Na een paar gesprekken kunt u vaak weer verder."},
		words: []string{"rouw", "relatie", "ruzie", "gesprek"}, groups: everyone, access: directory.Direct, costs: free, modes: atPractice, first: "Maatschappelijk werker",
	},
	{
		discipline: "sociaal-domein", kind: "schuldhulp", in: inMunicipality, count: 1, hours: officeHours, by: "Gemeente {gemeente}",
		names: []string{"Geldloket {gemeente}"},
		texts: []string{"Hulp bij schulden en rekeningen. Wacht niet: hoe eerder u komt, hoe meer er kan. Het gesprek blijft tussen ons."},
		words: []string{"schulden", "rekeningen", "deurwaarder"}, groups: indebted, access: directory.Direct, costs: free, modes: atDesk, first: "Geldloket",
	},
	{
		discipline: "sociaal-domein", kind: "schuldhulp", count: 4, hours: partTimeHours, by: "Vrijwilligers Op Orde",
		names: []string{"Papieren op Orde {wijk}", "Formulierenhulp {wijk}"},
		texts: []string{"Vrijwilligers helpen met brieven, formulieren en toeslagen. Neem uw post mee in een tas; samen zoeken we het uit."},
		words: []string{"formulieren", "brieven", "toeslagen", "belasting"}, groups: []string{"mensen-met-schulden", "mensen-die-moeilijk-lezen"}, access: directory.Direct, costs: free, modes: bothPlaces, first: "Vrijwilliger van dienst",
	},
	{
		discipline: "sociaal-domein", kind: "mantelzorgondersteuning", in: inMunicipality, count: 1, hours: officeHours, by: "Welzijn Stroomop",
		names: []string{"Steunpunt mantelzorg {gemeente}"},
		texts: []string{"U zorgt voor iemand en dat is soms zwaar. Wij luisteren, regelen vervanging en vertellen waar u recht op hebt."},
		words: []string{"mantelzorger", "respijtzorg", "ontlasting"}, groups: carers, access: directory.Direct, costs: free, modes: atPractice, first: "Mantelzorgconsulent",
	},
	{
		discipline: "sociaal-domein", kind: "respijt", in: inMunicipality, count: 1, hours: officeHours, roving: true, by: "Vrijwillige thuishulp Pontdragers",
		names: []string{"Oppas voor mantelzorgers, {gemeente}"},
		texts: []string{"Een vrijwilliger blijft een paar uur bij uw naaste. U kunt dan weg, of gewoon rusten."},
		words: []string{"oppas", "respijtzorg"}, groups: carers, access: directory.Direct, costs: free, modes: atHome, first: "Coördinator thuishulp",
	},
	{
		discipline: "gemeente", kind: "gemeenteloket", in: inMunicipality, count: 1, by: "Gemeente {gemeente}",
		hours: []string{"Mo-Fr 09:00-16:30; Th 09:00-20:00; PH off"}, names: []string{"Wmo-loket {gemeente}"},
		texts: []string{"Hier vraagt u hulp in huis, een rolstoel, vervoer of een aanpassing van uw woning aan. De gemeente beslist binnen acht weken."},
		words: []string{"wmo", "rolstoel", "traplift", "vervoer"}, groups: everyone, access: directory.Direct, costs: municipal, modes: atDesk, first: "Wmo-loket", second: "Toegang Wmo en Jeugdwet",
	},
	{
		discipline: "sociaal-domein", kind: "ontmoeting", count: 5, hours: partTimeHours, by: "Welzijn Stroomop",
		names: []string{"Taalhuis {wijk}", "Digitaal spreekuur {wijk}"},
		texts: []string{"Beter leren lezen, schrijven of met de computer werken. U oefent met een vrijwilliger, in uw eigen tempo."},
		words: []string{"taalles", "lezen", "computer", "digid"}, groups: []string{"mensen-die-moeilijk-lezen", "nieuwkomers"}, access: directory.Direct, costs: free, modes: together, first: "Taalhuis",
	},
	{
		discipline: "sociaal-domein", kind: "wijkteam", in: inRegion, count: 1, hours: dayAndNight,
		names: []string{"Veilige Oever {regio}, advies en melden"},
		texts: []string{"Advies bij geweld, dwang of verwaarlozing thuis. U hoeft uw naam niet te noemen. Bent u nu in gevaar? Bel 112."},
		words: []string{"geweld", "mishandeling", "veilig thuis"}, groups: everyone, access: directory.Direct, costs: free, modes: byPhone, roving: true, first: "Adviestelefoon", second: "Lijn voor beroepskrachten",
	},
	{
		discipline: "sociaal-domein", kind: "ontmoeting", in: inRegion, count: 1, hours: dayAndNight,
		names: []string{"Luisterlijn De Nachtlamp {regio}"},
		texts: []string{"Wilt u uw verhaal kwijt? Een vrijwilliger luistert, dag en nacht. U hoeft uw naam niet te zeggen."},
		words: []string{"luisterend oor", "praten", "nacht"}, groups: lonely, access: directory.Direct, costs: free, modes: byPhone, roving: true, first: "Luisterlijn",
	},
	{
		discipline: "sociaal-domein", kind: "ontmoeting", in: inRegion, count: 1, hours: dayAndNight, by: "Stichting Luwgriend",
		names: []string{"Nachtopvang Luwgriend"},
		texts: []string{"Een bed, een maaltijd en een gesprek voor wie geen dak boven het hoofd heeft. Kom voor tien uur ’s avonds."},
		words: []string{"dakloos", "opvang", "slapen"}, groups: []string{"dak-en-thuislozen"}, access: directory.Direct, costs: own, modes: stay, first: "Nachtopvang",
	},
	{
		discipline: "zorgverzekeraar", kind: "zorgbemiddeling", in: inRegion, count: 1, hours: []string{"Mo-Fr 08:30-17:30; PH off"}, roving: true, by: "Deltaborg Zorgverzekeraar",
		names: []string{"Zorgbemiddeling Deltaborg, {regio}"},
		texts: []string{"Duurt wachten te lang, of vindt u geen plek? Bel de zorgbemiddeling. Uw verzekeraar moet met u meezoeken."},
		words: []string{"wachttijd", "wachtlijst", "zorgbemiddeling"}, groups: everyone, access: directory.Direct, costs: free, modes: byPhone, first: "Zorgbemiddeling",
	},
	{
		discipline: "zorgverzekeraar", kind: "zorgbemiddeling", in: inRegion, count: 1, hours: []string{"Mo-Fr 08:00-18:00; PH off"}, roving: true, by: "VeerZorg Verzekeringen",
		names: []string{"Zorgadvies VeerZorg, {regio}"},
		texts: []string{"Wij zoeken met u naar een zorgverlener die plek heeft en die u vergoed krijgt."},
		words: []string{"wachttijd", "wachtlijst", "vergoeding"}, groups: everyone, access: directory.Direct, costs: free, modes: byPhone, first: "Zorgadviseur",
	},
}
