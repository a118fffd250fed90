package placement

import (
	"context"
	"sync/atomic"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Deps are the capabilities that placement rests on.
type Deps struct {
	Spine     *act.Spine
	Capacity  *capacity.Service
	Board     Offers       // nil: offers are read from the database
	Finder    *live.Finder // nil: nothing is known of distances
	Network   *network.Service
	Directory *directory.Register
	Links     *link.Links
	Keys      *keys.Ring
}

// Service places people. It is safe for concurrent use, on several nodes at once.
type Service struct {
	Deps
	spine  *act.Spine // the one of Deps
	notice Notice     // nil: nobody is told
	tables atomic.Pointer[Tables]
	tidied atomic.Int64 // when this node last took old rows away
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, spine: d.Spine} }

// Notify has parties told from now on. It belongs to the wiring, before the first request.
func (s *Service) Notify(n Notice) { s.notice = n }

// read runs a public question on one moment of the database.
func (s *Service) read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return s.spine.DB().Read(ctx, fn)
}
