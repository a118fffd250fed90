// Command eerstelijn is the whole platform in one program: pages, API, imports and checks.
//
// Each verb stands in a file of its own; what they share is [Globals].
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"eerstelijn/internal/fault"
)

// version is set at build time.
var version = "dev"

// CLI are the verbs. Flags go before environment (EERSTELIJN_*), that before the file of --config, and
// that before defaults.
type CLI struct {
	Globals

	Serve   ServeCmd   `cmd:"" help:"Serve the pages and the API. Example: eerstelijn serve --db region.db"`
	Demo    DemoCmd    `cmd:"" help:"Serve an invented region from a temporary folder. Example: eerstelijn demo --listen 127.0.0.1:9000"`
	Import  ImportCmd  `cmd:"" help:"Bring in a file: areas, figures, boundaries, postcodes or services. Example: eerstelijn import areas wijken.gpkg --kind wijk --year 2026"`
	Export  ExportCmd  `cmd:"" help:"Write what is public to files. Example: eerstelijn export hsds /srv/open --db region.db"`
	Peer    PeerCmd    `cmd:"" help:"Look after systems of others with which ours asks for places. Example: eerstelijn peer list --db region.db"`
	Sync    SyncCmd    `cmd:"" help:"Follow directories of others. Example: eerstelijn sync list --db region.db"`
	Check   CheckCmd   `cmd:"" help:"Say what is configured and what is wrong. Example: eerstelijn check data --db region.db"`
	User    UserCmd    `cmd:"" help:"Look after who may sign in. Example: eerstelijn user list --db region.db"`
	Keys    KeysCmd    `cmd:"" name:"keys" help:"Look after the keys with which values are sealed. Example: eerstelijn keys list --db region.db"`
	Bench   BenchCmd   `cmd:"" help:"Show on an invented region what the platform is worth. Example: eerstelijn bench region-year --days 28"`
	Backup  BackupCmd  `cmd:"" help:"Copy a SQLite database while it is in use. Example: eerstelijn backup monday.db --db region.db"`
	Restore RestoreCmd `cmd:"" help:"Put a copy back, after checking it. Example: eerstelijn restore monday.db --db region.db"`
	Version VersionCmd `cmd:"" help:"Print the version. Example: eerstelijn version"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// run is main without the process: tests run it as a script does.
func run(ctx context.Context, args []string, out, errs io.Writer) (code int) {
	var cli CLI
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("eerstelijn"),
		kong.Description("The Dutch first line as one system: find help, see room, keep agreements."),
		kong.Writers(out, errs),
		kong.Exit(func(c int) { exited = c }),
		kong.DefaultEnvars("EERSTELIJN"),
		kong.Configuration(readConfig),
		kong.UsageOnError(),
	)
	if err != nil {
		_, _ = fmt.Fprintln(errs, "eerstelijn:", err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		_, _ = fmt.Fprintln(errs, "eerstelijn:", err)
		return exitUsage
	}
	cli.out, cli.errs = out, errs
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(&cli.Globals); err != nil {
		return cli.explain(err)
	}
	return exitDone
}

// explain prints an error for an operator: what is wrong, field by field, and the technical cause of
// what is not theirs to mend.
func (g *Globals) explain(err error) int {
	if list, ok := errors.AsType[interface {
		error
		Lines() []string
	}](err); ok {
		for _, line := range list.Lines() {
			_, _ = fmt.Fprintln(g.errs, line)
		}
		return exitFailed
	}
	safe := fault.Safe(err)
	_, _ = fmt.Fprintln(g.errs, "eerstelijn:", safe.Text.EN)
	for _, f := range safe.Fields {
		_, _ = fmt.Fprintf(g.errs, "  %s: %s\n", f.Name, f.EN)
	}
	if safe.Kind == fault.Internal || safe.Kind == fault.Unavailable {
		_, _ = fmt.Fprintln(g.errs, "  cause:", errors.Unwrap(safe))
	}
	if _, ok := errors.AsType[wrongUse](err); ok {
		return exitUsage
	}
	return exitFailed
}
