package mandate

import (
	"context"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Mandates lists mandates in force of themselves at a moment, as known at another: begun, not ended and
// not revoked. Whether the grantor had standing is [Service.Chain]'s matter. With Ended it lists all that
// were known, whenever they hold.
func (s *Service) Mandates(ctx context.Context, q Query) (all []Mandate, err error) {
	defer fault.Wrap(&err, "mandate.Mandates")
	err = s.view(ctx, q, func(ctx context.Context, tx *store.Tx, v view) error {
		var a args
		where := knownAt("m", a.add(clock.Micros(v.known)))
		same(&a, &where, "m.id", q.ID)
		same(&a, &where, "m.grantor", q.Grantor)
		q.place("m", &a, &where)
		if q.Delegate != "" {
			p, k := a.add(string(q.Delegate)), a.add(clock.Micros(v.known))
			// What they were ever the delegate or the substitute of is found by an index; the rest by looking at each of those.
			where += ` AND m.id IN (SELECT d.id FROM mandate d WHERE d.delegate = ` + p + ` UNION SELECT b.mandate FROM substitution b WHERE b.person = ` + p + `)
				AND (m.delegate = ` + p + ` OR EXISTS (SELECT 1 FROM substitution b WHERE b.mandate = m.id AND b.person = ` + p + ` AND ` + knownAt("b", k)
			if !q.Ended {
				where += ` AND ` + holds("b", a.add(clock.Micros(v.at)))
			}
			where += `))`
		}
		if !q.Ended {
			at := a.add(clock.Micros(v.at))
			where += ` AND ` + holds("m", at) + ` AND (m.revoked_at IS NULL OR m.revoked_at > ` + at + `)`
		}
		rows, err := store.All(ctx, tx, scanMandate, `SELECT `+mandateColumns+` FROM mandate m WHERE `+where+` ORDER BY m.region, m.forum, m.wijkverband, m.grantor, m.from_at, m.id`, a...)
		all = make([]Mandate, len(rows))
		for i, r := range rows {
			all[i] = r.Mandate
		}
		return err
	})
	return all, err
}

// Affiliations lists who belongs to which body at a moment, as known at another; with Ended all that were
// known. Of Query, ID, Provider, Body (or Grantor, for either), Region (in which the body speaks) and the
// moments count.
func (s *Service) Affiliations(ctx context.Context, q Query) (all []Affiliation, err error) {
	defer fault.Wrap(&err, "mandate.Affiliations")
	err = s.view(ctx, q, func(ctx context.Context, tx *store.Tx, v view) error {
		var a args
		where := knownAt("f", a.add(clock.Micros(v.known)))
		same(&a, &where, "f.id", q.ID)
		same(&a, &where, "f.provider", q.Provider)
		same(&a, &where, "f.body", q.Body)
		if q.Grantor != "" {
			p := a.add(string(q.Grantor))
			where += ` AND (f.provider = ` + p + ` OR f.body = ` + p + `)`
		}
		if q.Region != "" {
			where += ` AND EXISTS (SELECT 1 FROM standing s WHERE s.body = f.body AND s.region = ` + a.add(string(q.Region)) + ` AND ` + knownAt("s", a.add(clock.Micros(v.known))) + `)`
		}
		if !q.Ended {
			where += ` AND ` + holds("f", a.add(clock.Micros(v.at)))
		}
		all, err = store.All(ctx, tx, scanAffiliation, `SELECT `+affiliationColumns+` FROM affiliation f WHERE `+where+` ORDER BY f.body, f.provider, f.from_at, f.id`, a...)
		return err
	})
	return all, err
}

// Standings lists which bodies may speak for a discipline at a moment, as known at another; with Ended all
// that were known. Of Query, ID, Body (or Grantor), Region and the moments count.
func (s *Service) Standings(ctx context.Context, q Query) (all []Standing, err error) {
	defer fault.Wrap(&err, "mandate.Standings")
	err = s.view(ctx, q, func(ctx context.Context, tx *store.Tx, v view) error {
		var a args
		where := knownAt("s", a.add(clock.Micros(v.known)))
		same(&a, &where, "s.id", q.ID)
		same(&a, &where, "s.body", q.Body)
		same(&a, &where, "s.body", q.Grantor)
		same(&a, &where, "s.region", q.Region)
		if !q.Ended {
			where += ` AND ` + holds("s", a.add(clock.Micros(v.at)))
		}
		all, err = store.All(ctx, tx, scanStanding, `SELECT `+standingColumns+` FROM standing s WHERE `+where+` ORDER BY s.region, s.discipline, s.body, s.from_at, s.id`, a...)
		return err
	})
	return all, err
}

// Substitutions lists who stands in for delegates at a moment, as known at another; with Ended all that
// were known. Of Query, ID (of the mandate), Delegate (who stands in) and the moments count.
func (s *Service) Substitutions(ctx context.Context, q Query) (all []Substitution, err error) {
	defer fault.Wrap(&err, "mandate.Substitutions")
	err = s.view(ctx, q, func(ctx context.Context, tx *store.Tx, v view) error {
		var a args
		where := knownAt("b", a.add(clock.Micros(v.known)))
		same(&a, &where, "b.mandate", q.ID)
		same(&a, &where, "b.person", q.Delegate)
		if !q.Ended {
			where += ` AND ` + holds("b", a.add(clock.Micros(v.at)))
		}
		all, err = store.All(ctx, tx, scanSubstitution, `SELECT `+substitutionColumns+` FROM substitution b WHERE `+where+` ORDER BY b.mandate, b.from_at, b.id`, a...)
		return err
	})
	return all, err
}

// Subjects lists what a mandate may be about, in order.
func (s *Service) Subjects(ctx context.Context) (all []Subject, err error) {
	defer fault.Wrap(&err, "mandate.Subjects")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err = subjectsTx(ctx, tx)
		return err
	})
	return all, err
}

func subjectsTx(ctx context.Context, tx *store.Tx) ([]Subject, error) {
	return store.All(ctx, tx, func(row func(...any) error) (s Subject, err error) {
		return s, row(&s.Code, &s.Name, &s.Plain, &s.NationalOnly)
	}, `SELECT code, name, plain, national_only FROM mandate_subject ORDER BY position`)
}

// view runs a public question on one moment of the database.
func (s *Service) view(ctx context.Context, q Query, read func(ctx context.Context, tx *store.Tx, v view) error) error {
	return s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		v, err := look(ctx, tx, q.At, q.Known)
		if err != nil {
			return err
		}
		return read(ctx, tx, v)
	})
}

// place bounds a list to a table, or to a region with its wijkverbanden.
func (q Query) place(alias string, a *args, where *string) {
	same(a, where, alias+".forum", q.Forum.Kind)
	same(a, where, alias+".region", q.Forum.Region)
	same(a, where, alias+".wijkverband", q.Forum.Wijkverband)
	same(a, where, alias+".region", q.Region)
}

// holds completes a condition on the rows of an alias: those whose span has the moment in a parameter.
func holds(alias, param string) string {
	return alias + `.from_at <= ` + param + ` AND (` + alias + `.until_at IS NULL OR ` + alias + `.until_at > ` + param + `)`
}
