package feed

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

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
	a, err := members(sent)
	if err != nil {
		return nil, err
	}
	b, err := members(kept)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		// Most of what is sent is kept to the letter.
		if slices.Contains(ownElements, name) || bytes.Equal(a[name], b[name]) {
			continue
		}
		var was, is any
		if err := decode(a[name], &was); err != nil {
			return nil, err
		}
		if b[name] != nil {
			if err := decode(b[name], &is); err != nil {
				return nil, err
			}
		}
		if strings.HasPrefix(name, "_") && holds(is, was) {
			continue
		}
		path := kind + "." + name
		items, many := was.([]any)
		if !many {
			if !holds(is, was) {
				list = append(list, path)
			}
			continue
		}
		stands, _ := is.([]any)
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

// members gives the members of an object as they are written.
func members(object []byte) (map[string][]byte, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(object)) // a Buffer is read where it is
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	all := make(map[string][]byte, 16)
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		v, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		end := d.InputOffset()
		all[key] = object[end-int64(len(v)) : end]
	}
	return all, nil
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
