package param

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"eerstelijn/internal/geo"
)

// Row is one value of one parameter.
type Row struct{ Param, Value string }

// Scheme names the form of the rows. It changes with [Types] and with how values are written: whoever
// keeps rows of another scheme makes them anew.
var Scheme = scheme()

// written is how values are written; it goes up with every change to that.
const written = 1

func scheme() string {
	h := sha256.New()
	for i := range Types {
		for _, p := range Types[i].Params {
			_, _ = fmt.Fprintln(h, written, p.key, p.Kind, p.At, p.System)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Extract gives what a resource is found by, in order and each once. It refuses what is no JSON object; an
// element that is not as the standard has it gives no row. A type that is not served has none.
func Extract(resourceType string, body []byte) ([]Row, error) {
	t, ok := Find(resourceType)
	if !ok {
		return nil, nil
	}
	resource, err := elements(body, func(name string) bool { return t.first[name] })
	if err != nil {
		return nil, fmt.Errorf("param: %s: %w", resourceType, err)
	}
	rows := []Row{{Param: t.prefix}}
	for i := range t.Params {
		p := &t.Params[i]
		for _, v := range p.values(resource) {
			rows = append(rows, Row{p.key, v})
		}
	}
	if t.Named() {
		name, _ := resource["name"].(string)
		rows = append(rows, Row{t.SortKey(), foldPart(name)})
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.Param, b.Param), cmp.Compare(a.Value, b.Value)) })
	return slices.Compact(rows), nil
}

// References gives what a resource refers to by a parameter: relative references only, for others are
// not ours to add to an answer.
func References(p *Param, body []byte) ([]string, error) {
	resource, err := p.read(body)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(p.values(resource), func(ref string) bool {
		kind, id, _ := strings.Cut(ref, "/")
		return !slices.Contains(p.Targets, kind) || id == ""
	}), nil
}

// HoldsIn tells whether a resource has a value that is asked. It knows the resource alone: neither a chain
// nor what stands beside the resource can be asked so.
func (c *Condition) HoldsIn(t *Type, body []byte) (bool, error) {
	i := slices.IndexFunc(t.Params, func(p Param) bool { return p.key == c.Key })
	if i < 0 {
		return false, fmt.Errorf("param: %s has no values of %s", t.Name, c.Name)
	}
	p := &t.Params[i]
	resource, err := p.read(body)
	holds := slices.ContainsFunc(p.values(resource), func(value string) bool {
		return slices.ContainsFunc(c.Any, func(m Match) bool { return m.Holds(value) })
	})
	return holds != c.Not, err
}

// lenient takes a name that stands twice, which no reader agrees on, and bytes that are no text as they
// come: what is kept was checked before.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// read gives of a resource the elements in which the values of the parameter lie.
func (p *Param) read(body []byte) (map[string]any, error) {
	return elements(body, func(name string) bool {
		return slices.ContainsFunc(p.At, func(path string) bool { return first(path) == name })
	})
}

// first is the element of the resource that a path goes through.
func first(path string) string {
	name, _, _ := strings.Cut(path, ".")
	return name
}

// elements gives those elements of a resource that are wanted, with what is read of them, and steps over the rest.
func elements(body []byte, wanted func(name string) bool) (map[string]any, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), lenient) // a Buffer is read where it is
	if d.PeekKind() != '{' {
		_, err := d.ReadToken()
		return nil, fmt.Errorf("param: a kept resource is no object: %w", err)
	}
	resource, err := object(d, wanted)
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("param: more than one value")
	}
	return resource, nil
}

// within are the members that values are read from, and those that paths go through: see [complete].
var within = map[string]bool{"system": true, "value": true, "code": true, "coding": true, "reference": true,
	"start": true, "end": true, "latitude": true, "longitude": true}

func isWithin(name string) bool { return within[name] }

// object reads the members of an object that are wanted.
func object(d *jsontext.Decoder, wanted func(name string) bool) (map[string]any, error) {
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	o := map[string]any{}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		if !wanted(name) {
			err = d.SkipValue()
		} else {
			o[name], err = element(d)
		}
		if err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return o, err
}

// element reads a value, of objects in it what is read of them.
func element(d *jsontext.Decoder) (v any, err error) {
	switch d.PeekKind() {
	case '{':
		return object(d, isWithin)
	case '[':
		if _, err := d.ReadToken(); err != nil {
			return nil, err
		}
		var list []any
		for k := d.PeekKind(); k != ']' && k != 0; k = d.PeekKind() {
			one, err := element(d)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		_, err = d.ReadToken()
		return list, err
	case '"':
		token, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		return token.String(), nil
	}
	err = json.UnmarshalDecode(d, &v)
	return v, err
}

// values gives the values of a parameter in a resource.
func (p *Param) values(resource map[string]any) (values []string) {
	for _, path := range p.At {
		at(resource, path, func(v any) {
			if p.Kind == Token {
				values = append(values, p.tokens(v)...)
			} else if value, ok := p.value(v); ok {
				values = append(values, value)
			}
		})
	}
	return values
}

// at gives every element that a path leads to.
func at(v any, path string, give func(any)) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			at(one, path, give)
		}
	case map[string]any:
		if path == "" {
			give(v)
			return
		}
		name, rest, _ := strings.Cut(path, ".")
		if child, ok := v[name]; ok {
			at(child, rest, give)
		}
	case nil:
	default:
		if path == "" {
			give(v)
		}
	}
}

func (p *Param) value(v any) (string, bool) {
	switch p.Kind {
	case String:
		s, _ := v.(string)
		return text(s), foldPart(s) != ""
	case Reference:
		ref := member(v, "reference")
		return relative(ref, ""), ref != "" && !strings.HasPrefix(ref, "#")
	case Date:
		return dateValue(v)
	case Special:
		o, _ := v.(map[string]any)
		lat, ok1 := o["latitude"].(float64)
		lon, ok2 := o["longitude"].(float64)
		at := geo.Point{Lat: lat, Lon: lon}
		if !ok1 || !ok2 || at.Valid() != nil {
			return "", false
		}
		return place(at), true
	}
	return "", false
}

// tokens gives the codes of an element: a boolean, a code, an Identifier, a Coding or a CodeableConcept.
func (p *Param) tokens(v any) (values []string) {
	add := func(system, code string) {
		if plain(code) != "" {
			values = append(values, token(system, code))
		}
	}
	switch v := v.(type) {
	case bool:
		add(p.System, fmt.Sprint(v))
	case string:
		add(p.System, v)
	case map[string]any:
		add(member(v, "system"), member(v, "value")) // an Identifier
		add(member(v, "system"), member(v, "code"))
		codings, _ := v["coding"].([]any)
		for _, c := range codings {
			add(member(c, "system"), member(c, "code"))
		}
	}
	return values
}

// dateValue gives the value of a date or a Period; a side that is not said is open.
func dateValue(v any) (string, bool) {
	if s, ok := v.(string); ok {
		first, last, ok := readDate(s)
		return period(first, last), ok
	}
	start, end := member(v, "start"), member(v, "end")
	first, last := firstMoment, lastMoment
	ok := start != "" || end != ""
	if start != "" {
		var fine bool
		first, _, fine = readDate(start)
		ok = ok && fine
	}
	if end != "" {
		var until time.Time
		var fine bool
		_, until, fine = readDate(end)
		last, ok = until, ok && fine
	}
	return period(first, last), ok && !last.Before(first)
}

func member(v any, name string) string {
	o, _ := v.(map[string]any)
	s, _ := o[name].(string)
	return s
}
