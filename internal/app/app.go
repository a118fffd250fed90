package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/custody"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/roles"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/notice"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/store"
	"eerstelijn/internal/upkeep"
	"eerstelijn/internal/watch"
	"eerstelijn/internal/web/others"
	"eerstelijn/internal/web/site"
)

// Config are the choices of an operator.
type Config struct {
	// DB is a file name or a postgres:// address.
	DB string
	// Keys is the key file. Empty: beside a SQLite file, made on first use; PostgreSQL needs one.
	Keys string
	// Public is the address under which people reach the site, such as https://eerstelijn.example.
	// Empty: the address it listens on.
	Public string
	// Seals is a file to which the ledger's seals are added, and SealURL an address that is told them;
	// either may be empty.
	Seals, SealURL string
	// Strict refuses what is only safe on one's own machine; serve sets it.
	Strict bool
	// Issuers is a file with the providers of identity; empty: none. See docs/inloggen.md.
	Issuers string
	// InsecureIssuers allows providers and record systems without TLS on this very machine, for trials and tests.
	InsecureIssuers bool
	// InsecureSources allows directories of others on this very machine, without TLS, for trials and tests.
	InsecureSources bool
	// Mail is the server that messages leave by; without an address they wait.
	Mail mail.Server
	// Proxies are the networks whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// Rates bound how much one address or person may ask; the zero value is [UsualRates].
	Rates Rates
	// Version is shown to operators.
	Version string
	// Demo opens the person picker. Only the demo verb sets it, on a database it made itself.
	Demo bool
	// Clock is for tests; nil is the real one.
	Clock clock.Clock
}

// App is an open program: the database and the capabilities, ready to be served or fed.
type App struct {
	Config
	Log       *slog.Logger
	Store     *store.DB
	Keys      *keys.Ring
	Spine     *act.Spine
	Approvals *approval.Approvals
	Network   *network.Service
	Endpoints *endpoint.Service
	Directory *directory.Register
	Finder    *live.Finder
	Capacity  *capacity.Service
	Board     *board.Board
	Watch     *watch.Hub
	Placement *placement.Service
	Notice    *notice.Service
	Numbers   *number.Service
	Cooperation
	// Appointments are the free times of services.
	Appointments *appointment.Service

	Resources *journal.Journal
	Rendering *projection.Follower
	Hearing   *subscription.Service
	Telling   *subscription.Follower
	Mirror    *mirror.Service
	Peers     *peer.Service
	Notified  *notified.Service
	Identity  *identity.Service
	Sessions  *identity.Sessions
	Party     *oidc.Party // nil without providers of identity
	Launches  *launch.Service
	Clients   *client.Service
	Roles     *roles.Service
	Custody   *custody.Service
	Upkeep    *upkeep.Service
	Accounts  Accounts
	Feed      *ledger.Feed
	Sealer    *ledger.Sealer
	Audit     *audit.Service
	Jobs      *jobs.Runner
	// Helpline is the number on every page of a citizen; empty shows none.
	Helpline site.Helpline
	// Others are systems of others that the demonstration plays; nil outside it.
	Others *others.System

	keyFile *keys.File
	names   *ledger.Names
	ready   atomic.Bool
	face    http.Handler // all of it, since [App.handler]
}

// Open opens and migrates the database and makes the capabilities. Nothing runs yet.
func Open(ctx context.Context, cfg Config, log *slog.Logger) (_ *App, err error) {
	a := &App{Config: cfg, Log: log}
	if a.keyFile, err = openKeys(cfg); err != nil {
		return nil, err
	}
	a.Keys = keys.New(a.keyFile)
	if a.Store, err = store.Open(ctx, cfg.DB, store.Options{Clock: cfg.Clock}); err != nil {
		return nil, err
	}
	if err := a.Store.Migrate(ctx); err != nil {
		_ = a.Store.Close()
		return nil, fault.New(fault.Unavailable, "De database kan niet worden bijgewerkt.", "the database cannot be brought up to date").Because(err)
	}
	policies, err := access.Load()
	if err != nil {
		_ = a.Store.Close()
		return nil, fmt.Errorf("app.Open: %w", err)
	}
	a.Feed = ledger.NewFeed(a.Store, log)
	recording, err := a.recording(ctx)
	if err != nil {
		_ = a.Store.Close()
		return nil, err
	}
	a.Spine = act.New(a.Store, policies, a.Feed.Kick, recording...)
	a.Network = network.New(a.Spine)
	a.Endpoints = endpoint.New(a.Spine, a.Network)
	a.Directory = directory.New(a.Spine)
	a.Identity = identity.New(a.Spine, a.Network, a.Keys)
	a.Approvals = approval.New(a.Spine, policies, a.Identity.AtWorkTx)
	a.Sessions = identity.NewSessions(a.Identity, cfg.Public, log)
	now := cfg.Clock
	if now == nil {
		now = clock.System
	}
	a.Finder = live.New(a.Network, a.Directory, a.Store, a.Feed, now, log)
	a.openBoard(now)
	a.Jobs = jobs.NewRunner(a.Store, log)
	a.Jobs.Handle(directory.SweepJob, a.Directory.RunSweep)
	if err := a.openRecord(); err != nil {
		_ = a.Store.Close()
		return nil, err
	}
	a.openKeepers()
	if err := a.openAccounts(); err != nil {
		_ = a.Store.Close()
		return nil, err
	}
	a.openPlacement()
	a.openCooperation()
	if err := a.openOthers(now); err != nil {
		_ = a.Store.Close()
		return nil, err
	}
	a.openFHIR(now)
	a.openHearing(now)
	a.Mirror = a.newMirror(cfg.InsecureSources)
	a.Mirror.Handle(a.Jobs)
	a.openPeers()
	a.openLaunches()
	a.Party, err = openIssuers(cfg, oidc.Deps{Identity: a.Identity, Network: a.Network, Keys: a.Keys, Now: cfg.Clock})
	if err != nil {
		_ = a.Store.Close()
		return nil, err
	}
	return a, nil
}

// Close closes the database; running writes end first.
func (a *App) Close() error { return a.Store.Close() }

// CheckData says in lines of English what the database holds and what an operator should know.
func (a *App) CheckData(ctx context.Context) ([]string, error) {
	var lines []string
	counts := []struct{ what, query string }{
		{"areas (all years)", `SELECT count(*) FROM (SELECT DISTINCT code, year FROM area) a`},
		{"postcodes", `SELECT count(DISTINCT pc4) FROM postcode`},
		{"regions", `SELECT count(*) FROM region`},
		{"wijkverbanden", `SELECT count(*) FROM wijkverband`},
		{"organisations", `SELECT count(DISTINCT id) FROM organization`},
		{"services", `SELECT count(*) FROM service`},
		{"ledger entries", `SELECT count(*) FROM ledger_entry`},
		{"imports left unfinished", `SELECT count(*) FROM import_batch WHERE state = 'open'`},
		{"jobs put aside after failing", `SELECT count(*) FROM job WHERE state = 'failed'`},
	}
	err := a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, c := range counts {
			var n int
			if err := tx.QueryRow(ctx, c.query).Scan(&n); err != nil {
				return err
			}
			lines = append(lines, fmt.Sprintf("%-30s %d", c.what, n))
		}
		return nil
	})
	return lines, err
}
