package network

import (
	"context"

	"eerstelijn/internal/store"
)

// RegionThereTx tells whether there is such a region. It decides nothing.
func (s *Service) RegionThereTx(ctx context.Context, tx *store.Tx, r RegionID) (there bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM region WHERE id = $1)`, r).Scan(&there)
	return there, err
}
