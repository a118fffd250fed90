package signal

import (
	"context"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// span gives the stored moments between which the weeks lie.
func (c *counter) span() (from, until int64) {
	return clock.Micros(c.weeks[0].from), clock.Micros(c.weeks[len(c.weeks)-1].until)
}

// manyProviders is from how many providers on a share of refusals is told of a place: over fewer it would be
// told of one of them, which is for the desk alone.
const manyProviders = 3

// declines counts the answers of providers, and those in which there was no room.
func (c *counter) declines(ctx context.Context, tx *store.Tx) error {
	from, until := c.span()
	providers := map[bottleneck.Place]map[network.OrganizationID]bool{}
	_, err := store.All(ctx, tx, func(row func(...any) error) (_ struct{}, err error) {
		var region network.RegionID
		var area network.AreaCode
		var organization network.OrganizationID
		var at int64
		var noRoom bool
		if err := row(&region, &area, &organization, &at, &noRoom); err != nil {
			return struct{}{}, err
		}
		if place, ok := c.place(region, area, at); ok {
			c.add(place, indexOf(c.weeks, at), noRoom)
			if providers[place] == nil {
				providers[place] = map[network.OrganizationID]bool{}
			}
			providers[place][organization] = true
		}
		return struct{}{}, nil
	}, `SELECT region, area, organization, at, no_room FROM room_answers WHERE at >= $1 AND at < $2 AND ($3 = '' OR region = $3) AND ($4 = '' OR kind = $4)`,
		from, until, c.Region, c.Kind)
	for place, by := range providers {
		if len(by) < manyProviders {
			delete(c.series, place)
		}
	}
	return err
}

// bridging counts the requests whose time to find a place was over in each week, and those of which the wait
// was being bridged by the end of it. Who stopped asking before does not count.
func (c *counter) bridging(ctx context.Context, tx *store.Tx) error {
	from, until := c.span()
	_, err := store.All(ctx, tx, func(row func(...any) error) (_ struct{}, err error) {
		var region network.RegionID
		var area network.AreaCode
		var at, bridged int64
		if err := row(&region, &area, &at, &bridged); err != nil {
			return struct{}{}, err
		}
		if place, ok := c.place(region, area, at); ok {
			i := indexOf(c.weeks, at)
			c.add(place, i, bridged < clock.Micros(c.weeks[i].until))
		}
		return struct{}{}, nil
	}, `SELECT t.region, t.area, t.commit_by, coalesce((SELECT min(b.from_at) FROM bridging_time b WHERE b.request = t.request), 9223372036854775807)
		FROM placement_times t WHERE t.commit_by >= $1 AND t.commit_by < $2 AND (t.ended_at IS NULL OR t.ended_at >= t.commit_by OR t.committed_at IS NOT NULL)
			AND ($3 = '' OR t.region = $3) AND ($4 = '' OR t.kind = $4)`,
		from, until, c.Region, c.Kind)
	return err
}
