package finding

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/hours"
)

// testNow is a Tuesday morning, when most services are open.
var testNow = time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)

// offers are what the invented services are; weight is how many of them a thousand services have.
var offers = []struct {
	discipline, kind, name, description string
	weight                              int
	direct                              bool
}{
	{"huisartsenzorg", "huisartsenpraktijk", "Huisartsenpraktijk", "Voor alle vragen over uw gezondheid.", 120, true},
	{"fysiotherapie", "behandeling", "Fysiotherapie", "Behandeling van klachten aan spieren en gewrichten, ook na een operatie.", 150, true},
	{"farmacie", "apotheek", "Apotheek", "Medicijnen halen en laten bezorgen, met uitleg.", 60, true},
	{"wijkverpleging", "verpleging-thuis", "Thuiszorg", "Verpleging en verzorging bij u thuis, wondzorg en steunkousen.", 100, true},
	{"dietetiek", "behandeling", "Diëtistenpraktijk", "Advies over voeding bij diabetes, overgewicht en ondervoeding.", 50, true},
	{"dietetiek", "leefstijl", "Gecombineerde leefstijlinterventie GLI", "Twee jaar samen werken aan gezond leven met een leefstijlcoach.", 20, false},
	{"oefentherapie", "behandeling", "Oefentherapie Cesar", "Anders leren bewegen bij klachten aan houding en rug.", 25, true},
	{"ergotherapie", "behandeling", "Ergotherapie", "Weer zelf kunnen doen wat u belangrijk vindt.", 25, true},
	{"huidtherapie", "behandeling", "Huidtherapie", "Behandeling van littekens, eczeem en oedeem.", 20, true},
	{"logopedie", "behandeling", "Logopedie", "Hulp bij stem, spraak, taal en slikken.", 40, true},
	{"optometrie", "onderzoek", "Optometrie", "Onderzoek van uw ogen.", 20, true},
	{"specialist-ouderengeneeskunde", "consult", "Specialist ouderengeneeskunde", "Kijkt mee bij ouderen met meer ziekten.", 20, false},
	{"wijkverpleging", "casemanager", "Casemanager dementie", "Begeleidt mensen met dementie en hun naasten.", 20, false},
	{"arts-verstandelijk-gehandicapten", "consult", "Arts verstandelijk gehandicapten", "Voor mensen met een verstandelijke beperking.", 10, false},
	{"sociaal-domein", "maatschappelijk-werk", "Maatschappelijk werk", "Praten over zorgen thuis, relatie en werk.", 40, true},
	{"sociaal-domein", "schuldhulp", "Schuldhulp", "Hulp bij schulden en geldzaken.", 30, true},
	{"sociaal-domein", "wijkteam", "Sociaal wijkteam", "Vragen over wonen, welzijn en zorg.", 30, true},
	{"sociaal-domein", "mantelzorg", "Steunpunt mantelzorg", "Advies en respijtzorg voor mantelzorgers.", 15, true},
	{"burgerinitiatief", "ontmoeten", "Buurthuis", "Samen koffie drinken en mensen ontmoeten.", 40, true},
	{"psychologie", "behandeling", "Psychologenpraktijk", "Behandeling bij somberheid, angst en stress.", 45, false},
	{"ggz", "behandeling", "GGZ-centrum", "Hulp bij ernstige psychische klachten.", 25, false},
	{"verloskunde", "begeleiding", "Verloskundigenpraktijk", "Begeleiding bij zwangerschap en bevalling.", 25, true},
	{"mondzorg", "tandarts", "Tandartspraktijk", "Controle en behandeling van uw gebit.", 70, true},
	{"jeugdgezondheidszorg", "consultatiebureau", "Consultatiebureau", "Groei en ontwikkeling van kinderen tot vier jaar.", 30, true},
	{"fysiotherapie", "valpreventie", "Valpreventie", "Cursus In Balans: oefenen om niet te vallen.", 15, true},
	{"vvt", "elv-laag", "Eerstelijnsverblijf", "Tijdelijk verblijf als het thuis even niet gaat.", 10, false},
}

var (
	placeParts    = [2][]string{{"Ooster", "Wester", "Zuider", "Noorder", "Hoog", "Nieuw", "Oud", "Klein", "Groot", "Rijn", "Maas", "Veen", "Linde", "Beuken", "Meer"}, {"wijk", "dorp", "burg", "hoek", "veld", "dam", "kerk", "brug", "holt", "horst", "beek", "stede", "waard", "lo", "zijl"}}
	peopleParts   = [2][]string{{"de", "van", "van der", "ter", "op de", "Van den"}, {"Berg", "Vries", "Molen", "Linden", "Akker", "Kamp", "Wal", "Veer", "Brink", "Laan", "Poel", "Horst", "Steeg", "Werf"}}
	testLanguages = []string{"en", "de", "tr", "ar", "pl", "fr", "uk", "ti", "es", "zh"}
	testModes     = []string{"on-site", "home-visit", "phone", "video", "e-consult", "group"}
	testGroups    = []string{"ouderen", "kinderen", "volwassenen", "mantelzorgers", "chronisch-zieken"}
	testHours     = func() (all []hours.Hours) {
		texts := []string{"", "24/7"}
		for from := 7; from <= 9; from++ {
			for until := 16; until <= 21; until++ {
				for _, days := range []string{"Mo-Fr", "Mo-Th", "Tu-Fr", "Mo-Sa"} {
					texts = append(texts, fmt.Sprintf("%s %02d:00-%02d:30", days, from, until))
				}
			}
		}
		for _, text := range texts {
			if text == "" {
				all = append(all, hours.Hours{})
				continue
			}
			h, err := hours.Parse(text)
			if err != nil {
				panic(err)
			}
			all = append(all, h)
		}
		return all
	}()
)

// town is where services lie close together.
type town struct {
	name     string
	area     string
	lat, lon float64
	wide     float64 // degrees
	upTo     float64 // running total of weights
}

func towns(r *rand.Rand, n int) []town {
	list := make([]town, n)
	total := 0.0
	for i := range list {
		// The largest town is many times the middling one, as towns go.
		weight := 1 / math.Pow(float64(i)+2, 0.8)
		total += weight
		list[i] = town{
			name: placeParts[0][r.IntN(15)] + placeParts[1][r.IntN(15)],
			area: fmt.Sprintf("WK%06d", i),
			lat:  50.9 + r.Float64()*2.4, lon: 3.6 + r.Float64()*3.3,
			wide: 0.01 + 0.05*math.Sqrt(weight), upTo: total,
		}
	}
	return list
}

// tellSome tells figures of one in six of the services that generate gives.
func tellSome(x *Index, n int, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 23))
	var all []Telling
	for e := range generate(n, seed) {
		if r.IntN(6) == 0 {
			all = append(all, Telling{e.Service, figures{until: testNow.AddDate(1, 0, 0), sight: Sight{
				Offer: "offer-" + e.Service, Status: statuses[r.IntN(len(statuses))], WaitDays: max(-1, r.IntN(60)-10),
			}}})
		}
	}
	x.Tell(all)
}

// generate gives n invented entries, the same for the same n and seed: clustered in towns, one in
// ten services at two locations, one in eight without a location of its own.
func generate(n int, seed uint64) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		r := rand.New(rand.NewPCG(seed, 17))
		places := towns(r, 350)
		weights := 0
		for _, o := range offers {
			weights += o.weight
		}
		some := func(list []string, chance float64) (out []string) {
			for _, v := range list {
				if r.Float64() < chance {
					out = append(out, v)
				}
			}
			return out
		}
		for i := 0; i < n; {
			pick := r.IntN(weights)
			k := 0
			for ; pick >= offers[k].weight; k++ {
				pick -= offers[k].weight
			}
			o := offers[k]
			which := r.Float64() * places[len(places)-1].upTo
			t := 0
			for places[t].upTo < which {
				t++
			}
			person := peopleParts[0][r.IntN(6)] + " " + peopleParts[1][r.IntN(14)]
			e := Entry{
				Service:      fmt.Sprintf("0193-%08x-svc-%08x", i*2654435761&0xffffffff, i),
				Organization: fmt.Sprintf("0193-org-%08x", i/2), OrganizationName: "Zorggroep " + person + " " + places[t].name,
				Name: o.name + " " + places[t].name + " " + person, Discipline: o.discipline, Kind: o.kind,
				Description: o.description, Keywords: some([]string{"kinderen", "ouderen", "sport", "avond"}, 0.1),
				TargetGroups: some(testGroups, 0.3), Languages: append(some(testLanguages, 0.08), "nl"),
				Modes: some(testModes, 0.4), Insurers: some([]string{"vgz", "cz", "menzis", "zk", "dsw", "asr"}, 0.6), AllInsurers: r.IntN(20) == 0,
				Remote: r.IntN(8) == 0, Region: fmt.Sprintf("region-%02d", t%54), Direct: o.direct && r.IntN(10) > 0,
				Hours: testHours[r.IntN(len(testHours))], VerifyBy: testNow.AddDate(0, 0, r.IntN(400)-40), Public: r.IntN(50) > 0,
			}
			copies := 1
			if r.IntN(10) == 0 {
				copies = 2
			}
			for c := 0; c < copies && i < n; c, i = c+1, i+1 {
				e.Location, e.Area = fmt.Sprintf("loc-%08x", i), places[t].area
				e.Lat = places[t].lat + r.NormFloat64()*places[t].wide*0.6
				e.Lon = places[t].lon + r.NormFloat64()*places[t].wide
				if r.IntN(100) == 0 {
					e.Lat, e.Lon = 0, 0
				}
				if !yield(e) {
					return
				}
				t = r.IntN(len(places))
			}
		}
	}
}
