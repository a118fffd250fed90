package network_test

import (
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// TestPeopleWork: whoever manages accounts sees who works there, and no patient or who represents one.
func TestPeopleWork(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		o, err := s.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: "Thuiszorg"})
		if err != nil {
			t.Fatal(err)
		}
		for name, role := range map[string]access.Role{"Zorg": access.Professional, "Beheer": access.ProviderAdmin, "Patient": access.Patient, "Dochter": access.Representative} {
			if _, err := s.SavePerson(t.Context(), operator, network.Person{Name: name, Role: string(role), Organization: o}); err != nil {
				t.Fatal(err)
			}
		}
		admin := access.Actor{Person: "a", Role: access.ProviderAdmin, Organization: string(o), Assurance: access.Substantial}
		all, err := s.People(t.Context(), admin)
		if err != nil || len(all) != 2 || all[0].Name != "Beheer" || all[1].Name != "Zorg" {
			t.Errorf("%+v, %v", all, err)
		}
	})
}
