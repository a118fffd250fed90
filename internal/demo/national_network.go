package demo

import (
	"fmt"
	"math"
	"sort"
	"time"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// The national network's size: as many regions as the country counts, and wijkverbanden of the size
// that the vision names (10,000 to 20,000 inhabitants).
const (
	nationalRegions  = 54
	wijkverbandsSize = 15_000
)

// NationalNetwork gives invented regions and wijkverbanden that cover the municipalities and wijken
// among areas: every wijk in one wijkverband, some of them incomplete, in all phases. Names are
// numbers, so that nobody takes them for a real region's.
func NationalNetwork(areas []network.Area, now time.Time) (d Data) {
	wijken := map[network.AreaCode][]network.Area{}
	var towns []network.Area
	for _, a := range areas {
		switch a.Kind {
		case network.Municipality:
			towns = append(towns, a)
		case network.Wijk:
			wijken[a.Parent] = append(wijken[a.Parent], a)
		}
	}
	numbers := phones{}
	for i, group := range clusters(towns, min(nationalRegions, len(towns))) {
		d.Regions = append(d.Regions, nationalRegion(i, group, numbers))
		region := &d.Regions[len(d.Regions)-1]
		var own []network.Area
		for _, t := range group {
			own = append(own, wijken[t.Code]...)
		}
		d.Wijkverbanden = append(d.Wijkverbanden, nationalWijkverbanden(region, own, numbers, now)...)
	}
	return d
}

// clusters divides towns over n groups of neighbours, the same each time: seeds lie far apart, and
// each town joins the nearest.
func clusters(towns []network.Area, n int) [][]network.Area {
	if n == 0 {
		return nil
	}
	sort.Slice(towns, func(i, j int) bool { return towns[i].Code < towns[j].Code })
	nearest := make([]float64, len(towns))
	of := make([]int, len(towns))
	for i := range nearest {
		nearest[i] = math.Inf(1)
	}
	seed := 0
	for g := range n {
		for i, t := range towns {
			if m := geo.ShortDistanceM(towns[seed].Center, t.Center); m < nearest[i] {
				nearest[i], of[i] = m, g
			}
		}
		for i := range towns {
			if nearest[i] > nearest[seed] {
				seed = i
			}
		}
	}
	groups := make([][]network.Area, n)
	for i, t := range towns {
		groups[of[i]] = append(groups[of[i]], t)
	}
	return groups
}

func nationalRegion(i int, towns []network.Area, numbers phones) network.Region {
	slug := fmt.Sprintf("oefenregio-%02d", i+1)
	name := fmt.Sprintf("Oefenregio %02d", i+1)
	phases := []network.Phase{network.PhaseNetwork, network.PhaseAgreements, network.PhaseAgreements, network.PhaseOrganisation}
	r := network.Region{
		ID: regionID(slug), Slug: slug, Name: name, Center: towns[0].Center,
		RESV: network.RESV{
			Name: "RESV " + name, Forerunner: i%5 == 0, LegalForm: "netwerk", Phase: phases[i%len(phases)],
			Contact: network.Reach{Phone: numbers.of(slug), Hours: canonical("Mo-Fr 09:00-17:00; PH off")},
		},
	}
	for _, t := range towns {
		r.Areas = append(r.Areas, t.Code)
	}
	return r
}

// nationalWijkverbanden bundles a region's wijken, in the order of their codes, until a bundle has
// inhabitants enough. Every fourth lacks a discipline; every third works.
func nationalWijkverbanden(r *network.Region, wijken []network.Area, numbers phones, now time.Time) (all []network.Wijkverband) {
	sort.Slice(wijken, func(i, j int) bool { return wijken[i].Code < wijken[j].Code })
	for from := 0; from < len(wijken); {
		n := len(all) + 1
		w := network.Wijkverband{
			ID: id.From[network.WijkverbandID]("demo", r.Slug, fmt.Sprint(n)), Region: r.ID,
			Slug: fmt.Sprintf("%s-verband-%02d", r.Slug, n), Name: fmt.Sprintf("Verband %02d van %s", n, r.Name),
		}
		people := 0
		for ; from < len(wijken) && (people < wijkverbandsSize || len(w.Areas) == 0); from++ {
			w.Areas = append(w.Areas, wijken[from].Code)
			if p := wijken[from].Population; p != nil {
				people += *p
			}
		}
		w.Primary = w.Areas
		if n%3 == 0 {
			w.MeetsEvery, w.LastMet, w.HasAgreement, w.SolvedBottleneck = "elke 6 weken", now.AddDate(0, 0, -20), true, true
		}
		for j, discipline := range []network.DisciplineCode{"huisartsenzorg", "wijkverpleging", "farmacie", "sociaal-domein"} {
			if n%4 == 0 && j == n/4%4 {
				continue
			}
			w.Contacts = append(w.Contacts, network.Contact{
				ID: id.From[network.ContactID]("demo", w.Slug, string(discipline)), Discipline: discipline,
				Function: "Aanspreekpunt " + string(discipline), From: now.AddDate(-1, 0, 0),
				Reach: network.Reach{Phone: numbers.of(w.Slug + string(discipline)), Hours: canonical("Mo-Fr 08:30-17:00")},
			})
		}
		all = append(all, w)
	}
	return all
}
