package placement

import (
	"cmp"
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

// mostListed bounds every list: the most urgent come first.
const mostListed = 500

// Request gives a request to its asker and the desk.
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
	return r.Request, nil
}

// Desk gives everything under way in a region to its desk: the most urgent first, at equal urgency the
// most vulnerable, then the oldest.
func (s *Service) Desk(ctx context.Context, actor access.Actor, region network.RegionID) (all []Request, err error) {
	defer fault.Wrap(&err, "placement.Desk(%s)", region)
	err = s.spine.Look(ctx, inRegion(actor, "placement.Desk", region), func(ctx context.Context, tx *act.Tx) error {
		all, err = list(ctx, tx, `r.region = $1 AND r.state IN ('open', 'bridging', 'accepted')`, byUrgency, region)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Own gives what the actor's organisation asked and was not erased, the newest first.
func (s *Service) Own(ctx context.Context, actor access.Actor) (all []Request, err error) {
	defer fault.Wrap(&err, "placement.Own")
	err = s.spine.Look(ctx, ofOrganization(actor, "placement.Own"), func(ctx context.Context, tx *act.Tx) error {
		all, err = list(ctx, tx, `r.organization = $1 AND r.erased = 0`, `r.made_at DESC, r.id DESC`, actor.Organization)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// ofOrganization describes a look at what concerns the actor's organisation.
func ofOrganization(actor access.Actor, name string) act.Attempt {
	return act.Attempt{Actor: actor, Act: name, Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "organization", ID: actor.Organization, Organization: actor.Organization}, nil
	}}
}

const byUrgency = `u.position, r.vulnerable DESC, r.opened_at, r.id`

// list reads requests with all that belongs to them, in three questions however many there are.
func list(ctx context.Context, tx *act.Tx, where, order string, args ...any) (all []Request, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	found, err := store.All(ctx, tx.Tx, scanRequest, `SELECT `+requestColumns+` FROM placement_request r JOIN placement_urgency u ON u.code = r.urgency
		WHERE `+where+` ORDER BY `+order+` LIMIT `+access.Placeholder(len(args)+1), append(args, mostListed)...)
	if err != nil {
		return nil, err
	}
	of := `request IN (SELECT r.id FROM placement_request r WHERE ` + where + `)`
	invitations, err := store.All(ctx, tx.Tx, scanInvitation, `SELECT `+invitationColumns+` FROM placement_invitation WHERE `+of+` ORDER BY sent_at, id`, args...)
	if err != nil {
		return nil, err
	}
	bridging, err := store.All(ctx, tx.Tx, scanBridging, `SELECT `+bridgingColumns+` FROM placement_bridging WHERE `+of+` ORDER BY from_at, id`, args...)
	if err != nil {
		return nil, err
	}
	byID := make(map[RequestID]*stored, len(found))
	for _, r := range found {
		byID[r.ID] = r
	}
	for _, i := range invitations {
		if r := byID[i.Request]; r != nil {
			r.Invitations = append(r.Invitations, i)
		}
	}
	for _, b := range bridging {
		if r := byID[b.request]; r != nil {
			r.Bridging = append(r.Bridging, b)
		}
	}
	for _, r := range found {
		r.Turn = r.turn(now)
		all = append(all, r.Request)
	}
	tx.Found(len(all))
	return all, nil
}

// Invited gives what waits for the actor's organisation: questions, places on offer, and people who were
// promised a place. The most urgent first, at equal urgency the most vulnerable, then the earliest deadline.
func (s *Service) Invited(ctx context.Context, actor access.Actor) (all []Asked, err error) {
	defer fault.Wrap(&err, "placement.Invited")
	tables, err := s.Tables(ctx)
	if err != nil {
		return nil, err
	}
	err = s.spine.Look(ctx, ofOrganization(actor, "placement.Invited"), func(ctx context.Context, tx *act.Tx) error {
		all = nil
		requests, err := list(ctx, tx, `r.state IN ('open', 'bridging', 'accepted', 'placed') AND r.id IN
			(SELECT i.request FROM placement_invitation i WHERE i.organization = $1 AND i.state IN ('open', 'offered', 'chosen'))`, byUrgency, actor.Organization)
		for _, r := range requests {
			for _, i := range r.Invitations {
				if string(i.Organization) == actor.Organization && i.State.Live() {
					all = append(all, r.asked(i))
				}
			}
		}
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	rank := func(a Asked) int { u, _ := tables.Urgency(a.Request.Urgency); return u.Rank }
	slices.SortStableFunc(all, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(bit(b.Request.Vulnerable), bit(a.Request.Vulnerable)),
			a.Invitation.Until.Compare(b.Invitation.Until))
	})
	return all, nil
}

// asked gives a request as one of the invited sees it: without people, and without the others.
func (r *Request) asked(i Invitation) Asked {
	seen := *r
	seen.Asker, seen.DeskPerson, seen.Consent, seen.Bridging = "", "", Consent{}, nil
	seen.Invitations = []Invitation{i}
	if seen.Chosen != i.ID {
		seen.Chosen, seen.HandedOver = "", false
		seen.AcceptedAt, seen.PlacedAt, seen.StartedAt = time.Time{}, time.Time{}, time.Time{}
	}
	return Asked{Invitation: i, Request: seen}
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
