package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/alecthomas/kong"

	"eerstelijn/internal/app"
)

// CheckCmd says what is configured and what is wrong with it.
type CheckCmd struct {
	Agreement CheckAgreementCmd `cmd:"" help:"Prove that an agreement and the mandates behind its signatures are as they were. Example: eerstelijn check agreement 12"`

	Config CheckConfigCmd `cmd:"" help:"Print the configuration in force, without secrets. Example: eerstelijn check config"`
	Data   CheckDataCmd   `cmd:"" help:"Say what the database holds and what is missing. Example: eerstelijn check data"`
	Ledger CheckLedgerCmd `cmd:"" help:"Prove that the ledger is as it was sealed, or name the first row that is not. Example: eerstelijn check ledger --roots roots.jsonl"`
	Policy CheckPolicyCmd `cmd:"" help:"Say whether somebody may do something, and why. Example: eerstelijn check policy --as role:resv-staff,region=r network.SaveTask region:r,region=r"`
}

// CheckConfigCmd prints the configuration that serve would have.
type CheckConfigCmd struct {
	Serving `embed:""`
}

// Run implements the verb. What is wrong is told after what is in force, and fails.
func (c *CheckConfigCmd) Run(k *kong.Context, g *Globals) error {
	_, _ = fmt.Fprintf(g.out, "version: %s\n", version)
	for _, group := range k.Selected().AllFlags(true) {
		for _, f := range group {
			value := fmt.Sprint(f.Target.Interface())
			switch f.Name {
			case "help":
				continue
			case "db":
				value = g.database()
			}
			_, _ = fmt.Fprintf(g.out, "%s: %s\n", f.Name, withoutPassword(value))
		}
	}
	return c.check(g)
}

// withoutPassword hides what must not be printed of a database's address.
func withoutPassword(dsn string) string {
	if !strings.Contains(dsn, "://") {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "(an address that cannot be read)"
	}
	return u.Redacted()
}

// CheckDataCmd reports on the data.
type CheckDataCmd struct{}

// Run implements the verb. What is missing is told, and is not a failure.
func (CheckDataCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		lines, err := a.CheckData(ctx)
		for _, l := range lines {
			_, _ = fmt.Fprintln(g.out, l)
		}
		return err
	})
}
