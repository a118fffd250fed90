package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"eerstelijn/internal/app"
	"eerstelijn/internal/importer"
)

// ImportCmd brings files in.
type ImportCmd struct {
	Areas      ImportAreasCmd      `cmd:"" help:"Borders of CBS areas, from TopoJSON, GeoJSON or GeoPackage. Example: eerstelijn import areas wijken.gpkg --kind wijk --year 2026"`
	Figures    ImportFiguresCmd    `cmd:"" help:"Key figures of areas, from CSV. Example: eerstelijn import figures kwb-2026.csv --kind wijk --year 2026"`
	Boundaries ImportBoundariesCmd `cmd:"" help:"To which regions municipalities belong, from CSV. Example: eerstelijn import boundaries gebieden.csv --from 2026-01-01"`
	Postcodes  ImportPostcodesCmd  `cmd:"" help:"Where four-digit postcodes lie, from CSV. Example: eerstelijn import postcodes pc4.csv"`
	Capacity   ImportCapacityCmd   `cmd:"" help:"How much room the offers of one organisation have, from CSV. Example: eerstelijn import capacity plekken.csv --organization ID"`
	Services   ImportServicesCmd   `cmd:"" help:"Services with their organisations, from CSV or FHIR (Bundle, NDJSON). Example: eerstelijn import services zorgaanbod.csv --source zorgkaart"`
}

// importFile are what every import takes.
type importFile struct {
	File   string `arg:"" help:"The file to read." type:"path"`
	DryRun bool   `help:"Check the file and say what would happen; write nothing."`
}

// run opens the database, imports and says what came of it.
func (f *importFile) run(ctx context.Context, g *Globals, do func(*importer.Importer, importer.Run) (importer.Result, error)) error {
	return g.use(ctx, func(a *app.App) error {
		p := newProgress(g.errs, isTerminal(g.errs))
		res, err := do(importer.New(a.Store, a.Network, a.Directory), importer.Run{DryRun: f.DryRun, Progress: p.show})
		p.end()
		if err != nil {
			return err
		}
		tell(g.out, g.errs, res)
		return nil
	})
}

// ImportAreasCmd brings borders in.
type ImportAreasCmd struct {
	importFile
	Kind  string `help:"gemeente, wijk or buurt." required:"" enum:"gemeente,wijk,buurt"`
	Year  int    `help:"Year of the areas." required:""`
	Code  string `help:"Property that holds the code; found by its usual names when left out." placeholder:"NAME"`
	Name  string `help:"Property that holds the name; found by its usual names when left out." placeholder:"NAME"`
	Layer string `help:"TopoJSON object or GeoPackage table, where the file has several." placeholder:"NAME"`
}

// Run implements the verb.
func (c *ImportAreasCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, func(im *importer.Importer, r importer.Run) (importer.Result, error) {
		return im.Areas(ctx, c.File, importer.AreaFile{Kind: importer.AreaKind(c.Kind), Year: c.Year, CodeField: c.Code, NameField: c.Name, Layer: c.Layer}, r)
	})
}

// ImportFiguresCmd brings key figures in.
type ImportFiguresCmd struct {
	importFile
	Kind string `help:"gemeente, wijk or buurt." required:"" enum:"gemeente,wijk,buurt"`
	Year int    `help:"Year of the areas." required:""`
	Map  string `help:"File that says which column is which figure, as lines 'column = figure'. The columns of CBS are known without." placeholder:"FILE" type:"path"`
}

// Run implements the verb.
func (c *ImportFiguresCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, func(im *importer.Importer, r importer.Run) (importer.Result, error) {
		return im.Figures(ctx, c.File, importer.FigureFile{Kind: importer.AreaKind(c.Kind), Year: c.Year, Map: c.Map}, r)
	})
}

// ImportBoundariesCmd brings in which municipality belongs to which region.
type ImportBoundariesCmd struct {
	importFile
	From    string `help:"First day on which this holds." required:"" placeholder:"2026-01-01"`
	Until   string `help:"First day on which it no longer holds." placeholder:"2027-01-01"`
	Columns string `help:"Which column is which division: 'ggd=ggd_regio,corop=corop_code:corop' (code before the colon). The usual names are known without." placeholder:"KIND=COLUMN,…"`
	Code    string `help:"Column of the municipality's code; found by its usual names when left out." placeholder:"NAME"`
}

// Run implements the verb.
func (c *ImportBoundariesCmd) Run(ctx context.Context, g *Globals) error {
	opt := importer.BoundaryFile{Columns: c.Columns, Code: c.Code}
	var err error
	if opt.From, err = importer.Day(c.From); err != nil {
		return err
	}
	if c.Until != "" {
		if opt.Until, err = importer.Day(c.Until); err != nil {
			return err
		}
	}
	return c.run(ctx, g, func(im *importer.Importer, r importer.Run) (importer.Result, error) {
		return im.Boundaries(ctx, c.File, opt, r)
	})
}

// ImportPostcodesCmd brings postcodes in.
type ImportPostcodesCmd struct{ importFile }

// Run implements the verb.
func (c *ImportPostcodesCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, func(im *importer.Importer, r importer.Run) (importer.Result, error) {
		return im.Postcodes(ctx, c.File, r)
	})
}

// ImportServicesCmd brings services in.
type ImportServicesCmd struct {
	importFile
	Map    string `help:"File that says which column is which field, as lines 'column = field' (CSV only). Usual names are known without." placeholder:"FILE" type:"path"`
	Source string `help:"Who the services come from; the next file of the same source changes them. The file's name when left out." placeholder:"NAME"`
}

// Run implements the verb.
func (c *ImportServicesCmd) Run(ctx context.Context, g *Globals) error {
	return c.run(ctx, g, func(im *importer.Importer, r importer.Run) (importer.Result, error) {
		return im.Services(ctx, c.File, importer.ServiceFile{Map: c.Map, Source: c.Source}, r)
	})
}

// tell says what an import did: the outcome on out, remarks on errs.
func tell(out, errs io.Writer, res importer.Result) {
	for _, w := range res.WarningLines() {
		_, _ = fmt.Fprintln(errs, "warning:", w)
	}
	for _, what := range slices.Sorted(maps.Keys(res.Skipped)) {
		_, _ = fmt.Fprintf(errs, "left out: %d %s\n", res.Skipped[what], what)
	}
	_, _ = fmt.Fprintln(out, res.Summary())
}

// isTerminal tells whether somebody watches.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
