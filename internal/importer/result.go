package importer

import (
	"fmt"

	"eerstelijn/internal/batch"
)

// Result is what an import did, or in a dry run would do.
type Result struct {
	// Counts are the rows that were added, changed, or the same as before.
	batch.Counts
	// DryRun says that nothing was written.
	DryRun bool
	// Skipped counts what the file holds besides, by what it is: 'areas of water'.
	Skipped map[string]int
	// Warnings are what the operator should know and what stopped nothing, a hundred at most.
	Warnings []Problem
	// WarningTotal counts them all.
	WarningTotal int
}

// Nothing says whether the file told nothing new.
func (r Result) Nothing() bool { return r.Added == 0 && r.Changed == 0 }

// Summary tells the outcome to an operator, in one line of English.
func (r Result) Summary() string {
	would, note := "", ""
	if r.DryRun {
		would, note = "would be ", "dry run, nothing written: "
	}
	if r.Nothing() {
		if r.DryRun {
			return note + "nothing would change: " + plural(r.Same, "row") + " the same"
		}
		return "nothing changed: " + plural(r.Same, "row") + " the same"
	}
	return fmt.Sprintf("%s%s %sadded, %s %schanged, %s the same", note, plural(r.Added, "row"), would, thousands(r.Changed), would, thousands(r.Same))
}

// WarningLines tells the warnings, one a line, in English.
func (r Result) WarningLines() []string {
	var lines []string
	for _, w := range r.Warnings {
		lines = append(lines, told(w))
	}
	if more := r.WarningTotal - len(r.Warnings); more > 0 {
		lines = append(lines, fmt.Sprintf("… and %s more", thousands(more)))
	}
	return lines
}

// warn notes something that stops nothing.
func (r *Result) warn(p Problem) {
	r.WarningTotal++
	if len(r.Warnings) < maxProblems {
		r.Warnings = append(r.Warnings, p)
	}
}
