package network

import (
	"context"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// RegionsAt gives all regions by name, as they were at a moment.
func (s *Service) RegionsAt(ctx context.Context, at time.Time) (found []Region, err error) {
	defer fault.Wrap(&err, "network.RegionsAt")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = regionsTx(ctx, tx, at, "", nil)
		return err
	})
	return found, err
}

// RegionAt gives the region with this address as it was at a moment. NotFound where there was none.
func (s *Service) RegionAt(ctx context.Context, slug string, at time.Time) (_ Region, err error) {
	defer fault.Wrap(&err, "network.RegionAt")
	var found []Region
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = regionsTx(ctx, tx, at, "r.slug", slug)
		return err
	})
	return one(found, err, "Deze regio was er toen nog niet.", "region not found at that moment")
}

// WijkverbandenAt gives the wijkverbanden of a region by name, as they were at a moment.
func (s *Service) WijkverbandenAt(ctx context.Context, region RegionID, at time.Time) (found []Wijkverband, err error) {
	defer fault.Wrap(&err, "network.WijkverbandenAt(%s)", region)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = wijkverbandenTx(ctx, tx, at, "w.region", region, asShown)
		return err
	})
	return found, err
}

// WijkverbandAt gives the wijkverband with this address as it was at a moment. NotFound where there was
// none, or it had ended.
func (s *Service) WijkverbandAt(ctx context.Context, slug string, at time.Time) (_ Wijkverband, err error) {
	defer fault.Wrap(&err, "network.WijkverbandAt")
	var found []Wijkverband
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = wijkverbandenTx(ctx, tx, at, "w.slug", slug, asShown)
		return err
	})
	return one(found, err, "Dit wijkverband was er toen niet.", "wijkverband not found at that moment")
}

// BoundaryPlaces gives which areas belonged to each boundary of an imported kind at a moment; see
// [Service.BoundaryAreas]. A map of all of them asks for it once.
func (s *Service) BoundaryPlaces(ctx context.Context, kind string, at time.Time) (places map[BoundaryID][]AreaCode, err error) {
	defer fault.Wrap(&err, "network.BoundaryPlaces")
	places = map[BoundaryID][]AreaCode{}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return pairs(ctx, tx, func(b BoundaryID, c AreaCode) { places[b] = append(places[b], c) },
			`SELECT a.boundary, a.area FROM boundary_area a
			WHERE a.kind = $2 AND a.from_at <= $1 AND (a.until_at IS NULL OR a.until_at > $1) AND `+newestMembership+`
				AND NOT EXISTS (SELECT 1 FROM boundary_area l WHERE l.kind = a.kind AND l.area = a.area
					AND l.from_at > a.from_at AND l.from_at <= $1 AND l.batch `+batch.Visible+`)
			ORDER BY a.boundary, a.area`, clock.Micros(at), kind)
	})
	return places, err
}
