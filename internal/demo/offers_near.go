package demo

import "eerstelijn/internal/directory"

var neighbourOffers = []offer{
	{
		discipline: "burgerinitiatief", kind: "ontmoeting", count: 12, hours: openHouseHours,
		names: []string{"Buurthuis De {huis}", "Huis van de wijk {wijk}", "Dorpshuis {plaats}, De {huis}"},
		texts: []string{"Koffie, kaarten, knutselen of gewoon een praatje. Iedereen is welkom, u hoeft niets af te spreken.", "Het huis van de buurt. Er is altijd iemand die u wegwijs maakt."},
		words: []string{"koffie", "ontmoeten", "inloop"}, groups: lonely, access: directory.Direct, costs: free, modes: together, first: "Beheerder",
	},
	{
		discipline: "burgerinitiatief", kind: "ontmoeting", count: 7, hours: []string{"Tu 17:30-19:30", "We 12:00-13:30; PH off", "Fr 17:30-20:00; Jul-Aug off"},
		names: []string{"Eettafel {wijk}", "Samen aan tafel, {wijk}"},
		texts: []string{"Een warme maaltijd met buren, gekookt door vrijwilligers. Bel een dag van tevoren."},
		words: []string{"maaltijd", "warm eten", "samen eten"}, groups: lonely, access: directory.Direct, costs: own, modes: together, first: "Kookploeg",
	},
	{
		discipline: "burgerinitiatief", kind: "buurtinitiatief", count: 7, hours: []string{"Mo 10:00-11:30", "Sa 09:30-11:00", "Th 19:00-20:30", "Su 10:00-12:00; Jul-Aug off"},
		names: []string{"Wandelgroep {wijk}", "Beweegtuin {wijk}", "Fietsmaatjes {wijk}"},
		texts: []string{"Samen bewegen in de buitenlucht, in een rustig tempo. Kom een keer meelopen."},
		words: []string{"wandelen", "bewegen", "fietsen"}, groups: everyone, access: directory.Direct, costs: free, modes: together, first: "Contactpersoon van de groep",
	},
	{
		discipline: "burgerinitiatief", kind: "buurtinitiatief", count: 6, hours: []string{"Mo-Fr 09:00-12:00; PH off", "Tu,Th 13:00-16:00"}, roving: true,
		names: []string{"Buurhulp {wijk}", "Klussendienst {plaats}", "Boodschappendienst {wijk}"},
		texts: []string{"Een buur helpt met boodschappen, een lamp of de tuin. U betaalt alleen de spullen."},
		words: []string{"boodschappen", "klussen", "tuin"}, groups: older, access: directory.Direct, costs: free, modes: atHome, first: "Buurhulp",
	},
	{
		discipline: "burgerinitiatief", kind: "buurtinitiatief", count: 5, hours: []string{"Mo-Fr 08:30-17:00; PH off", "Mo-Su 08:00-20:00"}, roving: true,
		names: []string{"Buurtbus {plaats}", "Rijdende buren {wijk}"},
		texts: []string{"Vrijwilligers rijden u naar de huisarts, het ziekenhuis of een vriend. Bel twee dagen van tevoren."},
		words: []string{"vervoer", "rijden", "ziekenhuis"}, groups: older, access: directory.Direct, costs: own, modes: atHome, first: "Ritten",
	},
	{
		discipline: "burgerinitiatief", kind: "buurtinitiatief", count: 6, hours: partTimeHours,
		names: []string{"Moestuin {wijk}", "Repaircafé {wijk}", "Weggeefwinkel {plaats}", "Zorgcoöperatie {plaats}"},
		texts: []string{"Buren doen samen iets voor elkaar en voor de buurt. Een extra paar handen is welkom."},
		words: []string{"vrijwilligers", "buren", "samen"}, groups: everyone, access: directory.Direct, costs: free, modes: together, first: "Vrijwilligers",
	},
	{
		discipline: "burgerinitiatief", kind: "buurtinitiatief", in: inMunicipality, count: 1, hours: []string{"We 13:30-16:00", "Fr 10:00-12:30; PH off"},
		names: []string{"Voedselbank {gemeente}"},
		texts: []string{"Elke week een pakket met eten, als er te weinig geld is. Het wijkteam meldt u aan; bij nood mag u meteen komen."},
		words: []string{"voedselbank", "eten", "geld"}, groups: indebted, access: directory.Indicated, costs: free, modes: stay, first: "Voedselbank",
	},
	{
		discipline: "burgerinitiatief", kind: "ontmoeting", count: 5, hours: []string{"Mo-Fr 09:00-17:00; PH off", "Mo-Su 09:00-21:00"}, roving: true, by: "Vrijwillige thuishulp Pontdragers",
		names: []string{"Maatjes {wijk}", "Telefooncirkel {plaats}"},
		texts: []string{"Een vast maatje komt langs of belt. Samen wandelen, een spelletje, of alleen praten."},
		words: []string{"eenzaam", "maatje", "gezelschap"}, groups: []string{"mensen-die-eenzaam-zijn", "ouderen"}, access: directory.Direct, costs: free, modes: atHome, first: "Coördinator maatjes",
	},
	{
		discipline: "burgerinitiatief", kind: "ontmoeting", count: 4, hours: []string{"Tu[2] 19:30-21:30", "Th[-1] 14:00-16:00", "Sa[1] 10:00-12:00"},
		names: []string{"Alzheimercafé {plaats}", "Nabestaandencafé {plaats}", "Oudercafé {wijk}"},
		texts: []string{"Een keer per maand luisteren naar een verhaal en zelf vertellen als u wilt. De toegang is gratis."},
		words: []string{"dementie", "rouw", "lotgenoten"}, groups: []string{"mantelzorgers", "mensen-met-dementie"}, access: directory.Direct, costs: free, modes: together, first: "Gastvrouw of gastheer",
	},
}

// preventionOffers are the five prevention chains, and stopping with smoking beside them.
var preventionOffers = []offer{
	{
		discipline: "fysiotherapie", kind: "valpreventie", count: 5, hours: []string{"Tu 10:00-11:30; PH off", "Th 14:00-15:30; PH off", "Mo,Fr 10:30-11:30; PH off"}, insured: true,
		names: []string{"Valcursus Vast op de Dijk, {wijk}", "Recht op weg, {wijk}"},
		texts: []string{"U oefent twaalf weken om niet te vallen. Met mensen van uw leeftijd, onder leiding van een fysiotherapeut.", "Bent u het laatste jaar gevallen? In deze cursus worden uw benen sterker en uw evenwicht beter."},
		words: []string{"vallen", "evenwicht", "valtraining"}, groups: frail, access: directory.Direct, costs: []directory.Cost{directory.Free, directory.BasicInsured}, modes: together, first: "Cursusleider",
	},
	{
		discipline: "sociaal-domein", kind: "valpreventie", in: inMunicipality, count: 1, hours: officeHours, by: "Welzijn Stroomop", roving: true,
		names: []string{"Valrisicotest aan huis, {gemeente}"},
		texts: []string{"Iemand kijkt bij u thuis waar u kunt vallen en doet een korte test. Daarna weet u welke hulp past."},
		words: []string{"vallen", "test", "veilig wonen"}, groups: older, access: directory.Direct, costs: free, modes: atHome, first: "Ouderenadviseur",
	},
	{
		discipline: "dietetiek", kind: "gli", count: 4, hours: []string{"Mo 19:00-20:30", "We 09:30-11:00; PH off", "Th 18:30-20:00"}, insured: true,
		names: []string{"Gezonder leven met {naam}, {wijk}", "Leefstijlcoach {wijk}"},
		texts: []string{"Twee jaar lang in een groep werken aan eten, bewegen en slapen. Uw huisarts verwijst u; het kost geen eigen risico."},
		words: []string{"leefstijlcoach", "afvallen", "bewegen", "gli"}, groups: []string{"mensen-met-overgewicht"}, access: directory.Referral, costs: basicOnly, modes: together, first: "Leefstijlcoach",
	},
	{
		discipline: "jeugdgezondheidszorg", kind: "kind-naar-gezonder-gewicht", in: inMunicipality, count: 1, hours: officeHours, by: "Jeugdgezondheid {regio}",
		names: []string{"Kind naar Gezonder Gewicht {gemeente}"},
		texts: []string{"Een vaste verpleegkundige helpt uw gezin stap voor stap naar gezonder eten en meer bewegen. Zij kijkt ook wat er verder speelt."},
		words: []string{"overgewicht", "kind", "gewicht"}, groups: []string{"kinderen", "ouders", "mensen-met-overgewicht"}, access: directory.Direct, costs: free, modes: bothPlaces, first: "Centrale zorgverlener",
	},
	{
		discipline: "jeugdgezondheidszorg", kind: "kansrijke-start", in: inMunicipality, count: 1, hours: officeHours, by: "Jeugdgezondheid {regio}", roving: true,
		names: []string{"Goed begin {gemeente}"},
		texts: []string{"Voor wie zwanger is of een baby heeft en wel wat hulp kan gebruiken. Een verpleegkundige komt bij u thuis, zo lang als nodig is."},
		words: []string{"kansrijke start", "zwanger", "baby"}, groups: []string{"zwangeren", "ouders"}, access: directory.Direct, costs: free, modes: atHome, first: "Verpleegkundige Goed begin",
	},
	{
		discipline: "verloskunde", kind: "kansrijke-start", count: 2, hours: partTimeHours, names: []string{"Samen zwanger, {wijk}"},
		texts: []string{"Een groep zwangeren met dezelfde uitgerekende maand. U krijgt controle en praat samen over wat komt."},
		words: []string{"zwanger", "groep"}, groups: []string{"zwangeren"}, access: directory.Direct, costs: basicOnly, modes: together, insured: true, first: "Praktijk",
	},
	{
		discipline: "sociaal-domein", kind: "welzijn-op-recept", in: inMunicipality, count: 2, hours: officeHours, by: "Welzijn Stroomop",
		names: []string{"Welzijn op Recept {gemeente}", "Welzijnscoach {gemeente}"},
		texts: []string{"Klachten van stress of alleen zijn, en pillen helpen niet? De huisarts verwijst u naar een welzijnscoach. Samen zoekt u iets wat u goed doet."},
		words: []string{"welzijn op recept", "eenzaam", "stress"}, groups: lonely, access: directory.Referral, costs: free, modes: bothPlaces, first: "Welzijnscoach",
	},
	{
		discipline: "huisartsenzorg", kind: "gli", count: 3, hours: []string{"Tu 18:30-20:00; PH off", "Th 09:30-11:00; PH off"}, insured: true,
		names: []string{"Stoppen met roken, {wijk}"},
		texts: []string{"Samen stoppen gaat beter. Acht bijeenkomsten met een coach, en hulp bij terugval."},
		words: []string{"rookstop", "stoppen met roken"}, groups: everyone, access: directory.Direct, costs: basicOnly, modes: together, first: "Coach",
	},
}
