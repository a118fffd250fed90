package capacity_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
)

// TestFollow: an offer moves with its service, and what it was before is still what it was.
func TestFollow(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		o := h.offer(t, "elv-laag")
		still := h.offer(t, "grz")
		h.clock.advance(time.Hour)
		before := h.clock.now()
		h.clock.advance(time.Hour)
		h.exec(t, `INSERT INTO region (id, slug, made_at) VALUES ('next', 'next', 0)`)
		h.exec(t, `INSERT INTO region_area (region, area, from_at) VALUES ('next', 'GM0344', 0)`)
		service, err := h.directory.Service(t.Context(), o.Service)
		if err != nil {
			t.Fatal(err)
		}
		service.Locations[0].Area = "WK034401"
		if _, err := h.directory.Save(t.Context(), admin, service, service.Version); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := h.RunSweep(t.Context(), jobs.Job{Kind: capacity.SweepJob, Key: "night"}); err != nil {
				t.Fatal(err)
			}
		}
		if got := h.now(t, o.ID); got.Region != "next" || got.Area != "WK034401" {
			t.Errorf("%+v", got)
		}
		if n := h.count(t, `SELECT count(*) FROM ledger_entry WHERE act = 'capacity.Follow'`); n != 1 {
			t.Errorf("%d offers followed, want 1", n)
		}
		for _, c := range []struct {
			region network.RegionID
			at     time.Time
			want   []capacity.OfferID
		}{{region, before, []capacity.OfferID{o.ID, still.ID}}, {"next", before, nil}, {region, h.clock.now(), []capacity.OfferID{still.ID}}, {"next", h.clock.now(), []capacity.OfferID{o.ID}}} {
			list, err := h.AsOf(t.Context(), c.region, c.at)
			var got []capacity.OfferID
			for _, o := range list {
				got = append(got, o.ID)
			}
			if slices.Sort(c.want); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s at %v: %v, want %v (%v)", c.region, c.at, got, c.want, err)
			}
		}
	})
}

// TestHiddenServiceEndsItsOffers: nobody is sent to a service that is shown no more, from that moment on.
func TestHiddenServiceEndsItsOffers(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"ask", "night"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			run(t, func(t *testing.T, h *house) {
				var post letters
				h.SetPost(&post)
				o, still := h.offer(t, "elv-laag"), h.offer(t, "grz")
				h.says(t, o.ID, 3)
				h.says(t, still.ID, 3)
				hold, err := h.hold(t, o.ID, 1, 1000*time.Hour)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := h.directory.Hide(t.Context(), admin, o.Service); err != nil {
					t.Fatal(err)
				}
				// At once, before any job came by.
				_, err = h.Offer(t.Context(), o.ID)
				wants(t, err, fault.NotFound)
				_, err = h.hold(t, o.ID, 1, time.Hour)
				wants(t, err, fault.NotFound)
				_, err = h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 2})
				wants(t, err, fault.Conflict)
				h.clock.advance(100 * time.Hour)
				for range 2 {
					if err := h.RunSweep(t.Context(), jobs.Job{Kind: capacity.SweepJob, Key: key}); err != nil {
						t.Fatal(err)
					}
				}
				for _, q := range post.asked {
					for _, asked := range q.Offers {
						if asked.ID == o.ID {
							t.Error("its owner was asked for a figure")
						}
					}
				}
				list, err := h.Offers(t.Context(), capacity.Query{})
				if err != nil || len(list.Items) != 1 || list.Items[0].ID != still.ID {
					t.Errorf("%+v, %v", list, err)
				}
				if _, gone, err := h.Changed(t.Context(), []capacity.OfferID{o.ID}); err != nil || len(gone) != 1 {
					t.Errorf("gone %v, %v", gone, err)
				}
				if n := h.count(t, `SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id WHERE e.act = 'capacity.Follow' AND s.subject_id = $1`, o.ID); n != 1 {
					t.Errorf("ended %d times", n)
				}
				if !h.end(t, hold, capacity.HoldReleased) {
					t.Error("what was promised cannot be released")
				}
			})
		})
	}
}

// TestOwnerChanges: whoever offers a service now looks after its figures, from that moment on.
func TestOwnerChanges(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		var post letters
		h.SetPost(&post)
		o := h.offer(t, "elv-laag")
		h.says(t, o.ID, 3)
		h.exec(t, `INSERT INTO service_version (service, version, batch, state, organization, discipline, kind, name, area, verify_by, source, source_key, written_at, written_by, body)
			SELECT service, version + 1, batch, state, $2, discipline, kind, name, area, verify_by, source, source_key, written_at, written_by, replace(body, $3, $4)
			FROM service_version WHERE service = $1`, o.Service, theirs, string(ours), string(theirs))
		_, err := h.Observe(t.Context(), nurse, capacity.Report{Offer: o.ID, Available: 2})
		wants(t, err, fault.Denied)
		got, err := h.Observe(t.Context(), rival, capacity.Report{Offer: o.ID, Available: 1})
		if err != nil || got.Organization != theirs {
			t.Errorf("the new owner: %+v, %v", got, err)
		}
		for actor, want := range map[*access.Actor]int{&admin: 0, &rival: 1} {
			own, err := h.OwnOffers(t.Context(), *actor, network.OrganizationID(actor.Organization))
			if err != nil || len(own) != want || want == 1 && own[0].Organization != theirs {
				t.Errorf("%s has %+v, %v", actor.Person, own, err)
			}
		}
		_, err = h.ObserveMany(t.Context(), nurse, ours, []capacity.Report{{Offer: o.ID, Available: 4}})
		wants(t, err, fault.Invalid)
		h.clock.advance(100 * time.Hour)
		if _, _, err := h.Ask(t.Context()); err != nil || len(post.asked) != 1 || post.asked[0].Organization != theirs {
			t.Errorf("asked %+v, %v", post.asked, err)
		}
		if is := h.now(t, o.ID); is.Organization != theirs || h.count(t, `SELECT count(*) FROM offer WHERE organization = $1`, theirs) != 1 {
			t.Errorf("%+v", is)
		}
	})
}
