package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// element is a line of a StructureDefinition's snapshot, as far as it says something about structure.
type element struct {
	Path      string `json:"path"`
	Max       string `json:"max"`
	Reference string `json:"contentReference"`
	Type      []struct {
		Code string `json:"code"`
	} `json:"type"`
}

// structure is a type of FHIR: a resource, a data type or a primitive.
type structure struct {
	Type     string `json:"type"`
	Kind     string `json:"kind"`
	Derived  string `json:"derivation"`
	Abstract bool   `json:"abstract"`
	Snapshot struct {
		Element []element `json:"element"`
	} `json:"snapshot"`
}

func (s structure) primitive() bool { return s.Kind == "primitive-type" }

// load reads the definitions of all types; constraints on a type (SimpleQuantity) are not types.
func load(folder string) (map[string]structure, error) {
	types := map[string]structure{}
	for _, name := range []string{"profiles-types.json", "profiles-resources.json"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, fmt.Errorf("%w (npm ci fetches it)", err)
		}
		var bundle struct {
			Entry []struct {
				Resource json.RawMessage `json:"resource"`
			} `json:"entry"`
		}
		if err := json.Unmarshal(data, &bundle); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range bundle.Entry {
			var kind struct {
				ResourceType string `json:"resourceType"`
			}
			if err := json.Unmarshal(e.Resource, &kind); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if kind.ResourceType != "StructureDefinition" {
				continue
			}
			var s structure
			if err := json.Unmarshal(e.Resource, &s); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if s.Derived != "constraint" {
				types[s.Type] = s
			}
		}
	}
	return types, nil
}

// children gives the elements one level below a path, in order.
func (s structure) children(path string) []element {
	var below []element
	for _, e := range s.Snapshot.Element {
		if rest, ok := strings.CutPrefix(e.Path, path+"."); ok && !strings.Contains(rest, ".") {
			below = append(below, e)
		}
	}
	return below
}

// name is the last part of an element's path.
func (e element) name() string { return e.Path[strings.LastIndexByte(e.Path, '.')+1:] }

// initialisms are the words that Go writes in capitals.
var initialisms = map[string]string{"Id": "ID", "Url": "URL", "Uri": "URI", "Oid": "OID", "Uuid": "UUID"}

// exported gives a FHIR name as a Go name: valueUri is ValueURI.
func exported(name string) string {
	name = strings.ToUpper(name[:1]) + name[1:]
	var b strings.Builder
	for start := 0; start < len(name); {
		end := start + 1
		for end < len(name) && (name[end] < 'A' || name[end] > 'Z') {
			end++
		}
		word := name[start:end]
		if short, ok := initialisms[word]; ok {
			word = short
		}
		b.WriteString(word)
		start = end
	}
	return b.String()
}
