package capacity_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
)

func TestSaveOffer(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		service := h.service(t, ours)
		o, err := h.SaveOffer(t.Context(), admin, capacity.Offer{Service: service.ID, Kind: "elv-laag", Total: 8, Organization: theirs})
		if err != nil {
			t.Fatal(err)
		}
		kind := capacity.Rhythm{Live: 12 * time.Hour, Stale: 48 * time.Hour}
		if o.Organization != ours || o.Region != region || o.Area != area || o.Rhythm != kind || o.MostInvitations != 5 || o.Total != 8 {
			t.Errorf("%+v", o)
		}
		if got := h.now(t, o.ID); got.Rhythm != kind || got.Total != 8 || !got.Figure.ObservedAt.IsZero() {
			t.Errorf("%+v", got)
		}
		_, err = h.SaveOffer(t.Context(), admin, capacity.Offer{Service: service.ID, Kind: "elv-laag"})
		wants(t, err, fault.Conflict)
		o.Rhythm, o.Total, o.Assessment, o.MostInvitations = capacity.Rhythm{Live: time.Hour, Stale: 6 * time.Hour}, 9, true, 2
		if _, err = h.SaveOffer(t.Context(), admin, o); err != nil {
			t.Fatal(err)
		}
		if got := h.now(t, o.ID); got.Rhythm != o.Rhythm || got.Total != 9 || !got.Assessment || got.MostInvitations != 2 {
			t.Errorf("%+v", got)
		}
		for name, c := range map[string]struct {
			change func(o *capacity.Offer)
			field  string
		}{
			"total":       {func(o *capacity.Offer) { o.Total = -1 }, "total"},
			"cap":         {func(o *capacity.Offer) { o.MostInvitations = 101 }, "most_invitations"},
			"always live": {func(o *capacity.Offer) { o.Rhythm = capacity.Rhythm{Live: 49 * time.Hour, Stale: 50 * time.Hour} }, "rhythm"},
			"never stale": {func(o *capacity.Offer) { o.Rhythm.Stale = 1000 * time.Hour }, "rhythm"},
			"backwards":   {func(o *capacity.Offer) { o.Rhythm.Live = o.Rhythm.Stale }, "rhythm"},
			"kind":        {func(o *capacity.Offer) { o.ID, o.Kind = "", "nothing" }, "kind"},
			"service":     {func(o *capacity.Offer) { o.ID, o.Service = "", "nothing" }, "service"},
		} {
			bad := o
			c.change(&bad)
			_, err := h.SaveOffer(t.Context(), admin, bad)
			wants(t, err, fault.Invalid)
			if got := fieldsOf(err); got != c.field {
				t.Errorf("%s: fields %q", name, got)
			}
		}
		if err := h.EndOffer(t.Context(), admin, o.ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.Offer(t.Context(), o.ID)
		wants(t, err, fault.NotFound)
		_, err = h.SaveOffer(t.Context(), admin, o)
		wants(t, err, fault.Conflict)
		if _, err = h.SaveOffer(t.Context(), admin, capacity.Offer{Service: service.ID, Kind: "elv-laag"}); err != nil {
			t.Errorf("after an end a service may begin anew: %v", err)
		}
		hidden, err := h.directory.Hide(t.Context(), admin, h.service(t, ours).ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.SaveOffer(t.Context(), admin, capacity.Offer{Service: hidden.ID, Kind: "grz"})
		wants(t, err, fault.Invalid)
	})
}

// TestLowerTotal: a figure from before the total was lowered counts for no more than the total, and
// can be said again.
func TestLowerTotal(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.says(t, h.offer(t, "elv-laag").ID, 9)
		o.Total = 4
		if _, err := h.SaveOffer(t.Context(), admin, o); err != nil {
			t.Fatal(err)
		}
		if is := h.now(t, o.ID); is.Figure.Available != 9 || is.Free(h.clock.now()) != 4 {
			t.Errorf("%+v", is)
		}
		if err := h.within(t, func(ctx context.Context, tx *act.Tx) error {
			return h.SayTx(ctx, tx, capacity.Report{Offer: o.ID, Available: 9}, capacity.Derived)
		}); err != nil {
			t.Error(err)
		}
		if is, err := h.Confirm(t.Context(), nurse, o.ID, 0); err != nil || is.Figure.Available != 4 {
			t.Errorf("%+v, %v", is, err)
		}
	})
}

func TestOneOfferOfAKind(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		service := h.service(t, ours)
		var made atomic.Int64
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				if _, err := h.SaveOffer(t.Context(), admin, capacity.Offer{Service: service.ID, Kind: "grz", Total: 1}); err == nil {
					made.Add(1)
				} else {
					wants(t, err, fault.Conflict)
				}
			})
		}
		all.Wait()
		if made.Load() != 1 {
			t.Errorf("%d offers of one kind", made.Load())
		}
	})
}

func TestOffers(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		ids := h.country(t, 300)
		h.exec(t, `UPDATE offer SET kind = 'grz' WHERE id = $1`, ids[0])
		h.exec(t, `UPDATE offer SET ended_at = 1 WHERE id = $1`, ids[1])
		h.says(t, ids[2], 4)
		if _, err := h.hold(t, ids[2], 1, time.Hour); err != nil {
			t.Fatal(err)
		}
		got := map[capacity.OfferID]bool{}
		for q := (capacity.Query{Region: region, Limit: 100}); ; {
			p, err := h.Offers(t.Context(), q)
			if err != nil || p.Total != 299 {
				t.Fatalf("total %d, %v", p.Total, err)
			}
			for _, o := range p.Items {
				if got[o.ID] {
					t.Fatal("an offer came twice")
				}
				got[o.ID] = true
			}
			if q.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if len(got) != 299 || got[ids[1]] {
			t.Errorf("%d offers", len(got))
		}
		for _, c := range []struct {
			q    capacity.Query
			want int
		}{
			{capacity.Query{Kind: "grz"}, 1}, {capacity.Query{Organization: theirs}, 0}, {capacity.Query{Organization: ours}, 299},
			{capacity.Query{Service: "service 5"}, 1}, {capacity.Query{Region: "elsewhere"}, 0}, {capacity.Query{}, 299},
		} {
			if p, err := h.Offers(t.Context(), c.q); err != nil || p.Total != c.want || len(p.Items) != min(20, c.want) {
				t.Errorf("%+v: %d of %d, %v", c.q, len(p.Items), p.Total, err)
			}
		}
		for _, q := range []capacity.Query{{Limit: 201}, {Limit: -1}, {Cursor: "x"}, {Kind: "\x00"}, {Region: "elsewhere", Cursor: mustPage(t, h).Next}} {
			_, err := h.Offers(t.Context(), q)
			wants(t, err, fault.Invalid)
		}
		n, held := 0, 0
		head, err := h.All(t.Context(), func(part []capacity.Offer) error {
			n += len(part)
			for _, o := range part {
				held += o.Held(h.clock.now())
			}
			return nil
		})
		if err != nil || n != 299 || held != 1 || head < 0 {
			t.Errorf("%d offers with %d held, head %d, %v", n, held, head, err)
		}
		now, gone, err := h.Changed(t.Context(), append(slices.Clone(ids), ids[1], "nothing"))
		if err != nil || len(now) != 299 || !slices.Equal(gone, []capacity.OfferID{ids[1], "nothing"}) {
			t.Errorf("%d stand, gone %v, %v", len(now), gone, err)
		}
		if of, err := h.OffersOf(t.Context(), []directory.ServiceID{"service 5", "service 6", "nothing"}); err != nil ||
			len(of) != 2 || len(of["service 5"]) != 1 || slices.Contains(of["service 6"], of["service 5"][0]) {
			t.Errorf("by service: %v, %v", of, err)
		}
		own, err := h.OwnOffers(t.Context(), nurse, ours)
		if err != nil || len(own) != 299 {
			t.Errorf("%d own offers, %v", len(own), err)
		}
	})
}

func mustPage(t *testing.T, h *house) capacity.Page {
	t.Helper()
	p, err := h.Offers(t.Context(), capacity.Query{Region: region})
	if err != nil || p.Next == "" {
		t.Fatal(p, err)
	}
	return p
}

func TestTables(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		tables, err := h.Tables(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		acute := 0
		for _, k := range tables.Kinds {
			if k.Acute {
				acute++
			}
			if k.Acute != (k.Rhythm.Stale < 12*time.Hour) || k.Name == "" || k.Unit == "" || k.UnitOne == "" {
				t.Errorf("%+v", k)
			}
		}
		if k, known := tables.Kind("ggz-crisis"); !known || k.UnitOne != "bed" || acute < 2 || tables.KindName("nothing") != "nothing" || tables.KindName("grz") == "grz" {
			t.Errorf("%+v, %v", k, known)
		}
		if acute := tables.NormsOf("ggz", "ggz-crisis"); acute != nil {
			t.Errorf("a crisis has norms of weeks: %v", acute)
		}
		norms := tables.NormsOf("ggz", "eerste-afspraak")
		if len(norms) != 2 || norms[0].Days != 28 || norms[1].Days != 70 {
			t.Errorf("%+v", norms)
		}
		for _, n := range tables.Norms {
			if n.Source == "" || n.Since == 0 || n.Counts == "" {
				t.Errorf("a norm without its source: %+v", n)
			}
		}
	})
}

// letters is a post that keeps what it is given.
type letters struct{ asked []capacity.Asked }

func (l *letters) AskFiguresTx(_ context.Context, _ *act.Tx, q capacity.Asked) error {
	l.asked = append(l.asked, q)
	return nil
}

func TestAsk(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		var post letters
		h.SetPost(&post)
		bed, crisis := h.offer(t, "elv-laag"), h.offer(t, "ggz-crisis")
		never := h.offer(t, "dagbesteding")
		other, err := h.SaveOffer(t.Context(), rival, capacity.Offer{Service: h.service(t, theirs).ID, Kind: "elv-laag", Total: 3})
		if err != nil {
			t.Fatal(err)
		}
		h.says(t, bed.ID, 1)
		h.says(t, crisis.ID, 2)
		ask := func(after time.Duration, want ...capacity.OfferID) {
			t.Helper()
			h.clock.advance(after)
			post.asked = nil
			if err := h.RunSweep(t.Context(), jobs.Job{Kind: capacity.SweepJob, Key: "ask"}); err != nil {
				t.Fatal(err)
			}
			var got []capacity.OfferID
			for _, q := range post.asked {
				for _, o := range q.Offers {
					if o.Organization != q.Organization || q.Name == "" || q.Email == "" || o.KindName == "" || o.ServiceName != "Zorg met verblijf" {
						t.Errorf("%+v", q)
					}
					got = append(got, o.ID)
				}
			}
			slices.Sort(got)
			if slices.Sort(want); !slices.Equal(got, want) {
				t.Errorf("at %v asked for %v, want %v", h.clock.now(), got, want)
			}
		}
		ask(time.Hour)
		ask(3*time.Hour, crisis.ID)
		ask(10 * time.Hour) // once a day at most, however fast its rhythm
		h.says(t, crisis.ID, 1)
		ask(13*time.Hour + 59*time.Minute) // not within a day of the last question
		ask(time.Minute, crisis.ID)
		ask(24*time.Hour, bed.ID, other.ID) // two days old; the crisis bed waits twice as long now
		if u := post.asked[0].Offers[0]; u.ID == bed.ID && u.Unit != "bed" {
			t.Errorf("%+v", u)
		}
		h.says(t, bed.ID, 2)
		h.clock.advance(24 * time.Hour)
		if _, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: crisis.ID, Available: 1}); err != nil {
			t.Fatal(err)
		}
		ask(18*24*time.Hour, never.ID, bed.ID, other.ID, crisis.ID)
		if n := h.count(t, `SELECT count(*) FROM ledger_entry WHERE act = 'capacity.AskForFigure' AND outcome <> 'done'`); n != 0 {
			t.Errorf("%d questions failed", n)
		}
		if n := h.count(t, `SELECT count(*) FROM job WHERE kind = 'capacity.sweep' AND key = 'ask'`); n != 1 {
			t.Error("the job did not put itself back")
		}
		if err := h.ScheduleSweep(t.Context()); err != nil || h.count(t, `SELECT count(*) FROM job WHERE kind = 'capacity.sweep'`) != 2 {
			t.Errorf("%v", err)
		}
	})
}

// TestAskOnce has two nodes ask at once.
func TestAskOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.country(t, 50)
		h.clock.advance(1000 * time.Hour)
		var asked atomic.Int64
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				n, _, err := h.Ask(t.Context())
				if err != nil {
					t.Error(err)
				}
				asked.Add(int64(n))
			})
		}
		all.Wait()
		if n := h.count(t, `SELECT sum(asked_times) FROM offer`); asked.Load() != 50 || n != 50 {
			t.Errorf("asked %d times, kept %d, for 50 offers", asked.Load(), n)
		}
	})
}
