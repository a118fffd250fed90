package fault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of answer an error deserves. Faces translate it in one table each.
type Kind int

const (
	// Internal is our own mistake: people see a reference number, logs see the cause.
	Internal Kind = iota
	// Invalid is input that cannot be right, whoever sends it.
	Invalid
	// NotFound is a thing that is not there, or that the asker may not know is there.
	NotFound
	// Conflict is input that was right, but not in the present state (double, taken, changed since).
	Conflict
	// Denied is an act that no policy allows this person.
	Denied
	// Unavailable is a passing failure: the same call may succeed later.
	Unavailable
	// Limited is too much from one caller in a short time: the same call may succeed later.
	Limited
)

var kindNames = [...]string{"internal", "invalid", "not-found", "conflict", "denied", "unavailable", "limited"}

func (k Kind) String() string { return kindNames[k] }

// Text is one message in the two languages that faces speak: Dutch on pages, English on the
// command line and in the API.
type Text struct{ NL, EN string }

// Field is what is wrong with one named part of the input.
type Field struct {
	// Name is the field as the face's user knows it: a form field, query parameter or column.
	Name string
	Text
}

// Error is an error with a kind and words for people.
type Error struct {
	Kind   Kind
	Text   Text
	Fields []Field
	// Ref is set for Internal errors: the number that a person can quote and logs can be searched for.
	Ref string
	err error
}

// Error gives the technical text, for logs only.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	if e.Text.EN != "" {
		b.WriteString(": " + e.Text.EN)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.EN)
	}
	if e.Ref != "" {
		b.WriteString(" [" + e.Ref + "]")
	}
	if e.err != nil {
		b.WriteString(": " + e.err.Error())
	}
	return b.String()
}

// Unwrap gives the inner error.
func (e *Error) Unwrap() error { return e.err }

// New makes an error of a kind with its words for people.
func New(kind Kind, nl, en string) *Error {
	return &Error{Kind: kind, Text: Text{NL: nl, EN: en}}
}

// InvalidField makes an Invalid error about one field.
func InvalidField(name, nl, en string) *Error {
	return InvalidFields(Field{Name: name, Text: Text{NL: nl, EN: en}})
}

// InvalidFields makes an Invalid error about several fields; it gives nil without fields, so that a
// validation can end in `return fault.InvalidFields(fields...).OrNil()`.
func InvalidFields(fields ...Field) *Error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{
		Kind:   Invalid,
		Text:   Text{NL: "Niet alles is goed ingevuld.", EN: "The input is not valid."},
		Fields: fields,
	}
}

// OrNil turns a nil *Error into a nil error.
func (e *Error) OrNil() error {
	if e == nil {
		return nil
	}
	return e
}

// Because adds the technical cause, for logs.
func (e *Error) Because(err error) *Error {
	c := *e
	c.err = err
	return &c
}

// Missing makes a NotFound error: "Deze wijk bestaat niet." / "wijk not found".
func Missing(nl, en string) *Error {
	return New(NotFound, nl, en)
}

// Wrap adds the operation to *err, keeping its kind and words; use it once per exported method:
//
//	defer fault.Wrap(&err, "capacity.Hold(%s)", id)
//
// The format's arguments are ids and codes, never personal data.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}

// KindOf gives the kind of err; a cancelled or timed-out context is Unavailable, anything
// unknown is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Unavailable
	}
	return Internal
}

// Safe gives what people may read of err. An unknown error becomes an Internal one with a
// fresh reference; log the returned Error, which wraps err, beside it.
func Safe(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind != Internal {
		return e
	}
	if KindOf(err) == Unavailable {
		return New(Unavailable, "Dit duurt nu te lang. Probeer het zo opnieuw.",
			"This takes too long now. Try again in a moment.").Because(err)
	}
	ref := strings.ToLower(rand.Text()[:8])
	return &Error{
		Kind: Internal,
		Text: Text{
			NL: "Er ging iets mis bij ons. Noem dit nummer als u belt: " + ref + ".",
			EN: "Something went wrong on our side. Reference: " + ref + ".",
		},
		Ref: ref,
		err: err,
	}
}
