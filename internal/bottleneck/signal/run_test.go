package signal_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/placementtest"
)

// board gives the open bottlenecks of the region.
func (h *house) board(t testing.TB) []bottleneck.Bottleneck {
	t.Helper()
	return must[bottleneck.Page](t)(h.bottlenecks.Board(t.Context(), staff, bottleneck.Query{Region: placementtest.Region})).Items
}

// weighed weighs the rules and gives how many bottlenecks that opened.
func (h *house) weighed(t testing.TB) int {
	t.Helper()
	return must[int](t)(h.signals.Weigh(t.Context()))
}

// only ends every general rule but those on one measure.
func (h *house) only(t testing.TB, m signal.Measure) (kept signal.Rule) {
	t.Helper()
	for _, r := range must[[]signal.Rule](t)(h.signals.Rules(t.Context(), signal.Query{})) {
		if r.Measure == m {
			kept = r
			continue
		}
		if err := h.signals.EndRule(t.Context(), operator, r.ID, r.Version); err != nil {
			t.Fatal(err)
		}
	}
	return kept
}

// TestARuleOpensOnceAndProposesTheEnding: it opens one bottleneck for each place with its evidence, proposes
// the ending when the figure fell and closes nothing; it speaks again only after the figure was low.
func TestARuleOpensOnceAndProposesTheEnding(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		rule := h.only(t, signal.NoContact)
		if n := h.weighed(t); n != 0 {
			t.Fatalf("it spoke of %d places on the first day", n)
		}
		h.clock.add(3 * week)
		if n := h.weighed(t); n != 2 {
			t.Fatalf("it opened %d", n)
		}
		h.clock.add(24 * time.Hour)
		if n := h.weighed(t); n != 0 || len(h.board(t)) != 2 {
			t.Errorf("the day after it opened %d", n)
		}
		var east bottleneck.Bottleneck
		for _, b := range h.board(t) {
			if b.Origin != bottleneck.ByRule || b.Rule != string(rule.ID) || b.Level != bottleneck.Wijk || b.Title != rule.Title || b.Theme != rule.Theme || b.NextAt.IsZero() {
				t.Errorf("opened %+v", b)
			}
			if b.Place.Wijkverband == h.east {
				east = b
			}
		}
		if len(east.Evidence) != 1 || east.Evidence[0].N != 7 || east.Evidence[0].Ref != string(rule.ID) || east.Evidence[0].Until.Before(h.clock.now().Add(-2*24*time.Hour)) {
			t.Errorf("its evidence is %+v", east.Evidence)
		}
		holds(t, east.What, "Dit meldt het systeem zelf", "niemand te bellen", rule.Source)

		nurses := h.service(t, "24/7", eastWijk)
		h.clock.add(8 * 24 * time.Hour)
		for range 2 {
			if n := h.weighed(t); n != 0 {
				t.Errorf("it opened %d", n)
			}
		}
		coordinator := access.Actor{Person: "p-c", Role: access.Coordinator, Region: string(placementtest.Region), Wijkverband: string(h.east), Assurance: access.High}
		look := must[bottleneck.Look](t)(h.bottlenecks.Get(ctx, coordinator, east.ID))
		if look.State != bottleneck.Proposed || look.Ending == nil || !look.Ending.ByRule {
			t.Fatalf("it stands as %s with %+v", look.State, look.Ending)
		}
		holds(t, look.Ending.Words, "weer onder de grens", "0%")
		for _, b := range h.board(t) {
			if b.Place.Wijkverband == h.west && b.State != bottleneck.Reported {
				t.Errorf("that of West is %s", b.State)
			}
		}

		// They come by day alone again: the rule says no to the ending that it proposed itself.
		nurses.Hours = "Mo-Fr 09:00-17:00"
		must[directory.Service](t)(h.Directory.Save(ctx, admin(nurses.Organization), nurses, nurses.Version))
		h.clock.add(3 * week)
		for range 2 {
			h.weighed(t)
		}
		look = must[bottleneck.Look](t)(h.bottlenecks.Get(ctx, coordinator, east.ID))
		if look.State != bottleneck.Reported || look.Ending.Outcome != bottleneck.Objected || len(look.Evidence) != 2 || len(h.board(t)) != 2 {
			t.Fatalf("it stands as %s with %+v and %d figures", look.State, look.Ending, len(look.Evidence))
		}
		objections := 0
		for _, e := range look.Events {
			if e.Kind == bottleneck.EventObjected {
				holds(t, e.Words, "weer boven de grens", "niemand te bellen")
				objections++
			}
		}
		if objections != 1 {
			t.Errorf("it says no %d times", objections)
		}
	})
}

// TestManyNodesOpenOne: whoever comes second sees what the first one opened.
func TestManyNodesOpenOne(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.only(t, signal.NoContact)
		h.clock.add(3 * week)
		var all sync.WaitGroup
		var opened atomic.Int64
		for range 4 {
			all.Go(func() {
				n, err := h.signals.Weigh(t.Context())
				if err != nil {
					t.Error(err)
				}
				opened.Add(int64(n))
			})
		}
		all.Wait()
		if opened.Load() != 2 || len(h.board(t)) != 2 {
			t.Errorf("four nodes opened %d, and %d stand on the board", opened.Load(), len(h.board(t)))
		}
	})
}

// TestARegionsOwnRuleGoesFirst: where a region says for itself what a bottleneck is, the general rule is
// silent there; and a rule that ended says nothing.
func TestARegionsOwnRuleGoesFirst(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		general := h.only(t, signal.NoContact)
		own := general
		own.ID, own.Version, own.Region, own.Weeks, own.Title = "", 0, placementtest.Region, 6, "Nachten zonder verpleging"
		own = must[signal.Rule](t)(h.signals.SaveRule(ctx, staff, own))
		h.clock.add(3 * week)
		if n := h.weighed(t); n != 0 {
			t.Errorf("the general rule spoke of %d places", n)
		}
		h.clock.add(4 * week)
		if n := h.weighed(t); n != 2 || h.board(t)[0].Title != own.Title {
			t.Errorf("the region's own rule spoke of %d places", n)
		}
		if err := h.signals.EndRule(ctx, staff, own.ID, own.Version); err != nil {
			t.Fatal(err)
		}
		h.clock.add(24 * time.Hour)
		if n := h.weighed(t); n != 2 || len(h.board(t)) != 4 {
			t.Errorf("after it ended the general one spoke of %d places", n)
		}
	})
}

// TestRulesChange: a change begins now and what a rule was stays known; what it measures does not change.
func TestRulesChange(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r := signal.Rule{Region: placementtest.Region, Measure: signal.Declines, Threshold: 40, Weeks: 4, Level: bottleneck.Region, Theme: "geen-plek", Title: "Vaak geen plek", Source: "Afspraak van de regio"}
		saved := must[signal.Rule](t)(h.signals.SaveRule(ctx, staff, r))
		then := h.clock.now()
		h.clock.add(time.Hour)
		changed := saved
		changed.Threshold = 50
		changed = must[signal.Rule](t)(h.signals.SaveRule(ctx, staff, changed))
		if changed.Version != saved.Version+1 || !changed.From.Equal(h.clock.now()) {
			t.Errorf("changed to %+v", changed)
		}
		_, err := h.signals.SaveRule(ctx, staff, saved)
		if wants(t, err, fault.Conflict); !errors.Is(err, signal.ErrStale) {
			t.Error("it does not say that it was changed since")
		}
		_, err = h.signals.SaveRule(ctx, staff, r)
		wants(t, err, fault.Conflict) // one that measures this is there
		other := changed
		other.Measure = signal.Bridging
		_, err = h.signals.SaveRule(ctx, staff, other)
		wants(t, err, fault.Invalid)
		for at, want := range map[time.Time]int{then: 40, h.clock.now(): 50} {
			rules := must[[]signal.Rule](t)(h.signals.Rules(ctx, signal.Query{Region: placementtest.Region, At: at}))
			if rules[0].ID != saved.ID || rules[0].Threshold != want || len(rules) != 9 {
				t.Errorf("at %v %d rules, the first %+v", at, len(rules), rules[0])
			}
		}
		wants(t, h.signals.EndRule(ctx, staff, saved.ID, saved.Version), fault.Conflict)
		if err := h.signals.EndRule(ctx, staff, saved.ID, changed.Version); err != nil {
			t.Fatal(err)
		}
		wants(t, h.signals.EndRule(ctx, staff, saved.ID, changed.Version), fault.NotFound)
		h.clock.add(time.Minute)
		if all := must[[]signal.Rule](t)(h.signals.Rules(ctx, signal.Query{Region: placementtest.Region})); len(all) != 8 {
			t.Errorf("%d rules hold", len(all))
		}
		if all := must[[]signal.Rule](t)(h.signals.Rules(ctx, signal.Query{Region: placementtest.Region, Ended: true})); len(all) != 9 || all[0].Until.IsZero() {
			t.Errorf("%d rules hold or held", len(all))
		}
	})
}

// TestWhoMayKeepRules has a denied case beside each allowed one.
func TestWhoMayKeepRules(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		region := string(placementtest.Region)
		as := func(role access.Role, region string) access.Actor {
			return access.Actor{Person: "p", Role: role, Region: region, Organization: "o", Assurance: access.High}
		}
		h.clock.add(week)
		board := as(access.National, "")
		board.Organization = string(h.nation(t))
		for name, c := range map[string]struct {
			actor        access.Actor
			region       network.RegionID
			saves, tries bool
		}{
			"staff of the region":          {as(access.RESVStaff, region), placementtest.Region, true, true},
			"its board":                    {as(access.RESVBoard, region), placementtest.Region, true, true},
			"staff of another one":         {as(access.RESVStaff, id.New[string]()), placementtest.Region, false, false},
			"a coordinator":                {as(access.Coordinator, region), placementtest.Region, false, true},
			"a coordinator of another one": {as(access.Coordinator, id.New[string]()), placementtest.Region, false, false},
			"a professional":               {as(access.Professional, region), placementtest.Region, false, false},
			"an insurer":                   {as(access.Insurer, region), placementtest.Region, false, false},
			"nobody":                       {access.Anonymous(""), placementtest.Region, false, false},
			"the nation's board":           {board, "", true, true},
			"the board for a region":       {board, placementtest.Region, false, false},
			"another national party":       {as(access.National, ""), "", false, false},
			"staff for the land":           {as(access.RESVStaff, region), "", false, false},
		} {
			r := signal.Rule{Region: c.region, Measure: signal.Bridging, Kind: "grz", Threshold: 40, Weeks: 4, Level: bottleneck.Region, Theme: "overbrugging", Title: "Vaak overbrugd", Source: "Eigen afspraak"}
			_, err := h.signals.DryRun(ctx, c.actor, r, monday, h.clock.now())
			if (err == nil) != c.tries || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("%s tries: %v", name, err)
			}
			saved, err := h.signals.SaveRule(ctx, c.actor, r)
			if (err == nil) != c.saves || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("%s saves: %v", name, err)
			}
			if err == nil {
				if err := h.signals.EndRule(ctx, c.actor, saved.ID, saved.Version); err != nil {
					t.Errorf("%s ends: %v", name, err)
				}
				continue
			}
			// The region that a rule is sent with does not open what stands.
			saved = must[signal.Rule](t)(h.signals.SaveRule(ctx, operator, r))
			saved.Region = network.RegionID(c.actor.Region)
			if _, err := h.signals.SaveRule(ctx, c.actor, saved); err == nil {
				t.Errorf("%s changed it under another region", name)
			}
			wants(t, h.signals.EndRule(ctx, c.actor, saved.ID, saved.Version), fault.Denied)
			if err := h.signals.EndRule(ctx, operator, saved.ID, saved.Version); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestWhatIsWrongInARule names the field.
func TestWhatIsWrongInARule(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		good := signal.Rule{Region: placementtest.Region, Measure: signal.NoContact, Discipline: "wijkverpleging", Window: signal.Weekend, Weeks: 1, Level: bottleneck.Wijk,
			Theme: "avond-nacht-weekend", Title: "Niemand in het weekend", Source: "Afspraak"}
		for name, change := range map[string]func(*signal.Rule){
			"measure":    func(r *signal.Rule) { r.Measure = "sfeer" },
			"threshold":  func(r *signal.Rule) { r.Threshold = 101 },
			"weeks":      func(r *signal.Rule) { r.Weeks = 0 },
			"level":      func(r *signal.Rule) { r.Level = bottleneck.Nation },
			"theme":      func(r *signal.Rule) { r.Theme = "alles" },
			"title":      func(r *signal.Rule) { r.Title = " " },
			"source":     func(r *signal.Rule) { r.Source = "" },
			"window":     func(r *signal.Rule) { r.Window = "middag" },
			"discipline": func(r *signal.Rule) { r.Discipline = "" },
			"norm":       func(r *signal.Rule) { r.Norm = "treek-thuis" },
			"kind":       func(r *signal.Rule) { r.Kind = "grz" },
		} {
			r := good
			change(&r)
			_, err := h.signals.SaveRule(t.Context(), staff, r)
			wants(t, err, fault.Invalid)
			found := false
			for _, f := range fault.Safe(err).Fields {
				found = found || f.Name == name
			}
			if !found {
				t.Errorf("%v does not name %s", err, name)
			}
		}
		now := h.clock.now()
		for name, span := range map[string][2]time.Time{
			"no time": {now, now}, "to come": {now, now.Add(week)}, "three years": {now.AddDate(-3, 0, 0), now},
		} {
			if _, err := h.signals.DryRun(t.Context(), staff, good, span[0], span[1]); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		// What the land begins with can be kept, and tried, by the same rules.
		for _, r := range must[[]signal.Rule](t)(h.signals.Rules(t.Context(), signal.Query{})) {
			r.Weeks++
			must[signal.Rule](t)(h.signals.SaveRule(t.Context(), operator, r))
			must[[]signal.Hit](t)(h.signals.DryRun(t.Context(), operator, r, monday.Add(-week), now))
		}
	})
}

// TestWeighingFinishes also for the job that does it each morning.
func TestWeighingFinishes(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		if err := errors.Join(h.signals.Schedule(t.Context()), h.signals.Run(t.Context(), jobOf())); err != nil {
			t.Fatal(err)
		}
		var next int64
		h.row(t, &next, `SELECT run_at FROM job WHERE kind = $1`, signal.Job)
		if at := time.UnixMicro(next); !at.After(h.clock.now()) || at.After(h.clock.now().Add(30*time.Hour)) {
			t.Errorf("it runs again at %v", at)
		}
	})
}
