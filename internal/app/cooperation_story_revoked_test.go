package app

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
)

// What people read of an agreement that has lost somebody's voice.
const (
	underReview = "Deze afspraak wordt bekeken. Zij bindt nog, maar er moet iets gebeuren."
	nobodyLeft  = "Niemand heeft nu een mandaat om voor deze partij te spreken."
)

// TestStoryOfALostMandate is the story of the night, with a mandate that is taken back half-way: the agreement
// goes under review, which everybody concerned reads; it binds and is measured still; and it is resumed once
// somebody else has a mandate. Then the bottleneck ends as it would have.
func TestStoryOfALostMandate(t *testing.T) {
	playStory(t, func(s *story) {
		n := newNight(s)
		id, neighbour, colleague := n.takenUp()
		n.promises()
		n.until(day(21, 1))
		n.went("Brug", obligation.Kept)
		n.until(day(23, 14))
		n.loses("Brug")
		n.bindsStill("Brug")
		n.resumes("Brug")
		n.ends(id, neighbour, colleague)
	})
}

// loses: a provider takes back the mandate of who speaks for it, and the others read at once that something
// must be done.
func (n *night) loses(name string) {
	n.t.Helper()
	ctx, path := n.ctx(), "/werk/afspraken/"+string(n.promise.ID)
	for _, who := range []string{administers("Kade"), speaker("Kade"), staff + n.lands[1].name, nurse + n.name, coordinator + n.name} {
		n.refused(who, n.Mandates.Revoke(ctx, n.as(who), n.grants[name], time.Time{}, "Wij willen dit niet."))
	}
	if a := n.agreed(); a.State != agreement.StateActive || len(a.Missing) > 0 {
		n.t.Errorf("before it is %s, and misses %+v", a.State, a.Missing)
	}
	n.ok(n.Mandates.Revoke(ctx, n.as(administers(name)), n.grants[name], time.Time{}, "Het bestuur kiest iemand anders."))
	a := n.agreed()
	if a.State != agreement.StateReview || len(a.Missing) != 1 || a.Missing[0].What != "mandate" || a.Missing[0].Party != n.orgs[homecare(name)] {
		n.t.Errorf("it is %s because %q, and misses %+v", a.State, a.Why, a.Missing)
	}
	for _, who := range []string{staff + n.name, speaker("Kade"), administers("Sluis"), administers(name), speaker(name)} {
		n.shows(who, path, underReview, homecare(name)+": n"+nobodyLeft[1:])
	}
	n.shows(speaker("Kade"), "/werk/afspraken", "Wordt bekeken")
	for _, who := range []string{speaker("Kade"), administers(name)} { // by mail as well, and no word of what it is about
		if subject, text := n.letter(mailbox(who)); subject != "Een afspraak wordt opnieuw bekeken" || !strings.Contains(text, path) || strings.Contains(text, a.Title) {
			n.t.Errorf("%s gets %q: %s", who, subject, text)
		}
	}
	chain, err := n.Mandates.Chain(ctx, mandate.Ask{Signer: n.people[speaker(name)].ID, Party: n.orgs[homecare(name)], Forum: n.resv(), Subject: "reachability"})
	n.ok(err)
	if chain.Valid || chain.Why != mandate.Revoked {
		n.t.Errorf("the chain is %+v", chain)
	}
	n.proven() // what was signed was signed by a mandate that held
}

// bindsStill: the provider misses nights while nobody speaks for it. It is weighed and asked all the same, who
// lost the mandate answers for it no more, and who administers it does.
func (n *night) bindsStill(name string) {
	n.t.Helper()
	ctx := n.ctx()
	bound, err := n.Agreements.Bound(ctx, n.as(staff+n.name), n.promise.ID, time.Time{})
	n.ok(err)
	if len(bound) != len(houses) {
		n.t.Errorf("under review it binds %+v", bound)
	}
	n.until(day(24, 12))
	n.reachable(name, byDay)
	n.until(day(25, 12))
	n.reachable(name, roundTheClock)
	n.until(day(28, 1))
	n.went(name, obligation.Kept, obligation.NotKept)
	n.went("Kade", obligation.Kept, obligation.Kept)
	if subject, _ := n.letter(mailbox(administers(name))); subject != "Wij vragen uw antwoord over een afspraak" {
		n.t.Errorf("who administers %s gets %q", name, subject)
	}
	missed := n.nights(name)[1].Key
	const why = "De nacht viel weg toen wij iemand anders zochten."
	_, err = n.Obligations.Explain(ctx, n.as(speaker(name)), missed, why)
	n.refused(speaker(name), err)
	_, err = n.Agreements.Object(ctx, n.as(speaker(name)), n.promise.ID, n.orgs[homecare(name)], "2", "Dit kunnen wij niet.")
	n.refused(speaker(name), err)
	_, err = n.Obligations.Explain(ctx, n.as(administers(name)), missed, why)
	n.ok(err)
	n.went(name, obligation.Kept, obligation.Explained)
}

// resumes: without a new mandate it stays under review; with one the RESV lets it go on.
func (n *night) resumes(name string) {
	n.t.Helper()
	ctx := n.ctx()
	const why = "Er is weer iemand met een mandaat."
	n.until(day(30, 10))
	_, err := n.Agreements.Resume(ctx, n.as(staff+n.name), n.promise.ID, why)
	if fault.KindOf(err) != fault.Conflict || fault.Safe(err).Text.NL != nobodyLeft {
		n.t.Errorf("without a mandate it is resumed: %v", err)
	}
	other := "Opvolger " + name
	n.joins(other, access.Professional, homecare(name), n.land)
	if err := n.substitutes(speaker(name), name, other); err == nil {
		n.t.Errorf("%s gives away what they have no more", speaker(name))
	}
	n.grant(name, other)
	if a := n.agreed(); a.State != agreement.StateReview || len(a.Missing) > 0 {
		n.t.Errorf("with a new mandate it is %s, and misses %+v", a.State, a.Missing)
	}
	for _, who := range []string{speaker("Kade"), other, administers(name), staff + n.lands[1].name, coordinator + n.lands[1].name} {
		_, err := n.Agreements.Resume(ctx, n.as(who), n.promise.ID, why)
		n.refused(who, err)
	}
	a, err := n.Agreements.Resume(ctx, n.as(staff+n.name), n.promise.ID, why)
	n.ok(err)
	if a.State != agreement.StateActive || len(a.Missing) > 0 {
		n.t.Errorf("it is %s, and misses %+v", a.State, a.Missing)
	}
	n.until(day(40, 9)) // the clocks look, and find nothing amiss
	for at, want := range map[time.Time]agreement.State{day(22, 9): agreement.StateActive, day(25, 9): agreement.StateReview, day(31, 9): agreement.StateActive} {
		a, err := n.Agreements.At(ctx, n.as(staff+n.name), n.promise.ID, at)
		n.ok(err)
		if a.State != want {
			n.t.Errorf("on %v it was %s, want %s", at, a.State, want)
		}
	}
	n.shows(other, "/werk/afspraken/"+string(n.promise.ID), why)
	n.proven()
}

// substitutes has somebody put another in their place.
func (n *night) substitutes(who, name, other string) error {
	return n.Mandates.Substitute(n.ctx(), n.as(who), mandate.Substitution{Mandate: n.grants[name], Person: n.people[other].ID})
}

// takenUp brings the story to where the RESV works on what was reported.
func (n *night) takenUp() (id bottleneck.ID, neighbour, colleague string) {
	n.t.Helper()
	id, neighbour, colleague = n.reports()
	n.meets(id)
	n.until(day(7, 10))
	const words = "De RESV maakt een afspraak met de aanbieders."
	_, err := n.Bottlenecks.TakeUp(n.ctx(), n.as(coordinator+n.name), id, bottleneck.Owner{}, day(56, 17), words, bottleneck.Decision{})
	n.refused("the wijk", err)
	_, err = n.Bottlenecks.TakeUp(n.ctx(), n.as(staff+n.name), id, bottleneck.Owner{}, day(56, 17), words, bottleneck.Decision{})
	n.ok(err)
	n.stands(coordinator+n.name, id, bottleneck.Region, bottleneck.TakenUp, bottleneck.OwnedByRegion)
	n.shows("", n.opens(neighbour), words)
	return id, neighbour, colleague
}
