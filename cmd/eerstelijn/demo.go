package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"eerstelijn/internal/app"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/web/site"
)

// DemoCmd serves an invented region.
type DemoCmd struct {
	Listen `embed:""`

	Past     bool   `help:"Let the region have worked for twelve weeks before it is shown; without, it has only this morning." default:"true" negatable:""`
	National bool   `help:"Fill the imported areas, or invented ones when there are none, with services of national size."`
	Clock    string `help:"Be later than the clock of this machine by what this file says, such as 168h, to show what comes by time." placeholder:"FILE" type:"path"`
	Services int    `help:"How many services with --national." default:"120000" placeholder:"N"`
}

// nationalSeed makes the national set the same each time.
const nationalSeed = 2030

// Run implements the verb. Without --db the data are gone when the program ends.
func (c *DemoCmd) Run(ctx context.Context, g *Globals) error {
	if g.DB == "" {
		dir, err := os.MkdirTemp("", "eerstelijn-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		g.DB = filepath.Join(dir, "demo.db")
	}
	lived := &demo.Time{}
	lived.Follow(c.Clock)
	a, err := app.Open(ctx, app.Config{DB: g.DB, Keys: g.Keys, Version: version, Demo: true, Clock: lived.Now}, g.logger())
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	if err := c.fill(ctx, g, a, lived); err != nil {
		return err
	}
	if a.Helpline, err = demoHelpline(ctx, a); err != nil {
		return err
	}
	return c.serve(ctx, g, a, "Everything is invented. Choose who you are: http://ADDR/demo\n")
}

// fill brings in the invented data, once for each database: a region that has worked with them for weeks.
func (c *DemoCmd) fill(ctx context.Context, g *Globals, a *app.App, lived *demo.Time) error {
	filled, err := demo.Claim(ctx, a.Store)
	if err != nil || filled {
		return err
	}
	house := demo.House{DB: a.Store, Network: a.Network, Endpoints: a.Endpoints, Directory: a.Directory, Capacity: a.Capacity, Appointments: a.Appointments, Placement: a.Placement, Mandates: a.Mandates, Meetings: a.Meetings,
		Bottlenecks: a.Bottlenecks, Signals: a.Signals, Agreements: a.Agreements, Obligations: a.Obligations, Time: lived}
	if !c.National {
		fill := demo.Load
		if c.Past {
			fill = demo.Live
		}
		return fill(ctx, house, demo.Region(clock.System()))
	}
	err = demo.LoadNational(ctx, house, c.Services, nationalSeed, func(done int) {
		if done%20_000 == 0 || done == c.Services {
			_, _ = fmt.Fprintf(g.errs, "services: %d of %d\n", done, c.Services)
		}
	})
	if err != nil {
		return err
	}
	return demo.LoadNationalNetwork(ctx, house, clock.System())
}

// demoHelpline is the number of the RESV of the largest region.
func demoHelpline(ctx context.Context, a *app.App) (line site.Helpline, err error) {
	regions, err := a.Network.Regions(ctx)
	most := 0
	for _, r := range regions {
		if r.RESV.Contact.Phone != "" && len(r.Areas) > most {
			most = len(r.Areas)
			line.Number = r.RESV.Contact.Phone
			line.Hours, _ = hours.Parse(r.RESV.Contact.Hours) // checked when it was saved
		}
	}
	return line, err
}
