// Package hsds writes the public directory as files in the Human Services Data Specification (Open
// Referral, version 3.1), the format of social maps outside care: a tabular data package of CSV files
// with a datapackage.json, that any web server can offer.
//
// It says what the public API says to a visitor who is not signed in, and nothing more: no contact points
// that are for professionals alone, no entries that are hidden or a draft, no stale room.
//
// Start reading at [Exporter.Write].
package hsds
