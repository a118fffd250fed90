package network

import (
	"context"

	"eerstelijn/internal/store"
)

// PlaceNames is where somebody works, as people call it; ” for what is not there.
type PlaceNames struct{ Organization, Region, Wijkverband string }

// PlaceTx gives the names of a place. It decides nothing: these names are public.
func (s *Service) PlaceTx(ctx context.Context, tx *store.Tx, o OrganizationID, r RegionID, w WijkverbandID) (p PlaceNames, err error) {
	err = tx.QueryRow(ctx, `SELECT
			coalesce((SELECT a.name FROM organization a WHERE a.id = $1 AND `+currentOrganization+`), ''),
			coalesce((SELECT v.name FROM region_version v WHERE v.region = $2 AND v.until_at IS NULL), ''),
			coalesce((SELECT v.name FROM wijkverband_version v WHERE v.wijkverband = $3 AND v.until_at IS NULL), '')`,
		o, r, w).Scan(&p.Organization, &p.Region, &p.Wijkverband)
	return p, err
}
