package importer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const wijk1 = `"wijkcode":"WK990101","wijknaam":"Oost"`

func TestBadAreas(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	wijk := importer.AreaFile{Kind: network.Wijk, Year: 2022}
	for name, c := range map[string]struct {
		text string
		opt  importer.AreaFile
		want []string
	}{
		"duplicate code":  {geojson(square(wijk1, 5, 52), square(`"wijkcode":"WK990102","wijknaam":"West"`, 5.1, 52), square(wijk1, 5.2, 52)), wijk, []string{"bad.geojson: feature 3 (line 4), wijkcode: the code WK990101 stands there already, at feature 1"}},
		"another kind":    {geojson(square(wijk1, 5, 52)), importer.AreaFile{Kind: network.Buurt, Year: 2022, CodeField: "wijkcode", NameField: "wijknaam"}, []string{`wijkcode: the code is "WK990101"; expected BU and eight digits, such as BU03630401`}},
		"no name":         {geojson(square(`"wijkcode":"WK990101","wijknaam":" "`, 5, 52)), wijk, []string{"wijknaam: the name is missing"}},
		"no property":     {geojson(square(wijk1, 5, 52)), importer.AreaFile{Kind: network.Wijk, Year: 2022, CodeField: "kode"}, []string{`--code: there is no property "kode"; there are: wijkcode, wijknaam`}},
		"swapped axes":    {geojson(square(wijk1, 52, 5)), wijk, []string{"feature 1 (line 2)", "nothing was imported"}},
		"not a map":       {"a;b\n", wijk, []string{"bad.geojson: "}},
		"only water":      {geojson(square(wijk1+`,"water":"JA"`, 5, 52)), wijk, []string{"there is only water in it"}},
		"year":            {"", importer.AreaFile{Kind: network.Wijk, Year: 22}, []string{"expected the year of the areas, such as 2022"}},
		"kind":            {"", importer.AreaFile{Kind: "straat", Year: 2022}, []string{"expected gemeente, wijk or buurt"}},
		"nothing in it":   {geojson(), wijk, []string{"there are no areas in it"}},
		"a code too long": {geojson(square(`"wijkcode":"WK9901011","wijknaam":"Oost"`, 5, 52)), wijk, []string{`the code is "WK9901011"; expected WK and six digits`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.Areas(t.Context(), file(t, "bad.geojson", c.text), c.opt, importer.Run{})
			h.refused(t, err, c.want...)
		})
	}
}

// TestNewYearBesideTheOld brings in two years, with another name, border and figure in the second.
func TestNewYearBesideTheOld(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h, ctx := newHouse(t, db), t.Context()
		for _, y := range []struct {
			year       int
			name       string
			inhabitant string
		}{{2022, "Oost", "100"}, {2023, "Oosterpark", "120"}} {
			// Water is drawn beside the land under the same code, and is left out.
			path := file(t, "kaart.geojson", geojson(square(`"statcode":"WK990101","statnaam":"`+y.name+`","H2O":"NEE"`, 5.1, 52.1), square(`"statcode":"WK990101","statnaam":"x","H2O":"JA"`, 5.2, 52.1)))
			res, err := h.Areas(ctx, path, importer.AreaFile{Kind: network.Wijk, Year: y.year}, importer.Run{})
			want(t, "areas", res, err, 1, 0, 0)
			if res.Skipped["areas of water"] != 1 {
				t.Errorf("skipped: %v", res.Skipped)
			}
			res, err = h.Figures(ctx, file(t, "kwb.csv", "WijkenEnBuurten;AantalInwoners_5;k_65JaarOfOuder_12\nNL00;1;1\nGM9901;1;1\nWK990101;"+y.inhabitant+";30\nBU99010100;1;1\n"),
				importer.FigureFile{Kind: network.Wijk, Year: y.year}, importer.Run{})
			want(t, "figures", res, err, 1, 0, 0)
			if res.Skipped["rows of other kinds of area"] != 3 {
				t.Errorf("skipped: %v", res.Skipped)
			}
		}
		old, err := h.network.Area(ctx, "WK990101", 2022)
		if err != nil || old.Name != "Oost" || *old.Population != 100 || old.Figures["pct_65plus"] != 30 {
			t.Errorf("2022: %+v, %v", old, err)
		}
		fresh, err := h.network.Area(ctx, "WK990101", 2023)
		if err != nil || fresh.Name != "Oosterpark" || *fresh.Population != 120 || fresh.Figures["pct_65plus"] != 25 {
			t.Errorf("2023: %+v, %v", fresh, err)
		}
	})
}

func TestFigures(t *testing.T) {
	t.Parallel()
	h, ctx := newHouse(t, storetest.SQLite(t, nil)), t.Context()
	opt := importer.FigureFile{Kind: network.Wijk, Year: 2022}
	_, err := h.Figures(ctx, file(t, "bad.csv", "wijkcode,inwoners\nWK990101,1\n"), opt, importer.Run{})
	h.refused(t, err, "run 'import areas' first")
	h.twoWijken(t)

	// The file of CBS: padded codes, decimal commas, and three ways to say that there is no figure.
	res, err := h.Figures(ctx, file(t, "kwb.csv", "gwb_code_10;regio;a_inw;a_65_oo;g_woz;p_koopw;a_opp_ha;ste_mvs\n"+
		"WK990101  ;Oost;1000;333;231,5;-99997;1234;       .\nWK990102;West;0;0;;41;10;5\n"), opt, importer.Run{})
	want(t, "kwb", res, err, 2, 0, 0)
	a, err := h.network.Area(ctx, "WK990101", 2022)
	if err != nil || *a.Population != 1000 || len(a.Figures) != 3 || a.Figures["pct_65plus"] != 33.3 || a.Figures["woz_waarde_x1000"] != 231.5 || a.Figures["oppervlakte_km2"] != 12.34 {
		t.Errorf("%+v, %v", a, err)
	}
	// Without inhabitants there is no share of them.
	if b, err := h.network.Area(ctx, "WK990102", 2022); err != nil || len(b.Figures) != 3 || *b.Population != 0 {
		t.Errorf("%+v, %v", b, err)
	}
	own := file(t, "own.map", "Mensen = inwoners\n100 * Jong + Kind / Mensen = pct_0_14\n")
	opt.Map = own
	res, err = h.Figures(ctx, file(t, "x.csv", "wijkcode,Mensen,Jong,Kind\nWK990101,200,10,10\n"), opt, importer.Run{})
	want(t, "own map", res, err, 0, 1, 0)
	if res.WarningTotal != 1 || !strings.Contains(res.WarningLines()[0], "1 areas have no row in it") {
		t.Errorf("warnings: %v", res.WarningLines())
	}
	if a, err = h.network.Area(ctx, "WK990101", 2022); err != nil || a.Figures["pct_0_14"] != 10 {
		t.Errorf("%+v, %v", a, err)
	}

	for name, c := range map[string]struct {
		text, columns string
		want          string
	}{
		"unknown area":   {"wijkcode,inwoners\nWK990101,1\nWK990109,1\n", "", "bad.csv: line 3, wijkcode: area WK990109 is not known in 2022"},
		"area twice":     {"wijkcode,inwoners\nWK990101,1\nWK990101,2\n", "", "line 3, wijkcode: area WK990101 stands there already, on line 2"},
		"not a code":     {"wijkcode,inwoners\nOost,1\n", "", `line 2, wijkcode: the code is "Oost"; expected WK and six digits`},
		"not a number":   {"wijkcode,inwoners\nWK990101,veel\n", "", `line 2, inwoners: not a number: "veel"`},
		"half a person":  {"wijkcode,inwoners\nWK990101,1.5\n", "", "line 2, inwoners: expected a number of inhabitants, not 1.5"},
		"over a hundred": {"wijkcode,pct_65plus\nWK990101,101\n", "", "line 2, pct_65plus: expected a percentage from 0 to 100, not 101"},
		"no code column": {"x,inwoners\n1,1\n", "", "line 1: there is no column with the code of the area"},
		"no figures":     {"wijkcode,x\nWK990101,1\n", "", "none of the columns is a known figure: wijkcode, x"},
		"no such kind":   {"wijkcode,inwoners\nGM9901,1\n", "", "there are no areas of this kind in it"},
		"unknown figure": {"wijkcode,x\nWK990101,1\n", "x = geluk\n", `line 1: there is no figure "geluk"`},
		"no such column": {"wijkcode,x\nWK990101,1\n", "y = inwoners\n", `line 1, "y": there is no such column`},
		"a fixed figure": {"wijkcode,x\nWK990101,1\n", "'5' = inwoners\n", "a fixed value cannot be a figure"},
		"figure twice":   {"wijkcode,x,y\nWK990101,1,1\n", "x = inwoners\ny = inwoners\n", `figure "inwoners" stands twice`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt := importer.FigureFile{Kind: network.Wijk, Year: 2022}
			if c.columns != "" {
				opt.Map = file(t, "x.map", c.columns)
			}
			_, err := h.Figures(t.Context(), file(t, "bad.csv", c.text), opt, importer.Run{})
			h.refused(t, err, c.want)
		})
	}
}

// TestBoundariesByDate moves a municipality to another region, and looks at both dates.
func TestBoundariesByDate(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h, ctx := newHouse(t, db), t.Context()
		h.twoWijken(t)
		for i, region := range []string{"GGD Oost", "GGD West"} {
			year := 2022 + 2*i
			opt := importer.BoundaryFile{Columns: "ggd=regio", From: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)}
			path := file(t, "x.csv", "gemeentecode,regio\nGM9901,"+region+"\n9901,"+region+"\n") // named twice, as in tables of places
			res, err := h.Boundaries(ctx, path, opt, importer.Run{})
			want(t, region, res, err, 1, 0, 0)
			res, err = h.Boundaries(ctx, path, opt, importer.Run{})
			want(t, region+" again", res, err, 0, 0, 1)
		}
		past := importer.BoundaryFile{Columns: "ggd=regio", From: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}
		_, err := h.Boundaries(ctx, file(t, "x.csv", "gemeentecode,regio\nGM9901,GGD Noord\n"), past, importer.Run{})
		h.refused(t, err, "GM9901 already belongs elsewhere", "the past is not rewritten")
		list, err := h.network.Boundaries(ctx, "ggd")
		if err != nil || len(list) != 2 {
			t.Fatalf("%v, %v", list, err)
		}
		for _, b := range list {
			for year, name := range map[int]string{2023: "GGD Oost", 2025: "GGD West"} {
				areas, err := h.network.BoundaryAreas(ctx, b.ID, time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC))
				if err != nil || (len(areas) == 1) != (b.Name == name) {
					t.Errorf("%s in %d: %v, %v", b.Name, year, areas, err)
				}
			}
		}
	})
}

func TestBadBoundaries(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.twoWijken(t)
	from := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		text string
		opt  importer.BoundaryFile
		want string
	}{
		"unknown municipality": {"gemeentecode,ggd_regio\nGM0001,A\n", importer.BoundaryFile{From: from}, "line 2, gemeentecode: municipality GM0001 is not known"},
		"not a code":           {"gemeentecode,ggd_regio\nUtrecht,A\n", importer.BoundaryFile{From: from}, `line 2, gemeentecode: the code is "Utrecht"; expected GM and four digits`},
		"two regions":          {"gemeentecode,ggd_regio\nGM9901,A\nGM9901,B\n", importer.BoundaryFile{From: from}, "line 3, ggd_regio: municipality GM9901 belongs elsewhere according to line 2"},
		"two names":            {"gemeentecode,corop_code,corop\nGM9901,CR01,A\nGM9901,CR01,B\n", importer.BoundaryFile{From: from}, `line 3, corop: code "CR01" has another name on another line`},
		"name missing":         {"gemeentecode,corop_code,corop\nGM9901,CR01,\n", importer.BoundaryFile{From: from}, "line 2, corop: the name is missing"},
		"code missing":         {"gemeentecode,corop_code,corop\nGM9901,,A\n", importer.BoundaryFile{From: from}, "line 2, corop_code: the code is missing"},
		"no columns":           {"gemeentecode,x\nGM9901,A\n", importer.BoundaryFile{From: from}, "none of the columns is a known division"},
		"no municipality":      {"x,ggd_regio\nGM9901,A\n", importer.BoundaryFile{From: from}, "there is no column with the code of the municipality"},
		"no such column":       {"gemeentecode,x\nGM9901,A\n", importer.BoundaryFile{From: from, Columns: "ggd=y"}, `line 1, "y": there is no such column`},
		"unknown kind":         {"gemeentecode,x\nGM9901,A\n", importer.BoundaryFile{From: from, Columns: "regio=x"}, `unknown kind of boundary: "regio"; expected one of provincie, corop`},
		"no equals sign":       {"gemeentecode,x\nGM9901,A\n", importer.BoundaryFile{From: from, Columns: "ggd"}, "expected kind=column"},
		"no date":              {"gemeentecode,ggd_regio\nGM9901,A\n", importer.BoundaryFile{}, "expected the day from which"},
		"ends before":          {"gemeentecode,ggd_regio\nGM9901,A\n", importer.BoundaryFile{From: from, Until: from}, "expected a day after --from"},
		"no rows":              {"gemeentecode,ggd_regio\n", importer.BoundaryFile{From: from}, "there are no municipalities in it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.Boundaries(t.Context(), file(t, "bad.csv", c.text), c.opt, importer.Run{})
			h.refused(t, err, c.want)
		})
	}
	if _, err := importer.Day("1 januari"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a day that is none: %v", err)
	}
}

func TestBadPostcodes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.twoWijken(t)
	const head = "postcode4,lon,lat,wijkcode,plaats,gemeentecode\n"
	for name, c := range map[string]struct{ text, want string }{
		"swapped":        {head + "2345,52.15,5.15,WK990101,Dorp,GM9901\n", "bad.csv: line 2, lat, lon: latitude and longitude are swapped"},
		"twice":          {head + "2345,5.15,52.15,WK990101,Dorp,GM9901\n2345,5.15,52.15,WK990101,Dorp,GM9901\n", "line 3, postcode4: postcode 2345 stands there already, on line 2"},
		"letters":        {head + "2345AB,5.15,52.15,WK990101,Dorp,GM9901\n", `line 2, postcode4: expected four digits, from 1000 to 9999, not "2345AB"`},
		"unknown wijk":   {head + "2345,5.15,52.15,WK990109,Dorp,GM9901\n", "line 2, wijkcode: wijk WK990109 is not known"},
		"no place":       {head + "2345,5.15,52.15,,,GM0001\n", "line 2, plaats: the place is missing"},
		"nowhere at all": {head + "2345,5.15,52.15,,Dorp,\n", "line 2, gemeentecode: the municipality and the wijk are missing"},
		"no columns":     {"a,b\n1,2\n", "line 1, lat: there is no such column"},
		"not a number":   {head + "2345,oost,52.15,WK990101,Dorp,GM9901\n", "line 2, lon: not a number"},
		"none":           {head, "there are no postcodes in it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.Postcodes(t.Context(), file(t, "bad.csv", c.text), importer.Run{})
			h.refused(t, err, c.want)
		})
	}
	res, err := h.Postcodes(t.Context(), file(t, "x.csv", head+"2345,5.15,52.15,WK990101,Dorp,GM9901\n2346,,,,,\n"), importer.Run{})
	want(t, "one without coordinates", res, err, 1, 0, 0)
	if res.WarningTotal != 1 || !strings.Contains(res.WarningLines()[0], "line 3, lat: postcode 2346 has no coordinates and is left out") {
		t.Errorf("warnings: %v", res.WarningLines())
	}
}

// TestTwoImportsOfOneKind refuses the second, and both leave the house whole.
func TestTwoImportsOfOneKind(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.twoWijken(t)
	path := file(t, "x.csv", serviceHead+"a1;Naam;Praktijk;;fysiotherapie;1234;;;;;;\n")
	var second error
	res, err := h.Services(t.Context(), path, importer.ServiceFile{}, importer.Run{Progress: func(s importer.Step) {
		if s.Name == "writing" && second == nil {
			_, second = h.Services(context.Background(), path, importer.ServiceFile{}, importer.Run{})
		}
	}})
	want(t, "first", res, err, 1, 0, 0)
	if fault.KindOf(second) != fault.Conflict {
		t.Errorf("the second: %v", second)
	}
}
