package obligation_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
)

func TestWhoSeesHowItIsKept(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("w", answers(90, "week"), start, time.Time{}, "doctors")
		h.book.terms[0].Forum = mandate.Forum{Kind: mandate.Wijkverband, Region: "region", Wijkverband: "west"}
		h.afterAWeek()
		h.book.granted["a"] = "insurer"
		of, ours, region := obligation.Query{Agreement: "a"}, obligation.Query{Party: "nurses"}, obligation.Query{Region: "region"}
		insurer := actor(access.Insurer, "insurer", "insurer")
		member := actor(access.Professional, "doctor", "doctors")
		stranger := actor(access.ProviderAdmin, "stranger", "strangers")
		away := actor(access.RESVStaff, "away", "")
		away.Region = "elsewhere"
		coordinator := actor(access.Coordinator, "coordinator", "")
		coordinator.Wijkverband = "west"
		west := obligation.Query{Region: "region", Wijkverband: "west"}
		east := obligation.Query{Region: "region", Wijkverband: "east"}
		for _, c := range []struct {
			who  access.Actor
			q    obligation.Query
			want int // -1: denied
		}{
			{colleague, of, 3}, {member, of, 3}, {staff, of, 3}, {stranger, of, -1}, {insurer, of, -1}, {away, of, -1}, {access.Anonymous("x"), of, -1},
			{coordinator, of, -1}, {coordinator, west, 1}, {coordinator, east, -1}, {staff, west, 1}, {staff, east, 0}, {colleague, west, -1}, {actor(access.Auditor, "auditor", ""), of, -1}, {actor(access.PlatformAdmin, "root", ""), of, -1},
			{colleague, ours, 2}, {member, ours, -1}, {insurer, ours, -1}, {stranger, ours, -1},
			{staff, region, 4}, {actor(access.RESVBoard, "board", ""), region, 4}, {away, region, -1}, {colleague, region, -1}, {insurer, region, -1},
		} {
			all, err := h.Kept(t.Context(), c.who, c.q)
			if denied := fault.KindOf(err) == fault.Denied; denied != (c.want < 0) || !denied && (err != nil || len(all) != c.want) {
				t.Errorf("%s %s on %+v: %d, %v; want %d", c.who.Role, c.who.Person, c.q, len(all), err, c.want)
			}
			by, err := h.Tallies(t.Context(), c.who, c.q)
			total := 0
			for _, of := range by {
				total += of.Total()
			}
			if denied := fault.KindOf(err) == fault.Denied; denied != (c.want < 0) || !denied && (err != nil || total != c.want) {
				t.Errorf("%s %s counts %+v: %d, %v; want %d", c.who.Role, c.who.Person, c.q, total, err, c.want)
			}
			if _, err := h.Effect(t.Context(), c.who, "a", "answers"); c.q == of && (fault.KindOf(err) == fault.Denied) != (c.want < 0) {
				t.Errorf("%s %s on the effect: %v", c.who.Role, c.who.Person, err)
			}
		}
		for _, c := range []struct {
			who  access.Actor
			want bool
		}{{insurer, true}, {actor(access.Insurer, "x", "another"), false}, {colleague, false}, {staff, false}, {stranger, false}, {access.Anonymous("x"), false}} {
			tally, err := h.ForInsurer(t.Context(), c.who, "a")
			if denied := fault.KindOf(err) == fault.Denied; denied == c.want {
				t.Errorf("%s %s sees the counts: %v", c.who.Role, c.who.Person, err)
			}
			if want := (obligation.Tally{NotKept: 2, Unknown: 1}); c.want && tally != want {
				t.Errorf("the insurer sees %+v, want %+v", tally, want)
			}
		}
		if _, err := h.Kept(t.Context(), staff, obligation.Query{Agreement: "none"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an agreement that is not there: %v", err)
		}
		for _, q := range []obligation.Query{{}, {Agreement: "a", Limit: -1}, {Agreement: "a", Limit: 5001}, {Agreement: "a", From: monday(1), Until: monday(1)}} {
			if _, err := h.Kept(t.Context(), staff, q); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", q, err)
			}
		}
	})
}

func TestKeptIsBoundedAndOrdered(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, time.Time{}, "nurses", "doctors")
		h.at(monday(5).Add(time.Hour))
		h.scale.says(3, 3)
		h.weigh()
		get := func(q obligation.Query) []obligation.Period {
			t.Helper()
			q.Agreement = "a"
			all, err := h.Kept(t.Context(), staff, q)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		all := get(obligation.Query{})
		if len(all) != 10 || !slices.IsSortedFunc(all, func(a, b obligation.Period) int { return b.Until.Compare(a.Until) }) {
			t.Errorf("%d periods, the newest first: %v", len(all), all)
		}
		if some := get(obligation.Query{Party: "doctors", From: monday(1).Add(time.Minute), Until: monday(3)}); len(some) != 2 || some[0].Party != "doctors" || !some[1].From.Equal(monday(1)) {
			t.Errorf("two weeks of one party: %+v", some)
		}
		if some := get(obligation.Query{Limit: 3}); len(some) != 3 || some[0].ID != all[0].ID {
			t.Errorf("the first three: %+v", some)
		}
	})
}

// What stood at a moment is asked by what had been said until then.
func TestTallyOfTheInsurerFollowsTheNewestWord(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.afterAWeek()
		h.book.granted["a"] = "insurer"
		if _, err := h.Explain(t.Context(), admin, h.key("nurses"), "Er was griep."); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Attest(t.Context(), admin, h.promised("nurses"), true, ""); err != nil {
			t.Fatal(err)
		}
		got, err := h.ForInsurer(t.Context(), actor(access.Insurer, "insurer", "insurer"), "a")
		if want := (obligation.Tally{Kept: 1, NotKept: 1, Explained: 1}); err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}
