package client

import (
	"context"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// ScopesTx gives the scopes of our own that a client has now, by the person of its actor; there is false for
// one that ended, and for whoever is no client. For what goes on after the token it was asked with.
func (s *Service) ScopesTx(ctx context.Context, tx *store.Tx, person string) (scopes []string, there bool, err error) {
	id, is := strings.CutPrefix(person, "client:")
	if !is {
		return nil, false, nil
	}
	c, err := one(ctx, tx, ID(id))
	if fault.KindOf(err) == fault.NotFound {
		return nil, false, nil
	}
	return c.Scopes, err == nil && !c.Ended, err
}
