package appointment_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/directory"
)

// TestTimesPassByTheClock: nothing is written when a time begins or a publication grows old.
func TestTimesPassByTheClock(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s, quiet := h.service(t), h.service(t)
		taken := at(3)
		taken.Free = 0
		h.publish(t, nurse, s, at(1), at(2), taken, at(60))
		shown := func() (hours []int) {
			t.Helper()
			first, err := h.First(t.Context(), h.now(), appointment.FirstAppointment, 10, s, quiet)
			if err != nil || len(first[quiet]) > 0 {
				t.Fatal(first, err)
			}
			for _, one := range first[s] {
				hours = append(hours, int(one.Start.Sub(monday)/time.Hour))
			}
			return hours
		}
		if got := shown(); !slices.Equal(got, []int{1, 2, 60}) {
			t.Errorf("at first %v", got)
		}
		h.advance(time.Hour) // a time that begins now is no longer ahead
		if got := shown(); !slices.Equal(got, []int{2, 60}) {
			t.Errorf("after an hour %v", got)
		}
		p := h.of(t, s)
		if ahead := p.Ahead(h.now()); len(ahead) != 3 || len(p.Slots) != 4 {
			t.Errorf("%d ahead of %d", len(ahead), len(p.Slots))
		}
		h.advance(p.GoodUntil.Sub(h.now()) - time.Microsecond)
		if got := shown(); !slices.Equal(got, []int{60}) {
			t.Errorf("just before it grows old %v", got)
		}
		h.advance(time.Microsecond)
		p = h.of(t, s)
		found, err := h.Find(t.Context(), appointment.Query{Now: h.now()})
		if got := shown(); len(got) > 0 || p.Fresh(h.now()) || len(p.Ahead(h.now())) > 0 || len(found) > 0 || err != nil {
			t.Errorf("old times are shown: %v, %v, %v", got, found, err)
		}
		h.publish(t, nurse, s, at(60))
		if got := shown(); !slices.Equal(got, []int{60}) {
			t.Errorf("said anew: %v", got)
		}
	})
}

// TestTimesHoldAsRoomDoes: how long times hold without a word, and at most, is what the figures of room of
// their kind say.
func TestTimesHoldAsRoomDoes(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := h.service(t)
		if p := h.publish(t, nurse, s, at(1)); !p.GoodUntil.Equal(monday.Add(48 * time.Hour)) {
			t.Errorf("good until %v", p.GoodUntil)
		}
		p, err := h.Publish(t.Context(), nurse, s, appointment.Sent{GoodFor: 7 * 24 * time.Hour, Slots: []appointment.Slot{at(1)}})
		if err != nil || !p.GoodUntil.Equal(monday.AddDate(0, 0, 7)) {
			t.Errorf("good until %v, %v", p.GoodUntil, err)
		}
		if _, err := h.Publish(t.Context(), nurse, s, appointment.Sent{GoodFor: 7*24*time.Hour + time.Second, Slots: []appointment.Slot{at(1)}}); err == nil {
			t.Error("free times hold longer than free places")
		}
	})
}

// TestFindAgreesWithAnOracle asks for pages of random times and compares each with a walk over all of them.
func TestFindAgreesWithAnOracle(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		services := []directory.ServiceID{h.service(t), h.service(t), h.service(t)}
		rapid.Check(t, func(rt *rapid.T) {
			var all []appointment.Slot
			for i, s := range services {
				var slots []appointment.Slot
				for _, hour := range rapid.SliceOfNDistinct(rapid.IntRange(-5, 30), 0, 12, rapid.ID).Draw(rt, "hours") {
					one := at(hour)
					one.Free = rapid.IntRange(0, 2).Draw(rt, "free")
					slots = append(slots, one)
				}
				p, err := h.Publish(t.Context(), nurse, s, appointment.Sent{Slots: slots})
				if err != nil {
					rt.Fatal(i, err)
				}
				all = append(all, p.Ahead(h.now())...)
			}
			q := appointment.Query{Now: h.now(), Limit: rapid.IntRange(1, 7).Draw(rt, "limit")}
			if rapid.Bool().Draw(rt, "of one") {
				q.Services = services[1:2]
			}
			if rapid.Bool().Draw(rt, "from") {
				q.From = at(rapid.IntRange(-5, 30).Draw(rt, "from hour")).Start
			}
			if rapid.Bool().Draw(rt, "before") {
				q.Before = at(rapid.IntRange(-5, 30).Draw(rt, "before hour")).Start
			}
			all = slices.DeleteFunc(all, func(s appointment.Slot) bool {
				return len(q.Services) > 0 && s.Service != q.Services[0] || s.Start.Before(q.From) || !q.Before.IsZero() && !s.Start.Before(q.Before)
			})
			slices.SortFunc(all, func(a, b appointment.Slot) int {
				if d := a.Start.Compare(b.Start); d != 0 {
					return d
				}
				return map[bool]int{true: -1, false: 1}[a.ID < b.ID]
			})
			var got []appointment.Slot
			for {
				page, err := h.Find(t.Context(), q)
				if err != nil {
					rt.Fatal(err)
				}
				for i := range page {
					got = append(got, page[i].Slot)
				}
				if len(page) < q.Limit {
					break
				}
				q.AfterStart, q.AfterID = page[len(page)-1].Start, page[len(page)-1].ID
			}
			if !slices.Equal(got, all) {
				rt.Fatalf("found %v\nwant %v", got, all)
			}
		})
	})
}
