package directory

import (
	"context"

	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// OffersTx tells whether an organisation has a service that everybody sees and that stands in a region
// or, without a location, is first of all for people there. It decides nothing.
func (r *Register) OffersTx(ctx context.Context, tx *store.Tx, o network.OrganizationID, region network.RegionID) (offers bool, err error) {
	// A CBS code holds its parents': GM1234, WK123456, BU12345678.
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM service_version v JOIN region_area a ON a.until_at IS NULL
			AND a.area IN (v.area, 'WK' || substr(v.area, 3, 6), 'GM' || substr(v.area, 3, 4))
		WHERE v.organization = $1 AND a.region = $2 AND v.state = 'shown' AND `+current+`)`, o, region).Scan(&offers)
	return offers, err
}
