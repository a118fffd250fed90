package capacity

import (
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// Ids of the things of this package.
type (
	OfferID  string
	HoldID   string
	KindCode string
)

// Kind is a kind of capacity: what is counted, and how fast a figure of it grows old.
type Kind struct {
	Code    KindCode
	Name    string // plain Dutch
	Unit    string // 'bedden'
	UnitOne string // 'bed'
	Rhythm  Rhythm
	Acute   bool // counted in hours rather than days
}

// Rhythm says how long a figure holds: it is live until Live old, ageing until Stale old, and then
// stale.
type Rhythm struct{ Live, Stale time.Duration }

// Accepting says whether new people are taken on, whatever is free at this moment.
type Accepting string

const (
	Open    Accepting = "open"
	Limited Accepting = "limited"
	Closed  Accepting = "closed"
)

// Source says where an observation came from.
type Source string

const (
	ByPerson Source = "person"
	BySystem Source = "system"  // another program
	Derived  Source = "derived" // from the answers in a placement
)

// Figure is the newest observation of an offer.
type Figure struct {
	// Available counts the places that are free, those that are held for somebody included.
	Available   int
	Accepting   Accepting
	WaitingDays *int // as reported; nil: not said
	ObservedAt  time.Time
	// ToldAt is when somebody last looked. It is ObservedAt, unless the platform itself counted off a
	// place that somebody took: that says nothing of the other places, so their figure keeps its age.
	ToldAt     time.Time
	ValidUntil time.Time // zero: by the rhythm; else the earlier of both
	Source     Source
}

// Held is a number of places that are promised until a moment.
type Held struct {
	Places int
	Until  time.Time
}

// Record is what a provider's own history tells of its figures.
type Record struct {
	Said, True int           // questions where room was expected, and those with a yes that was kept
	Changes    int           // places that went between two reports without the platform counting them
	Watched    time.Duration // the time between those reports
}

// Wait is a waiting time measured from placements; those who still wait count.
type Wait struct {
	P50Days, P90Days int
	// P50AtLeast and P90AtLeast say that too many still wait to know more than 'longer than this'.
	P50AtLeast, P90AtLeast bool
	N, Waiting             int // people measured, and those of them who still wait
	MeasuredAt             time.Time
}

// Offer is the capacity of one kind of one service.
type Offer struct {
	ID           OfferID
	Service      directory.ServiceID
	Kind         KindCode
	Organization network.OrganizationID // who offers the service
	Region       network.RegionID       // '' where the service lies in none
	Area         network.AreaCode
	Total        int    // places there are, free or not
	Assessment   bool   // a talk comes first
	Rhythm       Rhythm // its own, or the kind's
	// MostInvitations caps how many questions of placements may be open at once.
	MostInvitations int
	Figure          Figure // ObservedAt zero: never told
	Holds           []Held // those that have not been ended; one whose moment passed no longer counts
	Record          Record
	Wait            *Wait // nil: not measured
	// Sure is the confidence from which 95 of 100 proved true in this region; 0: too few proofs.
	Sure  float64
	Ended bool
}

// Observation is what somebody said of an offer at a moment.
type Observation struct {
	Offer  OfferID
	Number int64 // in order of arrival, from 1
	Figure
	RecordedAt time.Time
	Via        string // the face: 'page', 'api', 'link', …
}

// Report is what somebody says of an offer.
type Report struct {
	Offer       OfferID
	Available   int
	Accepting   Accepting // '': open when places are free or people wait for one, else closed
	WaitingDays *int
	ObservedAt  time.Time // zero: now
	ValidUntil  time.Time // zero: by the rhythm
	Seconds     int       // that a person spent on it, at most 600
	// Least says that there may be more places than Available: how many went is not learned from it.
	Least bool
}

// Taken counts what became of the rows of a file.
type Taken struct{ Changed, Same int }

// Query asks for offers. Empty fields ask nothing.
type Query struct {
	Region       network.RegionID
	Kind         KindCode
	Service      directory.ServiceID
	Organization network.OrganizationID
	Limit        int    // 0 means 20; at most 200
	Cursor       string // the Next of the page before
}

// Page is a part of a list.
type Page struct {
	Items []Offer
	Next  string // '' on the last page
	Total int    // of all pages
}

// TrendQuery asks how much room a region had of a kind in the weeks up to a moment.
type TrendQuery struct {
	Region network.RegionID
	Kind   KindCode
	Until  time.Time // zero: now
	Weeks  int       // 0 means 12; at most 60
}

// Week is one week of a trend.
type Week struct {
	From   time.Time // Monday, in Amsterdam
	Free   float64   // places free, on average, by figures that were not stale
	Offers int       // offers there were
	Told   int       // those with such a figure on at least one day
}

// Burden is what keeping figures up to date asks of one service in a month.
type Burden struct {
	Service directory.ServiceID
	Name    string
	Times   int
	Seconds int
}

// Calibration compares what was expected of asking with what came of it.
type Calibration struct {
	N     int
	Brier float64 // mean squared error: 0 is perfect, 0.25 is what a coin would have
	Bins  []Bin
	// Threshold is the least confidence above which 95 of 100 proved true, or the cautious one while
	// there are too few proofs.
	Threshold float64
}

// Bin holds the proofs whose confidence lay between Low and High.
type Bin struct {
	Low, High       float64
	Predicted, Real float64 // mean confidence, and the share that came true
	N               int
}

// HoldEnd says how a hold ended.
type HoldEnd string

const (
	HoldTaken    HoldEnd = "taken"    // somebody came
	HoldReleased HoldEnd = "released" // it was not needed
	HoldExpired  HoldEnd = "expired"  // its moment passed
)

// Proof is how a question to a provider turned out, beside what was expected of it.
type Proof struct {
	Offer     OfferID
	Key       string // the invitation: it counts once
	Predicted float64
	True      bool // a yes, as far as is known kept; false: no room, no answer, or a yes that was not kept
}
