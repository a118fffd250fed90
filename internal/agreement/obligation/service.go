package obligation

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Agreements says what binds whom; [agreement.Service] does.
type Agreements interface {
	// TermsTx gives what bound whom in [from, until) under one agreement, or with an empty id under all.
	TermsTx(ctx context.Context, tx *store.Tx, which agreement.ID, from, until time.Time) ([]agreement.Term, error)
	// TermsOfTx gives what binds one organisation at a moment.
	TermsOfTx(ctx context.Context, tx *store.Tx, party network.OrganizationID, at time.Time) ([]agreement.Term, error)
	// ReaderTx describes an agreement to the policies for somebody who wants to read it.
	ReaderTx(ctx context.Context, tx *store.Tx, actor access.Actor, which agreement.ID) (access.Subject, error)
	// GrantedTx tells whether the parties let an insurer see the counts at a moment.
	GrantedTx(ctx context.Context, tx *store.Tx, which agreement.ID, insurer network.OrganizationID, at time.Time) (bool, error)
	// ReachTx gives the addresses of those who can answer for a party now.
	ReachTx(ctx context.Context, tx *store.Tx, party network.OrganizationID, f mandate.Forum, subject string) ([]string, error)
}

// Mandates says who speaks for whom; [mandate.Service] does.
type Mandates interface {
	ChainTx(ctx context.Context, tx *store.Tx, q mandate.Ask) (mandate.Chain, error)
	Mandates(ctx context.Context, q mandate.Query) ([]mandate.Mandate, error)
}

// Deps are the capabilities that obligations rest on.
type Deps struct {
	Spine      *act.Spine
	Agreements Agreements
	Mandates   Mandates
	Network    *network.Service
	Outbox     *mail.Outbox       // nil: nobody is reminded by mail
	Measures   map[string]Measure // by code; nil: all of package measure
	Log        *slog.Logger       // nil: silence
}

// Service weighs obligations and holds what came of them. It is safe for concurrent use, on several
// nodes at once.
type Service struct {
	Deps
	spine  *act.Spine // the one of Deps
	public atomic.Pointer[string]
}

// New makes the service.
func New(d Deps) *Service {
	if d.Measures == nil {
		d.Measures = measure.All()
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: d, spine: d.Spine}
}

// At says at which address people reach the site; letters lead there.
func (s *Service) At(public string) { s.public.Store(&public) }

// read runs a question on one moment of the database.
func (s *Service) read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return s.spine.DB().Read(ctx, fn)
}

func organization(a access.Actor) network.OrganizationID {
	return network.OrganizationID(a.Organization)
}

func given(subject access.Subject) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) { return subject, nil }
}
