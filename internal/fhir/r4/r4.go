package r4

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

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

// TypeOf reads no more of a resource than its type.
func TypeOf(data []byte) (string, error) {
	var head struct {
		ResourceType string `json:"resourceType"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return "", objection(err)
	}
	if head.ResourceType == "" {
		return "", fault.InvalidField("resourceType", "Het type van de resource ontbreekt.", "The type of the resource is missing.")
	}
	return head.ResourceType, nil
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
	if err := json.Unmarshal(data, r); err != nil {
		return nil, objection(err)
	}
	return r, nil
}

// objection says in words for people what json found: which element, and what it should be; never the value.
func objection(err error) error {
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fault.InvalidField(cmp.Or(kind.Field, "resource"),
			fmt.Sprintf("Hier staat een %s; dat kan in dit veld niet.", kind.Value),
			fmt.Sprintf("A JSON %s is not possible in this element.", kind.Value)).Because(err)
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f
	}
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
