package live

import (
	"strings"
	"sync"

	"github.com/google/uuid"

	"eerstelijn/internal/directory"
)

// Card is what a list of results shows of a service beside what the index holds.
type Card struct {
	// Address is that of the location asked, in one line; '' when it is not known.
	Address string
	// The rest is the first contact point for citizens.
	Function, Phone, Email, URL string
}

// Reachable tells whether the card holds a way to reach the service.
func (c *Card) Reachable() bool { return c.Phone != "" || c.Email != "" || c.URL != "" }

// Card gives the card of a service at one of its locations, ” for a service without one.
func (f *Finder) Card(service, location string) (Card, bool) {
	return f.current.Load().cards.get(service, location)
}

// cards holds the card of every service in a small space: one string for each, found by the bytes
// of its id. It changes in place, as the index does; a reader sees a service's card from before or
// after a change, never half of one.
type cards [256]struct {
	sync.RWMutex
	packed map[uuid.UUID]string
}

// Parts of a packed card: four of the contact point, then id and address of each location. Texts of
// the directory hold no control characters.
const (
	separator    = "\x1f"
	contactParts = 4
)

func (c *cards) put(s *directory.Service) {
	key, err := uuid.Parse(string(s.ID))
	if err != nil {
		return // the directory gives no such id
	}
	// The last byte is random in every kind of id that the platform makes; the first may be a time.
	shard := &c[key[15]]
	shard.Lock()
	defer shard.Unlock()
	if shard.packed == nil {
		shard.packed = map[uuid.UUID]string{}
	}
	shard.packed[key] = pack(s)
}

func (c *cards) remove(service directory.ServiceID) {
	if key, err := uuid.Parse(string(service)); err == nil {
		shard := &c[key[15]]
		shard.Lock()
		defer shard.Unlock()
		delete(shard.packed, key)
	}
}

func pack(s *directory.Service) string {
	parts := make([]string, contactParts, contactParts+2*len(s.Locations))
	for _, c := range s.Contacts {
		if c.Audience == directory.ForCitizen && (c.Phone != "" || c.Email != "" || c.URL != "") {
			copy(parts, []string{c.Function, c.Phone, c.Email, c.URL})
			break
		}
	}
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
	key, err := uuid.Parse(service)
	if err != nil {
		return Card{}, false
	}
	shard := &c[key[15]]
	shard.RLock()
	packed, ok := shard.packed[key]
	shard.RUnlock()
	if !ok {
		return Card{}, false
	}
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
