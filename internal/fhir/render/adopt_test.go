package render_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
)

// What is ours already is not changed by adopting it.
func TestAdoptingOurOwnChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	rapid.Check(t, func(t *rapid.T) {
		of := h.drawOrganization(t)
		o := through(t, h.Organization(&of))
		h.AdoptOrganization(o, &of)
		if back, err := h.ReadOrganization(o); err != nil || back != of {
			t.Fatalf("organisation %+v, %v\nwant %+v", back, err, of)
		}
		s := h.drawService(t, &of)
		places := map[string]directory.Location{}
		for i := range s.Locations {
			l := through(t, h.Location(&s.Locations[i], &s, &of))
			h.AdoptLocation(l)
			back, err := h.ReadLocation(l)
			if back.ID = s.Locations[i].ID; err != nil || back != s.Locations[i] { // the id that it is served under may be another
				t.Fatalf("%+v, %v", back, err)
			}
			places[l.ID] = back
		}
		at := func(id string) (directory.Location, bool) { l, ok := places[id]; return l, ok }
		want, err := h.ReadService(through(t, h.Service(&s, &of)), at)
		if err != nil {
			t.Fatal(err)
		}
		r := through(t, h.Service(&s, &of))
		h.AdoptService(r, &directory.Service{ID: s.ID, Organization: s.Organization, ServedAreas: s.ServedAreas, Hours: s.Hours})
		got, err := h.ReadService(r, at)
		want.OrganizationName = "" // it is said by the organisation itself
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("service %+v, %v\nwant %+v", got, err, want)
		}
	})
}

// Contacts that do not say which belong together are taken as people mean them.
func TestAdoptedContacts(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	s := &r4.HealthcareService{Name: "Spreekuur", Telecom: []r4.ContactPoint{
		{System: "email", Value: "balie@x.example"}, {System: "phone", Value: "1"}, {System: "fax", Value: "2"}, {System: "url", Value: "https://x.example"},
		{System: "email", Value: "arts@x.example"}, {System: "email", Value: "post@x.example"}, {System: "phone", Value: "3"},
	}}
	h.AdoptService(s, &directory.Service{ID: "s", Organization: "o", Discipline: "huisartsenzorg", Kind: "huisartspraktijk"})
	got, err := h.ReadService(s, nil)
	want := []directory.ContactPoint{
		{Audience: directory.ForCitizen, Email: "balie@x.example"},
		{Audience: directory.ForCitizen, Phone: "1", URL: "https://x.example", Email: "arts@x.example"},
		{Audience: directory.ForCitizen, Email: "post@x.example"},
		{Audience: directory.ForCitizen, Phone: "3"},
	}
	if err != nil || !reflect.DeepEqual(got.Contacts, want) || got.Discipline != "huisartsenzorg" || got.Kind != "huisartspraktijk" || got.ID != "s" || got.Organization != "o" {
		t.Errorf("%v\n%+v\nwant %+v", err, got, want)
	}
}
