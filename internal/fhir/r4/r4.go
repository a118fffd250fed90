package r4

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	fastjson "github.com/go-json-experiment/json" // reads in half the time of encoding/json
	"github.com/go-json-experiment/json/jsontext"
	legacy "github.com/go-json-experiment/json/v1"

	"eerstelijn/internal/fault"
)

// Resource is a pointer to one of the resource structs of this package.
type Resource interface {
	// FHIRType is the name of the resource type: Organization, Location…
	FHIRType() string
	// Head gives the two elements that are set when a resource is kept.
	Head() (id *string, meta **Meta)
}

// Marshal writes JSON as it is kept: elements in the order of the definition, no white space, and '<', '>'
// and '&' as themselves. (json.Marshal writes those three as escapes of six characters.)
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// New gives an empty resource of a type; false when it is not a type of this package.
func New(resourceType string) (Resource, bool) {
	fresh, ok := makers[resourceType]
	if !ok {
		return nil, false
	}
	return fresh(), true
}

// reading takes, as encoding/json does, a name that stands twice (the last counts), a name in other capitals, bytes
// that are no text, and a number as the text it is written as, also between quotes.
var reading = fastjson.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
	fastjson.MatchCaseInsensitiveNames(true), legacy.MatchCaseSensitiveDelimiter(true),
	fastjson.WithUnmarshalers(fastjson.UnmarshalFromFunc(func(d *jsontext.Decoder, n *json.Number) error {
		v, err := d.ReadValue()
		switch {
		case err != nil:
			return err
		case v.Kind() == 'n':
			*n = ""
			return nil
		case v.Kind() == '"':
			text, err := jsontext.AppendUnquote(nil, v)
			if err != nil {
				return err
			}
			if v = text; v.Kind() != '0' || !v.IsValid() {
				return &fastjson.SemanticError{JSONKind: '"', JSONPointer: d.StackPointer()}
			}
		case v.Kind() != '0':
			return &fastjson.SemanticError{JSONKind: v.Kind(), JSONPointer: d.StackPointer()}
		}
		*n = json.Number(v)
		return nil
	})))

// TypeOf reads no more of a resource than its type: what follows it may be anything.
func TypeOf(data []byte) (string, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(data), reading) // a Buffer is read where it is
	switch t, err := d.ReadToken(); {
	case err != nil:
		return "", notJSON(err)
	case t.Kind() != '{':
		return "", fault.InvalidField("resource", "Hier hoort een object.", "An object is expected here.")
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return "", notJSON(err)
		}
		if name.String() != "resourceType" {
			if err := d.SkipValue(); err != nil {
				return "", notJSON(err)
			}
			continue
		}
		switch is, err := d.ReadToken(); {
		case err != nil:
			return "", notJSON(err)
		case is.Kind() != '"':
			return "", fault.InvalidField("resourceType", "Hier hoort een tekst.", "A text is expected in this element.")
		case is.String() != "":
			return is.String(), nil
		}
		break
	}
	if _, err := d.ReadToken(); err != nil {
		return "", notJSON(err)
	}
	return "", fault.InvalidField("resourceType", "Het type van de resource ontbreekt.", "The type of the resource is missing.")
}

// Unmarshal reads a resource of any type of this package.
func Unmarshal(data []byte) (Resource, error) {
	name, err := TypeOf(data)
	if err != nil {
		return nil, err
	}
	r, ok := New(name)
	if !ok {
		return nil, fault.InvalidField("resourceType", "Dit type resource kennen wij niet.", "This resource type is not known here.")
	}
	if err := fastjson.Unmarshal(data, r, reading); err != nil {
		return nil, objection(err)
	}
	return r, nil
}

// objection says in words for people what was found: which element, and what it should be; never the value.
func objection(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f
	}
	if wrong, ok := errors.AsType[*fastjson.SemanticError](err); ok {
		kind := kinds[wrong.JSONKind]
		return fault.InvalidField(cmp.Or(element(wrong.JSONPointer), "resource"),
			fmt.Sprintf("Hier staat een %s; dat kan in dit veld niet.", cmp.Or(kind.NL, "andere waarde")),
			fmt.Sprintf("A JSON %s is not possible in this element.", cmp.Or(kind.EN, "value of this kind"))).Because(err)
	}
	return notJSON(err)
}

// kinds names what JSON can hold.
var kinds = map[jsontext.Kind]fault.Text{
	'0': {NL: "getal", EN: "number"}, '"': {NL: "tekst", EN: "string"}, '{': {NL: "object", EN: "object"}, '[': {NL: "lijst", EN: "array"},
	't': {NL: "ja of nee", EN: "boolean"}, 'f': {NL: "ja of nee", EN: "boolean"}, 'n': {NL: "lege waarde", EN: "null"},
}

// element writes a place in JSON as FHIR does: telecom[0].value.
func element(at jsontext.Pointer) string {
	var b strings.Builder
	for name := range at.Tokens() {
		switch {
		case name != "" && strings.Trim(name, "0123456789") == "":
			b.WriteString("[" + name + "]")
		case b.Len() > 0:
			b.WriteString("." + name)
		default:
			b.WriteString(name)
		}
	}
	return b.String()
}

func notJSON(err error) error {
	return fault.InvalidField("resource", "Dit is geen geldige JSON.", "This is not valid JSON.").Because(err)
}

// checkKind refuses a resource of another type than the struct it is read into.
func checkKind(data []byte, want string) error {
	var got string
	if err := json.Unmarshal(data, &got); err != nil {
		return err
	}
	if got != want {
		return fault.InvalidField("resourceType",
			"Het type moet "+want+" zijn.", "The type must be "+want+".")
	}
	return nil
}

// Strings is a list of a primitive that is text. An empty text stands for the null that FHIR writes where an
// item has no value but does have extensions (`"given": ["Anna", null]`): a text in FHIR is never empty.
type Strings []string

// MarshalJSON writes empty texts as null.
func (s Strings) MarshalJSON() ([]byte, error) {
	items := make([]*string, len(s))
	for i := range s {
		if s[i] != "" {
			items[i] = &s[i]
		}
	}
	return Marshal(items)
}
