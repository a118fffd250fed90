// Package mirror follows directories of others that speak mCSD (IHE ITI-90 and ITI-91), and tells our own
// directory what they say.
//
// A run has two halves. The first pulls: everything once by search, page by page, and from then on
// {type}/_history?_since= with the source's own moment. Resources are kept as the bytes that came, and how
// far a source was followed is written in the transaction that writes what it covers. So a run may die
// anywhere: the next one goes on, and what it does twice changes nothing. Order does not matter either: of
// each resource the newest version counts, whatever the page says first, and where neither number nor moment
// tells which is newer the source is asked for the resource itself.
//
// The second half tells: each HealthcareService that changed, or whose Organization or Location did, becomes
// an entry of the directory with the source's name on it, in one batch as a file does (package batch). What
// refers to something that is not there waits until it arrives. An entry that people changed here is left to
// them, and a source touches only entries of its own: their ids are made from the source and its key.
//
// Nothing is ever removed: what the source took away is ended (hidden).
//
// Start reading at types.go for the things, at run.go for a run from begin to end, and at tell.go for what
// the directory is told.
package mirror
