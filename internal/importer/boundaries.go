package importer

import (
	"context"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// BoundaryFile says what a table of municipalities and their regions holds.
type BoundaryFile struct {
	// Columns says which column is which hierarchy: 'ggd=ggd_regio,corop=corop_code:corop'. Before the
	// colon stands the column of the code, behind it that of the name. Empty means: what is there of
	// the usual names.
	Columns string
	// Code is the column of the municipality; empty means: find it by its usual names.
	Code string
	// From is the first day on which this division holds; Until the first on which it no longer does,
	// zero when no end is known.
	From, Until time.Time
}

// usualBoundaries are the columns tried when none are named.
const usualBoundaries = "provincie=provinciecode:provincienaam,provincie=provincie,corop=corop_code:corop," +
	"corop=COROP-gebiedcode:COROP-gebied,veiligheidsregio=veiligheidsregio_code:veiligheidsregio,ggd=ggd_code:ggd_regio," +
	"ggd=ggd_regio,zorgkantoor=zorgkantoorregio_code:zorgkantoorregio,roaz=roaz_code:roaz_regio,roaz=roaz_regio"

// Day gives the moment at which a day begins in the Netherlands, from '2022-01-01'.
func Day(text string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	if err != nil {
		return t, fault.InvalidField("date", "Geef een dag als 2022-01-01.", "expected a day such as 2022-01-01")
	}
	return t, nil
}

// Boundaries brings in to which regions municipalities belong from a day on. One table may hold
// several hierarchies. What was known of an earlier time stays as it was.
func (im *Importer) Boundaries(ctx context.Context, path string, opt BoundaryFile, run Run) (res Result, err error) {
	defer fault.Wrap(&err, "importer.Boundaries")
	if opt.From.IsZero() {
		return res, fault.InvalidField("from", "Geef de dag vanaf wanneer deze indeling geldt, zoals 2022-01-01.", "expected the day from which this division holds, such as 2022-01-01")
	}
	if !opt.Until.IsZero() && !opt.Until.After(opt.From) {
		return res, fault.InvalidField("until", "Het einde moet na het begin liggen.", "expected a day after --from")
	}
	defined, err := im.network.BoundaryKinds(ctx)
	if err != nil {
		return res, err
	}
	hierarchies, err := parseHierarchies(orText(opt.Columns, usualBoundaries), defined)
	if err != nil {
		return res, err
	}
	src, err := openSource(ctx, path)
	if err != nil {
		return res, err
	}
	known, err := im.municipalities(ctx)
	if err != nil {
		return res, err
	}
	if len(known) == 0 {
		return res, fault.New(fault.Invalid, "Lees eerst de gebieden in.", "there are no areas yet; run 'import areas' first")
	}
	b := &boundaries{opt: opt, known: known, strict: opt.Columns != ""}
	if err := b.read(ctx, src, hierarchies, &res); err != nil {
		return res, err
	}
	if run.DryRun {
		return im.compareBoundaries(ctx, b, res, run)
	}
	file := network.File{Kind: "boundaries", Source: src.name, Checksum: src.checksum(opt)}
	res.Counts, err = im.network.Import(ctx, run.actor(), file, func(ctx context.Context, id batch.ID) (sum batch.Counts, err error) {
		for _, kind := range b.kinds {
			counts, err := stageAll(run, "rows of "+kind, b.rows[kind], func(part []network.BoundaryRow) (batch.Counts, error) {
				return im.network.StageBoundaries(ctx, id, kind, part)
			})
			if err != nil {
				return sum, err
			}
			add(&sum, counts)
		}
		return sum, nil
	})
	return res, err
}

func (im *Importer) compareBoundaries(ctx context.Context, b *boundaries, res Result, run Run) (Result, error) {
	res.DryRun = true
	for _, kind := range b.kinds {
		there, err := im.network.Boundaries(ctx, kind)
		if err != nil {
			return res, err
		}
		now := map[network.AreaCode]network.Boundary{}
		for _, boundary := range there {
			areas, err := im.network.BoundaryAreas(ctx, boundary.ID, b.opt.From)
			if err != nil {
				return res, err
			}
			for _, a := range areas {
				now[a] = boundary
			}
		}
		counts, err := compare(ctx, run, "rows of "+kind, b.rows[kind], func(r network.BoundaryRow) (had, same bool, err error) {
			was, had := now[r.Area]
			return had, was.Name == r.Name && (r.Code == "" || r.Code == was.Code), nil
		})
		if err != nil {
			return res, err
		}
		add(&res.Counts, counts)
	}
	return res, nil
}

// areaNames gives the areas of a kind of all years with their newest names.
func (im *Importer) areaNames(ctx context.Context, kind network.AreaKind) (map[network.AreaCode]string, error) {
	years, err := im.network.Years(ctx, kind)
	if err != nil {
		return nil, err
	}
	names := map[network.AreaCode]string{}
	slices.Sort(years)
	for _, year := range years {
		areas, err := im.network.Areas(ctx, network.AreaQuery{Kind: kind, Year: year})
		if err != nil {
			return nil, err
		}
		for _, a := range areas {
			names[a.Code] = a.Name
		}
	}
	return names, nil
}

// municipalities gives those of all years with their names; one that is known by its wijken alone has
// none.
func (im *Importer) municipalities(ctx context.Context) (map[network.AreaCode]string, error) {
	names, err := im.areaNames(ctx, network.Municipality)
	if err != nil {
		return nil, err
	}
	wijken, err := im.areaNames(ctx, network.Wijk)
	for w := range wijken {
		if _, known := names[w.Parent()]; !known {
			names[w.Parent()] = ""
		}
	}
	return names, err
}

// hierarchy says in which columns one hierarchy stands.
type hierarchy struct{ kind, code, name string }

func parseHierarchies(text string, defined []network.BoundaryKind) (out []hierarchy, err error) {
	const column = "columns"
	var names []string
	for _, k := range defined {
		// These two are kept by people, not by files.
		if k.Code != "regio" && k.Code != "wijkverband" {
			names = append(names, k.Code)
		}
	}
	for part := range strings.SplitSeq(text, ",") {
		kind, columns, ok := strings.Cut(part, "=")
		kind, columns = strings.TrimSpace(kind), strings.TrimSpace(columns)
		if !ok || kind == "" || columns == "" {
			return nil, fault.InvalidField(column, "Verwacht is: soort=kolom, zoals ggd=ggd_regio,corop=corop_code:corop.", "expected kind=column, such as ggd=ggd_regio,corop=corop_code:corop")
		}
		if !slices.Contains(names, kind) {
			list := strings.Join(names, ", ")
			return nil, fault.InvalidField(column, "Deze soort grens is niet bekend: "+shown(kind)+". Kies uit: "+list+".", "unknown kind of boundary: "+shown(kind)+"; expected one of "+list)
		}
		h := hierarchy{kind: kind, name: columns}
		if code, name, two := strings.Cut(columns, ":"); two {
			h.code, h.name = strings.TrimSpace(code), strings.TrimSpace(name)
		}
		out = append(out, h)
	}
	return out, nil
}

// boundaries reads a table of municipalities and regions.
type boundaries struct {
	opt    BoundaryFile
	known  map[network.AreaCode]string
	strict bool // the columns were named: all of them must be there
	kinds  []string
	rows   map[string][]network.BoundaryRow
}

// placed is a hierarchy found in a table.
type placed struct {
	kind       string
	code, name int
	names      map[string]string // of each code, where the file has codes
	of         map[network.AreaCode]said
}

// said is what a line told of a municipality.
type said struct {
	region string
	line   int
}

func (b *boundaries) read(ctx context.Context, src *source, hierarchies []hierarchy, res *Result) error {
	var bad findings
	t, err := openTable(src, &bad)
	if err != nil || t == nil {
		return orElse(err, bad.err(src.name))
	}
	defer t.close()
	codeAt := t.column(append(kinds[network.Municipality].code, anyCode...)...)
	if b.opt.Code != "" {
		codeAt = t.column(b.opt.Code)
	}
	if codeAt < 0 {
		bad.add(1, "", "Er is geen kolom met de code van de gemeente, zoals gemeentecode. Wel: %s.", "there is no column with the code of the municipality, such as gemeentecode; there are: %s", t.names())
	}
	columns := b.place(t, hierarchies, &bad)
	if bad.total > 0 {
		return bad.err(src.name)
	}
	b.rows = map[string][]network.BoundaryRow{}
	for {
		r, more := t.next(&bad)
		if !more {
			break
		}
		if err := checkContext(ctx, r.line); err != nil {
			return err
		}
		code, ok := areaCode(network.Municipality, padded(r.cell(codeAt)))
		if !ok {
			bad.put(Problem{Line: r.line, Column: t.name(codeAt), Text: badCode(network.Municipality, r.cell(codeAt))})
			continue
		}
		if _, known := b.known[code]; !known {
			bad.add(r.line, t.name(codeAt), "De gemeente %s is niet bekend. Lees eerst de gebieden van haar jaar in.", "municipality %s is not known; import the areas of its year first", code)
			continue
		}
		for _, p := range columns {
			b.row(r, t, code, p, &bad, res)
		}
	}
	if bad.total == 0 && len(b.kinds) == 0 {
		bad.add(0, "", "Er staan geen gemeenten in.", "there are no municipalities in it")
	}
	return bad.err(src.name)
}

// padded gives a bare number of a municipality its four digits: spreadsheets drop zeros in front.
func padded(code string) string {
	if len(code) < 4 && digitsOnly(code) {
		return strings.Repeat("0", 4-len(code)) + code
	}
	return code
}

// place finds the columns of the hierarchies; of those that were not named, what is there.
func (b *boundaries) place(t *table, hierarchies []hierarchy, bad *findings) (out []*placed) {
	taken := map[string]bool{}
	for _, h := range hierarchies {
		p := &placed{kind: h.kind, code: -1, name: t.column(h.name), names: map[string]string{}, of: map[network.AreaCode]said{}}
		missing := ""
		if p.name < 0 {
			missing = h.name
		}
		if h.code != "" {
			if p.code = t.column(h.code); p.code < 0 {
				missing = h.code
			}
		}
		switch {
		case missing != "" && b.strict:
			bad.add(1, shown(missing), "Deze kolom is er niet. Wel: %s.", "there is no such column; there are: %s", t.names())
		case missing == "" && taken[h.kind] && b.strict:
			bad.add(0, "--columns", "%s staat er twee keer in.", "%s stands there twice", h.kind)
		case missing == "" && !taken[h.kind]:
			taken[h.kind] = true
			out = append(out, p)
		}
	}
	if len(out) == 0 && bad.total == 0 {
		bad.add(1, "", "Geen van de kolommen is een bekende indeling: %s. Noem ze met --columns.", "none of the columns is a known division: %s; name them with --columns", t.names())
	}
	return out
}

// row notes to which region of one hierarchy a municipality belongs.
func (b *boundaries) row(r row, t *table, area network.AreaCode, p *placed, bad *findings, res *Result) {
	name, code := strings.Clone(r.cell(p.name)), ""
	if p.code >= 0 {
		code = strings.Clone(r.cell(p.code))
	}
	switch {
	case name == "" && code == "":
		res.warn(Problem{Line: r.line, Column: t.name(p.name), Text: words("De gemeente %s hoort hier nergens bij.", "municipality %s belongs to none here", area)})
		return
	case name == "":
		bad.add(r.line, t.name(p.name), "De naam ontbreekt.", "the name is missing")
		return
	case p.code >= 0 && code == "":
		bad.add(r.line, t.name(p.code), "De code ontbreekt.", "the code is missing")
		return
	}
	if code != "" {
		if before, ok := p.names[code]; ok && before != name {
			bad.add(r.line, t.name(p.name), "De code %s heeft op een andere regel een andere naam.", "code %s has another name on another line", shown(code))
			return
		}
		p.names[code] = name
	}
	region := orText(code, name)
	if before, ok := p.of[area]; ok {
		// Tables of places name a municipality once for each place in it.
		if before.region != region {
			bad.add(r.line, t.name(p.name), "De gemeente %s hoort volgens regel %d ergens anders bij.", "municipality %s belongs elsewhere according to line %d", area, before.line)
		}
		return
	}
	p.of[area] = said{region, r.line}
	if len(b.rows[p.kind]) == 0 {
		b.kinds = append(b.kinds, p.kind)
	}
	b.rows[p.kind] = append(b.rows[p.kind], network.BoundaryRow{Code: code, Name: name, Area: area, From: b.opt.From, Until: b.opt.Until})
}

func orText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
