package obligation_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

func (h *house) week(who access.Actor) obligation.Week {
	h.Helper()
	w, err := h.Week(h.Context(), who)
	if err != nil {
		h.Fatal(err)
	}
	return w
}

func TestWeekHoldsWhatSomebodyCanAnswer(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.afterAWeek()
		h.exec(`INSERT INTO affiliation (id, version, known_from, provider, body, from_at) VALUES ('m', 1, 0, 'practice', 'doctors', 0)`)
		for _, c := range []struct {
			who                      access.Actor
			explain, attest, running int
		}{
			{admin, 1, 1, 2},
			{delegate, 1, 1, 3},  // works at a practice that the doctors speak for
			{colleague, 0, 0, 2}, // sees how it goes, and cannot answer
			{actor(access.ProviderAdmin, "rival", "doctors"), 1, 0, 1},
			{actor(access.Professional, "elsewhere", ""), 0, 0, 2}, // speaks for them at another table
			{actor(access.ProviderAdmin, "stranger", "strangers"), 0, 0, 0},
			{staff, 0, 0, 0},
		} {
			w := h.week(c.who)
			if len(w.ToExplain) != c.explain || len(w.ToAttest) != c.attest || len(w.Running) != c.running {
				t.Errorf("%s: %d to explain, %d to attest, %d running; want %+v", c.who.Person, len(w.ToExplain), len(w.ToAttest), len(w.Running), c)
			}
		}
		if w := h.week(actor(access.Insurer, "insurer", "insurer")); len(w.ToExplain)+len(w.ToAttest)+len(w.Running) != 0 {
			t.Errorf("an insurer that signed nothing has a week: %+v", w)
		}
		if _, err := h.Week(t.Context(), access.Anonymous("x")); fault.KindOf(err) != fault.Denied {
			t.Errorf("nobody has a week: %v", err)
		}
		if _, err := h.Explain(t.Context(), admin, h.key("nurses"), "Er was griep."); err != nil {
			t.Fatal(err)
		}
		if w := h.week(admin); len(w.ToExplain) != 0 || len(w.ToAttest) != 1 {
			t.Errorf("after the explanation: %+v", w)
		}
	})
}

func TestRunningIsThePeriodSoFar(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, time.Time{}, "nurses")
		h.bind("b", answers(90, "month"), monday(1), time.Time{}, "nurses")
		h.scale.says(4, 3)
		h.at(monday(1).Add(50 * time.Hour))
		w := h.week(colleague)
		if len(w.Running) != 2 {
			t.Fatalf("%+v", w.Running)
		}
		r := w.Running[0]
		if share, known := r.Share(); !r.Since.Equal(monday(1)) || !r.Ends.Equal(monday(2)) || share != 75 || !known || !r.Counts || r.Title != "Nacht" {
			t.Errorf("the week is %+v", r)
		}
		r = w.Running[1]
		if !r.Since.Equal(time.Date(2026, 9, 1, 0, 0, 0, 0, clock.Amsterdam)) || r.Counts {
			t.Errorf("the month in which it began is %+v, and does not count", r)
		}
	})
}
