package appointment

import (
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
)

// SlotID is the id of a time. It follows from the service, the moments, the kind and where it is booked, so
// that the same time keeps its id when it is published again.
type SlotID string

// The kinds of appointment, as capacity has them.
const (
	FirstAppointment capacity.KindCode = "eerste-afspraak"
	Advice           capacity.KindCode = "meekijkconsult" // asked by a professional, with no patient in the room
)

// Kinds are all of them.
var Kinds = []capacity.KindCode{FirstAppointment, Advice}

// Slot is a time at which people can come.
type Slot struct {
	ID         SlotID
	Service    directory.ServiceID
	Kind       capacity.KindCode
	Start, End time.Time
	Free       int    // people who can still come; 0: taken
	Link       string // where it is booked, at the provider; '' for none
	Phone      string // who books it by phone; '' for none
}

// Publication is what a service said last of when people can come.
type Publication struct {
	Service   directory.ServiceID
	Number    int64 // publications so far; 0: it never said anything
	At        time.Time
	GoodUntil time.Time
	Source    capacity.Source // by a person or a system
	Slots     []Slot          // in order of their start
}

// Fresh tells whether the times of a publication can be relied on at a moment. A clock that jumped back
// makes nothing old.
func (p *Publication) Fresh(now time.Time) bool { return p.Number > 0 && now.Before(p.GoodUntil) }

// Ahead gives the times that have not begun, taken ones too; none when the publication is too old.
func (p *Publication) Ahead(now time.Time) (all []Slot) {
	if !p.Fresh(now) {
		return nil
	}
	for _, s := range p.Slots {
		if s.Start.After(now) {
			all = append(all, s)
		}
	}
	return all
}

// Sent is what somebody publishes.
type Sent struct {
	// GoodFor is how long these times can be relied on; 0: as long as a figure of room of this kind is live.
	GoodFor time.Duration
	Slots   []Slot // without their ids and service
}

// Found is a time with the publication that it is of.
type Found struct {
	Slot
	PublishedAt time.Time
}

// Query asks for times ahead, by start and id. Empty fields ask nothing.
type Query struct {
	Now      time.Time
	Services []directory.ServiceID
	IDs      []SlotID
	// From and Before bound the start: from ≤ start < before.
	From, Before time.Time
	// After is the time that the page before ended with.
	AfterStart time.Time
	AfterID    SlotID
	Limit      int // 0 means 100; at most 1000
}

// Service is the free times of the whole country.
type Service struct {
	spine    *act.Spine
	capacity *capacity.Service
}

// New makes the service; all of it is in the database of the spine.
func New(spine *act.Spine, c *capacity.Service) *Service {
	return &Service{spine: spine, capacity: c}
}
