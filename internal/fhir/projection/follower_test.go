package projection_test

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

func TestEverythingPublicIsServed(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.says(t, 3)
		h.settle(t, h.Follower)
		for _, want := range []struct{ kind, id, holds string }{
			{"Organization", string(h.region), `"code":"94995"`},
			{"Organization", string(h.wijkverband), `"partOf":{"reference":"Organization/` + string(h.region) + `"}`},
			{"Organization", string(h.practice), `"value":"12345678"`},
			{"Organization", string(h.team), `"Team Oost"`},
			{"OrganizationAffiliation", string(h.affiliation), `"code":"member"`},
			{"OrganizationAffiliation", string(h.standing), `"participatingOrganization":{"reference":"Organization/` + string(h.gps) + `"}`},
			{"OrganizationAffiliation", string(h.contact), `"010 123 4567"`},
			{"HealthcareService", string(h.services[0].ID), `"active":true`},
			{"Location", string(h.services[0].Locations[0].ID), `"Kade 1"`},
			{"Basic", string(h.offers[0].ID), `"value":3`},
		} {
			if v := h.read(t, want.kind, want.id); v.Version != 1 || !strings.Contains(string(v.Body), want.holds) {
				t.Errorf("%s version %d, want 1 with %s: %s", want.kind, v.Version, want.holds, v.Body)
			}
		}
		origins := 0
		for k, v := range h.all(t) {
			if k.Type == "Provenance" {
				origins++
			}
			for _, never := range []string{marker, "010 999 9999", string(h.person)} {
				if strings.Contains(string(v.Body), never) {
					t.Errorf("%s holds %q", k, never)
				}
			}
		}
		if origins == 0 {
			t.Error("nothing says where the versions came from")
		}
	})
}

// A change makes one version of what it is about, and of nothing else.
func TestChangeMakesOneVersion(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		before := h.all(t)
		s := h.services[0]
		s.Description = "Ook 's avonds."
		if _, err := h.domain.Directory.Save(t.Context(), h.owner(), s, s.Version); err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		changed := map[string]int{}
		for k, v := range h.all(t) {
			if b := before[k]; v.Version != b.Version {
				changed[k.Type]++
				if k.Type == "Provenance" && !strings.Contains(string(v.Body), `"reference":"HealthcareService/`+string(s.ID)+`/_history/2"`) {
					t.Errorf("it does not say of which version: %s", v.Body)
				}
				if k.Type == "Provenance" && !strings.Contains(string(v.Body), `"who":{"reference":"Organization/`+string(h.practice)+`"}`) {
					t.Errorf("it does not say who: %s", v.Body)
				}
			}
		}
		if len(changed) != 2 || changed["HealthcareService"] != 1 || changed["Provenance"] != 1 {
			t.Errorf("new versions: %v", changed)
		}
	})
}

// A draft never appears, and what is hidden stays as it was last seen, not in use; its place goes with it.
func TestDraftsAndHidden(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		draft := h.service(t, "Concept", directory.Draft)
		unseen, err := h.domain.Network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: "Nog niet open"})
		if err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		for _, k := range []journal.Key{{Type: "HealthcareService", ID: string(draft.ID)}, {Type: "Location", ID: string(draft.Locations[0].ID)}, {Type: "Organization", ID: string(unseen)}} {
			if v, err := h.journal.Read(t.Context(), k); err == nil {
				t.Errorf("%s is served: %s", k, v.Body)
			}
		}
		s := h.services[0]
		s.State, s.Description = directory.Hidden, "Dit zag niemand."
		if s, err = h.domain.Directory.Save(t.Context(), h.owner(), s, s.Version); err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		v := h.read(t, "HealthcareService", string(s.ID))
		if !strings.Contains(string(v.Body), `"active":false`) || strings.Contains(string(v.Body), "Dit zag niemand") || v.Version != 2 {
			t.Errorf("hidden: %s", v.Body)
		}
		if v := h.read(t, "Location", string(s.Locations[0].ID)); !strings.Contains(string(v.Body), `"status":"inactive"`) {
			t.Errorf("its place: %s", v.Body)
		}
		if v := h.read(t, "Basic", string(h.offers[0].ID)); !strings.Contains(string(v.Body), `"code":"ended"`) {
			t.Errorf("its room: %s", v.Body)
		}
		s.State = directory.Shown
		if _, err = h.domain.Directory.Save(t.Context(), h.owner(), s, s.Version); err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		if v := h.read(t, "HealthcareService", string(s.ID)); !strings.Contains(string(v.Body), `"active":true`) {
			t.Errorf("shown again: %s", v.Body)
		}
		if v := h.read(t, "Location", string(s.Locations[0].ID)); !strings.Contains(string(v.Body), `"status":"active"`) {
			t.Errorf("its place again: %s", v.Body)
		}
	})
}

// A figure changes the resource of its offer once a minute at most, and never that of the service.
func TestRoomIsTold(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		service := h.read(t, "HealthcareService", string(h.services[0].ID)).Version
		h.pass(2 * time.Minute)
		for i := range 5 {
			h.says(t, i)
			h.settle(t, h.Follower)
			h.pass(time.Second)
		}
		if v := h.read(t, "Basic", string(h.offers[0].ID)); v.Version != 2 {
			t.Errorf("version %d after five figures in five seconds, want 2", v.Version)
		}
		h.pass(time.Minute)
		h.settle(t, h.Follower)
		v := h.read(t, "Basic", string(h.offers[0].ID))
		if v.Version != 3 || !strings.Contains(string(v.Body), `"valueQuantity":{"value":4,`) {
			t.Errorf("version %d when the minute is over: %s", v.Version, v.Body)
		}
		h.pass(time.Hour * 24 * 60)
		h.settle(t, h.Follower)
		if v := h.read(t, "Basic", string(h.offers[0].ID)); v.Version != 3 {
			t.Errorf("version %d: it changed by itself", v.Version)
		}
		if v := h.read(t, "HealthcareService", string(h.services[0].ID)); v.Version != service {
			t.Error("the service changed with its room")
		}
	})
}

// A membership ends at its moment, although nothing happens then.
func TestMembershipEndsByTheClock(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		if err := h.domain.Mandates.EndAffiliation(t.Context(), operator, h.affiliation, h.now().Add(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		if v := h.read(t, "OrganizationAffiliation", string(h.affiliation)); !strings.Contains(string(v.Body), `"active":true`) {
			t.Fatalf("before its end: %s", v.Body)
		}
		h.pass(49 * time.Hour)
		h.settle(t, h.Follower)
		if v := h.read(t, "OrganizationAffiliation", string(h.affiliation)); !strings.Contains(string(v.Body), `"active":false`) {
			t.Errorf("after its end: %s", v.Body)
		}
		w, err := h.domain.Network.WijkverbandByID(t.Context(), h.wijkverband)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.domain.Network.EndContact(t.Context(), h.staff(), h.wijkverband, w.Contacts[0].ID, 1); err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		if v := h.read(t, "OrganizationAffiliation", string(h.contact)); !strings.Contains(string(v.Body), `"active":false`) {
			t.Errorf("a contact that ended: %s", v.Body)
		}
		if _, err := h.domain.Mandates.Affiliate(t.Context(), operator, mandate.Affiliation{Provider: h.practice, Body: h.gps}); err != nil {
			t.Fatal(err)
		}
	})
}
