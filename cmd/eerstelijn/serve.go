package main

import (
	"context"
	"fmt"
	"strings"

	"eerstelijn/internal/app"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/web/site"
)

// Listen are the flags of verbs that serve.
type Listen struct {
	Listen string `help:"Address of the pages and the API." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Ops    string `help:"Address of the metrics, for operators alone." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
}

// ServeCmd serves a database.
type ServeCmd struct {
	Listen `embed:""`

	Phone      string `help:"Number that citizens can always call; shown on every page." placeholder:"NUMBER"`
	PhoneHours string `help:"When it answers, as people say it: 'ma-vr 8-17'." placeholder:"HOURS"`
}

// Run implements the verb.
func (c *ServeCmd) Run(ctx context.Context, g *Globals) error {
	open, err := hours.ParseDutch(c.PhoneHours)
	if err != nil {
		return fault.InvalidField("--phone-hours", "Schrijf bijvoorbeeld 'ma-vr 8-17'.", "expected hours such as 'ma-vr 8-17' or 'Mo-Fr 08:00-17:00'")
	}
	return g.use(ctx, func(a *app.App) error {
		a.Helpline = site.Helpline{Number: c.Phone, Hours: open}
		return c.serve(ctx, g, a, "")
	})
}

// serve prints the addresses once they answer, and what greet adds, and serves until ctx ends.
func (l Listen) serve(ctx context.Context, g *Globals, a *app.App, greet string) error {
	return a.Serve(ctx, app.Listen{Main: l.Listen, Ops: l.Ops}, func(addr, ops string) {
		_, _ = fmt.Fprintf(g.out, "http://%s\noperators: http://%s/metrics\n%s", addr, ops, strings.ReplaceAll(greet, "ADDR", addr))
	})
}
