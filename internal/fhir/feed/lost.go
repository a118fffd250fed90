package feed

import (
	"bytes"
	"errors"
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
	l := looker{jsontext.NewDecoder(bytes.NewBuffer(nil))}
	a, err := l.members(sent)
	if err != nil {
		return nil, err
	}
	b, err := l.members(kept)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(a, func(x, y member) int { return bytes.Compare(x.name, y.name) })
	for _, m := range a {
		name, was, is := string(m.name), m.value, valueOf(b, m.name)
		if slices.Contains(ownElements, name) || strings.HasPrefix(name, "_") && l.holds(is, was) {
			continue
		}
		path := kind + "." + name
		if was.Kind() != '[' {
			if !l.holds(is, was) {
				list = append(list, path)
			}
			continue
		}
		stands, _ := l.items(is)
		sent, err := l.items(was)
		if err != nil {
			return nil, err
		}
		for i, item := range sent {
			if l.holdsOne(stands, item) {
				continue
			}
			if e, _ := l.members(item); !bytes.Equal(valueOf(e, []byte("url")), checked) {
				list = append(list, path+"["+strconv.Itoa(i)+"]")
			}
		}
	}
	return list[:min(len(list), mostLost)], nil
}

// looker looks into JSON with one decoder.
type looker struct{ d *jsontext.Decoder }

// member is one of an object, as it is written but for the quotes of its name.
type member struct {
	name  []byte
	value jsontext.Value
}

func valueOf(all []member, name []byte) jsontext.Value {
	for i := range all {
		if bytes.Equal(all[i].name, name) {
			return all[i].value
		}
	}
	return nil
}

// holdsOne tells whether one of a list holds all that is sent.
func (l looker) holdsOne(kept []jsontext.Value, sent jsontext.Value) bool {
	return slices.ContainsFunc(kept, func(h jsontext.Value) bool { return bytes.Equal(h, sent) }) ||
		slices.ContainsFunc(kept, func(h jsontext.Value) bool { return l.holds(h, sent) })
}

// holds tells whether all that is sent stands in what is kept; more may stand there.
func (l looker) holds(kept, sent jsontext.Value) bool {
	if bytes.Equal(kept, sent) {
		return true
	}
	switch sent.Kind() {
	case '{':
		have, err := l.members(kept)
		asked, broken := l.members(sent)
		return err == nil && broken == nil &&
			!slices.ContainsFunc(asked, func(m member) bool { return !l.holds(valueOf(have, m.name), m.value) })
	case '[':
		have, err := l.items(kept)
		asked, broken := l.items(sent)
		return err == nil && broken == nil &&
			!slices.ContainsFunc(asked, func(v jsontext.Value) bool { return !l.holdsOne(have, v) })
	}
	return false
}

var errOther = errors.New("feed: not of this kind")

// begin reads the first sign of a text, which must be that of a kind.
func (l looker) begin(text []byte, kind jsontext.Kind) error {
	l.d.Reset(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true)) // a Buffer is read where it is
	if l.d.PeekKind() != kind {
		return errOther
	}
	_, err := l.d.ReadToken()
	return err
}

// members gives the members of an object.
func (l looker) members(object jsontext.Value) (all []member, err error) {
	if err := l.begin(object, '{'); err != nil {
		return nil, err
	}
	all = make([]member, 0, 8)
	for l.d.PeekKind() == '"' {
		name, err := l.next(object)
		if err != nil {
			return nil, err
		}
		value, err := l.next(object)
		if err != nil {
			return nil, err
		}
		all = append(all, member{name[1 : len(name)-1], value})
	}
	_, err = l.d.ReadToken()
	return all, err
}

// items gives the items of a list.
func (l looker) items(list jsontext.Value) (all []jsontext.Value, err error) {
	if err := l.begin(list, '['); err != nil {
		return nil, err
	}
	for k := l.d.PeekKind(); k != ']' && k != 0; k = l.d.PeekKind() {
		v, err := l.next(list)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	_, err = l.d.ReadToken()
	return all, err
}

// next gives the value that comes, as a part of the text.
func (l looker) next(text []byte) (jsontext.Value, error) {
	v, err := l.d.ReadValue()
	end := l.d.InputOffset()
	return text[end-int64(len(v)) : end], err
}
