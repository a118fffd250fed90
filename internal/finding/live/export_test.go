package live

import (
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/network"
)

const MostSpots = mostSpots

// Holding makes a finder that knows a map and some services, and follows nothing.
func Holding(atlas *network.Atlas, now time.Time, services ...*directory.Service) *Finder {
	p := &picture{roster: newRoster(), atlas: atlas}
	p.index = finding.New(func() time.Time { return now }, func(yield func(finding.Entry) bool) {
		for _, s := range services {
			for _, e := range p.entries(s) {
				if !yield(e) {
					return
				}
			}
		}
	})
	f := &Finder{}
	f.current.Store(p)
	return f
}
