package demo

import (
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// standing is how far a region's cooperation has come.
type standing struct {
	resv       string
	forerunner bool
	form       network.LegalForm
	phase      network.Phase
	states     [5]string
	evidence   [5]string
	preferred  []string
	following  []string
	gp, ros    string
}

const (
	notYet   = "not-yet"
	building = "building"
	working  = "working"
)

// standings show each phase once, and all states of a task.
var standings = map[string]standing{
	"rivierenzoom": {
		resv: "RESV Rivierenzoom", form: "coöperatie", phase: network.PhaseAgreements,
		states: [5]string{building, working, building, working, notYet},
		evidence: [5]string{
			"Vier van de twaalf disciplines gaven een mandaat.", "Meldpunt voor spoed en tijdelijk verblijf, dag en nacht.",
			"Werkafspraken over dementie en over valpreventie.", "Acht wijkverbanden, één vaste begeleider per wijkverband.", "",
		},
		preferred: []string{"Deltaborg Zorgverzekeraar"}, following: []string{"VeerZorg Verzekeringen", "Onderlinge De Helpende Hand"},
		gp: "Huisartsencoöperatie Rivierenzoom", ros: "ROS Stroomkracht",
	},
	"duinrand": {
		resv: "Voorloper RESV Duinrand", forerunner: true, form: "netwerk", phase: network.PhaseNetwork,
		states:    [5]string{notYet, building, notYet, building, notYet},
		evidence:  [5]string{"", "Proef met een gedeeld overzicht van bedden.", "", "Twee wijken zoeken een trekker.", ""},
		preferred: []string{"Noordbaken Zorg"}, following: []string{"Deltaborg Zorgverzekeraar"},
		gp: "Huisartsencoöperatie Duinrand", ros: "ROS De Zandloper",
	},
	"veenkant": {
		resv: "Stichting RESV Veenkant", form: "stichting", phase: network.PhaseOrganisation,
		states: [5]string{working, working, working, building, building},
		evidence: [5]string{
			"Alle twaalf disciplines gaven een mandaat.", "Elke week een overzicht van plekken en wachttijden.", "Zes afspraken, waarvan vijf gehouden.",
			"Nog één wijk zonder wijkverband.", "Samen inkopen van ict.",
		},
		preferred: []string{"Onderlinge De Helpende Hand"}, following: []string{"VeerZorg Verzekeringen"},
		gp: "Huisartsencoöperatie Veenkant", ros: "ROS Het Wollegras",
	},
}

func regionID(slug string) network.RegionID { return id.From[network.RegionID]("demo", "region", slug) }

func (c *cast) region(p *regionPlan) {
	st := standings[p.slug]
	for _, insurer := range append(append([]string{}, st.preferred...), st.following...) {
		c.party(network.InsurerOrg, insurer, "zorgverzekeraar")
	}
	c.party(network.DisciplineBody, st.gp, "huisartsenzorg")
	c.party(network.DisciplineBody, st.ros, "")
	reg := network.Region{
		ID: regionID(p.slug), Slug: p.slug, Name: p.name,
		Zorgkantoor: "Zorgkantoor " + p.name[len("Regio "):], GPOrganization: st.gp, Support: st.ros,
		PreferredInsurers: st.preferred, FollowingInsurers: st.following, MandatedMunicipality: "Gemeente " + p.municipalities[0].name,
		RESV: network.RESV{
			Organization: c.party(network.RESVBody, st.resv, ""), Name: st.resv, Forerunner: st.forerunner, LegalForm: st.form, Phase: st.phase,
			Website: "https://www." + p.slug + ".example/",
			Contact: network.Reach{
				Phone: c.phones.of("resv " + p.slug), Email: "secretariaat@" + p.slug + ".example",
				Hours: canonical("Mo-Fr 09:00-17:00; PH off"), Remarks: "Vraag naar het bureau van de regio.",
			},
		},
	}
	for i := range st.states {
		reg.RESV.Tasks = append(reg.RESV.Tasks, network.TaskState{Task: "resv-" + string(rune('1'+i)), State: st.states[i], Evidence: st.evidence[i]})
	}
	for _, g := range p.municipalities {
		c.party(network.MunicipalityOrg, "Gemeente "+g.name, "")
		reg.Areas = append(reg.Areas, g.code)
	}
	for _, a := range c.atlas.areas {
		if a.Code == p.municipalities[0].code {
			reg.Center, _ = geo.InnerPoint(a.Geometry)
		}
	}
	c.regions = append(c.regions, reg)
}
