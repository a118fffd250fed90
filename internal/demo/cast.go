package demo

import (
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// cast is everything on the map, in the making. The parts name each other, so organisations are made at the
// first mention of their name.
type cast struct {
	atlas         *atlas
	today         time.Time // midnight of the day it is, so that a day's two demos are equal
	phones        phones
	parties       map[string]*network.Organization // by name
	order         []string
	offered       []entry
	taken         map[string]bool // names of services
	regions       []network.Region
	wijkverbanden []network.Wijkverband
	people        []network.Person
}

func newCast(m *atlas, now time.Time) *cast {
	local := now.In(clock.Amsterdam)
	c := &cast{
		atlas: m, phones: phones{}, taken: map[string]bool{}, parties: map[string]*network.Organization{},
		today: time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, clock.Amsterdam),
	}
	for i := range plans {
		c.offerAll(&plans[i])
	}
	for i := range plans {
		c.region(&plans[i])
	}
	c.cooperate()
	c.meet()
	c.unite()
	return c
}

// party gives the organisation of a name, and makes it when it is new.
func (c *cast) party(kind network.OrganizationKind, name string, d network.DisciplineCode) network.OrganizationID {
	if o, ok := c.parties[name]; ok {
		if o.Discipline != d {
			o.Discipline = "" // it has several
		}
		return o.ID
	}
	slug := network.Slug(name)
	o := &network.Organization{
		ID: id.From[network.OrganizationID]("demo", "organization", name), Kind: kind, Name: name, Discipline: d,
		Website: "https://" + slug + ".example/", Phone: c.phones.of("organization " + name), Email: "info@" + slug + ".example",
	}
	c.parties[name] = o
	c.order = append(c.order, name)
	return o.ID
}

func (c *cast) organizations() []network.Organization {
	all := make([]network.Organization, 0, len(c.order))
	for _, name := range c.order {
		all = append(all, *c.parties[name])
	}
	return all
}

func (c *cast) wijken(region string) []*wijk {
	var all []*wijk
	for i := range c.atlas.wijken {
		if w := &c.atlas.wijken[i]; w.region == region {
			all = append(all, w)
		}
	}
	return all
}

func codes(wijken []*wijk, not []network.AreaCode) []network.AreaCode {
	var all []network.AreaCode
	for _, w := range wijken {
		if !slices.Contains(not, w.code) {
			all = append(all, w.code)
		}
	}
	return all
}
