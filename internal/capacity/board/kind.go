package board

import "eerstelijn/internal/capacity"

// Kind gives the offers of a kind, in order of id: who looks for a place weighs these alone.
func (b *Board) Kind(code capacity.KindCode) []capacity.Offer {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.list(b.byKind[code])
}
