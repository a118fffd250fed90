package geo

import (
	"fmt"

	"eerstelijn/internal/fault"
)

// maxProblems is how many problems of one file are kept with their text; the rest are only counted.
// A file with swapped axes has one in every feature, and nobody reads three thousand of them.
const maxProblems = 100

// Problem is one thing that is wrong with a file.
type Problem struct {
	// Line is the line of the file, from 1; 0 where the format has none.
	Line int
	// Feature is the position of the feature in the file, from 1; 0 if the problem is the file's.
	Feature int
	// Column is the member, property or table column at fault, as the file calls it.
	Column string
	fault.Text
}

// Where says which place in the file the problem is about: "gebied 3 (regel 14), geometry".
func (p Problem) Where() fault.Text {
	var at fault.Text
	switch {
	case p.Feature > 0 && p.Line > 0:
		at = say("gebied %d (regel %d)", "feature %d (line %d)", p.Feature, p.Line)
	case p.Feature > 0:
		at = say("gebied %d", "feature %d", p.Feature)
	case p.Line > 0:
		at = say("regel %d", "line %d", p.Line)
	default:
		return fault.Text{NL: p.Column, EN: p.Column}
	}
	if p.Column != "" {
		at.NL += ", " + p.Column
		at.EN += ", " + p.Column
	}
	return at
}

// FileError is everything that is wrong with one file. Its kind is [fault.Invalid].
type FileError struct {
	// Name is the file's name as it was given to Read.
	Name string
	// Problems holds the first hundred, in the order of the file.
	Problems []Problem
	// Total counts them all.
	Total int
}

// Error gives the technical text, for logs.
func (e *FileError) Error() string { return e.Unwrap().Error() }

// Unwrap gives the same error for faces that know only the fault package: the first problem and the
// number of all.
func (e *FileError) Unwrap() error {
	first := e.Problems[0]
	where := first.Where()
	if where.NL != "" {
		where.NL += ": "
		where.EN += ": "
	}
	if e.Total == 1 {
		return fault.New(fault.Invalid,
			fmt.Sprintf("%s: %s%s", e.Name, where.NL, first.NL),
			fmt.Sprintf("%s: %s%s", e.Name, where.EN, first.EN))
	}
	return fault.New(fault.Invalid,
		fmt.Sprintf("%s: %d fouten. De eerste: %s%s", e.Name, e.Total, where.NL, first.NL),
		fmt.Sprintf("%s: %d problems. The first: %s%s", e.Name, e.Total, where.EN, first.EN))
}

// report collects the problems of one file.
type report struct {
	name     string
	problems []Problem
	total    int
}

// place is where in the file the reader is.
type place struct{ line, feature int }

func (r *report) add(at place, column string, text fault.Text) {
	r.total++
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{Line: at.line, Feature: at.feature, Column: column, Text: text})
	}
}

func (r *report) err() error {
	if r.total == 0 {
		return nil
	}
	return &FileError{Name: r.name, Problems: r.problems, Total: r.total}
}

// say fills the same values into a message in both languages.
func say(nl, en string, args ...any) fault.Text {
	return fault.Text{NL: fmt.Sprintf(nl, args...), EN: fmt.Sprintf(en, args...)}
}

// shown quotes a word of the file for a message, cut short.
func shown(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
