package importer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const serviceHead = "sleutel;naam;organisatie;agb;discipline;postcode;lat;lon;openingstijden;telefoon;kosten;talen\n"

func serviceID(source, key string) directory.ServiceID {
	return id.From[directory.ServiceID]("service", source, key)
}

func TestServicesFromCSV(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h, ctx := newHouse(t, db), t.Context()
		h.twoWijken(t)
		text := serviceHead +
			`a1;"Praktijk ""De Brug""";Huisartsen De Brug;1234567;Huisartsenzorg;1234 ab;;;ma-vr 8-17, do tot 20;010 123 45 67;gratis;Nederlands, Turks` + "\n" +
			`a2;Avondspreekuur;Huisartsen De Brug;01234567;huisartsenzorg;;52,15;5,05;Mo 18:00-20:00;;"eigen risico|gratis";nl` + "\n;;;;;;;;;;;\n"
		path := file(t, "aanbod.csv", text)
		opt := importer.ServiceFile{Source: "zorgkaart"}
		res, err := h.Services(ctx, path, opt, importer.Run{DryRun: true})
		want(t, "dry", res, err, 2, 0, 0)
		h.untouched(t)
		res, err = h.Services(ctx, path, opt, importer.Run{})
		want(t, "first", res, err, 2, 0, 0)

		brug, err := h.directory.Service(ctx, serviceID("zorgkaart", "a1"))
		if err != nil {
			t.Fatal(err)
		}
		if brug.Name != `Praktijk "De Brug"` || brug.OrganizationName != "Huisartsen De Brug" || brug.Kind != "huisartspraktijk" ||
			brug.Hours != "Mo-We,Fr 08:00-17:00; Th 08:00-20:00" || fmt.Sprint(brug.Costs, brug.Languages) != "[free] [nl tr]" || brug.SourceKey != "a1" {
			t.Errorf("a1: %+v", brug)
		}
		// Its place follows from its postcode, and the other's wijk from its place.
		if l := brug.Locations[0]; l.Area != "WK990101" || l.Point.Lat != 52.15 || l.Postcode != "1234 AB" {
			t.Errorf("a1 stands at %+v", l)
		}
		evening, err := h.directory.Service(ctx, serviceID("zorgkaart", "a2"))
		if err != nil || evening.Locations[0].Area != "WK990102" || evening.Organization != brug.Organization {
			t.Errorf("a2: %+v, %v", evening, err)
		}
		org, err := h.network.Organization(ctx, brug.Organization)
		if err != nil || org.AGB != "01234567" || org.Discipline != "huisartsenzorg" {
			t.Errorf("organisation: %+v, %v", org, err)
		}

		res, err = h.Services(ctx, path, opt, importer.Run{})
		want(t, "again", res, err, 0, 0, 2)
		res, err = h.Services(ctx, path, opt, importer.Run{DryRun: true})
		want(t, "dry again", res, err, 0, 0, 2)

		// Another source meets the same organisation by its number, and its services stand beside.
		other := file(t, "ander.csv", strings.Replace(serviceHead, "agb", "ura", 1)+"")
		_, err = h.Services(ctx, other, opt, importer.Run{})
		if err == nil || !strings.Contains(strings.Join(lines(err), "\n"), "there are no services in it") {
			t.Errorf("an empty table: %v", err)
		}
		changed := file(t, "nieuw.csv", strings.Replace(text, "ma-vr 8-17, do tot 20", "ma-vr 9-17", 1))
		res, err = h.Services(ctx, changed, opt, importer.Run{DryRun: true})
		want(t, "dry change", res, err, 0, 1, 1)
		res, err = h.Services(ctx, changed, opt, importer.Run{})
		want(t, "change", res, err, 0, 1, 1)
		res, err = h.Services(ctx, path, importer.ServiceFile{Source: "andere bron"}, importer.Run{})
		want(t, "another source", res, err, 2, 0, 0)
		orgs, err := h.network.Organizations(ctx, network.OrganizationQuery{})
		if err != nil || len(orgs) != 1 {
			t.Errorf("%d organisations, %v; want the one", len(orgs), err)
		}
	})
}

func TestServicesWithMapFile(t *testing.T) {
	t.Parallel()
	h, ctx := newHouse(t, storetest.SQLite(t, nil)), t.Context()
	h.twoWijken(t)
	path := file(t, "x.csv", "Nr,Wat,Wie,Waar\n1,Fysio aan huis,Praktijk Oost,GM9901\n")
	columns := file(t, "x.map", "# onze kolommen\nNr = key\nWat=name\nWie = organization\nWaar = served_areas\n'fysiotherapie' = discipline\n'aan huis' = modes\n")
	res, err := h.Services(ctx, path, importer.ServiceFile{Map: columns}, importer.Run{})
	want(t, "mapped", res, err, 1, 0, 0)
	s, err := h.directory.Service(ctx, serviceID("x.csv", "1"))
	if err != nil || s.Discipline != "fysiotherapie" || fmt.Sprint(s.Modes, s.ServedAreas) != "[home-visit] [GM9901]" {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestBadServices names each mistake that a file of services can have, with its line and column.
func TestBadServices(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.twoWijken(t)
	row := func(cells ...string) string { return serviceHead + strings.Join(cells, ";") + "\n" }
	good := []string{"a1", "Naam", "Praktijk", "", "fysiotherapie", "1234 AB", "", "", "ma-vr 8-17", "", "", ""}
	with := func(column int, value string) string {
		cells := append([]string{}, good...)
		cells[column] = value
		return row(cells...)
	}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"unknown discipline":      {with(4, "fysiek"), []string{`bad.csv: line 2, discipline: "fysiek" is not known; expected one of: `, "1 problem; nothing was imported"}},
		"no discipline":           {with(4, ""), []string{"line 2, discipline: the discipline is missing"}},
		"no place":                {with(5, ""), []string{"line 2", "the service has no place"}},
		"hours that never open":   {with(8, "gesloten"), []string{"line 2, openingstijden: with these hours it never opens"}},
		"hours not understood":    {with(8, "soms"), []string{"line 2, openingstijden: not understood from character 1"}},
		"postcode does not exist": {with(5, "9998 ZZ"), []string{"line 2, postcode: postcode 9998 does not exist"}},
		"not a postcode":          {with(5, "12345"), []string{"line 2, postcode: not a postcode"}},
		"swapped coordinates":     {row("a1", "Naam", "Praktijk", "", "fysiotherapie", "", "5.1", "52.1", "", "", "", ""), []string{"line 2, lat, lon: latitude and longitude are swapped", "1 problem;"}},
		"RD coordinates":          {row("a1", "Naam", "Praktijk", "", "fysiotherapie", "", "463000", "155000", "", "", "", ""), []string{"line 2, lat, lon: these are RD coordinates"}},
		"half a coordinate":       {row("a1", "Naam", "Praktijk", "", "fysiotherapie", "", "52.1", "", "", "", "", ""), []string{"one of the two coordinates is missing"}},
		"a place elsewhere":       {row("a1", "Naam", "Praktijk", "", "fysiotherapie", "", "48.8", "2.3", "", "", "", ""), []string{"this place is not in the Netherlands"}},
		"no key":                  {with(0, ""), []string{"line 2, sleutel: the key is missing"}},
		"no name":                 {with(1, ""), []string{"line 2, naam: a name is required"}},
		"no organisation":         {with(2, ""), []string{"line 2, organisatie: an organisation is required"}},
		"bad AGB":                 {with(3, "12"), []string{"line 2, agb: expected 8 digits"}},
		"bad phone":               {with(9, "bel maar"), []string{"line 2, telefoon: not a phone number"}},
		"unknown cost":            {with(10, "duur"), []string{`line 2, kosten: "duur" is not known`}},
		"unknown language":        {with(11, "Klingon"), []string{`line 2, talen: "Klingon" is not known`}},
		"key twice":               {with(1, "Een") + strings.Join(good, ";"), []string{"line 3, sleutel: this key stands there already, on line 2"}},
		"too few columns":         {serviceHead + "a1;Naam\n", []string{"line 2: this line has 2 columns; the first line names 12"}},
		"a quote not closed":      {serviceHead + `a1;"Naam;Praktijk` + "\nx\n", []string{"line 2: a quotation mark on this line is not closed"}},
		"a quote in a word":       {serviceHead + `a1;Na"am;Praktijk;;;;;;;;;` + "\n", []string{`line 2: a quotation mark (") is in the wrong place`}},
		"a column twice":          {"naam;Naam;x\n1;2;3\n", []string{`line 1, "Naam": this column stands there twice`}},
		"no columns":              {"naam\nPraktijk\n", []string{"the first line must hold the names of the columns"}},
		"columns missing":         {"a;b\n1;2\n", []string{"line 1, key: there is no such column; there are: a, b; say with --map", "line 1, discipline"}},
		"empty":                   {"", []string{"the file is empty"}},
		"only a header":           {serviceHead, []string{"there are no services in it"}},
		"an Excel file":           {"PK\x03\x04....", []string{"this is a zip or Excel file"}},
		"UTF-16":                  {"\xff\xfea\x00", []string{"this file is UTF-16"}},
		"zero bytes":              {"a;b\n\x00;1\n", []string{"line 2: this is not text"}},
		"half UTF-8":              {serviceHead + "a1;Caf\xe9;Diëtist;;;;;;;;;\n", []string{"line 2: this text is not UTF-8"}},
		"a web page":              {"<html>", []string{"this is XML or a web page"}},
		"a very long row":         {serviceHead + `a1;"` + strings.Repeat("x", 3<<20), []string{"a row is longer than 1 MB; perhaps a quotation mark is not closed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.Services(t.Context(), file(t, "bad.csv", c.text), importer.ServiceFile{}, importer.Run{})
			h.refused(t, err, c.want...)
		})
	}
	t.Run("bad phone for professionals alone", func(t *testing.T) {
		t.Parallel()
		text := "key,name,organization,discipline,postcode,telefoon,telefoon professionals\n1,Naam,Praktijk,fysiotherapie,1234,,bel maar\n"
		_, err := h.Services(t.Context(), file(t, "bad.csv", text), importer.ServiceFile{}, importer.Run{})
		h.refused(t, err, "line 2, telefoon professionals: not a phone number", "1 problem;")
	})
	t.Run("many", func(t *testing.T) {
		t.Parallel()
		var b strings.Builder
		b.WriteString(serviceHead)
		for i := range 1500 {
			_, _ = fmt.Fprintf(&b, "k%d;Naam;Praktijk;;onzin;1234;;;;;;\n", i)
		}
		_, err := h.Services(t.Context(), file(t, "bad.csv", b.String()), importer.ServiceFile{}, importer.Run{})
		h.refused(t, err, "bad.csv: line 101, discipline", "bad.csv: … and 1,400 more", "bad.csv: 1,500 problems; nothing was imported")
		if n := len(lines(err)); n != 102 {
			t.Errorf("%d lines, want the first hundred and two more", n)
		}
	})
	t.Run("no such file", func(t *testing.T) {
		t.Parallel()
		_, err := h.Services(t.Context(), "/nowhere/x.csv", importer.ServiceFile{}, importer.Run{})
		h.refused(t, err, "file not found: /nowhere/x.csv")
	})
	for name, c := range map[string]struct{ text, want string }{
		"unknown field":    {"naam = naampje\n", `line 1, "naampje": there is no such field; expected one of: access`},
		"no such column":   {"# x\nnummer = key\n", `line 2, "nummer": there is no such column; there are: sleutel`},
		"field twice":      {"naam = name\ndiscipline = name\n", `line 2, "name": this field stands there twice`},
		"no equals sign":   {"naam name\n", "line 1: expected: column = field"},
		"key not named":    {"naam = name\n", "key: there is no such column"},
		"not UTF-8":        {"na\xe9m = name\n", "not UTF-8"},
		"far too large":    {strings.Repeat("#\n", 40<<10), "too large for a list of columns"},
		"an empty left":    {" = name\n", "line 1: expected: column = field"},
		"a map of nothing": {"\n", "key: there is no such column"},
	} {
		t.Run("map: "+name, func(t *testing.T) {
			t.Parallel()
			_, err := h.Services(t.Context(), file(t, "x.csv", row(good...)), importer.ServiceFile{Map: file(t, "x.map", c.text)}, importer.Run{})
			h.refused(t, err, c.want)
		})
	}
}

// TestWindowsText reads what an older spreadsheet writes.
func TestWindowsText(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.twoWijken(t)
	for name, text := range map[string]string{
		"windows-1252": serviceHead + "a1;Di\xebtist \x80 5;Praktijk;;dietetiek;1234;;;;;;\n",
		"byte mark":    "\ufeff" + serviceHead + "a1;Diëtist € 5;Praktijk;;dietetiek;1234;;;;;;\r\n",
	} {
		res, err := h.Services(t.Context(), file(t, "x.csv", text), importer.ServiceFile{Source: name}, importer.Run{})
		want(t, name, res, err, 1, 0, 0)
		s, err := h.directory.Service(t.Context(), serviceID(name, "a1"))
		if err != nil || s.Name != "Diëtist € 5" {
			t.Errorf("%s: %q, %v", name, s.Name, err)
		}
	}
}

// TestCrashBeforeTheEnd stops an import between staging and the end, and imports again.
func TestCrashBeforeTheEnd(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.twoWijken(t)
		var b strings.Builder
		b.WriteString(serviceHead)
		const n = 4500
		for i := range n {
			_, _ = fmt.Fprintf(&b, "k%d;Naam %d;Praktijk %d;;fysiotherapie;1234;;;;;;\n", i, i, i%50)
		}
		path := file(t, "x.csv", b.String())
		ctx, stop := context.WithCancel(t.Context())
		_, err := h.Services(ctx, path, importer.ServiceFile{}, importer.Run{Progress: func(s importer.Step) {
			if s.Name == "writing" && s.Unit == "services" && s.Done > 0 {
				stop()
			}
		}})
		if err == nil {
			t.Fatal("an import that was stopped half-way succeeded")
		}
		h.untouched(t)
		seen := 0
		if _, err := h.directory.All(t.Context(), func(part []directory.Service) error { seen += len(part); return nil }); err != nil || seen > 0 {
			t.Fatalf("%d services of a stopped import are seen, %v", seen, err)
		}
		res, err := h.Services(t.Context(), path, importer.ServiceFile{}, importer.Run{})
		want(t, "after the crash", res, err, n, 0, 0)
		res, err = h.Services(t.Context(), path, importer.ServiceFile{}, importer.Run{})
		want(t, "again", res, err, 0, 0, n)
	})
}
