// Package check collects what is wrong with an input, field by field, so that people read all of it at
// once. It holds what every capability asks in the same words; what only one asks stays there, as a method
// on a type that embeds [Fields].
package check

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
)

// mostNamed is how many wrong fields are named: who has more made the same mistake everywhere.
const mostNamed = 50

// Fields is what was found wrong, in the order of finding; the zero value is ready for use.
type Fields []fault.Field

// Wrong notes what is wrong with a field.
func (f *Fields) Wrong(name, nl, en string) {
	f.Add(fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
}

// Add notes what was found wrong elsewhere.
func (f *Fields) Add(found ...fault.Field) {
	*f = append(*f, found[:max(0, min(len(found), mostNamed-len(*f)))]...)
}

// Err gives an Invalid error when something is wrong.
func (f Fields) Err() error { return fault.InvalidFields(f...).OrNil() }

// Text trims a text, and tells whether it is text of at most so many characters.
func (f *Fields) Text(name string, s *string, most int) bool {
	*s = strings.TrimSpace(*s)
	switch {
	case !utf8.ValidString(*s) || strings.ContainsRune(*s, 0):
		f.Wrong(name, "Dit is geen leesbare tekst.", "expected UTF-8 text")
	case utf8.RuneCountInString(*s) > most:
		f.Wrong(name, fmt.Sprintf("Gebruik hooguit %d tekens.", most), fmt.Sprintf("expected at most %d characters", most))
	default:
		return true
	}
	return false
}

// Needed is [Fields.Text] that must say something.
func (f *Fields) Needed(name string, s *string, most int) {
	if f.Text(name, s, most) && *s == "" {
		f.Wrong(name, "Vul dit in.", "expected some text")
	}
}

// ID checks an id.
func (f *Fields) ID(name, s string) {
	if NotID(s) {
		f.Wrong(name, "Dit nummer klopt niet.", "expected a UUID")
	}
}

// NotID tells whether a text is no id, for who says that in words of their own.
func NotID[T ~string](s T) bool {
	_, err := id.Parse[T](string(s))
	return err != nil
}

// List checks how many were chosen, and tells whether they fit.
func (f *Fields) List(name string, n, most int) bool {
	if n > most {
		f.Wrong(name, fmt.Sprintf("Kies er hier hooguit %d.", most), fmt.Sprintf("expected at most %d", most))
	}
	return n <= most
}

// After checks that an end, where there is one, comes after its beginning.
func (f *Fields) After(name string, from, until time.Time) {
	if !until.IsZero() && !until.After(from) {
		f.Wrong(name, "De einddatum ligt na de begindatum.", "expected a moment after from")
	}
}

// OneOf checks a choice. The codes are named to programs; people see them as words to choose from.
func OneOf[T ~string](f *Fields, name string, got T, all ...T) {
	if slices.Contains(all, got) {
		return
	}
	codes := make([]string, len(all))
	for i, code := range all {
		codes[i] = string(code)
	}
	f.Wrong(name, "Maak hier een keuze.", "expected one of: "+strings.Join(codes, ", "))
}
