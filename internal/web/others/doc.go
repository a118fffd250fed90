// Package others plays two systems of others, in the demonstration alone: the platform of a region next door,
// where somebody asks a provider of here for a place (TA Notified Pull), and the planning program of a provider,
// which is told when something changes (FHIR Subscription). Each signs in here, and lets us in there, as a real
// one does, and knows of the rest of the program nothing but what it is told.
//
// Their hosts are names that nobody has. Package app carries requests between them and us within the program,
// so that nothing leaves it. What they know stands in memory: with each start they begin anew.
//
// Start reading at [Platform] and [Planner].
package others

import (
	"log/slog"
	"net/http"

	"eerstelijn/internal/clock"
)

// Where they are, for those who ask them.
const (
	platformHost = "platform.turfwaard.example"
	plannerHost  = "rooster.veerstoep.example"
)

// Options are what both stand on.
type Options struct {
	Now clock.Clock
	Log *slog.Logger
	// Ours gives the address of the site, as they know it.
	Ours func() string
	// HTTP reaches the site.
	HTTP *http.Client
}

// System is both of them.
type System struct {
	Platform *Platform
	Planner  *Planner
}

// New makes them; nobody knows them yet.
func New(o Options) (*System, error) {
	platform, err := newPlatform(o)
	if err != nil {
		return nil, err
	}
	planner, err := newPlanner(o)
	if err != nil {
		return nil, err
	}
	return &System{platform, planner}, nil
}

// Known tells whether both were let in.
func (s *System) Known() bool { return s.Platform.known() && s.Planner.known() }

// At gives what answers at a host; nil where that is neither of them.
func (s *System) At(host string) http.Handler {
	switch host {
	case platformHost:
		return s.Platform.handler()
	case plannerHost:
		return s.Planner.handler()
	}
	return nil
}
