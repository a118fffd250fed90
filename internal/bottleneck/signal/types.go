package signal

import (
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
)

// RuleID identifies a rule; it stays when the rule changes.
type RuleID string

// Measure is what a rule looks at. Each gives, for a place and a time, how many cases went wrong out of how
// many.
type Measure string

const (
	// WaitAboveNorm: people who wait longer than a norm, of those who wait or waited for a first time;
	// where few were measured, providers that report such a wait, of those that report one.
	WaitAboveNorm Measure = "wait-above-norm"
	// Declines: questions answered with 'no room', of those that were answered.
	Declines Measure = "declines"
	// Bridging: requests for which there was no place in time, of those whose time came.
	Bridging Measure = "bridging"
	// NoContact: nights, evenings or days of the weekend on which nobody of a discipline can be called, of
	// those of each wijkverband.
	NoContact Measure = "no-contact"
	// Unanswered: entries whose owner did not confirm them in time, of all.
	Unanswered Measure = "unanswered"
	// CoverageGap: wijkverbanden that are not manned, of all.
	CoverageGap Measure = "coverage-gap"
)

// Window is when somebody must be reachable.
type Window string

const (
	Night   Window = "night"
	Evening Window = "evening"
	Weekend Window = "weekend"
)

// Rule says when a figure is a bottleneck.
type Rule struct {
	ID         RuleID
	Region     network.RegionID // '' holds everywhere
	Measure    Measure
	Norm       string                 // of WaitAboveNorm: a code of the access norms
	Discipline network.DisciplineCode // of NoContact, and '' or one for Unanswered
	Window     Window                 // of NoContact
	Kind       capacity.KindCode      // of Declines and Bridging: '' is every kind
	// Threshold is a percentage: the rule speaks when more than this share of the cases goes wrong.
	Threshold int
	Weeks     int // for how long
	Level     bottleneck.Level
	Theme     string
	Title     string // of the bottleneck, in plain Dutch
	Source    string // where the threshold comes from
	From      time.Time
	Until     time.Time // zero: it is in force still
	Version   int64     // counts its changes, from 1
}

// Figure is a number of cases that went wrong, out of how many, in a place and a time.
type Figure struct {
	Place bottleneck.Place
	From  time.Time
	Until time.Time
	Bad   int
	N     int
	// Measured says of a wait that it was measured over people; else providers reported it.
	Measured bool
}

// Share is the percentage that went wrong; 0 of none.
func (f Figure) Share() float64 {
	if f.N == 0 {
		return 0
	}
	return 100 * float64(f.Bad) / float64(f.N)
}

// Hit is a time in which a rule speaks, or would have spoken.
type Hit struct {
	Place    bottleneck.Place
	Name     string // of the place; filled for people
	At       time.Time
	Value    float64 // the share, as a percentage
	N        int     // over how many cases
	Evidence []bottleneck.Evidence
	// FellAt is when the figure was low again, so that the ending is proposed; zero while it is not.
	FellAt time.Time
}

// Query asks for rules: those of a region with the ones that hold everywhere. Without a region only the latter.
type Query struct {
	Region network.RegionID
	At     time.Time // as they were then; zero: now
	Ended  bool      // the ended ones too
}
