package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"math"
	"strconv"
)

// value is one value inside a JSON text, as a stretch of it. A decoder into Go structures would lose
// where each feature stands, and spends its time on coordinates; here a value costs nothing until it
// is asked for, and knows its line. The whole text was found valid by encoding/json beforehand, so
// the steps below need not check the grammar again. The zero value is an absent one.
type value struct {
	data    []byte
	at, end int
}

// parseJSON checks the text and gives its outermost value.
func parseJSON(data []byte, rep *report) (value, bool) {
	var raw json.RawMessage
	err := json.Unmarshal(data, &raw)
	if err == nil {
		at := skipSpace(data, 0)
		return value{data, at, skipValue(data, at)}, true
	}
	at := place{}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at.line = 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
	}
	rep.add(at, "", say("Dit is geen geldige JSON: %v.", "this is not valid JSON: %v", err))
	return value{}, false
}

// kind is the first byte of the value ('{', '[', '"', 't', 'f', 'n', a digit or '-'), 0 if absent.
func (v value) kind() byte {
	if v.data == nil {
		return 0
	}
	return v.data[v.at]
}

func (v value) bytes() []byte { return v.data[v.at:v.end] }

// text gives a string's text, and "" of anything else.
func (v value) text() string {
	if v.kind() != '"' {
		return ""
	}
	if plain := v.data[v.at+1 : v.end-1]; bytes.IndexByte(plain, '\\') < 0 {
		return string(plain) // nearly all are: names of members and codes
	}
	var s string
	if json.Unmarshal(v.bytes(), &s) != nil {
		return ""
	}
	return s
}

// number gives a number. It is not ok for anything else, nor for one that does not fit a float64.
func (v value) number() (float64, bool) {
	if k := v.kind(); k != '-' && (k < '0' || k > '9') {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(v.bytes()), 64)
	return f, err == nil
}

// integer gives a whole number in the range of an arc index.
func (v value) integer() (int, bool) {
	f, ok := v.number()
	if !ok || f != math.Trunc(f) || math.Abs(f) > math.MaxInt32 {
		return 0, false
	}
	return int(f), true
}

// members goes through an object; through nothing if it is none.
func (v value) members() iter.Seq2[string, value] {
	return func(yield func(string, value) bool) {
		if v.kind() != '{' {
			return
		}
		i := skipSpace(v.data, v.at+1)
		for v.data[i] != '}' {
			keyEnd := skipValue(v.data, i)
			key := value{v.data, i, keyEnd}
			i = skipSpace(v.data, skipSpace(v.data, keyEnd)+1)
			end := skipValue(v.data, i)
			if !yield(key.text(), value{v.data, i, end}) {
				return
			}
			i = skipComma(v.data, end)
		}
	}
}

// member gives the last member of that name, as encoding/json would.
func (v value) member(name string) value {
	var found value
	for key, m := range v.members() {
		if key == name {
			found = m
		}
	}
	return found
}

// elements goes through an array; through nothing if it is none.
func (v value) elements() iter.Seq[value] {
	return func(yield func(value) bool) {
		if v.kind() != '[' {
			return
		}
		i := skipSpace(v.data, v.at+1)
		for v.data[i] != ']' {
			end := skipValue(v.data, i)
			if !yield(value{v.data, i, end}) {
				return
			}
			i = skipComma(v.data, end)
		}
	}
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

func skipComma(data []byte, i int) int {
	i = skipSpace(data, i)
	if data[i] == ',' {
		i = skipSpace(data, i+1)
	}
	return i
}

// skipValue gives the place just past the value that starts at i.
func skipValue(data []byte, i int) int {
	depth := 0
	for ; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		case '"':
			for i++; data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
		default:
			if depth > 0 {
				continue
			}
			for i < len(data) && !endsScalar(data[i]) {
				i++
			}
			return i
		}
		if depth == 0 {
			return i + 1
		}
	}
	return i
}

func endsScalar(b byte) bool {
	switch b {
	case ',', ']', '}', ':', ' ', '\n', '\r', '\t':
		return true
	}
	return false
}

// lines tells the line of a place in a text. Asked in ascending order it reads the text once.
type lines struct {
	data   []byte
	at, nr int
}

func (l *lines) of(v value) int {
	if v.at < l.at {
		l.at, l.nr = 0, 0
	}
	l.nr += bytes.Count(l.data[l.at:v.at], []byte("\n"))
	l.at = v.at
	return l.nr + 1
}
