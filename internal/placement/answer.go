package placement

import (
	"cmp"
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// What a provider may choose for how long a place is held.
const (
	leastHold = 5 * time.Minute
	mostHold  = 14 * day
	mostRoom  = 10_000
)

// Answer says yes or no to an invitation. A yes takes a hold: in a crisis it is the place at once, and
// otherwise an offer until its moment. The same answer twice gives the same. also runs in the same
// transaction, for the link that was answered by.
//
// Conflict: it was placed or withdrawn meanwhile, the time to answer has passed, or no place is free.
func (s *Service) Answer(ctx context.Context, actor access.Actor, which InvitationID, a Answer, also ...func(context.Context, *act.Tx) error) (_ Invitation, err error) {
	defer fault.Wrap(&err, "placement.Answer(%s)", which)
	tables, err := s.Tables(ctx)
	if err != nil {
		return Invitation{}, err
	}
	if err := a.check(tables); err != nil {
		return Invitation{}, err
	}
	var r *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if r, err = findInvited(ctx, tx, which, true); err != nil {
			return access.Subject{}, err
		}
		return r.invited(which), nil
	}
	var c *change
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "placement.Answer", Load: load}, func(ctx context.Context, tx *act.Tx) (err error) {
		if c, err = s.change(ctx, tx, actor, "placement.Answer", r, tables); err != nil {
			return err
		}
		if err := c.expected(ctx); err != nil {
			return err
		}
		for _, f := range also {
			if err := f(ctx, tx); err != nil {
				return err
			}
		}
		if err := c.answer(ctx, which, a); err != nil {
			return err
		}
		return c.save(ctx)
	})
	if err != nil {
		return Invitation{}, err
	}
	i, _ := c.Invitation(which)
	return i, nil
}

// findInvited gives the request that an invitation is of.
func findInvited(ctx context.Context, tx *store.Tx, which InvitationID, lock bool) (*stored, error) {
	query := `SELECT id FROM placement_request WHERE id = (SELECT request FROM placement_invitation WHERE id = $1)`
	if lock && tx.Dialect() == store.Postgres {
		query += ` FOR UPDATE` // found and held in one journey to the server
	}
	var request RequestID
	err := tx.QueryRow(ctx, query, which).Scan(&request)
	if errors.Is(err, store.ErrNone) {
		return nil, fault.Missing("Deze vraag bestaat niet.", "invitation not found")
	}
	if err != nil {
		return nil, err
	}
	return find(ctx, tx, request, false)
}

// invited describes an invitation to the policies.
func (r *stored) invited(which InvitationID) access.Subject {
	i, _ := r.Invitation(which)
	return access.Subject{Type: "invitation", ID: string(which), Organization: string(i.Organization), Region: string(r.Region)}
}

func (a *Answer) check(t *Tables) error {
	var c checker
	decline, known := t.Decline(a.Reason)
	switch {
	case a.Yes && a.Reason != "":
		c.Wrong("reason", "Bij een ja hoort geen reden.", "a yes has no reason")
	case !a.Yes && !known:
		c.Wrong("reason", "Kies waarom het niet kan.", "expected one of the reasons for a no, such as full")
	}
	switch {
	case a.Available == nil:
	case *a.Available < 0 || *a.Available > mostRoom:
		c.Wrong("available", "Vul een aantal van 0 tot 10.000 in.", "expected 0 to 10000 places")
	case a.Yes && *a.Available == 0:
		c.Wrong("available", "Tel de plek die u nu geeft mee.", "count the place that you give: expected at least 1")
	case !a.Yes && decline.NoRoom && *a.Available > 0:
		c.Wrong("available", "U zegt dat er geen plek is. Vul 0 in of kies een andere reden.", "this reason says that nothing is free: expected 0, or another reason")
	}
	if a.HeldFor != 0 && (a.HeldFor < leastHold || a.HeldFor > mostHold) {
		c.Wrong("held_for", "Houd de plek 5 minuten tot 14 dagen vast.", "expected 5 minutes to 14 days")
	}
	return c.Err()
}

func (c *change) answer(ctx context.Context, which InvitationID, a Answer) error {
	i, _ := c.Invitation(which)
	switch {
	case a.Yes && (i.State == Offered || i.State == Chosen), !a.Yes && i.State == Refused && i.Reason == a.Reason:
		c.same = true
		return nil
	case !c.State.Searching() || !i.State.Live():
		return c.tooLate(i)
	case i.State == Waiting && !i.Until.After(c.now):
		i.State = TimedOut
		return c.tooLate(i)
	case a.Yes:
		return c.yes(ctx, i, a)
	}
	return c.no(ctx, i, a)
}

// ErrAlreadyPlaced is in the error of an answer that came after another provider was chosen.
var ErrAlreadyPlaced = errors.New("placement: already placed")

// tooLate tells a provider kindly why the answer no longer counts.
func (c *change) tooLate(i Invitation) error {
	say := func(nl, en string) error { return fault.New(fault.Conflict, nl, en) }
	switch {
	case c.State == StateWithdrawn:
		return say("Deze vraag is ingetrokken. Uw plek is weer vrij.", "the request was withdrawn; your place is free again")
	case !c.State.Searching():
		return fault.New(fault.Conflict, "Deze vraag is al geplaatst. Uw plek is weer vrij.", "the request has been placed already; your place is free again").Because(ErrAlreadyPlaced)
	case i.State == Refused:
		return say("U hebt al nee gezegd. Kan het toch? Bel dan wie het vraagt.", "you have said no already; call whoever asks if it can be done after all")
	case i.State == TimedOut:
		return say("De tijd om te antwoorden is voorbij. Kan het wel? Bel dan wie het vraagt.", "the time to answer has passed; call whoever asks if it can be done")
	}
	return say("Deze vraag staat niet meer bij u open.", "this question is no longer put to you")
}

func (c *change) yes(ctx context.Context, i Invitation, a Answer) error {
	o, err := c.s.Capacity.LockTx(ctx, c.tx.Tx, i.Offer)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.Conflict, "Dit aanbod is gestopt.", "this offer has ended")
	}
	if err != nil {
		return err
	}
	if report, tells := c.tells(&o, a); tells {
		if err := c.s.Capacity.SayTx(ctx, c.tx, report, capacity.Derived); err != nil {
			return err
		}
		if o, err = c.s.Capacity.LockTx(ctx, c.tx.Tx, i.Offer); err != nil {
			return err
		}
	}
	i.AnsweredAt, i.HeldUntil = c.now, c.now.Add(c.clock.Hold)
	if a.HeldFor != 0 && c.Urgency != Crisis {
		i.HeldUntil = c.now.Add(a.HeldFor)
	}
	if i.hold, err = c.s.Capacity.HoldTx(ctx, c.tx, &o, c.places(), i.HeldUntil, string(i.ID)); err != nil {
		return err
	}
	if err := c.proved(ctx, i, true); err != nil {
		return err
	}
	c.say("answer", "yes")
	if c.Urgency == Crisis {
		c.news(c.Organization, NewsAccepted, i.ID)
		return c.accept(ctx, i)
	}
	c.news(c.Organization, NewsOffered, i.ID)
	return c.set(ctx, i, Offered)
}

// tells gives what a yes says of the offer: the figure that came with it; that an ageing figure still
// holds; and of one that is stale or was never told, that there is room for this and for what is held, and
// no more. A live figure needs no word.
func (c *change) tells(o *capacity.Offer, a Answer) (r capacity.Report, tells bool) {
	r = capacity.Report{Offer: o.ID, WaitingDays: c.waits(o)}
	if o.Figure.Accepting == capacity.Limited {
		r.Accepting = capacity.Limited
	}
	fresh, most := o.Freshness(c.now), cmp.Or(o.Total, mostRoom) // there may be less than was told since; a total of 0 was never told
	switch {
	case a.Available != nil:
		r.Available = *a.Available
	case fresh == capacity.Live:
		return r, false
	case fresh == capacity.Ageing:
		r.Available, r.Accepting = min(o.Figure.Available, most), o.Figure.Accepting
		if until := o.Figure.ValidUntil; until.After(later(c.now, o.Figure.ObservedAt)) {
			r.ValidUntil = until
		}
	default:
		r.Available, r.Least = min(o.Held(c.now)+c.places(), most), true
	}
	return r, true
}

// denies gives what a no says of the offer: how many are free, which is none where it names no number.
func (c *change) denies(o *capacity.Offer, a Answer) capacity.Report {
	r := capacity.Report{Offer: o.ID, WaitingDays: c.waits(o)}
	if a.Available != nil {
		r.Available = *a.Available
	}
	list := r.WaitingDays != nil && *r.WaitingDays > 0
	if is := o.Figure.Accepting; is == capacity.Closed && r.Available == 0 || is == capacity.Limited && (r.Available > 0 || list) {
		r.Accepting = is
	}
	return r
}

// waits is the wait that the provider reported, while that is not stale: an answer about places takes
// nothing back of it.
func (c *change) waits(o *capacity.Offer) *int {
	if f := o.Freshness(c.now); f == capacity.Live || f == capacity.Ageing {
		return o.Figure.WaitingDays
	}
	return nil
}

func (c *change) no(ctx context.Context, i Invitation, a Answer) error {
	reason, _ := c.tables.Decline(a.Reason)
	if i.State == Offered {
		// A place that was offered is taken back: the hold ends before the figure is told.
		if _, err := c.s.Capacity.EndHoldTx(ctx, c.tx, i.hold, capacity.HoldReleased); err != nil {
			return err
		}
	}
	// A no because it does not fit says nothing of room. What nobody can tell counts against us.
	if reason.NoRoom || reason.Code == "other" {
		if err := c.proved(ctx, i, false); err != nil {
			return err
		}
	}
	if reason.NoRoom || a.Available != nil {
		o, err := c.s.Capacity.LockTx(ctx, c.tx.Tx, i.Offer)
		if err == nil {
			err = c.s.Capacity.SayTx(ctx, c.tx, c.denies(&o, a), capacity.Derived)
		}
		if err != nil && fault.KindOf(err) != fault.NotFound { // of what has ended nothing needs to be known
			return err
		}
	}
	i.AnsweredAt, i.Reason = c.now, a.Reason
	if err := c.set(ctx, i, Refused); err != nil {
		return err
	}
	c.say("answer", "no")
	c.say("reason", a.Reason)
	if c.Open() == 0 {
		c.news(c.Organization, NewsRefused, i.ID)
	}
	return nil
}

// proved tells capacity how the question turned out, where room was expected when it was asked: a yes, or
// that none came of it, or that it was not kept.
func (c *change) proved(ctx context.Context, i Invitation, came bool) error {
	if i.Chance == 0 {
		return nil
	}
	return c.s.Capacity.ProvedTx(ctx, c.tx, capacity.Proof{Offer: i.Offer, Key: string(i.ID), Predicted: i.Chance, True: came})
}
