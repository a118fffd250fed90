// Package finding is the directory of services in memory: it finds the services that fit a question
// in words, a place and filters, puts them in order, and says why each stands where it stands.
//
// It is fed with flat entries ([Entry]) and kept current with changes ([Change]); it knows neither
// the database nor who asks. It holds no decision about access: what is not public is shown only to
// a caller that asks for it ([Query].Internal).
//
// How it is quick. Documents are numbered along a Hilbert curve, so each list of documents (of a
// discipline, a language, a word) is sorted by place as well, and one set of rectangles over the
// numbers serves as the grid of every list at once. A query takes the shortest list that any of its
// words or filters gives. A short list is gone through (plan.go); a long one is walked from near to
// far, nearest rectangle first, and left as soon as nothing farther can come in (walk.go). So the
// cost goes with how many entries must be looked at to fill a page, not with how many there are.
// Filters are looked up in bitmaps over the few hundred sets of codes that occur; whether something
// is open, in a bitmap over the opening hours that occur, made once a minute.
//
// Start reading at [Query], then [Index.Search].
package finding
