package ledger

// For tests of the tree by itself.
var (
	RootOf = rootOf
	PathTo = pathTo
)
