package number

import (
	"cmp"
	"context"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// count reads the figures from the views of migration 0013.
func (n *Numbers) count(ctx context.Context, tx *store.Tx) error {
	for _, part := range []func(context.Context, *store.Tx) error{n.times, n.refusals, n.bridged, n.unmet} {
		if err := part(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// asked is a row of placement_times.
type asked struct {
	urgency                                           placement.Urgency
	opened, commitBy, committed, started, ended, when int64 // 0: not; when it was counted
	outcome                                           string
	bridged                                           int64 // until when
}

// until gives a spell that ends at a moment, or still lasts.
func (a *asked) until(at int64) Spell {
	over := at != 0
	if !over {
		if at = a.when; a.ended != 0 {
			at = a.ended // it stopped without it
		}
	}
	return Spell{For: time.Duration(at-a.opened) * time.Microsecond, Over: over}
}

func (n *Numbers) times(ctx context.Context, tx *store.Tx) error {
	committed, started := map[placement.Urgency][]Spell{}, map[placement.Urgency][]Spell{}
	rows, err := store.All(ctx, tx, func(row func(...any) error) (a asked, err error) {
		a.when = clock.Micros(n.At)
		return a, row(&a.urgency, &a.opened, &a.commitBy, &a.committed, &a.started, &a.ended, &a.outcome, &a.bridged)
	}, `SELECT urgency, opened_at, commit_by, coalesce(committed_at, 0), coalesce(started_at, 0), coalesce(ended_at, 0), outcome, coalesce(bridged_until, 0)
		FROM placement_times WHERE region = $1 AND opened_at >= $2 AND opened_at < $3`, n.Region, clock.Micros(n.From), clock.Micros(n.Until))
	if err != nil {
		return err
	}
	urgencies, err := store.All(ctx, tx, func(row func(...any) error) (u placement.Urgency, err error) { return u, row(&u) },
		`SELECT code FROM placement_urgency ORDER BY position`)
	if err != nil {
		return err
	}
	for i := range rows {
		a := &rows[i]
		committed[a.urgency] = append(committed[a.urgency], a.until(a.committed))
		started[a.urgency] = append(started[a.urgency], a.until(a.started))
		n.Outcomes.add(a)
	}
	n.Asked.N = len(rows)
	for _, u := range urgencies {
		n.Urgencies = append(n.Urgencies, UrgencyNumbers{Urgency: u, Asked: Count{N: len(committed[u])},
			Committed: measured(committed[u]), Started: measured(started[u])})
	}
	return nil
}

func measured(spells []Spell) Measured {
	w := Estimate(spells)
	return Measured{P50: w.P50, P90: w.P90, People: Count{N: len(spells)}, Waiting: Count{N: w.Waiting}}
}

func (o *Outcomes) add(a *asked) {
	switch {
	case a.outcome == "place":
		o.Place.N++
	case a.outcome == "ended":
		o.Ended.N++
	case a.outcome == "bridging" && a.when < a.bridged:
		o.Bridging.N++
	case a.outcome == "desk" && a.when < a.bridged:
		o.Desk.N++
	case a.when < a.commitBy:
		o.InTime.N++
	default:
		o.None.N++
	}
}

func (n *Numbers) refusals(ctx context.Context, tx *store.Tx) (err error) {
	n.Declines, err = store.All(ctx, tx, func(row func(...any) error) (r ReasonCount, err error) { return r, row(&r.Reason, &r.N.N) },
		`SELECT c.reason, CAST(sum(c.n) AS BIGINT) AS often FROM decline_counts c WHERE c.region = $1 AND c.hour_at >= $2 AND c.hour_at < $3
		GROUP BY c.reason ORDER BY often DESC, c.reason`, n.Region, clock.Micros(n.From), clock.Micros(n.Until))
	for _, d := range n.Declines {
		n.Declined.N += d.N.N
	}
	return err
}

// bridged counts the days that fell in the period, each begun one as a day.
func (n *Numbers) bridged(ctx context.Context, tx *store.Tx) error {
	from, until := clock.Micros(n.From), min(clock.Micros(n.Until), clock.Micros(n.At))
	type span struct {
		from, until int64
		agreed      bool
	}
	spans, err := store.All(ctx, tx, func(row func(...any) error) (s span, err error) { return s, row(&s.from, &s.until, &s.agreed) },
		`SELECT from_at, coalesce(ended_at, until_at), agreed FROM bridging_days WHERE region = $1 AND from_at < $2 AND coalesce(ended_at, until_at) > $3`,
		n.Region, until, from)
	if err != nil {
		return err
	}
	const day = int64(24 * time.Hour / time.Microsecond)
	for _, s := range spans {
		times, days := &n.DeskTimes, &n.DeskDays
		if s.agreed {
			times, days = &n.Bridgings, &n.BridgingDays
		}
		times.N++
		days.N += int((min(s.until, until) - max(s.from, from) + day - 1) / day)
	}
	return nil
}

func (n *Numbers) unmet(ctx context.Context, tx *store.Tx) error {
	type row struct {
		area network.AreaCode
		kind capacity.KindCode
		n    int
	}
	rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.area, &r.kind, &r.n) },
		`SELECT area, kind, count(*) FROM unmet_demand WHERE region = $1 AND since_at >= $2 AND since_at < $3 AND since_at <= $4 GROUP BY area, kind`,
		n.Region, clock.Micros(n.From), clock.Micros(n.Until), clock.Micros(n.At))
	if err != nil {
		return err
	}
	areas, kinds := map[network.AreaCode]int{}, map[capacity.KindCode]int{}
	for _, r := range rows {
		n.Unmet.N += r.n
		areas[r.area] += r.n
		kinds[r.kind] += r.n
	}
	for a, c := range areas {
		n.UnmetByArea = append(n.UnmetByArea, AreaCount{a, Count{N: c}})
	}
	for k, c := range kinds {
		n.UnmetByKind = append(n.UnmetByKind, KindCount{k, Count{N: c}})
	}
	slices.SortFunc(n.UnmetByArea, func(a, b AreaCount) int { return cmp.Compare(a.Area, b.Area) })
	slices.SortFunc(n.UnmetByKind, func(a, b KindCount) int { return cmp.Compare(a.Kind, b.Kind) })
	return nil
}
