package signal

import (
	"context"
	"database/sql"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const (
	// measuredOver is how long before a week people are counted who began to wait.
	measuredOver = 13 * 7 * 24 * time.Hour
	// manyOffers is over how many reports a share is told.
	manyOffers = 3
)

// within gives the days of a norm as the calendar has them at most: working days with each weekend that can
// fall between them.
func within(n capacity.Norm) time.Duration {
	days := n.Days
	if n.Working {
		days += 2 * ((n.Days + 4) / 5)
	}
	return time.Duration(days) * 24 * time.Hour
}

// waits counts at the end of each week how many of the people who waited for care of the norm's discipline,
// or wait still, needed longer than the norm; where too few were measured, how many of the
// providers that report a wait report a longer one.
func (c *counter) waits(ctx context.Context, tx *store.Tx) error {
	if err := c.measured(ctx, tx); err != nil {
		return err
	}
	return c.reported(ctx, tx)
}

// ofDiscipline is the condition on an offer o whose service gives care of the discipline in $1, in the
// region in $2 or in any.
const ofDiscipline = `($2 = '' OR o.region = $2) AND EXISTS (SELECT 1 FROM service_version v WHERE v.service = o.service AND v.discipline = $1 AND v.batch ` + batch.Visible + `
	AND NOT EXISTS (SELECT 1 FROM service_version n WHERE n.service = v.service AND n.version > v.version AND n.batch ` + batch.Visible + `))`

// person is how long one person waited in a place: for the first of the offers that took them.
type person struct {
	opened, started, ended int64 // started and ended: far away when not
}

func (c *counter) measured(ctx context.Context, tx *store.Tx) error {
	_, until := c.span()
	type key struct {
		place   bottleneck.Place
		request string
	}
	people := map[key]person{}
	_, err := store.All(ctx, tx, func(row func(...any) error) (_ struct{}, err error) {
		var region network.RegionID
		var area network.AreaCode
		var request string
		var p person
		var started, ended sql.NullInt64
		if err := row(&region, &area, &request, &p.opened, &started, &ended); err != nil {
			return struct{}{}, err
		}
		p.started, p.ended = endOf(started), endOf(ended)
		if place, ok := c.place(region, area, p.opened); ok {
			k := key{place, request}
			if was, there := people[k]; there {
				p.started = min(p.started, was.started)
			}
			people[k] = p
		}
		return struct{}{}, nil
	}, `SELECT o.region, o.area, x.request, x.opened_at, x.started_at, x.ended_at FROM offer_spells x JOIN offer o ON o.id = x.offer
		WHERE `+ofDiscipline+` AND x.opened_at < $3`, c.norm.Discipline, c.Region, until)
	if err != nil {
		return err
	}
	limit := within(c.norm)
	for k, p := range people {
		for i, w := range c.weeks {
			if longer, known := p.longer(limit, w.until); known {
				c.add(k.place, i, longer)
				c.figure(k.place, i).Measured = true
			}
		}
	}
	for _, figures := range c.series {
		for i := range figures {
			if figures[i].N < fewest {
				figures[i].N, figures[i].Bad, figures[i].Measured = 0, 0, false
			}
		}
	}
	return nil
}

// longer tells whether somebody waited longer than a limit, as far as was known at a moment: of who began to
// wait in the weeks before, or waited still. Of who waits for less long than the limit, or stopped, nobody
// knows it.
func (p person) longer(limit time.Duration, at time.Time) (longer, known bool) {
	us := clock.Micros(at)
	end := min(p.started, p.ended, us)
	if p.opened >= us || end < us && p.opened < clock.Micros(at.Add(-measuredOver)) {
		return false, false
	}
	longer = time.Duration(end-p.opened)*time.Microsecond > limit
	return longer, longer || p.started < us && p.started <= p.ended
}

// reported fills in the weeks in which too few people were measured.
func (c *counter) reported(ctx context.Context, tx *store.Tx) error {
	limit := int(within(c.norm) / (24 * time.Hour))
	for i, w := range c.weeks {
		told := map[bottleneck.Place]*Figure{}
		_, err := store.All(ctx, tx, func(row func(...any) error) (_ struct{}, err error) {
			var region network.RegionID
			var area network.AreaCode
			var days int
			if err := row(&region, &area, &days); err != nil {
				return struct{}{}, err
			}
			if place, ok := c.place(region, area, clock.Micros(w.until)); ok {
				f := told[place]
				if f == nil {
					f = &Figure{}
					told[place] = f
				}
				if f.N++; days > limit {
					f.Bad++
				}
			}
			return struct{}{}, nil
		}, `SELECT o.region, o.area, b.waiting_days FROM offer o JOIN capacity_kind k ON k.code = o.kind
			JOIN observation b ON b.offer = o.id AND b.observed_at = (SELECT max(n.observed_at) FROM observation n WHERE n.offer = o.id AND n.observed_at < $3)
				AND b.number = (SELECT max(n.number) FROM observation n WHERE n.offer = o.id AND n.observed_at = b.observed_at)
			WHERE `+ofDiscipline+` AND b.waiting_days IS NOT NULL AND b.told_at > $3 - coalesce(o.stale_seconds, k.stale_seconds) * 1000000
				AND (o.ended_at IS NULL OR o.ended_at >= $3)`, c.norm.Discipline, c.Region, clock.Micros(w.until))
		if err != nil {
			return err
		}
		for place, f := range told {
			if stands := c.figure(place, i); stands.N == 0 && f.N >= manyOffers {
				stands.N, stands.Bad = f.N, f.Bad
			}
		}
	}
	return nil
}
