package importer

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// AreaKind is a level of CBS areas: 'gemeente', 'wijk' or 'buurt'.
type AreaKind = network.AreaKind

// Importer brings files in. It is safe for use by many goroutines; two imports of one kind at the
// same time end in a fault.Conflict for the second.
type Importer struct {
	db        *store.DB
	network   *network.Service
	directory *directory.Register
}

// New makes an importer for the capabilities that own the rows, and the database they are in.
func New(db *store.DB, n *network.Service, d *directory.Register) *Importer {
	return &Importer{db: db, network: n, directory: d}
}

// Run are the choices that every import knows.
type Run struct {
	// Actor is who imports; the ledger names it. Without one it is the operator of the system.
	Actor access.Actor
	// DryRun checks the file and compares it with what is there, and writes nothing.
	DryRun bool
	// Progress, when given, hears how far the work is. It is called often, from one goroutine.
	Progress func(Step)
}

// Step is how far an import is.
type Step struct {
	Name  string // 'reading', 'checking', 'comparing' or 'writing'
	Done  int
	Total int // 0: not known
	Unit  string
}

// actor gives who imports.
func (r Run) actor() access.Actor {
	if r.Actor == (access.Actor{}) {
		return access.Job("import")
	}
	return r.Actor
}

func (r Run) step(s Step) {
	if r.Progress != nil {
		r.Progress(s)
	}
}

// chunk is how many rows are handed to a capability at once; it splits them further into
// transactions that are short enough for others.
const chunk = 2000

// stageAll hands rows to stage in chunks and adds up what became of them.
func stageAll[T any](run Run, unit string, rows []T, stage func([]T) (batch.Counts, error)) (sum batch.Counts, err error) {
	for at := 0; at < len(rows); at += chunk {
		run.step(Step{Name: "writing", Done: at, Total: len(rows), Unit: unit})
		counts, err := stage(rows[at:min(at+chunk, len(rows))])
		if err != nil {
			return batch.Counts{}, err
		}
		add(&sum, counts)
	}
	run.step(Step{Name: "writing", Done: len(rows), Total: len(rows), Unit: unit})
	return sum, nil
}

// compare says what an import would do, without writing: had tells whether the row is there, same
// whether it says the same.
func compare[T any](ctx context.Context, run Run, unit string, rows []T, look func(T) (had, same bool, err error)) (sum batch.Counts, err error) {
	for i, row := range rows {
		if i%100 == 0 {
			run.step(Step{Name: "comparing", Done: i, Total: len(rows), Unit: unit})
		}
		had, same, err := look(row)
		switch {
		case err != nil:
			return sum, err
		case !had:
			sum.Added++
		case same:
			sum.Same++
		default:
			sum.Changed++
		}
	}
	return sum, nil
}

// missing drops the error that says a thing is not there.
func missing(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

func add(sum *batch.Counts, c batch.Counts) {
	sum.Added += c.Added
	sum.Changed += c.Changed
	sum.Same += c.Same
}

// checkYear refuses a year that no file of areas can be of.
func checkYear(year int) error {
	const first, last = 1995, 2100 // CBS cut the country into wijken and buurten from 1995 on
	if year < first || year > last {
		return fault.InvalidField("year", "Geef het jaar van de indeling, zoals 2022.", "expected the year of the areas, such as 2022")
	}
	return nil
}

// checkContext ends a long loop over rows when the caller has gone.
func checkContext(ctx context.Context, row int) error {
	if row%256 == 0 {
		return ctx.Err()
	}
	return nil
}
