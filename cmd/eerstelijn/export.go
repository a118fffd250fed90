package main

import (
	"context"
	"fmt"

	"eerstelijn/internal/app"
)

// ExportCmd writes what is public to files.
type ExportCmd struct {
	HSDS ExportHSDSCmd `cmd:"" name:"hsds" help:"The directory as CSV files by the Human Services Data Specification 3.1. Example: eerstelijn export hsds /srv/open --db region.db"`
	FHIR ExportFHIRCmd `cmd:"" name:"fhir" help:"The FHIR resources as NDJSON files with a manifest. Example: eerstelijn export fhir /srv/fhir --at https://open.example/fhir --db region.db"`
}

// ExportHSDSCmd writes the directory for social maps outside care.
type ExportHSDSCmd struct {
	Folder string `arg:"" help:"Folder to write, or to replace when it holds an export of before. Any web server can offer it."`
}

// Run implements the verb. It prints the number of rows of each table.
func (c *ExportHSDSCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error { return g.told(a.ExportHSDS(ctx, c.Folder)) })
}

// ExportFHIRCmd writes the directory for who copies it whole.
type ExportFHIRCmd struct {
	Folder string `arg:"" help:"Folder to write. Files of an export of before stay there for a day."`
	At     string `required:"" help:"Address at which a web server offers the folder."`
}

// Run implements the verb. It prints the names of the files that are new.
func (c *ExportFHIRCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error { return g.told(a.ExportFHIR(ctx, c.Folder, c.At)) })
}

// told prints what was done.
func (g *Globals) told(lines []string, err error) error {
	for _, l := range lines {
		_, _ = fmt.Fprintln(g.out, l)
	}
	return err
}
