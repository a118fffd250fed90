package app

import (
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/agreement/template"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

const (
	noNight       = "Geen nachtcontact in de wijk"
	byDay         = "Mo-Su 08:00-23:00"
	roundTheClock = "24/7"
)

// houses are the three providers of district nursing of the first region. Each has somebody who administers
// it, and somebody who speaks for it once there is a mandate.
var houses = []string{"Kade", "Sluis", "Brug"}

func speaker(name string) string     { return "Gemachtigde " + name }
func administers(name string) string { return "Beheerder " + name }
func homecare(name string) string    { return "Thuiszorg " + name }

// night is the story of the night in the first region.
type night struct {
	*story
	land
	contacts map[string]network.Contact // of each provider, as it stands
	promise  agreement.Agreement
	grants   map[string]mandate.ID
}

func newNight(s *story) *night {
	n := &night{story: s, land: s.lands[0], contacts: map[string]network.Contact{}, grants: map[string]mandate.ID{}}
	for _, name := range houses {
		s.founds(homecare(name), network.Provider, "wijkverpleging")
		s.joins(speaker(name), access.Professional, homecare(name), n.land)
		s.joins(administers(name), access.ProviderAdmin, homecare(name), n.land)
		n.contacts[name] = network.Contact{Discipline: "wijkverpleging", Organization: s.orgs[homecare(name)], Function: "Aanspreekpunt " + name,
			Reach: network.Reach{Phone: "0800 123 45 67"}}
		n.reachable(name, byDay)
	}
	return n
}

// reachable has the coordinator write down when a provider can be called from now on.
func (n *night) reachable(name, hours string) {
	n.t.Helper()
	c := n.contacts[name]
	c.Reach.Hours = hours
	id, err := n.Network.SaveContact(n.ctx(), n.as(coordinator+n.name), n.wijk, c)
	n.ok(err)
	c.ID, c.Version = id, c.Version+1
	n.contacts[name] = c
}

// members are those of the region who read its board.
func (n *night) members() (all []string) {
	for name, p := range n.people {
		switch access.Role(p.Role) {
		case access.Professional, access.ProviderAdmin, access.Coordinator, access.RESVStaff:
			if p.Region == n.region {
				all = append(all, name)
			}
		}
	}
	return all
}

// drafts has the RESV propose the template to the three providers.
func (n *night) drafts() {
	n.t.Helper()
	from, known := template.Find("nursing-out-of-hours")
	if !known {
		n.t.Fatal("there is no template")
	}
	d := agreement.Draft{Kind: from.Kind, Forum: n.resv(), Subject: from.Subject, Title: "Wijkverpleging in de nacht", Template: from.Code,
		Body: agreement.Body{Clauses: from.Clauses, Obligations: from.Obligations}}
	for _, name := range houses {
		d.Parties = append(d.Parties, n.orgs[homecare(name)])
	}
	_, err := n.Agreements.Draft(n.ctx(), n.as("Inkoper"), d)
	n.refused("the insurer", err)
	n.promise, err = n.Agreements.Draft(n.ctx(), n.as(staff+n.name), d)
	n.ok(err)
	_, err = n.Agreements.Offer(n.ctx(), n.as(nurse+n.name), n.promise.ID)
	n.refused("a nurse who offers it", err)
	n.promise, err = n.Agreements.Offer(n.ctx(), n.as(staff+n.name), n.promise.ID)
	n.ok(err)
}

// grant has a provider give somebody the mandate for what is agreed about being reachable.
func (n *night) grant(name string, to string) {
	n.t.Helper()
	m, err := n.Mandates.Grant(n.ctx(), n.as(administers(name)), mandate.Mandate{Grantor: n.orgs[homecare(name)], Delegate: n.people[to].ID, Forum: n.resv(),
		Subjects: []string{"reachability"}, Evidence: "Besluit van het bestuur"})
	n.ok(err)
	n.grants[name] = m.ID
}

func (n *night) sign(who, name string) error {
	a, err := n.Agreements.Sign(n.ctx(), n.as(who), n.promise.ID, n.orgs[homecare(name)], n.promise.Version)
	if err == nil {
		n.promise = a
	}
	return err
}

// agrees has the three providers give their mandates and sign.
func (n *night) agrees() {
	n.t.Helper()
	n.refused("a delegate without a mandate", n.sign(speaker("Kade"), "Kade"))
	for i, name := range houses {
		n.grant(name, speaker(name))
		n.refused("who administers "+name, n.sign(administers(name), name))
		n.refused("the RESV, for "+name, n.sign(staff+n.name, name))
		n.refused(speaker(name)+", for another", n.sign(speaker(name), houses[(i+1)%len(houses)]))
		n.ok(n.sign(speaker(name), name))
		if want := i == len(houses)-1; (n.promise.State == agreement.StateActive) != want {
			n.t.Fatalf("after the signature of %s it is %s", name, n.promise.State)
		}
	}
}

// agreed gives the agreement as the RESV sees it.
func (n *night) agreed() agreement.Agreement {
	n.t.Helper()
	a, err := n.Agreements.Get(n.ctx(), n.as(staff+n.name), n.promise.ID)
	n.ok(err)
	return a
}

// nights are the weeks in which a provider was weighed about the night, the oldest first.
func (n *night) nights(name string) (all []obligation.Period) {
	n.t.Helper()
	kept, err := n.Obligations.Kept(n.ctx(), n.as(staff+n.name), obligation.Query{Agreement: n.promise.ID, Party: n.orgs[homecare(name)]})
	n.ok(err)
	for _, p := range slices.Backward(kept) {
		if p.Measure == "contact-reachable" && p.Params["window"] == 2 {
			all = append(all, p)
		}
	}
	return all
}

// went checks how the weeks of a provider went.
func (n *night) went(name string, want ...obligation.Outcome) {
	n.t.Helper()
	var got []obligation.Outcome
	for _, p := range n.nights(name) {
		got = append(got, p.Outcome)
	}
	if !slices.Equal(got, want) {
		n.t.Errorf("the nights of %s were %q, want %q", name, got, want)
	}
}
