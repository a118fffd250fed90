package app

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/ledger"
)

// recording gives what the spine needs to write whole entries.
func (a *App) recording(ctx context.Context) ([]act.Option, error) {
	name, err := ledger.Installation(ctx, a.Store)
	if err != nil {
		return nil, fmt.Errorf("app.Open: %w", err)
	}
	a.names = ledger.NewNames(a.Store, a.Keys)
	return []act.Option{act.WithNames(a.names), act.WithSource(name, a.Version), act.WithSession(identity.SignedInTx)}, nil
}

// openRecord makes what seals the ledger, reads it, and removes what was kept long enough.
func (a *App) openRecord() error {
	var to []ledger.Publisher
	if a.Seals != "" {
		to = append(to, ledger.ToFile(a.Seals))
	}
	if a.SealURL != "" {
		url, err := ledger.ToURL(a.Store, a.SealURL)
		if err != nil {
			return err
		}
		to = append(to, url)
	}
	a.Sealer = ledger.NewSealer(a.Store, a.Keys, a.Log, to...).Anchored(anchorBeside(a.keyFile.Name()))
	a.Audit = audit.New(a.Spine, a.names, a.Keys, a.Approvals)
	a.Audit.Owns("service", func(ctx context.Context, id string) (access.Subject, error) {
		s, err := a.Directory.Service(ctx, directory.ServiceID(id))
		return access.Subject{Type: "service", ID: id, Organization: string(s.Organization)}, err
	})
	a.Jobs.Handle(audit.ExpireJob, a.Audit.RunExpire)
	return nil
}

// measureRecord shows operators how many entries there are and how old the last seal is.
func (a *App) measureRecord(to prometheus.Registerer) {
	now := a.Clock
	if now == nil {
		now = clock.System
	}
	ledger.Register(to, a.Spine.Meter(), a.Sealer, now)
}
