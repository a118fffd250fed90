package bottleneck

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// fate is a bottleneck that was reported, with what became of the one that it is part of now.
type fate struct {
	region         network.RegionID
	wijkverband    network.WijkverbandID
	theme          string
	state          State
	passed, helped bool
	quarter        int // of the year in which it was reported, from 0
}

// fates reads what people reported in a period; a region and a wijkverband may bound it. What a rule opened
// nobody told, and a bundle is made of what was counted already.
func fates(ctx context.Context, tx *store.Tx, q CountQuery) ([]fate, error) {
	args := []any{clock.Micros(q.From), clock.Micros(q.Until)}
	where := ``
	for _, c := range []struct{ column, value string }{{"b.region", string(q.Region)}, {"b.wijkverband", string(q.Wijkverband)}} {
		if c.value != "" {
			args = append(args, c.value)
			where += ` AND ` + c.column + ` = ` + access.Placeholder(len(args))
		}
	}
	return store.All(ctx, tx, func(row func(...any) error) (f fate, err error) {
		var made int64
		err = row(&f.region, &f.wijkverband, &f.theme, &made, &f.state, &f.passed, &f.helped)
		f.quarter = quarterOf(clock.FromMicros(made))
		return f, err
	}, `SELECT b.region, b.wijkverband, b.theme, b.made_at, s.state, CASE WHEN s.level <> t.level THEN 1 ELSE 0 END,
			CASE WHEN s.state = 'solved' AND (SELECT e.outcome FROM bottleneck_ending e WHERE e.bottleneck = b.root ORDER BY e.number DESC LIMIT 1) = 'yes' THEN 1 ELSE 0 END
		FROM bottleneck b JOIN bottleneck_state s ON s.bottleneck = b.root AND s.until_at IS NULL JOIN bottleneck_stop t ON t.bottleneck = b.id AND t.number = 1
		WHERE b.made_at >= $1 AND b.made_at < $2 AND b.origin = 'person'`+where, args...)
}

// tally is the counts of one place with what their complements need.
type tally struct {
	reported, open, solved, accepted Count
	passed, stayed                   Count // parts of reported
	helped, unsure                   Count // parts of solved
	themes                           map[string]*Count
}

func (t *tally) add(f fate) {
	t.reported.N++
	switch f.state {
	case Solved:
		t.solved.N++
		if f.helped {
			t.helped.N++
		} else {
			t.unsure.N++
		}
	case Accepted:
		t.accepted.N++
	default:
		t.open.N++
	}
	if f.passed {
		t.passed.N++
	} else {
		t.stayed.N++
	}
	t.theme(f.theme).N++
}

func (t *tally) theme(code string) *Count {
	if t.themes == nil {
		t.themes = map[string]*Count{}
	}
	if t.themes[code] == nil {
		t.themes[code] = &Count{}
	}
	return t.themes[code]
}

// sums are those within one place.
func (t *tally) sums() []sum {
	var themes []*Count
	for _, code := range slices.Sorted(maps.Keys(t.themes)) {
		themes = append(themes, t.themes[code])
	}
	return []sum{
		{&t.reported, []*Count{&t.open, &t.solved, &t.accepted}},
		{&t.reported, []*Count{&t.passed, &t.stayed}},
		{&t.solved, []*Count{&t.helped, &t.unsure}},
		{&t.reported, themes},
	}
}

// across are the sums of one place over the places that it consists of.
func (t *tally) across(parts []*tally) []sum {
	columns := []func(*tally) *Count{
		func(t *tally) *Count { return &t.reported }, func(t *tally) *Count { return &t.open }, func(t *tally) *Count { return &t.solved },
		func(t *tally) *Count { return &t.accepted }, func(t *tally) *Count { return &t.passed }, func(t *tally) *Count { return &t.stayed },
		func(t *tally) *Count { return &t.helped }, func(t *tally) *Count { return &t.unsure },
	}
	for _, code := range slices.Sorted(maps.Keys(t.themes)) {
		columns = append(columns, func(t *tally) *Count { return t.theme(code) })
	}
	var out []sum
	for _, column := range columns {
		s := sum{total: column(t)}
		for _, p := range parts {
			s.parts = append(s.parts, column(p))
		}
		out = append(out, s)
	}
	return out
}

func (t *tally) counts(p Place, q CountQuery, exact bool) Counts {
	c := Counts{Place: p, From: q.From, Until: q.Until, Exact: exact, Reported: t.reported, Open: t.open, Solved: t.solved, Accepted: t.accepted,
		PassedUp: t.passed, Helped: t.helped}
	for _, code := range slices.Sorted(maps.Keys(t.themes)) {
		if n := *t.themes[code]; n != (Count{}) {
			c.ByTheme = append(c.ByTheme, ThemeCount{code, n})
		}
	}
	slices.SortStableFunc(c.ByTheme, func(a, b ThemeCount) int { return cmp.Compare(b.N.N, a.N.N) })
	return c
}

// counted is a country that was counted a moment ago.
type counted struct {
	at time.Time
	*country
}

// countedFor is how long the public's counts are kept: nobody waits for the newest.
const countedFor = time.Hour

// kept are the public's counts by period.
type kept struct {
	mu  sync.Mutex
	all map[[2]int64]counted
}

// Counts gives the public counts of a place: what was told in a calendar year, what was done, and whether it
// helped. Of the year that runs it counts the quarters that have passed. Numbers under ten are hidden, and those
// from which they would follow, also by what was shown of the same year before: a number that grew by less
// than ten is shown again when it has grown by more.
func (s *Service) Counts(ctx context.Context, q CountQuery) (c Counts, err error) {
	defer fault.Wrap(&err, "bottleneck.Counts")
	if err := q.check(); err != nil {
		return Counts{}, err
	}
	var now time.Time
	if err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error { now, err = tx.Now(ctx); return err }); err != nil {
		return Counts{}, err
	}
	if q.From, q.Until, err = publicYear(q.Year, now); err != nil {
		return Counts{}, err
	}
	all, err := s.country(ctx, q.From, q.Until, now)
	if err != nil {
		return Counts{}, err
	}
	place, t := Place{Region: q.Region, Wijkverband: q.Wijkverband}, all.whole
	switch {
	case q.Wijkverband != "":
		t = all.wijken[q.Wijkverband]
	case q.Region != "":
		t = all.regions[q.Region]
	}
	if t == nil {
		t = &tally{}
	}
	return t.counts(place, q, false), nil
}

func (s *Service) country(ctx context.Context, from, until, now time.Time) (*country, error) {
	key := [2]int64{clock.Micros(from), clock.Micros(until)}
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock() // who comes meanwhile waits for the one count
	if c, ok := s.kept.all[key]; ok && now.Sub(c.at).Abs() < countedFor {
		return c.country, nil
	}
	var all []fate
	err := s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = fates(ctx, tx, CountQuery{From: from, Until: until})
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.kept.all == nil || len(s.kept.all) > 20 {
		s.kept.all = map[[2]int64]counted{}
	}
	c := newCountry(all, quarters(from, until))
	s.kept.all[key] = counted{now, c}
	return c, nil
}

// publicYear gives the period that everybody may ask for: a calendar year, of the one that runs the quarters
// that have passed; 0 is that one, or the year before while none has.
func publicYear(year int, now time.Time) (from, until time.Time, err error) {
	now = now.In(clock.Amsterdam)
	quarter := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, clock.Amsterdam)
	if year == 0 {
		if year = now.Year(); quarter.Month() == time.January {
			year--
		}
	}
	from = time.Date(year, time.January, 1, 0, 0, 0, 0, clock.Amsterdam)
	if year < 2000 || from.After(now) {
		return from, until, fault.InvalidField("year", "Kies dit jaar of een jaar dat voorbij is.", "expected this year or one that has passed")
	}
	if until = from.AddDate(1, 0, 0); until.After(quarter) {
		until = quarter
	}
	return from, until, nil
}

func (q *CountQuery) check() error {
	var c checker
	if q.Region != "" && check.NotID(q.Region) {
		c.Wrong("region", "Deze regio kennen we niet.", "expected the id of a region")
	}
	if q.Wijkverband != "" && check.NotID(q.Wijkverband) {
		c.Wrong("wijkverband", "Dit wijkverband kennen we niet.", "expected the id of a wijkverband")
	}
	return c.Err()
}

// longestPeriod keeps a question from reading a lifetime.
const longestPeriod = 10 * 366 * 24 * time.Hour

// Exact gives the counts of a place for a party of it: over any period, with small numbers.
func (s *Service) Exact(ctx context.Context, actor access.Actor, q CountQuery) (c Counts, err error) {
	defer fault.Wrap(&err, "bottleneck.Exact")
	if err := q.check(); err != nil {
		return Counts{}, err
	}
	load := func(ctx context.Context, tx *store.Tx) (subject access.Subject, err error) {
		subject = access.Subject{Type: "board", ID: nationBoard, Region: string(q.Region), Wijkverband: string(q.Wijkverband)}
		if q.Region != "" {
			subject.ID = string(q.Region)
		}
		if q.Wijkverband != "" {
			in, err := s.Network.WijkverbandInTx(ctx, tx, q.Wijkverband, q.Region)
			if err != nil {
				return subject, err
			}
			if !in {
				return subject, fault.InvalidField("wijkverband", "Dit wijkverband hoort niet bij deze regio.", "this wijkverband is not one of the region's")
			}
		}
		board, err := boardOf(ctx, tx)
		subject.Desk = string(board)
		return subject, err
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "bottleneck.Exact", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if q.From.IsZero() {
			y := cmp.Or(q.Year, now.In(clock.Amsterdam).Year())
			q.From = time.Date(y, time.January, 1, 0, 0, 0, 0, clock.Amsterdam)
			q.Until = q.From.AddDate(1, 0, 0)
		}
		if !q.From.Before(q.Until) || q.Until.Sub(q.From) > longestPeriod {
			return fault.InvalidField("until", "Kies een periode van ten hoogste tien jaar.", "expected a period of at most ten years")
		}
		return nil
	})
	if err != nil {
		return Counts{}, err
	}
	var t tally
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := fates(ctx, tx, q)
		for _, f := range all {
			t.add(f)
		}
		return err
	})
	if err != nil {
		return Counts{}, err
	}
	return t.counts(Place{Region: q.Region, Wijkverband: q.Wijkverband}, q, true), nil
}
