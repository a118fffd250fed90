// Package work shows placements as FHIR to programs and people who are signed in: what is asked is a
// ServiceRequest, and each question to a provider, and each care that bridges the time, is a Task of it.
//
// A Task is made of what package placement shows to whoever asks, by the acts of placement, so that who sees
// what, the policies and the ledger are those of the JSON API. A status that is put is such an act too: what
// may follow what is the table in moves.go, and package placement has the last word.
//
// Both can be made here as well: a request is prepared and opened, and a Task asks one provider. What is sent is
// held against what would be served, and refused where something of it would be lost; what R4 has no place for
// stands in extensions of our own (define.go).
//
// Nothing in a Task or a ServiceRequest tells who it is about, before the answer or after it: the chosen
// provider reads that apart, by an act that is on record as such.
//
// Start reading at [New].
package work
