package agreement

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// viewFor is [Service.viewTx] for a reader: what members said to their party, in words, is for that party.
func (s *Service) viewFor(ctx context.Context, tx *store.Tx, actor access.Actor, which ID, at time.Time) (Agreement, error) {
	a, err := s.viewTx(ctx, tx, which, at)
	if err != nil || len(a.Consultations) == 0 {
		return a, err
	}
	speaks, err := s.Mandates.Represents(ctx, tx, network.PersonID(actor.Person), a.Forum, a.At)
	if err != nil {
		return Agreement{}, err
	}
	for i := range a.Consultations {
		if c := &a.Consultations[i]; actor.Organization != string(c.Party) && !slices.Contains(speaks, c.Party) {
			c.Advices = nil
		}
	}
	return a, nil
}

// viewTx gives an agreement as it was at a moment; zero is now.
func (s *Service) viewTx(ctx context.Context, tx *store.Tx, which ID, at time.Time) (Agreement, error) {
	st, err := store.One(ctx, tx, scanRoot, `SELECT `+rootColumns+` FROM agreement a WHERE a.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return Agreement{}, missing()
	}
	if err != nil {
		return Agreement{}, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return Agreement{}, err
	}
	// An act may stand at a moment that this transaction's own clock has not reached; see change.now.
	now = latest(now, st.changedAt)
	present := at.IsZero() || !at.Before(now)
	if present {
		at = now
	}
	a := st.Agreement
	a.At = at
	if err := a.stateAt(ctx, tx, at); err != nil {
		return Agreement{}, err
	}
	v := &view{Agreement: &a, s: s, tx: tx, us: clock.Micros(at)}
	if err := v.fill(ctx); err != nil {
		return Agreement{}, err
	}
	if !present {
		a.EndsAt = time.Time{}
		return a, nil
	}
	return a, v.missing(ctx, st)
}

// stateAt takes over how an agreement was at a moment.
func (a *Agreement) stateAt(ctx context.Context, tx *store.Tx, at time.Time) error {
	err := tx.QueryRow(ctx, `SELECT state, version, public, why FROM agreement_state WHERE agreement = $1 AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)`,
		a.ID, clock.Micros(at)).Scan(&a.State, &a.Version, &a.Public, &a.Why)
	if errors.Is(err, store.ErrNone) {
		return fault.Missing("Deze afspraak bestond toen nog niet.", "the agreement did not exist at that moment")
	}
	return err
}

// view fills an agreement with what stood at a moment.
type view struct {
	*Agreement
	s    *Service
	tx   *store.Tx
	us   int64 // the moment
	text *text // the version that is shown
	next *text // the one that is proposed beside it
}

func (v *view) fill(ctx context.Context) (err error) {
	texts, err := store.All(ctx, v.tx, scanText, `SELECT `+textColumns+` FROM agreement_text WHERE agreement = $1 AND made_at <= $2 ORDER BY version`, v.ID, v.us)
	if err != nil {
		return err
	}
	var before *text
	for _, t := range texts {
		t.asOf(v.us)
		switch {
		case t.Version == v.Version:
			v.text = t
		case t.Version < v.Version && t.State == TextAgreed, t.Version < v.Version && !v.State.Binds():
			before = t
		case t.Version > v.Version && (t.State == TextDraft || t.State == TextConsent) && v.State.Binds():
			v.next = t
		}
	}
	if v.text == nil {
		return missing()
	}
	_, open, grants, err := decodeBody(v.text.body)
	if err != nil {
		return err
	}
	v.Title, v.Parent, v.Body, v.Open, v.Grants = v.text.Title, v.text.parent, v.text.Body, open, grants
	if v.Objections, err = objections(ctx, v.tx, v.ID); err != nil {
		return err
	}
	v.Objections = asOf(v.Objections, clock.FromMicros(v.us))
	if err := v.fillParties(ctx); err != nil {
		return err
	}
	if v.Consultations, err = consultations(ctx, v.tx, v.ID, v.us); err != nil {
		return err
	}
	for _, c := range v.Consultations {
		for i := range v.Parties {
			if v.Parties[i].Organization == c.Party && clock.Micros(c.Until) > v.us {
				v.Parties[i].Consulting = true
			}
		}
	}
	if v.next != nil {
		v.Proposed = new(v.next.Text)
		statuses(v.Proposed.Body.Clauses, v.text, v.Objections)
		statuses(v.Clauses, before, nil)
	} else {
		statuses(v.Clauses, before, v.Objections)
	}
	return nil
}

// asOf makes of a text what was known of it at a moment.
func (t *text) asOf(us int64) {
	for _, m := range []struct {
		at *time.Time
		is TextState
	}{{&t.OfferedAt, TextConsent}, {&t.AgreedAt, TextAgreed}, {&t.DroppedAt, TextDropped}} {
		if !m.at.IsZero() && clock.Micros(*m.at) > us {
			*m.at = time.Time{}
		}
	}
	switch {
	case !t.DroppedAt.IsZero():
		t.State = TextDropped
	case !t.AgreedAt.IsZero():
		t.State = TextAgreed
	case !t.OfferedAt.IsZero():
		t.State = TextConsent
	default:
		t.State = TextDraft
	}
}

// asOf leaves of objections what was known at a moment.
func asOf(all []Objection, at time.Time) (known []Objection) {
	for _, o := range all {
		if o.At.After(at) {
			continue
		}
		if o.SettledAt.After(at) {
			o.SettledAt, o.How, o.Answer = time.Time{}, "", ""
		}
		known = append(known, o)
	}
	return known
}

// statuses says of each clause whether it is objected to, or other than in the version before.
func statuses(clauses []Clause, before *text, objections []Objection) {
	for i := range clauses {
		c := &clauses[i]
		c.Status = ClauseAgreed
		if before != nil && !slices.ContainsFunc(before.Body.Clauses, func(b Clause) bool { return b.Number == c.Number && b.Heading == c.Heading && b.Text == c.Text }) {
			c.Status = ClauseChanged
		}
		if slices.ContainsFunc(objections, func(o Objection) bool { return o.Clause == c.Number && o.SettledAt.IsZero() }) {
			c.Status = ClauseObjected
		}
	}
}

// fillParties gives the parties of the version that is shown, and those that the next one adds.
func (v *view) fillParties(ctx context.Context) error {
	said, err := publishing(ctx, v.tx, v.ID, v.us)
	if err != nil {
		return err
	}
	since, err := v.since(ctx)
	if err != nil {
		return err
	}
	ending, err := endings(ctx, v.tx, v.ID, v.us)
	if err != nil {
		return err
	}
	v.Parties = nil
	for _, t := range []*text{v.text, v.next} {
		if t == nil {
			continue
		}
		if err := t.fill(ctx, v.tx, v.ID); err != nil {
			return err
		}
		t.name(v.us)
		for _, p := range t.parties {
			signature := t.signed[p.organization]
			if signature != nil && clock.Micros(signature.At) > v.us {
				signature = nil
			}
			if clock.Micros(p.added) > v.us {
				continue // it joined later
			}
			if !p.left.IsZero() && clock.Micros(p.left) <= v.us || t == v.text && p.as == AsLeaving {
				continue // it is out
			}
			i := slices.IndexFunc(v.Parties, func(o Party) bool { return o.Organization == p.organization })
			if i < 0 {
				i = len(v.Parties)
				v.Parties = append(v.Parties, Party{Organization: p.organization, As: p.as, Since: since[p.organization], Public: said[p.organization],
					Ending: ending[p.organization].from, EndingWhy: ending[p.organization].why})
			}
			if t == v.text {
				v.Parties[i].Signature = signature
			} else {
				v.Parties[i].Next = signature
			}
		}
	}
	return nil
}

// since gives from when on each party has been bound, by whatever version.
func (v *view) since(ctx context.Context) (map[network.OrganizationID]time.Time, error) {
	type bound struct {
		who network.OrganizationID
		at  sql.NullInt64
	}
	all, err := store.All(ctx, v.tx, func(row func(...any) error) (b bound, err error) { return b, row(&b.who, &b.at) },
		`SELECT organization, min(since_at) FROM agreement_party WHERE agreement = $1 AND since_at <= $2 GROUP BY organization`, v.ID, v.us)
	out := make(map[network.OrganizationID]time.Time, len(all))
	for _, b := range all {
		out[b.who] = endOf(b.at)
	}
	return out, err
}

// missing says what stands between an agreement and being active.
func (v *view) missing(ctx context.Context, st *stored) error {
	t := v.next
	if t == nil && (v.State == StateDraft || v.State == StateConsent || v.State == StateReview) {
		t = v.text
	}
	if t == nil {
		return nil
	}
	st.Objections = v.Objections
	c := &change{stored: st, s: v.s, tx: v.tx, now: v.At}
	f, err := c.facts(ctx, t)
	if err != nil {
		return err
	}
	v.Missing = Ready(f)
	if t == v.text && v.State == StateReview {
		v.Missing = onlyMandates(v.Missing)
	}
	return nil
}
