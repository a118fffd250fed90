package obligation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// voice is a party for which somebody may speak: at one table on some subjects, or wherever it signed.
type voice struct {
	party   network.OrganizationID
	mandate *mandate.Mandate // nil: as who administers the organisation
}

// speaks tells whether the voice may answer for a period.
func (v voice) speaks(p *stored) bool {
	return v.party == p.Party && (v.mandate == nil || v.mandate.Forum == p.Forum && covers(v.mandate, p.subject))
}

// voices gives for whom somebody may speak now.
func (s *Service) voices(ctx context.Context, actor access.Actor) (all []voice, err error) {
	if actor.Role == access.ProviderAdmin && actor.Organization != "" {
		all = append(all, voice{party: organization(actor)})
	}
	if actor.Person == "" || !actor.Role.SignsIn() {
		return all, nil
	}
	mandates, err := s.Mandates.Mandates(ctx, mandate.Query{Delegate: network.PersonID(actor.Person)})
	for i := range mandates {
		all = append(all, voice{mandates[i].Grantor, &mandates[i]})
	}
	return all, err
}

// Week gives somebody what they have to do and how it goes: the questions that wait for an answer of a
// party for which they may speak, and the obligations of those parties, of their own organisation and of
// the bodies that speak for it, in the period that runs.
func (s *Service) Week(ctx context.Context, actor access.Actor) (w Week, err error) {
	defer fault.Wrap(&err, "obligation.Week")
	voices, err := s.voices(ctx, actor)
	if err != nil {
		return Week{}, err
	}
	parties := []network.OrganizationID{organization(actor)}
	for _, v := range voices {
		parties = append(parties, v.party)
	}
	mine := access.Subject{Type: "person", ID: actor.Person, Person: actor.Person}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "obligation.Week", Load: given(mine)}, func(ctx context.Context, tx *act.Tx) error {
		w = Week{}
		if w.At, err = tx.Now(ctx); err != nil {
			return err
		}
		err = w.ask(ctx, tx.Tx, voices)
		tx.Found(len(w.ToExplain) + len(w.ToAttest))
		return err
	})
	if err != nil {
		return Week{}, err
	}
	// It is recorded; counting goes beside the acts of others.
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		bodies, err := bodiesOf(ctx, tx, organization(actor), w.At)
		if err != nil {
			return err
		}
		w.Running, err = s.runningTx(ctx, tx, append(parties, bodies...), w.At)
		return err
	})
	if err != nil {
		return Week{}, err
	}
	return w, nil
}

// ask adds the questions that the voices can answer, the most urgent first.
func (w *Week) ask(ctx context.Context, tx *store.Tx, voices []voice) error {
	var waiting []stored
	seen := map[network.OrganizationID]bool{}
	for _, v := range voices {
		if seen[v.party] {
			continue
		}
		seen[v.party] = true
		found, err := store.All(ctx, tx, scanPeriod, selectPeriods+`WHERE q.party = $1 AND q.answered_at IS NULL`, v.party)
		if err != nil {
			return err
		}
		waiting = append(waiting, found...)
	}
	slices.SortStableFunc(waiting, func(a, b stored) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	for i := range waiting {
		p := &waiting[i]
		switch {
		case !slices.ContainsFunc(voices, func(v voice) bool { return v.speaks(p) }):
		case p.Outcome == NotKept:
			w.ToExplain = append(w.ToExplain, p.Period)
		default:
			w.ToAttest = append(w.ToAttest, p.Period)
		}
	}
	return nil
}

// bodiesOf gives who speaks for an organisation.
func bodiesOf(ctx context.Context, tx *store.Tx, o network.OrganizationID, at time.Time) ([]network.OrganizationID, error) {
	return store.All(ctx, tx, func(row func(...any) error) (o network.OrganizationID, err error) { return o, row(&o) },
		`SELECT DISTINCT body FROM affiliation WHERE provider = $1 AND known_until IS NULL AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)`,
		o, clock.Micros(at))
}

// runningTx gives how it goes with the obligations of parties in the periods that run.
func (s *Service) runningTx(ctx context.Context, tx *store.Tx, parties []network.OrganizationID, now time.Time) (all []Running, err error) {
	slices.Sort(parties)
	for _, party := range slices.Compact(parties) {
		if party == "" {
			continue
		}
		terms, err := s.Agreements.TermsOfTx(ctx, tx, party, now)
		if err != nil {
			return nil, err
		}
		for _, t := range terms {
			r, err := s.running(ctx, tx, t, now)
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b Running) int { return a.Ends.Compare(b.Ends) })
	return all, nil
}

func (s *Service) running(ctx context.Context, tx *store.Tx, t agreement.Term, now time.Time) (r Running, err error) {
	r = Running{Term: t, Cycle: Cycle(t.Obligation.Period)}
	r.Since, r.Ends = r.Cycle.Around(now)
	// What bound before, by an earlier version of the text, counts along.
	terms, err := s.Agreements.TermsTx(ctx, tx, t.Agreement, r.Since, now)
	if err != nil {
		return r, err
	}
	r.Counts = len(slices.DeleteFunc(Due(terms, r.Cycle, r.Since, now), func(o agreement.Term) bool { return owedBy(&o) != owedBy(&t) })) > 0
	r.N, r.Good, err = s.measure(ctx, tx, &t, r.Since, now)
	return r, err
}

// covers tells whether a mandate is about a subject.
func covers(m *mandate.Mandate, subject string) bool {
	return slices.Contains(m.Subjects, subject) || slices.Contains(m.Subjects, mandate.Every)
}
