// Package words compares Dutch words the way people mean them.
//
// It knows how a text falls apart into words ([Tokens]), which words say nothing ([Parse] leaves
// them out), what two forms of one word have in common ([Root]), which other words citizens use for
// the same thing ([Synonyms], read from synonyms.txt) and which words of a vocabulary lie near a word
// that was mistyped ([Lexicon]). It does not know what is searched: package finding puts documents
// behind the words.
//
// Everything is pure: no clock, no I/O, and nothing that changes after it was made. Words are
// compared folded ([Fold]): lower case, without accents.
//
// Start reading at [Parse] and [Lexicon].
package words
