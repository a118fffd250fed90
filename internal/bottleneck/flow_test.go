package bottleneck_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
)

// From the wijk to the nation and back: the answer reaches every reporter and every level word for word.
func TestTheAnswerComesBackAlongTheTrail(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		receipt := h.Reported(t, reporter(0, 1), tell(0, 0))
		b := must[bottleneck.Bottleneck](t)(h.Discuss(ctx, coordinator(0, 0), receipt.ID, "Besproken.", none))
		if b.State != bottleneck.Discussing || b.Level != bottleneck.Wijk || b.Owner.ID != string(bottlenecktest.Wijkverband(0, 0)) {
			t.Fatalf("%+v", b)
		}
		h.clock.Add(day)
		b = must[bottleneck.Bottleneck](t)(h.PassUp(ctx, coordinator(0, 0), receipt.ID, "Dit speelt in meer wijken.", none))
		if b.State != bottleneck.Reported || b.Level != bottleneck.Region || b.Owner.Kind != bottleneck.OwnedByRegion || !b.NextAt.After(h.clock.Now().Add(6*week)) {
			t.Fatalf("%+v", b)
		}
		_, err := h.Answer(ctx, coordinator(0, 0), receipt.ID, "Nog iets.", none)
		wants(t, err, fault.Denied) // it is the wijk's no more
		_, err = h.PassUp(ctx, staff(1), receipt.ID, "Weg ermee.", none)
		wants(t, err, fault.Denied)
		h.clock.Add(day)
		must[bottleneck.Bottleneck](t)(h.PassUp(ctx, staff(0), receipt.ID, "Dit moet landelijk.", none))
		h.clock.Add(day)
		const words = "Vanaf 1 mei is er een landelijk nachtnummer.\nHet staat op de pagina van elke wijk."
		b = must[bottleneck.Bottleneck](t)(h.Answer(ctx, national, receipt.ID, words, none))
		if b.State != bottleneck.Discussing || b.Level != bottleneck.Nation {
			t.Fatalf("%+v", b)
		}
		l := h.look(t, staff(0), receipt.ID)
		if len(l.Answers) != 1 || l.Answers[0].Words != words || l.Answers[0].Level != bottleneck.Nation || l.Answers[0].By.Name != "Bestuurlijk overleg" {
			t.Errorf("answers %+v", l.Answers)
		}
		if len(l.Trail) != 3 || l.Trail[1].Why != "Dit speelt in meer wijken." || l.Trail[2].Why != "Dit moet landelijk." || !l.Trail[2].Until.IsZero() || l.Trail[0].Answered.IsZero() {
			t.Errorf("trail %+v", l.Trail)
		}
		f := h.follow(t, receipt.Token)
		if len(f.Answers) != 1 || f.Answers[0].Words != words || len(f.Trail) != 3 || f.Asked || f.CanOpen {
			t.Errorf("followed %+v", f)
		}
		if got := kinds(f.Events); !slices.Equal(got, []bottleneck.EventKind{"reported", "discussed", "passed-up", "passed-up", "answered"}) {
			t.Errorf("told %v", got)
		}
		if n := h.count(t, `SELECT count(*) FROM bottleneck_receipt r JOIN bottleneck_event e ON e.bottleneck = r.bottleneck AND e.number = r.event
			WHERE e.kind = 'answered' AND r.owner_kind <> ''`); n != 3 {
			t.Errorf("%d levels have a receipt of the answer", n)
		}
	})
}

func TestOnlyReportersEndIt(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		receipt := h.Reported(t, citizen, tell(0, 0))
		second := must[bottleneck.Receipt](t)(h.Join(ctx, reporter(0, 2), receipt.ID, bottleneck.Joining{}))
		_, err := h.Propose(ctx, reporter(0, 1), receipt.ID, bottleneck.EndSolved, "Klaar.", none)
		wants(t, err, fault.Denied)
		b := must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), receipt.ID, bottleneck.EndSolved, "Er is nu een nachtteam.", none))
		if b.State != bottleneck.Proposed || b.Reporters != 2 || b.Weight != 8 {
			t.Fatalf("%+v", b)
		}
		_, err = h.Confirm(ctx, coordinator(0, 0), receipt.ID)
		wants(t, err, fault.Denied)
		_, err = h.Confirm(ctx, citizen, receipt.ID)
		wants(t, err, fault.Denied)
		_, err = h.Confirm(ctx, reporter(0, 1), receipt.ID)
		wants(t, err, fault.Denied)
		who, which := h.byLink(t, receipt.Token)
		if b = must[bottleneck.Bottleneck](t)(h.Confirm(ctx, who, which)); b.State != bottleneck.Proposed {
			t.Fatalf("one yes of two ended it: %+v", b)
		}
		if f := h.follow(t, receipt.Token); f.Asked || f.Ending == nil || f.Ending.Yes != 1 || f.Ending.Asked != 2 {
			t.Errorf("%+v", f.Ending)
		}
		if f := h.follow(t, second.Token); !f.Asked {
			t.Error("the second is not asked")
		}
		if b = must[bottleneck.Bottleneck](t)(h.Confirm(ctx, reporter(0, 2), receipt.ID)); b.State != bottleneck.Solved || !b.NextAt.IsZero() {
			t.Fatalf("%+v", b)
		}
		if n := h.count(t, `SELECT count(*) FROM wijkverband_solved WHERE wijkverband = $1`, bottlenecktest.Wijkverband(0, 0)); n != 1 {
			t.Errorf("the view counts %d", n)
		}
		_, err = h.Answer(ctx, coordinator(0, 0), receipt.ID, "Nog iets.", none)
		wants(t, err, fault.Conflict)
		if b = must[bottleneck.Bottleneck](t)(h.Example(ctx, coordinator(0, 0), receipt.ID, true)); !b.Example {
			t.Error("it is no example")
		}
		// Within a year a reporter can say that it is there again.
		h.clock.Add(300 * day)
		_, err = h.Reopen(ctx, reporter(0, 1), receipt.ID, "Het is er weer.", none)
		wants(t, err, fault.Denied)
		b = must[bottleneck.Bottleneck](t)(h.Reopen(ctx, reporter(0, 2), receipt.ID, "Het is er weer.", none))
		if b.State != bottleneck.Discussing || b.Level != bottleneck.Wijk || b.Reopened != 1 || b.Example {
			t.Errorf("%+v", b)
		}
		if l := h.look(t, coordinator(0, 0), receipt.ID); len(l.Trail) != 2 || l.Trail[1].Why != "Het is er weer." || l.Ending.Outcome != bottleneck.Agreed {
			t.Errorf("%+v", l.Trail)
		}
	})
}

func TestAnObjectionBringsItBack(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		receipt := h.Reported(t, citizen, tell(0, 0))
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), receipt.ID, bottleneck.EndAccepted, "Zo blijft het.", none))
		who, which := h.byLink(t, receipt.Token)
		_, err := h.Object(ctx, who, which, "")
		field(t, err, "why")
		_, err = h.Object(ctx, coordinator(0, 0), which, "Toch niet.")
		wants(t, err, fault.Denied)
		b := must[bottleneck.Bottleneck](t)(h.Object(ctx, who, which, "Vannacht was er weer niemand."))
		if b.State != bottleneck.Discussing || b.Owner.ID != string(bottlenecktest.Wijkverband(0, 0)) {
			t.Errorf("%+v", b)
		}
		_, err = h.Confirm(ctx, who, which)
		wants(t, err, fault.Conflict)
		// Proposed again, the yes of before counts no more.
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), receipt.ID, bottleneck.EndSolved, "Nu wel.", none))
		if b = must[bottleneck.Bottleneck](t)(h.Confirm(ctx, who, which)); b.State != bottleneck.Solved {
			t.Errorf("%+v", b)
		}
	})
}

// Silence is a yes after two reminders, and says so.
func TestSilenceIsDocumented(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		report := tell(0, 0)
		report.Email = "jan@mensen.example"
		receipt := h.Reported(t, citizen, report)
		must[bottleneck.Receipt](t)(h.Join(ctx, reporter(0, 2), receipt.ID, bottleneck.Joining{}))
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), receipt.ID, bottleneck.EndSolved, "Klaar.", none))
		must[bottleneck.Bottleneck](t)(h.Confirm(ctx, reporter(0, 2), receipt.ID))
		for k := range 2 {
			if n := h.ticks(t); n != 0 {
				t.Fatalf("the clocks did %d things too early", n)
			}
			h.clock.Add(2*week + day)
			if n := h.ticks(t); n != 1 {
				t.Fatalf("reminder %d: the clocks did %d things", k+1, n)
			}
			h.Work(t)
		}
		if n := h.count(t, `SELECT count(*) FROM bottleneck_receipt r JOIN bottleneck_event e ON e.bottleneck = r.bottleneck AND e.number = r.event WHERE e.kind = 'reminded'`); n != 2 {
			t.Errorf("%d reminders: who said yes is not reminded", n)
		}
		h.clock.Add(2*week + day)
		h.ticks(t)
		l := h.look(t, coordinator(0, 0), receipt.ID)
		last := l.Events[len(l.Events)-1]
		if l.State != bottleneck.Solved || l.Ending.Outcome != bottleneck.Silence || last.Kind != bottleneck.EventEnded || !strings.Contains(last.Words, "twee herinneringen") || !strings.HasPrefix(last.Words, "Klaar.") {
			t.Errorf("%+v: %+v", l.Ending, last)
		}
		h.Work(t)
		all, err := h.Outbox.QueuedForDemo(ctx)
		if n := h.count(t, `SELECT count(*) FROM bottleneck_receipt WHERE mailed_at IS NOT NULL`); err != nil || n != 5 || len(all) == 0 { // received, proposed, two reminders, ended
			t.Errorf("%d mails, %d of them just now, %v", n, len(all), err)
		}
		for _, m := range all {
			if m.To != "jan@mensen.example" || !strings.Contains(m.Text, "https://eerstelijn.example/inzage/") || strings.Contains(m.Text, "nacht") {
				t.Errorf("mail %+v", m)
			}
		}
		h.Work(t) // once more sends nothing twice
		if again, _ := h.Outbox.QueuedForDemo(ctx); len(again) != len(all) {
			t.Errorf("%d mails after a second run", len(again))
		}
	})
}

// A date that passes is told once, and the owner sets another one with a reason.
func TestADateThatPasses(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		receipt := h.Reported(t, citizen, tell(0, 0))
		_, err := h.TakeUp(ctx, coordinator(0, 0), receipt.ID, bottleneck.Owner{}, h.clock.Now().Add(-day), "Wij bellen rond.", none)
		field(t, err, "next_at")
		by := bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(bottlenecktest.PracticeOrg)}
		b := must[bottleneck.Bottleneck](t)(h.TakeUp(ctx, coordinator(0, 0), receipt.ID, by, h.clock.Now().Add(week), "De praktijk belt rond.", none))
		if b.State != bottleneck.TakenUp || b.Owner.ID != by.ID {
			t.Fatalf("%+v", b)
		}
		h.clock.Add(8 * day)
		if n := h.ticks(t) + h.ticks(t); n != 1 {
			t.Errorf("it was told %d times", n)
		}
		overdue := must[bottleneck.Page](t)(h.Board(ctx, reporter(0, 1), bottleneck.Query{Region: bottlenecktest.Region(0), Overdue: true}))
		if overdue.Total != 1 || !overdue.Items[0].Overdue(h.clock.Now()) || overdue.Items[0].Owner.Name != "Praktijk" {
			t.Errorf("%+v", overdue)
		}
		_, err = h.Postpone(ctx, coordinator(0, 0), receipt.ID, h.clock.Now().Add(week), "", none)
		field(t, err, "reason")
		// Who was named decides too.
		admin := bottlenecktest.Person("admin", "provider-admin", bottlenecktest.PracticeOrg, bottlenecktest.Region(0), "")
		must[bottleneck.Bottleneck](t)(h.Postpone(ctx, admin, receipt.ID, h.clock.Now().Add(week), "Er is iemand ziek.", none))
		if l := h.look(t, coordinator(0, 0), receipt.ID); l.Overdue(h.clock.Now()) || l.Events[len(l.Events)-1].By.Kind != bottleneck.OwnedByOrganization {
			t.Errorf("%+v", l.Events)
		}
		_, err = h.PassUp(ctx, admin, receipt.ID, "Wij kunnen dit niet.", none)
		wants(t, err, fault.Denied)
	})
}

// What a wijkverband that is no more left behind is the region's.
func TestAWijkverbandThatIsNoMore(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		receipt := h.Reported(t, citizen, tell(0, 0))
		if err := h.DB.Write(t.Context(), ended(bottlenecktest.Wijkverband(0, 0), h.clock.Now())); err != nil {
			t.Fatal(err)
		}
		h.clock.Add(time.Hour)
		if n := h.ticks(t) + h.ticks(t); n != 1 {
			t.Errorf("%d", n)
		}
		if l := h.look(t, staff(0), receipt.ID); l.Level != bottleneck.Region || l.Trail[1].Why == "" {
			t.Errorf("%+v", l.Bottleneck)
		}
		fresh := h.Reported(t, citizen, bottleneck.Report{Title: "Nog iets", HowOften: bottleneck.Once, Area: bottlenecktest.Loose(0)})
		if l := h.look(t, staff(0), fresh.ID); l.Level != bottleneck.Region || l.Place.Wijkverband != "" || l.Theme != "anders" {
			t.Errorf("%+v", l.Bottleneck)
		}
	})
}
