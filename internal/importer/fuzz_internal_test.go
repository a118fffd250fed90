package importer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// sourceOf gives a text as a file.
func sourceOf(data []byte) (*source, error) {
	return newSource(context.Background(), "fuzz", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
}

// fuzzLookup is what services are checked against, without a database.
func fuzzLookup() *lookup {
	tables := directory.NewTables([]directory.Kind{{Code: "fysiotherapie", Name: "Fysiotherapie", Disciplines: []network.DisciplineCode{"fysiotherapie"}}},
		[]directory.TargetGroup{{Code: "ouderen", Name: "Ouderen"}}, []directory.Feature{{Code: "lift", Name: "Lift"}}, []directory.Language{{Code: "nl", Name: "Nederlands"}},
		map[network.DisciplineCode]string{"fysiotherapie": "Fysiotherapie"})
	disciplines := []network.Discipline{{Code: "fysiotherapie", Name: "Fysiotherapie", UZIRoles: []string{"04.000"}}}
	return &lookup{tables: tables, words: newDictionary(tables, disciplines), postcodes: map[string]*network.Postcode{}, hours: map[string]heard{}}
}

// checkProblems fails when a bad file is told of in a way that no face can show.
func checkProblems(t *testing.T, bad *findings) {
	t.Helper()
	if len(bad.problems) > maxProblems || bad.total < len(bad.problems) || (bad.total > 0) != (len(bad.problems) > 0) {
		t.Fatalf("%d problems kept of %d", len(bad.problems), bad.total)
	}
	for _, p := range bad.problems {
		if p.NL == "" || p.EN == "" || strings.Contains(p.EN, "%!") || strings.Contains(p.NL, "%!") || p.Line < 0 {
			t.Fatalf("a problem that says nothing: %+v", p)
		}
	}
}

// services reads everything a reader has, twice: the second reading must find the same.
func servicesOf(t *testing.T, r reader) {
	t.Helper()
	var counts [2]int
	for i := range counts {
		var bad findings
		parties := newParties("fuzz", nil)
		err := r.each(context.Background(), &bad, func(d *draft) error {
			counts[i]++
			parties.meet(d, &bad)
			if d.key == "" {
				t.Fatal("a service without a key")
			}
			if d.service.Hours == "off" {
				t.Fatal("hours that never open")
			}
			for _, f := range directory.Check(directory.Clean(d.service), fuzzLookup().tables) {
				if d.column(f.Name) == "" {
					t.Fatalf("no name for field %s", f.Name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		checkProblems(t, &bad)
		parties.check(fuzzLookup().tables, &bad)
	}
	if counts[0] != counts[1] {
		t.Fatalf("%d services at first, then %d", counts[0], counts[1])
	}
}

func FuzzServices(f *testing.F) {
	for _, seed := range []string{
		"key;name;organization;discipline;lat;lon;hours\n1;a;b;fysiotherapie;52,1;5,1;ma-vr 8-17\n",
		"key,name,organization,discipline\n\"1\n\",\"a\"\"b\",c,Fysiotherapie\n",
		"\ufeffsleutel\tnaam\torganisatie\tdiscipline\n1\tx\ty\tz\n",
		"key;name\xe9;organization;discipline\n",
		`{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"HealthcareService","id":"1","specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"04.000"}]}],"availableTime":[{"daysOfWeek":["mon"],"availableStartTime":"08:00:00","availableEndTime":"00:00:00"}],"providedBy":{"display":"x"}}}]}`,
		`{"resourceType":"Organization","id":"o","type":{"text":"x"},"address":{"city":"y"}}` + "\n" + `{"resourceType":"Location","id":"l","position":{"latitude":52,"longitude":5}}` + "\n",
		`{"entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"DELETE"}}],"resourceType":"Bundle"}`,
		"{}", "[]", "{", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := sourceOf(data)
		if err != nil {
			wantFileError(t, err)
			return
		}
		r, _, err := fuzzLookup().reader(context.Background(), src, ServiceFile{})
		if err != nil {
			wantFileError(t, err)
			return
		}
		servicesOf(t, r)
	})
}

// wantFileError fails when a bad file gives any other error than one for people.
func wantFileError(t *testing.T, err error) {
	t.Helper()
	bad, ok := errors.AsType[*FileError](err)
	if !ok || bad.Total == 0 || len(bad.Lines()) == 0 || bad.Unwrap() == nil {
		t.Fatalf("not an error about the file: %v", err)
	}
}

func FuzzMapFile(f *testing.F) {
	f.Add([]byte("a = key\n# x\n'vast' = name\n100 * a / b + c = pct_0_14\n"), "a,b,c\n1,2,3\n")
	f.Add(cbsFigures, "wijkcode;a_inw;a_65_oo\nWK990101;10;.\n")
	f.Add([]byte("=\n'=x\n\" = \"\n"), "a=b;c\n")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		var bad findings
		list := parseMap(data, &bad)
		checkProblems(t, &bad)
		for _, m := range list {
			if m.right == "" || m.line < 1 {
				t.Fatalf("a line that says nothing: %+v", m)
			}
		}
		src, err := sourceOf([]byte(text))
		if err != nil {
			wantFileError(t, err)
			return
		}
		figures := &figures{opt: FigureFile{Kind: network.Wijk, Year: 2022}, areas: map[network.AreaCode]int{"WK990101": 0}, units: map[string]string{inhabitants: "", "pct_0_14": "%", "pct_65plus": "%"}}
		rows, err := figures.read(context.Background(), src, list, true)
		if err != nil {
			wantFileError(t, err)
		}
		for _, r := range rows {
			if v, there := r.Figures["pct_65plus"]; there && (v < 0 || v > 100) {
				t.Fatalf("%v percent", v)
			}
		}
	})
}

func FuzzTables(f *testing.F) {
	f.Add("gemeentecode,ggd_regio,lat,lon,postcode4,plaats\nGM9901,Oost,52.1,5.1,1234,Dorp\n", "ggd=ggd_regio")
	f.Add("code;x:y;postcode;plaats;lat;lon\n363;a;1011;A;5,1;52,1\n", "corop=x:y,ggd=x")
	f.Fuzz(func(t *testing.T, text, columns string) {
		src, err := sourceOf([]byte(text))
		if err != nil {
			wantFileError(t, err)
			return
		}
		known := map[network.AreaCode]string{"GM9901": "Dorp", "GM0363": ""}
		if hierarchies, err := parseHierarchies(columns, []network.BoundaryKind{{Code: "ggd"}, {Code: "corop"}}); err == nil {
			b := &boundaries{opt: BoundaryFile{From: time.Unix(0, 0)}, known: known, strict: true}
			var res Result
			if err := b.read(context.Background(), src, hierarchies, &res); err != nil {
				wantFileError(t, err)
			}
			for _, kind := range b.kinds {
				for _, r := range b.rows[kind] {
					if _, ok := known[r.Area]; !ok || r.Name == "" {
						t.Fatalf("%+v", r)
					}
				}
			}
		}
		var res Result
		rows, err := readPostcodes(context.Background(), src, postcodeAreas{nil, known}, &res)
		if err != nil {
			wantFileError(t, err)
			return
		}
		for _, p := range rows {
			if !p.Point.InNetherlands() || p.Place == "" || p.Municipality == "" || len(p.PC4) != 4 {
				t.Fatalf("%+v", p)
			}
		}
	})
}
