package capacity

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Burden gives what people spent in a month on keeping the figures of a region, by service, longest
// first: a RESV of all services of its region, others of their own organisation's. What programs
// report takes nobody's time and is not in it.
func (s *Service) Burden(ctx context.Context, actor access.Actor, region network.RegionID, month time.Time) (list []Burden, err error) {
	defer fault.Wrap(&err, "capacity.Burden(%s)", region)
	local := month.In(clock.Amsterdam)
	from := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, clock.Amsterdam)
	until := time.Date(local.Year(), local.Month()+1, 1, 0, 0, 0, 0, clock.Amsterdam)
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "region", ID: string(region), Region: string(region), Organization: actor.Organization}, nil
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "capacity.Burden", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		args := []any{region, clock.Micros(from), clock.Micros(until)}
		bound := s.spine.Policies().Bound(actor, "capacity.Burden").
			Where(access.Columns{Organization: "o.organization", Region: "o.region"}, &args)
		list, err = store.All(ctx, tx.Tx, func(row func(...any) error) (b Burden, err error) {
			return b, row(&b.Service, &b.Name, &b.Times, &b.Seconds)
		}, `SELECT o.service, `+serviceName+`, count(*), CAST(sum(b.seconds) AS BIGINT)
			FROM offer o JOIN observation b ON b.offer = o.id AND b.observed_at >= $2 AND b.observed_at < $3 AND b.source = 'person'
			WHERE o.region = $1 AND `+bound+`
			GROUP BY o.service ORDER BY sum(b.seconds) DESC, o.service`, args...)
		tx.Found(len(list))
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// serviceName is the newest name of the service of offer o.
const serviceName = `coalesce((SELECT v.name FROM service_version v WHERE v.service = o.service AND v.batch ` + batch.Visible + `
	ORDER BY v.version DESC LIMIT 1), '')`
