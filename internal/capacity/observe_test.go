package capacity_test

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
)

func days(n int) *int { return &n }

// TestFigureIsTheNewest reports in any order, late and at equal moments, while the clock jumps: the
// figure is the newest observation by the moment it was observed, and of equal ones the last.
func TestFigureIsTheNewest(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		began := time.Now()
		rapid.Check(t, func(r *rapid.T) {
			if h.late(began) {
				return
			}
			o := h.offer(t, "elv-laag")
			made := h.clock.now()
			h.clock.advance(24 * time.Hour)
			var newest time.Time
			available := 0
			for range rapid.IntRange(1, 12).Draw(r, "reports") {
				h.clock.advance(time.Duration(rapid.IntRange(-30, 60).Draw(r, "minutes")) * time.Minute)
				report := capacity.Report{Offer: o.ID, Available: rapid.IntRange(0, 10).Draw(r, "available")}
				observed := h.clock.now()
				if rapid.Bool().Draw(r, "late") {
					observed = observed.Add(-time.Duration(rapid.IntRange(0, 20).Draw(r, "ago")) * time.Hour)
					report.ObservedAt = observed
				} else if newest.After(observed) {
					observed = newest // what is said now is not older than what was said before
				}
				if observed.Before(made) {
					continue
				}
				got, err := h.Observe(t.Context(), nurse, report)
				if err != nil {
					r.Fatal(err)
				}
				if !observed.Before(newest) {
					newest, available = observed, report.Available
				}
				if is := h.now(t, o.ID); is.Figure.Available != available || !is.Figure.ObservedAt.Equal(newest) || got.Figure != is.Figure {
					r.Fatalf("the figure is %+v, answered %+v; want %d at %v", is.Figure, got.Figure, available, newest)
				}
				h.newest(r, got)
			}
		})
	})
}

// TestReportsAtOnce lets many report late and in time on one offer.
func TestReportsAtOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		h.clock.advance(10 * time.Hour)
		const workers, reports = 16, 15
		var all sync.WaitGroup
		for w := range workers {
			all.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 3))
				for range reports {
					report := capacity.Report{Offer: o.ID, Available: r.IntN(11)}
					if r.IntN(2) == 0 {
						report.ObservedAt = h.clock.now().Add(-time.Duration(r.IntN(500)) * time.Minute)
					}
					if _, err := h.Observe(t.Context(), program, report); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		h.newest(t, h.now(t, o.ID))
		if n := h.count(t, `SELECT max(number) FROM observation WHERE offer = $1`, o.ID); n != workers*reports {
			t.Errorf("%d observations are numbered up to %d", workers*reports, n)
		}
	})
}

func TestObserve(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		h.clock.advance(time.Hour)
		now := h.clock.now()
		got, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 4, Accepting: capacity.Limited, WaitingDays: days(3), ValidUntil: now.Add(3 * time.Hour), Seconds: 7})
		if err != nil {
			t.Fatal(err)
		}
		f := got.Figure
		if f.Available != 4 || f.Accepting != capacity.Limited || *f.WaitingDays != 3 || !f.ObservedAt.Equal(now) || !f.ToldAt.Equal(now) || !f.ValidUntil.Equal(now.Add(3*time.Hour)) || f.Source != capacity.ByPerson {
			t.Errorf("%+v", f)
		}
		if n := h.count(t, `SELECT count(*) FROM observation WHERE offer = $1 AND by_person = 'p-2' AND via = 'page' AND seconds = 7`, o.ID); n != 1 {
			t.Error("who and how is not kept")
		}
		if e := h.last(t, "capacity.Observe"); e.Outcome != ledger.Done || e.Region != string(region) || e.Policy != "capacity.own-figures" {
			t.Errorf("ledger: %+v", e)
		}
		h.clock.advance(20 * time.Hour)
		if got, err = h.Confirm(t.Context(), nurse, o.ID, 2); err != nil {
			t.Fatal(err)
		}
		if f := got.Figure; f.Available != 4 || *f.WaitingDays != 3 || !f.ToldAt.Equal(h.clock.now()) || !f.ValidUntil.IsZero() || got.Freshness(h.clock.now()) != capacity.Live {
			t.Errorf("confirmed: %+v", f)
		}
		if got.Record.Watched != 20*time.Hour || got.Record.Changes != 0 {
			t.Errorf("record %+v", got.Record)
		}
		h.clock.advance(10 * time.Hour)
		// A program of the owner: what it spends is nobody's time. Its clock runs a little ahead.
		if got, err = h.Observe(t.Context(), program, capacity.Report{Offer: o.ID, Available: 1, ObservedAt: h.clock.now().Add(4 * time.Minute), Seconds: 9}); err != nil {
			t.Fatal(err)
		}
		if f := got.Figure; f.Source != capacity.BySystem || f.Accepting != capacity.Open || !f.ObservedAt.Equal(h.clock.now()) || got.Record.Changes != 3 {
			t.Errorf("by a program: %+v, record %+v", f, got.Record)
		}
		if n := h.count(t, `SELECT count(*) FROM observation WHERE source = 'system' AND seconds > 0`); n != 0 {
			t.Error("a program's seconds were counted")
		}
		// Older than the newest: kept, and it moves nothing.
		late, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 9, ObservedAt: now.Add(time.Minute)})
		if err != nil || late.Figure != got.Figure || late.Record != got.Record {
			t.Errorf("%+v, %v", late, err)
		}
		list, err := h.History(t.Context(), o.ID, now, h.clock.now().Add(time.Hour), 0)
		if err != nil || len(list) != 4 {
			t.Fatalf("%d observations, %v", len(list), err)
		}
		var numbers []int64
		for _, b := range list {
			numbers = append(numbers, b.Number)
		}
		if !slices.Equal(numbers, []int64{3, 2, 4, 1}) {
			t.Errorf("history by the moment of observing: %v", numbers)
		}
	})
}

func TestAccepting(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "eerste-afspraak")
		for _, c := range []struct {
			r    capacity.Report
			want capacity.Accepting
		}{
			{capacity.Report{Available: 1}, capacity.Open},
			{capacity.Report{}, capacity.Closed},
			{capacity.Report{WaitingDays: days(0)}, capacity.Closed},
			{capacity.Report{WaitingDays: days(20)}, capacity.Open},
			{capacity.Report{Available: 3, Accepting: capacity.Closed}, capacity.Closed},
		} {
			c.r.Offer = o.ID
			if got, err := h.Observe(t.Context(), nurse, c.r); err != nil || got.Figure.Accepting != c.want {
				t.Errorf("%+v: %s, want %s (%v)", c.r, got.Figure.Accepting, c.want, err)
			}
		}
	})
}

func TestBadReports(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		h.clock.advance(time.Hour)
		now := h.clock.now()
		for name, c := range map[string]struct {
			r      capacity.Report
			fields string
		}{
			"negative":           {capacity.Report{Available: -1}, "available"},
			"above the total":    {capacity.Report{Available: 11}, "available"},
			"absurd wait":        {capacity.Report{WaitingDays: days(1001)}, "waiting_days"},
			"negative wait":      {capacity.Report{WaitingDays: days(-1)}, "waiting_days"},
			"unknown word":       {capacity.Report{Accepting: "maybe"}, "accepting"},
			"in the future":      {capacity.Report{ObservedAt: now.Add(6 * time.Minute)}, "observed_at"},
			"before the offer":   {capacity.Report{ObservedAt: now.Add(-61 * time.Minute)}, "observed_at"},
			"the year zero":      {capacity.Report{ObservedAt: time.Time{}.Add(1)}, "observed_at"},
			"valid until past":   {capacity.Report{ValidUntil: now}, "valid_until"},
			"valid for ever":     {capacity.Report{ValidUntil: now.AddDate(2, 0, 0)}, "valid_until"},
			"an hour's work":     {capacity.Report{Seconds: 601}, "seconds"},
			"less than no work":  {capacity.Report{Seconds: -1}, "seconds"},
			"several at a time":  {capacity.Report{Available: -1, Accepting: "x", Seconds: -1}, "accepting available seconds"},
			"far beyond numbers": {capacity.Report{Available: 1 << 60, WaitingDays: days(1 << 60)}, "available waiting_days"},
		} {
			c.r.Offer = o.ID
			_, err := h.Observe(t.Context(), nurse, c.r)
			wants(t, err, fault.Invalid)
			if got := fieldsOf(err); got != c.fields {
				t.Errorf("%s: fields %q, want %q", name, got, c.fields)
			}
		}
		_, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: "unknown"})
		wants(t, err, fault.NotFound)
		_, err = h.Confirm(t.Context(), nurse, o.ID, 0)
		wants(t, err, fault.Conflict)
		if n := h.count(t, `SELECT count(*) FROM observation`); n != 0 {
			t.Errorf("%d bad observations were kept", n)
		}
		if err := h.EndOffer(t.Context(), admin, o.ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 1})
		wants(t, err, fault.Conflict)
		// What a placement says of an offer that ended meanwhile must not undo the placement.
		if err := h.within(t, func(ctx context.Context, tx *act.Tx) error {
			return h.SayTx(ctx, tx, capacity.Report{Offer: o.ID}, capacity.Derived)
		}); err != nil {
			t.Error(err)
		}
	})
}

// fieldsOf gives the names of the fields that an error is about, in order.
func fieldsOf(err error) string {
	names := map[string]bool{}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		for _, field := range f.Fields {
			names[field.Name] = true
			if field.NL == "" || field.EN == "" {
				names["no words for "+field.Name] = true
			}
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), " ")
}

func TestObserveMany(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		a, b := h.offer(t, "elv-laag"), h.offer(t, "grz")
		other, err := h.SaveOffer(t.Context(), rival, capacity.Offer{Service: h.service(t, theirs).ID, Kind: "grz", Total: 4})
		if err != nil {
			t.Fatal(err)
		}
		h.says(t, b.ID, 2)
		h.clock.advance(time.Minute)
		taken, err := h.ObserveMany(t.Context(), nurse, ours, []capacity.Report{{Offer: b.ID, Available: 2}, {Offer: a.ID, Available: 5}})
		if err != nil || taken != (capacity.Taken{Changed: 1, Same: 1}) {
			t.Errorf("%+v, %v", taken, err)
		}
		if got := h.now(t, b.ID); !got.Figure.ToldAt.Equal(h.clock.now()) {
			t.Error("what says the same is a confirmation")
		}
		_, err = h.ObserveMany(t.Context(), nurse, ours, []capacity.Report{
			{Offer: a.ID, Available: 1}, {Offer: b.ID, Available: 11, Seconds: -1}, {Offer: other.ID, Available: 1}, {Offer: "nothing"}, {Offer: a.ID, Available: 2},
		})
		wants(t, err, fault.Invalid)
		if got := fieldsOf(err); got != "row 2: available row 2: seconds row 3: offer row 4: offer row 5: offer" {
			t.Errorf("fields %q", got)
		}
		if got := h.now(t, a.ID); got.Figure.Available != 5 {
			t.Error("a file with a bad row was taken in part")
		}
		_, err = h.ObserveMany(t.Context(), nurse, ours, make([]capacity.Report, 1001))
		wants(t, err, fault.Invalid)
		if taken, err = h.ObserveMany(t.Context(), nurse, ours, nil); err != nil || taken != (capacity.Taken{}) {
			t.Errorf("%+v, %v", taken, err)
		}
		// A late row is kept and changes nothing.
		taken, err = h.ObserveMany(t.Context(), program, ours, []capacity.Report{{Offer: a.ID, Available: 9, ObservedAt: monday}})
		if err != nil || taken != (capacity.Taken{Same: 1}) || h.now(t, a.ID).Figure.Available != 5 {
			t.Errorf("%+v, %v", taken, err)
		}
	})
}

// TestFilesAtOnce has many files name the same offers in different orders.
func TestFilesAtOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		ids := h.country(t, 12)
		var all sync.WaitGroup
		for w := range 10 {
			all.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 9))
				reports := make([]capacity.Report, len(ids))
				for i, at := range r.Perm(len(ids)) {
					reports[i] = capacity.Report{Offer: ids[at], Available: r.IntN(10)}
				}
				if _, err := h.ObserveMany(t.Context(), program, ours, reports); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, id := range ids {
			h.newest(t, h.now(t, id))
		}
	})
}

// TestWhoMayReport has a refusal beside each permission.
func TestWhoMayReport(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		link := access.Actor{Person: "link:1", Role: access.Holder, Via: access.ByLink, Assurance: access.Low, Scopes: "capacity.Observe", Only: string(o.ID), Organization: string(ours)}
		with := func(a access.Actor, change func(*access.Actor)) access.Actor { change(&a); return a }
		observe := func(a access.Actor) error {
			_, err := h.Observe(t.Context(), a, capacity.Report{Offer: o.ID, Available: 1})
			return err
		}
		confirm := func(a access.Actor) error { _, err := h.Confirm(t.Context(), a, o.ID, 0); return err }
		many := func(a access.Actor) error {
			_, err := h.ObserveMany(t.Context(), a, ours, []capacity.Report{{Offer: o.ID, Available: 2}})
			return err
		}
		save := func(a access.Actor) error { _, err := h.SaveOffer(t.Context(), a, h.now(t, o.ID)); return err }
		own := func(a access.Actor) error { _, err := h.OwnOffers(t.Context(), a, ours); return err }
		burden := func(a access.Actor) error { _, err := h.Burden(t.Context(), a, region, monday); return err }
		end := func(a access.Actor) error { return h.EndOffer(t.Context(), a, o.ID) }
		insurer := access.Actor{Person: "p-5", Role: access.Insurer, Organization: string(ours), Region: string(region), Assurance: access.High}
		for _, c := range []struct {
			name  string
			do    func(access.Actor) error
			may   []access.Actor
			never []access.Actor
		}{
			{"observe", observe, []access.Actor{admin, nurse, program, link}, []access.Actor{rival, staff, insurer, access.Anonymous(""),
				with(nurse, func(a *access.Actor) { a.Assurance = access.NoAssurance }), with(nurse, func(a *access.Actor) { a.Organization = "" }),
				with(program, func(a *access.Actor) { a.Scopes = "directory:write" }), with(program, func(a *access.Actor) { a.Organization = string(theirs) }),
				with(link, func(a *access.Actor) { a.Only = "another" }), with(link, func(a *access.Actor) { a.Scopes = "directory.Confirm" })}},
			{"confirm", confirm, []access.Actor{admin, nurse, program}, []access.Actor{rival, staff, insurer, link, access.Anonymous("")}},
			{"many", many, []access.Actor{admin, nurse, program, system}, []access.Actor{rival, staff, insurer, link, access.Anonymous("")}},
			{"save", save, []access.Actor{admin, program, system}, []access.Actor{nurse, rival, staff, insurer, link, access.Anonymous("")}},
			{"own", own, []access.Actor{admin, nurse, program}, []access.Actor{rival, staff, insurer, link, access.Anonymous("")}},
			{"burden", burden, []access.Actor{admin, nurse, staff}, []access.Actor{insurer, program, link, access.Anonymous(""),
				with(staff, func(a *access.Actor) { a.Region = "elsewhere" })}},
			{"end", end, []access.Actor{admin, program}, []access.Actor{nurse, rival, staff, insurer, link, access.Anonymous("")}},
		} {
			for _, a := range c.never {
				if err := c.do(a); fault.KindOf(err) != fault.Denied || err == nil {
					t.Errorf("%s by %s of %s: %v, want a refusal", c.name, a.Role, a.Organization, err)
				}
			}
			for _, a := range c.may {
				if err := c.do(a); err != nil {
					t.Errorf("%s by %s: %v", c.name, a.Role, err)
				}
			}
		}
	})
}

// TestObserveWith does what goes along in the same act, or nothing.
func TestObserveWith(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		_, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 1}, func(context.Context, *act.Tx) error {
			return fault.New(fault.Conflict, "Al gebruikt.", "used")
		})
		wants(t, err, fault.Conflict)
		if n := h.count(t, `SELECT count(*) FROM observation`); n != 0 {
			t.Error("the observation stands without what had to go along")
		}
		called := 0
		if _, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 1}, func(context.Context, *act.Tx) error { called++; return nil }); err != nil || called != 1 {
			t.Errorf("%d, %v", called, err)
		}
	})
}
