package network

import (
	"time"

	"eerstelijn/internal/fault"
)

// field is one part of a thing: what two people can change beside each other.
type field[T any] struct {
	name string // as faults name it
	// text is the part in one spelling: two parts are the same when their texts are.
	text func(*T) string
	copy func(to, from *T)
}

// merge puts the work of two editors together who both began at base: a part that only one of them
// changed is as that one left it. Parts that both changed, and not alike, are named; merged then holds
// mine of them. Without a base every difference counts as changed by both.
func merge[T any](fields []field[T], base *T, theirs, mine T) (merged T, clashes []string) {
	merged = mine
	for _, f := range fields {
		was, is, wish := "", f.text(&theirs), f.text(&mine)
		if base != nil {
			was = f.text(base)
		}
		switch {
		case is == wish:
		case base != nil && wish == was:
			f.copy(&merged, &theirs)
		case base != nil && is == was:
		default:
			clashes = append(clashes, f.name)
		}
	}
	return merged, clashes
}

// differs names the parts in which two things differ.
func differs[T any](fields []field[T], a, b *T) (names []string) {
	for _, f := range fields {
		if f.text(a) != f.text(b) {
			names = append(names, f.name)
		}
	}
	return names
}

// Stale is the Conflict of somebody who changed parts that somebody else has changed since they began:
// both are given, so that a person can choose. Nothing was written.
type Stale[T any] struct {
	fault *fault.Error
	// Clashes are the parts that both changed, by the names that faults use.
	Clashes []string
	// Theirs is what stands, Mine what was sent, Version the one to save a choice over.
	Theirs, Mine T
	Version      int64
	// Merged is Mine with the parts that only others changed as they stand.
	Merged T
	At     time.Time // when it was last changed
	Role   string    // by whom
}

// Error names the parts for logs, and nothing that stands in them.
func (s *Stale[T]) Error() string { return s.fault.Error() }

// Unwrap gives the fault, so that every face knows the kind.
func (s *Stale[T]) Unwrap() error { return s.fault }

func staleFault(clashes []string) *fault.Error {
	e := fault.New(fault.Conflict, "Iemand anders wijzigde dit intussen ook. Kies wat er moet staan.", "somebody else has changed this since: choose what it is to be")
	for _, name := range clashes {
		e.Fields = append(e.Fields, fault.Field{Name: name, Text: fault.Text{NL: "Dit is intussen ook door iemand anders gewijzigd.", EN: "changed by somebody else since"}})
	}
	return e
}
