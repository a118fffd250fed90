package bottleneck_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
)

// What was merged by mistake lives again with its own reporters, level, owner and date, and what was merged
// into it goes along.
func TestAWrongMergeIsUndone(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, do := t.Context(), must[bottleneck.Bottleneck](t)
		root := h.Reported(t, reporter(0, 1), tell(0, 0)).ID
		part := h.Reported(t, reporter(0, 2), tell(0, 0)).ID
		below := h.Reported(t, reporter(0, 3), tell(0, 0)).ID
		next := h.clock.Now().Add(50 * day)
		do(h.TakeUp(ctx, coordinator(0, 0), part, bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(bottlenecktest.PracticeOrg)}, next, "Zij zoeken het uit.", none))
		do(h.Merge(ctx, coordinator(0, 0), []bottleneck.ID{below}, part, "Dit is hetzelfde.", none))
		do(h.PassUp(ctx, coordinator(0, 0), root, "Hoger.", none))
		do(h.Merge(ctx, staff(0), []bottleneck.ID{part}, root, "Dit is hetzelfde.", none))
		h.clock.Add(29 * day)

		for name, who := range map[string]access.Actor{"who owned it before": coordinator(0, 0), "staff of another region": staff(1), "a reporter": reporter(0, 2), "nobody": citizen} {
			if _, err := h.Separate(ctx, who, part, "Dit is iets anders.", none); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := h.Separate(ctx, staff(0), part, " ", none)
		field(t, err, "reason")
		_, err = h.Separate(ctx, staff(0), root, "Dit is iets anders.", none)
		wants(t, err, fault.Conflict)
		b := do(h.Separate(ctx, staff(0), part, "Dit is iets anders.", none))
		if b.State != bottleneck.TakenUp || b.Level != bottleneck.Wijk || b.Owner.ID != string(bottlenecktest.PracticeOrg) || !b.NextAt.Equal(next.Truncate(time.Microsecond)) ||
			b.Reporters != 2 || b.Parent != "" {
			t.Errorf("it lives again as %+v", b)
		}
		if l := h.look(t, staff(0), root); l.Bottleneck.Reporters != 1 || len(l.Parts) != 0 {
			t.Errorf("the other one has %d reporters and parts %+v", l.Bottleneck.Reporters, l.Parts)
		}
		if l := h.look(t, coordinator(0, 0), below); l.State != bottleneck.Merged || l.Parent != part {
			t.Errorf("what was merged into it is %+v", l.Bottleneck)
		}
		if n := h.count(t, `SELECT count(*) FROM ledger_entry WHERE act = 'bottleneck.Separate' AND outcome = 'done'`); n != 1 {
			t.Errorf("the ledger tells of it %d times", n)
		}
		// What is answered to the other one is told to its own reporters alone.
		h.clock.Add(day)
		do(h.Answer(ctx, staff(0), root, "Er komt een nachtteam.", none))
		for k, told := range map[int]bool{1: true, 2: false, 3: false} {
			for _, o := range must[[]bottleneck.Own](t)(h.Own(ctx, reporter(0, k))) {
				if (o.Last.Kind == bottleneck.EventAnswered) != told {
					t.Errorf("reporter %d last heard %+v", k, o.Last)
				}
			}
		}
		if err := h.sound(ctx); err != nil {
			t.Error(err)
		}
	})
}

// After thirty days it stays as it is, and so it does when what it is part of has ended.
func TestALateMergeIsNotUndone(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, do := t.Context(), must[bottleneck.Bottleneck](t)
		merged := func() (root, part bottleneck.ID) {
			root, part = h.Reported(t, reporter(0, 1), tell(0, 0)).ID, h.Reported(t, reporter(0, 1), tell(0, 0)).ID
			do(h.Merge(ctx, coordinator(0, 0), []bottleneck.ID{part}, root, "Dit is hetzelfde.", none))
			return root, part
		}
		_, part := merged()
		h.clock.Add(30*day + time.Minute)
		_, err := h.Separate(ctx, coordinator(0, 0), part, "Dit is iets anders.", none)
		wants(t, err, fault.Conflict)
		if l := h.look(t, coordinator(0, 0), part); l.Separable(h.clock.Now()) {
			t.Error("a page offers it still")
		}
		root, part := merged()
		do(h.Propose(ctx, coordinator(0, 0), root, bottleneck.EndSolved, "Klaar.", none))
		do(h.Confirm(ctx, reporter(0, 1), root))
		_, err = h.Separate(ctx, coordinator(0, 0), part, "Dit is iets anders.", none)
		wants(t, err, fault.Conflict)
	})
}

// An ending that waits for the yes of who leaves ends when they do; those who stay are not asked anew.
func TestSeparatingWhoHadNotAnswered(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, do := t.Context(), must[bottleneck.Bottleneck](t)
		root, part := h.Reported(t, reporter(0, 1), tell(0, 0)).ID, h.Reported(t, reporter(0, 2), tell(0, 0)).ID
		do(h.Merge(ctx, coordinator(0, 0), []bottleneck.ID{part}, root, "Dit is hetzelfde.", none))
		do(h.Propose(ctx, coordinator(0, 0), root, bottleneck.EndSolved, "Klaar.", none))
		h.clock.Add(day)
		if b := do(h.Confirm(ctx, reporter(0, 1), root)); b.State != bottleneck.Proposed {
			t.Fatalf("it is %s", b.State)
		}
		if b := do(h.Separate(ctx, coordinator(0, 0), part, "Dit is iets anders.", none)); b.State != bottleneck.Reported {
			t.Errorf("the separated one is %s", b.State)
		}
		if l := h.look(t, coordinator(0, 0), root); l.State != bottleneck.Solved || l.Ending.Yes != 1 || l.Ending.Asked != 1 {
			t.Errorf("it is %s by %+v", l.State, l.Ending)
		}
		if err := h.sound(ctx); err != nil {
			t.Error(err)
		}
	})
}

// A figure that is high again: a rule says no to an ending that was proposed, and what was solved lately is
// opened again. What was solved longer ago, or accepted as it is, stays, and another one is opened.
func TestAFigureThatRisesAgain(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, do := t.Context(), must[bottleneck.Bottleneck](t)
		place := bottleneck.Place{Region: bottlenecktest.Region(0), Wijkverband: bottlenecktest.Wijkverband(0, 0)}
		const figure = "Van 40 mensen wachtte 38% te lang."
		speaks := func() (id bottleneck.ID) {
			now := h.clock.Now()
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) (err error) {
				id, _, err = h.ReportTx(ctx, tx, bottleneck.Opened{Rule: "wait", Title: "Wachttijd boven de norm", Theme: "wachttijd", HowOften: bottleneck.Daily, Place: place, Level: bottleneck.Wijk,
					Evidence: []bottleneck.Evidence{{Code: "wait-above-norm", Text: figure, Value: 38, N: 40, From: now.Add(-4 * week), Until: now.Truncate(day)}}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return id
		}
		falls := func() {
			if err := h.within(t, func(ctx context.Context, tx *act.Tx) error {
				_, err := h.ProposeTx(ctx, tx, "wait", place, "Het is weer onder de grens.", nil)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		id := speaks()
		next := h.clock.Now().Add(40 * day)
		do(h.TakeUp(ctx, coordinator(0, 0), id, bottleneck.Owner{}, next, "Wij bellen iedereen.", none))
		h.clock.Add(week)
		falls()
		h.clock.Add(week)
		if again := speaks(); again != id {
			t.Fatalf("it opened %s beside %s", again, id)
		}
		l := h.look(t, coordinator(0, 0), id)
		if l.State != bottleneck.TakenUp || !l.NextAt.Equal(next.Truncate(time.Microsecond)) || l.Owner.ID != string(place.Wijkverband) || l.Ending.Outcome != bottleneck.Objected {
			t.Errorf("it is %s until %v after %+v", l.State, l.NextAt, l.Ending)
		}
		if last := l.Events[len(l.Events)-1]; last.Kind != bottleneck.EventObjected || last.Words != "Het cijfer waardoor dit werd gemeld, is weer boven de grens.\n"+figure || len(l.Evidence) != 2 {
			t.Errorf("it says %+v with %d figures", last, len(l.Evidence))
		}
		// A board of a day before does not know the figure.
		then := must[bottleneck.Page](t)(h.Board(ctx, staff(0), bottleneck.Query{Region: place.Region, At: h.clock.Now().Add(-3 * day)}))
		if len(then.Items) != 1 || len(then.Items[0].Evidence) != 1 {
			t.Errorf("the board of then: %+v", then.Items)
		}
		if speaks(); h.look(t, coordinator(0, 0), id).Version != l.Version {
			t.Error("it says so of what is open too")
		}

		do(h.Propose(ctx, coordinator(0, 0), id, bottleneck.EndSolved, "Er is een team bij.", none))
		falls()
		do(h.Example(ctx, coordinator(0, 0), id, true))
		h.clock.Add(59 * day)
		speaks()
		if l = h.look(t, coordinator(0, 0), id); l.State != bottleneck.Discussing || l.Reopened != 1 || l.Example || l.NextAt.IsZero() || len(l.Evidence) != 3 {
			t.Errorf("after it was solved it is %+v", l.Bottleneck)
		}
		do(h.Propose(ctx, coordinator(0, 0), id, bottleneck.EndSolved, "Nu echt.", none))
		falls()
		h.clock.Add(61 * day)
		other := speaks()
		if other == id || h.look(t, coordinator(0, 0), id).State != bottleneck.Solved {
			t.Error("what was solved long ago is opened again")
		}
		do(h.Propose(ctx, coordinator(0, 0), other, bottleneck.EndAccepted, "Het blijft zo.", none))
		falls()
		if third := speaks(); third == other || third == id {
			t.Error("what was accepted as it is is opened again")
		}
		if err := h.sound(ctx); err != nil {
			t.Error(err)
		}
	})
}
