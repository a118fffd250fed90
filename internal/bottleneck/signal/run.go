package signal

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Job is the kind of job that weighs the rules each morning.
const Job = "signal.run"

// runHour is when: the day before is over, and nobody is at work yet.
const runHour = 5

// Schedule puts the weighing on the list when the program starts.
func (s *Service) Schedule(ctx context.Context) error {
	return s.schedule(ctx, func(now time.Time) time.Time { return now })
}

// Run handles a [Job] and puts itself back for the next morning, also when something failed.
func (s *Service) Run(ctx context.Context, _ jobs.Job) (err error) {
	defer fault.Wrap(&err, "signal.Weigh")
	opened, err := s.Weigh(ctx)
	if s.Log != nil {
		s.Log.Debug("rules were weighed", "opened", opened)
	}
	return errors.Join(err, s.schedule(ctx, func(now time.Time) time.Time {
		now = now.In(clock.Amsterdam)
		return time.Date(now.Year(), now.Month(), now.Day()+1, runHour, 0, 0, 0, clock.Amsterdam)
	}))
}

func (s *Service) schedule(ctx context.Context, when func(now time.Time) time.Time) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, Job, "all", when(now), nil)
	})
}

// Weigh weighs every rule in force over the weeks until today. Where one speaks it opens a bottleneck, once;
// where one spoke and the figure is low again it proposes the ending, and where it is high once more it says no
// to that, or opens again what was solved lately. It can run at any moment, on several nodes
// at once: what was done is not done again. A rule or place that fails keeps none of the others from
// being weighed.
func (s *Service) Weigh(ctx context.Context) (opened int, err error) {
	defer fault.Wrap(&err, "signal.Weigh")
	rules, spoken, now, err := s.standing(ctx)
	if err != nil {
		return 0, err
	}
	own := map[[6]string]map[network.RegionID]bool{}
	for i := range rules {
		if r := &rules[i]; r.Region != "" {
			if own[r.topic()] == nil {
				own[r.topic()] = map[network.RegionID]bool{}
			}
			own[r.topic()][r.Region] = true
		}
	}
	var problems error
	for i := range rules {
		r := &rules[i]
		series, norm, err := s.count(ctx, r, weeksUntil(now, r.Weeks))
		if err != nil {
			problems = errors.Join(problems, err)
			continue
		}
		for _, place := range slices.SortedFunc(maps.Keys(series), comparePlaces) {
			if r.Region == "" && own[r.topic()][place.Region] {
				continue
			}
			verdict, f := Judge(*r, series[place])
			running := spoken[spoke{r.ID, place}]
			switch {
			case verdict == Speaks && !running:
				did, err := s.speak(ctx, r, f, norm)
				problems = errors.Join(problems, err)
				if did {
					opened++
				}
			case verdict == Low && running:
				problems = errors.Join(problems, s.fall(ctx, r, f, norm))
			}
		}
	}
	return opened, problems
}

func comparePlaces(a, b bottleneck.Place) int {
	return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Wijkverband, b.Wijkverband))
}

// spoke is a rule that speaks of a place.
type spoke struct {
	rule  RuleID
	place bottleneck.Place
}

// standing gives the rules in force and the places of which they speak already.
func (s *Service) standing(ctx context.Context) (rules []Rule, spoken map[spoke]bool, now time.Time, err error) {
	spoken = map[spoke]bool{}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		rules, err = store.All(ctx, tx, scanRule, `SELECT `+ruleColumns+` FROM signal_rule WHERE from_at <= $1 AND until_at IS NULL ORDER BY id`, clock.Micros(now))
		if err != nil {
			return err
		}
		_, err = store.All(ctx, tx, func(row func(...any) error) (k spoke, err error) {
			err = row(&k.rule, &k.place.Region, &k.place.Wijkverband)
			spoken[k] = true
			return k, err
		}, `SELECT rule, region, wijkverband FROM signal_spoke WHERE fell_at IS NULL`)
		return err
	})
	return rules, spoken, now, err
}

// weigh does what a rule comes to in one place, unless the rule was changed or another node was first: the
// rule's rows are locked, and running says whether it speaks of the place at this moment.
func (s *Service) weigh(ctx context.Context, r *Rule, place bottleneck.Place, running bool, write func(ctx context.Context, tx *act.Tx) error) (did bool, err error) {
	var stands Rule
	err = s.spine.Do(ctx, act.Attempt{Actor: access.Job("signal"), Act: "signal.Weigh", Load: s.loading(r, &stands)}, func(ctx context.Context, tx *act.Tx) error {
		did = false
		var speaks bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM signal_spoke WHERE rule = $1 AND region = $2 AND wijkverband = $3 AND fell_at IS NULL)`,
			r.ID, place.Region, place.Wijkverband).Scan(&speaks)
		if err != nil || speaks != running || stands.Version != r.Version {
			return err
		}
		tx.About("region", string(place.Region))
		if place.Wijkverband != "" {
			tx.About("wijkverband", string(place.Wijkverband))
		}
		did = true
		return write(ctx, tx)
	})
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return false, nil // it ended meanwhile
	}
	return did && err == nil, err
}

// speak opens a bottleneck for what a rule found, or takes up the one that it opened before.
func (s *Service) speak(ctx context.Context, r *Rule, f Figure, norm string) (bool, error) {
	return s.weigh(ctx, r, f.Place, false, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		e := r.evidence(f, norm)
		which, _, err := s.Bottlenecks.ReportTx(ctx, tx, bottleneck.Opened{Rule: string(r.ID), Title: r.Title, What: r.what(e), Theme: r.Theme,
			HowOften: bottleneck.Weekly, Place: f.Place, Level: r.Level, Evidence: []bottleneck.Evidence{e}})
		if err != nil {
			return err
		}
		tx.About("bottleneck", string(which))
		_, err = tx.Exec(ctx, `INSERT INTO signal_spoke (id, rule, region, wijkverband, bottleneck, spoke_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			id.New[string](), r.ID, f.Place.Region, f.Place.Wijkverband, which, clock.Micros(now))
		if err != nil {
			return err
		}
		return tx.Changed(map[string]any{"measure": r.Measure, "share": f.Share(), "n": f.N})
	})
}

// fall proposes the ending of what a rule opened in a place. When it was ended meanwhile there is nothing to
// propose; the rule may speak there again either way.
func (s *Service) fall(ctx context.Context, r *Rule, f Figure, norm string) error {
	_, err := s.weigh(ctx, r, f.Place, true, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		e := r.evidence(f, norm)
		proposed, err := s.Bottlenecks.ProposeTx(ctx, tx, string(r.ID), f.Place, r.fellWords(e), []bottleneck.Evidence{e})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE signal_spoke SET fell_at = CASE WHEN spoke_at > $4 THEN spoke_at ELSE $4 END
			WHERE rule = $1 AND region = $2 AND wijkverband = $3 AND fell_at IS NULL`, r.ID, f.Place.Region, f.Place.Wijkverband, clock.Micros(now))
		if err != nil {
			return err
		}
		return tx.Changed(map[string]any{"measure": r.Measure, "share": f.Share(), "n": f.N, "proposed": proposed})
	})
	return err
}
