// Package projection keeps the journal of FHIR resources equal to the domain.
//
// A [Follower] runs on each node and follows the ledger's feed. For each entry it reads the things that the
// entry is about, as they are now, renders them and hands them to the journal, which keeps what is new. It
// reads outside any write and then checks, under the journal's lock, that nobody wrote since it began to
// read; else it reads again. So what stands in the journal is never older than what stood there before,
// however many nodes follow at once, and a follower that is killed anywhere goes on where it was: what it
// renders twice says the same and gives no second version.
//
// The first time, after an import of many, and where the ledger has a gap it renders everything: a sweep.
// Some things change without an entry: a membership begins or ends at a moment. The journal keeps those
// moments. Figures of capacity come often: a resource of one gets one version a minute at most, and what
// came in between is rendered when the minute is over.
//
// Who makes what is wholly new may save it in the transaction that makes it: [Follower.Tell].
//
// What is hidden or ended stays, in its last public form, but not in use. What was never public never
// appears.
//
// Start reading at [Follower.Step].
package projection
