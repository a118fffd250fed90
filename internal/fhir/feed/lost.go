package feed

import (
	"bytes"
	"errors"
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
var checked = []byte(strconv.Quote(code.Builtin().Own("StructureDefinition", "checked")))

// lost names the elements of a resource that are not served as they were sent. Both are as r4.Marshal writes
// them, so that what is the same is the same to the letter: little of it has to be looked into.
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
		was, is := a[name], b[name]
		if slices.Contains(ownElements, name) || strings.HasPrefix(name, "_") && holds(is, was) {
			continue
		}
		path := kind + "." + name
		if was.Kind() != '[' {
			if !holds(is, was) {
				list = append(list, path)
			}
			continue
		}
		stands, _ := items(is)
		sent, err := items(was)
		if err != nil {
			return nil, err
		}
		for i, item := range sent {
			if e, _ := members(item); bytes.Equal(e["url"], checked) {
				continue
			}
			if !slices.ContainsFunc(stands, func(s jsontext.Value) bool { return holds(s, item) }) {
				list = append(list, path+"["+strconv.Itoa(i)+"]")
			}
		}
	}
	return list[:min(len(list), mostLost)], nil
}

// holds tells whether all that is sent stands in what is kept; more may stand there.
func holds(kept, sent jsontext.Value) bool {
	if bytes.Equal(kept, sent) {
		return true
	}
	switch sent.Kind() {
	case '{':
		have, err := members(kept)
		asked, broken := members(sent)
		if err != nil || broken != nil {
			return false
		}
		for name, v := range asked {
			if !holds(have[name], v) {
				return false
			}
		}
		return true
	case '[':
		have, err := items(kept)
		asked, broken := items(sent)
		if err != nil || broken != nil {
			return false
		}
		for _, v := range asked {
			if !slices.ContainsFunc(have, func(h jsontext.Value) bool { return holds(h, v) }) {
				return false
			}
		}
		return true
	}
	return false
}

var errOther = errors.New("feed: not of this kind")

// members gives the members of an object as they are written.
func members(object jsontext.Value) (map[string]jsontext.Value, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(object)) // a Buffer is read where it is
	if d.PeekKind() != '{' {
		return nil, errOther
	}
	_, _ = d.ReadToken()
	all := make(map[string]jsontext.Value, 8)
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String() // before the decoder goes on
		if all[key], err = next(d, object); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return all, err
}

// items gives the items of a list as they are written.
func items(list jsontext.Value) (all []jsontext.Value, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(list))
	if d.PeekKind() != '[' {
		return nil, errOther
	}
	_, _ = d.ReadToken()
	for k := d.PeekKind(); k != ']' && k != 0; k = d.PeekKind() {
		v, err := next(d, list)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	_, err = d.ReadToken()
	return all, err
}

// next gives the value that a decoder of a text comes to, as a part of that text.
func next(d *jsontext.Decoder, of []byte) (jsontext.Value, error) {
	v, err := d.ReadValue()
	end := d.InputOffset()
	return of[end-int64(len(v)) : end], err
}
