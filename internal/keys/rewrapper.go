package keys

import "context"

// Rewrapper is a place where sealed values are kept. Package custody asks each to move its values to
// the current key, so that an older one can be retired.
type Rewrapper interface {
	// Name says what is kept there, for operators and in Dutch: 'namen in het logboek'.
	Name() string
	// Under counts the values that each of the keys wraps.
	Under(ctx context.Context, ids []string) (map[string]int, error)
	// Rewrap puts at most limit values under the current key and tells how many it did; 0 means that
	// none is left.
	Rewrap(ctx context.Context, ring *Ring, limit int) (int, error)
}
