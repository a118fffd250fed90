package bottleneck_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
)

var states = []bottleneck.State{bottleneck.Reported, bottleneck.Discussing, bottleneck.TakenUp, bottleneck.Proposed, bottleneck.Solved, bottleneck.Accepted, bottleneck.Merged}

// The table of moves is sound in itself: each leads between states that there are, nothing leads out of what
// was merged but separating it, and an end is left by reopening alone: by people, or by a rule.
func TestTheTableOfMoves(t *testing.T) {
	t.Parallel()
	out := map[bottleneck.State]int{}
	for _, m := range bottleneck.Moves {
		if m.By == 0 || len(m.To) == 0 {
			t.Errorf("%s is nobody's, or leads nowhere", m.Act)
		}
		for from, all := range m.To {
			for _, to := range all {
				if !slices.Contains(states, from) || !slices.Contains(states, to) {
					t.Errorf("%s leads from %q to %q", m.Act, from, to)
				}
				if from == to {
					continue
				}
				out[from]++
				switch {
				case from == bottleneck.Merged && m.Act != "Separate":
					t.Errorf("%s leads out of what was merged", m.Act)
				case from.Ended() && m.Act != "Reopen" && m.Act != "Rise":
					t.Errorf("%s leads out of an end", m.Act)
				case to.Ended() && m.Act != "Confirm" && m.Act != "Clocks" && m.Act != "Separate":
					t.Errorf("%s ends it without the reporters", m.Act)
				case to.Ended() && from != bottleneck.Proposed:
					t.Errorf("%s ends what was not proposed", m.Act)
				}
			}
		}
	}
	for _, s := range states {
		if s != bottleneck.Merged && out[s] == 0 {
			t.Errorf("nothing leads out of %s", s)
		}
		if _, known := bottleneck.MoveOf("Discuss"); !known {
			t.Error("a move is not found by its name")
		}
	}
	if _, known := bottleneck.MoveOf("Burn"); known {
		t.Error("a move that is none is found")
	}
}

func TestWeigh(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		often      bottleneck.HowOften
		reporters  int
		vulnerable bool
		want       int
	}{{bottleneck.Once, 0, false, 1}, {bottleneck.Once, 1, false, 1}, {bottleneck.Weekly, 1, false, 4}, {bottleneck.Weekly, 3, true, 24}, {bottleneck.Daily, 2, false, 14}, {bottleneck.Monthly, 2, true, 8}} {
		if got := bottleneck.Weigh(c.often, c.reporters, c.vulnerable); got != c.want {
			t.Errorf("%+v weighs %d", c, got)
		}
	}
}

// Every act in every state, by who may: it fits as the table says, and changes nothing where it does not.
func TestEveryActInEveryState(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		// reach brings a new one in a state, and gives who reported it.
		reach := func(s bottleneck.State) (bottleneck.ID, access.Actor) {
			receipt := h.Reported(t, citizen, tell(0, 0))
			who, which := h.byLink(t, receipt.Token)
			do := must[bottleneck.Bottleneck](t)
			switch s {
			case bottleneck.Discussing:
				do(h.Discuss(ctx, coordinator(0, 0), which, "", none))
			case bottleneck.TakenUp:
				do(h.TakeUp(ctx, coordinator(0, 0), which, bottleneck.Owner{}, h.clock.Now().Add(week), "Ja.", none))
			case bottleneck.Proposed, bottleneck.Solved, bottleneck.Accepted:
				kind := bottleneck.EndSolved
				if s == bottleneck.Accepted {
					kind = bottleneck.EndAccepted
				}
				do(h.Propose(ctx, coordinator(0, 0), which, kind, "Klaar.", none))
				if s != bottleneck.Proposed {
					do(h.Confirm(ctx, who, which))
				}
			case bottleneck.Merged:
				other := h.Reported(t, citizen, tell(0, 0))
				do(h.Merge(ctx, coordinator(0, 0), []bottleneck.ID{which}, other.ID, "Dit is hetzelfde.", none))
			}
			return which, who
		}
		one := func(b bottleneck.Bottleneck, err error) error { return err }
		owner := coordinator(0, 0)
		for name, do := range map[string]func(id bottleneck.ID, reporter access.Actor) error{
			"Discuss": func(id bottleneck.ID, _ access.Actor) error { return one(h.Discuss(ctx, owner, id, "", none)) },
			"TakeUp": func(id bottleneck.ID, _ access.Actor) error {
				return one(h.TakeUp(ctx, owner, id, bottleneck.Owner{}, h.clock.Now().Add(week), "Ja.", none))
			},
			"PassUp": func(id bottleneck.ID, _ access.Actor) error { return one(h.PassUp(ctx, owner, id, "Hoger.", none)) },
			"Answer": func(id bottleneck.ID, _ access.Actor) error { return one(h.Answer(ctx, owner, id, "Zo.", none)) },
			"Propose": func(id bottleneck.ID, _ access.Actor) error {
				return one(h.Propose(ctx, owner, id, bottleneck.EndSolved, "Klaar.", none))
			},
			"Confirm": func(id bottleneck.ID, r access.Actor) error { return one(h.Confirm(ctx, r, id)) },
			"Object":  func(id bottleneck.ID, r access.Actor) error { return one(h.Object(ctx, r, id, "Nee.")) },
			"Reopen":  func(id bottleneck.ID, r access.Actor) error { return one(h.Reopen(ctx, r, id, "Weer.", none)) },
			"Merge": func(id bottleneck.ID, _ access.Actor) error {
				return one(h.Merge(ctx, owner, []bottleneck.ID{h.Reported(t, citizen, tell(0, 0)).ID}, id, "Gelijk.", none))
			},
			"Bundle": func(id bottleneck.ID, _ access.Actor) error {
				return one(h.Bundle(ctx, staff(0), bottleneck.Region, bottleneck.Place{Region: bottlenecktest.Region(0)}, "Overal", "", []bottleneck.ID{id}, "Overal.", none))
			},
			"Assign": func(id bottleneck.ID, _ access.Actor) error {
				return one(h.Assign(ctx, owner, id, bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(bottlenecktest.PracticeOrg)}, "Zij.", none))
			},
			"Postpone": func(id bottleneck.ID, _ access.Actor) error {
				return one(h.Postpone(ctx, owner, id, h.clock.Now().Add(time.Hour), "Ziek.", none))
			},
			"Note":    func(id bottleneck.ID, _ access.Actor) error { return one(h.Note(ctx, owner, id, "Let op.", none)) },
			"Example": func(id bottleneck.ID, _ access.Actor) error { return one(h.Example(ctx, owner, id, true)) },
		} {
			move, known := bottleneck.MoveOf(name)
			if !known {
				t.Fatalf("no move %s", name)
			}
			for _, from := range states {
				// What was merged lives on in another one, and its reporters act on that.
				if from == bottleneck.Merged && move.By&bottleneck.AReporter != 0 {
					continue
				}
				id, reporter := reach(from)
				err := do(id, reporter)
				now := h.look(t, staff(0), id)
				if all, fits := move.To[from]; fits {
					if err != nil || !slices.Contains(all, now.State) {
						t.Errorf("%s of %s gives %s, %v", name, from, now.State, err)
					}
					continue
				}
				if fault.KindOf(err) != fault.Conflict || err == nil || now.State != from {
					t.Errorf("%s of %s is not refused: %s, %v", name, from, now.State, err)
				}
			}
		}
		if err := h.sound(ctx); err != nil {
			t.Error(err)
		}
	})
}
