package bottleneck_test

import (
	"context"
	"testing"

	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
)

// Three regions, one theme: it is proposed as national, bundled, and the nation's answer reaches everybody who
// reported in any of them, and each level that it came through.
func TestOneThemeInThreeRegions(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		var ids []bottleneck.ID
		var tokens []string
		for n := range 3 {
			receipt := h.Reported(t, reporter(n, 1), tell(n, 0))
			ids, tokens = append(ids, receipt.ID), append(tokens, receipt.Token)
			if n < 2 {
				if rising := must[[]bottleneck.Rise](t)(h.Rising(ctx, national, bottleneck.Nation, "")); len(rising) != 0 {
					t.Errorf("after %d regions it rises: %+v", n+1, rising)
				}
			}
		}
		h.Reported(t, reporter(3, 1), bottleneck.Report{Title: "Iets anders", HowOften: bottleneck.Daily, Theme: "vervoer", Area: bottlenecktest.Area(3, 0)})
		rising := must[[]bottleneck.Rise](t)(h.Rising(ctx, national, bottleneck.Nation, ""))
		if len(rising) != 1 || rising[0].Theme != "avond-nacht-weekend" || len(rising[0].Places) != 3 || len(rising[0].IDs) != 3 {
			t.Fatalf("%+v", rising)
		}
		_, err := h.Rising(ctx, staff(0), bottleneck.Nation, "")
		wants(t, err, fault.Denied)
		_, err = h.Bundle(ctx, staff(0), bottleneck.Nation, bottleneck.Place{}, "Nergens nachtzorg", "", ids, "Dit speelt overal.", none)
		wants(t, err, fault.Denied)
		b := must[bottleneck.Bottleneck](t)(h.Bundle(ctx, national, bottleneck.Nation, bottleneck.Place{}, "Nergens nachtzorg", "", rising[0].IDs, "Dit speelt overal.", none))
		if b.Level != bottleneck.Nation || b.Reporters != 3 || b.Theme != "avond-nacht-weekend" || b.Weight != 12 {
			t.Fatalf("%+v", b)
		}
		const words = "Elke regio krijgt een nachtteam."
		must[bottleneck.Bottleneck](t)(h.Answer(ctx, national, b.ID, words, none))
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, national, b.ID, bottleneck.EndSolved, "Ze zijn er.", none))
		for n, token := range tokens {
			f := h.follow(t, token)
			if f.ID != b.ID || f.Reported.ID != ids[n] || len(f.Answers) != 1 || f.Answers[0].Words != words || !f.Asked {
				t.Errorf("reporter %d: %+v", n, f)
			}
			// Each of the regions reads it too.
			if l := h.look(t, reporter(n, 5), b.ID); len(l.Parts) != 1 || l.Answers[0].Words != words {
				t.Errorf("region %d: %+v", n, l.Parts)
			}
			who, which := h.byLink(t, token)
			if b = must[bottleneck.Bottleneck](t)(h.Confirm(ctx, who, which)); (b.State == bottleneck.Solved) != (n == 2) {
				t.Errorf("after %d of 3 it is %s", n+1, b.State)
			}
		}
		_, err = h.Get(ctx, reporter(3, 1), b.ID)
		wants(t, err, fault.Denied)
		if n := h.count(t, `SELECT count(*) FROM bottleneck_receipt r JOIN bottleneck_event e ON e.bottleneck = r.bottleneck AND e.number = r.event
			WHERE e.kind = 'answered' AND r.owner_kind = 'wijkverband'`); n != 3 {
			t.Errorf("%d wijkverbanden have a receipt", n)
		}
		if err := h.sound(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatMayBeMerged(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		merge := func(who int, ids []bottleneck.ID, into bottleneck.ID) error {
			_, err := h.Merge(ctx, staff(who), ids, into, "Dit is hetzelfde.", none)
			return err
		}
		raise := func(n, w int) bottleneck.ID {
			id := h.Reported(t, citizen, tell(n, w)).ID
			must[bottleneck.Bottleneck](t)(h.PassUp(ctx, coordinator(n, w), id, "Hoger.", none))
			return id
		}
		loose := func(n int) bottleneck.ID {
			return h.Reported(t, citizen, bottleneck.Report{Title: "Geen nachtzorg", HowOften: bottleneck.Daily, Area: bottlenecktest.Loose(n)}).ID
		}
		field(t, merge(0, []bottleneck.ID{loose(1)}, loose(0)), "ids")
		region, elsewhere, wijk := raise(0, 0), raise(1, 0), h.Reported(t, citizen, tell(0, 1)).ID
		field(t, merge(0, []bottleneck.ID{elsewhere}, region), "ids")
		field(t, merge(0, nil, region), "ids")
		field(t, merge(0, []bottleneck.ID{region}, region), "ids")
		wants(t, merge(0, []bottleneck.ID{"8c6b0f0a-6f0a-4f0a-8f0a-6f0a4f0a8f0a"}, region), fault.NotFound)
		_, err := h.Merge(ctx, coordinator(0, 1), []bottleneck.ID{region}, wijk, "Dit is hetzelfde.", none)
		field(t, err, "ids") // it lies higher
		_, err = h.Merge(ctx, coordinator(0, 1), []bottleneck.ID{wijk}, region, "Dit is hetzelfde.", none)
		wants(t, err, fault.Denied)
		if err := merge(0, []bottleneck.ID{wijk}, region); err != nil {
			t.Fatal(err)
		}
		wants(t, merge(0, []bottleneck.ID{wijk}, region), fault.Conflict)
		if l := h.look(t, staff(0), wijk); l.State != bottleneck.Merged || l.Parent != region || !l.NextAt.IsZero() {
			t.Errorf("%+v", l.Bottleneck)
		}
	})
}

// What a rule opened: once for a place, its ending is its owner's and the joiners' yes.
func TestARuleOpensAndProposes(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		place := bottleneck.Place{Region: bottlenecktest.Region(0), Wijkverband: bottlenecktest.Wijkverband(0, 0), Area: bottlenecktest.Area(0, 0)}
		open := func() (id bottleneck.ID, made bool) {
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) (err error) {
				id, made, err = h.ReportTx(ctx, tx, bottleneck.Opened{Rule: "wait", Title: "Wachttijd boven de norm", What: "Al vier weken.", Theme: "wachttijd", HowOften: bottleneck.Daily,
					Place: place, Level: bottleneck.Wijk, Evidence: []bottleneck.Evidence{{Code: "wait-above-norm", Text: "41 dagen", Value: 41, Norm: 28, N: 12, From: h.clock.Now().Add(-4 * week), Until: h.clock.Now()}}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return id, made
		}
		propose := func() (did bool) {
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) (err error) {
				did, err = h.ProposeTx(ctx, tx, "wait", place, "De wachttijd is weer onder de norm.", []bottleneck.Evidence{{Text: "Nu 20 dagen."}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return did
		}
		if propose() {
			t.Error("something was proposed of nothing")
		}
		id, made := open()
		again, twice := open()
		if !made || twice || again != id {
			t.Fatalf("%s %v, then %s %v", id, made, again, twice)
		}
		l := h.look(t, coordinator(0, 0), id)
		if l.Origin != bottleneck.ByRule || len(l.Evidence) != 1 || l.Evidence[0].Value != 41 || l.Bottleneck.Reporters != 1 {
			t.Errorf("%+v", l.Bottleneck)
		}
		must[bottleneck.Receipt](t)(h.Join(ctx, reporter(0, 1), id, bottleneck.Joining{}))
		if !propose() || propose() {
			t.Error("it is proposed once")
		}
		if b := must[bottleneck.Bottleneck](t)(h.Confirm(ctx, reporter(0, 1), id)); b.State != bottleneck.Proposed {
			t.Errorf("it ended without its owner: %s", b.State)
		}
		_, err := h.Confirm(ctx, coordinator(0, 1), id)
		wants(t, err, fault.Denied)
		if b := must[bottleneck.Bottleneck](t)(h.Confirm(ctx, coordinator(0, 0), id)); b.State != bottleneck.Solved {
			t.Errorf("%s", b.State)
		}
		// Of an ending that the owner proposes, the rule says yes when the figures are right.
		h.clock.Add(61 * day)
		if id, made = open(); !made {
			t.Fatal("it is not opened anew")
		}
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), id, bottleneck.EndSolved, "Er is een team bij.", none))
		if !propose() {
			t.Error("the rule says nothing")
		}
		if l := h.look(t, coordinator(0, 0), id); l.State != bottleneck.Solved || l.Ending.Outcome != bottleneck.Agreed {
			t.Errorf("%s %+v", l.State, l.Ending)
		}
		if err := h.sound(ctx); err != nil {
			t.Error(err)
		}
	})
}
