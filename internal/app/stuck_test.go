package app

import (
	"fmt"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// lies is where a bottleneck lies.
type lies int

const (
	inWijk lies = iota // of Tineke
	atRegion
	atNation
	farAway // in a wijk of another region
)

// far is how far a bottleneck is.
type far int

const (
	told   far = iota
	asked      // whether it can end
	solved     // the reporter said yes
)

// stuck is what there is of bottlenecks, meetings and rules. What is asked for is made once; what is done to
// things is done to new ones.
type stuck struct {
	board    network.OrganizationID // the nation's
	reporter access.Actor
	made     map[string]any
	topics   int // of rules that were made
}

// operator makes the things of the tests that nobody in particular must make.
var operator = access.Job("test")

// hold gives what was made for a key before, or makes it.
func hold[T any](w *world, key string, made func() T) T {
	w.t.Helper()
	if have, ok := w.stuck.made[key].(T); ok {
		return have
	}
	x := made()
	w.stuck.made[key] = x
	return x
}

// unstick finds who reports, and who owns what lies with the nation.
func (w *world) unstick(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	w.stuck = stuck{reporter: actorOf(w.people["Maartje Sluiswachter"]), made: map[string]any{}}
	nation := w.people["Annelot Vloedlijn"].Organization
	board, err := w.Bottlenecks.NationBoard(ctx)
	if err == nil && board != nation {
		err = w.Bottlenecks.SaveBoard(ctx, operator, nation)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.stuck.board = nation
}

// must ends the test at an error.
func must[T any](w *world) func(T, error) T {
	return func(x T, err error) T {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
		return x
	}
}

// report makes a bottleneck and brings it as far as is asked.
func (w *world) report(at lies, how far) bottleneck.ID {
	w.t.Helper()
	ctx, team := w.t.Context(), w.teams[0].ID
	if at == farAway {
		team = w.teams[1].ID
	}
	receipt := must[bottleneck.Receipt](w)(w.Bottlenecks.Report(ctx, w.stuck.reporter, bottleneck.Report{
		Title: "Er is niemand te bereiken", What: "In de nacht neemt niemand op.", Theme: "avond-nacht-weekend", HowOften: bottleneck.Weekly, Wijkverband: team,
	}))
	step := must[bottleneck.Bottleneck](w)
	for level := inWijk; at != farAway && level < at; level++ {
		step(w.Bottlenecks.PassUp(ctx, operator, receipt.ID, "Dit speelt breder.", bottleneck.Decision{}))
	}
	if how >= asked {
		step(w.Bottlenecks.Propose(ctx, operator, receipt.ID, bottleneck.EndSolved, "Er is nu iemand.", bottleneck.Decision{}))
	}
	if how >= solved {
		step(w.Bottlenecks.Confirm(ctx, w.stuck.reporter, receipt.ID))
	}
	return receipt.ID
}

// decided is a bottleneck as the policies see it of who decides on it.
func (w *world) decided(at lies) access.Subject {
	switch at {
	case inWijk:
		return access.Subject{Type: "bottleneck", Wijkverband: string(w.teams[0].ID)}
	case atRegion:
		return access.Subject{Type: "bottleneck", Region: string(w.regions[0].ID)}
	case atNation:
		return access.Subject{Type: "bottleneck", Desk: string(w.stuck.board)}
	}
	return access.Subject{Type: "bottleneck", Wijkverband: string(w.teams[1].ID)}
}

// seen is a bottleneck as the policies see it of who reads it.
func (w *world) seen(at lies) access.Subject {
	i := 0
	if at == farAway {
		i = 1
	}
	s := w.decided(at)
	s.Region, s.Wijkverband = string(w.regions[i].ID), string(w.teams[i].ID)
	return s
}

// reported adds to a subject that its reader reported it.
func (w *world) reported(s access.Subject) func(access.Actor) access.Subject {
	return func(a access.Actor) access.Subject {
		s := s
		if a.Person == w.stuck.reporter.Person {
			s.Person = a.Person
		}
		return s
	}
}

// tables are those of Tineke's wijkverband, of the region, of the nation and of another region.
func (w *world) tables() []mandate.Forum {
	return []mandate.Forum{
		{Kind: mandate.Wijkverband, Region: w.regions[0].ID, Wijkverband: w.teams[0].ID}, {Kind: mandate.RESV, Region: w.regions[0].ID},
		{Kind: mandate.Nation}, {Kind: mandate.RESV, Region: w.regions[1].ID},
	}
}

func ofForum(f mandate.Forum) string { return fmt.Sprintf("%s %s%s", f.Kind, f.Region, f.Wijkverband) }

// sits are the people who have a place at a table now: a seat, a mandate, the place of somebody else, or that
// of a contact of the wijkverband.
func (w *world) sits(f mandate.Forum) map[string]bool {
	return hold(w, "sits "+ofForum(f), func() map[string]bool {
		ctx, all := w.t.Context(), map[string]bool{}
		for _, z := range must[[]mandate.Seat](w)(w.Mandates.Seats(ctx, f, time.Time{})) {
			all[string(z.Holder)] = true
		}
		for _, m := range must[[]mandate.Mandate](w)(w.Mandates.Mandates(ctx, mandate.Query{Forum: f})) {
			all[string(m.Delegate)] = true
		}
		for _, s := range must[[]mandate.Substitution](w)(w.Mandates.Substitutions(ctx, mandate.Query{Forum: f})) {
			all[string(s.Person)] = true
		}
		for _, team := range w.teams {
			for _, c := range team.Contacts {
				if team.ID == f.Wijkverband && f.Wijkverband != "" {
					all[string(c.Person)] = true
				}
			}
		}
		delete(all, "")
		return all
	})
}

// deskOf is who sees to what has no region: the nation's board.
func (w *world) deskOf(region network.RegionID) string {
	if region == "" {
		return string(w.stuck.board)
	}
	return ""
}

// atTable is a meeting of a table as the policies see it.
func (w *world) atTable(f mandate.Forum) func(access.Actor) access.Subject {
	sits := w.sits(f)
	return func(a access.Actor) access.Subject {
		s := access.Subject{Type: "meeting", Region: string(f.Region), Wijkverband: string(f.Wijkverband), Desk: w.deskOf(f.Region)}
		if sits[a.Person] {
			s.Person = a.Person
		}
		return s
	}
}

// meet makes a meeting of a table with one item and, once it has begun, one task of Gerda's organisation.
func (w *world) meet(f mandate.Forum, begun bool) meeting.Meeting {
	w.t.Helper()
	ctx := w.t.Context()
	m := must[meeting.Meeting](w)(w.Meetings.Plan(ctx, operator, meeting.Meeting{Forum: f, At: time.Now().Add(time.Hour), Where: "Het wijkgebouw"}))
	must[[]meeting.Item](w)(w.Meetings.Propose(ctx, operator, m.ID, meeting.Item{Kind: meeting.AboutTopic, Title: "Wie is er in de nacht?"}))
	if begun {
		must[meeting.Meeting](w)(w.Meetings.Start(ctx, operator, m.ID))
		must[meeting.Task](w)(w.Meetings.AddTask(ctx, operator, m.ID, meeting.Task{
			What: "Vraag na wie er is.", Owner: network.PersonID(w.askers[1].Person), Organization: w.people["Gerda Kleibakker"].Organization, By: time.Now().AddDate(0, 0, 7),
		}))
	}
	return must[meeting.Meeting](w)(w.Meetings.Meeting(ctx, operator, m.ID))
}

// theTask is a task of [world.meet] as the policies see it.
func (w *world) theTask(f mandate.Forum) access.Subject {
	return access.Subject{Type: "task", Desk: w.deskOf(f.Region), Region: string(f.Region), Wijkverband: string(f.Wijkverband), Person: w.askers[1].Person, Organization: string(w.people["Gerda Kleibakker"].Organization)}
}

// topic gives something to measure that no rule of the tests measures yet.
func (w *world) topic() signal.Rule {
	w.t.Helper()
	disciplines := must[[]network.Discipline](w)(w.Network.Disciplines(w.t.Context()))
	windows := []signal.Window{signal.Night, signal.Evening, signal.Weekend}
	levels := []bottleneck.Level{bottleneck.Wijk, bottleneck.Region}
	n := w.stuck.topics
	w.stuck.topics++
	if n/len(windows)/len(levels) >= len(disciplines) {
		w.t.Fatal("no more topics for rules")
	}
	return signal.Rule{Measure: signal.NoContact, Discipline: disciplines[n/len(windows)/len(levels)].Code, Window: windows[n%len(windows)], Level: levels[n/len(windows)%len(levels)],
		Threshold: 50, Weeks: 4, Theme: "avond-nacht-weekend", Title: "Er is niemand te bereiken", Source: "Afspraak van de regio"}
}

// rule makes a rule of a region; without one it holds everywhere.
func (w *world) rule(region network.RegionID) signal.Rule {
	w.t.Helper()
	for {
		r := w.topic()
		r.Region = region
		made, err := w.Signals.SaveRule(w.t.Context(), operator, r)
		if refusedByRule(err) {
			continue // the demonstration has one
		}
		if err != nil {
			w.t.Fatal(err)
		}
		return made
	}
}

// wholeTogether are questions whose answer is none when nothing about bottlenecks, meetings, mandates and
// agreements is half there.
var wholeTogether = []struct{ what, query string }{
	{"open bottlenecks without a level, an owner or a next date", `SELECT count(*) FROM bottleneck b WHERE NOT EXISTS (SELECT 1 FROM bottleneck_state s WHERE s.bottleneck = b.id AND s.until_at IS NULL
		AND (s.state IN ('solved', 'accepted', 'merged') OR s.level <> '' AND s.owner_kind <> '' AND (s.owner <> '' OR s.owner_kind = 'nation') AND s.next_at IS NOT NULL))`},
	{"bottlenecks that stand in two ways at once", `SELECT count(*) FROM (SELECT bottleneck FROM bottleneck_state WHERE until_at IS NULL GROUP BY bottleneck HAVING count(*) <> 1) AS twice`},
	{"bottlenecks that nobody reported", `SELECT count(*) FROM bottleneck b WHERE b.origin = 'person' AND NOT EXISTS (SELECT 1 FROM bottleneck_reporter r WHERE r.bottleneck = b.id)`},
	{"reporters that were not told of a step of theirs", `SELECT count(*) FROM bottleneck_event e JOIN bottleneck_receipt f ON f.bottleneck = e.bottleneck AND f.event = 1 AND f.reporter <> ''
		WHERE e.kind IN ('passed-up', 'answered', 'proposed', 'ended', 'took-in', 'reopened')
		AND NOT EXISTS (SELECT 1 FROM bottleneck_receipt t WHERE t.bottleneck = e.bottleneck AND t.event = e.number AND t.reporter = f.reporter)`},
	{"reporters whose report went on in another one and who were not told", `SELECT count(*) FROM bottleneck b JOIN bottleneck_receipt f ON f.bottleneck = b.id AND f.event = 1 AND f.reporter <> ''
		WHERE b.parent <> '' AND NOT EXISTS (SELECT 1 FROM bottleneck_event e JOIN bottleneck_receipt t ON t.bottleneck = e.bottleneck AND t.event = e.number
			WHERE e.bottleneck = b.parent AND e.kind = 'took-in' AND t.reporter = f.reporter)`},
	{"agreements that bind without the signature of a party", `SELECT count(*) FROM agreement a JOIN agreement_party p ON p.agreement = a.id AND p.version = a.version
		WHERE a.state IN ('active', 'review') AND p.left_at IS NULL AND NOT EXISTS (SELECT 1 FROM agreement_signature s WHERE s.agreement = a.id AND s.version = p.version AND s.party = p.organization)`},
	{"active agreements of which a party has nobody with a mandate", `SELECT count(*) FROM agreement a JOIN agreement_party p ON p.agreement = a.id AND p.version = a.version
		WHERE a.state = 'active' AND p.left_at IS NULL AND p.as_what <> 'leaves' AND NOT EXISTS (SELECT 1 FROM mandate m WHERE m.known_until IS NULL AND m.grantor = p.organization AND m.forum = a.forum AND m.region = a.region
			AND m.wijkverband = a.wijkverband AND m.revoked_at IS NULL)`},
	{"agreements that stand in two ways at once", `SELECT count(*) FROM (SELECT agreement FROM agreement_state WHERE until_at IS NULL GROUP BY agreement HAVING count(*) <> 1) AS twice`},
	{"agreements that are not what their last state says", `SELECT count(*) FROM agreement a WHERE NOT EXISTS (SELECT 1 FROM agreement_state s WHERE s.agreement = a.id AND s.until_at IS NULL
		AND s.state = a.state AND s.version = a.version AND s.public = a.public)`},
	{"mandates that are known in two ways at once", `SELECT count(*) FROM (SELECT id FROM mandate WHERE known_until IS NULL GROUP BY id HAVING count(*) > 1) AS twice`},
	{"periods that were weighed twice", `SELECT count(*) FROM (SELECT agreement FROM obligation_period GROUP BY agreement, obligation, party, from_at HAVING count(*) > 1) AS twice`},
	{"closed meetings without a beginning or an end", `SELECT count(*) FROM meeting WHERE state = 'closed' AND (started_at IS NULL OR ended_at IS NULL)`},
}
