package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// source is what invented services say they come from.
const source = "demo"

// describe fills in what does not depend on who offers it.
func describe(r *rand.Rand, o *offer, w *wijk, region, key string, n int) directory.Service {
	s := directory.Service{
		ID: id.From[directory.ServiceID]("demo", "service", key), Version: 1, State: directory.Shown,
		Discipline: o.discipline, Kind: o.kind,
		Description: fill(o.texts[n%len(o.texts)], w, region, "", ""),
		Keywords:    o.words, TargetGroups: o.groups, Access: o.access, Costs: o.costs, Modes: o.modes,
		Languages: languages(r, w.wealth), Hours: canonical(pick(r, o.hours)),
		Partners: partners(r, o), Source: source, SourceKey: key,
	}
	if o.insured {
		s.Insurers = contracts(r)
	}
	if slices.Contains(o.modes, directory.OnSite) {
		for _, f := range features {
			if r.Float64() < f.chance {
				s.Accessibility = append(s.Accessibility, f.code)
			}
		}
	}
	return s
}

// chance is how often a code occurs.
type chance struct {
	code   string
	chance float64
}

var (
	features = []chance{
		{"wheelchair", 0.8}, {"lift", 0.15}, {"toilet", 0.4}, {"parking", 0.5}, {"automatic-door", 0.15}, {"ring-loop", 0.15},
		{"guide-path", 0.15}, {"low-stimulus", 0.15}, {"public-transport", 0.5},
	}
	tongues = []chance{{"en", 0.55}, {"de", 0.1}, {"ar", 0.12}, {"tr", 0.12}, {"pl", 0.12}, {"uk", 0.06}, {"ti", 0.04}, {"dse", 0.02}}
)

// languages are those in which people are helped: more of them where more newcomers live.
func languages(r *rand.Rand, wealth float64) []string {
	all := []string{"nl"}
	for _, l := range tongues {
		if r.Float64() < l.chance*(1.6-wealth) {
			all = append(all, l.code)
		}
	}
	return all
}

// contracts are the insurers with a contract: mostly some, often all, sometimes not told.
func contracts(r *rand.Rand) []string {
	switch r.IntN(10) {
	case 0:
		return nil
	case 1, 2, 3, 4:
		return []string{"*"}
	}
	var some []string
	for _, i := range insurers {
		if r.IntN(10) < 7 {
			some = append(some, i.code)
		}
	}
	return some
}

// usualPartners are who a discipline works with; the empty one stands for all others.
var usualPartners = map[network.DisciplineCode][]string{
	"huisartsenzorg":   {"Apotheken in de wijk", "Wijkteam", "Wijkverpleging", "Jeugdteam"},
	"wijkverpleging":   {"Huisartsen in de wijk", "Wijkteam", "Apotheken in de wijk"},
	"farmacie":         {"Huisartsen in de wijk", "Wijkverpleging"},
	"sociaal-domein":   {"Huisartsen in de wijk", "Buurthuizen", "Scholen", "Woningcorporatie"},
	"burgerinitiatief": {"Wijkteam", "Kerken en moskee in de wijk", "Gemeente"},
	"vvt":              {"Huisartsen in de wijk", "Wijkverpleging", "Ziekenhuis"},
	"":                 {"Huisartsen in de wijk", "Wijkteam"},
}

func partners(r *rand.Rand, o *offer) []string {
	candidates, ok := usualPartners[o.discipline]
	if !ok {
		candidates = usualPartners[""]
	}
	var some []string
	for _, p := range candidates {
		if r.IntN(3) == 0 {
			some = append(some, p)
		}
	}
	return some
}

// locations gives where somebody can go: one place, two for one in eight of those that could have two.
func (o *offer) locations(r *rand.Rand, w *wijk, wijken []*wijk, key string, n int) []directory.Location {
	if o.roving && !slices.Contains(o.modes, directory.OnSite) {
		return nil
	}
	at := []*wijk{w}
	if o.in == inWijk && o.insured && n%8 == 5 {
		for _, other := range wijken {
			if other != w && other.municipality == w.municipality && other.population > 0 {
				at = append(at, other)
				break
			}
		}
	}
	var all []directory.Location
	for i, w := range at {
		all = append(all, directory.Location{
			ID:     id.From[directory.LocationID]("demo", "location", key, fmt.Sprint(i)),
			Street: fmt.Sprintf("%s %d", pick(r, streets), 1+r.IntN(140)),
			// The letters of SA, SD and SS are never given out.
			Postcode: fmt.Sprintf("%s %c%c", w.postcode, 'A'+rune(r.IntN(16)), 'A'+rune(r.IntN(26))),
			City:     w.place, Point: w.spot(r), Area: w.code,
		})
	}
	if len(all) == 2 {
		all[0].Name, all[1].Name = "Hoofdlocatie", "Spreekuur "+at[1].name
	}
	return all
}

// serves gives where a service comes to people, or for whom it watches out of hours. Whoever has an address and
// nothing more serves those around it, and says nothing.
func (o *offer) serves(w *wijk, wijken []*wijk) []network.AreaCode {
	switch {
	case !o.roving && o.not == nil && o.kind != "huisartsenpost":
		return nil
	case o.in == inRegion:
		return codes(wijken, o.not)
	case o.in == inMunicipality || o.kind == "ergotherapie":
		var near []*wijk
		for _, v := range wijken {
			if v.municipality == w.municipality {
				near = append(near, v)
			}
		}
		return codes(near, o.not)
	}
	return []network.AreaCode{w.code}
}

// contacts gives how to reach a service: what citizens call, and the line for professionals where there is one.
func (o *offer) contacts(name, owner string, number func(string) string) []directory.ContactPoint {
	all := []directory.ContactPoint{{Audience: directory.ForCitizen, Function: o.first, Phone: number(name)}}
	if !o.insured || o.discipline == "psychologie" {
		all[0].Email = "info@" + owner + ".example"
	}
	if o.second != "" {
		audience := directory.ForProfessional
		if o.discipline == "gemeente" {
			audience = directory.ForMunicipality
		}
		all = append(all, directory.ContactPoint{Audience: audience, Function: o.second, Phone: number(name + " " + o.second)})
	}
	if o.kind == "zorgbemiddeling" {
		all = append(all, directory.ContactPoint{Audience: directory.ForMediation, Function: "Bemiddelaar voor zorgverleners", Phone: number(name + " bemiddeling")})
	}
	if o.kind == "huisartspraktijk" {
		all = append(all, directory.ContactPoint{Audience: directory.ForCitizen, Function: "Receptenlijn", Phone: number(name + " recepten"), Hours: "24/7", Limited: true},
			directory.ContactPoint{Audience: directory.ForCitizen, Function: "E-consult", URL: "https://" + owner + ".example/e-consult"})
	}
	return all
}

// verified gives when an entry was last confirmed and until when that holds: most within their term, one
// in twelve overdue, one in forty never.
func verified(r *rand.Rand, today time.Time, kind string) (at, by time.Time) {
	term := 182
	switch {
	case strings.HasPrefix(kind, "crisis"), kind == "wlz-crisis", kind == "acute-wijkverpleging", kind == "zorgcoordinatie":
		term = 31
	case slices.Contains([]string{"huisartsenpost", "wijkverpleging-nacht", "dienstapotheek", "elv-laag", "elv-hoog", "grz", "zorgbemiddeling"}, kind):
		term = 91
	}
	age := r.IntN(term)
	switch chance := r.IntN(120); {
	case chance < 3:
		return time.Time{}, today.AddDate(0, 0, -1-r.IntN(60))
	case chance < 13:
		age = term + 1 + r.IntN(120)
	}
	at = today.AddDate(0, 0, -age).Add(-time.Duration(7+r.IntN(9)) * time.Hour)
	return at, at.AddDate(0, 0, term)
}

// canonical gives hours in their one spelling. All hours of this package are read by a test, so none is
// ever lost here.
func canonical(osm string) string {
	h, err := hours.Parse(osm)
	if err != nil {
		return ""
	}
	return h.String()
}
