package live

import (
	"strings"
	"sync"

	"eerstelijn/internal/directory"
)

// Card is what a list of results shows of a service beside what the index holds.
type Card struct {
	// Address is that of the location asked, in one line; '' when it is not known.
	Address string
	// The rest is the first contact point for citizens that is for everything.
	Function, Phone, Email, URL string
}

// Reachable tells whether the card holds a way to reach the service.
func (c *Card) Reachable() bool { return c.Phone != "" || c.Email != "" || c.URL != "" }

// Card gives the card of a service at one of its locations, ” for a service without one.
func (f *Finder) Card(service, location string) (Card, bool) {
	return f.current.Load().cards.get(service, location)
}

// cards holds the card of every service in a small space: one string for each, which begins with the
// id that it is found by. It changes in place, as the index does; a reader sees a service's card from
// before or after a change, never half of one.
type cards [256]struct {
	sync.RWMutex
	packed map[string]string
}

// Parts of a packed card: the id, four of the contact point, then id and address of each location.
// Texts of the directory hold no control characters.
const (
	separator    = "\x1f"
	contactParts = 4
)

// shard spreads services by the end of their ids, which is random in every kind of id that the
// platform makes; the beginning may be a time.
func shard(service string) byte {
	if len(service) < 2 {
		return 0
	}
	return service[len(service)-1]<<4 ^ service[len(service)-2]
}

func (c *cards) put(s *directory.Service) {
	packed := pack(s)
	part := &c[shard(string(s.ID))]
	part.Lock()
	defer part.Unlock()
	if part.packed == nil {
		part.packed = map[string]string{}
	}
	delete(part.packed, string(s.ID)) // or the key would stay a piece of the card before
	part.packed[packed[:len(s.ID)]] = packed
}

func (c *cards) remove(service directory.ServiceID) {
	part := &c[shard(string(service))]
	part.Lock()
	defer part.Unlock()
	delete(part.packed, string(service))
}

func pack(s *directory.Service) string {
	var contact directory.ContactPoint
	for _, c := range s.Contacts {
		if c.Audience == directory.ForCitizen && !c.Limited && (c.Phone != "" || c.Email != "" || c.URL != "") {
			contact = c
			break
		}
	}
	parts := []string{string(s.ID), contact.Function, contact.Phone, contact.Email, contact.URL}
	for i := range s.Locations {
		location := string(s.Locations[i].ID)
		if len(s.Locations) == 1 {
			location = "" // there is no other to tell it from
		}
		parts = append(parts, location, Address(&s.Locations[i]))
	}
	return strings.Join(parts, separator)
}

func (c *cards) get(service, location string) (Card, bool) {
	part := &c[shard(service)]
	part.RLock()
	packed, ok := part.packed[service]
	part.RUnlock()
	if !ok {
		return Card{}, false
	}
	packed = packed[len(service)+len(separator):]
	var card Card
	for _, to := range [contactParts]*string{&card.Function, &card.Phone, &card.Email, &card.URL} {
		*to, packed, _ = strings.Cut(packed, separator)
	}
	for packed != "" && location != "" {
		var at, address string
		at, packed, _ = strings.Cut(packed, separator)
		address, packed, _ = strings.Cut(packed, separator)
		if at == "" || at == location {
			card.Address = address
			break
		}
	}
	return card, true
}

// Address writes where a location is in one line: 'Dorpsstraat 1, 1234 AB Ons Dorp'.
func Address(l *directory.Location) string {
	town := strings.TrimSpace(l.Postcode + " " + l.City)
	switch {
	case l.Street == "":
		return town
	case town == "":
		return l.Street
	}
	return l.Street + ", " + town
}
