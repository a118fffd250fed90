package demo

import (
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

var doctorOffers = []offer{
	{
		discipline: "huisartsenzorg", kind: "huisartspraktijk", count: 20, hours: doctorHours, insured: true,
		names: []string{"Huisartspraktijk {naam}", "Huisartsen {wijk}", "Huisartspraktijk De {huis}", "Gezondheidscentrum {wijk}, huisartsen"},
		texts: []string{
			"U kunt hier terecht met vragen over uw gezondheid. De assistente vraagt aan de telefoon wat er is. Zo weet zij wie u het beste kan helpen.",
			"De huisarts kent u en uw gezin. Bel voor een afspraak, of stel uw vraag online. Kunt u niet komen? Dan komt de huisarts bij u thuis.",
			"Voor klachten aan lichaam en geest. Een herhaalrecept vraagt u aan via de website of de receptenlijn.",
		},
		words: []string{"dokter", "spreekuur", "verwijzing"}, groups: everyone, access: directory.Direct, costs: basicOnly, modes: atDoctor,
		first: "Assistente", second: "Overleglijn voor zorgverleners",
	},
	{
		discipline: "huisartsenzorg", kind: "poh-ggz", count: 9, hours: []string{"Mo,Tu,Th 08:30-16:30; PH off", "We-Fr 09:00-17:00; PH off"},
		names: []string{"Praktijkondersteuner ggz {wijk}", "Gesprekken bij de huisarts, {naam}"},
		texts: []string{
			"U praat met een praktijkondersteuner over somberheid, stress of slecht slapen. Dat gebeurt bij uw eigen huisarts in het gebouw.",
			"Een paar gesprekken om weer grip te krijgen. De praktijkondersteuner kijkt met u of meer hulp nodig is.",
		},
		words: []string{"somber", "stress", "slapen", "piekeren"}, groups: troubled, access: directory.Referral, costs: basicOnly,
		modes: []directory.Mode{directory.OnSite, directory.Phone, directory.Video}, insured: true, first: "Assistente",
	},
	{
		discipline: "huisartsenzorg", kind: "huisartsenpost", in: inRegion, count: 1, hours: outOfHours, insured: true,
		names: []string{"Huisartsenpost {regio}"}, by: "Huisartsencoöperatie {regio}",
		texts: []string{"Voor zorg die niet kan wachten tot uw eigen huisarts weer open is. Bel altijd eerst. Bij levensgevaar belt u 112."},
		words: []string{"spoed", "nacht", "weekend", "avond"}, groups: everyone, access: directory.Direct, costs: basicOnly,
		modes: []directory.Mode{directory.Phone, directory.OnSite, directory.HomeVisit}, first: "Huisartsenpost", second: "Dienstdoende huisarts",
	},
	{
		discipline: "specialist-ouderengeneeskunde", kind: "ouderengeneeskunde", in: inMunicipality, count: 1, hours: officeHours, insured: true,
		names: []string{"Specialist ouderengeneeskunde {gemeente}"}, by: "Ouderenzorg De Veerstoep", roving: true,
		texts: []string{
			"Een arts die veel weet van ouder worden en van meer ziekten tegelijk. De arts komt bij u thuis en overlegt met uw huisarts.",
			"Voor ouderen bij wie veel tegelijk speelt: vergeten, vallen, veel medicijnen. De huisarts vraagt dit voor u aan.",
		},
		words: []string{"ouderenarts", "geheugen", "vallen"}, groups: []string{"kwetsbare-ouderen", "mensen-met-dementie"}, access: directory.Referral,
		costs: basic, modes: bothPlaces, first: "Secretariaat behandeldienst", second: "Dienstdoende specialist",
	},
	{
		discipline: "arts-verstandelijk-gehandicapten", kind: "arts-vg", in: inRegion, count: 1, hours: []string{"Tu,Th 09:00-16:30; PH off"}, insured: true,
		names: []string{"Polikliniek arts VG {regio}"}, by: "Stichting Het Griendhuis",
		texts: []string{"Een arts voor mensen met een verstandelijke beperking. U kunt komen met vragen over gezondheid, gedrag en medicijnen. Neem gerust iemand mee."},
		words: []string{"verstandelijke beperking", "gedrag"}, groups: disabled, access: directory.Referral, costs: basic, modes: bothPlaces,
		first: "Secretariaat arts VG", second: "Overleg met de arts VG",
	},
	{
		discipline: "msz", kind: "ziekenhuis", in: inRegion, count: 1, hours: []string{"Mo-Fr 08:00-17:00; PH off"}, insured: true,
		names: []string{"Ziekenhuis De Merelhof, polikliniek"}, by: "Ziekenhuis De Merelhof",
		texts: []string{"Onderzoek en behandeling door een specialist. U hebt een verwijzing nodig, meestal van uw huisarts."},
		words: []string{"specialist", "polikliniek", "operatie"}, groups: everyone, access: directory.Referral, costs: basic, modes: online,
		first: "Afsprakenbureau", second: "Overleglijn specialisten",
	},
	{
		discipline: "msz", kind: "ziekenhuis", in: inRegion, count: 1, hours: dayAndNight, insured: true,
		names: []string{"Ziekenhuis De Merelhof, spoedeisende hulp"}, by: "Ziekenhuis De Merelhof",
		texts: []string{"Voor ernstige ongelukken en plotselinge ziekte. Bel eerst uw huisarts of de huisartsenpost. Bij levensgevaar belt u 112."},
		words: []string{"spoed", "ongeluk", "eerste hulp"}, groups: everyone, access: directory.Referral, costs: basic, modes: stay,
		first: "Spoedeisende hulp", second: "Transferbureau",
	},
	{
		discipline: "msz", kind: "ziekenhuis", count: 6, by: "Ziekenhuis De Merelhof", insured: true,
		hours: []string{"Mo-Fr 07:30-10:30; PH off", "Mo-Fr 08:00-11:30; We 13:30-15:00; PH off", "Mo,We,Fr 08:00-10:00; PH off"},
		names: []string{"Prikpost {wijk}", "Bloedafname {wijk}"},
		texts: []string{"Hier laat u bloed prikken of levert u urine in. Neem het formulier van uw arts en uw identiteitsbewijs mee. Een afspraak hoeft niet."},
		words: []string{"bloedprikken", "prikpost", "bloedonderzoek"}, groups: everyone, access: directory.Referral, costs: basic, modes: stay, first: "Prikpost",
	},
	{
		discipline: "huisartsenzorg", kind: "zorgcoordinatie", in: inRegion, count: 1, hours: dayAndNight,
		names: []string{"Zorgcoördinatie {regio}"}, by: "Huisartsencoöperatie {regio}",
		texts: []string{"Eén nummer als zorg thuis plotseling niet meer gaat. Wij zoeken een plek of hulp thuis. Uw huisarts of wijkverpleegkundige belt ons; u mag ook zelf bellen."},
		words: []string{"spoed", "bed", "opname", "tijdelijk verblijf"}, groups: []string{"iedereen", "kwetsbare-ouderen"}, access: directory.Direct,
		costs: free, modes: byPhone, roving: true, first: "Zorgcoördinator", second: "Meldpunt voor zorgverleners",
	},
}

var medicineOffers = []offer{
	{
		discipline: "farmacie", kind: "apotheek", count: 10, hours: shopHours, insured: true,
		names: []string{"Apotheek {wijk}", "Apotheek De {huis}", "Apotheek {naam}"},
		texts: []string{
			"U haalt hier uw medicijnen en krijgt uitleg over het gebruik. Bezorgen kan ook, zonder kosten.",
			"De apotheker kijkt of uw medicijnen goed samengaan. Vragen over een bijwerking? Loop binnen of bel.",
			"Voor medicijnen en advies. Buiten openingstijd haalt u uw pakje uit de afhaalkluis bij de deur.",
		},
		words: []string{"medicijnen", "recept", "bijwerking", "bezorgen"}, groups: everyone, access: directory.Direct, costs: basic,
		modes: []directory.Mode{directory.OnSite, directory.Phone, directory.HomeVisit}, first: "Balie", second: "Apotheker",
	},
	{
		discipline: "farmacie", kind: "dienstapotheek", in: inRegion, count: 1, insured: true,
		hours: []string{"Mo-Fr 00:00-08:30,17:30-24:00; Sa,Su 00:00-24:00; PH 00:00-24:00"},
		names: []string{"Dienstapotheek {regio}"}, by: "Apothekersvereniging {regio}",
		texts: []string{"Voor medicijnen die niet kunnen wachten, als uw eigen apotheek dicht is. U betaalt voor avond en nacht een toeslag."},
		words: []string{"avond", "nacht", "weekend", "spoed"}, groups: everyone, access: directory.Direct,
		costs: []directory.Cost{directory.BasicInsured, directory.Deductible, directory.OwnPayment}, modes: atDesk, first: "Balie", second: "Dienstdoende apotheker",
		not: eveninglessPharmacy,
	},
	{
		discipline: "farmacie", kind: "apotheek", in: inMunicipality, count: 1, hours: []string{"Tu,Th 09:30-12:00; PH off"}, insured: true,
		names: []string{"Medicijnen op een rij, {gemeente}"}, by: "Apothekersvereniging {regio}", roving: true,
		texts: []string{"De apotheker komt bij u thuis en neemt al uw medicijnen met u door. Soms kan er een minder. Voor mensen die er vijf of meer gebruiken."},
		words: []string{"medicatiebeoordeling", "weekdoos", "medicijnrol"}, groups: []string{"ouderen", "mensen-met-een-chronische-ziekte"},
		access: directory.Direct, costs: basic, modes: atHome, first: "Apothekersassistente",
	},
}

// eveninglessPharmacy are the wijken without a pharmacy after hours: the municipality of Zilverwaard.
var eveninglessPharmacy = []network.AreaCode{"WK990301", "WK990302", "WK990303"}

// nightless is the wijk without district nursing at night.
var nightless = []network.AreaCode{"WK990102"}

var movementOffers = []offer{
	{
		discipline: "fysiotherapie", kind: "fysiotherapie", count: 24, hours: practiceHours, insured: true,
		names: []string{"Fysiotherapie {naam}", "Fysiotherapie {wijk}", "Fysio De {huis}", "Fysiotherapie en training {naam}"},
		texts: []string{
			"Hulp bij pijn in rug, nek, knie of schouder. U leert oefeningen die u thuis kunt doen.",
			"Behandeling van klachten aan spieren en gewrichten, ook na een operatie. Een verwijzing hoeft niet.",
			"Wij helpen u weer bewegen na ziekte, een val of een blessure. Kunt u niet komen? Dan komen wij naar u.",
		},
		words: []string{"rug", "knie", "nek", "schouder", "operatie"}, groups: everyone, access: directory.Direct, costs: allied,
		modes: []directory.Mode{directory.OnSite, directory.HomeVisit, directory.Video}, first: "Balie",
	},
	{
		discipline: "fysiotherapie", kind: "fysiotherapie", count: 5, hours: practiceHours, insured: true,
		names: []string{"Bekkenfysiotherapie {naam}", "Kinderfysiotherapie {naam}", "Oedeemfysiotherapie {naam}"},
		texts: []string{"Fysiotherapie met een specialisatie. In het eerste gesprek vertelt u uw klacht; daarna maken we samen een plan."},
		words: []string{"bekkenbodem", "kinderen", "oedeem"}, groups: []string{"iedereen", "kinderen", "zwangeren"}, access: directory.Direct, costs: allied, modes: atPractice, first: "Balie",
	},
	{
		discipline: "oefentherapie", kind: "oefentherapie", count: 6, hours: practiceHours, insured: true,
		names: []string{"Oefentherapie {naam}", "Oefentherapie Mensendieck {wijk}", "Oefentherapie Cesar {wijk}"},
		texts: []string{"U leert anders zitten, staan en bewegen. Dat helpt bij klachten die steeds terugkomen.", "Oefeningen voor houding, adem en ontspanning, in het dagelijks leven."},
		words: []string{"houding", "rug", "ademhaling"}, groups: chronic, access: directory.Direct, costs: allied, modes: atPractice, first: "Praktijk",
	},
	{
		discipline: "ergotherapie", kind: "ergotherapie", count: 6, hours: practiceHours, insured: true, roving: true,
		names: []string{"Ergotherapie {naam}", "Ergotherapie aan huis {wijk}"},
		texts: []string{"Zelf wassen, koken of werken lukt niet meer zo goed? De ergotherapeut kijkt bij u thuis wat makkelijker kan.", "Voor wie weer zelf dingen wil doen na ziekte of letsel. Ook advies over hulpmiddelen en het huis."},
		words: []string{"hulpmiddelen", "energie", "woningaanpassing"}, groups: []string{"ouderen", "mensen-met-een-beperking", "mensen-met-een-chronische-ziekte"},
		access: directory.Direct, costs: basic, modes: bothPlaces, first: "Praktijk",
	},
	{
		discipline: "dietetiek", kind: "dietetiek", count: 9, hours: practiceHours, insured: true,
		names: []string{"Diëtistenpraktijk {naam}", "Diëtist {wijk}", "Voedingsadvies {naam}"},
		texts: []string{"Advies over eten dat bij u en uw ziekte past. Ook bij diabetes, een hoog gewicht of te weinig eetlust.", "U maakt met de diëtist een plan voor gezond eten. Kleine stappen, die u volhoudt."},
		words: []string{"voeding", "diabetes", "gewicht", "ondervoeding"}, groups: chronic, access: directory.Direct, costs: basic, modes: online, first: "Praktijk",
	},
	{
		discipline: "huidtherapie", kind: "huidtherapie", count: 4, hours: practiceHours, insured: true,
		names: []string{"Huidtherapie {naam}"},
		texts: []string{"Behandeling van littekens, acne, eczeem en oedeem. U ligt in een aparte, rustige kamer."},
		words: []string{"huid", "litteken", "oedeem", "acne"}, groups: everyone, access: directory.Direct, costs: allied, modes: stay, first: "Praktijk",
	},
	{
		discipline: "logopedie", kind: "logopedie", count: 8, hours: practiceHours, insured: true,
		names: []string{"Logopedie {naam}", "Logopedie {wijk}"},
		texts: []string{"Hulp bij praten, taal, stem, horen en slikken. Voor kinderen en volwassenen.", "Uw kind praat nog weinig, of u verslikt zich vaak? De logopedist onderzoekt en oefent met u."},
		words: []string{"spraak", "taal", "stotteren", "slikken"}, groups: []string{"iedereen", "kinderen"}, access: directory.Direct, costs: basic, modes: online, first: "Praktijk",
	},
	{
		discipline: "optometrie", kind: "optometrie", count: 5, hours: shopHours,
		names: []string{"Optometrie {naam}", "Oogzorg {wijk}"},
		texts: []string{"Onderzoek van uw ogen zonder lange wachttijd. De optometrist ziet of u naar een oogarts moet."},
		words: []string{"ogen", "staar", "bril", "oogmeting"}, groups: everyone, access: directory.Direct, costs: extra, modes: stay, first: "Balie",
	},
}
