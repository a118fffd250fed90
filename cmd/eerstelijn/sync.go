package main

import (
	"context"
	"os"
	"strings"
	"time"

	"eerstelijn/internal/app"
	"eerstelijn/internal/fault"
)

// SyncCmd follows directories of others that speak mCSD.
type SyncCmd struct {
	Add  SyncAddCmd  `cmd:"" help:"Follow a directory; the running program fetches it again and again. Example: eerstelijn sync add 'Gids Noord' https://gids.example/fhir --db region.db"`
	List SyncListCmd `cmd:"" help:"Say which directories are followed and how it goes. Example: eerstelijn sync list --db region.db"`
	Run  SyncRunCmd  `cmd:"" help:"Fetch one now, or say what that would change. Example: eerstelijn sync run 'Gids Noord' --dry-run --db region.db"`
}

// syncSafety is the flag of verbs that ask sources.
type syncSafety struct {
	InsecureSources bool `help:"Allow directories on this very machine, without TLS: for trials."`
}

// SyncAddCmd begins to follow a directory.
type SyncAddCmd struct {
	syncSafety
	Name      string        `arg:"" help:"How people see where an entry came from."`
	Address   string        `arg:"" help:"Address of its FHIR face; begins with https://."`
	Every     time.Duration `help:"Time between two runs." default:"15m"`
	TokenFile string        `help:"File that holds the bearer token to ask with." type:"existingfile" placeholder:"FILE"`
}

// Run implements the verb.
func (c *SyncAddCmd) Run(ctx context.Context, g *Globals) error {
	token := ""
	if c.TokenFile != "" {
		text, err := os.ReadFile(c.TokenFile)
		if err != nil {
			return fault.New(fault.Invalid, "Dit bestand kan niet open: "+c.TokenFile+".", "cannot open the file: "+c.TokenFile).Because(err)
		}
		token = strings.TrimSpace(string(text))
	}
	return g.use(ctx, func(a *app.App) error {
		if err := a.AddSource(ctx, c.Name, c.Address, c.Every, token, c.InsecureSources); err != nil {
			return err
		}
		return g.told([]string{"followed; the running program fetches it, or: eerstelijn sync run"}, nil)
	})
}

// SyncListCmd tells how sources go.
type SyncListCmd struct{}

// Run implements the verb.
func (c *SyncListCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error { return g.told(a.SourceLines(ctx)) })
}

// SyncRunCmd fetches a source.
type SyncRunCmd struct {
	syncSafety
	Name   string `arg:"" optional:"" help:"Name of the directory; not needed when there is one."`
	DryRun bool   `help:"Say what would change; write nothing."`
	Anew   bool   `help:"Fetch everything again, not only what changed."`
}

// Run implements the verb.
func (c *SyncRunCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		if c.DryRun {
			return g.told(a.TrySource(ctx, c.Name, c.InsecureSources))
		}
		return g.told(a.RunSource(ctx, c.Name, c.Anew, c.InsecureSources))
	})
}
