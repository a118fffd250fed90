package live

import (
	"fmt"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
)

// A card says of each location what the service says, whatever it holds.
func TestCardSaysWhatTheServiceSays(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[A-Za-z0-9 é.-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		c := new(cards)
		services := make([]directory.Service, rapid.IntRange(1, 6).Draw(t, "services"))
		for i := range services {
			s := &services[i]
			s.ID = id.From[directory.ServiceID](fmt.Sprint(i))
			for j := range rapid.IntRange(0, 3).Draw(t, "locations") {
				s.Locations = append(s.Locations, directory.Location{
					ID: id.From[directory.LocationID](fmt.Sprint(i, j)), Street: text.Draw(t, "street"), Postcode: text.Draw(t, "postcode"), City: text.Draw(t, "city"),
				})
			}
			for range rapid.IntRange(0, 3).Draw(t, "contacts") {
				s.Contacts = append(s.Contacts, directory.ContactPoint{
					Audience: rapid.SampledFrom([]directory.Audience{directory.ForCitizen, directory.ForProfessional}).Draw(t, "audience"),
					Function: text.Draw(t, "function"), Phone: text.Draw(t, "phone"), URL: text.Draw(t, "url"),
					Limited: rapid.Bool().Draw(t, "limited"),
				})
			}
			c.put(&directory.Service{ID: s.ID, Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Phone: "an older one"}}})
			c.put(s)
		}
		gone := rapid.IntRange(-1, len(services)-1).Draw(t, "gone")
		if gone >= 0 {
			c.remove(services[gone].ID)
		}
		for i := range services {
			s := &services[i]
			want := Card{}
			for _, p := range s.Contacts {
				if p.Audience == directory.ForCitizen && !p.Limited && p.Phone+p.URL != "" {
					want = Card{Function: p.Function, Phone: p.Phone, URL: p.URL}
					break
				}
			}
			got, ok := c.get(string(s.ID), "")
			if ok != (i != gone) || ok && got != want {
				t.Fatalf("card %+v (%v), want %+v", got, ok, want)
			}
			for j := range s.Locations {
				l := &s.Locations[j]
				want.Address = Address(l)
				if got, ok := c.get(string(s.ID), string(l.ID)); ok && got != want {
					t.Fatalf("card at %s %+v, want %+v", l.ID, got, want)
				}
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

// BenchmarkCards tells how much memory the cards of the whole country take (at most 40 MB is
// promised), and what one costs to find.
func BenchmarkCards(b *testing.B) {
	const services = 120_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := new(cards)
	ids := make([]string, services)
	for i := range ids {
		s := directory.Service{
			ID:        id.From[directory.ServiceID](fmt.Sprint(i)),
			Contacts:  []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "099 123 45 67", URL: fmt.Sprintf("https://www.aanbod-%d.example/afspraak", i)}},
			Locations: []directory.Location{{ID: "l", Street: fmt.Sprintf("Dorpsstraat %d", i), Postcode: "1234 AB", City: "Ons Dorp aan Zee"}},
		}
		ids[i] = string(s.ID)
		c.put(&s)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	i := 0
	for b.Loop() {
		if _, ok := c.get(ids[i*7919%services], "l"); !ok {
			b.Fatal("a card is lost")
		}
		i++
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
}
