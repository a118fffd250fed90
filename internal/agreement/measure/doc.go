// Package measure counts, over a stretch of time, how often a party did what an agreement asks: of how
// many occasions (n) it did so how many times (good). It keeps no outcome and judges none; package
// obligation does.
//
// Each measure reads what happened in the half-open time [from, until), as it was known at its end.
// What is recorded or corrected later is not seen, and an occasion whose end lies after until belongs to
// a later time. The same question therefore has the same answer whenever it is asked, as long as the rows
// it reads are kept.
//
// A party that is the body of a discipline speaks for its members: the measure then counts what the body
// and the providers that were affiliated to it at the beginning of the time did together, and says nothing
// of any of them apart. Only what lies within the reach of the forum counts: an agreement of a wijk weighs
// no request from elsewhere.
//
// What the measures do not say: [ContactReachable] looks at the hours that a party states of its numbers,
// as they stood at the time. Nobody is called. A party whose hours say that it answers and that does not
// pick up the telephone keeps its obligation here; that is for the bottlenecks that people report.
//
// Start reading at [Kinds] and [Measure].
package measure
