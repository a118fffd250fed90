package signal

import (
	"context"
	"log/slog"

	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Deps are the capabilities that signals rest on.
type Deps struct {
	Spine       *act.Spine
	Network     *network.Service
	Capacity    *capacity.Service
	Bottlenecks *bottleneck.Service
	Log         *slog.Logger
}

// Service keeps rules and weighs them. It is safe for concurrent use, on several nodes at once.
type Service struct {
	Deps
	spine *act.Spine // the one of Deps
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, spine: d.Spine} }

// read runs a question on one moment of the database.
func (s *Service) read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return s.spine.DB().Read(ctx, fn)
}
