package obligation_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
)

func monday(weeks int) time.Time { return time.Date(2026, 9, 7+7*weeks, 0, 0, 0, 0, clock.Amsterdam) }

func TestWeeksAreWeighedOnceTheyAreOver(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, time.Time{}, "nurses", "doctors")
		h.scale.says(12, 11)
		if n := h.weigh(); n != 0 {
			t.Errorf("%d weighed in the week in which it began", n)
		}
		h.at(monday(0).Add(time.Hour))
		if n := h.weigh(); n != 0 {
			t.Errorf("%d weighed of a week that was not whole", n)
		}
		h.at(monday(1).Add(time.Minute))
		if n := h.weigh(); n != 0 {
			t.Errorf("%d weighed before the last acts of the week had time to settle", n)
		}
		h.at(monday(1).Add(time.Hour))
		if n := h.weigh(); n != 2 {
			t.Errorf("%d weighed, want one for each of two parties", n)
		}
		if n := h.weigh(); n != 0 {
			t.Errorf("%d weighed again", n)
		}
		h.scale.says(4, 1)
		h.at(monday(4).Add(time.Hour)) // nobody looked for three weeks
		if n := h.weigh(); n != 6 {
			t.Errorf("%d weighed, want three weeks of two parties", n)
		}
		all := h.kept("a")
		if len(all) != 8 {
			t.Fatalf("%d periods, want 8", len(all))
		}
		p := all[0]
		if !p.From.Equal(monday(0)) || !p.Until.Equal(monday(1)) || p.N != 12 || p.Good != 11 || p.Outcome != obligation.Kept || p.Few() || p.Asked || !p.Due.IsZero() {
			t.Errorf("the first week is %+v", p)
		}
		if p.Number != 7 || p.Title != "Nacht" || p.What != "Op tijd antwoorden" || p.Params["hours"] != 4 || p.Norm != 90 || p.Forum != table || p.Text != 1 {
			t.Errorf("what the text said is lost: %+v", p)
		}
		p = all[7]
		if p.Outcome != obligation.NotKept || !p.Few() || !p.Asked || !p.Due.Equal(p.WeighedAt.Add(14*day)) {
			t.Errorf("the fourth week is %+v", p)
		}
	})
}

func TestNothingIsKnownOfNothing(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		strange := answers(90, "week")
		strange.ID, strange.Measure = "strange", "measure-of-a-later-program"
		h.bind("a", answers(90, "week"), start, time.Time{}, "nurses")
		h.bind("a", strange, start, time.Time{}, "nurses")
		h.at(monday(1).Add(time.Hour))
		h.weigh()
		for _, p := range h.kept("a") {
			if p.Outcome != obligation.Unknown || p.N != 0 || p.Asked {
				t.Errorf("%s: %+v", p.Obligation, p)
			}
		}
		if n := len(h.kept("a")); n != 2 {
			t.Errorf("%d periods", n)
		}
	})
}

func TestWhoDidNotSignIsNotWeighed(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, monday(2).Add(time.Hour), "left") // left within a week
		h.bind("a", answers(90, "week"), monday(1).Add(time.Hour), time.Time{}, "late")
		h.at(monday(4).Add(time.Hour))
		h.scale.says(1, 1)
		h.weigh()
		var got []string
		for _, p := range h.kept("a") {
			got = append(got, fmt.Sprint(p.Party, p.From.Sub(monday(0)).Hours()/24/7))
		}
		slices.Sort(got)
		if want := []string{"late2", "late3", "left0", "left1"}; !slices.Equal(got, want) {
			t.Errorf("weighed %v, want %v", got, want)
		}
	})
}

func TestANewTextTakesOverFromTheNextPeriod(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		stricter := answers(100, "week")
		h.bind("a", answers(50, "week"), start, monday(1).Add(50*time.Hour), "nurses")
		h.bind("a", stricter, monday(1).Add(50*time.Hour), time.Time{}, "nurses")
		h.book.terms[1].Text = 2
		h.scale.says(10, 7)
		h.at(monday(3).Add(time.Hour))
		h.weigh()
		var got []string
		for _, p := range h.kept("a") {
			got = append(got, fmt.Sprintf("%d %d %s", p.Text, p.Norm, p.Outcome))
		}
		if want := []string{"1 50 kept", "1 50 kept", "2 100 not-kept"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// What was weighed stays, whatever the data say later; and an answer changes neither n nor good.
func TestWhatWasWeighedIsNeverRewritten(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, time.Time{}, "nurses")
		h.scale.says(10, 2)
		h.at(monday(1).Add(time.Hour))
		h.weigh()
		h.scale.says(10, 10)
		for range 3 {
			h.weigh()
			h.wait(time.Hour)
		}
		if _, err := h.Explain(t.Context(), actor(access.ProviderAdmin, "admin", "nurses"), h.key("nurses"), "Er was griep."); err != nil {
			t.Fatal(err)
		}
		// A program that forgot how far it was goes over everything again.
		h.exec(`DELETE FROM obligation_weighed`)
		if n := h.weigh(); n != 0 {
			t.Errorf("%d weighed again", n)
		}
		if all := h.kept("a"); len(all) != 1 || all[0].N != 10 || all[0].Good != 2 || all[0].Outcome != obligation.Explained {
			t.Errorf("it became %+v", all)
		}
	})
}

// Several nodes weigh at once, some die half-way, and clocks go on: each period of each party that bound all
// of it is there once, and no other.
func TestEachPeriodIsWeighedOnce(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		rapid.Check(t, func(rt *rapid.T) { h.weighedOnce(rt) })
	})
}

var drawn struct {
	sync.Mutex
	n int
}

func (h *house) weighedOnce(rt *rapid.T) {
	drawn.Lock()
	drawn.n++
	which := func(name string) agreement.ID { return agreement.ID(fmt.Sprintf("%s-%d", name, drawn.n)) }
	a, b := which("a"), which("b")
	drawn.Unlock()
	h.book.mu.Lock()
	h.book.terms = nil
	h.book.mu.Unlock()
	h.exec(`DELETE FROM obligation_weighed`)
	h.at(start)
	hours := func(name string, from, until int) time.Time {
		return start.Add(time.Duration(rapid.IntRange(from, until).Draw(rt, name)) * 12 * time.Hour)
	}
	for range rapid.IntRange(1, 5).Draw(rt, "bonds") {
		from := hours("from", 0, 40)
		var until time.Time
		if rapid.Bool().Draw(rt, "ends") {
			until = from.Add(time.Duration(rapid.IntRange(1, 60).Draw(rt, "long")) * 12 * time.Hour)
		}
		h.bind(rapid.SampledFrom([]agreement.ID{a, b}).Draw(rt, "agreement"),
			rapid.SampledFrom([]agreement.Obligation{answers(80, "week"), answers(80, "month"), promise("week")}).Draw(rt, "obligation"),
			from, until, network.OrganizationID(rapid.SampledFrom([]string{"p", "q", "r"}).Draw(rt, "party")))
	}
	nodes := []*obligation.Service{h.node(), h.node(), h.node()}
	for range rapid.IntRange(1, 4).Draw(rt, "rounds") {
		h.wait(time.Duration(rapid.IntRange(0, 20).Draw(rt, "days")) * day)
		h.scale.says(int64(rapid.IntRange(0, 12).Draw(rt, "n")), 0)
		h.scale.fails.Store(int64(rapid.IntRange(0, 3).Draw(rt, "fails")))
		h.scale.panics.Store(rapid.Bool().Draw(rt, "loudly"))
		var all sync.WaitGroup
		for i, node := range nodes {
			ctx, stop := context.WithCancel(h.Context())
			if i == 0 && rapid.Bool().Draw(rt, "stops") {
				stop()
			}
			all.Go(func() {
				defer stop()
				defer func() { _ = recover() }()           // as the runner of jobs does
				_, _ = node.Weigh(ctx, access.Job("test")) // what fails is tried again
			})
		}
		all.Wait()
	}
	h.scale.fails.Store(0)
	h.at(start.Add(90 * day))
	if _, err := h.Weigh(h.Context(), access.Job("test")); err != nil {
		rt.Fatal(err)
	}
	var want []string
	for _, cycle := range []obligation.Cycle{obligation.Weekly, obligation.Monthly} {
		for from, until := cycle.Around(start); until.Add(10 * time.Minute).Before(h.clock()); from, until = cycle.Around(until) {
			for _, d := range obligation.Due(h.book.terms, cycle, from, until) {
				want = append(want, fmt.Sprint(d.Agreement, d.Obligation.ID, d.Party, from.UTC()))
			}
		}
	}
	var got []string
	for _, which := range []agreement.ID{a, b} {
		if _, known := h.book.readers[which]; !known {
			continue
		}
		for _, p := range h.kept(which) {
			got = append(got, fmt.Sprint(p.Agreement, p.Obligation, p.Party, p.From.UTC()))
			if p.Outcome != obligation.Judge(p.N, p.Good, p.Norm) || p.WeighedAt.Before(p.Until) || p.Asked != (p.Outcome == obligation.NotKept || p.Measure == "attested") {
				rt.Fatalf("%+v does not fit itself", p)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		rt.Fatalf("weighed %v\nwant %v", got, want)
	}
}

// One agreement that cannot be weighed waits, and no other waits for it.
func TestOneThatFailsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	h := furnish(t, t, storetest.SQLite)
	h.bind("a", answers(90, "week"), start, time.Time{}, "p")
	h.bind("b", answers(90, "week"), start, time.Time{}, "p")
	h.at(monday(1).Add(time.Hour))
	h.scale.says(5, 5)
	h.scale.fails.Store(1)
	n, err := h.Weigh(t.Context(), access.Job("test"))
	if n != 1 || err == nil {
		t.Errorf("%d weighed with %v, want 1 and an error", n, err)
	}
	if n := h.weigh(); n != 1 {
		t.Errorf("%d weighed the next time, want the one that waited", n)
	}
}

// What keeps failing holds up no later period of anybody else, and is weighed once it can be.
func TestWhatKeepsFailingHoldsUpNoLaterPeriod(t *testing.T) {
	t.Parallel()
	h := furnish(t, t, storetest.SQLite)
	h.scale.broken = "p"
	h.bind("a", answers(90, "week"), start, time.Time{}, "p")
	h.bind("b", answers(90, "week"), start, time.Time{}, "q")
	h.scale.says(5, 5)
	for week := 1; week <= 3; week++ {
		h.at(monday(week).Add(time.Hour))
		if n, err := h.Weigh(t.Context(), access.Job("test")); n != 1 || err == nil {
			t.Errorf("week %d: %d weighed with %v, want one of the other and an error", week, n, err)
		}
	}
	h.scale.broken = ""
	if n := h.weigh(); n != 3 {
		t.Errorf("%d weighed, want the three weeks that waited", n)
	}
	if n := h.weigh(); n != 0 {
		t.Errorf("%d weighed again", n)
	}
}

func TestOnlyTheSystemWeighs(t *testing.T) {
	t.Parallel()
	h := furnish(t, t, storetest.SQLite)
	h.bind("a", answers(90, "week"), start, time.Time{}, "p")
	h.scale.says(5, 1)
	h.at(monday(1).Add(time.Hour))
	if n, err := h.Weigh(t.Context(), staff); n != 0 || fault.KindOf(err) != fault.Denied {
		t.Errorf("staff weighed %d: %v", n, err)
	}
	if n, err := h.Remind(t.Context(), staff); n != 0 || err != nil { // there is nothing to remind of
		t.Errorf("staff reminded %d: %v", n, err)
	}
	h.weigh()
	if n, err := h.Remind(t.Context(), staff); n != 0 || fault.KindOf(err) != fault.Denied {
		t.Errorf("staff reminded %d: %v", n, err)
	}
}

func TestTheJobComesBack(t *testing.T) {
	t.Parallel()
	h := furnish(t, t, storetest.SQLite)
	h.bind("a", answers(90, "week"), start, time.Time{}, "p")
	if err := h.ScheduleWeigh(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.at(monday(1).Add(time.Hour))
	if err := h.RunWeigh(t.Context(), jobOf()); err != nil {
		t.Fatal(err)
	}
	if n := h.count(`SELECT count(*) FROM job WHERE kind = $1 AND run_at > $2`, obligation.WeighJob, h.now.Load()); n != 1 {
		t.Errorf("%d jobs wait", n)
	}
	if len(h.kept("a")) != 1 {
		t.Error("the job weighed nothing")
	}
}
