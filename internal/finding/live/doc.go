// Package live keeps the search index and the 'who now' lines equal to the directory: built from the
// database at start, then changed by what the ledger's feed tells, on every node. Room comes from the
// board of capacity, which follows the same feed; only offers that citizens can ask for count.
//
// It answers two questions without touching the database: what fits this search (the index of
// package finding), and who is reachable now for this need in this wijk. Start reading at [Finder].
package live
