package main

import (
	"context"
	"fmt"

	"eerstelijn/internal/app"
)

// ExportCmd writes what is public to files.
type ExportCmd struct {
	HSDS ExportHSDSCmd `cmd:"" name:"hsds" help:"The directory as CSV files by the Human Services Data Specification 3.1. Example: eerstelijn export hsds /srv/open --db region.db"`
}

// ExportHSDSCmd writes the directory for social maps outside care.
type ExportHSDSCmd struct {
	Folder string `arg:"" help:"Folder to write, or to replace when it holds an export of before. Any web server can offer it."`
}

// Run implements the verb. It prints the number of rows of each table.
func (c *ExportHSDSCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		lines, err := a.ExportHSDS(ctx, c.Folder)
		for _, l := range lines {
			_, _ = fmt.Fprintln(g.out, l)
		}
		return err
	})
}
