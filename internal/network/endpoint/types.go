package endpoint

import (
	"slices"
	"time"

	"eerstelijn/internal/network"
)

// ID identifies a digital address. It is never used again.
type ID string

// Status says whether an address can be used.
type Status string

const (
	Active    Status = "active"
	Suspended Status = "suspended" // for some time
	Test      Status = "test"      // for trials, never with data of people
	Off       Status = "off"       // no longer in use
)

// Statuses are all there are, in the order in which people choose.
var Statuses = []Status{Active, Suspended, Test, Off}

// NotifiedPull is the payload of an address that takes a notification that something is ready to be fetched.
const NotifiedPull = "Twiin-TA-notification"

// Anything is the payload of an address that takes all there is.
const Anything = "any"

// Endpoint is where a program of an organisation is reached.
type Endpoint struct {
	ID           ID
	Organization network.OrganizationID // it never moves to another
	Version      int64                  // counts its changes, from 1; of who saves: what they saw
	Status       Status
	Name         string    // what the organisation calls it; may be empty
	Connection   string    // code of [Tables.Connections]
	Payloads     []string  // codes of [Tables.Payloads], in their order; one at least
	MimeTypes    []string  // 'application/fhir+json; fhirVersion=4.0'; empty: not told
	Address      string    // https, or http on this very machine
	From, Until  time.Time // the time in which it can be used, half-open; zero: no such bound
}

// Usable tells whether it can be used for real at a moment.
func (e *Endpoint) Usable(at time.Time) bool {
	return e.Status == Active && !at.Before(e.From) && (e.Until.IsZero() || at.Before(e.Until))
}

// Takes tells whether a payload may be sent to it.
func (e *Endpoint) Takes(payload string) bool {
	return slices.Contains(e.Payloads, payload) || slices.Contains(e.Payloads, Anything)
}

// Code is a kind of connection or payload.
type Code struct {
	Code   string
	System string // the code system of which it is, as FHIR names it
	Name   string // Dutch
}

// Tables are the codes that an address is described with.
type Tables struct{ Connections, Payloads []Code }

// Connection finds a kind of connection.
func (t *Tables) Connection(code string) (Code, bool) { return find(t.Connections, code) }

// Payload finds a payload.
func (t *Tables) Payload(code string) (Code, bool) { return find(t.Payloads, code) }

func find(list []Code, code string) (Code, bool) {
	for _, c := range list {
		if c.Code == code {
			return c, true
		}
	}
	return Code{}, false
}

// Query bounds a list. Empty fields bound nothing.
type Query struct {
	Organizations []network.OrganizationID // of these alone; nil: of all
	IDs           []ID                     // these alone; nil: all
	After         ID                       // the last id of the page before
	Limit         int                      // 0: all
}
