package obligation

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// longest is how many days an effect looks back and ahead.
const longest = 365

// Effect compares how it went before an obligation bound its parties with how it went since: as many whole
// days on both sides, at most a year, each party from its own beginning, all of them together. It is for
// those who may see how the agreement is kept.
//
// NotFound: the agreement has no such obligation, or it never bound anybody.
func (s *Service) Effect(ctx context.Context, actor access.Actor, of agreement.ID, obligation string) (e Effect, err error) {
	defer fault.Wrap(&err, "obligation.Effect(%s)", of)
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		return s.Agreements.ReaderTx(ctx, tx, actor, of)
	}
	if err := s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "obligation.Effect", Load: load}, func(context.Context, *act.Tx) error { return nil }); err != nil {
		return Effect{}, err
	}
	// It is recorded; counting goes beside the acts of others.
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		terms, err := s.Agreements.TermsTx(ctx, tx, of, time.Time{}, now)
		if err != nil {
			return err
		}
		e, err = s.effectTx(ctx, tx, of, obligation, terms, now)
		return err
	})
	if err != nil {
		return Effect{}, err
	}
	return e, nil
}

// bond is the time that an obligation bound a party, by its newest term.
type bond struct {
	term  agreement.Term
	since time.Time
}

// bonds gives for each party since when an obligation first bound it, and by what it does now or did last.
func bonds(terms []agreement.Term, obligation string) (all []bond) {
	at := map[network.OrganizationID]int{}
	for _, t := range terms {
		if t.Obligation.ID != obligation {
			continue
		}
		i, known := at[t.Party]
		if !known {
			at[t.Party] = len(all)
			all = append(all, bond{t, t.From})
			continue
		}
		if t.From.Before(all[i].since) {
			all[i].since = t.From
		}
		if t.From.After(all[i].term.From) {
			all[i].term = t
		}
	}
	slices.SortFunc(all, func(a, b bond) int { return a.since.Compare(b.since) })
	return all
}

func (s *Service) effectTx(ctx context.Context, tx *store.Tx, of agreement.ID, obligation string, terms []agreement.Term, now time.Time) (Effect, error) {
	bound := bonds(terms, obligation)
	if len(bound) == 0 {
		return Effect{}, fault.Missing("Deze verplichting bindt niemand.", "no such obligation ever bound anybody")
	}
	e := Effect{Agreement: of, Obligation: obligation, Measure: bound[0].term.Obligation.Measure, Parties: len(bound), Since: bound[0].since}
	e.Measured = s.Measures[e.Measure] != nil
	for _, b := range bound {
		until := now
		if t := b.term.Until; !t.IsZero() && t.Before(now) {
			until = t
		}
		before, after := around(b.since, until)
		for _, side := range []*Share{&before, &after} {
			var err error
			if side.N, side.Good, err = s.measure(ctx, tx, &b.term, side.From, side.Until); err != nil {
				return Effect{}, err
			}
		}
		e.Before.add(before)
		e.After.add(after)
	}
	return e, nil
}

// around gives as many whole civil days before the one on which something began as after it, until a moment.
// Where not one day has passed both are empty.
func around(began, until time.Time) (before, after Share) {
	year, month, day := began.In(clock.Amsterdam).Date()
	at := func(days int) time.Time { return time.Date(year, month, day+days, 0, 0, 0, 0, clock.Amsterdam) }
	days := 0
	for days < longest && !at(days+2).After(until) {
		days++
	}
	return Share{From: at(-days), Until: at(0)}, Share{From: at(1), Until: at(1 + days)}
}

// add joins what another party did, and the time over which it was looked at.
func (s *Share) add(o Share) {
	if s.From.IsZero() || o.From.Before(s.From) {
		s.From = o.From
	}
	if o.Until.After(s.Until) {
		s.Until = o.Until
	}
	s.N, s.Good = s.N+o.N, s.Good+o.Good
}
