package main

import (
	"context"
	"fmt"
	"os"

	"eerstelijn/internal/app"
	"eerstelijn/internal/fault"
)

// ImportCapacityCmd brings in how much room an organisation has.
type ImportCapacityCmd struct {
	File         string `arg:"" help:"The file to read: offer;available;accepting;waiting_days;observed_at. The first two columns are needed." type:"path"`
	Organization string `help:"Id of the organisation whose offers these are." required:"" placeholder:"ID"`
}

// Run implements the verb.
func (c *ImportCapacityCmd) Run(ctx context.Context, g *Globals) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fault.InvalidField("file", "Dit bestand kan niet worden gelezen.", "cannot read this file").Because(err)
	}
	defer func() { _ = file.Close() }()
	return g.use(ctx, func(a *app.App) error {
		done, err := a.ImportCapacity(ctx, file, c.Organization)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(g.out, done)
		return err
	})
}
