package network

import (
	"context"

	"eerstelijn/internal/store"
)

// ByURATx gives the organisations that have a URA number, in the order of their ids: one, unless the directory
// knows it twice.
func (s *Service) ByURATx(ctx context.Context, tx *store.Tx, ura string) ([]Organization, error) {
	if ura == "" {
		return nil, nil
	}
	return store.All(ctx, tx, scanOrganization, `SELECT `+organizationColumns+` FROM organization a WHERE a.ura = $1 AND a.ura <> '' AND `+currentOrganization+` ORDER BY a.id`, ura)
}
