package capacity

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/store"
)

// follow makes offers agree with the service that they are of: who offers it, and where. These change
// in other capabilities, which know nothing of this one.
func (s *Service) follow(ctx context.Context) error {
	for after := OfferID(""); ; {
		var offers []Offer
		err := s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			offers, err = s.many(ctx, tx, `o.ended_at IS NULL AND o.id > $1 ORDER BY o.id LIMIT $2`, after, chunk)
			return err
		})
		if err != nil || len(offers) == 0 {
			return err
		}
		after = offers[len(offers)-1].ID
		ids := make([]directory.ServiceID, len(offers))
		for i := range offers {
			ids[i] = offers[i].Service
		}
		services, _, err := s.directory.Changed(ctx, ids)
		if err != nil {
			return err
		}
		of := make(map[directory.ServiceID]*directory.Service, len(services))
		for i := range services {
			of[services[i].ID] = &services[i]
		}
		for i := range offers {
			if service := of[offers[i].Service]; service != nil {
				if err := s.followOne(ctx, &offers[i], service); err != nil {
					return err
				}
			}
		}
	}
}

// followOne writes nothing, not in the ledger either, for an offer that agrees already.
func (s *Service) followOne(ctx context.Context, o *Offer, service *directory.Service) error {
	where := *o
	where.Organization, where.Area = service.Organization, areaOf(service)
	err := s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		where.Region, err = regionOf(ctx, tx, where.Area)
		return err
	})
	if err != nil || where.Organization == o.Organization && where.Area == o.Area && where.Region == o.Region {
		return err
	}
	var is stored
	actor := access.Job("capacity")
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "capacity.Follow", Load: s.loading(o.ID, &is)}, func(ctx context.Context, tx *act.Tx) error {
		t, err := s.tablesTx(ctx, tx.Tx)
		if err != nil {
			return err
		}
		kind, _ := t.Kind(is.Kind)
		is.Organization, is.Area, is.Region = where.Organization, where.Area, where.Region
		return is.write(ctx, tx, actor, kind)
	})
}
