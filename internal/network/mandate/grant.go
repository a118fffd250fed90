package mandate

import (
	"context"
	"errors"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Grant gives somebody a mandate and gives it as it was written down. It may begin later (zero is now) or
// in the past: then it is known from now on, and holds from then. The grantor's own administrator may,
// and the region's staff with evidence of what the grantor decided. Invalid names the fields.
func (s *Service) Grant(ctx context.Context, actor access.Actor, m Mandate) (granted Mandate, err error) {
	defer fault.Wrap(&err, "mandate.Grant(%s)", m.ID)
	var c checks
	m.ID = newID(&c, m.ID)
	if err := c.Err(); err != nil {
		return m, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.Grant",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "organization", string(m.Grantor)); err != nil {
				return access.Subject{}, err
			}
			return withDesk(ctx, tx, subjectOf(m), m.Forum)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		is := kept{Mandate: m}
		is.Version, is.RevokedAt, is.RevokedWhy = 1, time.Time{}, ""
		var c checks
		grantor, err := s.checkOrganization(ctx, tx.Tx, &c, "grantor", m.Grantor)
		if err == nil {
			err = s.checkPerson(ctx, tx.Tx, &c, "delegate", m.Delegate)
		}
		if err == nil {
			err = s.check(ctx, tx.Tx, &c, actor, &is.Mandate, now)
		}
		if err = errors.Join(err, c.Err()); err != nil {
			return err
		}
		is.own = grantor.Kind != network.DisciplineBody
		if err := unknown(ctx, tx.Tx, "mandate", string(m.ID)); err != nil {
			return err
		}
		if err := insertMandate(ctx, tx.Tx, is, k, ""); err != nil {
			return err
		}
		granted = is.Mandate
		tx.About("organization", string(m.Grantor))
		tx.About("person", string(m.Delegate))
		return tx.Changed(map[string]any{"forum": is.Forum.Kind, "subjects": is.Subjects, "version": 1})
	})
	return granted, err
}

// unknown refuses an id that was used before.
func unknown(ctx context.Context, tx *store.Tx, table, id string) error {
	var there bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE id = $1)`, id).Scan(&there); err != nil || !there {
		return err
	}
	return fault.New(fault.Conflict, "Dit is al vastgelegd.", "this id is taken")
}

// subjectOf describes a mandate to the policies.
func subjectOf(m Mandate) access.Subject {
	return access.Subject{Type: "mandate", ID: string(m.ID), Organization: string(m.Grantor), Region: string(m.Forum.Region),
		Wijkverband: string(m.Forum.Wijkverband), Person: string(m.Delegate)}
}

// check completes a mandate that begins now if it does not say when, and notes what is wrong with it
// besides its grantor and delegate.
func (s *Service) check(ctx context.Context, tx *store.Tx, c *checks, actor access.Actor, m *Mandate, now time.Time) error {
	c.span(&m.Span, now)
	c.words("evidence", &m.Evidence, longText)
	c.onBehalf(actor, m.Grantor, m.Evidence)
	c.notSelf("delegate", actor, m.Grantor, m.Delegate)
	if err := s.checkForum(ctx, tx, c, m.Forum); err != nil {
		return err
	}
	return checkSubjects(ctx, tx, c, &m.Subjects)
}

func checkSubjects(ctx context.Context, tx *store.Tx, c *checks, subjects *[]string) error {
	list := slices.Clone(*subjects)
	slices.Sort(list)
	list = slices.Compact(list)
	if slices.Contains(list, Every) {
		list = []string{Every}
	}
	*subjects = list
	if len(list) == 0 {
		c.Wrong("subjects", "Kies waar het mandaat over gaat.", "expected one subject at least, or *")
		return nil
	}
	known, err := subjectsTx(ctx, tx)
	if err != nil {
		return err
	}
	for _, code := range list {
		if code != Every && !slices.ContainsFunc(known, func(k Subject) bool { return k.Code == code }) {
			c.Wrong("subjects", "Een van deze onderwerpen kennen we niet.", "unknown subject")
			return nil
		}
	}
	return nil
}

// Revoke takes a mandate back from a moment on; zero is now. A moment in the past is for what the grantor
// decided then and nobody wrote down: what was known before stays as it was known. Agreements hear of it
// at once. The delegate may lay it down. Conflict when it was taken back before.
func (s *Service) Revoke(ctx context.Context, actor access.Actor, id ID, at time.Time, why string) (err error) {
	defer fault.Wrap(&err, "mandate.Revoke(%s)", id)
	return s.change(ctx, actor, "mandate.Revoke", id, func(ctx context.Context, tx *act.Tx, m *kept, now time.Time) (string, error) {
		if at.IsZero() {
			at = now
		}
		var c checks
		c.reason("why", &why)
		switch {
		case !m.RevokedAt.IsZero() && !m.RevokedAt.After(now):
			return "", fault.New(fault.Conflict, "Dit mandaat is al ingetrokken.", "this mandate was revoked already")
		case at.Before(m.From):
			c.Wrong("at", "Het mandaat was toen nog niet begonnen.", "expected a moment after the mandate began")
		case !m.Until.IsZero() && !at.Before(m.Until):
			c.Wrong("at", "Het mandaat is dan al afgelopen.", "expected a moment before the mandate ends")
		}
		m.RevokedAt, m.RevokedWhy = at.UTC().Truncate(time.Microsecond), why
		return why, c.Err()
	})
}

// Correct writes down what a mandate should have said: who, where, what, when and the evidence. What was
// known until now stays known as it was, so a chain of before tells the same. The version named must be
// the one that stands; an empty span keeps the one there is. Taking it back is [Service.Revoke]'s; a
// RevokedAt here corrects when that was: never to a later moment, which would give it back, nor by leaving
// it empty.
func (s *Service) Correct(ctx context.Context, actor access.Actor, m Mandate, why string) (err error) {
	defer fault.Wrap(&err, "mandate.Correct(%s)", m.ID)
	return s.change(ctx, actor, "mandate.Correct", m.ID, func(ctx context.Context, tx *act.Tx, is *kept, now time.Time) (string, error) {
		if err := stale(actor, is.Version, m.Version); err != nil {
			return "", err
		}
		was := is.Mandate
		var c checks
		c.reason("why", &why)
		if m.Grantor != was.Grantor {
			c.Wrong("grantor", "Wie het mandaat gaf, staat vast. Trek het in en geef een nieuw mandaat.", "the grantor does not change: revoke it and grant another")
		}
		// A table in another region would put it in the hands of other people.
		if m.Forum.Region != was.Forum.Region {
			c.Wrong("region", "De regio staat vast. Trek het mandaat in en geef een nieuw mandaat.", "the region does not change: revoke it and grant another")
		}
		m.Version, m.RevokedWhy = was.Version, was.RevokedWhy
		if m.From.IsZero() {
			m.Span = was.Span
		}
		if was.RevokedAt.IsZero() || m.RevokedAt.IsZero() {
			m.RevokedAt = was.RevokedAt
		} else {
			m.RevokedAt = m.RevokedAt.UTC().Truncate(time.Microsecond)
		}
		c.moment("revoked_at", m.RevokedAt)
		if m.RevokedAt.After(was.RevokedAt) {
			c.Wrong("revoked_at", "Een mandaat dat is ingetrokken, kan niet weer langer gelden. Geef een nieuw mandaat.", "expected no later moment than the one it was revoked from: grant another mandate")
		}
		if m.Delegate != was.Delegate { // a delegate who stays may have left since
			if err := s.checkPerson(ctx, tx.Tx, &c, "delegate", m.Delegate); err != nil {
				return "", err
			}
		}
		if err := s.check(ctx, tx.Tx, &c, actor, &m, now); err != nil {
			return "", err
		}
		is.Mandate = m
		return why, c.Err()
	})
}

// change replaces what stands of a mandate by what edit makes of it, and tells who hears of a loss.
func (s *Service) change(ctx context.Context, actor access.Actor, name string, id ID, edit func(ctx context.Context, tx *act.Tx, m *kept, now time.Time) (why string, err error)) error {
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: name,
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			m, err := mandateTx(ctx, tx, id)
			if err != nil {
				return access.Subject{}, err
			}
			if m == nil {
				return access.Subject{}, noMandate()
			}
			return withDesk(ctx, tx, subjectOf(m.Mandate), m.Forum)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		// Read anew: somebody may have held it until now.
		m, err := mandateTx(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		before := m.Forum
		why, err := edit(ctx, tx, m, now)
		if err != nil {
			return err
		}
		if err := s.replace(ctx, tx, *m, k, why); err != nil {
			return err
		}
		if before != m.Forum {
			if err := s.lost(ctx, tx, m.Grantor, before); err != nil {
				return err
			}
		}
		tx.About("organization", string(m.Grantor))
		return tx.Changed(map[string]any{"forum": m.Forum.Kind, "subjects": m.Subjects, "version": m.Version + 1, "revoked": !m.RevokedAt.IsZero()})
	})
}

// replace makes m what is known of a mandate from k on, as a version of its own.
func (s *Service) replace(ctx context.Context, tx *act.Tx, m kept, k time.Time, why string) error {
	if err := closeRow(ctx, tx.Tx, "mandate", string(m.ID), k); err != nil {
		return err
	}
	m.Version++
	if err := insertMandate(ctx, tx.Tx, m, k, why); err != nil {
		return err
	}
	return s.lost(ctx, tx, m.Grantor, m.Forum)
}

func noMandate() error {
	return fault.Missing("Dit mandaat kennen we niet.", "mandate not found")
}
