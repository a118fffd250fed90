package r4

import (
	"maps"
	"slices"
)

// Types are the names of all resource types of this package, in order.
func Types() []string { return slices.Sorted(maps.Keys(makers)) }
