package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// recording gives what the spine needs to write whole entries.
func (a *App) recording(ctx context.Context) ([]act.Option, error) {
	name, err := ledger.Installation(ctx, a.Store)
	if err != nil {
		return nil, fmt.Errorf("app.Open: %w", err)
	}
	a.names = ledger.NewNames(a.Store, a.Keys)
	return []act.Option{act.WithNames(a.names), act.WithSource(name, a.Version)}, nil
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
	a.Sealer = ledger.NewSealer(a.Store, a.Keys, a.Log, to...)
	a.Audit = audit.New(a.Spine, a.names, a.Approvals)
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

// CheckLedger proves that the ledger is as it was sealed and says in lines of English how far it came.
// With roots, which hold published seals, these are believed rather than those in the database. from
// is the entry to begin with, 0 for all. What is wrong is a Conflict that names the first bad row.
func (a *App) CheckLedger(ctx context.Context, roots io.Reader, from int64) (lines []string, err error) {
	opt := ledger.CheckOptions{From: from}
	if roots != nil {
		if opt.Published, err = ledger.ReadSeals(roots); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	var done ledger.Checked
	var found *ledger.Problem
	err = a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		done, found, err = ledger.Check(ctx, tx, a.Keys, opt)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("app.CheckLedger: %w", err)
	}
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add("%-40s %d", "entries as they were sealed", done.Entries)
	add("%-40s %d", "of these, looks kept long enough", done.Removed)
	add("%-40s %d", "seals", done.Seals)
	if roots != nil {
		add("%-40s %d", "published seals that were read", len(opt.Published))
	}
	if done.OldKeys > 0 {
		add("%-40s %d", "seals by keys that were retired", done.OldKeys)
	}
	add("%-40s %d", "entries without a seal yet", done.Unsealed)
	add("%-40s %s", "time", time.Since(began).Round(time.Millisecond))
	if found != nil {
		return lines, fault.New(fault.Conflict, "Het logboek is niet zoals het verzegeld is.", found.Error())
	}
	return append(lines, "the ledger is as it was sealed"), nil
}
