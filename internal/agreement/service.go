package agreement

import (
	"context"
	"sync/atomic"

	"eerstelijn/internal/act"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Deps are the capabilities that agreements rest on.
type Deps struct {
	Spine    *act.Spine
	Network  *network.Service
	Mandates *mandate.Service
	Keys     *keys.Ring
	Links    *link.Links  // nil: members are consulted on the pages alone
	Outbox   *mail.Outbox // nil: the same
}

// Service holds agreements. It is safe for concurrent use, on several nodes at once.
type Service struct {
	Deps
	spine   *act.Spine // the one of Deps
	address atomic.Pointer[string]
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, spine: d.Spine} }

// Address says under which address people reach the site, for links in mail. Until then members are asked
// on the pages alone.
func (s *Service) Address(public string) { s.address.Store(&public) }

// read runs a question on one moment of the database.
func (s *Service) read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return s.spine.DB().Read(ctx, fn)
}
