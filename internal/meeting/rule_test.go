package meeting_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
)

// TestMinutesTellNobodysSecrets: what surely identifies somebody is refused whatever the writer says; a
// name or a date asks to look again, once.
func TestMinutesTellNobodysSecrets(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, chair := t.Context(), h.coordinator()
		m := h.held(t, "Vakantie")
		write := func(text string, seen bool) error {
			item := must[meeting.Meeting](t)(h.Meeting(ctx, chair, m.ID)).Items[0]
			item.Minutes, item.SeenPersonal = text, seen
			_, err := h.Minute(ctx, chair, m.ID, item)
			return err
		}
		for _, sure := range []string{"Het gaat om 111222333.", "Bel 06-12345678.", "Mail jan@voorbeeld.nl."} {
			err := write(sure, true)
			field(t, err, "minutes")
			if errors.Is(err, meeting.ErrWarned) {
				t.Errorf("%q is only a warning", sure)
			}
		}
		for _, perhaps := range []string{"Mevrouw Jansen wacht al weken.", "Klaar op 1 mei 2026.", "Rond 1234 AB."} {
			if err := write(perhaps, false); !errors.Is(err, meeting.ErrWarned) || fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", perhaps, err)
			}
			if err := write(perhaps, true); err != nil {
				t.Errorf("%q after the warning: %v", perhaps, err)
			}
		}
		if err := write("De huisarts en de wijkverpleging bellen elkaar.", false); err != nil {
			t.Error(err)
		}
	})
}

// TestTwoWritersUnderOneItem: the second is told that the first was there.
func TestTwoWritersUnderOneItem(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		m := h.held(t, "Vakantie", "Sleutels")
		first, second := m.Items[0], m.Items[0]
		first.Minutes, second.Minutes = "Eén", "Twee"
		must[meeting.Item](t)(h.Minute(t.Context(), h.coordinator(), m.ID, first))
		_, err := h.Minute(t.Context(), h.coordinator(), m.ID, second)
		if wants(t, err, fault.Conflict); !errors.Is(err, meeting.ErrStale) {
			t.Error("it does not say that it was changed since")
		}
		other := m.Items[1]
		other.Minutes = "Drie"
		must[meeting.Item](t)(h.Minute(t.Context(), h.coordinator(), m.ID, other)) // under another one nobody was
		_, err = h.Plan(t.Context(), h.coordinator(), meeting.Meeting{ID: h.planned(t).ID, Forum: m.Forum, At: h.clock.now().Add(time.Hour), Version: 7})
		if !errors.Is(err, meeting.ErrStale) {
			t.Errorf("a meeting is moved from a version that is not: %v", err)
		}
	})
}

// TestManyBeginAtOnce: it begins once, and who is expected is written down once.
func TestManyBeginAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		m := h.planned(t, "Vakantie")
		h.clock.add(4 * time.Hour)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				begun, err := h.Start(t.Context(), h.coordinator(), m.ID)
				if err != nil || len(begun.Expected) != 2 || begun.State != meeting.Open {
					t.Errorf("%s with %d expected: %v", begun.State, len(begun.Expected), err)
				}
			})
		}
		all.Wait()
		for range 8 {
			all.Go(func() {
				_, err := h.Close(t.Context(), h.coordinator(), m.ID)
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

// TestWhatWasNotDoneComesBack: the next meeting of the same table has it, once; bottlenecks have their board.
func TestWhatWasNotDoneComesBack(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, chair := t.Context(), h.coordinator()
		m := h.held(t, "Vakantie", "Sleutels")
		must[[]meeting.Item](t)(h.Propose(ctx, chair, m.ID, meeting.Item{Kind: meeting.AboutBottleneck, Ref: id.New[string](), Title: "Knelpunt"}))
		done := m.Items[0]
		done.Done = true
		must[meeting.Item](t)(h.Minute(ctx, chair, m.ID, done))
		early := h.planned(t) // before the one that runs is closed
		must[meeting.Meeting](t)(h.Close(ctx, chair, m.ID))
		next := h.planned(t)
		if len(next.Items) != 1 || next.Items[0].Title != m.Items[1].Title || next.Items[0].Carried != m.ID {
			t.Fatalf("the next has %+v", next.Items)
		}
		h.clock.add(4 * time.Hour)
		if begun := must[meeting.Meeting](t)(h.Start(ctx, chair, early.ID)); len(begun.Items) != 0 {
			t.Errorf("it came back twice: %+v", begun.Items)
		}
		// Of one that is cancelled it goes on to another.
		if err := h.Cancel(ctx, chair, next.ID, "Te weinig mensen"); err != nil {
			t.Fatal(err)
		}
		if after := h.planned(t); len(after.Items) != 1 || after.Items[0].Carried != m.ID {
			t.Errorf("after a cancelled one: %+v", after.Items)
		}
		if east := must[meeting.Meeting](t)(h.Plan(ctx, operator, meeting.Meeting{Forum: h.tableRESV(), At: h.clock.now()})); len(east.Items) != 0 {
			t.Errorf("another table has %+v", east.Items)
		}
	})
}

// TestAFormSentTwiceMakesOneMeeting, and nobody reaches another table's meeting by its id.
func TestAFormSentTwiceMakesOneMeeting(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		m := meeting.Meeting{ID: id.New[meeting.ID](), Forum: h.tableWest(), At: h.clock.now().Add(time.Hour)}
		first := must[meeting.Meeting](t)(h.Plan(t.Context(), h.coordinator(), m))
		second := must[meeting.Meeting](t)(h.Plan(t.Context(), h.coordinator(), m))
		if first.ID != second.ID || h.count(t, `SELECT count(*) FROM meeting`) != 1 {
			t.Error("there are two")
		}
		m.Forum.Wijkverband = h.east
		_, err := h.Plan(t.Context(), h.who(access.Coordinator, h.east), m)
		wants(t, err, fault.Conflict)
	})
}

// TestExpectedAsItWasThatDay: who is expected is what held when it was held, whatever changes later; one that
// was held on paper is written down afterwards.
func TestExpectedAsItWasThatDay(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, chair := t.Context(), h.coordinator()
		h.clock.add(30 * 24 * time.Hour)
		held := h.clock.now().Add(-40 * 24 * time.Hour) // before anybody was named
		m := must[meeting.Meeting](t)(h.Plan(ctx, chair, meeting.Meeting{Forum: h.tableWest(), At: held}))
		if m = must[meeting.Meeting](t)(h.Start(ctx, chair, m.ID)); len(m.Expected) != 0 {
			t.Errorf("ten days before, %+v were expected", m.Expected)
		}
		must[meeting.Meeting](t)(h.Close(ctx, chair, m.ID))
		w := must[network.Wijkverband](t)(h.network.WijkverbandByID(ctx, h.west))
		if !w.LastMet.Equal(held) {
			t.Errorf("it met at %v, not %v", w.LastMet, held)
		}
		m = h.held(t)
		contacts := w.Contacts
		for _, c := range contacts {
			if err := h.network.EndContact(ctx, chair, h.west, c.ID, 1); err != nil {
				t.Fatal(err)
			}
		}
		if again := must[meeting.Meeting](t)(h.Meeting(ctx, chair, m.ID)); len(again.Expected) != len(contacts) || len(contacts) == 0 {
			t.Errorf("afterwards %+v were expected", again.Expected)
		}
		if later := h.planned(t); len(later.Expected) != 0 {
			t.Errorf("the next one expects %+v", later.Expected)
		}
		_, err := h.Start(ctx, chair, must[meeting.Meeting](t)(h.Plan(ctx, chair, meeting.Meeting{Forum: h.tableWest(), At: h.clock.now().Add(25 * time.Hour)})).ID)
		wants(t, err, fault.Conflict)
	})
}

// TestAgendaWeight: older, of more people, or overdue is never less far in front; and nothing overflows.
func TestAgendaWeight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		age := time.Duration(rapid.Int64Range(-1<<40, 1<<62).Draw(t, "age"))
		more := time.Duration(rapid.Int64Range(0, 1<<60).Draw(t, "more"))
		weight, heavier := rapid.IntRange(-5, 1<<40).Draw(t, "weight"), rapid.IntRange(0, 1<<40).Draw(t, "heavier")
		overdue := rapid.Bool().Draw(t, "overdue")
		w := meeting.AgendaWeight(age, weight, overdue)
		if w < 0 || w > meeting.AgendaWeight(age+more, weight, overdue) || w > meeting.AgendaWeight(age, weight+heavier, overdue) || w > meeting.AgendaWeight(age, weight, true) {
			t.Fatalf("AgendaWeight(%v, %d, %v) = %d", age, weight, overdue, w)
		}
	})
	if fresh, old := meeting.AgendaWeight(0, 4, false), meeting.AgendaWeight(6*7*24*time.Hour, 1, false); fresh != old {
		t.Errorf("four people today weigh %d, one person six weeks ago %d", fresh, old)
	}
}
