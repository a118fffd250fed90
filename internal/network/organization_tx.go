package network

import (
	"context"

	"eerstelijn/internal/store"
)

// OrganizationTx gives one organisation, or NotFound, within a transaction of somebody else.
func (s *Service) OrganizationTx(ctx context.Context, tx *store.Tx, o OrganizationID) (Organization, error) {
	found, err := store.All(ctx, tx, scanOrganization, `SELECT `+organizationColumns+` FROM organization a WHERE a.id = $1 AND `+currentOrganization, o)
	return one(found, err, "Deze organisatie kennen we niet.", "organization not found")
}
