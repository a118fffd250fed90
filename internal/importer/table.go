package importer

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// maxColumns bounds the first line: nobody's table is wider.
const maxColumns = 1000

// table reads a CSV file: the first line names the columns, the delimiter is what that line has most
// of.
type table struct {
	src     *source
	file    io.ReadCloser
	guard   *guard
	csv     *csv.Reader
	columns []string
	index   map[string]int // column by folded name
}

// row is one line of a table. Its cells are gone when the next row is read.
type row struct {
	line  int
	cells []string
}

// cell gives column i without the blanks around it; -1 gives "".
func (r row) cell(i int) string {
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// openTable reads the first line. What is wrong with it is noted in bad, and the table is then nil.
func openTable(src *source, bad *findings) (*table, error) {
	f, err := src.open()
	if err != nil {
		return nil, err
	}
	t := &table{src: src, file: f, guard: &guard{r: f}}
	in := bufio.NewReaderSize(t.guard, readAhead)
	head, err := in.Peek(readAhead)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, f.Close())
	}
	t.csv = csv.NewReader(in)
	t.csv.Comma = delimiter(string(head))
	t.csv.FieldsPerRecord = -1 // counted here, with words for it
	t.csv.ReuseRecord = true
	if !t.header(bad) {
		return nil, f.Close()
	}
	return t, nil
}

func (t *table) close() { _ = t.file.Close() }

// delimiter gives the mark that the first line with text has most of, outside quotation marks.
func delimiter(head string) rune {
	marks := map[rune]int{}
	quoted := false
	for _, c := range strings.TrimLeft(head, "\r\n") {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',', c == ';', c == '\t':
			marks[c]++
		}
		if c == '\n' && !quoted {
			break
		}
	}
	best := ','
	for _, c := range []rune{';', '\t'} {
		if marks[c] > marks[best] {
			best = c
		}
	}
	return best
}

func (t *table) header(bad *findings) bool {
	before := bad.total
	cells, err := t.csv.Read()
	if err != nil {
		t.broken(err, bad)
		return false
	}
	if len(cells) > maxColumns {
		bad.add(1, "", "Er staan %d kolommen in. Het mogen er hoogstens %d zijn.", "there are %d columns; at most %d are read", len(cells), maxColumns)
		return false
	}
	t.index = make(map[string]int, len(cells))
	for i, c := range cells {
		name := strings.TrimSpace(c)
		t.columns = append(t.columns, strings.Clone(name))
		if name == "" {
			continue
		}
		if _, double := t.index[fold(name)]; double {
			bad.add(1, shown(name), "Deze kolom staat er twee keer in.", "this column stands there twice")
		}
		t.index[fold(name)] = i
	}
	if len(t.columns) < 2 {
		bad.add(1, "", "Op de eerste regel horen de namen van de kolommen, met een komma, puntkomma of tab ertussen.",
			"the first line must hold the names of the columns, with a comma, semicolon or tab between them")
	}
	return bad.total == before
}

// column finds a column by any of its names; -1 when it has none of them.
func (t *table) column(names ...string) int {
	for _, n := range names {
		if i, ok := t.index[fold(n)]; ok {
			return i
		}
	}
	return -1
}

// name gives the name of column i, for messages.
func (t *table) name(i int) string {
	if i < 0 {
		return ""
	}
	return t.columns[i]
}

// names lists the columns, for a message that one is missing.
func (t *table) names() string {
	const most = 30
	if len(t.columns) > most {
		return strings.Join(t.columns[:most], ", ") + ", …"
	}
	return strings.Join(t.columns, ", ")
}

// next gives the next row that holds anything; false at the end, and where the file cannot be read
// on, which bad then tells.
func (t *table) next(bad *findings) (row, bool) {
	for {
		t.guard.next()
		cells, err := t.csv.Read()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.broken(err, bad)
			}
			return row{}, false
		}
		line, _ := t.csv.FieldPos(0)
		// Spreadsheets end rows with empty cells, and files with empty rows.
		for len(cells) > len(t.columns) && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if blank(cells) {
			continue
		}
		if len(cells) != len(t.columns) {
			bad.add(line, "", "Deze regel heeft %d kolommen; de eerste regel noemt er %d.", "this line has %d columns; the first line names %d", len(cells), len(t.columns))
			continue
		}
		return row{line: line, cells: cells}, true
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// broken tells why the file cannot be read on.
func (t *table) broken(err error, bad *findings) {
	line := 0
	syntax, ok := errors.AsType[*csv.ParseError](err)
	if ok {
		line = syntax.StartLine
	}
	switch {
	case errors.Is(err, errRecord):
		bad.add(0, "", "Een regel is langer dan 1 MB. Misschien is een aanhalingsteken niet gesloten.", "a row is longer than 1 MB; perhaps a quotation mark is not closed")
	case errors.Is(err, io.EOF):
		bad.add(1, "", "Er staat niets in het bestand.", "there is nothing in the file")
	case ok && errors.Is(err, csv.ErrQuote) && syntax.StartLine != syntax.Line:
		bad.add(line, "", "Een aanhalingsteken op deze regel is niet gesloten.", "a quotation mark on this line is not closed")
	case ok:
		bad.add(syntax.Line, "", `Een aanhalingsteken (") staat op de verkeerde plek. Zet het dubbel ("") binnen een veld.`, `a quotation mark (") is in the wrong place; double it ("") within a field`)
	default:
		bad.add(0, "", "Het bestand kan niet verder worden gelezen.", "the file cannot be read on: %v", err)
	}
}
