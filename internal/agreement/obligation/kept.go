package obligation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

const (
	usualPeriods = 500
	mostPeriods  = 5000
)

// Kept gives what was weighed of an agreement, a party or a region, the newest periods first. The parties
// of an agreement see each other's, with the explanations; so do their members, and those who work for the
// region or wijkverband where it was agreed. Insurers see counts; see [Service.ForInsurer].
func (s *Service) Kept(ctx context.Context, actor access.Actor, q Query) (all []Period, err error) {
	defer fault.Wrap(&err, "obligation.Kept")
	if err := q.check(); err != nil {
		return nil, err
	}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) { return s.about(ctx, tx, actor, &q) }
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "obligation.Kept", Load: load}, func(ctx context.Context, tx *act.Tx) (err error) {
		all, err = q.periods(ctx, tx.Tx)
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (q *Query) check() error {
	if q.Agreement == "" && q.Party == "" && q.Region == "" {
		return fault.InvalidField("agreement", "Kies een afspraak, een partij of een regio.", "expected an agreement, a party or a region")
	}
	if q.Limit < 0 || q.Limit > mostPeriods {
		return fault.InvalidField("limit", fmt.Sprintf("Vul een getal in van 1 tot en met %d.", mostPeriods), fmt.Sprintf("expected a number from 1 to %d", mostPeriods))
	}
	if !q.From.IsZero() && !q.Until.IsZero() && !q.From.Before(q.Until) {
		return fault.InvalidField("until", "Het einde moet na het begin liggen.", "expected a moment after from")
	}
	if q.Limit == 0 {
		q.Limit = usualPeriods
	}
	return nil
}

// about describes what is asked to the policies: the agreement where one is named, else the region, else
// the party.
func (s *Service) about(ctx context.Context, tx *store.Tx, actor access.Actor, q *Query) (access.Subject, error) {
	switch {
	case q.Agreement != "":
		return s.Agreements.ReaderTx(ctx, tx, actor, q.Agreement)
	case q.Region != "":
		return access.Subject{Type: "region", ID: string(q.Region), Region: string(q.Region), Wijkverband: string(q.Wijkverband)}, nil
	}
	return access.Subject{Type: "organization", ID: string(q.Party), Organization: string(q.Party)}, nil
}

// where is the condition on periods p with their terms t; its parameters come after those given.
func (q *Query) where(args ...any) (string, []any) {
	var where []string
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, condition+access.Placeholder(len(args)))
	}
	if q.Agreement != "" {
		add(`p.agreement = `, q.Agreement)
	}
	if q.Party != "" {
		add(`p.party = `, q.Party)
	}
	if q.Region != "" {
		add(`t.region = `, q.Region)
	}
	if q.Wijkverband != "" {
		add(`t.wijkverband = `, q.Wijkverband)
	}
	if !q.From.IsZero() {
		add(`p.until_at > `, clock.Micros(q.From))
	}
	if !q.Until.IsZero() {
		add(`p.from_at < `, clock.Micros(q.Until))
	}
	return strings.Join(where, ` AND `), args
}

// periods reads what a query asks for.
func (q *Query) periods(ctx context.Context, tx *store.Tx) ([]Period, error) {
	where, args := q.where()
	args = append(args, q.Limit)
	return periods(ctx, tx, `WHERE `+where+` ORDER BY p.until_at DESC, p.agreement, p.obligation, p.party LIMIT `+access.Placeholder(len(args)), args...)
}

// periods reads those that a condition leaves.
func periods(ctx context.Context, tx *store.Tx, rest string, args ...any) ([]Period, error) {
	found, err := store.All(ctx, tx, scanPeriod, selectPeriods+rest, args...)
	all := make([]Period, len(found))
	for i := range found {
		all[i] = found[i].Period
	}
	return all, err
}

// Tallies counts what [Service.Kept] would give without a limit, for each agreement.
func (s *Service) Tallies(ctx context.Context, actor access.Actor, q Query) (by map[agreement.ID]Tally, err error) {
	defer fault.Wrap(&err, "obligation.Tallies")
	if err := q.check(); err != nil {
		return nil, err
	}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) { return s.about(ctx, tx, actor, &q) }
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "obligation.Tallies", Load: load}, func(ctx context.Context, tx *act.Tx) (err error) {
		where, args := q.where(knownNow)
		by, err = tallies(ctx, tx.Tx, where, args...)
		n := 0
		for _, t := range by {
			n += t.Total()
		}
		tx.Found(n)
		return err
	})
	if err != nil {
		return nil, err
	}
	return by, nil
}

// ForInsurer gives how often the obligations of an agreement were kept, not kept, explained and unknown:
// what the parties let their insurer see, and no more.
func (s *Service) ForInsurer(ctx context.Context, actor access.Actor, of agreement.ID) (t Tally, err error) {
	defer fault.Wrap(&err, "obligation.ForInsurer(%s)", of)
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		now, err := tx.Now(ctx)
		if err != nil {
			return access.Subject{}, err
		}
		granted, err := s.Agreements.GrantedTx(ctx, tx, of, organization(actor), now)
		about := access.Subject{Type: "agreement", ID: string(of)}
		if granted {
			about.Organization = actor.Organization
		}
		return about, err
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "obligation.ForInsurer", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		t, err = tally(ctx, tx.Tx, time.Time{}, `p.agreement = $2`, of)
		tx.Found(t.Total())
		return err
	})
	if err != nil {
		return Tally{}, err
	}
	return t, nil
}
