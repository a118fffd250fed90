package board

import "eerstelijn/internal/capacity"

// Apply is a step along the ledger, without one.
func Apply(b *Board, now []capacity.Offer, gone []capacity.OfferID, seq int64) Change {
	return b.apply(now, gone, seq)
}
