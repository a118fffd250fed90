package projection_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// brings imports services, and organisations with them.
func (h *house) brings(t testing.TB, parties []network.Organization, services ...directory.Service) {
	t.Helper()
	b, _, err := batch.Open(t.Context(), h.db, "proef", "proef", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(parties) > 0 {
		if _, err := h.domain.Network.StageOrganizations(t.Context(), b, parties); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := h.domain.Directory.StageServices(t.Context(), b, services)
	if err == nil {
		err = h.domain.Directory.FinishImport(t.Context(), operator, b, counts, "proef")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// other is a service of another organisation.
func (h *house) other(id, key, name string, of network.OrganizationID, l directory.Location) directory.Service {
	return directory.Service{ID: directory.ServiceID(id), Organization: of, Name: name, Discipline: "wijkverpleging", Kind: "wijkverpleging", State: directory.Shown,
		Access: directory.Direct, Source: "proef", SourceKey: key, Locations: []directory.Location{l}}
}

const imported = "00000000-0000-7000-8000-00000000000"

// ★ What an import brought is rendered, and nothing else; only of very much everything is.
func TestImportIsNoSweep(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		sweeps := h.Sweeps()
		place := directory.Location{ID: imported + "a", Street: "Weg 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}}
		party := network.Organization{ID: "00000000-0000-7000-8000-0000000000aa", Kind: network.Provider, Name: "Zorg van elders", Discipline: "wijkverpleging"}
		h.brings(t, []network.Organization{party}, h.other(imported+"1", "1", "Thuis", party.ID, place), h.other(imported+"2", "2", "Nacht", party.ID, place))
		h.settle(t, h.Follower)
		for _, k := range []journal.Key{{Type: "HealthcareService", ID: imported + "1"}, {Type: "HealthcareService", ID: imported + "2"}, {Type: "Location", ID: imported + "a"}, {Type: "Organization", ID: string(party.ID)}} {
			h.read(t, k.Type, k.ID)
		}
		party.Name = "Zorg van hier"
		h.brings(t, []network.Organization{party}, h.other(imported+"1", "1", "Thuis", party.ID, place)) // the service as it was
		h.settle(t, h.Follower)
		if v := h.read(t, "Organization", string(party.ID)); !strings.Contains(string(v.Body), "Zorg van hier") {
			t.Errorf("an organisation that an import changed: %s", v.Body)
		}
		if n := h.Sweeps() - sweeps; n != 0 {
			t.Errorf("everything was rendered %d times", n)
		}
		h.ImportAtMost(1)
		h.brings(t, nil, h.other(imported+"1", "1", "Thuis 1", party.ID, place), h.other(imported+"2", "2", "Nacht 1", party.ID, place))
		h.settle(t, h.Follower)
		if n := h.Sweeps() - sweeps; n != 1 {
			t.Errorf("everything was rendered %d times for an import of much, want 1", n)
		}
		if v := h.read(t, "HealthcareService", imported+"2"); !strings.Contains(string(v.Body), "Nacht 1") {
			t.Errorf("after an import of much: %s", v.Body)
		}
		h.quiet(t)
		h.gapless(t)
		h.fresh(t)
	})
}

// ★ One resource that cannot be rendered stays as it was and holds nobody up. It is tried again.
func TestSetAside(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		poison, fine := h.services[0], h.services[1]
		was := string(h.read(t, "HealthcareService", string(poison.ID)).Body)
		kept := func(body string) {
			t.Helper()
			if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE fhir_version SET body = $1 WHERE version = 1 AND pk = (SELECT pk FROM fhir_resource WHERE type = 'HealthcareService' AND id = $2)`, body, poison.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		aside := func(want int64) {
			t.Helper()
			if n, err := h.SetAside(t.Context()); err != nil || n != want {
				t.Errorf("%d set aside (%v), want %d", n, err, want)
			}
		}
		aside(0)
		kept(`{"resourceType":"HealthcareService","name":`) // a disk that went bad
		for _, s := range []directory.Service{poison, fine} {
			s.Description = "Anders."
			if _, err := h.domain.Directory.Save(t.Context(), h.owner(), s, s.Version); err != nil {
				t.Fatal(err)
			}
		}
		h.settle(t, h.Follower)
		if v := h.read(t, "HealthcareService", string(fine.ID)); v.Version != 2 {
			t.Errorf("the other one is at version %d", v.Version)
		}
		if v := h.read(t, "HealthcareService", string(poison.ID)); v.Version != 1 {
			t.Errorf("what cannot be rendered is at version %d", v.Version)
		}
		aside(1)
		h.pass(time.Hour)
		h.settle(t, h.Follower)
		aside(1) // it still cannot
		kept(was)
		h.pass(time.Hour)
		h.settle(t, h.Follower)
		aside(0)
		if v := h.read(t, "HealthcareService", string(poison.ID)); v.Version != 2 || !strings.Contains(string(v.Body), "Anders.") {
			t.Errorf("tried again: %s", v.Body)
		}
		h.quiet(t)
		h.gapless(t)
		h.fresh(t)
	})
}

// ★ A place stays with the organisation that the journal names as its manager, whatever the id of who else is
// there.
func TestPlaceStaysWithItsManager(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		shared := h.services[0].Locations[0]
		l := string(shared.ID)
		other := shared
		other.Street = "Elders 9"
		h.brings(t, nil, h.other(imported+"1", "1", "Thuis", h.team, other)) // its id goes before those of the others
		h.settle(t, h.Follower)
		h.read(t, "HealthcareService", imported+"1")
		if v := h.read(t, "Location", l); v.Version != 1 || !strings.Contains(string(v.Body), `"managingOrganization":{"reference":"Organization/`+string(h.practice)+`"`) {
			t.Errorf("it changed hands: %s", v.Body)
		}
		s := h.services[0]
		s.Locations[0].Street = "Kade 2"
		if _, err := h.domain.Directory.Save(t.Context(), h.owner(), s, s.Version); err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		if v := h.read(t, "Location", l); !strings.Contains(string(v.Body), "Kade 2") || !strings.Contains(string(v.Body), string(h.practice)) {
			t.Errorf("its manager moved it: %s", v.Body)
		}
	})
}

// ★ Who waits for one thing gets it while the follower is busy with others, once and with its origin.
func TestBring(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		for i, s := range h.services {
			s.Description = fmt.Sprintf("Tekst %d", i)
			if _, err := h.domain.Directory.Save(t.Context(), operator, s, s.Version); err != nil {
				t.Fatal(err)
			}
		}
		reached := h.Reached()
		for range 2 { // once more is nothing
			if err := h.Bring(t.Context(), projection.Concern{Services: []directory.ServiceID{h.services[1].ID}}); err != nil {
				t.Fatal(err)
			}
		}
		if a, b := h.read(t, "HealthcareService", string(h.services[0].ID)), h.read(t, "HealthcareService", string(h.services[1].ID)); a.Version != 1 || b.Version != 2 || !strings.Contains(string(b.Body), "Tekst 1") {
			t.Errorf("versions %d and %d, want 1 and 2: %s", a.Version, b.Version, b.Body)
		}
		if h.Reached() != reached {
			t.Error("it says that everything is rendered")
		}
		// All of an organisation's own, also what a file brought of it.
		h.brings(t, nil, h.other(imported+"1", "1", "Thuis", h.team, directory.Location{ID: imported + "a", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}}), h.other(imported+"2", "2", "Spreekuur", h.practice, directory.Location{ID: imported + "b", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}}))
		if err := h.Bring(t.Context(), projection.Concern{Organization: h.practice}); err != nil {
			t.Fatal(err)
		}
		h.read(t, "HealthcareService", imported+"2")
		if v, err := h.journal.Read(t.Context(), journal.Key{Type: "HealthcareService", ID: imported + "1"}); err == nil {
			t.Errorf("another's was brought: %s", v.Body)
		}
		h.quiet(t)
		if v := h.read(t, "HealthcareService", string(h.services[1].ID)); v.Version != 2 {
			t.Errorf("version %d in its turn", v.Version)
		}
		h.gapless(t)
		h.fresh(t)
	})
}
