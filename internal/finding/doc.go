// Package finding is the directory of services in memory: it finds the services that fit a question
// in words, a place and filters, puts them in order, and says why each stands where it stands.
//
// It is fed with flat entries ([Entry]) and kept current with changes ([Change]); it knows neither
// the database nor who asks. It holds no decision about access: what is not public is shown only to
// a caller that asks for it ([Query].Internal).
//
// How it is quick. Documents are numbered along a Hilbert curve, so that numbers near one another lie
// near one another on the map, and one set of rectangles over the numbers serves as the grid of every
// question. The documents of a discipline, a language or a word are a list when they are few and a
// bitmap when they are many (docset.go). A query whose rarest condition few documents meet goes through
// those (plan.go). Any other is walked from near to far, nearest rectangle first, and left as soon as
// nothing farther can come in (walk.go); of each larger rectangle on the way it is first worked out
// which documents are in the bitmaps of all conditions, 64 in one step (mask.go). So a rare combination,
// or one that nobody offers, costs a few steps for each thousand documents, and all others as much as
// must be looked at to fill a page, however many documents there are. What is fetched from memory then
// counts most: a document is one cache line. Whether something is open is looked up by its opening hours,
// of which a table is made once a minute.
//
// How much room a service has changes all the time, and stands beside the segments: see cell.go. The
// index is told ([Index.Tell]) and judges age at each question.
//
// Start reading at [Query], then [Index.Search].
package finding
