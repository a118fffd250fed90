package placement

import (
	"context"

	"eerstelijn/internal/fault"
)

// ErrMoved says that a request is not at the version that somebody acted on.
var ErrMoved = fault.New(fault.Conflict, "Dit is intussen veranderd. Lees het opnieuw en probeer het dan nog eens.", "the request has changed since it was read; read it again")

// expectedKey is the key of a context with the version that is expected.
type expectedKey struct{}

// Expecting has the acts under a context done only over the version of a request that somebody read. The
// request is held when that is checked, so nothing comes between: [ErrMoved].
func Expecting(ctx context.Context, version int64) context.Context {
	return context.WithValue(ctx, expectedKey{}, version)
}

// expected refuses an act over another version than was read.
func (c *change) expected(ctx context.Context) error {
	if v, said := ctx.Value(expectedKey{}).(int64); said && v != c.Version {
		return ErrMoved
	}
	return nil
}
