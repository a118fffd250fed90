package code

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"eerstelijn/internal/fault"
)

// Code is one line of a table.
type Code struct {
	Code    string
	Display string
	// Discipline is the discipline of the network that the code stands for, or ''.
	Discipline string
	// Ended: no longer given out, though older resources have it.
	Ended bool
	// OwnWords: the display is ours and not that of the owner, so it is not sent as such.
	OwnWords bool
}

// Table is a code system, or the part of it that primary care meets.
type Table struct {
	System, Title, Version, Source string
	Date                           time.Time
	// Complete: a code that is not here does not exist.
	Complete bool
	Codes    []Code

	byCode       map[string]int
	byDiscipline map[string]int
}

// Lookup finds a code.
func (t *Table) Lookup(code string) (Code, bool) {
	i, ok := t.byCode[code]
	if !ok {
		return Code{}, false
	}
	return t.Codes[i], true
}

// Of gives the code that stands for a discipline.
func (t *Table) Of(discipline string) (Code, bool) {
	i, ok := t.byDiscipline[discipline]
	if !ok {
		return Code{}, false
	}
	return t.Codes[i], true
}

// Check refuses a code that is not in the table, and names the table and its version. Of a table that is not
// complete it can say no more than that: who must accept what is unknown here looks at Complete.
func (t *Table) Check(field, code string) error {
	c, ok := t.Lookup(code)
	switch {
	case !ok && t.Complete:
		return fault.InvalidField(field,
			fmt.Sprintf("Deze code staat niet in de tabel ‘%s’, versie %s.", t.Title, t.Version),
			fmt.Sprintf("The code is not in %s, version %s.", t.System, t.Version))
	case !ok:
		return fault.InvalidField(field,
			fmt.Sprintf("Deze code staat niet in ons deel van de tabel ‘%s’, versie %s.", t.Title, t.Version),
			fmt.Sprintf("The code is not in the part of %s, version %s, that is known here.", t.System, t.Version))
	case c.Ended:
		return fault.InvalidField(field,
			fmt.Sprintf("Deze code is vervallen in de tabel ‘%s’, versie %s.", t.Title, t.Version),
			fmt.Sprintf("The code has ended in %s, version %s.", t.System, t.Version))
	}
	return nil
}

// columns are those that a table has; the first two are needed.
var columns = []string{"code", "display", "note", "discipline"}

// ReadTable reads a table: lines '# key: value' that say what it is, a line with the names of the columns, a
// line for each code. An error names the file and the line.
func ReadTable(name string, r io.Reader) (*Table, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &Table{byCode: map[string]int{}, byDiscipline: map[string]int{}}
	header, err := t.readHead(name, string(text))
	if err != nil {
		return nil, err
	}
	lines := csv.NewReader(strings.NewReader(string(text)))
	lines.Comment = '#'
	head, err := lines.Read()
	if err != nil {
		return nil, bad(name, header+1, "hier horen de namen van de kolommen", "expected the names of the columns")
	}
	if len(head) < 2 || len(head) > len(columns) || strings.Join(head, ",") != strings.Join(columns[:len(head)], ",") {
		return nil, bad(name, header+1, "verwacht zijn de kolommen "+strings.Join(columns, ","), "expected the columns "+strings.Join(columns, ","))
	}
	for {
		row, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 0
			if p, ok := errors.AsType[*csv.ParseError](err); ok {
				line = p.Line
			}
			return nil, bad(name, line, "deze regel is geen CSV met de kolommen van de kop", "not CSV with the columns of the head")
		}
		line, _ := lines.FieldPos(0)
		if err := t.add(name, line, row); err != nil {
			return nil, err
		}
	}
	if len(t.Codes) == 0 {
		return nil, bad(name, header+1, "de tabel heeft geen codes", "the table has no codes")
	}
	return t, nil
}

// readHead reads the lines with '#' at the start and says how many there are.
func (t *Table) readHead(name, text string) (int, error) {
	values := map[string]string{}
	n := 0
	s := bufio.NewScanner(strings.NewReader(text))
	for s.Scan() && strings.HasPrefix(s.Text(), "#") {
		n++
		key, value, ok := strings.Cut(strings.TrimSpace(s.Text()[1:]), ": ")
		if !ok {
			return n, bad(name, n, "verwacht is '# naam: waarde'", "expected '# key: value'")
		}
		values[key] = strings.TrimSpace(value)
	}
	t.System, t.Title, t.Version, t.Source = values["system"], values["title"], values["version"], values["source"]
	for _, key := range []string{"system", "title", "version", "date", "source", "complete"} {
		if values[key] == "" {
			return n, bad(name, n+1, "de regel '# "+key+": …' ontbreekt", "the line '# "+key+": …' is missing")
		}
	}
	date, err := time.Parse(time.DateOnly, values["date"])
	if err != nil {
		return n, bad(name, n, "'date' is een datum zoals 2026-11-22", "'date' is a date such as 2026-11-22")
	}
	t.Date = date
	switch values["complete"] {
	case "yes":
		t.Complete = true
	case "no":
	default:
		return n, bad(name, n, "'complete' is yes of no", "'complete' is yes or no")
	}
	return n, nil
}

func (t *Table) add(name string, line int, row []string) error {
	row = append(row, "", "")
	c := Code{Code: strings.TrimSpace(row[0]), Display: strings.TrimSpace(row[1])}
	if len(row) > 4 {
		c.Discipline = strings.TrimSpace(row[3])
	}
	switch strings.TrimSpace(row[2]) {
	case "":
	case "ended":
		c.Ended = true
	case "own-words":
		c.OwnWords = true
	default:
		return bad(name, line, "een opmerking is ended of own-words", "a note is ended or own-words")
	}
	if c.Code == "" || c.Display == "" {
		return bad(name, line, "een code en een naam zijn nodig", "a code and a display are needed")
	}
	if _, twice := t.byCode[c.Code]; twice {
		return bad(name, line, "deze code staat er al", "this code is there already")
	}
	t.byCode[c.Code] = len(t.Codes)
	if c.Discipline != "" {
		if _, twice := t.byDiscipline[c.Discipline]; twice {
			return bad(name, line, "deze discipline heeft al een code", "this discipline has a code already")
		}
		t.byDiscipline[c.Discipline] = len(t.Codes)
	}
	t.Codes = append(t.Codes, c)
	return nil
}

func bad(name string, line int, nl, en string) error {
	return fault.InvalidField(fmt.Sprintf("%s:%d", name, line), "In een codetabel: "+nl+".", "In a code table: "+en+".")
}
