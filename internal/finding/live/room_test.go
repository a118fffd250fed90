package live_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// What is told on one node of the room of a service, a search on another finds soon; what only
// professionals give out is no room to a citizen.
func TestEveryNodeFollowsTheRoom(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		here := start(t, db)
		data := demo.Region(time.Now())
		if err := demo.Load(t.Context(), demo.House{DB: db, Network: here.net, Directory: here.dir}, data); err != nil {
			t.Fatal(err)
		}
		there := start(t, db)
		s, err := here.dir.Service(t.Context(), data.Services[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		owner := access.Actor{Person: "p", Role: access.ProviderAdmin, Organization: string(s.Organization), Assurance: access.Substantial}
		begin := func(kind capacity.KindCode) capacity.OfferID {
			o, err := here.room.SaveOffer(t.Context(), owner, capacity.Offer{Service: s.ID, Kind: kind, Total: 10})
			if err != nil {
				t.Fatal(err)
			}
			return o.ID
		}
		say := func(offer capacity.OfferID, available int) {
			wait := 9
			if _, err := here.room.Observe(t.Context(), owner, capacity.Report{Offer: offer, Available: available, WaitingDays: &wait}); err != nil {
				t.Fatal(err)
			}
		}
		finds := func(n node, q finding.Query) bool {
			q.Words = s.Name
			page, err := n.finder.Search(q)
			return err == nil && len(page.Items) == 1 && directory.ServiceID(page.Items[0].Service) == s.ID
		}
		soon(t, "the service", func() bool {
			page, err := there.finder.Search(finding.Query{Words: s.Name})
			return err == nil && len(page.Items) > 0 && !page.Relaxed
		})

		bed := begin("ggz-crisis")
		say(bed, 8)
		soon(t, "its offer", func() bool { return len(there.finder.Offers(s.ID)) == 1 })
		if there.finder.Room(s.ID, time.Now()) != nil || finds(there, finding.Query{Accepting: true}) {
			t.Error("a crisis bed is room to a citizen")
		}

		offer := begin("nieuwe-patienten")
		soon(t, "an offer of which nothing is known", func() bool {
			room := there.finder.Room(s.ID, time.Now())
			return room != nil && room.Status == finding.Unknown
		})
		say(offer, 5)
		soon(t, "its room", func() bool { return finds(there, finding.Query{Accepting: true, MaxWaitDays: 9}) })
		if finds(there, finding.Query{MaxWaitDays: 8}) {
			t.Error("nine days is no longer than eight")
		}
		room := there.finder.Room(s.ID, time.Now())
		if room.Status != finding.Room || room.Free != 5 || room.WaitDays != 9 || room.WaitSource != finding.Reported || room.WaitSure != finding.Fair || room.Offer != string(offer) {
			t.Errorf("it shows %+v", room)
		}
		say(offer, 0)
		soon(t, "that it is full", func() bool { return there.finder.Room(s.ID, time.Now()).Status == finding.Waitlist })
		if finds(there, finding.Query{Accepting: true}) {
			t.Error("what is full is found as room")
		}
		late := start(t, db)
		if got := late.finder.Room(s.ID, time.Now()); got == nil || got.Status != finding.Waitlist {
			t.Errorf("a node that starts now shows %+v", got)
		}
		for _, o := range []capacity.OfferID{bed, offer} {
			if err := here.room.EndOffer(t.Context(), owner, o); err != nil {
				t.Fatal(err)
			}
		}
		soon(t, "that it keeps no figures any more", func() bool { return there.finder.Room(s.ID, time.Now()) == nil })
	})
}
