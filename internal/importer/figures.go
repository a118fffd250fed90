package importer

import (
	"context"
	_ "embed"
	"math"
	"strings"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// FigureFile says what a table of key figures holds.
type FigureFile struct {
	Kind AreaKind
	Year int
	// Map is a map file of columns and figures; empty means the built-in one, which knows the names
	// that CBS uses in Kerncijfers wijken en buurten.
	Map string
}

// cbsFigures is the built-in map: one figure may have several names, of which a file has one.
//
//go:embed figures.map
var cbsFigures []byte

// inhabitants is what a map file calls the number of inhabitants, which an area has apart from its
// figures.
const inhabitants = "inwoners"

// Figures brings in key figures of areas that stand there already. An empty cell, a '.' and CBS's
// -99997 are no figure, never 0. Tables of CBS hold municipalities, wijken and buurten together: rows
// of another kind are skipped.
func (im *Importer) Figures(ctx context.Context, path string, opt FigureFile, run Run) (res Result, err error) {
	defer fault.Wrap(&err, "importer.Figures")
	if err := checkKind(opt.Kind); err != nil {
		return res, err
	}
	if err := checkYear(opt.Year); err != nil {
		return res, err
	}
	var bad findings
	choices := parseMap(cbsFigures, &bad)
	if opt.Map != "" {
		if choices, err = readMap(ctx, opt.Map); err != nil {
			return res, err
		}
	}
	src, err := openSource(ctx, path)
	if err != nil {
		return res, err
	}
	known, err := im.network.Areas(ctx, network.AreaQuery{Kind: opt.Kind, Year: opt.Year})
	if err != nil {
		return res, err
	}
	if len(known) == 0 {
		return res, fault.New(fault.Invalid, "Lees eerst de gebieden van deze soort en dit jaar in.",
			"there are no areas of this kind and year yet; run 'import areas' first")
	}
	defined, err := im.network.Figures(ctx)
	if err != nil {
		return res, err
	}
	f := &figures{opt: opt, areas: make(map[network.AreaCode]int, len(known)), units: map[string]string{inhabitants: ""}}
	for _, a := range known {
		f.areas[a.Code] = 0
	}
	for _, d := range defined {
		f.units[d.Code] = d.Unit
	}
	rows, err := f.read(ctx, src, choices, opt.Map != "")
	if err != nil {
		return res, err
	}
	if f.others > 0 {
		res.Skipped = map[string]int{"rows of other kinds of area": f.others}
	}
	if without := len(f.areas) - len(rows); without > 0 {
		res.warn(Problem{Text: words("Van %d gebieden staan er geen cijfers in.", "%d areas have no row in it", without)})
	}
	if run.DryRun {
		res.DryRun = true
		res.Counts, err = compare(ctx, run, "rows", rows, func(r network.AreaFigures) (had, same bool, err error) {
			was, err := im.network.Area(ctx, r.Code, opt.Year)
			return was.Population != nil || len(was.Figures) > 0, equalFigures(was, r), err
		})
		return res, err
	}
	file := network.File{Kind: "figures", Source: src.name, Checksum: src.checksum(opt.Kind, opt.Year, choices)}
	res.Counts, err = im.network.Import(ctx, run.actor(), file, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return stageAll(run, "rows", rows, func(part []network.AreaFigures) (batch.Counts, error) {
			return im.network.StageFigures(ctx, b, opt.Year, part)
		})
	})
	return res, err
}

func equalFigures(was network.Area, r network.AreaFigures) bool {
	if (was.Population == nil) != (r.Population == nil) || was.Population != nil && *was.Population != *r.Population || len(was.Figures) != len(r.Figures) {
		return false
	}
	for code, v := range r.Figures {
		if had, ok := was.Figures[code]; !ok || had != v {
			return false
		}
	}
	return true
}

// figures reads a table of figures.
type figures struct {
	opt    FigureFile
	areas  map[network.AreaCode]int // the line that told about an area; 0: none yet
	units  map[string]string        // of the figures there are, by code
	others int                      // rows of areas of another kind
}

func (f *figures) read(ctx context.Context, src *source, choices []mapping, strict bool) (rows []network.AreaFigures, err error) {
	var bad findings
	t, err := openTable(src, &bad)
	if err != nil || t == nil {
		return nil, orElse(err, bad.err(src.name))
	}
	defer t.close()
	k := kinds[f.opt.Kind]
	codeAt := t.column(k.code...)
	if codeAt < 0 {
		codeAt = t.column(anyCode...)
	}
	if codeAt < 0 {
		bad.add(1, "", "Er is geen kolom met de code van het gebied, zoals %s. Wel: %s.", "there is no column with the code of the area, such as %s; there are: %s", k.code[0], t.names())
	}
	columns := f.columns(t, choices, strict, &bad)
	if bad.total > 0 {
		return nil, bad.err(src.name)
	}
	for {
		r, more := t.next(&bad)
		if !more {
			break
		}
		if err := checkContext(ctx, r.line); err != nil {
			return nil, err
		}
		if row, ok := f.row(r, t, codeAt, columns, &bad); ok {
			rows = append(rows, row)
		}
	}
	if bad.total == 0 && len(rows) == 0 {
		bad.add(0, "", "Er staan geen gebieden van deze soort in.", "there are no areas of this kind in it")
	}
	return rows, bad.err(src.name)
}

// row reads one line; false when it is about another kind of area or wrong.
func (f *figures) row(r row, t *table, codeAt int, columns []figureColumn, bad *findings) (out network.AreaFigures, ok bool) {
	before := bad.total
	code, ok := areaCode(f.opt.Kind, r.cell(codeAt))
	switch line, known := f.areas[code]; {
	case !ok && (code.Kind() != "" || strings.HasPrefix(string(code), "NL")):
		f.others++
		return out, false
	case !ok:
		bad.put(Problem{Line: r.line, Column: t.name(codeAt), Text: badCode(f.opt.Kind, r.cell(codeAt))})
	case !known:
		bad.add(r.line, t.name(codeAt), "Het gebied %s is er niet in %d.", "area %s is not known in %d", code, f.opt.Year)
	case line > 0:
		bad.add(r.line, t.name(codeAt), "Het gebied %s staat er al, op regel %d.", "area %s stands there already, on line %d", code, line)
	default:
		f.areas[code] = r.line
	}
	out = network.AreaFigures{Code: code, Figures: map[string]float64{}}
	for _, c := range columns {
		v, present := c.value(r, t, bad)
		if !present {
			continue
		}
		c.check(v, f.units[c.figure], r, t, bad)
		if c.figure == inhabitants {
			n := int(v)
			out.Population = &n
		} else {
			out.Figures[c.figure] = v
		}
	}
	return out, bad.total == before
}

// columns finds the columns of the figures. Of the built-in map a file has what it has; what an
// operator's own map names must be there.
func (f *figures) columns(t *table, choices []mapping, strict bool, bad *findings) (out []figureColumn) {
	taken := map[string]bool{}
	for _, m := range choices {
		c, missing := parseExpression(t, m.left)
		_, defined := f.units[m.right]
		switch {
		case !defined:
			bad.add(m.line, "", "Het cijfer %s bestaat niet.", "there is no figure %s", shown(m.right))
		case m.fixed:
			bad.add(m.line, "", "Een vaste waarde kan geen cijfer zijn.", "a fixed value cannot be a figure")
		case missing != "" && strict:
			bad.add(1, shown(missing), "Deze kolom is er niet. Wel: %s.", "there is no such column; there are: %s", t.names())
		case missing == "" && strict && taken[m.right]:
			bad.add(m.line, "", "Het cijfer %s staat twee keer in de lijst.", "figure %s stands twice in the map", shown(m.right))
		case missing == "" && !taken[m.right]:
			taken[m.right] = true
			c.figure = m.right
			out = append(out, c)
		}
	}
	if len(out) == 0 && bad.total == 0 {
		bad.add(1, "", "Geen van de kolommen is een bekend cijfer: %s. Geef een lijst met --map.", "none of the columns is a known figure: %s; name them with --map", t.names())
	}
	return out
}

// figureColumn is how a figure follows from columns: factor × sum(above) ÷ sum(below).
type figureColumn struct {
	figure string
	factor float64
	above  []int
	below  []int // empty: nothing is divided by
}

// parseExpression reads 'a', 'a + b', '100 * a / b + c' and 'a / 100'; missing names the first column that
// the table does not have. A column whose name looks like an expression goes before it.
func parseExpression(t *table, text string) (c figureColumn, missing string) {
	c.factor = 1
	if at := t.cbsColumn(text); at >= 0 {
		c.above = []int{at}
		return c, ""
	}
	above, below, divided := strings.Cut(text, " / ")
	if factor, rest, ok := strings.Cut(above, " * "); ok {
		v, present, ok := number(factor)
		if !ok || !present {
			return c, text
		}
		c.factor, above = v, rest
	}
	if v, present, ok := number(strings.TrimSpace(below)); divided && ok && present && v != 0 {
		c.factor, divided = c.factor/v, false
	}
	if c.above, missing = t.sum(above); missing == "" && divided {
		c.below, missing = t.sum(below)
	}
	return c, missing
}

func (t *table) sum(text string) (at []int, missing string) {
	for part := range strings.SplitSeq(text, " + ") {
		i := t.cbsColumn(strings.TrimSpace(part))
		if i < 0 {
			return nil, part
		}
		at = append(at, i)
	}
	return at, ""
}

// value computes the figure of a row; false when a column it needs has none.
func (c figureColumn) value(r row, t *table, bad *findings) (v float64, present bool) {
	above, ok := c.add(c.above, r, t, bad)
	if !ok {
		return 0, false
	}
	if len(c.below) == 0 && c.factor == 1 {
		return above, true
	}
	below := 1.0
	if len(c.below) > 0 {
		if below, ok = c.add(c.below, r, t, bad); !ok || below == 0 {
			return 0, false
		}
	}
	// CBS rounds what goes in; more digits than these would only seem exact.
	const digits = 100
	return math.Round(c.factor*above/below*digits) / digits, true
}

func (c figureColumn) add(columns []int, r row, t *table, bad *findings) (sum float64, present bool) {
	for _, i := range columns {
		v, present, ok := number(r.cell(i))
		if !ok {
			bad.add(r.line, t.name(i), "Dit is geen getal: %s.", "not a number: %s", shown(r.cell(i)))
		}
		if !ok || !present {
			return 0, false
		}
		sum += v
	}
	return sum, true
}

// check refuses what a figure cannot be.
func (c figureColumn) check(v float64, unit string, r row, t *table, bad *findings) {
	column := t.name(c.above[0])
	switch {
	case c.figure == inhabitants && (v < 0 || v != math.Trunc(v) || v > 1e9):
		bad.add(r.line, column, "Verwacht is een aantal inwoners, niet %v.", "expected a number of inhabitants, not %v", v)
	case unit == "%" && (v < 0 || v > 100):
		bad.add(r.line, column, "Verwacht is een percentage van 0 tot 100, niet %v.", "expected a percentage from 0 to 100, not %v", v)
	case math.Abs(v) > 1e12:
		bad.add(r.line, column, "Dit getal is te groot.", "this number is too large")
	}
}

// cbsColumn finds a column, also where StatLine has put a number behind its name: AantalInwoners_5.
func (t *table) cbsColumn(name string) int {
	if i := t.column(name); i >= 0 {
		return i
	}
	found := -1
	for i, c := range t.columns {
		base := strings.TrimRight(c, "0123456789")
		if base != c && strings.HasSuffix(base, "_") && fold(base) == fold(name) {
			if found >= 0 {
				return -1 // two of them: not told which
			}
			found = i
		}
	}
	return found
}

// orElse gives the first error that is one.
func orElse(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
