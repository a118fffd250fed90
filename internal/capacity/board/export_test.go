package board

import (
	"context"

	"eerstelijn/internal/capacity"
)

// Apply is a step along the ledger, without one.
func Apply(b *Board, now []capacity.Offer, gone []capacity.OfferID, seq int64) Change {
	return b.apply(now, gone, seq)
}

// Step follows the ledger as far as it goes.
func Step(ctx context.Context, b *Board) error {
	b.loading.Lock()
	defer b.loading.Unlock()
	return b.follow(ctx)
}
