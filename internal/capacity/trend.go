package capacity

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

const (
	usualWeeks = 12
	mostWeeks  = 60
	lookHour   = 12 // the hour of the day at which a trend looks
)

// Trend gives, week by week, how much room a region had of a kind: the mean over the days of what was
// free at noon, by figures that were not stale then. It counts the offers that lie in the region now.
// Weeks are those of Amsterdam, from Monday.
func (s *Service) Trend(ctx context.Context, q TrendQuery) (weeks []Week, err error) {
	defer fault.Wrap(&err, "capacity.Trend(%s)", q.Region)
	if q.Weeks < 0 || q.Weeks > mostWeeks {
		return nil, fault.InvalidField("weeks", fmt.Sprintf("Vul een getal in van 1 tot en met %d.", mostWeeks), fmt.Sprintf("expected a number from 1 to %d", mostWeeks))
	}
	if q.Weeks == 0 {
		q.Weeks = usualWeeks
	}
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if q.Until.IsZero() || q.Until.After(now) {
			q.Until = now
		}
		t, err := s.tablesTx(ctx, tx)
		if err != nil {
			return err
		}
		var looks []look
		weeks, looks = plan(q.Until, q.Weeks)
		seen, err := t.see(ctx, tx, q, looks)
		if err != nil {
			return err
		}
		sum(weeks, looks, seen)
		return nil
	})
	return weeks, err
}

// look is a moment at which a trend looks, and the week that it belongs to.
type look struct {
	at   time.Time
	week int
}

// plan gives the weeks up to a moment, and the moments to look at in them. A week of which no noon has
// come yet looks at the moment itself.
func plan(until time.Time, n int) ([]Week, []look) {
	local := until.In(clock.Amsterdam)
	monday := local.Day() - (int(local.Weekday())+6)%7
	weeks := make([]Week, n)
	var looks []look
	for w := range n {
		first := monday - 7*(n-1-w)
		weeks[w].From = time.Date(local.Year(), local.Month(), first, 0, 0, 0, 0, clock.Amsterdam)
		before := len(looks)
		for day := range 7 {
			if at := time.Date(local.Year(), local.Month(), first+day, lookHour, 0, 0, 0, clock.Amsterdam); !at.After(until) {
				looks = append(looks, look{at, w})
			}
		}
		if len(looks) == before {
			looks = append(looks, look{until, w})
		}
	}
	return weeks, looks
}

// sight is what an offer said at a moment; free counts only when told.
type sight struct {
	at    int64
	offer OfferID
	free  int
	told  bool
}

// see asks for the figure of every offer at every moment.
func (t *Tables) see(ctx context.Context, tx *store.Tx, q TrendQuery, looks []look) ([]sight, error) {
	args := []any{q.Region, q.Kind}
	var moments strings.Builder
	for i, l := range looks {
		args = append(args, clock.Micros(l.at))
		fmt.Fprintf(&moments, ",(CAST($%d AS BIGINT))", len(args))
		if i == 0 {
			moments.Reset()
			fmt.Fprintf(&moments, "(CAST($%d AS BIGINT))", len(args))
		}
	}
	return store.All(ctx, tx, func(row func(...any) error) (v sight, err error) {
		var o Offer
		var f figureRow
		var live, stale sql.NullInt64
		err = row(append([]any{&v.at, &o.ID, &o.Kind, &live, &stale}, f.dest()...)...)
		o.Rhythm, o.Figure = t.rhythm(o.Kind, live, stale), f.figure()
		v.offer, v.told = o.ID, o.fresh(clock.FromMicros(v.at))
		if v.told && o.Figure.Accepting != Closed {
			v.free = o.Figure.Available
		}
		return v, err
	}, `WITH moment (at) AS (VALUES `+moments.String()+`)
		SELECT m.at, o.id, o.kind, o.live_seconds, o.stale_seconds, `+figureColumns+`
		FROM moment m
		JOIN offer o ON o.region = $1 AND ($2 = '' OR o.kind = $2) AND o.made_at <= m.at AND (o.ended_at IS NULL OR o.ended_at > m.at)
		`+newestUntil(tx.Dialect(), `m.at`), args...)
}

// sum puts what was seen into the weeks.
func sum(weeks []Week, looks []look, seen []sight) {
	week, days := map[int64]int{}, make([]int, len(weeks))
	for _, l := range looks {
		week[clock.Micros(l.at)] = l.week
		days[l.week]++
	}
	type inWeek struct {
		week  int
		offer OfferID
	}
	offers, told := map[inWeek]bool{}, map[inWeek]bool{}
	for _, v := range seen {
		w := week[v.at]
		key := inWeek{w, v.offer}
		if !offers[key] {
			offers[key] = true
			weeks[w].Offers++
		}
		if v.told && !told[key] {
			told[key] = true
			weeks[w].Told++
		}
		weeks[w].Free += float64(v.free)
	}
	for w := range weeks {
		weeks[w].Free /= float64(days[w])
	}
}
