package demo

import (
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// team is a wijkverband in few words.
type team struct {
	region, name   string
	areas, primary []network.AreaCode
	states         [2]string
	meets          string
	metDaysAgo     int // 0: never
	agreement      bool
	solved         bool
	// without are the core disciplines that have no contact; left are those whose contact has gone.
	without, left []network.DisciplineCode
	// more are disciplines beyond the core.
	more []network.DisciplineCode
}

var core = []network.DisciplineCode{"huisartsenzorg", "wijkverpleging", "farmacie", "sociaal-domein"}

// Rivierenzoom has eight: two working, three manned, two incomplete, one just begun. Hoenderlaak has none.
var wijkverbanden = []team{
	{
		region: "rivierenzoom", name: "Wijkverband Oevermonde-Centrum", areas: []network.AreaCode{"WK990101", "WK990105"}, primary: []network.AreaCode{"WK990101"},
		states: [2]string{working, working}, meets: "elke 6 weken", metDaysAgo: 16, agreement: true, solved: true,
		more: []network.DisciplineCode{"fysiotherapie", "psychologie", "burgerinitiatief"},
	},
	{
		region: "rivierenzoom", name: "Wijkverband Oevermonde-Noord", areas: []network.AreaCode{"WK990103"}, primary: []network.AreaCode{"WK990103"},
		states: [2]string{working, working}, meets: "elke 4 weken", metDaysAgo: 9, agreement: true, solved: true,
		more: []network.DisciplineCode{"specialist-ouderengeneeskunde", "dietetiek"},
	},
	{
		region: "rivierenzoom", name: "Wijkverband Oevermonde-West", areas: []network.AreaCode{"WK990102"}, primary: []network.AreaCode{"WK990102"},
		states: [2]string{working, building}, meets: "elke 8 weken", metDaysAgo: 30, agreement: true,
		more: []network.DisciplineCode{"jeugdgezondheidszorg"},
	},
	{
		region: "rivierenzoom", name: "Wijkverband Kribbendam en Steurhaven", areas: []network.AreaCode{"WK990104", "WK990105"}, primary: []network.AreaCode{"WK990104", "WK990105"},
		states: [2]string{building, building}, meets: "elk kwartaal", metDaysAgo: 75, without: []network.DisciplineCode{"sociaal-domein"},
	},
	{
		region: "rivierenzoom", name: "Wijkverband Grienderen", areas: []network.AreaCode{"WK990201"}, primary: []network.AreaCode{"WK990201"},
		states: [2]string{working, building}, meets: "elke 6 weken", metDaysAgo: 22, solved: true, more: []network.DisciplineCode{"fysiotherapie"},
	},
	{
		region: "rivierenzoom", name: "Wijkverband Uiterwoud en Lakermonde", areas: []network.AreaCode{"WK990202", "WK990203"}, primary: []network.AreaCode{"WK990202", "WK990203"},
		states: [2]string{building, notYet}, meets: "elk kwartaal", metDaysAgo: 48, agreement: true,
	},
	{
		region: "rivierenzoom", name: "Wijkverband Zilverwaard", areas: []network.AreaCode{"WK990301"}, primary: []network.AreaCode{"WK990301"},
		states: [2]string{building, building}, meets: "elke 8 weken", metDaysAgo: 40, agreement: true, left: []network.DisciplineCode{"farmacie"},
	},
	{
		region: "rivierenzoom", name: "Wijkverband Elzenkade", areas: []network.AreaCode{"WK990302", "WK990303"}, primary: []network.AreaCode{"WK990302", "WK990303"},
		states: [2]string{notYet, notYet}, without: []network.DisciplineCode{"wijkverpleging", "farmacie", "sociaal-domein"},
	},
	{
		region: "duinrand", name: "Wijkverband Zandermeer", areas: []network.AreaCode{"WK991101", "WK991104"}, primary: []network.AreaCode{"WK991101", "WK991104"},
		states: [2]string{building, notYet}, meets: "elk kwartaal", metDaysAgo: 60, without: []network.DisciplineCode{"farmacie"},
	},
	{
		region: "veenkant", name: "Wijkverband Turfbroek", areas: []network.AreaCode{"WK992101"}, primary: []network.AreaCode{"WK992101"},
		states: [2]string{working, working}, meets: "elke 4 weken", metDaysAgo: 12, agreement: true, solved: true,
	},
	{
		region: "veenkant", name: "Wijkverband Veenderlo", areas: []network.AreaCode{"WK992102"}, primary: []network.AreaCode{"WK992102"},
		states: [2]string{working, building}, meets: "elke 6 weken", metDaysAgo: 33, agreement: true,
	},
}

// functions is what a contact is called in public.
var functions = map[network.DisciplineCode]string{
	"huisartsenzorg": "Aanspreekpunt huisartsen", "wijkverpleging": "Aanspreekpunt wijkverpleging", "farmacie": "Aanspreekpunt apotheken",
	"sociaal-domein": "Aanspreekpunt wijkteam en welzijn", "fysiotherapie": "Aanspreekpunt fysiotherapie", "psychologie": "Aanspreekpunt psychologie",
	"burgerinitiatief": "Stem van de buurt", "specialist-ouderengeneeskunde": "Aanspreekpunt ouderengeneeskunde", "dietetiek": "Aanspreekpunt diëtetiek",
	"jeugdgezondheidszorg": "Aanspreekpunt jeugd",
}

func wijkverbandID(name string) network.WijkverbandID {
	return id.From[network.WijkverbandID]("demo", "wijkverband", name)
}

// cooperate makes the wijkverbanden. Their contacts come from organisations that work there; people get
// their names in meet.
func (c *cast) cooperate() {
	for _, t := range wijkverbanden {
		w := network.Wijkverband{
			ID: wijkverbandID(t.name), Slug: network.Slug(strings.TrimPrefix(t.name, "Wijkverband ")), Region: regionID(t.region), Name: t.name,
			Areas: t.areas, Primary: t.primary, MeetsEvery: t.meets, HasAgreement: t.agreement, SolvedBottleneck: t.solved,
			Nursing: c.nursing(t),
		}
		w.Website = "https://www." + t.region + ".example/wijkverband/" + w.Slug
		if t.metDaysAgo > 0 {
			w.LastMet = c.today.AddDate(0, 0, -t.metDaysAgo).Add(12 * time.Hour)
		}
		for i, task := range []string{"wijk-1", "wijk-2"} {
			w.Tasks = append(w.Tasks, network.TaskState{Task: task, State: t.states[i]})
		}
		if t.agreement {
			w.Tasks[0].Evidence = "Samenwerkingsafspraak getekend."
		}
		if t.solved {
			w.Tasks[1].Evidence = "Wachten op de wijkverpleging ging van negen naar drie dagen."
		}
		for _, d := range append(slices.Clone(core), t.more...) {
			if !slices.Contains(t.without, d) {
				w.Contacts = append(w.Contacts, c.contact(t, d))
			}
		}
		c.wijkverbanden = append(c.wijkverbanden, w)
	}
}

func (c *cast) contact(t team, d network.DisciplineCode) network.Contact {
	key := t.name + " " + string(d)
	contact := network.Contact{
		ID: id.From[network.ContactID]("demo", "contact", key), Discipline: d, Function: functions[d],
		Organization: c.firstIn(t, d), From: c.today.AddDate(-1, 0, -t.metDaysAgo),
		Reach: network.Reach{Phone: c.phones.of("contact " + key), Email: string(d) + "." + network.Slug(t.name) + "@" + t.region + ".example"},
	}
	switch d {
	case "huisartsenzorg", "wijkverpleging":
		contact.Reach.Hours = canonical("Mo-Fr 08:00-18:00; Sa,Su 10:00-12:00")
	case "farmacie", "sociaal-domein":
		contact.Reach.Hours = canonical("Mo-Fr 09:00-17:30; Sa,Su 10:00-11:00")
		contact.Reach.Remarks = "In het weekend alleen als het niet kan wachten."
	default:
		contact.Reach.Hours = canonical("Mo,Tu,Th 09:00-17:00")
	}
	if slices.Contains(t.left, d) {
		contact.Until = c.today.AddDate(0, -1, 0)
		contact.Reach.Remarks = "Dit aanspreekpunt is gestopt. We zoeken een opvolger."
	}
	return contact
}

// firstIn gives an organisation of a discipline that works in a team's wijken, or else near them.
func (c *cast) firstIn(t team, d network.DisciplineCode) network.OrganizationID {
	var elsewhere network.OrganizationID
	for _, e := range c.offered {
		if e.Discipline != d || e.wijk.region != t.region {
			continue
		}
		if slices.Contains(t.areas, e.wijk.code) {
			return e.Organization
		}
		if elsewhere == "" {
			elsewhere = e.Organization
		}
	}
	return elsewhere
}

// nursing says which team coordinates for which practice: one way in for each.
func (c *cast) nursing(t team) []network.NursingCoordination {
	if slices.Contains(t.without, "wijkverpleging") {
		return nil
	}
	var all []network.NursingCoordination
	for _, practice := range c.offered {
		if practice.Kind != "huisartspraktijk" || !slices.Contains(t.primary, practice.wijk.code) {
			continue
		}
		for _, nurses := range c.offered {
			if nurses.Kind != "wijkverpleging" || nurses.wijk.code != practice.wijk.code || len(nurses.ServedAreas) > 3 {
				continue
			}
			all = append(all, network.NursingCoordination{
				Practice: practice.Organization, PracticeName: practice.OrganizationName, Team: nurses.Organization, TeamName: nurses.Name,
				Model: []string{"één aanspreekpunt", "kernteam", "wekelijks overleg"}[len(all)%3], Phone: nurses.Contacts[len(nurses.Contacts)-1].Phone,
			})
			break
		}
	}
	return all
}
