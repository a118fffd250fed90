// Package board holds every offer of the country in memory, as it is now.
//
// It is read from the database at the start and then follows the feed of the ledger: whatever was said
// of an offer anywhere, on this node or another, is here within moments of its commit. It answers
// without asking the database, and tells its followers what changed, in the order of the ledger.
//
// It holds what was said and when, not what follows from that: how sure a figure is depends on the
// moment, so whoever asks works it out with the methods of [capacity.Offer].
//
// Start reading at [Board] and [Board.Run].
package board
