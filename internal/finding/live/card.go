package live

import (
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
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

// separator stands between the parts of a packed card. Texts of the directory hold no control characters.
const separator = "\x1f"

// pack gives what the cards of a service have in common: all but the address, which comes behind it.
func pack(s *directory.Service) string {
	for _, c := range s.Contacts {
		if c.Audience == directory.ForCitizen && !c.Limited && (c.Phone != "" || c.Email != "" || c.URL != "") {
			return strings.Join([]string{c.Function, c.Phone, c.Email, c.URL, ""}, separator)
		}
	}
	return strings.Repeat(separator, 4)
}

// CardOf gives the card that an entry was made with.
func CardOf(e *finding.Entry) (c Card) {
	rest := e.Card
	for _, to := range [...]*string{&c.Function, &c.Phone, &c.Email, &c.URL} {
		*to, rest, _ = strings.Cut(rest, separator)
	}
	c.Address = rest
	return c
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
