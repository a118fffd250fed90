package demo

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// entry is a service with the offer it comes from.
type entry struct {
	directory.Service
	wijk *wijk
}

// essential are the kinds that a small region has too, although they work for a whole region or
// municipality.
var essential = []string{
	"huisartsenpost", "dienstapotheek", "wijkverpleging-nacht", "acute-wijkverpleging", "crisisdienst-ggz", "zorgcoordinatie",
	"zorgbemiddeling", "gemeenteloket", "schuldhulp", "mantelzorgondersteuning", "welzijn-op-recept", "elv-hoog",
}

// offerAll gives a region its services. Each offer draws from a source of its own, so that adding one leaves the others as
// they were.
func (c *cast) offerAll(p *regionPlan) {
	wijken := c.wijken(p.slug)
	inhabitants := 0
	for _, w := range wijken {
		inhabitants += w.population
	}
	small := inhabitants < 50_000
	for i := range catalogue {
		o := &catalogue[i]
		if o.in != inWijk && small && !slices.Contains(essential, o.kind) {
			continue
		}
		for n, w := range c.where(p, o, wijken, inhabitants) {
			c.offer(p, o, w, wijken, n)
		}
	}
}

// where gives the wijken in which an offer has its entries: a wijk of many inhabitants more often.
func (c *cast) where(p *regionPlan, o *offer, wijken []*wijk, inhabitants int) []*wijk {
	switch o.in {
	case inRegion:
		return wijken[:1]
	case inMunicipality:
		var chosen []*wijk
		for _, g := range p.municipalities {
			var most *wijk
			for _, w := range wijken {
				if w.municipality == g.code && (most == nil || w.population > most.population) {
					most = w
				}
			}
			for range o.count {
				chosen = append(chosen, most)
			}
		}
		return chosen
	}
	count := o.count
	if inhabitants < 50_000 {
		// A small region has less of everything, and travels further.
		count = int(math.Round(float64(count) * float64(inhabitants) / 96_000 * 0.4))
	}
	// Even steps through the inhabitants from a random start, so that each wijk gets its share.
	var chosen []*wijk
	start := seeded(p.slug, o.names[0]).Float64()
	for i := range count {
		at := (float64(i) + start) / float64(count) * float64(inhabitants)
		for _, w := range wijken {
			if at -= float64(w.population); at < 0 {
				chosen = append(chosen, w)
				break
			}
		}
	}
	return chosen
}

// offer makes one entry.
func (c *cast) offer(p *regionPlan, o *offer, w *wijk, wijken []*wijk, n int) {
	key := strings.Join([]string{p.slug, string(o.discipline), o.kind, network.Slug(o.names[0]), fmt.Sprint(n)}, "/")
	r := seeded(key)
	region := strings.TrimPrefix(p.name, "Regio ")
	name := unused(o, w, region, n, p.alter(), c.taken)
	s := describe(r, o, w, region, key, n)
	s.Name = name
	owner := name
	if o.by != "" {
		owner = p.alter().Replace(fill(o.by, w, region, "", ""))
	}
	s.Organization = c.party(kindOf(o, owner), owner, o.discipline)
	s.OrganizationName = owner
	s.Locations = o.locations(r, w, wijken, key, n)
	s.ServedAreas = o.serves(w, wijken)
	if o.kind == "apotheek" && slices.Contains(eveninglessPharmacy, w.code) {
		s.Hours = canonical("Mo-Fr 08:30-17:30; Sa 09:00-12:30; PH off")
	}
	s.Contacts = o.contacts(s.Name, network.Slug(owner), c.phones.of)
	s.Links = []directory.Link{{Label: "Meer over dit aanbod", URL: "https://www." + p.slug + ".example/aanbod/" + network.Slug(name)}}
	if o.insured && r.IntN(4) == 0 {
		s.Links = append(s.Links, directory.Link{Label: "Wat mensen ervan vonden", URL: "https://ervaringen." + p.slug + ".example/" + network.Slug(name)})
	}
	s.VerifiedAt, s.VerifyBy = verified(r, c.today, o.kind)
	c.offered = append(c.offered, entry{s, w})
}

// kindOf tells what the organisation behind an offer is to the network.
func kindOf(o *offer, owner string) network.OrganizationKind {
	switch {
	case strings.HasPrefix(owner, "Gemeente "):
		return network.MunicipalityOrg
	case strings.HasPrefix(owner, "Huisartsencoöperatie "), strings.HasPrefix(owner, "Apothekersvereniging "), strings.HasPrefix(owner, "Wijkverpleging Samen "):
		return network.DisciplineBody
	case o.discipline == "zorgverzekeraar":
		return network.InsurerOrg
	case o.discipline == "burgerinitiatief":
		return network.CitizensOrg
	}
	return network.Provider
}

// unused gives a name that no other entry has.
func unused(o *offer, w *wijk, region string, n int, alter *strings.Replacer, taken map[string]bool) string {
	r := seeded("name", region, o.names[0], fmt.Sprint(n))
	for attempt := 0; ; attempt++ {
		pattern := o.names[(n+attempt)%len(o.names)]
		if attempt > 3*len(o.names) {
			pattern += ", {straat}"
		}
		pattern = strings.ReplaceAll(pattern, "{straat}", pick(r, streets))
		name := alter.Replace(fill(pattern, w, region, pick(r, families), pick(r, houses)))
		if !taken[name] {
			taken[name] = true
			return name
		}
	}
}

func (c *cast) services() []directory.Service {
	all := make([]directory.Service, len(c.offered))
	for i := range c.offered {
		all[i] = c.offered[i].Service
	}
	return all
}
