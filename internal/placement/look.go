package placement

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Request gives a request to its asker and the desk, and to who bridges the time as far as they need it:
// what is asked and what they bridge, without people and without the others.
func (s *Service) Request(ctx context.Context, actor access.Actor, which RequestID) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Request(%s)", which)
	var r *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if r, err = find(ctx, tx, which, false); err != nil {
			return access.Subject{}, err
		}
		return r.subject("placement.Request"), nil
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "placement.Request", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		r.Turn = r.turn(now)
		tx.Found(1)
		return err
	})
	if err != nil {
		return Request{}, err
	}
	whole := r.subject("placement.Request")
	if whole.Bridger = ""; !s.spine.Policies().Decide(actor, "placement.Request", whole).Allowed {
		return r.bridgedBy(network.OrganizationID(actor.Organization)), nil
	}
	return r.Request, nil
}

// asked gives a question as whom it was put to sees it. Whose question has ended needs no more of the request than
// what it was about.
func (r *Request) asked(i Invitation) Asked {
	seen := r.part(i)
	if !i.State.Live() {
		seen.Draft, seen.Vulnerable, seen.Turn, seen.Outcome = r.bare(), false, TurnNobody, ""
		seen.CommitBy, seen.NextAt, seen.ClosedAt = time.Time{}, time.Time{}, time.Time{}
	}
	return Asked{Invitation: seen.Invitations[0], Request: seen}
}

// part gives a request as one of the invited sees it: without people, and without the others. Why its place fell
// through is for who asked and the desk: some of those codes say what the person wants or that their situation changed,
// and a provider that the person does not go to has no need to know, as with the reason of a withdrawal.
func (r *Request) part(i Invitation) Request {
	i.Fell = ""
	seen := r.outside(i.Organization)
	seen.Invitations = []Invitation{i}
	if r.Chosen == i.ID {
		seen.Chosen, seen.HandedOver = r.Chosen, r.HandedOver
		seen.AcceptedAt, seen.PlacedAt, seen.StartedAt = r.AcceptedAt, r.PlacedAt, r.StartedAt
	}
	return seen
}

// bridgedBy gives a request as who bridges the time sees it.
func (r *Request) bridgedBy(o network.OrganizationID) Request {
	seen := r.outside(o)
	for _, b := range r.Bridging {
		if b.Who == o {
			seen.Bridging = append(seen.Bridging, b)
		}
	}
	return seen
}

// outside gives a request as somebody outside sees it who has a part in it: without people, and without
// what others have to do with it. Of who knows the person it says only whether they do.
func (r *Request) outside(o network.OrganizationID) Request {
	seen := *r
	seen.Asker, seen.DeskPerson, seen.Consent, seen.Invitations, seen.Bridging = "", "", Consent{}, nil, nil
	seen.Chosen, seen.HandedOver = "", false
	seen.AcceptedAt, seen.PlacedAt, seen.StartedAt = time.Time{}, time.Time{}, time.Time{}
	if seen.Continuity = nil; slices.Contains(r.Continuity, o) {
		seen.Continuity = []network.OrganizationID{o}
	}
	return seen
}

// bare gives what is asked without words and answers.
func (d *Draft) bare() Draft {
	return Draft{ID: d.ID, Ask: d.Ask, Kind: d.Kind, Urgency: d.Urgency, Direction: d.Direction, Area: d.Area}
}

// Invitation gives one question to whom it was put.
func (s *Service) Invitation(ctx context.Context, actor access.Actor, which InvitationID) (a Asked, err error) {
	defer fault.Wrap(&err, "placement.Invitation(%s)", which)
	var r *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if r, err = findInvited(ctx, tx, which, false); err != nil {
			return access.Subject{}, err
		}
		return r.invited(which), nil
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "placement.Invitation", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		tx.Found(1)
		a, err = r.askedNow(ctx, tx.Tx, which)
		return err
	})
	if err != nil {
		return Asked{}, err
	}
	return a, nil
}

func (r *stored) askedNow(ctx context.Context, tx *store.Tx, which InvitationID) (Asked, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Asked{}, err
	}
	r.Turn = r.turn(now)
	i, _ := r.Invitation(which)
	return r.asked(i), nil
}

// AskedBy gives a question to whoever holds the link that answers it.
func (s *Service) AskedBy(ctx context.Context, l link.Link) (a Asked, err error) {
	defer fault.Wrap(&err, "placement.AskedBy")
	if l.Act != answerAct {
		return a, fault.Missing("Deze vraag bestaat niet.", "the link answers no invitation")
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := findInvited(ctx, tx, InvitationID(l.SubjectID), false)
		if err != nil {
			return err
		}
		a, err = r.askedNow(ctx, tx, InvitationID(l.SubjectID))
		return err
	})
	return a, err
}
