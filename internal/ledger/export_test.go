package ledger

import "context"

// Round is what a running sealer does each minute.
func (s *Sealer) Round(ctx context.Context) { s.round(ctx) }

// For tests of the tree by itself.
var (
	RootOf = rootOf
	PathTo = pathTo
)

// Few entries go every way that many do.
func init() { stubsAtOnce = 5 }
