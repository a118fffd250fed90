package notified

import (
	"context"
	"errors"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// forTaken is what an authorization-base of somebody else is sealed for.
const forTaken keys.Purpose = "notifications-taken"

// TakenID identifies a notification that came in.
type TakenID string

// States of a notification that came in.
const (
	open      = "open"
	withdrawn = "cancelled"
	replaced  = "replaced"
)

// Receive takes a notification of the program of the organisation that asks. The same once more changes nothing,
// and what was cancelled stays so. fresh: it was not known yet.
func (s *Service) Receive(ctx context.Context, actor access.Actor, n Notification) (which TakenID, fresh bool, err error) {
	defer fault.Wrap(&err, "notified.Receive")
	var sender network.OrganizationID
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		sender, err = s.senderTx(ctx, tx, actor, n)
		return access.Subject{Type: "notification", Organization: string(sender)}, err
	}
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "notified.Receive", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		had, state, err := s.hadTx(ctx, tx.Tx, sender, n.Identifier)
		if err != nil {
			return err
		}
		if which, fresh = had, had == ""; !fresh {
			return s.changeTx(ctx, tx, which, state, n)
		}
		if which = id.New[TakenID](); n.Status == cancelled {
			return s.cancelledTx(ctx, tx, which, sender, n)
		}
		return s.takeTx(ctx, tx, which, sender, n)
	})
	if store.IsDuplicate(err) { // the same came twice in one moment
		err = fault.New(fault.Conflict, "Dezelfde melding kwam net ook binnen.", "the same notification came in at this moment; send it again").Because(err)
	}
	return which, fresh, err
}

// senderTx gives who sends: the organisation that is named, which must be that of the program. A cancellation need
// not name anybody.
func (s *Service) senderTx(ctx context.Context, tx *store.Tx, actor access.Actor, n Notification) (network.OrganizationID, error) {
	if n.Requester == "" && n.Status == cancelled {
		return network.OrganizationID(actor.Organization), nil
	}
	named, err := s.Network.ByURATx(ctx, tx, n.Requester)
	if err != nil || len(named) == 0 {
		return "", err
	}
	if slices.ContainsFunc(named, func(o network.Organization) bool { return string(o.ID) == actor.Organization }) {
		return network.OrganizationID(actor.Organization), nil
	}
	return named[0].ID, nil
}

func (s *Service) hadTx(ctx context.Context, tx *store.Tx, sender network.OrganizationID, identifier string) (which TakenID, state string, err error) {
	err = tx.QueryRow(ctx, `SELECT id, state FROM notice_taken WHERE sender = $1 AND identifier = $2`, sender, identifier).Scan(&which, &state)
	if errors.Is(err, store.ErrNone) {
		err = nil
	}
	return which, state, err
}

// changeTx cancels what is open; nothing else changes.
func (s *Service) changeTx(ctx context.Context, tx *act.Tx, which TakenID, state string, n Notification) error {
	tx.About("notification", string(which))
	if state != open || n.Status != cancelled {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE notice_taken SET state = 'cancelled' WHERE id = $1`, which); err != nil {
		return err
	}
	if err := tx.Changed(map[string]string{"state": withdrawn}); err != nil {
		return err
	}
	return jobs.Schedule(ctx, tx.Tx, ReadJob, string(which), now, struct{}{})
}

// cancelledTx keeps that something was cancelled which did not come in yet: it may still come, and is then not open.
func (s *Service) cancelledTx(ctx context.Context, tx *act.Tx, which TakenID, sender network.OrganizationID, n Notification) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	tx.About("notification", string(which))
	_, err = tx.Exec(ctx, insertTaken, which, sender, n.Requester, n.Identifier, "", "", "", "", []byte{}, clock.Micros(now), withdrawn, clock.Micros(now))
	return err
}

const insertTaken = `INSERT INTO notice_taken (id, sender, ura, identifier, thread, owner, task, request, ticket, until_at, state, status, business, what, priority, tries, problem_nl, problem_en, made_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '', 0, '', '', $12)`

func (s *Service) takeTx(ctx context.Context, tx *act.Tx, which TakenID, sender network.OrganizationID, n Notification) error {
	owners, err := s.Network.ByURATx(ctx, tx.Tx, n.Owner)
	if err != nil {
		return err
	}
	if len(owners) == 0 {
		return unfit("Task.owner", "not-found", "De organisatie die gevraagd wordt is hier niet bekend.", "the owner is no organization that is known here")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	ticket := []byte{}
	if n.Ticket != "" {
		if ticket, err = s.Keys.Seal(ctx, forTaken, []byte(n.Ticket), string(which)); err != nil {
			return err
		}
	}
	owner := owners[0].ID
	if n.Thread != "" { // a later notification of the same takes the place of the one before
		if _, err := tx.Exec(ctx, `UPDATE notice_taken SET state = 'replaced' WHERE sender = $1 AND thread = $2 AND owner = $3 AND state = 'open'`, sender, n.Thread, owner); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, insertTaken, which, sender, n.Requester, n.Identifier, n.Thread, owner, n.Task, n.Request, ticket, clock.Micros(n.Until), open, clock.Micros(now)); err != nil {
		return err
	}
	tx.About("notification", string(which))
	tx.About("organization", string(owner))
	if err := tx.Changed(map[string]string{"state": open}); err != nil {
		return err
	}
	return jobs.Schedule(ctx, tx.Tx, ReadJob, string(which), now, struct{}{})
}
