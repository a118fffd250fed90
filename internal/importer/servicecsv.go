package importer

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// usualFields are the columns known without a map file.
//
//go:embed services.map
var usualFields []byte

// fieldNames are the fields that a column can be, with the names that package directory gives the
// values they end in.
var fieldNames = map[string]string{
	"key": "key", "name": "name", "organization": "organization", "agb": "agb", "ura": "ura", "kvk": "kvk", "discipline": "discipline", "kind": "kind",
	"description": "description", "keywords": "keywords", "target_groups": "targetGroups", "access": "access", "costs": "costs", "languages": "languages",
	"insurers": "insurers", "modes": "modes", "accessibility": "accessibility", "location": "locations[0].name", "street": "locations[0].street",
	"house_number": "locations[0].street", "postcode": "locations[0].postcode", "city": "locations[0].city", "lat": "locations[0].point", "lon": "locations[0].point",
	"area": "locations[0].area", "served_areas": "servedAreas", "hours": "hours", "phone": "contacts[0].phone", "email": "contacts[0].email", "website": "contacts[0].url",
	"professional_phone": "contacts[1].phone", "professional_email": "contacts[1].email", "professional_hours": "contacts[1].hours", "partners": "partners",
	"verified": "verifiedAt", "state": "state", "organization_website": "website", "organization_phone": "organization phone", "organization_email": "organization email",
}

// csvServices reads services from a table.
type csvServices struct {
	src    *source
	known  *lookup
	fields map[string]mapping // by our name
	usual  bool               // the columns were found by their usual names
	// columns remembers the names of columns by field.
	columns map[string]string
}

func (l *lookup) csv(ctx context.Context, src *source, mapFile string) (r *csvServices, list []mapping, err error) {
	var bad findings
	list = parseMap(usualFields, &bad)
	name := src.name
	if mapFile != "" {
		if list, err = readMap(ctx, mapFile); err != nil {
			return nil, nil, err
		}
		name = mapFile
	}
	r = &csvServices{src: src, known: l, fields: map[string]mapping{}, usual: mapFile == "", columns: map[string]string{}}
	t, err := openTable(src, &bad)
	if err != nil || t == nil {
		return nil, nil, orElse(err, bad.err(src.name))
	}
	defer t.close()
	for _, m := range list {
		_, double := r.fields[m.right]
		there := m.fixed || t.column(m.left) >= 0
		switch {
		case fieldNames[m.right] == "":
			bad.add(m.line, shown(m.right), "Dit veld bestaat niet. Kies uit: %s.", "there is no such field; expected one of: %s", strings.Join(slices.Sorted(maps.Keys(fieldNames)), ", "))
		case !there && !r.usual:
			bad.add(m.line, shown(m.left), "Deze kolom is er niet. Wel: %s.", "there is no such column; there are: %s", t.names())
		case double && !r.usual:
			bad.add(m.line, shown(m.right), "Dit veld staat er twee keer in.", "this field stands there twice")
		case there && !double:
			r.fields[m.right] = m
		}
	}
	if bad.total == 0 {
		name = src.name
		for _, need := range []string{"key", "name", "organization", "discipline"} {
			if _, ok := r.fields[need]; !ok {
				bad.add(1, need, "Deze kolom is er niet. Wel: %s. Zeg met --map welke kolom het is.", "there is no such column; there are: %s; say with --map which one it is", t.names())
			}
		}
	}
	return r, list, bad.err(name)
}

func (r *csvServices) skipped() map[string]int { return nil }

// column gives the name in the file of a field as package directory calls it, or as a map file does.
func (r *csvServices) column(field string) string {
	if name, ok := r.columns[field]; ok {
		return name
	}
	base, _, _ := strings.Cut(field, "[") // 'keywords[2]'
	name := field
	for ours, theirs := range fieldNames {
		m, ok := r.fields[ours]
		if !ok || m.fixed || ours != field && (ours == "house_number" || ours == "lon") {
			continue
		}
		if theirs == field || ours == field || theirs == base {
			name = m.left
		}
	}
	r.columns[field] = name
	return name
}

func (r *csvServices) each(ctx context.Context, bad *findings, fn func(*draft) error) error {
	t, err := openTable(r.src, bad)
	if err != nil || t == nil {
		return err
	}
	defer t.close()
	at := map[string]int{}
	for ours, m := range r.fields {
		if !m.fixed {
			at[ours] = t.column(m.left)
		}
	}
	for n := 0; ; n++ {
		if err := checkContext(ctx, n); err != nil {
			return err
		}
		row, more := t.next(bad)
		if !more {
			return nil
		}
		c := &csvRow{csvServices: r, row: row, at: at, bad: bad}
		d := c.draft()
		if d.key == "" {
			bad.add(row.line, r.column("key"), "De sleutel ontbreekt.", "the key is missing")
			continue
		}
		if err := fn(d); err != nil {
			return err
		}
	}
}

// csvRow turns one row into a draft.
type csvRow struct {
	*csvServices
	row row
	at  map[string]int
	bad *findings
}

// get gives the value of a field, "" where the file has no such column.
func (c *csvRow) get(field string) string {
	m, ok := c.fields[field]
	if !ok {
		return ""
	}
	if m.fixed {
		return m.left
	}
	return c.row.cell(c.at[field])
}

func (c *csvRow) wrong(field, nl, en string, args ...any) {
	c.bad.add(c.row.line, c.column(fieldNames[field]), nl, en, args...)
}

// unknown tells of a word that no table has. The words that can be are listed once for each field.
func (c *csvRow) unknown(field, word string, table map[string]string) {
	if c.bad.once(field) {
		c.wrong(field, "%s is niet bekend. Kies uit: %s.", "%s is not known; expected one of: %s", shown(word), choices(table))
		return
	}
	c.wrong(field, "%s is niet bekend.", "%s is not known", shown(word))
}

// list gives the values of a field, separated by semicolons, bars or (unless they are names) commas.
func (c *csvRow) list(field, marks string) (out []string) {
	for _, v := range strings.FieldsFunc(c.get(field), func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

const (
	anyMark  = "|;,"
	nameMark = "|;"
)

// coded gives the codes for the words of a field.
func coded[T ~string](c *csvRow, field string, table map[string]string) (out []T) {
	for _, w := range c.list(field, anyMark) {
		code, ok := table[fold(w)]
		if !ok {
			c.unknown(field, w, table)
			continue
		}
		out = append(out, T(code))
	}
	return out
}

// single gives the code for a field with one word.
func single[T ~string](c *csvRow, field string, table map[string]string) T {
	w := c.get(field)
	code, ok := table[fold(w)]
	if !ok && w != "" {
		c.unknown(field, w, table)
	}
	return T(code)
}

func (c *csvRow) draft() *draft {
	l := c.known
	d := &draft{line: c.row.line, key: c.get("key"), column: c.column}
	d.party = party{name: c.get("organization"), agb: eightDigits(c.get("agb")), ura: eightDigits(c.get("ura")), kvk: eightDigits(c.get("kvk")),
		website: webAddress(c.get("organization_website")), phone: c.get("organization_phone"), email: c.get("organization_email")}
	s := &d.service
	s.Name, s.Description = c.get("name"), c.get("description")
	s.Discipline = single[network.DisciplineCode](c, "discipline", l.words.disciplines)
	if s.Discipline == "" && c.get("discipline") == "" {
		c.wrong("discipline", "De discipline ontbreekt.", "the discipline is missing")
	}
	s.Kind = single[string](c, "kind", l.words.kinds)
	s.State = single[directory.State](c, "state", stateWords)
	s.Access = single[directory.Access](c, "access", accessWords)
	s.Keywords, s.Partners = c.list("keywords", anyMark), c.list("partners", nameMark)
	s.TargetGroups = coded[string](c, "target_groups", l.words.groups)
	s.Costs = coded[directory.Cost](c, "costs", costWords)
	s.Languages = coded[string](c, "languages", l.words.languages)
	s.Modes = coded[directory.Mode](c, "modes", modeWords)
	s.Accessibility = coded[string](c, "accessibility", l.words.features)
	for _, v := range c.list("insurers", anyMark) {
		if f := fold(v); f == "alle" || f == "all" {
			v = "*"
		}
		s.Insurers = append(s.Insurers, v)
	}
	s.Hours = c.hours("hours")
	c.place(s)
	for _, a := range c.list("served_areas", anyMark) {
		code := network.AreaCode(strings.ToUpper(a))
		if code.Kind() == "" {
			c.wrong("served_areas", "%s is geen code van een gebied. Verwacht is bijvoorbeeld GM0363 of WK036304.", "%s is not the code of an area; expected one such as GM0363 or WK036304", shown(a))
			continue
		}
		s.ServedAreas = append(s.ServedAreas, code)
	}
	c.contacts(d)
	if text := c.get("verified"); text != "" {
		day, err := Day(dutchDay(text))
		if err != nil {
			c.wrong("verified", "Verwacht is een dag, zoals 2026-01-31.", "expected a day, such as 2026-01-31")
		}
		s.VerifiedAt = day
	}
	return d
}

// dutchDay gives '31-01-2026' as 2026-01-31.
func dutchDay(text string) string {
	if len(text) == 10 && text[2] == '-' && text[5] == '-' {
		return text[6:] + "-" + text[3:5] + "-" + text[:2]
	}
	return text
}

// eightDigits gives a number its zeros back that a spreadsheet took.
func eightDigits(number string) string {
	if n := len(number); n >= 6 && n < 8 && digitsOnly(number) {
		return strings.Repeat("0", 8-n) + number
	}
	return number
}

func (c *csvRow) hours(field string) string {
	osm, err := c.known.opening(c.get(field))
	if err != nil {
		if bad := fault.Safe(err); len(bad.Fields) > 0 {
			c.bad.put(Problem{Line: c.row.line, Column: c.column(fieldNames[field]), Text: bad.Fields[0].Text})
		}
	}
	return osm
}

func (c *csvRow) place(s *directory.Service) {
	loc := directory.Location{Name: c.get("location"), Street: c.get("street"), Postcode: c.get("postcode"), City: c.get("city"), Area: network.AreaCode(strings.ToUpper(c.get("area")))}
	if number := c.get("house_number"); number != "" {
		loc.Street = strings.TrimSpace(fmt.Sprintf("%s %s", loc.Street, number))
	}
	before := c.bad.total
	loc.Point, _ = point(c.bad, c.row.line, c.column("lat"), c.get("lat"), c.column("lon"), c.get("lon"))
	if loc != (directory.Location{}) || c.bad.total > before {
		s.Locations = []directory.Location{loc}
	}
}

func (c *csvRow) contacts(d *draft) {
	s := &d.service
	for _, p := range []directory.ContactPoint{
		{Audience: directory.ForCitizen, Phone: c.get("phone"), Email: c.get("email"), URL: webAddress(c.get("website"))},
		{Audience: directory.ForProfessional, Phone: c.get("professional_phone"), Email: c.get("professional_email"), Hours: c.hours("professional_hours")},
	} {
		if p.Phone != "" || p.Email != "" || p.URL != "" {
			s.Contacts = append(s.Contacts, p)
		}
	}
	if len(s.Contacts) == 1 && s.Contacts[0].Audience == directory.ForProfessional {
		d.column = func(field string) string { return c.column(strings.Replace(field, "contacts[0]", "contacts[1]", 1)) }
	}
}
