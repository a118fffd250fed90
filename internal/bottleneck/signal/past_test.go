package signal_test

import (
	"testing"
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// TestANightWithoutAnybody: East has nobody to call at night until somebody says to come there; West has a
// contact with hours. What the past says does not change when an entry goes.
func TestANightWithoutAnybody(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		must[network.ContactID](t)(h.Network.SaveContact(ctx, operator, h.west, network.Contact{Discipline: "wijkverpleging", Function: "Nachtdienst",
			Reach: network.Reach{Phone: "010 333 33 33", Hours: "Mo-Su 22:00-07:00"}}))
		must[network.ContactID](t)(h.Network.SaveContact(ctx, operator, h.east, network.Contact{Discipline: "wijkverpleging", Function: "Planning",
			Reach: network.Reach{Phone: "010 444 44 44"}})) // when it answers is not known
		h.service(t, "Mo-Su 07:00-23:00", eastWijk)
		rule := signal.Rule{Measure: signal.NoContact, Discipline: "wijkverpleging", Window: signal.Night, Weeks: 2, Level: bottleneck.Wijk}

		h.clock.add(3 * week)
		before := h.tried(t, rule)
		if len(before) != 1 || before[0].Place != (bottleneck.Place{Region: placementtest.Region, Wijkverband: h.east}) || before[0].Name != "Oost" {
			t.Fatalf("found %+v", before)
		}
		hit := before[0]
		if hit.Value != 100 || hit.N != 7 || !hit.FellAt.IsZero() || hit.At.Before(monday.Add(week)) || hit.At.After(h.clock.now()) {
			t.Errorf("it spoke of %v%% over %d at %v", hit.Value, hit.N, hit.At)
		}
		holds(t, text(hit), "Van 7 keer in de nacht was er in 100% niemand te bellen.", "in elke week van", "Bron: aanspreekpunten")

		night := h.service(t, "Mo-Su 22:30-07:30", eastWijk)
		h.clock.add(2 * week)
		after := h.tried(t, rule)
		if len(after) != 1 || after[0].At != hit.At || after[0].FellAt.IsZero() || after[0].FellAt.Before(h.clock.now().Add(-2*week)) {
			t.Errorf("with a night service: %+v, before %+v", after, before)
		}
		// By evening somebody always was there, and per region it is a share of all wijkverbanden.
		rule.Window = signal.Evening
		if hits := h.tried(t, rule); len(hits) != 1 || hits[0].Place.Wijkverband != h.west {
			t.Errorf("by evening: %+v", hits)
		}
		rule.Window, rule.Level, rule.Threshold = signal.Night, bottleneck.Region, 49
		if hits := h.tried(t, rule); len(hits) != 1 || hits[0].Value != 50 || hits[0].Place.Wijkverband != "" {
			t.Errorf("over the region: %+v", hits)
		}

		stands := must[directory.Service](t)(h.Directory.Service(ctx, night.ID))
		stands.State = directory.Hidden
		must[directory.Service](t)(h.Directory.Save(ctx, admin(stands.Organization), stands, stands.Version))
		rule.Window, rule.Level, rule.Threshold = signal.Night, bottleneck.Wijk, 0
		h.clock.add(3 * week)
		later := h.tried(t, rule)
		if len(later) != 2 || later[0].At != hit.At || !later[0].FellAt.Equal(after[0].FellAt) || later[1].Place.Wijkverband != h.east {
			t.Errorf("after it went: %+v", later)
		}
	})
}

// TestAWijkverbandThatIsNotManned speaks after all of its weeks.
func TestAWijkverbandThatIsNotManned(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for _, d := range []network.DisciplineCode{"huisartsenzorg", "wijkverpleging", "farmacie", "sociaal-domein"} {
			must[network.ContactID](t)(h.Network.SaveContact(t.Context(), operator, h.west, network.Contact{Discipline: d, Function: "Aanspreekpunt", Reach: network.Reach{Phone: "010 333 33 33"}}))
		}
		h.clock.add(5 * week)
		rule := signal.Rule{Measure: signal.CoverageGap, Weeks: 4, Level: bottleneck.Wijk}
		hits := h.tried(t, rule)
		if len(hits) != 1 || hits[0].Place.Wijkverband != h.east || hits[0].Value != 100 {
			t.Fatalf("found %+v", hits)
		}
		holds(t, text(hits[0]), "vier basisdisciplines", "in elke week")
		rule.Weeks = 12
		if hits := h.tried(t, rule); len(hits) != 0 {
			t.Errorf("five weeks are twelve: %+v", hits)
		}
		rule.Level, rule.Weeks, rule.Threshold = bottleneck.Region, 4, 50
		if hits := h.tried(t, rule); len(hits) != 0 {
			t.Errorf("half of the region is more than half: %+v", hits)
		}
	})
}

// TestRefusals: over ten answers and three providers a share is told, and over fewer nothing.
func TestRefusals(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		rule := signal.Rule{Measure: signal.Declines, Threshold: 60, Weeks: 4, Level: bottleneck.Region}
		three := h.offers(t, 3)
		h.clock.add(time.Hour)
		h.asked(t, 9, three, placement.Answer{Reason: "full"})
		h.clock.add(week)
		if hits := h.tried(t, rule); len(hits) != 0 {
			t.Errorf("nine answers spoke: %+v", hits)
		}
		for _, o := range three {
			h.Says(t, o, 50)
		}
		h.asked(t, 3, three, placement.Answer{Yes: true})
		h.clock.add(week)
		hits := h.tried(t, rule)
		if len(hits) != 1 || hits[0].N != 12 || hits[0].Value != 75 || hits[0].Evidence[0].Norm != 60 {
			t.Fatalf("found %+v", hits)
		}
		holds(t, text(hits[0]), "Op 12 vragen om een plek was het antwoord in 75%: wij hebben geen plek.", "Geteld van", "De grens is 60%.", "Bron: antwoorden")
		rule.Level = bottleneck.Wijk
		if hits := h.tried(t, rule); len(hits) != 1 || hits[0].Place.Wijkverband != h.west {
			t.Errorf("by wijk: %+v", hits)
		}
		rule.Kind = "grz"
		if hits := h.tried(t, rule); len(hits) != 0 {
			t.Errorf("of another kind: %+v", hits)
		}
		// Yeses of a later month make it low; the past says what it said.
		rule.Level, rule.Kind = bottleneck.Region, ""
		h.clock.add(3 * week)
		for _, o := range three {
			h.Says(t, o, 50)
		}
		h.asked(t, 12, three, placement.Answer{Yes: true})
		h.clock.add(week)
		if again := h.tried(t, rule); len(again) != 1 || again[0].Value != 75 || again[0].FellAt.IsZero() {
			t.Errorf("a month later: %+v", again)
		}
	})
}

// TestRefusalsOfTwoProviders are told of nobody: it would say which of them refuses.
func TestRefusalsOfTwoProviders(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.clock.add(time.Hour)
		h.asked(t, 20, h.offers(t, 2), placement.Answer{Reason: "full"})
		h.clock.add(week)
		if hits := h.tried(t, signal.Rule{Measure: signal.Declines, Threshold: 10, Weeks: 1, Level: bottleneck.Region}); len(hits) != 0 {
			t.Errorf("found %+v", hits)
		}
	})
}

// TestBridgingUsedOften counts the requests whose time was over, by whether help bridged them then.
func TestBridgingUsedOften(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.clock.add(time.Hour)
		for range 8 {
			h.Opened(t, placement.Soon) // nobody is asked, and nobody has a place
		}
		h.asked(t, 4, h.offers(t, 1), placement.Answer{Yes: true})
		chosen := 0
		for _, r := range must[placement.Page](t)(h.Own(t.Context(), placementtest.Asker, placement.Window{})).Items {
			for _, i := range r.Invitations {
				if i.State == placement.Offered {
					must[placement.Request](t)(h.Choose(t.Context(), placementtest.Asker, r.ID, i.ID))
					chosen++
				}
			}
		}
		if chosen != 4 {
			t.Fatalf("%d have a place", chosen)
		}
		h.clock.add(2*24*time.Hour + time.Minute)
		must[int](t)(h.Expire(t.Context()))
		h.clock.add(2 * week)
		must[int](t)(h.Expire(t.Context()))
		h.clock.add(week)
		hits := h.tried(t, signal.Rule{Measure: signal.Bridging, Threshold: 60, Weeks: 4, Level: bottleneck.Region})
		if len(hits) != 1 || hits[0].N != 12 || int(hits[0].Value) != 66 {
			t.Fatalf("found %+v", hits)
		}
		holds(t, text(hits[0]), "Van 12 aanvragen waarvan de tijd om was, moest 67% worden overbrugd.")
	})
}

// TestAWaitAboveTheNorm: as providers report it, while too few people were measured.
func TestAWaitAboveTheNorm(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		rule := signal.Rule{Measure: signal.WaitAboveNorm, Norm: "treek-thuis", Threshold: 20, Weeks: 1, Level: bottleneck.Region}
		services := []directory.Service{h.service(t, "24/7", westWijk), h.service(t, "24/7", westWijk), h.service(t, "24/7", westWijk)}
		h.clock.add(week - 36*time.Hour) // the newest figure is a day old when the week ends
		h.waits(t, services[0], 60)
		h.waits(t, services[1], 20)
		h.clock.add(36 * time.Hour)
		if hits := h.tried(t, rule); len(hits) != 0 {
			t.Errorf("two providers spoke: %+v", hits)
		}
		h.clock.add(week - 36*time.Hour)
		for i, days := range []int{60, 42, 43} {
			h.waits(t, services[i], days)
		}
		h.clock.add(36 * time.Hour)
		hits := h.tried(t, rule)
		if len(hits) != 1 || hits[0].N != 3 || int(hits[0].Value) != 66 {
			t.Fatalf("found %+v", hits)
		}
		holds(t, text(hits[0]), "Van 3 aanbieders die een wachttijd melden, meldt 67% een langere dan de norm (Treeknorm: 42 dagen).", "Bron: gemeld door de aanbieders.")
		// A figure that nobody renewed is no figure: nothing is known any more, and nothing fell.
		h.clock.add(2 * week)
		if again := h.tried(t, rule); len(again) != 1 || !again[0].FellAt.IsZero() {
			t.Errorf("with stale figures: %+v", again)
		}
	})
}

// TestAMeasuredWait goes before what providers report, from ten people on; who waits and is not over the limit
// yet is not counted.
func TestAMeasuredWait(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		rule := signal.Rule{Measure: signal.WaitAboveNorm, Norm: "treek-thuis", Threshold: 20, Weeks: 1, Level: bottleneck.Wijk}
		s := h.service(t, "24/7", westWijk)
		o := must[capacity.Offer](t)(h.Capacity.SaveOffer(ctx, admin(s.Organization), capacity.Offer{Service: s.ID, Kind: "wijkverpleging-uren", Total: 50}))
		placed := func() placement.RequestID {
			t.Helper()
			must[capacity.Offer](t)(h.Capacity.Observe(ctx, admin(s.Organization), capacity.Report{Offer: o.ID, Available: 50}))
			d := placementtest.Draft(placement.Planned)
			d.Ask, d.Kind = placement.Care, "wijkverpleging-uren"
			r := must[placement.Request](t)(h.Draft(ctx, placementtest.Asker, d))
			r = must[placement.Request](t)(h.Open(ctx, placementtest.Asker, r.ID, placementtest.Consent(placement.Planned, r.MadeAt)))
			r = must[placement.Request](t)(h.Invite(ctx, placementtest.Asker, r.ID, []capacity.OfferID{o.ID}))
			i := r.Invitations[0].ID
			must[placement.Invitation](t)(h.Answer(ctx, placementtest.Of(s.Organization), i, placement.Answer{Yes: true}))
			return must[placement.Request](t)(h.Choose(ctx, placementtest.Asker, r.ID, i)).ID
		}
		h.clock.add(time.Hour)
		for range 8 {
			placed() // and nobody comes
		}
		for range 4 {
			which := placed()
			h.clock.add(time.Hour)
			must[placement.Request](t)(h.Start(ctx, placementtest.Of(s.Organization), which, h.clock.now()))
		}
		h.clock.add(6 * week)
		if hits := h.tried(t, rule); len(hits) != 0 {
			t.Errorf("nobody waits for more than six weeks: %+v", hits)
		}
		placed() // who has only begun to wait
		h.clock.add(week)
		hits := h.tried(t, rule)
		if len(hits) != 1 || hits[0].N != 12 || int(hits[0].Value) != 66 || hits[0].Place.Wijkverband != h.east {
			t.Fatalf("found %+v", hits)
		}
		holds(t, text(hits[0]), "Van 12 mensen die hulp kregen, of al langer wachten dan de norm (Treeknorm: 42 dagen), wachtte 67% te lang.", "Bron: gemeten")
	})
}

// TestEntriesThatNobodyConfirms: from the day on which their confirmation is over.
func TestEntriesThatNobodyConfirms(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		rule := signal.Rule{Measure: signal.Unanswered, Threshold: 50, Weeks: 2, Level: bottleneck.Region}
		var services []directory.Service
		for range 12 {
			services = append(services, h.service(t, "24/7", eastWijk))
		}
		h.clock.add(26 * week) // a confirmation of this kind holds 182 days
		if hits := h.tried(t, rule); len(hits) != 0 {
			t.Errorf("they spoke in time: %+v", hits)
		}
		h.clock.add(3 * week)
		hits := h.tried(t, rule)
		if len(hits) != 1 || hits[0].N != 12 || hits[0].Value != 100 {
			t.Fatalf("found %+v", hits)
		}
		holds(t, text(hits[0]), "Van 12 vermeldingen", "is 100% te lang niet nagekeken")
		for _, s := range services[:6] {
			must[directory.Service](t)(h.Directory.Confirm(t.Context(), admin(s.Organization), s.ID))
		}
		h.clock.add(week)
		if again := h.tried(t, rule); len(again) != 1 || again[0].At != hits[0].At || again[0].FellAt.IsZero() {
			t.Errorf("half of them confirmed: %+v", again)
		}
	})
}
