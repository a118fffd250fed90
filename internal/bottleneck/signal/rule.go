package signal

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// ErrStale is in the error of a change that began with an older version than the one that stands.
var ErrStale = errors.New("signal: changed since")

// SaveRule adds a rule, or changes the one with this id from now on; what it was before stays known. The
// staff and the board of the region may, and for a rule that holds everywhere the organisation that is
// the nation's board. What a rule measures, where and at which level stays: that would be another rule.
// Invalid names the fields; Conflict is an [ErrStale], or a rule that says this already.
func (s *Service) SaveRule(ctx context.Context, actor access.Actor, r Rule) (saved Rule, err error) {
	defer fault.Wrap(&err, "signal.SaveRule(%s)", r.ID)
	if err := s.check(ctx, &r, saving); err != nil {
		return Rule{}, err
	}
	var stands Rule
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "signal.SaveRule", Load: s.loading(&r, &stands)}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		at, is := max(clock.Micros(now), clock.Micros(stands.From)), r
		switch {
		case stands.Version != is.Version:
			return fault.New(fault.Conflict, "Iemand anders wijzigde deze regel intussen. Kijk eerst hoe hij nu is.", "somebody else has changed the rule since: look at it first").Because(ErrStale)
		case stands.Version == 0:
			is.ID = id.New[RuleID]()
			tx.About("signal-rule", string(is.ID))
		case !stands.same(is):
			return fault.InvalidField("measure", "Wat een regel meet, blijft. Maak hiervoor een nieuwe regel.", "what a rule measures stays: make another rule")
		default:
			if _, err := tx.Exec(ctx, `UPDATE signal_rule SET until_at = $2 WHERE id = $1 AND until_at IS NULL`, is.ID, at); err != nil {
				return err
			}
		}
		is.Version++
		done, err := tx.Exec(ctx, `INSERT INTO signal_rule (id, version, from_at, region, measure, norm, discipline, time_window, kind, threshold, weeks, level, theme, title, source)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING`,
			is.ID, is.Version, at, is.Region, is.Measure, is.Norm, is.Discipline, is.Window, is.Kind, is.Threshold, is.Weeks, is.Level, is.Theme, is.Title, is.Source)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.Conflict, "Er is hier al een regel die dit meet. Wijzig die.", "there is a rule that measures this already: change that one"))
		}
		is.From, is.Until = clock.FromMicros(at), time.Time{}
		saved = is
		return tx.Changed(map[string]any{"measure": is.Measure, "threshold": is.Threshold, "weeks": is.Weeks, "version": is.Version})
	})
	return saved, err
}

// same tells whether two rules measure the same in the same places: of such there is one at a time.
func (r *Rule) same(o Rule) bool { return r.topic() == o.topic() && r.Region == o.Region }

// topic is what a rule measures, wherever it does. A region's own rule goes before the general one on the
// same topic.
func (r *Rule) topic() [6]string {
	return [6]string{string(r.Measure), r.Norm, string(r.Discipline), string(r.Window), string(r.Kind), string(r.Level)}
}

// loading locks and describes the rule that is to be saved or ended; a new one is described as it will be.
func (s *Service) loading(r, stands *Rule) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		*stands = Rule{Region: r.Region}
		if r.ID != "" || r.Version != 0 {
			if err := tx.Lock(ctx, "signal_rule", string(r.ID)); err != nil {
				return access.Subject{}, err
			}
			*stands, err = store.One(ctx, tx, scanRule, `SELECT `+ruleColumns+` FROM signal_rule WHERE id = $1 AND until_at IS NULL`, r.ID)
			if errors.Is(err, store.ErrNone) {
				return access.Subject{}, fault.Missing("Deze regel is er niet, of niet meer.", "no such rule, or it has ended")
			}
			if err != nil {
				return access.Subject{}, err
			}
		}
		return subject(ctx, tx, stands)
	}
}

// subject describes a rule to the policies: where it holds or, when that is everywhere, who is the nation's board.
func subject(ctx context.Context, tx *store.Tx, r *Rule) (sub access.Subject, err error) {
	sub = access.Subject{Type: "signal-rule", ID: string(r.ID), Region: string(r.Region)}
	if r.Region == "" {
		err = tx.QueryRow(ctx, `SELECT coalesce((SELECT n.organization FROM national_board n WHERE n.until_at IS NULL), '')`).Scan(&sub.Desk)
	}
	return sub, err
}

// EndRule ends a rule: it speaks no more. What it opened goes on. Whoever may change it may.
func (s *Service) EndRule(ctx context.Context, actor access.Actor, which RuleID, version int64) (err error) {
	defer fault.Wrap(&err, "signal.EndRule(%s)", which)
	var stands Rule
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "signal.EndRule", Load: s.loading(&Rule{ID: which, Version: version}, &stands)}, func(ctx context.Context, tx *act.Tx) error {
		if stands.Version != version {
			return fault.New(fault.Conflict, "Iemand anders wijzigde deze regel intussen. Kijk eerst hoe hij nu is.", "somebody else has changed the rule since: look at it first").Because(ErrStale)
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE signal_rule SET until_at = $2 WHERE id = $1 AND until_at IS NULL`, which, max(clock.Micros(now), clock.Micros(stands.From)))
		return err
	})
}

// Rules gives the rules that hold in a region, its own first; without a region those that hold everywhere.
// Anybody may read them: they say when the platform calls something a bottleneck.
func (s *Service) Rules(ctx context.Context, q Query) (rules []Rule, err error) {
	defer fault.Wrap(&err, "signal.Rules")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		at := q.At
		if at.IsZero() {
			if at, err = tx.Now(ctx); err != nil {
				return err
			}
		}
		rules, err = store.All(ctx, tx, scanRule, `SELECT `+ruleColumns+` FROM signal_rule r WHERE (region = '' OR region = $1) AND from_at <= $2
			AND (until_at IS NULL OR until_at > $2 OR $3 = 1 AND NOT EXISTS (SELECT 1 FROM signal_rule n WHERE n.id = r.id AND n.version > r.version AND n.from_at <= $2))
			ORDER BY region = '', measure, norm, discipline, kind, level, id`, q.Region, clock.Micros(at), bit(q.Ended))
		return err
	})
	return rules, err
}

const ruleColumns = `id, version, from_at, until_at, region, measure, norm, discipline, time_window, kind, threshold, weeks, level, theme, title, source`

func scanRule(row func(...any) error) (r Rule, err error) {
	var from int64
	var until sql.NullInt64
	err = row(&r.ID, &r.Version, &from, &until, &r.Region, &r.Measure, &r.Norm, &r.Discipline, &r.Window, &r.Kind, &r.Threshold, &r.Weeks, &r.Level, &r.Theme, &r.Title, &r.Source)
	if r.From = clock.FromMicros(from); until.Valid {
		r.Until = clock.FromMicros(until.Int64)
	}
	return r, err
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
