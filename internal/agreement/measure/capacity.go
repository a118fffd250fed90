package measure

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// offered is an offer while it was there.
type offered struct {
	id          string
	made, ended int64 // ended 0: it is still there
}

// told is a moment at which somebody looked at an offer's places, and when that was recorded.
type told struct {
	offer        string
	at, recorded int64
}

// refreshCapacity counts the ends of civil days, for each offer that had been there for the days agreed:
// good is one at which somebody had looked at most so many days ago. What the platform itself counted off
// is no look.
func refreshCapacity(ctx context.Context, tx *store.Tx, q *question) (n, good int, err error) {
	offers, err := offersOf(ctx, tx, q)
	if err != nil || len(offers) == 0 {
		return 0, 0, err
	}
	days := q.params["days"]
	looks, err := looksOf(ctx, tx, q, days)
	if err != nil {
		return 0, 0, err
	}
	for end := midnight(q.from).AddDate(0, 0, 1); !end.After(q.until); end = end.AddDate(0, 0, 1) {
		if !end.After(q.from) {
			continue
		}
		at, since := clock.Micros(end), clock.Micros(end.AddDate(0, 0, -days))
		for _, o := range offers {
			if o.made > since || o.ended != 0 && o.ended < at {
				continue
			}
			n++
			if slices.ContainsFunc(looks[o.id], func(l told) bool { return l.at >= since && l.at < at && l.recorded < at }) {
				good++
			}
		}
	}
	return n, good, nil
}

// midnight begins the civil day of a moment.
func midnight(t time.Time) time.Time {
	year, month, day := t.In(clock.Amsterdam).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, clock.Amsterdam)
}

// offersOf gives the offers that the party had in the time within the forum's reach, as their region was
// when it ended. In a wijk it counts where the service stands or comes to people.
func offersOf(ctx context.Context, tx *store.Tx, q *question) ([]offered, error) {
	from, until := clock.Micros(q.from), clock.Micros(q.until)
	var b query
	b.add(`SELECT o.id, o.made_at, coalesce(o.ended_at, 0) FROM offer o WHERE o.organization IN `)
	b.in(q.who)
	b.add(` AND o.made_at < ? AND (o.ended_at IS NULL OR o.ended_at > ?) AND `, until, from)
	switch q.forum.Kind {
	case mandate.Nation:
		b.add(`1 = 1`)
	case mandate.Wijkverband:
		b.add(`EXISTS (SELECT 1 FROM service_area a WHERE a.service = o.service AND a.version = (SELECT max(v.version) FROM service_version v
			WHERE v.service = o.service AND v.written_at < ? AND v.batch `+batch.Visible+`) AND `, until)
		b.within(`a.area`, q.forum, q.from, true)
		b.add(`)`)
	default:
		b.add(`(SELECT v.region FROM offer_version v WHERE v.offer = o.id AND v.written_at < ? ORDER BY v.version DESC LIMIT 1) = ?`, until, q.forum.Region)
	}
	return store.All(ctx, tx, func(row func(...any) error) (o offered, err error) { return o, row(&o.id, &o.made, &o.ended) }, b.String(), b.args...)
}

// looksOf gives by offer when somebody looked, from so many days before the time.
func looksOf(ctx context.Context, tx *store.Tx, q *question, days int) (map[string][]told, error) {
	since := clock.Micros(midnight(q.from).AddDate(0, 0, -days))
	var b query
	b.add(`SELECT b.offer, b.told_at, b.recorded_at FROM offer o JOIN observation b ON b.offer = o.id WHERE o.organization IN `)
	b.in(q.who)
	// What was observed before could not have been told since.
	b.add(` AND b.observed_at >= ? AND b.told_at >= ? AND b.recorded_at < ? ORDER BY b.offer, b.told_at`, since, since, clock.Micros(q.until))
	looks := map[string][]told{}
	_, err := store.All(ctx, tx, func(row func(...any) error) (l told, err error) {
		if err = row(&l.offer, &l.at, &l.recorded); err == nil {
			looks[l.offer] = append(looks[l.offer], l)
		}
		return l, err
	}, b.String(), b.args...)
	return looks, err
}
