package bottleneck_test

import (
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
)

// solved brings a report to its end by the yes of its reporter, and marks it for others.
func (h *house) solved(t testing.TB, r bottleneck.Report, done string) bottleneck.ID {
	t.Helper()
	id := h.Reported(t, reporter(0, 1), r).ID
	do := must[bottleneck.Bottleneck](t)
	do(h.Propose(t.Context(), coordinator(0, 0), id, bottleneck.EndSolved, done, none))
	do(h.Confirm(t.Context(), reporter(0, 1), id))
	do(h.Example(t.Context(), coordinator(0, 0), id, true))
	h.clock.Add(day)
	return id
}

// What was solved and marked is found in every region by theme and words, without a name of anybody, and is
// proposed beside what is like it.
func TestGoodExamples(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, do := t.Context(), must[bottleneck.Bottleneck](t)
		night := h.solved(t, tell(0, 0), "Drie organisaties rijden samen de nacht.")
		named := tell(0, 0)
		named.Title, named.What, named.Theme, named.SeenPersonal = "Mevrouw Jansen wacht op de bus", "Er rijdt niets.", "vervoer", true
		bus := h.solved(t, named, "De buurtbus rijdt nu. Bel dhr. Smit.")
		unmarked := h.solved(t, tell(0, 0), "Dit hielp alleen hier.")
		do(h.Example(ctx, coordinator(0, 0), unmarked, false))

		all := must[[]bottleneck.Example](t)(h.Examples(ctx, reporter(3, 1), bottleneck.ExampleQuery{}))
		if len(all) != 2 || all[0].ID != bus || all[1].ID != night {
			t.Fatalf("found %+v", all)
		}
		if e := all[0]; e.Title != "Er komen" || e.What != "Er rijdt niets." || e.Done != "" {
			t.Errorf("words that name somebody: %+v", e)
		}
		if e := all[1]; e.Done != "Drie organisaties rijden samen de nacht." || !e.Helped || e.By.ID != string(bottlenecktest.Wijkverband(0, 0)) || e.By.Name == "" || e.Region != bottlenecktest.Region(0) {
			t.Errorf("%+v", e)
		}
		for q, want := range map[bottleneck.ExampleQuery]int{{Words: "nacht"}: 1, {Words: "organisaties wijkverpleging"}: 1, {Words: "tandarts"}: 0, {Theme: "vervoer"}: 1,
			{Theme: "vervoer", Words: "nacht"}: 0, {Limit: 1}: 1, {Words: "jansen"}: 0} {
			if found := must[[]bottleneck.Example](t)(h.Examples(ctx, reporter(3, 1), q)); len(found) != want {
				t.Errorf("%+v finds %d", q, len(found))
			}
		}
		for name, who := range map[string]access.Actor{"a citizen": citizen, "an insurer": bottlenecktest.Person("i", access.Insurer, "", bottlenecktest.Region(0), ""),
			"a patient": bottlenecktest.Person("p", access.Patient, "", "", "")} {
			if _, err := h.Examples(ctx, who, bottleneck.ExampleQuery{}); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := h.Examples(ctx, staff(0), bottleneck.ExampleQuery{Limit: 201})
		field(t, err, "limit")

		receipt := h.Reported(t, citizen, bottleneck.Report{Title: "Er is in de nacht geen wijkverpleging", HowOften: bottleneck.Daily, Area: bottlenecktest.Area(2, 0)})
		if l := h.look(t, staff(2), receipt.ID); len(l.Examples) != 1 || l.Examples[0].ID != night {
			t.Errorf("beside what is like it: %+v", l.Examples)
		}
		if f := h.follow(t, receipt.Token); len(f.Examples) != 1 || f.Examples[0].ID != night {
			t.Errorf("beside the receipt: %+v", f.Examples)
		}
		// What comes back is no example any more.
		do(h.Reopen(ctx, reporter(0, 1), night, "Er komt weer niemand.", none))
		if found := must[[]bottleneck.Example](t)(h.Examples(ctx, staff(0), bottleneck.ExampleQuery{})); len(found) != 1 {
			t.Errorf("after it came back: %+v", found)
		}
	})
}
