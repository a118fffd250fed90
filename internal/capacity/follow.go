package capacity

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// follow makes offers agree with the service that they are of: who offers it, where, and whether it is
// shown at all. These change in other capabilities, which know nothing of this one. One that fails keeps
// none of the others from being done.
func (s *Service) follow(ctx context.Context) error {
	return s.followWhere(ctx, `true`)
}

// catchUp follows those whose service has another owner or is shown no more. Acts weigh both by the
// service itself, at once; this is for the lists, and for whom a question is sent to.
func (s *Service) catchUp(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "capacity.catchUp")
	return s.followWhere(ctx, serviceNow+` <> '`+shownBy+`' || o.organization`)
}

func (s *Service) followWhere(ctx context.Context, where string) (problems error) {
	for after := OfferID(""); ; {
		var offers []Offer
		err := s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			offers, err = s.many(ctx, tx, `o.ended_at IS NULL AND o.id > $1 AND `+where+` ORDER BY o.id LIMIT $2`, after, chunk)
			return err
		})
		if err != nil || len(offers) == 0 {
			return errors.Join(problems, err)
		}
		after = offers[len(offers)-1].ID
		ids := make([]directory.ServiceID, len(offers))
		for i := range offers {
			ids[i] = offers[i].Service
		}
		services, _, err := s.directory.Changed(ctx, ids)
		if err != nil {
			return errors.Join(problems, err)
		}
		of := make(map[directory.ServiceID]*directory.Service, len(services))
		for i := range services {
			of[services[i].ID] = &services[i]
		}
		for i := range offers {
			if service := of[offers[i].Service]; service != nil {
				err = s.followOne(ctx, &offers[i], service)
			} else {
				err = s.endHidden(ctx, offers[i].ID)
			}
			problems = errors.Join(problems, err)
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
		if is.Ended {
			return nil
		}
		t, err := s.tablesTx(ctx, tx.Tx)
		if err != nil {
			return err
		}
		kind, _ := t.Kind(is.Kind)
		is.Organization, is.Area, is.Region = where.Organization, where.Area, where.Region
		return is.write(ctx, tx, actor, kind)
	})
}

// endHidden ends an offer whose service is shown no more: nobody may be sent there, nor its owner asked
// for figures. Whoever shows the service again begins a new one.
func (s *Service) endHidden(ctx context.Context, offer OfferID) error {
	var is stored
	return s.spine.Do(ctx, act.Attempt{Actor: access.Job("capacity"), Act: "capacity.Follow", Load: s.loading(offer, &is)}, func(ctx context.Context, tx *act.Tx) error {
		if !is.hidden {
			return nil
		}
		if err := is.end(ctx, tx); err != nil {
			return err
		}
		return tx.Changed(map[string]bool{"ended": true})
	})
}
