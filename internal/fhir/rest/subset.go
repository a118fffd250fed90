package rest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"eerstelijn/internal/fhir/param"
)

// subsetted marks a resource of which a part is given, so that nobody takes it for the whole and writes it
// back.
const subsetted = `{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}`

// always are the elements that any part of a resource has: without them it is another one, or misread.
var always = []string{"resourceType", "id", "meta", "implicitRules", "modifierExtension"}

// subset gives the part of a resource that was asked for; the body as it is when that is all of it.
func subset(body []byte, t *param.Type, summary param.Summary, elements []string) ([]byte, error) {
	var keep func(name string) bool
	given := func(lists ...[]string) func(string) bool {
		all := slices.Concat(append(lists, always, t.Mandatory)...)
		return func(name string) bool { return slices.Contains(all, name) }
	}
	switch {
	case summary == param.SummaryData:
		keep = func(name string) bool { return name != "text" }
	case summary == param.SummaryText:
		keep = given([]string{"text"})
	case summary == param.SummaryTrue:
		keep = given(t.Summary)
	case len(elements) > 0:
		keep = given(elements)
	default:
		return body, nil
	}
	out := make([]byte, 0, len(body)+len(subsetted)+32)
	err := members(body, func(name string, value jsontext.Value) error {
		switch {
		case name == "meta":
			marked, err := mark(value)
			if err != nil {
				return err
			}
			value = marked
		case !keep(strings.TrimPrefix(name, "_")):
			return nil
		}
		out = appendMember(out, name, value)
		return nil
	})
	return append(out, '}'), err
}

// appendMember adds a member to an object that is being written; the first begins it.
func appendMember(out []byte, name string, value []byte) []byte {
	if len(out) == 0 {
		out = append(out, '{')
	} else {
		out = append(out, ',')
	}
	out = append(append(append(out, '"'), name...), `":`...) // names of elements need no escape
	return append(out, value...)
}

// mark adds the mark to a meta.
func mark(meta jsontext.Value) ([]byte, error) {
	var out []byte
	tagged := false
	err := members(meta, func(name string, value jsontext.Value) error {
		if name == "tag" {
			tagged = true
			value = slices.Concat([]byte("["+subsetted+","), bytes.TrimSpace(value)[1:])
		}
		out = appendMember(out, name, value)
		return nil
	})
	if err == nil && !tagged {
		out = appendMember(out, "tag", []byte("["+subsetted+"]"))
	}
	return append(out, '}'), err
}

// members reads an object one level deep.
func members(object []byte, each func(name string, value jsontext.Value) error) error {
	d := jsontext.NewDecoder(bytes.NewReader(object), jsontext.AllowDuplicateNames(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return fmt.Errorf("rest: a kept resource is no object: %w", err)
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		value, err := d.ReadValue()
		if err != nil {
			return err
		}
		if err := each(name, value); err != nil {
			return err
		}
	}
	return nil
}
