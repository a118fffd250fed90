package feed

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/fhir/code"
)

// mostLost bounds the elements that are named.
const mostLost = 50

// ownElements are those that the directory gives itself, or that say nothing of the thing.
var ownElements = []string{"resourceType", "id", "meta", "text", "language", "implicitRules"}

// checked is our extension that says when an entry was last found right: writing it is finding it right.
var checked = code.Builtin().Own("StructureDefinition", "checked")

// lost names the elements of a resource that are not served as they were sent.
func lost(kind string, sent, kept []byte) (list []string, err error) {
	var a, b map[string]any
	if err := decode(sent, &a); err != nil {
		return nil, err
	}
	if err := decode(kept, &b); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if slices.Contains(ownElements, name) || strings.HasPrefix(name, "_") && holds(b[name], a[name]) {
			continue
		}
		path := kind + "." + name
		items, many := a[name].([]any)
		if !many {
			if !holds(b[name], a[name]) {
				list = append(list, path)
			}
			continue
		}
		stands, _ := b[name].([]any)
		for i, item := range items {
			if e, ok := item.(map[string]any); ok && e["url"] == checked {
				continue
			}
			if !slices.ContainsFunc(stands, func(s any) bool { return holds(s, item) }) {
				list = append(list, path+"["+strconv.Itoa(i)+"]")
			}
		}
	}
	return list[:min(len(list), mostLost)], nil
}

// decode keeps decimals as they are written.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}

// holds tells whether all that is sent stands in what is kept; more may stand there.
func holds(kept, sent any) bool {
	switch s := sent.(type) {
	case map[string]any:
		k, ok := kept.(map[string]any)
		if !ok {
			return false
		}
		for name, v := range s {
			if !holds(k[name], v) {
				return false
			}
		}
		return true
	case []any:
		k, ok := kept.([]any)
		if !ok {
			return false
		}
		for _, v := range s {
			if !slices.ContainsFunc(k, func(have any) bool { return holds(have, v) }) {
				return false
			}
		}
		return true
	}
	return kept == sent
}
