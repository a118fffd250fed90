package importer

import (
	"errors"
	"fmt"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

// Problem is one thing that is wrong with a file: where, and what is expected.
type Problem = geo.Problem

// maxProblems is how many problems of one file are kept with their text; the rest are counted.
const maxProblems = 100

// FileError is everything that is wrong with one file. Its kind is fault.Invalid.
type FileError struct {
	// Name is the file's name.
	Name string
	// Problems holds the first hundred, in the order of the file.
	Problems []Problem
	// Total counts them all.
	Total int
}

// Lines tells the problems to an operator, one a line, in English.
func (e *FileError) Lines() []string {
	lines := make([]string, 0, len(e.Problems)+2)
	for _, p := range e.Problems {
		lines = append(lines, e.Name+": "+told(p))
	}
	if more := e.Total - len(e.Problems); more > 0 {
		lines = append(lines, fmt.Sprintf("%s: … and %s more", e.Name, thousands(more)))
	}
	return append(lines, fmt.Sprintf("%s: %s; nothing was imported", e.Name, plural(e.Total, "problem")))
}

// Error gives the technical text, for logs.
func (e *FileError) Error() string { return e.Unwrap().Error() }

// Unwrap gives the same error for those who know only the fault package: the first problem and the
// number of all.
func (e *FileError) Unwrap() error {
	first := e.Problems[0]
	where := first.Where()
	if where.NL != "" {
		where.NL += ": "
		where.EN += ": "
	}
	return fault.New(fault.Invalid,
		fmt.Sprintf("%s: niet ingelezen, fouten: %d. De eerste: %s%s", e.Name, e.Total, where.NL, first.NL),
		fmt.Sprintf("%s: not imported, problems: %d. The first: %s%s", e.Name, e.Total, where.EN, first.EN))
}

// told is a problem as one line of English.
func told(p Problem) string {
	if where := p.Where().EN; where != "" {
		return where + ": " + p.EN
	}
	return p.EN
}

// ofGeo turns the findings of the map reader into ours, so that every bad file reads alike.
func ofGeo(name string, err error) error {
	if bad, ok := errors.AsType[*geo.FileError](err); ok {
		return &FileError{Name: name, Problems: bad.Problems, Total: bad.Total}
	}
	return err
}

// findings collects problems; it keeps the first hundred.
type findings struct {
	problems []Problem
	total    int
	line     int      // of the last problem
	columns  []string // with problems on that line
	listed   map[string]bool
}

func (f *findings) put(p Problem) {
	f.total++
	if p.Line != f.line {
		f.line, f.columns = p.Line, f.columns[:0]
	}
	f.columns = append(f.columns, p.Column)
	if len(f.problems) < maxProblems {
		f.problems = append(f.problems, p)
	}
}

// columnsOf gives the columns with problems on a line, if it is the last one with any.
func (f *findings) columnsOf(line int) []string {
	if line != f.line {
		return nil
	}
	return f.columns
}

// once tells whether this is the first time that a long message is due.
func (f *findings) once(what string) bool {
	first := !f.listed[what]
	if f.listed == nil {
		f.listed = map[string]bool{}
	}
	f.listed[what] = true
	return first
}

// add notes a problem on a line and column; the text is a format in both languages.
func (f *findings) add(line int, column, nl, en string, args ...any) {
	f.put(Problem{Line: line, Column: column, Text: words(nl, en, args...)})
}

// words fills the same values into a message in both languages.
func words(nl, en string, args ...any) fault.Text {
	return fault.Text{NL: fmt.Sprintf(nl, args...), EN: fmt.Sprintf(en, args...)}
}

// addError notes what a checking function of another package said, field by field.
func (f *findings) addError(line int, column string, err error) {
	bad, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f.add(line, column, "Dit kan niet worden gelezen.", "cannot be read")
		return
	}
	if len(bad.Fields) == 0 {
		f.put(Problem{Line: line, Column: column, Text: bad.Text})
	}
	for _, field := range bad.Fields {
		f.put(Problem{Line: line, Column: column, Text: field.Text})
	}
}

// err gives everything found as an error, or nil.
func (f *findings) err(name string) error {
	if f.total == 0 {
		return nil
	}
	return &FileError{Name: name, Problems: f.problems, Total: f.total}
}

// shown quotes a word of the file for a message, cut short. Only codes, numbers and column names are
// shown: a free text may hold personal data.
func shown(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// plural tells a number of things in English.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}

// thousands writes a number as English readers do: 3,340.
func thousands(n int) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
