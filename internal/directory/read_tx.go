package directory

import (
	"context"

	"eerstelijn/internal/store"
)

// ServiceTx gives a service as it stands, whatever its state, within a transaction of somebody else.
func (r *Register) ServiceTx(ctx context.Context, tx *store.Tx, service ServiceID) (Service, error) {
	return find(ctx, tx, service)
}
