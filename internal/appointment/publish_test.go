package appointment_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
)

// TestAPublicationReplacesAll publishes, publishes something else, and publishes that once more.
func TestAPublicationReplacesAll(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := h.service(t)
		if p := h.of(t, s); p.Number != 0 || p.Fresh(h.now()) || len(p.Slots) > 0 {
			t.Errorf("before anything was said: %+v", p)
		}
		first := h.publish(t, nurse, s, at(2), at(1), at(3))
		if first.Number != 1 || first.Source != capacity.ByPerson || !first.At.Equal(monday) || !first.Fresh(h.now()) {
			t.Errorf("published %+v", first)
		}
		got := h.of(t, s)
		if len(got.Slots) != 3 || !got.Slots[0].Start.Equal(at(1).Start) || !slices.Equal(got.Slots, first.Slots) {
			t.Fatalf("kept %+v, published %+v", got.Slots, first.Slots)
		}
		changed, taken := at(2), at(4)
		changed.Free, taken.Free = 3, 0
		taken.Link, taken.Phone, taken.Kind = "https://agenda.example/x?y=1", "0800 123 45 67", appointment.Advice
		h.advance(time.Minute)
		second := h.publish(t, program, s, changed, taken)
		if got = h.of(t, s); got.Number != 2 || got.Source != capacity.BySystem || !slices.Equal(got.Slots, second.Slots) || len(got.Slots) != 2 {
			t.Fatalf("kept %+v", got)
		}
		if got.Slots[0].ID != first.Slots[1].ID || got.Slots[0].Free != 3 {
			t.Errorf("the same time got another id: %v, was %v", got.Slots[0], first.Slots[1])
		}
		h.advance(time.Minute)
		again := h.publish(t, program, s, taken, changed)
		if got = h.of(t, s); !slices.Equal(got.Slots, second.Slots) || got.Number != 3 || !got.At.Equal(again.At) {
			t.Errorf("the same once more gives %+v", got)
		}
		h.publish(t, nurse, s)
		if got = h.of(t, s); len(got.Slots) != 0 || !got.Fresh(h.now()) {
			t.Errorf("there is no time: %+v", got)
		}
		if n := h.count(t, `SELECT count(*) FROM slot`); n != 0 {
			t.Errorf("%d rows stay", n)
		}
		if n := h.count(t, `SELECT count(*) FROM ledger_entry WHERE act = 'appointment.Publish' AND outcome = 'done'`); n != 4 {
			t.Errorf("%d entries of 4 publications", n)
		}
	})
}

// TestWhoMayPublish: those who keep the room of the service, and nobody else. A refusal is on record and
// changes nothing.
func TestWhoMayPublish(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := h.service(t)
		for _, who := range []access.Actor{admin, nurse, program} {
			h.publish(t, who, s, at(1))
		}
		for name, who := range map[string]access.Actor{"a rival": rival, "a program for something else": reader, "a visitor": access.Anonymous(""),
			"staff of the region": {Person: "p-4", Role: access.RESVStaff, Region: "r", Organization: "resv", Assurance: access.Substantial}} {
			_, err := h.Publish(t.Context(), who, s, appointment.Sent{})
			if wants(t, err, fault.Denied); len(h.of(t, s).Slots) != 1 {
				t.Errorf("%s changed the times", name)
			}
		}
		if n := h.count(t, `SELECT count(*) FROM ledger_entry WHERE act = 'appointment.Publish' AND outcome = 'refused'`); n != 4 {
			t.Errorf("%d refusals on record, want 4", n)
		}
		_, err := h.Publish(t.Context(), admin, id.New[directory.ServiceID](), appointment.Sent{})
		wants(t, err, fault.NotFound)
	})
}

// TestAHiddenServiceHasNoTimes: what nobody may see tells nothing, also not when somebody asks for the time itself.
func TestAHiddenServiceHasNoTimes(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := h.service(t)
		p := h.publish(t, nurse, s, at(1))
		if _, err := h.directory.Hide(t.Context(), admin, s); err != nil {
			t.Fatal(err)
		}
		_, err := h.Of(t.Context(), s)
		wants(t, err, fault.NotFound)
		found, err := h.Find(t.Context(), appointment.Query{Now: h.now(), IDs: []appointment.SlotID{p.Slots[0].ID}})
		if err != nil || len(found) > 0 {
			t.Errorf("found %v, %v", found, err)
		}
		if all, err := h.Publishers(t.Context(), nil, "", 10); err != nil || len(all) > 0 {
			t.Errorf("publishers %v, %v", all, err)
		}
		_, err = h.Publish(t.Context(), nurse, s, appointment.Sent{})
		wants(t, err, fault.NotFound)
	})
}

// TestBadTimes: each mistake is named, and nothing of the publication is kept.
func TestBadTimes(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := h.service(t)
		h.publish(t, nurse, s, at(1))
		with := func(change func(*appointment.Slot)) appointment.Sent {
			one := at(2)
			change(&one)
			return appointment.Sent{Slots: []appointment.Slot{at(5), one}}
		}
		many := make([]appointment.Slot, appointment.MostSlots+1)
		for i := range many {
			many[i] = at(1)
		}
		for name, c := range map[string]struct {
			sent  appointment.Sent
			field string
		}{
			"ends before it begins": {with(func(o *appointment.Slot) { o.End = o.Start }), "times[1].end"},
			"takes two days":        {with(func(o *appointment.Slot) { o.End = o.Start.Add(48 * time.Hour) }), "times[1].end"},
			"long past":             {with(func(o *appointment.Slot) { o.Start = monday.Add(-25 * time.Hour); o.End = o.Start.Add(time.Hour) }), "times[1].start"},
			"far ahead":             {with(func(o *appointment.Slot) { o.Start = monday.AddDate(0, 0, 91); o.End = o.Start.Add(time.Hour) }), "times[1].start"},
			"no moment":             {with(func(o *appointment.Slot) { o.Start, o.End = time.Time{}, time.Time{}.Add(time.Hour) }), "times[1].start"},
			"less than none":        {with(func(o *appointment.Slot) { o.Free = -1 }), "times[1].free"},
			"a stadium":             {with(func(o *appointment.Slot) { o.Free = 101 }), "times[1].free"},
			"another kind":          {with(func(o *appointment.Slot) { o.Kind = "elv-laag" }), "times[1].kind"},
			"no https":              {with(func(o *appointment.Slot) { o.Link = "http://agenda.example" }), "times[1].link"},
			"a script":              {with(func(o *appointment.Slot) { o.Link = "javascript:alert(1)" }), "times[1].link"},
			"a password":            {with(func(o *appointment.Slot) { o.Link = "https://u:p@agenda.example" }), "times[1].link"},
			"a long link":           {with(func(o *appointment.Slot) { o.Link = "https://agenda.example/" + strings.Repeat("x", 500) }), "times[1].link"},
			"no number":             {with(func(o *appointment.Slot) { o.Phone = "bel Jan" }), "times[1].phone"},
			"twice":                 {appointment.Sent{Slots: []appointment.Slot{at(2), at(2)}}, "times[1]"},
			"too many":              {appointment.Sent{Slots: many}, "times"},
			"for a month":           {appointment.Sent{GoodFor: 30 * 24 * time.Hour, Slots: []appointment.Slot{at(2)}}, "good_for_minutes"},
			"for a second":          {appointment.Sent{GoodFor: time.Second}, "good_for_minutes"},
			"for less than nothing": {appointment.Sent{GoodFor: -time.Hour}, "good_for_minutes"},
		} {
			_, err := h.Publish(t.Context(), nurse, s, c.sent)
			if wants(t, err, fault.Invalid); err == nil {
				t.Errorf("%s: taken", name)
				continue
			}
			if f := fault.Safe(err).Fields; len(f) != 1 || f[0].Name != c.field || f[0].NL == "" || f[0].EN == "" {
				t.Errorf("%s: %+v, want %s", name, f, c.field)
			}
		}
		if got := h.of(t, s); got.Number != 1 || len(got.Slots) != 1 {
			t.Errorf("kept %+v", got)
		}
	})
}

// TestTheLastPublicationWinsWhole has many publish at once while others read: what anybody reads is one
// publication, never a mix, and in the end it is the last.
func TestTheLastPublicationWinsWhole(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := h.service(t)
		const publishers, rounds = 6, 8
		// The times of a publication all have its own length, and share their starts with those of others.
		set := func(n int) []appointment.Slot {
			slots := make([]appointment.Slot, 1+n%7)
			for i := range slots {
				slots[i] = at(1 + i)
				slots[i].End = slots[i].Start.Add(time.Duration(1+n) * time.Minute)
			}
			return slots
		}
		whole := func(p *appointment.Publication) error {
			for i := range p.Slots {
				n := int(p.Slots[i].End.Sub(p.Slots[i].Start)/time.Minute) - 1
				if first := int(p.Slots[0].End.Sub(p.Slots[0].Start)/time.Minute) - 1; n != first || len(p.Slots) != len(set(n)) {
					return fmt.Errorf("a mix: %d times, of publications %d and %d", len(p.Slots), first, n)
				}
			}
			return nil
		}
		var mu sync.Mutex
		var last appointment.Publication
		var all sync.WaitGroup
		for k := range publishers {
			all.Go(func() {
				for round := range rounds {
					p, err := h.Publish(context.WithoutCancel(t.Context()), nurse, s, appointment.Sent{Slots: set(k*rounds + round)})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if p.Number > last.Number {
						last = p
					}
					mu.Unlock()
					read, err := h.Of(t.Context(), s)
					if err == nil {
						err = whole(&read)
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		got := h.of(t, s)
		if got.Number != publishers*rounds || got.Number != last.Number || !slices.Equal(got.Slots, last.Slots) {
			t.Errorf("publication %d with %d times stands; the last was %d with %d", got.Number, len(got.Slots), last.Number, len(last.Slots))
		}
	})
}
