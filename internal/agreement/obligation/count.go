package obligation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// knownNow is later than anything that was said: everything counts.
const knownNow = int64(1<<62 - 1)

// tally counts the periods that a condition leaves by outcome, as it stood at a moment; a zero one is now.
func tally(ctx context.Context, tx *store.Tx, at time.Time, where string, args ...any) (t Tally, err error) {
	known := knownNow
	if !at.IsZero() {
		known = clock.Micros(at)
	}
	by, err := tallies(ctx, tx, where, append([]any{known}, args...)...)
	for _, of := range by {
		t = t.Plus(of)
	}
	return t, err
}

// tallies counts the periods that a condition leaves by agreement and outcome. Its first parameter is the
// moment before which something must have been said to count.
func tallies(ctx context.Context, tx *store.Tx, where string, args ...any) (by map[agreement.ID]Tally, err error) {
	by = map[agreement.ID]Tally{}
	_, err = store.All(ctx, tx, func(row func(...any) error) (n int, err error) {
		var which agreement.ID
		var outcome Outcome
		var kind string
		var kept bool
		if err = row(&which, &outcome, &kind, &kept, &n); err == nil {
			t := by[which]
			t.add(said(outcome, kind, kept), n)
			by[which] = t
		}
		return n, err
	}, `SELECT p.agreement, p.outcome, coalesce(a.kind, ''), coalesce(a.kept, 0), count(*)
		FROM obligation_period p
		JOIN obligation_term t ON t.agreement = p.agreement AND t.version = p.version AND t.obligation = p.obligation
		LEFT JOIN obligation_answer a ON a.period = p.id AND a.number = (SELECT max(b.number) FROM obligation_answer b WHERE b.period = p.id AND b.at < $1)
		WHERE `+where+` GROUP BY p.agreement, p.outcome, coalesce(a.kind, ''), coalesce(a.kept, 0)`, args...)
	return by, err
}

func (t *Tally) add(outcome Outcome, n int) {
	switch outcome {
	case Kept:
		t.Kept += n
	case NotKept:
		t.NotKept += n
	case Explained:
		t.Explained += n
	case Unknown:
		t.Unknown += n
	}
}

const (
	quarters = 8
	fewest   = 10 // the smallest number that everybody may see, but for none at all
)

// Counts gives, for everybody, how often what was agreed in a region was kept: by calendar quarter, the
// newest first, over at most two years. Numbers under ten, and those from which they would follow, are
// hidden. A quarter is counted as it stood a month after it and does not change any more, so that nothing
// follows from asking twice.
func (s *Service) Counts(ctx context.Context, region network.RegionID) (all []Quarter, err error) {
	defer fault.Wrap(&err, "obligation.Counts(%s)", region)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for at := now; len(all) < quarters; {
			from, until := Quarterly.Around(at)
			at = from.Add(-time.Nanosecond)
			stood := until.In(clock.Amsterdam).AddDate(0, 1, 0)
			if now.Before(stood) {
				continue
			}
			t, err := tally(ctx, tx, stood, `t.region = $2 AND p.until_at > $3 AND p.until_at <= $4 AND p.weighed_at < $1`, region, clock.Micros(from), clock.Micros(until))
			if err != nil {
				return err
			}
			all = append(all, t.shown(from, until))
		}
		return nil
	})
	for len(all) > 0 && all[len(all)-1].Total == (Count{}) {
		all = all[:len(all)-1]
	}
	return all, err
}

// shown is a tally as everybody may see it.
func (t Tally) shown(from, until time.Time) Quarter {
	q := Quarter{From: from, Until: until, Total: Count{N: t.Total()}, Kept: Count{N: t.Kept}, NotKept: Count{N: t.NotKept},
		Explained: Count{N: t.Explained}, Unknown: Count{N: t.Unknown}}
	suppress(&q.Total, &q.Kept, &q.NotKept, &q.Explained, &q.Unknown)
	return q
}

// suppress hides small parts of a total, and enough others that none of them follows by subtraction: what
// is hidden is more than one part and adds up to ten or more. The smallest go first.
func suppress(total *Count, parts ...*Count) {
	hidden, sum := 0, 0
	hide := func(c *Count) {
		hidden, sum = hidden+1, sum+c.N
		*c = Count{Few: true}
	}
	few := func(c *Count) bool { return c.N > 0 && c.N < fewest }
	for _, p := range parts {
		if few(p) {
			hide(p)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(parts), func(p *Count) bool { return p.Few || p.N == 0 })
	slices.SortStableFunc(rest, func(a, b *Count) int { return cmp.Compare(a.N, b.N) })
	for _, p := range rest {
		if hidden == 0 || hidden > 1 && sum >= fewest {
			break
		}
		hide(p)
	}
	if few(total) {
		*total = Count{Few: true}
	}
}
