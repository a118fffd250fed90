package network

import (
	"context"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Imported gives at most limit organisations that a batch brought, in order of id. What a batch brings is not
// named in the ledger: who follows that asks here.
func (s *Service) Imported(ctx context.Context, b batch.ID, limit int) (ids []OrganizationID, err error) {
	defer fault.Wrap(&err, "network.Imported(%d)", b)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err = store.All(ctx, tx, func(row func(...any) error) (id OrganizationID, err error) { return id, row(&id) },
			`SELECT id FROM organization WHERE batch = $1 AND batch `+batch.Visible+` ORDER BY id LIMIT $2`, b, limit)
		return err
	})
	return ids, err
}
