package live

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// A card says of each location what the service says, whatever it holds.
func TestCardSaysWhatTheServiceSays(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[A-Za-z0-9 é.-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		s := directory.Service{ID: id.From[directory.ServiceID]("one"), State: directory.Shown}
		addresses := map[string]string{}
		for j := range rapid.IntRange(1, 3).Draw(t, "locations") {
			l := directory.Location{
				ID: id.From[directory.LocationID](fmt.Sprint(j)), Street: text.Draw(t, "street"), Postcode: text.Draw(t, "postcode"), City: text.Draw(t, "city"),
			}
			s.Locations = append(s.Locations, l)
			addresses[string(l.ID)] = Address(&l)
		}
		for range rapid.IntRange(0, 3).Draw(t, "contacts") {
			s.Contacts = append(s.Contacts, directory.ContactPoint{
				Audience: rapid.SampledFrom([]directory.Audience{directory.ForCitizen, directory.ForProfessional}).Draw(t, "audience"),
				Function: text.Draw(t, "function"), Phone: text.Draw(t, "phone"), URL: text.Draw(t, "url"),
				Limited: rapid.Bool().Draw(t, "limited"),
			})
		}
		want := Card{}
		for _, p := range s.Contacts {
			if p.Audience == directory.ForCitizen && !p.Limited && p.Phone+p.URL != "" {
				want = Card{Function: p.Function, Phone: p.Phone, URL: p.URL}
				break
			}
		}
		entries := Entries(&s, nil, func(network.AreaCode) network.RegionID { return "" })
		if len(entries) == 0 {
			t.Fatal("no entries")
		}
		for i := range entries {
			want.Address = addresses[entries[i].Location]
			if got := CardOf(&entries[i]); got != want {
				t.Fatalf("card at %q %+v, want %+v", entries[i].Location, got, want)
			}
		}
	})
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]directory.Location{
		"":                                {Name: "Buurthuis"},
		"Dorpsstraat 1":                   {Street: "Dorpsstraat 1"},
		"Ons Dorp":                        {City: "Ons Dorp"},
		"Dorpsstraat 1, 1234 AB Ons Dorp": {Street: "Dorpsstraat 1", Postcode: "1234 AB", City: "Ons Dorp"},
	} {
		if got := Address(&l); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
