package placement

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// What links permit.
const (
	answerAct = "placement.Answer"
	followAct = "placement.Follow"
)

const (
	followDays  = 180 // that a link to follow lasts; it ends earlier when the request is erased
	mostFollows = 5   // of one request that work at once
)

// FollowLink makes a link by which the person sees where the request stands, as often as they like. When
// more than a few work, the oldest stops: it may be with somebody who has nothing to do with it any more.
func (s *Service) FollowLink(ctx context.Context, actor access.Actor, which RequestID) (token string, err error) {
	defer fault.Wrap(&err, "placement.FollowLink(%s)", which)
	var r *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if r, err = find(ctx, tx, which, true); err != nil {
			return access.Subject{}, err
		}
		return r.subject("placement.FollowLink"), nil
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "placement.FollowLink", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		if r.State == StateDraft || r.State.Ended() {
			return notNow(r.State)
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := s.Links.KeepTx(ctx, tx, followAct, string(r.ID), mostFollows-1); err != nil {
			return err
		}
		token, err = s.Links.MakeTx(ctx, tx, link.Link{Act: followAct, SubjectType: "request", SubjectID: string(r.ID),
			Organization: string(r.Organization), Region: string(r.Region), Until: now.Add(followDays * day)})
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Follow tells whoever holds a link of [Service.FollowLink] where the request stands. NotFound, always in
// the same words, when it does not work or has been erased.
func (s *Service) Follow(ctx context.Context, token string) (p Progress, err error) {
	defer fault.Wrap(&err, "placement.Follow")
	l, err := s.Links.Find(ctx, token)
	if err != nil {
		return p, err
	}
	gone := fault.Missing("Deze link werkt niet meer. Misschien is hij al gebruikt, of te oud.", "this link does not work any more: it may have been used or be too old")
	if l.Act != followAct {
		return p, gone
	}
	var r *stored
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if r, err = find(ctx, tx, RequestID(l.SubjectID), false); err != nil {
			return err
		}
		if r.erased {
			return gone
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		p = r.progress(now)
		var at int64
		err = tx.QueryRow(ctx, `SELECT at FROM placement_step WHERE request = $1 AND number = $2`, r.ID, r.Version).Scan(&at)
		p.UpdatedAt = clock.FromMicros(at)
		return err
	})
	if err != nil {
		return Progress{}, err
	}
	p.CallName, p.CallPhone, err = s.call(ctx, r)
	return p, err
}

// call gives whom the person can call: the desk, or else who asks.
func (s *Service) call(ctx context.Context, r *stored) (name, phone string, err error) {
	for _, which := range []network.OrganizationID{r.Desk, r.Organization} {
		if which == "" {
			continue
		}
		o, err := s.Network.Organization(ctx, which)
		if fault.KindOf(err) == fault.NotFound && err != nil || err == nil && o.Phone == "" {
			continue
		}
		return o.Name, o.Phone, err
	}
	region, err := s.Network.RegionByID(ctx, r.Region)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return "", "", nil
	}
	return region.RESV.Name, region.RESV.Contact.Phone, err
}

// followed is what is looked for, as the person reads it.
var followed = map[Ask]string{Place: "een plek", Care: "hulp", Advice: "advies"}

// progress says where a request stands.
func (r *stored) progress(now time.Time) Progress {
	p := Progress{State: r.State, Asked: len(r.Invitations), Waiting: r.Open()}
	bridging := r.running()
	p.Bridged = bridging != nil && !bridging.Bare()
	for _, i := range r.Invitations {
		if i.State == Offered && i.HeldUntil.After(now) {
			p.Offered++
		}
	}
	what := followed[r.Ask]
	switch r.State {
	case StateOpen:
		p.Says, p.Until = "Er wordt "+what+" voor u gezocht.", r.CommitBy
	case StateBridging:
		p.Says = "Er wordt nog " + what + " voor u gezocht."
		if p.Bridged {
			p.Says += " Tot die tijd krijgt u andere hulp."
		}
		if bridging != nil {
			p.Until = bridging.Until
		}
	case StateAccepted:
		p.Says, p.Until = "Er is "+what+" voor u. Wie u helpt, vertelt u wanneer het begint.", r.startBy
	case StatePlaced:
		p.Says = "Het is begonnen."
	case StateClosed:
		p.Says = "Dit is afgerond."
	case StateWithdrawn:
		p.Says = "Er wordt niet meer gezocht."
	}
	if r.State.Searching() && p.Offered > 0 {
		p.Says = "Er is " + what + " voor u mogelijk. Wie u helpt, bespreekt dat met u."
	}
	return p
}
