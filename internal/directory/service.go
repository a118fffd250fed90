package directory

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Confirm says that an entry is still right ('klopt nog'): it counts as checked now. An
// organisation's administrator may, for what it offers, and who holds a link for it. What must happen
// together with it, such as spending that link, goes along as also.
func (r *Register) Confirm(ctx context.Context, actor access.Actor, service ServiceID, also ...func(context.Context, *act.Tx) error) (confirmed Service, err error) {
	defer fault.Wrap(&err, "directory.Confirm(%s)", service)
	tables, err := r.Tables(ctx)
	if err != nil {
		return Service{}, err
	}
	var s Service
	err = r.spine.Do(ctx, act.Attempt{Actor: actor, Act: "directory.Confirm", Load: loading(service, &s)}, func(ctx context.Context, tx *act.Tx) error {
		if s.State == Hidden {
			return fault.New(fault.Conflict, "Dit aanbod wordt niet meer getoond. Nakijken hoeft niet.", "this service is hidden: there is nothing to confirm")
		}
		for _, do := range also {
			if err := do(ctx, tx); err != nil {
				return err
			}
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		confirmed = s
		confirmed.VerifiedAt, confirmed.VerifyBy = now, time.Time{}
		confirmed.verifyFrom(now, tables)
		return write(ctx, tx, &confirmed, actor, "confirmed")
	})
	if err != nil {
		return Service{}, unseen(err, actor, &s)
	}
	return confirmed, nil
}

// loading locks a service that must be there and hands it out.
func loading(service ServiceID, into *Service) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if err := tx.Lock(ctx, "service", string(service)); err != nil {
			return access.Subject{}, err
		}
		var err error
		if *into, err = find(ctx, tx, service); err != nil {
			return access.Subject{}, err
		}
		return subject(service, into.Organization), nil
	}
}

func subject(service ServiceID, owner network.OrganizationID) access.Subject {
	return access.Subject{Type: "service", ID: string(service), Organization: string(owner)}
}

// root locks a service's root row, and makes it where there is none: fresh.
func root(ctx context.Context, tx *store.Tx, service ServiceID) (fresh bool, err error) {
	made, err := tx.Exec(ctx, `INSERT INTO service (id) VALUES ($1) ON CONFLICT DO NOTHING`, service)
	if err != nil {
		return false, err
	}
	if n, err := made.RowsAffected(); err != nil || n == 1 {
		return n == 1, err
	}
	return false, tx.Lock(ctx, "service", string(service))
}

// write adds s as the next version of a service whose root is locked, and answers the question
// whether it is still right.
func write(ctx context.Context, tx *act.Tx, s *Service, actor access.Actor, answer string) error {
	// An import that is still going on may have taken numbers that nobody sees yet.
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) + 1 FROM service_version WHERE service = $1`, s.ID).Scan(&s.Version); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE service_check SET answered_at = $1, answer = $2 WHERE service = $3 AND answered_at IS NULL`,
		clock.Micros(now), answer, s.ID); err != nil {
		return err
	}
	return add(ctx, tx, s, actor)
}

// add adds s as a version.
func add(ctx context.Context, tx *act.Tx, s *Service, actor access.Actor) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	text, err := encode(s)
	if err != nil {
		return err
	}
	if err := insert(ctx, tx.Tx, []version{{Service: s, batch: batch.People, by: actor.Person, at: now, body: text}}); err != nil {
		return err
	}
	return tx.Changed(change{Version: s.Version, State: s.State})
}

// change is what a ledger entry says of a new version.
type change struct {
	Version int64 `json:"version"`
	State   State `json:"state"`
}

// verifyFrom sets the moment by which an entry must be checked again, where it has none: so many
// days after it was checked or, if it never was, after now.
func (s *Service) verifyFrom(now time.Time, t *Tables) {
	if !s.VerifiedAt.IsZero() {
		s.VerifiedAt = s.VerifiedAt.UTC().Truncate(time.Microsecond)
		now = s.VerifiedAt
	}
	if s.VerifyBy.IsZero() {
		k, _ := t.Kind(s.Kind)
		s.VerifyBy = now.AddDate(0, 0, k.VerifyDays)
	}
	s.VerifyBy = s.VerifyBy.UTC().Truncate(time.Microsecond)
}

func organizationName(ctx context.Context, tx *store.Tx, o network.OrganizationID) (name string, err error) {
	err = tx.QueryRow(ctx, `SELECT o.name FROM organization o WHERE o.id = $1 AND o.batch `+batch.Visible+organizationOrder+` LIMIT 1`, o).Scan(&name)
	if errors.Is(err, store.ErrNone) {
		return "", fault.InvalidFields(noOrganization("organization"))
	}
	return name, err
}

func noOrganization(field string) fault.Field {
	return fault.Field{Name: field, Text: fault.Text{NL: "Deze organisatie is niet bekend.", EN: "no organisation has this id"}}
}
