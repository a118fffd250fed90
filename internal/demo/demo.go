package demo

import (
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// Year is the year of the invented areas and their figures.
const Year = 2026

// Data is an invented part of the country, complete: each thing that is named exists in it.
type Data struct {
	// Areas are municipalities and wijken with their borders and figures; parents come first.
	Areas         []network.Area
	Postcodes     []network.Postcode
	Organizations []network.Organization
	People        []network.Person
	Regions       []network.Region
	Wijkverbanden []network.Wijkverband
	Services      []directory.Service
	// Offers are the capacity that services have, each with its newest figure; the ids are given when they are saved.
	Offers []capacity.Offer
	// now is the moment at which it is so.
	now time.Time
}

// Region gives Regio Rivierenzoom with its neighbours Duinrand and Veenkant, as they are at now.
func Region(now time.Time) Data {
	m := draw()
	d := Data{Areas: m.areas, Postcodes: m.postcodes(), now: now}
	c := newCast(m, now)
	d.People = c.people
	d.Regions = c.regions
	d.Wijkverbanden = c.wijkverbanden
	d.Services = c.services()
	d.Offers = c.offers(now)
	d.Organizations = c.organizations()
	return d
}
