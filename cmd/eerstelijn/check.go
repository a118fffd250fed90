package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"eerstelijn/internal/app"
)

// CheckCmd says what is configured and what is wrong with it.
type CheckCmd struct {
	Config CheckConfigCmd `cmd:"" help:"Print the configuration in force, without secrets. Example: eerstelijn check config"`
	Data   CheckDataCmd   `cmd:"" help:"Say what the database holds and what is missing. Example: eerstelijn check data"`
}

// CheckConfigCmd prints the configuration.
type CheckConfigCmd struct{}

// Run implements the verb.
func (CheckConfigCmd) Run(g *Globals) error {
	_, err := fmt.Fprintf(g.out, "version: %s\ndb: %s\nlog: %s\n", version, withoutPassword(g.database()), g.Log)
	return err
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
