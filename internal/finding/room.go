package finding

import "time"

// Status says in one word how much room there is, and how sure that is.
type Status string

// The statuses. Those of a figure that is stale or was never told are [Unknown], whatever it said.
const (
	Room       Status = "room"
	Limited    Status = "limited"
	Ageing     Status = "ageing" // there was room, but the figure grows old
	Waitlist   Status = "waitlist"
	Assessment Status = "assessment" // a talk comes first
	Full       Status = "full"
	Unknown    Status = "unknown"
)

// Accepting says whether a service that stands so takes new people on now: yes, no or unknown. Doubt
// is no yes: a figure that grows old, and a talk of which the outcome is open, are unknown.
func (s Status) Accepting() string {
	switch s {
	case Room, Limited:
		return "yes"
	case Waitlist, Full:
		return "no"
	}
	return "unknown"
}

// statuses are in the order in which an offer is preferred to another of the same service.
var statuses = [...]Status{Room, Limited, Ageing, Assessment, Waitlist, Full, Unknown}

// rank is the place of a status in that order; what is not understood is unknown.
func (s Status) rank() uint8 {
	for i, o := range statuses {
		if s == o {
			return uint8(i)
		}
	}
	return uint8(len(statuses) - 1)
}

// Better tells whether s is preferred to o.
func (s Status) Better(o Status) bool { return s.rank() < o.rank() }

// Sight is how much room a service has at one moment, by the offer that says most for who asks.
type Sight struct {
	// Offer is the id of that offer, and Kind what it counts; both are '' where the service has none.
	Offer, Kind string
	Status      Status
	// Free is the number of places, which only professionals see.
	Free int
	// WaitDays is how long people wait, -1 where that is not known; then the rest of it is empty.
	WaitDays   int
	WaitLonger bool      // too many still wait to know more than 'longer than this'
	WaitSource string    // Measured or Reported
	WaitAt     time.Time // when that was
	WaitSure   string    // Sure, Fair or Doubtful
	ObservedAt time.Time // when somebody last looked; zero: never told
	Source     string    // who told the figure: "person", "system" or "derived"
	Confidence float64   // 0 to 1 that asking now gives a yes
}

// Where a wait comes from, and how sure it is.
const (
	Measured = "measured" // from placements; who still waits counts
	Reported = "reported" // by the provider

	Sure     = "high"   // measured for enough people
	Fair     = "medium" // measured for few, or reported and fresh
	Doubtful = "low"    // reported, and growing old
)

// None is what is seen of a service without any offer.
var None = Sight{Status: Unknown, WaitDays: -1}

// Known tells whether the service has an offer at all.
func (s *Sight) Known() bool { return s.Offer != "" }

// Figures are the offers of one service as they were last told. They never change: new figures take
// their place.
type Figures interface {
	// See gives the room at a moment. Until tells how long status and wait stay as they are.
	See(now time.Time) (s Sight, until time.Time)
}
