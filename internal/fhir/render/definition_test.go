package render_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/r4"
)

// described is what a definition says of an extension: its values by part, "" for its own.
type described map[string]string

// Every extension that is rendered is described, with each part and the type of its value; and nothing is
// described that is never rendered.
func TestExtensionsAreAsDescribed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	known := map[string]described{}
	for _, b := range h.Own("StructureDefinition") {
		var s r4.StructureDefinition
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		if s.Type != "Extension" {
			continue
		}
		known[s.URL] = described{}
		for _, e := range s.Differential.Element {
			if len(e.Type) == 1 && strings.HasSuffix(e.ID, "value[x]") {
				part, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(e.ID, "Extension."), "extension:"), ".")
				known[s.URL][strings.TrimSuffix(part, "value[x]")] = strings.ToLower(e.Type[0].Code)
			}
		}
	}
	// What guides of others describe: SMART Scheduling Links, and HL7's of that name.
	const smart, hl7 = "http://fhir-registry.smarthealthit.org/StructureDefinition/", "http://hl7.org/fhir/uv/smart-scheduling-links/StructureDefinition/"
	for url, kind := range map[string]string{smart + "booking-deep-link": "url", smart + "booking-phone": "string", smart + "slot-capacity": "integer",
		hl7 + "booking-deep-link": "url", hl7 + "booking-phone": "string"} {
		known[url] = described{"": kind}
	}
	used := map[string]bool{}
	for name, r := range examples(h) {
		b, err := r4.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		eachExtension(v, func(e map[string]any) {
			url, _ := e["url"].(string)
			of, ok := known[url]
			if !ok {
				t.Errorf("%s: nothing describes %s", name, url)
				return
			}
			used[url] = true
			check := func(part string, e map[string]any) {
				for key := range e {
					if kind, is := strings.CutPrefix(key, "value"); is {
						used[url+" "+part] = true
						if of[part] != strings.ToLower(kind) {
							t.Errorf("%s: %s %s is a %s, described as %q", name, url, part, kind, of[part])
						}
					}
				}
			}
			check("", e)
			parts, _ := e["extension"].([]any)
			for _, p := range parts {
				check(p.(map[string]any)["url"].(string), p.(map[string]any))
			}
		})
	}
	for url, of := range known {
		for part := range of {
			if !used[url+" "+part] {
				t.Errorf("%s %q is described and in no example", url, part)
			}
		}
	}
}

// eachExtension gives every extension that has an address, not the parts of one.
func eachExtension(v any, give func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			eachExtension(one, give)
		}
	case map[string]any:
		for key, child := range v {
			if key != "extension" {
				eachExtension(child, give)
				continue
			}
			for _, e := range child.([]any) {
				give(e.(map[string]any))
			}
		}
	}
}

// Every code of ours that is rendered is in the code system that says so.
func TestCodesAreInTheirSystems(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	known := map[string][]string{}
	for _, b := range h.Own("CodeSystem") {
		var s r4.CodeSystem
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		for _, c := range s.Concept {
			known[s.URL] = append(known[s.URL], c.Code)
		}
	}
	for name, r := range examples(h) {
		b, err := r4.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		eachCoding(v, func(system, code string) {
			if strings.Contains(system, "eerstelijn") && !slices.Contains(known[system], code) {
				t.Errorf("%s: %s has no code %q", name, system, code)
			}
		})
	}
}

func eachCoding(v any, give func(system, code string)) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			eachCoding(one, give)
		}
	case map[string]any:
		system, _ := v["system"].(string)
		if code, ok := v["code"].(string); ok && system != "" {
			give(system, code)
		}
		for _, child := range v {
			eachCoding(child, give)
		}
	}
}
