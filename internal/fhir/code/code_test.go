package code_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/code"
)

func TestSystem(t *testing.T) {
	t.Parallel()
	s := code.Builtin()
	for spelling, want := range map[string]string{
		"urn:oid:2.16.840.1.113883.2.4.6.3":                       code.BSN,
		"urn:oid:2.16.528.1.1007.3.3":                             code.URA,
		"urn:oid:2.16.840.1.113883.2.4.6.1":                       code.AGB,
		"http://fhir.nl/fhir/NamingSystem/uzi":                    code.UZIPerson,
		"urn:oid:2.16.528.1.1007.3.1":                             code.UZIPerson,
		"urn:oid:2.16.528.1.1007.3.2":                             code.UZISystem,
		"urn:oid:2.16.528.1.1007.5.1":                             code.BIG,
		"urn:oid:2.16.840.1.113883.2.4.6.4":                       code.UZOVI,
		"http://www.kvk.nl/":                                      code.KvK,
		"http://www.kvk.nl":                                       code.KvK,
		code.KvKBranch:                                            code.KvKBranch,
		"urn:oid:2.16.840.1.113883.2.4.15.111":                    code.UZIRole,
		"urn:oid:2.16.840.1.113883.2.4.15.1060":                   code.OrganizationType,
		"http://www.cbs.nl/standaard-bedrijfsindeling":            code.SBI,
		"urn:oid:2.16.840.1.113883.2.4.6.7":                       code.Vektis,
		"http://hl7.org/fhir/organization-role":                   code.HL7OrganizationRole,
		"http://somebody.example/system":                          "http://somebody.example/system",
		"":                                                        "",
		"http://fhir.nl/fhir/NamingSystem/ura/":                   "http://fhir.nl/fhir/NamingSystem/ura/",
		"http://terminology.hl7.org/CodeSystem/organization-type": code.HL7OrganizationType,
	} {
		if got := s.System(spelling); got != want {
			t.Errorf("%q is %q, want %q", spelling, got, want)
		}
	}
}

// TestTables asks for facts that are easily wrong, each of which has gone wrong somewhere.
func TestTables(t *testing.T) {
	t.Parallel()
	s := code.Builtin()
	for _, c := range []struct{ system, code, display string }{
		{code.OrganizationType, "Z3", "Huisartspraktijk (zelfstandig of groepspraktijk)"},
		{code.OrganizationType, "G7", "Psychologie en psychotherapie"},
		{code.OrganizationType, "G8", "Psychiatrie"},
		{"urn:oid:2.16.840.1.113883.2.4.15.111", "01.015", "Huisarts"},
		{code.UZIRole, "30.069", "Verpl. spec. geestelijke gezondheidszorg"},
		{code.SBI, "86942", "Verpleging en verzorging thuis en kraamzorg"},
		{code.Vektis, "5306", "O&I Wijksamenwerking"},
		{code.HL7OrganizationRole, code.Member, "Member"},
	} {
		if got, ok := s.Lookup(c.system, c.code); !ok || got.Display != c.display {
			t.Errorf("%s|%s is %q (%v), want %q", c.system, c.code, got.Display, ok, c.display)
		}
	}
	if c, ok := s.Lookup(code.SBI, code.Collaboration); !ok || !strings.Contains(c.Display, "samenwerkings") {
		t.Errorf("collaboration is %q", c.Display)
	}
	if roles, _ := s.Table(code.UZIRole); len(roles.Codes) != 83 || !roles.Complete || roles.Version != "11.7.0" {
		t.Errorf("%d UZI roles, version %s, complete %v", len(roles.Codes), roles.Version, roles.Complete)
	}
	if v, _ := s.Table(code.Vektis); v != nil {
		if c, ok := v.Of("wijkverpleging"); !ok || c.Code != "9103" {
			t.Errorf("wijkverpleging is %q to Vektis", c.Code)
		}
		if c, ok := v.Of("burgerinitiatief"); ok {
			t.Errorf("a citizens' initiative is %q to Vektis, which has no such code", c.Code)
		}
	}
	if len(s.Tables()) < 8 {
		t.Errorf("only %d tables", len(s.Tables()))
	}
	for _, table := range s.Tables() {
		if table.Source == "" || table.Version == "" || table.Date.IsZero() {
			t.Errorf("%s does not say what it is", table.System)
		}
	}
}

// TestCapacityStatus: our own system has its address from the profiles, and the four words of the domain.
func TestCapacityStatus(t *testing.T) {
	t.Parallel()
	s := code.Builtin()
	table, ok := s.Table(s.CapacityStatus())
	if !ok {
		t.Fatalf("no table for %s", s.CapacityStatus())
	}
	for _, word := range []string{"has-capacity", "waitlist", "assessment-first", "no-capacity"} {
		if err := table.Check("status", word); err != nil {
			t.Error(err)
		}
	}
	if table.Check("status", "capacity") == nil {
		t.Error("a word of Gravity's is taken for ours")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	s := code.Builtin()
	for _, c := range []struct{ system, code, want string }{
		{code.UZIRole, "01.015", ""},
		{code.UZIRole, "30.065", "has ended in " + code.UZIRole + ", version 11.7.0"},
		{code.UZIRole, "01.999", "is not in " + code.UZIRole + ", version 11.7.0"},
		{code.SBI, "01110", "is not in the part of " + code.SBI + ", version 2025"},
		{"http://somebody.example/system", "x", ""},
	} {
		err := s.Check("specialty", c.system, c.code)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s|%s: %v", c.system, c.code, err)
			}
			continue
		}
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "specialty: The code "+c.want) {
			t.Errorf("%s|%s: %v, want %q", c.system, c.code, err, c.want)
		}
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	s := code.Builtin()
	const name = "StructureDefinition/nl-gf-organization"
	for _, base := range []string{"http://minvws.github.io/generiekefuncties-docs/", "http://nuts-foundation.github.io/nl-generic-functions-ig/"} {
		if guide, kind, ok := s.ProfileOf(base + name + "|0.10.0"); !ok || guide != "nl-gf" || kind != "Organization" {
			t.Errorf("%s is %s %s (%v)", base+name, guide, kind, ok)
		}
	}
	if got, ok := s.Profile("nl-gf", "Organization"); !ok || got != "http://minvws.github.io/generiekefuncties-docs/"+name {
		t.Errorf("nl-gf Organization is %q", got)
	}
	// The profile for Location is named after the provider, and one for HealthcareService does not exist.
	if got, _ := s.Profile("nl-core", "Location"); got != "http://nictiz.nl/fhir/StructureDefinition/nl-core-HealthcareProvider" {
		t.Errorf("nl-core Location is %q", got)
	}
	for _, none := range [][2]string{{"nl-core", "HealthcareService"}, {"nobody", "Organization"}} {
		if got, ok := s.Profile(none[0], none[1]); ok {
			t.Errorf("%v is %q", none, got)
		}
	}
	if _, _, ok := s.ProfileOf("http://elsewhere.example/" + name); ok {
		t.Error("a profile of somebody else was recognised")
	}
	for _, g := range s.Guides() {
		if g.Version == "" || g.Source == "" {
			t.Errorf("guide %s does not say what it is", g.Name)
		}
	}
}

const newer = `# system: http://fhir.nl/fhir/NamingSystem/uzi-rolcode
# title: UZI-rolcodes
# version: 12.0.0
# date: 2027-01-01
# source: a later one
# complete: yes
code,display,note
01.015,Huisarts,
`

func TestLoadReplaces(t *testing.T) {
	t.Parallel()
	s, err := code.Load(fstest.MapFS{
		"roles.csv":     {Data: []byte(newer)},
		"profiles.json": {Data: []byte(`{"own":"https://other.example/fhir","guides":[]}`)},
		"README.md":     {Data: []byte("not a table")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check("role", code.UZIRole, "04.000"); err == nil || !strings.Contains(err.Error(), "version 12.0.0") {
		t.Errorf("the newer table is not in use: %v", err)
	}
	if s.System("urn:oid:2.16.840.1.113883.2.4.15.111") != code.UZIRole {
		t.Error("the built-in spellings are gone")
	}
	if _, ok := s.Table(code.SBI); !ok {
		t.Error("a table that was not replaced is gone")
	}
	if _, ok := s.Table("https://other.example/fhir/CodeSystem/capacity-status"); !ok || len(s.Guides()) != 0 {
		t.Error("the newer profiles.json is not in use")
	}
	if b, _ := code.Builtin().Table(code.UZIRole); b.Version != "11.7.0" {
		t.Error("loading changed the built-in set")
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, text, want string }{
		"no version":      {"a.csv", strings.Replace(newer, "# version: 12.0.0\n", "", 1), "'# version: …' is missing"},
		"no such date":    {"a.csv", strings.Replace(newer, "2027-01-01", "2027-13-01", 1), "'date' is a date"},
		"half complete":   {"a.csv", strings.Replace(newer, "complete: yes", "complete: ja", 1), "yes or no"},
		"other columns":   {"a.csv", strings.Replace(newer, "code,display", "naam,code", 1), "a.csv:7: In a code table: expected the columns"},
		"twice":           {"a.csv", newer + "01.015,Nog een,\n", "a.csv:9: In a code table: this code is there already"},
		"no display":      {"a.csv", newer + "01.016,,\n", "a.csv:9"},
		"unknown note":    {"a.csv", newer + "01.016,Internist,perhaps\n", "a note is ended"},
		"too many fields": {"a.csv", newer + "01.016,Internist,,,\n", "a.csv:9"},
		"no codes":        {"a.csv", strings.TrimSuffix(newer, "01.015,Huisarts,\n"), "no codes"},
		"empty":           {"a.csv", "", "'# system: …' is missing"},
		"no spellings":    {"systems.csv", "a,b\n", "uri,also"},
		"no JSON":         {"profiles.json", "own", "not JSON"},
		"no own address":  {"profiles.json", `{"guides":[]}`, "own is an address"},
		"empty guide":     {"profiles.json", `{"own":"https://a.example","guides":[{"name":"x"}]}`, "a guide has"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := code.Load(fstest.MapFS{c.file: {Data: []byte(c.text)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	_, err := code.Load(fstest.MapFS{"a.csv": {Data: []byte(newer)}, "b.csv": {Data: []byte(newer)}})
	if err == nil || !strings.Contains(err.Error(), "this system is in a.csv too") {
		t.Errorf("two tables of one system: %v", err)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add(newer)
	f.Add("# a: b\ncode,display\n\"x")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := code.ReadTable("fuzz.csv", strings.NewReader(text))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("an error of the wrong kind: %v", err)
			}
			return
		}
		for _, c := range table.Codes {
			if got, ok := table.Lookup(c.Code); !ok || got != c {
				t.Fatalf("%q is not found by its code", c.Code)
			}
		}
	})
}
