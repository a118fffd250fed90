// Package offer is where somebody looks after what their organisation offers: the list, the form, what
// changed and when, and the choice when two people changed the same.
//
// A form holds what was typed, as typed ([typed]): it becomes an entry only on the way in, so that a
// mistake never costs somebody their text. It carries the version that it was made from; package
// directory joins what others did since.
//
// Start reading at offer.go for the pages, and at typed.go for the form.
package offer
