package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/meeting"
)

// TestStoryOfTheNight: a district nurse reports that nobody can be called at night. The wijkverband talks
// about it and passes it up; the RESV makes an agreement with three providers; it is measured, missed once,
// explained and kept; and with the yes of all who reported it becomes an example.
func TestStoryOfTheNight(t *testing.T) {
	playStory(t, func(s *story) {
		n := newNight(s)
		id, neighbour, colleague := n.takenUp()
		n.promises()
		n.keeps()
		n.ends(id, neighbour, colleague)
		n.looksBack(id)
	})
}

// reports: a nurse tells it by name, a neighbour who has no account tells the same, and a colleague joins
// without a name.
func (n *night) reports() (id bottleneck.ID, neighbour, colleague string) {
	n.t.Helper()
	neighbour, colleague = "buurman@post.example", "collega@post.example"
	told := bottleneck.Report{Title: noNight, What: "Na elf uur neemt niemand op. Wij sturen mensen dan naar het ziekenhuis.", Theme: "avond-nacht-weekend",
		HowOften: bottleneck.Weekly, Wijkverband: n.wijk}
	receipt, err := n.Bottlenecks.Report(n.ctx(), n.as(nurse+n.name), told)
	n.ok(err)
	id = receipt.ID
	same := told
	same.Title, same.Email = "In de nacht is er geen thuiszorg te bereiken", neighbour
	other, err := n.Bottlenecks.Report(n.ctx(), access.Anonymous(""), same)
	n.ok(err)
	page := n.opens(neighbour)
	n.shows("", page, same.Title, "Wijkverband "+n.name)
	path := "/werk/knelpunten/" + string(id)
	n.read(path, n.members()...)
	n.stands(coordinator+n.name, id, bottleneck.Wijk, bottleneck.Reported, bottleneck.OwnedByWijkverband)

	n.until(day(1, 9))
	_, err = n.Bottlenecks.Join(n.ctx(), n.as(speaker("Brug")), id, bottleneck.Joining{Unnamed: true, Email: colleague})
	n.ok(err)
	_, err = n.Bottlenecks.Merge(n.ctx(), n.as(staff+n.name), []bottleneck.ID{other.ID}, id, "Dit gaat over hetzelfde.", bottleneck.Decision{})
	n.refused("the RESV, about what lies with the wijk", err)
	b, err := n.Bottlenecks.Merge(n.ctx(), n.as(coordinator+n.name), []bottleneck.ID{other.ID}, id, "Dit gaat over hetzelfde.", bottleneck.Decision{})
	n.ok(err)
	if b.Reporters != 3 {
		n.t.Errorf("it has %d reporters", b.Reporters)
	}
	n.shows("", n.opens(neighbour), noNight)
	l := n.stands(coordinator+n.name, id, bottleneck.Wijk, bottleneck.Reported, bottleneck.OwnedByWijkverband)
	if len(l.Reporters) != 1 || l.Reporters[0].Name != nurse+n.name || l.Unnamed != 2 {
		n.t.Errorf("the owner sees %+v and %d unnamed", l.Reporters, l.Unnamed)
	}
	for _, name := range []string{coordinator + n.name, staff + n.name, nurse + n.name} {
		if _, page := n.visits(name, path); strings.Contains(page, speaker("Brug")) {
			n.t.Errorf("%s reads who joined without a name", name)
		}
	}
	return id, neighbour, colleague
}

// meets: the wijkverband talks about it in a meeting, and passes it up.
func (n *night) meets(id bottleneck.ID) {
	n.t.Helper()
	ctx, chair := n.ctx(), n.as(coordinator+n.name)
	plan := meeting.Meeting{Forum: n.team(), At: day(3, 16), Where: "Buurthuis"}
	_, err := n.Meetings.Plan(ctx, n.as(nurse+n.name), plan)
	n.refused("a nurse who plans", err)
	m, err := n.Meetings.Plan(ctx, chair, plan)
	n.ok(err)
	items, err := n.Meetings.Propose(ctx, chair, m.ID, meeting.Item{Kind: meeting.AboutBottleneck, Ref: string(id), Title: noNight, Weight: meeting.AgendaWeight(72*time.Hour, 12, false)})
	n.ok(err)
	path := "/werk/knelpunten/overleg/" + string(m.ID)
	n.until(day(3, 16))
	_, err = n.Meetings.Start(ctx, n.as(coordinator+n.lands[1].name), m.ID)
	n.refused("another wijkverband", err)
	_, err = n.Meetings.Start(ctx, chair, m.ID)
	n.ok(err)
	n.ok(n.Meetings.Attend(ctx, chair, m.ID, []meeting.Present{{Organization: n.orgs[homecare("Kade")]}, {Organization: n.orgs[homecare("Sluis")]}}))
	here := bottleneck.Decision{Meeting: string(m.ID)}
	_, err = n.Bottlenecks.Discuss(ctx, n.as(nurse+n.name), id, "", here)
	n.refused("a nurse who decides", err)
	_, err = n.Bottlenecks.Discuss(ctx, chair, id, "Alle drie de organisaties merken dit.", here)
	n.ok(err)
	n.stands(staff+n.name, id, bottleneck.Wijk, bottleneck.Discussing, bottleneck.OwnedByWijkverband)
	_, err = n.Meetings.Minute(ctx, chair, m.ID, meeting.Item{ID: items[0].ID, Version: items[0].Version, Minutes: "Geen van de drie heeft genoeg mensen voor een eigen nacht.", Decision: "Naar de regio.", Done: true})
	n.ok(err)
	_, err = n.Meetings.AddTask(ctx, chair, m.ID, meeting.Task{What: "Uitzoeken hoe vaak er is gebeld", Owner: n.people[nurse+n.name].ID, By: day(14, 17), Item: items[0].ID})
	n.ok(err)
	_, err = n.Bottlenecks.PassUp(ctx, n.as(staff+n.name), id, "De wijk kan dit niet alleen.", here)
	n.refused("the RESV, before it has it", err)
	_, err = n.Bottlenecks.PassUp(ctx, chair, id, "De wijk kan dit niet alleen.", here)
	n.ok(err)
	_, err = n.Meetings.Close(ctx, chair, m.ID)
	n.ok(err)
	readers := []string{coordinator + n.name, staff + n.name}
	n.read(path, readers...)
	met, err := n.Network.WijkverbandByID(ctx, n.wijk)
	n.ok(err)
	if !met.LastMet.Equal(day(3, 16)) {
		n.t.Errorf("the wijkverband last met %v", met.LastMet)
	}

	l := n.stands(nurse+n.name, id, bottleneck.Region, bottleneck.Reported, bottleneck.OwnedByRegion)
	if len(l.Trail) != 2 || !l.Mine {
		n.t.Errorf("its trail is %+v", l.Trail)
	}
	_, err = n.Bottlenecks.Answer(ctx, chair, id, "Wij doen het toch zelf.", bottleneck.Decision{})
	n.refused("the wijk, which passed it up", err)
	_, err = n.Bottlenecks.TakeUp(ctx, n.as(staff+n.lands[1].name), id, bottleneck.Owner{}, day(30, 9), "Wij pakken dit op.", bottleneck.Decision{})
	n.refused("another region", err)
	n.read("/werk/knelpunten/"+string(id), n.members()...)
}

// promises: the RESV proposes an agreement, three providers sign it by their mandates, and make it public.
func (n *night) promises() {
	n.t.Helper()
	n.drafts()
	path, public := "/werk/afspraken/"+string(n.promise.ID), "/afspraak/"+string(n.promise.ID)
	readers := []string{staff + n.name, coordinator + n.name} // the coordinator works for the RESV, which proposes it
	for _, name := range houses {
		readers = append(readers, speaker(name), administers(name))
	}
	n.read(path, readers...)
	n.until(day(10, 11))
	n.agrees()
	n.read(path, readers...)
	n.read(path+"/bewijs", readers...)
	n.shows(speaker("Kade"), path+"/bewijs", homecare("Kade"), homecare("Sluis"), homecare("Brug"))
	n.proven()

	if status, _ := n.visits("", public); status != http.StatusNotFound {
		n.t.Errorf("before it is public everybody gets %d", status)
	}
	for _, name := range houses {
		_, err := n.Agreements.Publish(n.ctx(), n.as(staff+n.name), n.promise.ID, n.orgs[homecare(name)], true)
		n.refused("the RESV, for "+name, err)
		_, err = n.Agreements.Publish(n.ctx(), n.as(speaker(name)), n.promise.ID, n.orgs[homecare(name)], true)
		n.ok(err)
	}
	n.shows("", public, "Wijkverpleging in de nacht")
	n.shows("", public+"/bewijs", homecare("Sluis"))
	n.until(day(11, 12)) // before the first whole week
	for _, name := range houses {
		n.reachable(name, roundTheClock)
	}
}

// proven checks every signature with its chain against the ledger.
func (n *night) proven() {
	n.t.Helper()
	found, err := n.Proofs.Check(n.ctx(), n.promise.ID)
	n.ok(err)
	if len(found.Wrong) > 0 || found.Signatures != len(houses) {
		n.t.Errorf("the proof of %d signatures: %+v", found.Signatures, found.Wrong)
	}
}

// keeps: two weeks are kept; in the third the night of one provider falls out twice, which it explains; the
// fourth is kept.
func (n *night) keeps() {
	n.t.Helper()
	const kept = obligation.Kept
	n.until(day(28, 1))
	n.went("Sluis", kept, kept)
	n.until(day(29, 12))
	n.reachable("Sluis", byDay)
	n.until(day(31, 12))
	n.reachable("Sluis", roundTheClock)
	n.until(day(35, 1))
	n.went("Sluis", kept, kept, obligation.NotKept)
	n.went("Kade", kept, kept, kept)
	subject, text := n.letter(mailbox(speaker("Sluis")))
	if subject != "Wij vragen uw antwoord over een afspraak" || !strings.Contains(text, string(n.promise.ID)) {
		n.t.Errorf("%s is asked: %s: %s", speaker("Sluis"), subject, text)
	}
	third := n.nights("Sluis")[2]
	if third.N != 7 || third.Good != 5 || !third.Asked {
		n.t.Errorf("the third week: %+v", third)
	}
	week, err := n.Obligations.Week(n.ctx(), n.as(speaker("Sluis")))
	n.ok(err)
	if len(week.ToExplain) != 1 || week.ToExplain[0].ID != third.ID {
		n.t.Errorf("the week of %s asks %+v", speaker("Sluis"), week.ToExplain)
	}
	n.until(day(36, 9))
	const why = "Twee mensen waren ziek. Het rooster is nu dubbel."
	for _, who := range []string{speaker("Kade"), staff + n.name, "Inkoper", administers("Brug")} {
		_, err := n.Obligations.Explain(n.ctx(), n.as(who), third.Key, why)
		n.refused(who, err)
	}
	_, err = n.Obligations.Explain(n.ctx(), n.as(speaker("Sluis")), third.Key, why)
	n.ok(err)
	n.until(day(42, 1))
	n.went("Sluis", kept, kept, obligation.Explained, kept)
	n.went("Brug", kept, kept, kept, kept)
	n.shows(speaker("Kade"), "/werk/afspraken/"+string(n.promise.ID), why)
	if _, page := n.visits("", "/afspraak/"+string(n.promise.ID)); strings.Contains(page, why) {
		n.t.Error("everybody reads the explanation")
	}
	_, err = n.Obligations.Kept(n.ctx(), n.as("Inkoper"), obligation.Query{Agreement: n.promise.ID})
	n.refused("the insurer", err)
	effect, err := n.Obligations.Effect(n.ctx(), n.as(staff+n.name), n.promise.ID, third.Obligation)
	n.ok(err)
	if effect.Parties != len(houses) || effect.Before.Good != 0 || effect.After.Good <= effect.Before.Good {
		n.t.Errorf("the effect is %+v", effect)
	}
}

// ends: the RESV proposes that it is solved, everybody who reported says yes, and it becomes an example.
func (n *night) ends(id bottleneck.ID, neighbour, colleague string) {
	n.t.Helper()
	ctx, owner := n.ctx(), n.as(staff+n.name)
	n.until(day(43, 10))
	const words = "Elke nacht is er nu iemand te bellen. Dat staat in de afspraak van de regio."
	_, err := n.Bottlenecks.Propose(ctx, n.as(coordinator+n.name), id, bottleneck.EndSolved, words, bottleneck.Decision{})
	n.refused("the wijk", err)
	_, err = n.Bottlenecks.Example(ctx, owner, id, true)
	if fault.KindOf(err) != fault.Conflict {
		n.t.Errorf("what is not solved becomes an example: %v", err)
	}
	_, err = n.Bottlenecks.Propose(ctx, owner, id, bottleneck.EndSolved, words, bottleneck.Decision{})
	n.ok(err)
	for _, who := range []string{coordinator + n.name, staff + n.name, speaker("Kade"), "Bewoner"} {
		_, err := n.Bottlenecks.Confirm(ctx, n.as(who), id)
		n.refused(who, err)
	}
	for _, to := range []string{neighbour, colleague} {
		path := n.opens(to)
		n.shows("", path, words)
		n.answers(path, "ja")
		n.stands(staff+n.name, id, bottleneck.Region, bottleneck.Proposed, bottleneck.OwnedByRegion)
	}
	if l := n.stands(nurse+n.name, id, bottleneck.Region, bottleneck.Proposed, bottleneck.OwnedByRegion); !l.Asked || l.Ending.Yes != 2 || l.Ending.Asked != 3 {
		n.t.Errorf("before the last yes: %+v", l.Ending)
	}
	_, err = n.Bottlenecks.Confirm(ctx, n.as(nurse+n.name), id)
	n.ok(err)
	l := n.stands(nurse+n.name, id, bottleneck.Region, bottleneck.Solved, bottleneck.OwnedByRegion)
	if l.Ending.Outcome != bottleneck.Agreed {
		n.t.Errorf("it ended by %q", l.Ending.Outcome)
	}
	n.shows("", n.opens(neighbour), words)
	_, err = n.Bottlenecks.Example(ctx, n.as(coordinator+n.name), id, true)
	n.refused("the wijk", err)
	b, err := n.Bottlenecks.Example(ctx, owner, id, true)
	n.ok(err)
	if !b.Example {
		n.t.Error("it is no example")
	}
	n.read("/werk/knelpunten/"+string(id), n.members()...)
	n.proven()
}

// looksBack: boards of the past tell the same as they did then.
func (n *night) looksBack(id bottleneck.ID) {
	n.t.Helper()
	for _, was := range []struct {
		at    time.Time
		level bottleneck.Level
		state bottleneck.State
	}{
		{day(2, 9), bottleneck.Wijk, bottleneck.Reported},
		{day(4, 9), bottleneck.Region, bottleneck.Reported},
		{day(20, 9), bottleneck.Region, bottleneck.TakenUp},
	} {
		page, err := n.Bottlenecks.Board(n.ctx(), n.as(staff+n.name), bottleneck.Query{Region: n.region, At: was.at})
		n.ok(err)
		i := slices.IndexFunc(page.Items, func(b bottleneck.Bottleneck) bool { return b.ID == id })
		if i < 0 || page.Items[i].Level != was.level || page.Items[i].State != was.state {
			n.t.Errorf("on %v the board was %+v, want it %s with the %s", was.at, page.Items, was.state, was.level)
		}
	}
	for at, want := range map[time.Time]agreement.State{day(9, 9): agreement.StateConsent, day(12, 9): agreement.StateActive} {
		a, err := n.Agreements.At(n.ctx(), n.as(staff+n.name), n.promise.ID, at)
		n.ok(err)
		if a.State != want {
			n.t.Errorf("on %v the agreement was %s, want %s", at, a.State, want)
		}
	}
	page, err := n.Bottlenecks.Board(n.ctx(), n.as(staff+n.name), bottleneck.Query{Region: n.region, State: "ended"})
	n.ok(err)
	if len(page.Items) != 1 || !page.Items[0].Example {
		n.t.Errorf("what ended: %+v", page.Items)
	}
}
