package demo

import (
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
)

// room says which services have capacity of a kind, and how they stand.
type room struct {
	of    string // kind of service
	named string // part of the name; '' = any
	not   string // part of a name that does not
	kind  capacity.KindCode
	total int
	// every and at choose one service in so many of a region, by name; every 0 = all of them.
	every, at  int
	assessment bool
	// says is how they stand, one letter each, over and over: see stands.
	says string
}

// rooms hold each kind of capacity and each mark.
var rooms = []room{
	{of: "elv-laag", kind: "elv-laag", total: 8, says: "RLF"},
	{of: "elv-laag", kind: "elv-palliatief", total: 2, every: 3, says: "L"},
	{of: "elv-hoog", kind: "elv-hoog", total: 6, says: "R"},
	{of: "grz", kind: "grz", total: 24, says: "RW"},
	{of: "grz", kind: "elv-hoog", total: 4, says: "RA"},
	{of: "wlz-crisis", kind: "wlz-crisis", total: 4, says: "R"},
	{of: "verpleeghuis", not: "Hospice", kind: "verpleeghuis", total: 48, says: "WWFWS"},
	{of: "verpleeghuis", not: "Hospice", kind: "elv-laag", total: 4, every: 2, says: "RAS"},
	{of: "verpleeghuis", not: "Hospice", kind: "elv-hoog", total: 4, every: 2, at: 1, says: "RN"},
	{of: "verpleeghuis", not: "Hospice", kind: "wlz-crisis", total: 2, every: 2, says: "LAF"},
	{of: "verpleeghuis", named: "Hospice", kind: "elv-palliatief", total: 6, says: "R"},
	{of: "respijt", kind: "respijt", total: 6, says: "RFAL"},
	{of: "dagbesteding", kind: "dagbesteding", total: 20, says: "RWLSRFARN"},
	{of: "dagbesteding", named: "Zorgboerderij", kind: "respijt", total: 3, says: "L"},
	{of: "wijkverpleging", kind: "wijkverpleging-uren", total: 160, says: "RLWARFRSLRNR"},
	{of: "wijkverpleging", not: "Palliatief", kind: "wijkverpleging-spoed", total: 2, every: 6, says: "RFAR"},
	{of: "acute-wijkverpleging", kind: "wijkverpleging-spoed", total: 8, says: "R"},
	{of: "wijkverpleging-nacht", kind: "wijkverpleging-nacht", total: 6, says: "R"},
	{of: "huishoudelijke-hulp", kind: "huishoudelijke-hulp", total: 300, says: "WLFRSA"},
	{of: "huisartspraktijk", kind: "nieuwe-patienten", total: 60, says: "RFLFWSAFRN"},
	{of: "psycholoog", kind: "eerste-afspraak", total: 6, says: "WWLFWSRWWAN"},
	{of: "fysiotherapie", kind: "eerste-afspraak", total: 12, says: "RRLARRS"},
	{of: "poh-ggz", kind: "eerste-afspraak", total: 5, says: "LRWA"},
	{of: "ggz", kind: "eerste-afspraak", total: 8, assessment: true, says: "RLWR"},
	{of: "ggz", named: "GGZ De", kind: "ggz-crisis", total: 3, every: 2, says: "RF"},
	{of: "crisisdienst-ggz", kind: "ggz-crisis", total: 4, says: "L"},
	{of: "ouderengeneeskunde", kind: "meekijkconsult", total: 10, says: "RLR"},
}

// stand is how an offer stands. free is in parts of the total: at least one place where it is more than none.
type stand struct {
	free      float64
	accepting capacity.Accepting
	wait      int // days; 0 = not said
	age       age
}

// age is how old a figure is beside the rhythm of its kind.
type age int

const (
	never age = iota
	fresh
	ageing
	stale
)

var stands = map[byte]stand{
	'R': {free: 0.5, accepting: capacity.Open, age: fresh},
	'L': {free: 0.01, accepting: capacity.Limited, age: fresh},
	'F': {accepting: capacity.Closed, age: fresh},
	'W': {accepting: capacity.Open, wait: 35, age: fresh},
	'A': {free: 0.34, accepting: capacity.Open, age: ageing},
	'S': {free: 0.25, accepting: capacity.Open, age: stale},
	'N': {},
}

// rhythm says when a figure of a kind begins to age, and when it is stale.
type rhythm struct{ Live, Stale time.Duration }

// rhythms are those of the table of kinds, for what must be known before there is a database; a test
// compares them.
var rhythms = map[capacity.KindCode]rhythm{
	"elv-laag": {Live: 12 * time.Hour, Stale: 48 * time.Hour}, "elv-hoog": {Live: 12 * time.Hour, Stale: 48 * time.Hour},
	"elv-palliatief": {Live: 12 * time.Hour, Stale: 48 * time.Hour}, "grz": {Live: 24 * time.Hour, Stale: 72 * time.Hour},
	"wlz-crisis": {Live: time.Hour, Stale: 8 * time.Hour}, "ggz-crisis": {Live: 30 * time.Minute, Stale: 4 * time.Hour},
	"verpleeghuis": {Live: 72 * time.Hour, Stale: 336 * time.Hour}, "respijt": {Live: 72 * time.Hour, Stale: 336 * time.Hour},
	"dagbesteding": {Live: 168 * time.Hour, Stale: 504 * time.Hour}, "wijkverpleging-uren": {Live: 24 * time.Hour, Stale: 72 * time.Hour},
	"wijkverpleging-spoed": {Live: time.Hour, Stale: 8 * time.Hour}, "wijkverpleging-nacht": {Live: 12 * time.Hour, Stale: 48 * time.Hour},
	"huishoudelijke-hulp": {Live: 168 * time.Hour, Stale: 504 * time.Hour}, "nieuwe-patienten": {Live: 168 * time.Hour, Stale: 672 * time.Hour},
	"eerste-afspraak": {Live: 48 * time.Hour, Stale: 168 * time.Hour}, "meekijkconsult": {Live: 48 * time.Hour, Stale: 168 * time.Hour},
}

// offers gives the services their capacity with the figures of this moment. A small region has it of every other service.
func (c *cast) offers(now time.Time) []capacity.Offer {
	var all []capacity.Offer
	for _, p := range plans {
		small := len(p.municipalities) == 1
		for i := range rooms {
			for n, e := range c.having(p.slug, &rooms[i]) {
				if small && n%2 == 1 {
					continue
				}
				all = append(all, rooms[i].offer(e, n, now))
			}
		}
	}
	return all
}

// having gives the services of a region that have a room, by name.
func (c *cast) having(region string, r *room) (all []*entry) {
	for i := range c.offered {
		e := &c.offered[i]
		if e.wijk.region == region && e.Kind == r.of && strings.Contains(e.Name, r.named) && (r.not == "" || !strings.Contains(e.Name, r.not)) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *entry) int { return strings.Compare(a.Name, b.Name) })
	if r.every == 0 {
		return all
	}
	chosen := all[:0:0]
	for i := r.at; i < len(all); i += r.every {
		chosen = append(chosen, all[i])
	}
	return chosen
}

func (r *room) offer(e *entry, n int, now time.Time) capacity.Offer {
	o := capacity.Offer{Service: e.ID, Organization: e.Organization, Kind: r.kind, Total: r.total, Assessment: r.assessment}
	s := stands[r.says[n%len(r.says)]]
	if s.age == never {
		return o
	}
	o.Figure = capacity.Figure{Accepting: s.accepting, ObservedAt: now.Add(-rhythms[r.kind].old(s.age, n)), Source: capacity.ByPerson}
	if s.free > 0 {
		o.Figure.Available = max(1, int(s.free*float64(r.total)))
	}
	if s.wait > 0 {
		wait := s.wait + 7*(n%5)
		o.Figure.WaitingDays = &wait
	}
	return o
}

// old gives how long ago a figure of an age was told, each a little differently, in whole minutes.
func (h rhythm) old(a age, n int) time.Duration {
	part := time.Duration(n%7 + 1)
	switch a {
	case fresh:
		return (h.Live * part / 16).Truncate(time.Minute)
	case ageing:
		return (h.Live + (h.Stale-h.Live)*part/14).Truncate(time.Minute)
	}
	return (h.Stale + h.Stale*part/5).Truncate(time.Minute)
}
