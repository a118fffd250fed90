package demo

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// nationalDay is the day on which the national set is as fresh as it says.
var nationalDay = time.Date(Year, 11, 1, 0, 0, 0, 0, clock.Amsterdam)

// National gives so many services over the wijken among areas, more where more people live, or over
// those of [Country] when there are none. The same areas and seed give the same services, and fewer
// of them are the first of more. Nothing is kept but a list of the wijken: 480,000 cost no more
// memory than 12,000.
//
// Names, hours, languages and the shares of the disciplines are believable; numbers, addresses and
// organisations are as invented as those of [Region].
func National(areas []network.Area, services int, seed uint64) iter.Seq[directory.Service] {
	return func(yield func(directory.Service) bool) {
		for s := range national(areas, services, seed) {
			if !yield(s) {
				return
			}
		}
	}
}

// NationalOrganizations gives the organisations of the same services, each once.
func NationalOrganizations(areas []network.Area, services int, seed uint64) iter.Seq[network.Organization] {
	return func(yield func(network.Organization) bool) {
		seen := map[network.OrganizationID]bool{}
		for s, kind := range national(areas, services, seed) {
			if seen[s.Organization] {
				continue
			}
			seen[s.Organization] = true
			if !yield(party(&s, kind)) {
				return
			}
		}
	}
}

func party(s *directory.Service, kind network.OrganizationKind) network.Organization {
	return network.Organization{ID: s.Organization, Kind: kind, Name: s.OrganizationName, Discipline: s.Discipline}
}

// national gives each service with the kind of its organisation.
func national(areas []network.Area, services int, seed uint64) iter.Seq2[directory.Service, network.OrganizationKind] {
	return func(yield func(directory.Service, network.OrganizationKind) bool) {
		l := newLand(areas)
		r := rand.New(rand.NewPCG(seed, 41))
		for i := range services {
			o := l.offers[sort.SearchInts(l.weights, 1+r.IntN(l.weights[len(l.weights)-1]))]
			w := &l.wijken[sort.SearchInts(l.inhabitants, 1+r.IntN(l.inhabitants[len(l.inhabitants)-1]))]
			if !yield(l.service(r, o, w, i)) {
				return
			}
		}
	}
}

// land is what the national set is drawn from. weights and inhabitants are running totals.
type land struct {
	wijken      []wijk
	inhabitants []int
	in          map[network.AreaCode][]*wijk // by municipality
	offers      []*offer
	weights     []int
	contacts    uint32
}

func newLand(areas []network.Area) *land {
	if len(areas) == 0 {
		areas = Country()
	}
	l := &land{in: map[network.AreaCode][]*wijk{}}
	names := map[network.AreaCode]string{}
	for _, a := range areas {
		if a.Kind == network.Municipality {
			names[a.Code] = a.Name
		}
	}
	total := 0
	for _, a := range areas {
		if a.Kind != network.Wijk {
			continue
		}
		w := wijk{wijkPlan: wijkPlan{code: a.Code, name: a.Name, place: a.Name, wealth: 0.5}, municipality: a.Parent, municipalityName: a.Name, heart: a.Center}
		if name := names[a.Parent]; name != "" {
			w.place, w.municipalityName = name, name
		}
		// Buildings lie in the middle of a wijk, and a large wijk is mostly fields.
		km2, ok := a.Figures["oppervlakte_km2"]
		if !ok {
			km2 = 4
		}
		w.wide = min(max(0.35*math.Sqrt(km2), 0.3), 2.5)
		if rich, ok := a.Figures["pct_inkomen_hoogste20"]; ok {
			w.wealth = min(rich/40, 1)
		}
		// Where nobody lives on record, hardly anybody offers anything.
		w.population = 10
		if a.Population != nil {
			w.population += *a.Population
		}
		total += w.population
		l.wijken, l.inhabitants = append(l.wijken, w), append(l.inhabitants, total)
	}
	for i := range l.wijken {
		w := &l.wijken[i]
		l.in[w.municipality] = append(l.in[w.municipality], w)
	}
	weight := 0
	for i := range catalogue {
		o := &catalogue[i]
		weight += o.count * []int{inWijk: 4, inMunicipality: 8, inRegion: 2}[o.in]
		l.offers, l.weights = append(l.offers, o), append(l.weights, weight)
	}
	return l
}

func (l *land) service(r *rand.Rand, o *offer, w *wijk, i int) (directory.Service, network.OrganizationKind) {
	key := "national/" + strconv.Itoa(i)
	name := fill(pick(r, o.names), w, w.municipalityName, pick(r, families), pick(r, houses))
	s := describe(r, o, w, w.municipalityName, key, i)
	s.Name, s.OrganizationName = name, name
	s.ID = inOrder(i, s.ID)
	s.Organization = inOrder(i, id.From[network.OrganizationID]("demo", key))
	if o.by != "" {
		s.OrganizationName = fill(o.by, w, w.municipalityName, "", "")
		if !strings.Contains(o.by, "{") {
			s.OrganizationName += " " + w.municipalityName
		}
		s.Organization = id.From[network.OrganizationID]("demo", "national", string(w.municipality), o.by)
	}
	if o.insured && len(o.hours) > 2 && o.kind != "wijkverpleging" {
		s.Hours = pick(r, nationalHours())
	}
	s.Locations = l.locations(r, o, w, key)
	s.ServedAreas = o.serves(w, l.in[w.municipality])
	s.Contacts = o.contacts(name, "dienst"+strconv.Itoa(i), func(string) string {
		l.contacts++
		return phone(l.contacts)
	})
	s.VerifiedAt, s.VerifyBy = verified(r, nationalDay, o.kind)
	return s, kindOf(o, s.OrganizationName)
}

// inOrder lets an id begin with its number, as ids of real things begin with their time: rows that are made
// together lie together, which halves the time to write them.
func inOrder[T ~string](i int, made T) T { return T(fmt.Sprintf("%08x", i)) + made[8:] }

func (l *land) locations(r *rand.Rand, o *offer, w *wijk, key string) []directory.Location {
	if o.roving && !slices.Contains(o.modes, directory.OnSite) {
		return nil
	}
	all := []directory.Location{l.location(r, w, key, "0")}
	if o.insured && r.IntN(8) == 0 {
		all = append(all, l.location(r, pick(r, l.in[w.municipality]), key, "1"))
	}
	return all
}

func (l *land) location(r *rand.Rand, w *wijk, key, n string) directory.Location {
	at := near(r, w.heart, w.wide)
	if !at.InNetherlands() {
		at = w.heart
	}
	return directory.Location{
		ID: id.From[directory.LocationID]("demo", "location", key, n), Street: pick(r, streets) + " " + strconv.Itoa(1+r.IntN(300)),
		City: w.place, Point: at, Area: w.code,
	}
}

// nationalHours are some two hundred different hours of ordinary practices.
var nationalHours = sync.OnceValue(func() []string {
	var all []string
	for _, days := range []string{"Mo-Fr", "Mo-Th", "Tu-Fr", "Mo,We,Fr"} {
		for _, opens := range []string{"07:30", "08:00", "08:30", "09:00"} {
			for _, closes := range []string{"16:30", "17:00", "18:00"} {
				for _, more := range []string{"", ",13:00", "evening", "saturday"} {
					base := days + " " + opens + "-" + closes
					switch more {
					case ",13:00":
						base = days + " " + opens + "-12:30,13:00-" + closes
					case "evening":
						base += "; We " + opens + "-20:30"
					case "saturday":
						base += "; Sa 09:00-12:30"
					}
					all = append(all, canonical(base+"; PH off"))
				}
			}
		}
	}
	return append(all, canonical("Mo-Fr 08:00-17:00; PH off; Dec 24 08:00-12:00"), canonical("Mo-Fr 09:00-17:00; PH off; Jul 15-Aug 15 Mo-Fr 09:00-12:00"))
})
