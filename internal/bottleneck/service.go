package bottleneck

import (
	"context"
	"sync/atomic"

	"eerstelijn/internal/act"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Deps are the capabilities that bottlenecks rest on.
type Deps struct {
	Spine   *act.Spine
	Network *network.Service
	Links   *link.Links
	Outbox  *mail.Outbox // nil: nothing is mailed
	Keys    *keys.Ring
}

// Service keeps bottlenecks. It is safe for concurrent use, on several nodes at once.
type Service struct {
	Deps
	spine  *act.Spine // the one of Deps
	public atomic.Pointer[string]
	kept   kept // counts for everybody
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, spine: d.Spine} }

// At says at what address the site stands: links in mails begin with it. No mail is written before.
func (s *Service) At(public string) { s.public.Store(&public) }

func (s *Service) address() string {
	if p := s.public.Load(); p != nil {
		return *p
	}
	return ""
}

// read runs a question on one moment of the database.
func (s *Service) read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return s.spine.DB().Read(ctx, fn)
}
