package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// stage is how far a request is.
type stage int

const (
	prepared stage = iota // a draft
	opened                // the one provider was asked, and the rival
	offered               // the one provider said yes
	bridged               // and meanwhile somebody bridges the time
	chosen
	handed // the details of the person are there
	begun
)

// The one person of the tests, as the provider reads it.
var somebody = placement.Person{Name: "Appolonia Kersenplukker", Birth: "1941-03-08", Reach: "via de transferafdeling", Words: "Loopt met een rollator."}

// roomKind is what is asked; freshKind is counted by nobody of the tests yet; endKind is what they stop
// counting.
const (
	roomKind  = capacity.KindCode("elv-laag")
	freshKind = capacity.KindCode("elv-palliatief")
	endKind   = capacity.KindCode("wlz-crisis")
)

// settled is what there is of room, and who asks for it.
type settled struct {
	// Of Gerda's organisation, of Bilal's, and of one elsewhere.
	offers  [3]capacity.Offer
	tellers [3]access.Actor
	ending  [2]capacity.Offer // which the first two stop counting
	// Maartje, a colleague of Gerda, and somebody elsewhere. The first offer is for the first, and so on.
	askers [3]access.Actor
	areas  [3]network.AreaCode
	desks  map[string]string // who runs the desk of a region
	made   map[stage][3]placement.Request
}

// rival is who is asked besides, and another who can be asked later. Nobody is asked from elsewhere.
func rival(i int) int   { return [...]int{1, 2, 2}[i] }
func another(i int) int { return [...]int{2, 0, 0}[i] }

// settle makes the offers, and finds who asks.
func (w *world) settle(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	w.t, w.desks, w.made = t, map[string]string{"": ""}, map[stage][3]placement.Request{}
	for _, r := range w.regions {
		desk, err := w.Placement.DeskOf(ctx, r.ID)
		fail(err)
		w.desks[string(r.ID)] = string(desk)
	}
	colleague := w.staff[0] // of Gerda, who stays when an account is ended
	colleague.ID, colleague.Name, colleague.Email = "", "Femke Hier", "femke@mensen.example"
	w.askers = [3]access.Actor{actorOf(w.people["Maartje Sluiswachter"]), actorOf(w.hire(t, colleague)), actorOf(w.staff[1])}
	w.areas = [3]network.AreaCode{w.regions[0].Areas[0], w.regions[0].Areas[0], w.regions[1].Areas[0]}
	w.tellers = [3]access.Actor{actorOf(w.people["Gerda Kleibakker"]), actorOf(w.people["Bilal Steenoven"])}
	elsewhere, err := w.Directory.Services(ctx, directory.Query{Areas: w.regions[1].Areas, Limit: 50})
	fail(err)
	at := slices.IndexFunc(elsewhere.Services, func(s directory.Service) bool {
		return !slices.ContainsFunc(w.everyActor(), func(a access.Actor) bool { return a.Organization == string(s.Organization) })
	})
	if at < 0 {
		t.Fatal("nobody elsewhere has a service")
	}
	far := elsewhere.Services[at]
	w.tellers[2] = access.Actor{Person: id.New[string](), Role: access.ProviderAdmin, Organization: string(far.Organization), Region: string(w.regions[1].ID), Assurance: access.High}
	for i, service := range []directory.Service{w.services[0], w.services[1], far} {
		w.offers[i], err = w.offer(service.ID, roomKind, i)
		fail(err)
		if i < len(w.ending) {
			w.ending[i], err = w.offer(service.ID, endKind, i)
			fail(err)
		}
		_, err = w.Capacity.Observe(ctx, w.tellers[i], capacity.Report{Offer: w.offers[i].ID, Available: 5000})
		fail(err)
	}
}

// everyActor is everybody of the demonstration.
func (w *world) everyActor() (all []access.Actor) {
	for _, p := range w.people {
		all = append(all, actorOf(p))
	}
	return all
}

// offer makes an offer, or changes the one that is there so that all tests fit in.
func (w *world) offer(service directory.ServiceID, kind capacity.KindCode, i int) (capacity.Offer, error) {
	there, err := w.counted(service, kind)
	if err != nil {
		return capacity.Offer{}, err
	}
	o := capacity.Offer{Service: service, Kind: kind, MostInvitations: 100}
	if len(there) > 0 {
		o = there[0]
		o.Total, o.MostInvitations = 0, 100
	}
	return w.Capacity.SaveOffer(w.t.Context(), w.tellers[i], o)
}

// counted gives the offer of a service that is kept; at most one is.
func (w *world) counted(service directory.ServiceID, kind capacity.KindCode) ([]capacity.Offer, error) {
	all, err := w.Capacity.Offers(w.t.Context(), capacity.Query{Service: service, Kind: kind, Limit: 200})
	return slices.DeleteFunc(all.Items, func(o capacity.Offer) bool { return o.Ended }), err
}

// endFresh ends what an earlier request may have begun to count.
func (w *world) endFresh(i int) {
	w.t.Helper()
	there, err := w.counted(w.services[i].ID, freshKind)
	if err == nil && len(there) > 0 {
		err = w.Capacity.EndOffer(w.t.Context(), w.tellers[i], there[0].ID)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// stands gives a request of an asker as far as a stage: the same each time.
func (w *world) stands(i int, far stage) placement.Request {
	w.t.Helper()
	all := w.made[far]
	if all[i].ID == "" {
		all[i] = w.reach(i, far)
		w.made[far] = all
	}
	return all[i]
}

// reach makes a request of an asker and brings it as far as a stage.
func (w *world) reach(i int, far stage) placement.Request {
	w.t.Helper()
	ctx, asker := w.t.Context(), w.askers[i]
	r, err := w.Placement.Draft(ctx, asker, w.draft(i))
	then := func(step func() (placement.Request, error)) {
		if err == nil {
			r, err = step()
		}
	}
	if far >= opened {
		then(func() (placement.Request, error) {
			return w.Placement.Open(ctx, asker, r.ID, placement.Consent{At: time.Now(), With: "person"})
		})
		then(func() (placement.Request, error) {
			return w.Placement.Invite(ctx, asker, r.ID, []capacity.OfferID{w.offers[i].ID, w.offers[rival(i)].ID})
		})
	}
	if far >= offered {
		then(func() (placement.Request, error) {
			_, err := w.Placement.Answer(ctx, w.tellers[i], w.question(&r, i).ID, placement.Answer{Yes: true})
			return r, err
		})
	}
	switch {
	case far == bridged:
		then(func() (placement.Request, error) {
			return w.Placement.Bridge(ctx, asker, r.ID, placement.Bridging{Who: w.offers[rival(i)].Organization, What: "Zorg thuis.", Until: time.Now().AddDate(0, 0, 3)})
		})
	case far > bridged:
		then(func() (placement.Request, error) { return w.Placement.Choose(ctx, asker, r.ID, w.question(&r, i).ID) })
	}
	if far >= handed {
		then(func() (placement.Request, error) { return w.Placement.HandOver(ctx, asker, r.ID, somebody) })
	}
	if far >= begun {
		then(func() (placement.Request, error) { return w.Placement.Start(ctx, asker, r.ID, time.Time{}) })
	}
	if err != nil {
		w.t.Fatalf("a request of %s as far as %d: %v", asker.Name, far, err)
	}
	return r
}

// clear takes a request back, so that its questions leave room for others; what has ended stays.
func (w *world) clear(i int, which placement.RequestID) {
	_, _ = w.Placement.Withdraw(w.t.Context(), w.askers[i], which, "mistake")
}

func (w *world) draft(i int) placement.Draft {
	return placement.Draft{Ask: placement.Place, Kind: roomKind, Urgency: placement.Planned, Direction: placement.In, Area: w.areas[i], Note: wish(i)}
}

// wish is what the request of an asker says in words.
func wish(i int) string { return fmt.Sprintf("Graag een kamer aan de tuin, bij raam %d-%d.", i+1, i+1) }

// question is what was put to an organisation.
func (w *world) question(r *placement.Request, of int) placement.Invitation {
	w.t.Helper()
	at := slices.IndexFunc(r.Invitations, func(q placement.Invitation) bool { return q.Offer == w.offers[of].ID })
	if at < 0 {
		w.t.Fatalf("request %s did not ask offer %d", r.ID, of)
	}
	return r.Invitations[at]
}

// weighed is a request as the policies see it.
func weighed(r *placement.Request) access.Subject {
	s := access.Subject{Type: "request", ID: string(r.ID), Organization: string(r.Organization), Person: r.Asker}
	if r.OpenedAt.IsZero() {
		return s
	}
	s.Region, s.Desk = string(r.Region), string(r.Desk)
	if q, ok := r.Invitation(r.Chosen); ok {
		s.Provider = string(q.Organization)
	}
	for _, b := range r.Bridging {
		if b.Ended.IsZero() {
			s.Bridger = string(b.Who)
		}
	}
	return s
}

// here is where somebody themself stands, with who runs the desk there.
func (w *world) here(a access.Actor) access.Subject {
	s := self(a)
	s.Desk = w.desks[a.Region]
	return s
}

func (w *world) region(i int) func(access.Actor) access.Subject {
	r := string(w.regions[i].ID)
	return about(access.Subject{Type: "region", ID: r, Region: r, Desk: w.desks[r]})
}

func ofOrganization(o network.OrganizationID) func(access.Actor) access.Subject {
	return about(access.Subject{Type: "organization", ID: string(o), Organization: string(o)})
}

func ofOffer(o capacity.Offer) func(access.Actor) access.Subject {
	return about(access.Subject{Type: "offer", ID: string(o.ID), Organization: string(o.Organization), Region: string(o.Region)})
}
