package demo_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/personal"
)

// TestNothingSaidTellsWhoItIsAbout: what people of the demo write would pass the checks without a warning.
func TestNothingSaidTellsWhoItIsAbout(t *testing.T) {
	t.Parallel()
	for _, words := range demo.Said() {
		if found := personal.Check(words); len(found) > 0 {
			t.Errorf("%q: %s", words, found[0].EN)
		}
	}
}

// together checks what people did together in the weeks that were lived.
func together(t *testing.T, h demo.House, d *demo.Data) {
	t.Run("mandates", func(t *testing.T) { mandated(t, h, d) })
	t.Run("seats", func(t *testing.T) { seated(t, h, d) })
	t.Run("agreements", func(t *testing.T) { agreed(t, h, d) })
	t.Run("bottlenecks", func(t *testing.T) { complained(t, h, d) })
	t.Run("meetings", func(t *testing.T) { met(t, h, d) })
	t.Run("obligations", func(t *testing.T) { weighed(t, h, d) })
}

func organization(t *testing.T, d *demo.Data, name string) network.OrganizationID {
	t.Helper()
	for _, o := range d.Organizations {
		if o.Name == name {
			return o.ID
		}
	}
	t.Fatalf("no organisation is called %s", name)
	return ""
}

func mandated(t *testing.T, h demo.House, d *demo.Data) {
	ctx, zoom := t.Context(), zoom(d)
	resv := mandate.Forum{Kind: mandate.RESV, Region: zoom}
	all, err := h.Mandates.Mandates(ctx, mandate.Query{Forum: resv, Ended: true})
	if err != nil {
		t.Fatal(err)
	}
	var force, ended, revoked int
	for _, m := range all {
		switch {
		case !m.RevokedAt.IsZero():
			revoked++
		case !m.Until.IsZero() && m.Until.Before(now):
			ended++
		default:
			force++
		}
	}
	if force < 6 || ended != 1 || revoked != 1 {
		t.Errorf("%d mandates in force, %d ended, %d revoked; want 6, 1, 1", force, ended, revoked)
	}
	nurses := organization(t, d, "Wijkverpleging Samen Rivierenzoom")
	soon, err := h.Mandates.EndsSoon(ctx, zoom, "", 30*24*time.Hour)
	if err != nil || !slices.ContainsFunc(soon, func(e mandate.Ending) bool { return e.Kind == "mandate" && e.Organization == nurses }) {
		t.Errorf("%+v end soon, %v; want the mandate of the nurses", soon, err)
	}
	for _, of := range []struct {
		who, party, why string
	}{
		{"Hedwig Waardemaker", "Huisartsencoöperatie Rivierenzoom", ""}, {"Saskia Veerstoep", "Wijkverpleging Samen Rivierenzoom", ""},
		{"Ravi Pontmeester", "Apothekersvereniging Rivierenzoom", ""}, {"Ilse Bongerdman", "Apothekersvereniging Rivierenzoom", mandate.Ended},
		{"Dunya Stroomink", "Fysionetwerk Rivierenzoom", mandate.Revoked},
	} {
		c, err := h.Mandates.Chain(ctx, mandate.Ask{Signer: network.PersonID(person(t, d, of.who).Person), Party: organization(t, d, of.party), Forum: resv, Subject: "tasks"})
		if err != nil || c.Valid != (of.why == "") || c.Why != of.why {
			t.Errorf("%s for %s: %v %q, %v; want %q", of.who, of.party, c.Valid, c.Why, err, of.why)
		}
	}
	c, err := h.Network.Coverage(ctx, "rivierenzoom", now)
	if err != nil {
		t.Fatal(err)
	}
	organised, without := 0, 0
	for _, x := range c.Disciplines {
		core := x.Code == "huisartsenzorg" || x.Code == "wijkverpleging" || x.Code == "farmacie"
		if x.Mandated == nil || *x.Mandated != core {
			t.Errorf("%s: mandated %v; want %v", x.Code, x.Mandated, core)
		}
		switch {
		case x.Organised == nil:
		case *x.Organised == 0:
			without++
		case *x.Organised >= 0.4 && *x.Organised <= 1:
			organised++
		default:
			t.Errorf("%s is organised for %v", x.Code, *x.Organised)
		}
	}
	if organised < 9 || without < 3 {
		t.Errorf("%d disciplines are organised and %d are not; want 9 and 3", organised, without)
	}
}

func seated(t *testing.T, h demo.House, d *demo.Data) {
	ctx, zoom := t.Context(), zoom(d)
	for _, of := range []struct {
		kind   mandate.ForumKind
		seats  int
		vacant int
		equal  bool
	}{{mandate.RESV, 5, 1, false}, {mandate.Regiotafel, 4, 1, true}} {
		f := mandate.Forum{Kind: of.kind, Region: zoom}
		seats, err := h.Mandates.Seats(ctx, f, now)
		if err != nil {
			t.Fatal(err)
		}
		vacant := 0
		for _, z := range seats {
			if z.Holder == "" {
				vacant++
			}
		}
		votes, err := h.Mandates.Votes(ctx, f, now)
		if err != nil || len(seats) != of.seats || vacant != of.vacant || votes.Equal != of.equal {
			t.Errorf("%s: %d seats, %d without a holder, equal %v, %v; want %+v", of.kind, len(seats), vacant, votes.Equal, err, of)
		}
	}
	voice, err := h.Mandates.Citizens(ctx, zoom, now)
	if err != nil || voice.Own || len(voice.Seats) != 1 {
		t.Errorf("citizens: %+v, %v; want a seat at the Regiotafel", voice, err)
	}
}

// pact finds an agreement by its title.
func pact(t *testing.T, h demo.House, d *demo.Data, reader, title string) agreement.Agreement {
	t.Helper()
	who := person(t, d, reader)
	p, err := h.Agreements.List(t.Context(), who, agreement.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Items {
		if s.Title == title {
			a, err := h.Agreements.Get(t.Context(), who, s.ID)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
	}
	t.Fatalf("%s reads no agreement %q", reader, title)
	return agreement.Agreement{}
}

func agreed(t *testing.T, h demo.House, d *demo.Data) {
	ctx := t.Context()
	p, err := h.Agreements.List(ctx, person(t, d, "Esra Hoogwater"), agreement.Query{})
	if err != nil {
		t.Fatal(err)
	}
	states, levels := map[agreement.State]int{}, map[string]int{}
	for _, s := range p.Items {
		states[s.State]++
		levels[s.Level]++
	}
	for s, least := range map[agreement.State]int{agreement.StateDraft: 1, agreement.StateConsent: 2, agreement.StateActive: 4, agreement.StateReview: 1, agreement.StateEnded: 1} {
		if states[s] < least {
			t.Errorf("%d agreements are %s; want %d", states[s], s, least)
		}
	}
	if levels[agreement.LevelNation] < 1 || levels[agreement.LevelRegion] < 5 || levels[agreement.LevelWijk] < 3 {
		t.Errorf("agreements by level: %v", levels)
	}

	data := pact(t, h, d, "Gerda Kleibakker", "Gegevens uitwisselen in Rivierenzoom")
	mine := organization(t, d, "Thuiszorg Rivierstroom")
	if !slices.ContainsFunc(data.Missing, func(l agreement.Lack) bool { return l.What == "signature" && l.Party == mine }) {
		t.Errorf("Gerda has nothing to sign: %+v", data.Missing)
	}
	if len(data.Objections) != 1 || !data.Objections[0].SettledAt.IsZero() || data.Objections[0].Clause != "3" {
		t.Errorf("objections %+v; want one that is open", data.Objections)
	}
	if data.Parent == "" {
		t.Error("it implements nothing")
	}
	for _, title := range []string{"Overbruggingszorg in Rivierenzoom", "Wijkverpleging in avond, nacht en weekend"} {
		a := pact(t, h, d, "Esra Hoogwater", title)
		for _, party := range a.Parties {
			if a.State != agreement.StateActive || party.Signature == nil || !party.Signature.Chain.Valid {
				t.Errorf("%s is %s: %+v", title, a.State, party)
			}
		}
	}
	if a := pact(t, h, d, "Esra Hoogwater", "Plekken en uren delen tussen wijken"); a.State != agreement.StateReview || a.Why == "" {
		t.Errorf("%s is %s because of %q; want under review", a.Title, a.State, a.Why)
	}

	above := pact(t, h, d, "Esra Hoogwater", "Wijkverpleging in avond, nacht en weekend")
	tree, err := h.Agreements.Tree(ctx, person(t, d, "Esra Hoogwater"), above.ID, "", now)
	if err != nil || len(tree) != 1 || len(tree[0].Children) < 2 || len(tree[0].Without) == 0 {
		t.Errorf("the tree: %+v, %v; want two wijken at least that implement it, and some that have not", tree, err)
	}
}

// onBoard counts bottlenecks of a level in a state.
func onBoard(t *testing.T, h demo.House, d *demo.Data, level bottleneck.Level, state bottleneck.State) int {
	t.Helper()
	q, who := bottleneck.Query{Level: level, State: state, Region: zoom(d)}, "Esra Hoogwater"
	if level == bottleneck.Nation {
		q.Region, who = "", "Annelot Vloedlijn"
	}
	p, err := h.Bottlenecks.Board(t.Context(), person(t, d, who), q)
	if err != nil {
		t.Fatal(err)
	}
	return p.Total
}

func complained(t *testing.T, h demo.House, d *demo.Data) {
	ctx := t.Context()
	everywhere := []bottleneck.State{bottleneck.Reported, bottleneck.Discussing, bottleneck.TakenUp, bottleneck.Proposed, bottleneck.Solved}
	for level, states := range map[bottleneck.Level][]bottleneck.State{
		bottleneck.Wijk:   append(slices.Clone(everywhere), bottleneck.Accepted, bottleneck.Merged),
		bottleneck.Region: append(slices.Clone(everywhere), bottleneck.Accepted),
		bottleneck.Nation: everywhere,
	} {
		for _, s := range states {
			if onBoard(t, h, d, level, s) == 0 {
				t.Errorf("no bottleneck of the %s is %s", level, s)
			}
		}
	}

	esra, tineke := person(t, d, "Esra Hoogwater"), person(t, d, "Tineke Wilgentak")
	late, err := h.Bottlenecks.Board(ctx, tineke, bottleneck.Query{Region: zoom(d), Wijkverband: network.WijkverbandID(tineke.Wijkverband), Overdue: true})
	if err != nil || late.Total == 0 {
		t.Errorf("%d of West are overdue, %v", late.Total, err)
	}
	open, err := h.Bottlenecks.Board(ctx, esra, bottleneck.Query{Region: zoom(d), Limit: 500})
	if err != nil || !slices.ContainsFunc(open.Items, func(b bottleneck.Bottleneck) bool {
		return b.Origin == bottleneck.ByRule && b.Theme == "avond-nacht-weekend" && len(b.Evidence) > 0
	}) {
		t.Errorf("no rule spoke of the nights, %v", err)
	}
	rising, err := h.Bottlenecks.Rising(ctx, esra, bottleneck.Region, zoom(d))
	if err != nil || !slices.ContainsFunc(rising, func(r bottleneck.Rise) bool { return r.Theme == "avond-nacht-weekend" && len(r.Places) == 3 }) {
		t.Errorf("rising in the region: %+v, %v", rising, err)
	}
	rising, err = h.Bottlenecks.Rising(ctx, person(t, d, "Annelot Vloedlijn"), bottleneck.Nation, "")
	if err != nil || !slices.ContainsFunc(rising, func(r bottleneck.Rise) bool { return r.Theme == "ggz" && len(r.Places) == 3 }) {
		t.Errorf("rising in the nation: %+v, %v", rising, err)
	}

	own, err := h.Bottlenecks.Own(ctx, person(t, d, "Chenoa Rietsnijder"))
	if err != nil {
		t.Fatal(err)
	}
	asked, up := false, false
	for _, o := range own {
		asked = asked || o.Asked
		up = up || o.Now.Level == bottleneck.Nation && o.News > 0
	}
	if len(own) < 4 || !asked || !up {
		t.Errorf("Chenoa follows %d, is asked %v, hears of the nation %v", len(own), asked, up)
	}
	night := bottleneckOf(t, h, d, "In de nacht is er niemand te bellen voor wijkverpleging in West")
	if night.Unnamed != 1 || len(night.Reporters) != 2 {
		t.Errorf("%d stay unnamed and %d are named; want 1 and 2", night.Unnamed, len(night.Reporters))
	}
	for _, o := range own {
		if o.Reported.Theme != "gegevens" {
			continue
		}
		told, err := h.Bottlenecks.Get(ctx, esra, o.Now.ID)
		if err != nil || len(told.Trail) < 3 || !slices.ContainsFunc(told.Answers, func(a bottleneck.Answer) bool { return a.Level == bottleneck.Nation }) {
			t.Errorf("what went to the nation and back: %+v, %v", told, err)
		}
	}
}

// bottleneckOf reads one of West by its title, as its coordinator does.
func bottleneckOf(t *testing.T, h demo.House, d *demo.Data, title string) bottleneck.Look {
	t.Helper()
	who := person(t, d, "Tineke Wilgentak")
	p, err := h.Bottlenecks.Board(t.Context(), who, bottleneck.Query{Region: zoom(d), Wijkverband: network.WijkverbandID(who.Wijkverband), Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(p.Items, func(b bottleneck.Bottleneck) bool { return b.Title == title })
	if i < 0 {
		t.Fatalf("no bottleneck %q is open in West", title)
	}
	l, err := h.Bottlenecks.Get(t.Context(), who, p.Items[i].ID)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func met(t *testing.T, h demo.House, d *demo.Data) {
	ctx := t.Context()
	for name, forum := range map[string]mandate.Forum{
		"Tineke Wilgentak": {Kind: mandate.Wijkverband, Region: zoom(d), Wijkverband: network.WijkverbandID(person(t, d, "Tineke Wilgentak").Wijkverband)},
		"Esra Hoogwater":   {Kind: mandate.RESV, Region: zoom(d)},
	} {
		all, err := h.Meetings.Meetings(ctx, person(t, d, name), meeting.Query{Forum: forum})
		if err != nil {
			t.Fatal(err)
		}
		closed, planned := 0, 0
		for _, one := range all {
			m, err := h.Meetings.Meeting(ctx, person(t, d, name), one.ID)
			if err != nil {
				t.Fatal(err)
			}
			switch m.State {
			case meeting.Closed:
				closed++
				decided := slices.ContainsFunc(m.Items, func(i meeting.Item) bool {
					return i.Kind == meeting.AboutBottleneck && i.Minutes != "" && i.Decision != ""
				})
				if !decided || len(m.Tasks) == 0 || len(m.Present) == 0 || len(m.Present) >= len(m.Expected) {
					t.Errorf("%s of %s: %d tasks, %d of %d present", forum.Kind, m.At, len(m.Tasks), len(m.Present), len(m.Expected))
				}
			case meeting.Planned:
				planned++
				today := m.At.In(clock.Amsterdam).YearDay() == now.YearDay()
				if m.At.Before(now) || len(m.Items) < 3 || today != (forum.Kind == mandate.Wijkverband) {
					t.Errorf("%s is planned for %s, with %d items", forum.Kind, m.At, len(m.Items))
				}
			}
		}
		if closed != 2 || planned != 1 {
			t.Errorf("%s: %d closed and %d planned; want 2 and 1", forum.Kind, closed, planned)
		}
	}
	tasks, err := h.Meetings.Tasks(ctx, person(t, d, "Tineke Wilgentak"), meeting.TaskQuery{Person: network.PersonID(person(t, d, "Tineke Wilgentak").Person), Open: true})
	if err != nil || len(tasks) != 1 {
		t.Errorf("Tineke has %d things to do, %v; want 1", len(tasks), err)
	}
}

func weighed(t *testing.T, h demo.House, d *demo.Data) {
	ctx := t.Context()
	all, err := h.Obligations.Kept(ctx, person(t, d, "Esra Hoogwater"), obligation.Query{Region: zoom(d), Limit: 5000})
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[obligation.Outcome]int{}
	for _, p := range all {
		outcomes[p.Outcome]++
	}
	t.Logf("obligations: %v", outcomes)
	for o, least := range map[obligation.Outcome]int{obligation.Kept: 20, obligation.NotKept: 3, obligation.Explained: 3, obligation.Unknown: 3} {
		if outcomes[o] < least {
			t.Errorf("%d are %s; want %d", outcomes[o], o, least)
		}
	}
	if outcomes[obligation.NotKept] > len(all)/4 {
		t.Errorf("%d of %d were not kept and not explained", outcomes[obligation.NotKept], len(all))
	}
	week, err := h.Obligations.Week(ctx, person(t, d, "Gerda Kleibakker"))
	if err != nil || len(week.ToExplain) == 0 || len(week.Running) == 0 {
		t.Errorf("Gerda has %d to explain and %d running, %v", len(week.ToExplain), len(week.Running), err)
	}
	bridging := pact(t, h, d, "Vivian Overlaat", "Overbruggingszorg in Rivierenzoom")
	counts, err := h.Obligations.ForInsurer(ctx, person(t, d, "Vivian Overlaat"), bridging.ID)
	if err != nil || counts.Kept == 0 || counts.Total() <= counts.Kept {
		t.Errorf("the insurer sees %+v, %v", counts, err)
	}
}
