package obligation

import (
	"context"
	"errors"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const (
	// settle is how long after its end a period is weighed, so that acts of its last moments have committed.
	settle = 10 * time.Minute
	// answerTime is how long a party has to explain or to attest.
	answerTime = 14 * 24 * time.Hour
	// atOnce bounds what one transaction writes.
	atOnce = 100
)

// weighed is a term with what was counted of it.
type weighed struct {
	agreement.Term
	n, good int
}

// Weigh weighs every obligation whose period is over and was not weighed before, the oldest periods first,
// and gives how many. It may run at any moment and on several nodes at once: a period is weighed once.
// One agreement that fails keeps no other from being weighed, in that period and in those after it, and is
// tried again the next time.
func (s *Service) Weigh(ctx context.Context, actor access.Actor) (n int, err error) {
	defer fault.Wrap(&err, "obligation.Weigh")
	var problems error
	for _, cycle := range Cycles() {
		did, err := s.weighCycle(ctx, actor, cycle)
		n, problems = n+did, errors.Join(problems, err)
	}
	return n, problems
}

// weighCycle weighs the periods of one length. How far all was weighed moves on until the first period in
// which something failed: from there on the next time looks again.
func (s *Service) weighCycle(ctx context.Context, actor access.Actor, cycle Cycle) (n int, problems error) {
	from, until, now, err := s.firstPeriod(ctx, cycle)
	if err != nil {
		return 0, err
	}
	for ; !now.Before(until.Add(settle)); from, until = cycle.Around(until) {
		did, failed, err := s.weighPeriod(ctx, actor, cycle, from, until)
		n, problems = n+did, errors.Join(problems, failed)
		if err == nil && problems == nil {
			err = s.moveOn(ctx, cycle, until)
		}
		if err != nil {
			return n, errors.Join(problems, err)
		}
	}
	if problems == nil {
		// What binds from now on begins later: next time there is no need to look for the first.
		problems = s.moveOn(ctx, cycle, from)
	}
	return n, problems
}

// firstPeriod gives the first period of a length that may hold something unweighed, and what time it is.
func (s *Service) firstPeriod(ctx context.Context, cycle Cycle) (from, until, now time.Time, err error) {
	var done int64
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `SELECT until_at FROM obligation_weighed WHERE cycle = $1`, cycle).Scan(&done)
		if !errors.Is(err, store.ErrNone) {
			return err
		}
		first, found, err := s.firstTerm(ctx, tx, cycle, now)
		if !found {
			first = now
		}
		begin, _ := cycle.Around(first)
		done = clock.Micros(begin)
		return err
	})
	from, until = cycle.Around(clock.FromMicros(done))
	return from, until, now, err
}

// firstTerm tells since when something of this length has bound anybody.
func (s *Service) firstTerm(ctx context.Context, tx *store.Tx, cycle Cycle, now time.Time) (first time.Time, found bool, err error) {
	terms, err := s.Agreements.TermsTx(ctx, tx, "", time.Time{}, now)
	for i := range terms {
		if t := &terms[i]; Cycle(t.Obligation.Period) == cycle && (!found || t.From.Before(first)) {
			first, found = t.From, true
		}
	}
	return first, found, err
}

// moveOn notes that all periods of a length that ended by then were weighed.
func (s *Service) moveOn(ctx context.Context, cycle Cycle, until time.Time) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO obligation_weighed (cycle, until_at) VALUES ($1, $2)
			ON CONFLICT (cycle) DO UPDATE SET until_at = CASE WHEN excluded.until_at > obligation_weighed.until_at THEN excluded.until_at ELSE obligation_weighed.until_at END`,
			cycle, clock.Micros(until))
		return err
	})
}

// weighPeriod weighs what is due over one period, each agreement by itself. What failed of some of them keeps
// nobody from going on; err does.
func (s *Service) weighPeriod(ctx context.Context, actor access.Actor, cycle Cycle, from, until time.Time) (n int, failed, err error) {
	var due []agreement.Term
	if err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		terms, err := s.Agreements.TermsTx(ctx, tx, "", from, until)
		due = Due(terms, cycle, from, until)
		return err
	}); err != nil {
		return 0, nil, err
	}
	for _, part := range parts(due) {
		if err := ctx.Err(); err != nil {
			return n, failed, err
		}
		did, err := s.weighTerms(ctx, actor, part, from, until)
		n, failed = n+did, errors.Join(failed, err)
	}
	return n, failed, nil
}

// parts cuts terms, which stand together by agreement, into what is written at once.
func parts(due []agreement.Term) (all [][]agreement.Term) {
	for len(due) > 0 {
		end := 1
		for end < len(due) && end < atOnce && due[end].Agreement == due[0].Agreement {
			end++
		}
		all, due = append(all, due[:end]), due[end:]
	}
	return all
}

// weighTerms weighs terms of one agreement over one period. Counting goes beside the acts of others; what
// was counted stays the same, whoever counts and when.
func (s *Service) weighTerms(ctx context.Context, actor access.Actor, terms []agreement.Term, from, until time.Time) (n int, err error) {
	var counted []weighed
	if err := s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		counted, err = s.countTx(ctx, tx, terms, from, until)
		return err
	}); err != nil || len(counted) == 0 {
		return 0, err
	}
	of := &counted[0].Term
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "agreement", ID: string(of.Agreement), Region: string(of.Forum.Region), Wijkverband: string(of.Forum.Wijkverband)},
			tx.Lock(ctx, "agreement", string(of.Agreement))
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "obligation.Weigh", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		outcomes := map[Outcome]int{}
		n = 0
		for i := range counted {
			outcome, added, err := insertPeriod(ctx, tx, &counted[i], from, until)
			if err != nil {
				return err
			}
			if added {
				n++
				outcomes[outcome]++
			}
		}
		return tx.Changed(map[string]any{"from": from.UTC(), "until": until.UTC(), "outcomes": outcomes})
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// countTx counts those of the terms that were not weighed yet.
func (s *Service) countTx(ctx context.Context, tx *store.Tx, terms []agreement.Term, from, until time.Time) (counted []weighed, err error) {
	type key struct {
		obligation string
		party      network.OrganizationID
	}
	done, err := store.All(ctx, tx, func(row func(...any) error) (k key, err error) { return k, row(&k.obligation, &k.party) },
		`SELECT obligation, party FROM obligation_period WHERE agreement = $1 AND from_at = $2`, terms[0].Agreement, clock.Micros(from))
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		if slices.Contains(done, key{t.Obligation.ID, t.Party}) {
			continue
		}
		w := weighed{Term: t}
		if w.n, w.good, err = s.measure(ctx, tx, &t, from, until); err != nil {
			return nil, err
		}
		counted = append(counted, w)
	}
	return counted, nil
}

// measure counts what a party did about an obligation. What the party attests itself has no count; neither
// has what this program cannot measure, which leaves it unknown and keeps nothing else from being weighed.
func (s *Service) measure(ctx context.Context, tx *store.Tx, t *agreement.Term, from, until time.Time) (n, good int, err error) {
	m := s.Measures[t.Obligation.Measure]
	if m == nil || t.Obligation.Measure == measure.Attested {
		return 0, 0, nil
	}
	n, good, err = m.Of(ctx, tx, t.Party, t.Forum, t.Obligation.Params, from, until)
	if fault.KindOf(err) == fault.Invalid {
		s.Log.WarnContext(ctx, "obligation: cannot be measured", "agreement", t.Agreement, "obligation", t.Obligation.ID, "error", err)
		return 0, 0, nil
	}
	return n, good, err
}
