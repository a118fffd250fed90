package obligation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
)

func TestPeriodsFollowEachOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cycle := rapid.SampledFrom(obligation.Cycles()).Draw(rt, "cycle")
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(rt, "at"), 0)
		from, until := cycle.Around(at)
		if at.Before(from) || !at.Before(until) {
			rt.Fatalf("%s: %s is not in %s to %s", cycle, at, from, until)
		}
		again, end := cycle.Around(until)
		if !again.Equal(until) || !end.After(until) {
			rt.Fatalf("%s: after %s comes %s", cycle, until, again)
		}
		if first, _ := cycle.Around(from); !first.Equal(from) {
			rt.Fatalf("%s: %s begins no period of its own", cycle, from)
		}
		local := from.In(clock.Amsterdam)
		if local.Hour() != 0 || local.Minute() != 0 {
			rt.Fatalf("%s begins at %s", cycle, local)
		}
		wrong := map[obligation.Cycle]bool{
			obligation.Weekly:    local.Weekday() != time.Monday || until.In(clock.Amsterdam).AddDate(0, 0, -7).Day() != local.Day(),
			obligation.Monthly:   local.Day() != 1 || !local.AddDate(0, 1, 0).Equal(until),
			obligation.Quarterly: local.Day() != 1 || local.Month()%3 != 1 || !local.AddDate(0, 3, 0).Equal(until),
			obligation.Yearly:    local.YearDay() != 1 || !local.AddDate(1, 0, 0).Equal(until),
		}
		if wrong[cycle] {
			rt.Fatalf("%s from %s until %s", cycle, local, until)
		}
	})
}

// The week in which the clock changes is an hour longer or shorter, and is a week.
func TestAWeekIsAWeekWhateverTheClockDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at    time.Time
		hours float64
	}{
		{time.Date(2026, 10, 21, 12, 0, 0, 0, clock.Amsterdam), 169},
		{time.Date(2026, 3, 25, 12, 0, 0, 0, clock.Amsterdam), 167},
		{time.Date(2026, 6, 10, 12, 0, 0, 0, clock.Amsterdam), 168},
	} {
		if from, until := obligation.Weekly.Around(c.at); until.Sub(from).Hours() != c.hours {
			t.Errorf("the week of %s lasts %v", c.at, until.Sub(from))
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n, good, norm int
		want          obligation.Outcome
	}{
		{0, 0, 90, obligation.Unknown},
		{0, 0, 0, obligation.Unknown},
		{10, 9, 90, obligation.Kept},
		{10, 8, 90, obligation.NotKept},
		{1, 1, 100, obligation.Kept},
		{1000, 999, 100, obligation.NotKept},
		{3, 2, 66, obligation.Kept},
		{3, 2, 67, obligation.NotKept},
		{1, 0, 90, obligation.NotKept},
	} {
		if got := obligation.Judge(c.n, c.good, c.norm); got != c.want {
			t.Errorf("%d of %d at %d%%: %s, want %s", c.good, c.n, c.norm, got, c.want)
		}
	}
}

// What is due is what bound at each moment of the period, found here by looking at each of them.
func TestDueIsWhatBoundAllThePeriod(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 9, 7, 0, 0, 0, 0, clock.Amsterdam)
	hour := func(h int) time.Time { return from.Add(time.Duration(h) * time.Hour) }
	const whole = 12 // hours, so that all can be looked at
	some := 0
	rapid.Check(t, func(rt *rapid.T) {
		var terms []agreement.Term
		for i := range rapid.IntRange(0, 12).Draw(rt, "terms") {
			a := rapid.IntRange(-6, whole+2).Draw(rt, "from")
			term := agreement.Term{Agreement: agreement.ID(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "agreement")), Text: i,
				Party: network.OrganizationID(rapid.SampledFrom([]string{"p", "q"}).Draw(rt, "party")), From: hour(a),
				Obligation: agreement.Obligation{ID: rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "obligation"), Period: rapid.SampledFrom([]string{"week", "month"}).Draw(rt, "cycle")}}
			if rapid.Bool().Draw(rt, "ends") {
				term.Until = hour(a + rapid.IntRange(1, 16).Draw(rt, "long"))
			}
			terms = append(terms, term)
		}
		bound := func(t agreement.Term, at time.Time) bool {
			return !at.Before(t.From) && (t.Until.IsZero() || at.Before(t.Until))
		}
		var want []string
		name := func(t agreement.Term) string { return fmt.Sprint(t.Agreement, t.Obligation.ID, t.Party) }
		for _, t := range terms {
			always := true
			for h := range whole {
				always = always && slices.ContainsFunc(terms, func(o agreement.Term) bool { return name(o) == name(t) && bound(o, hour(h)) })
			}
			if always && !slices.Contains(want, name(t)) {
				want = append(want, name(t))
			}
		}
		var got []string
		for _, cycle := range []obligation.Cycle{"week", "month"} {
			for _, d := range obligation.Due(terms, cycle, from, hour(whole)) {
				if !bound(d, from) || obligation.Cycle(d.Obligation.Period) != cycle {
					rt.Fatalf("%+v did not bind when the period began, or asks for another one", d)
				}
				got = append(got, name(d))
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			rt.Fatalf("due %v, want %v of %+v", got, want, terms)
		}
		some += len(got)
	})
	if some == 0 {
		t.Error("nothing was ever due: the test tells nothing")
	}
}
