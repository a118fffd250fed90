package demo

import "eerstelijn/internal/directory"

var nursingOffers = []offer{
	{
		discipline: "wijkverpleging", kind: "wijkverpleging", count: 13, hours: homeHours, insured: true, roving: true, by: "Thuiszorg Rivierstroom",
		names: []string{"Thuiszorg Rivierstroom, team {wijk}"},
		texts: []string{"Hulp thuis bij wassen, wonden, medicijnen en steunkousen. De wijkverpleegkundige komt eerst bij u langs en maakt met u een plan.", "Verpleging en verzorging bij u thuis, door een vast klein team. Wij werken samen met uw huisarts."},
		words: []string{"wondzorg", "steunkousen", "wassen", "insuline"}, groups: []string{"ouderen", "mensen-met-een-chronische-ziekte", "palliatief"},
		access: directory.Direct, costs: basicOnly, modes: atHome, first: "Wijkverpleegkundige", second: "Aanmeldpunt wijkverpleging",
	},
	{
		discipline: "wijkverpleging", kind: "wijkverpleging", count: 9, hours: homeHours, insured: true, roving: true,
		names: []string{"Wijkzusters {naam}", "Zorgteam De {huis}", "Buurtverpleging {wijk}"},
		texts: []string{"Een klein team uit de buurt. U ziet steeds dezelfde gezichten.", "Zorg thuis, kort of langer. We kijken ook wat u zelf weer kunt leren."},
		words: []string{"thuiszorg", "wondzorg", "douchen"}, groups: []string{"ouderen", "mensen-met-een-chronische-ziekte"}, access: directory.Direct,
		costs: basicOnly, modes: atHome, first: "Team", second: "Wijkverpleegkundige",
	},
	{
		discipline: "wijkverpleging", kind: "wijkverpleging-nacht", in: inRegion, count: 1, hours: []string{"Mo-Su 22:30-07:30"}, insured: true, roving: true,
		names: []string{"Nachtzorg {regio}"}, by: "Thuiszorg Rivierstroom", not: nightless,
		texts: []string{"Verpleging thuis in de nacht: op afspraak, en bij een alarm. Het nachtteam rijdt door bijna de hele regio."},
		words: []string{"nacht", "alarm"}, groups: []string{"ouderen", "palliatief"}, access: directory.Direct, costs: basicOnly, modes: atHome,
		first: "Nachtteam", second: "Dienstdoende verpleegkundige nacht",
	},
	{
		discipline: "wijkverpleging", kind: "acute-wijkverpleging", in: inRegion, count: 1, hours: []string{"Mo-Su 07:00-22:30"}, insured: true, roving: true,
		names: []string{"Spoedteam wijkverpleging {regio}"}, by: "Wijkverpleging Samen {regio}",
		texts: []string{"Is er vandaag nog verpleging nodig, dan komt het spoedteam. Uw huisarts of het ziekenhuis vraagt het aan."},
		words: []string{"spoed", "vandaag"}, groups: everyone, access: directory.Referral, costs: basicOnly, modes: atHome, first: "Spoedteam", second: "Spoedteam, lijn voor zorgverleners",
	},
	{
		discipline: "wijkverpleging", kind: "casemanagement-dementie", in: inMunicipality, count: 1, hours: officeHours, insured: true, roving: true,
		names: []string{"Casemanagers dementie {gemeente}"}, by: "Keten dementie {regio}",
		texts: []string{"Vergeet u veel, of uw partner? De casemanager geeft uitleg, regelt hulp en blijft uw vaste persoon."},
		words: []string{"dementie", "vergeten", "geheugen"}, groups: []string{"mensen-met-dementie", "mantelzorgers"}, access: directory.Direct, costs: basicOnly,
		modes: atHome, first: "Casemanager", second: "Aanmeldpunt dementie",
	},
	{
		discipline: "wijkverpleging", kind: "wijkverpleging", in: inRegion, count: 1, hours: dayAndNight, insured: true, roving: true, not: nightless,
		names: []string{"Palliatief team {regio}"}, by: "Wijkverpleging Samen {regio}",
		texts: []string{"Zorg en rust in de laatste levensfase, thuis. Het team denkt mee met uw huisarts, dag en nacht."},
		words: []string{"palliatief", "sterven", "pijn"}, groups: []string{"palliatief"}, access: directory.Referral, costs: basicOnly, modes: atHome,
		first: "Palliatief verpleegkundige", second: "Adviestelefoon palliatieve zorg",
	},
	{
		discipline: "sociaal-domein", kind: "huishoudelijke-hulp", in: inMunicipality, count: 2, hours: officeHours, roving: true,
		names: []string{"Huishoudhulp {naam}, {gemeente}", "Hulp in huis De {huis}"},
		texts: []string{"Iemand die met u schoonmaakt als dat zelf niet meer lukt. De gemeente beslist of u dit krijgt."},
		words: []string{"schoonmaken", "huishouden", "poetsen"}, groups: older, access: directory.Indicated, costs: municipal, modes: atHome, first: "Planning",
	},
}

var stayOffers = []offer{
	{
		discipline: "vvt", kind: "elv-laag", count: 3, in: inWijk, hours: dayAndNight, insured: true, by: "Ouderenzorg De Veerstoep",
		names: []string{"De Veerstoep {wijk}, kort verblijf"},
		texts: []string{"Een kamer voor een paar weken, als het thuis even niet gaat. U krijgt lichte zorg en oefent om weer naar huis te gaan."},
		words: []string{"elv", "eerstelijnsverblijf", "tijdelijk verblijf"}, groups: frail, access: directory.Referral, costs: basic, modes: stay, first: "Receptie", second: "Plaatsing en bedden",
	},
	{
		discipline: "vvt", kind: "elv-hoog", count: 1, in: inRegion, hours: dayAndNight, insured: true, by: "Ouderenzorg De Veerstoep",
		names: []string{"De Veerstoep, kort verblijf met meer zorg"},
		texts: []string{"Kort verblijf met dag en nacht een verpleegkundige en een arts. De huisarts of het ziekenhuis vraagt het aan."},
		words: []string{"elv", "eerstelijnsverblijf", "opname"}, groups: frail, access: directory.Referral, costs: basic, modes: stay, first: "Receptie", second: "Plaatsing en bedden",
	},
	{
		discipline: "vvt", kind: "grz", count: 2, in: inWijk, hours: dayAndNight, insured: true, by: "Ouderenzorg De Veerstoep",
		names: []string{"Herstelcentrum {wijk}"},
		texts: []string{"Na een nieuwe heup, een beroerte of een lange opname oefent u hier met een team om weer zelf te kunnen wonen."},
		words: []string{"revalidatie", "herstel", "grz"}, groups: frail, access: directory.Referral, costs: basic, modes: stay, first: "Receptie", second: "Plaatsing en bedden",
	},
	{
		discipline: "vvt", kind: "wlz-crisis", count: 1, in: inRegion, hours: dayAndNight, by: "Ouderenzorg De Veerstoep",
		names: []string{"Crisisbedden verpleeghuis {regio}"},
		texts: []string{"Een bed voor iemand met recht op langdurige zorg, als blijven wonen vandaag niet meer veilig is."},
		words: []string{"crisis", "spoed", "verpleeghuis"}, groups: []string{"kwetsbare-ouderen", "mensen-met-dementie"}, access: directory.Indicated, costs: own, modes: stay,
		first: "Receptie", second: "Crisisplaatsing",
	},
	{
		discipline: "vvt", kind: "verpleeghuis", count: 5, hours: dayAndNight, names: []string{"Verpleeghuis De {huis}", "Woonzorghuis {wijk}"},
		texts: []string{"Wonen met zorg dag en nacht in de buurt. Familie en buren zijn welkom, ook om mee te eten."},
		words: []string{"wonen", "langdurige zorg"}, groups: []string{"kwetsbare-ouderen", "mensen-met-dementie"}, access: directory.Indicated, costs: own, modes: stay, first: "Receptie", second: "Zorgbemiddelaar van het huis",
	},
	{
		discipline: "vvt", kind: "respijt", count: 3, hours: dayAndNight, by: "Logeerhuizen De Aanlegplaats",
		names: []string{"Logeerhuis {wijk}"},
		texts: []string{"Uw naaste logeert hier een nacht, een weekend of een week. Zo kunt u zelf uitrusten of op reis."},
		words: []string{"respijtzorg", "logeren", "vakantie"}, groups: []string{"mantelzorgers", "mensen-met-dementie"}, access: directory.Indicated,
		costs: []directory.Cost{directory.MunicipalShare, directory.Supplementary}, modes: stay, first: "Logeerhuis",
	},
	{
		discipline: "vvt", kind: "dagbesteding", count: 6, hours: []string{"Mo-Fr 09:30-16:00; PH off", "Mo-Sa 10:00-15:30; PH off", "Tu,Th 10:00-15:00"},
		names: []string{"Dagbesteding De {huis}", "Dagcentrum {wijk}", "Zorgboerderij {naam}"},
		texts: []string{"Samen eten, bewegen en iets doen wat u leuk vindt. Een busje haalt u op en brengt u thuis.", "Een dag met mensen om u heen. Thuis heeft uw partner even de handen vrij."},
		words: []string{"dagopvang", "samen eten"}, groups: []string{"kwetsbare-ouderen", "mensen-met-dementie"}, access: directory.Indicated, costs: municipal, modes: together, first: "Coördinator dagbesteding",
	},
	{
		discipline: "vvt", kind: "verpleeghuis", count: 1, in: inRegion, hours: dayAndNight, names: []string{"Hospice De Stille Oever"},
		texts: []string{"Een huis met zes kamers voor mensen in hun laatste weken. Familie mag altijd blijven slapen."},
		words: []string{"hospice", "sterven", "laatste levensfase"}, groups: []string{"palliatief"}, access: directory.Referral,
		costs: []directory.Cost{directory.BasicInsured, directory.OwnPayment}, modes: stay, first: "Coördinator hospice", second: "Opname hospice",
	},
	{
		discipline: "gehandicaptenzorg", kind: "gehandicaptenzorg", count: 4, hours: officeHours, by: "Stichting Het Griendhuis",
		names: []string{"Het Griendhuis, begeleiding {wijk}"},
		texts: []string{"Begeleiding bij wonen, werk en geld voor mensen met een verstandelijke beperking. Bij u thuis of op onze plek in de buurt."},
		words: []string{"begeleid wonen", "beperking", "begeleiding"}, groups: disabled, access: directory.Indicated, costs: municipal, modes: bothPlaces, first: "Begeleider", second: "Cliëntbureau",
	},
	{
		discipline: "gehandicaptenzorg", kind: "dagbesteding", count: 3, hours: []string{"Mo-Fr 09:00-16:00; PH off; Jul 27-Aug 07 off"}, by: "Stichting Het Griendhuis",
		names: []string{"Werkplaats {wijk}", "Atelier {wijk}"},
		texts: []string{"Werken en leren in eigen tempo: koken, hout, dieren of verf. Er is altijd begeleiding."},
		words: []string{"werk", "leren"}, groups: disabled, access: directory.Indicated, costs: municipal, modes: together, first: "Werkbegeleider",
	},
}

var mindOffers = []offer{
	{
		discipline: "psychologie", kind: "psycholoog", count: 12, hours: practiceHours, insured: true,
		names: []string{"Psychologenpraktijk {naam}", "Psycholoog {wijk}", "Praktijk {naam}, psychologie"},
		texts: []string{"Hulp bij somberheid, angst, trauma of burn-out. U begint met een kennismaking van drie kwartier.", "Gesprekken met een psycholoog, in de praktijk of met beeldbellen. U hebt een verwijzing van de huisarts nodig."},
		words: []string{"somber", "angst", "trauma", "burn-out"}, groups: troubled, access: directory.Referral, costs: basic, modes: online, first: "Secretariaat",
	},
	{
		discipline: "ggz", kind: "ggz", count: 4, hours: officeHours, insured: true, by: "GGZ De Overzijde",
		names: []string{"GGZ De Overzijde, {wijk}"},
		texts: []string{"Behandeling bij ernstige of lange psychische klachten. Ook voor autisme, adhd en verslaving."},
		words: []string{"psychiater", "depressie", "autisme"}, groups: troubled, access: directory.Referral, costs: basic, modes: online, first: "Aanmelding", second: "Overleg met de psychiater",
	},
	{
		discipline: "ggz", kind: "ggz", in: inMunicipality, count: 1, hours: officeHours, insured: true, roving: true, by: "GGZ De Overzijde",
		names: []string{"FACT-team {gemeente}"},
		texts: []string{"Een team dat bij u thuis komt als u ernstige psychische problemen hebt. Het helpt ook bij wonen, werk en geld."},
		words: []string{"psychose", "wonen"}, groups: troubled, access: directory.Referral, costs: basic, modes: atHome, first: "FACT-team", second: "Dienstdoende van het FACT-team",
	},
	{
		discipline: "ggz", kind: "crisisdienst-ggz", in: inRegion, count: 1, hours: dayAndNight, insured: true, roving: true, by: "GGZ De Overzijde",
		names: []string{"Crisisdienst ggz {regio}"},
		texts: []string{"Hulp bij psychische nood die niet kan wachten. Overdag belt u uw huisarts, daarna de huisartsenpost. Zij schakelen de crisisdienst in, dag en nacht. Denkt u aan zelfmoord? Bel of chat met 113."},
		words: []string{"crisis", "nood", "spoed", "zelfmoord"}, groups: troubled, access: directory.Referral, costs: basic,
		modes: []directory.Mode{directory.Phone, directory.HomeVisit, directory.OnSite}, first: "Crisisdienst", second: "Crisisdienst, lijn voor verwijzers",
	},
	{
		discipline: "ggz", kind: "ggz", in: inRegion, count: 1, hours: officeHours, insured: true, names: []string{"Verslavingszorg De Ankerkluis {regio}"},
		texts: []string{"Hulp bij te veel drinken, drugs, gokken of gamen. U mag zelf bellen, ook als u nog twijfelt."},
		words: []string{"verslaving", "alcohol", "drugs", "gokken"}, groups: troubled, access: directory.Direct, costs: basic, modes: online, first: "Aanmelding",
	},
	{
		discipline: "burgerinitiatief", kind: "zelfhulp", in: inMunicipality, count: 1, hours: partTimeHours,
		names: []string{"Herstelcafé {gemeente}", "Praatgroep Op Verhaal, {gemeente}"},
		texts: []string{"Mensen die hetzelfde meemaakten praten met elkaar. Er is koffie, en niemand moet iets."},
		words: []string{"lotgenoten", "herstel"}, groups: []string{"mensen-met-psychische-klachten", "mensen-die-eenzaam-zijn"}, access: directory.Direct, costs: free, modes: together, first: "Gastvrouw of gastheer",
	},
}
