package simulate

import (
	"cmp"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// errand is one request going its way through the platform.
type errand struct {
	*platform
	d       *demand
	urgency *urgency
	who     access.Actor
	request placement.Request
	known   map[placement.InvitationID]bool // those that were sent to their provider
	offered []placement.InvitationID        // yeses to choose between
	not     []int                           // who does not suit, or where an agreed place fell through: not asked again
	done    bool                            // a provider committed itself, or nothing is needed any more
	judged  bool                            // what it had when there should have been a place is counted
}

// begin opens the request and asks the first providers.
func (e *errand) begin() (err error) {
	draft := placement.Draft{Ask: placement.Place, Kind: capacity.KindCode(e.d.kind.kind), Urgency: placement.Urgency(e.d.urgency),
		Direction: placement.In, Area: e.area()}
	if e.request, err = e.placement.Draft(e.ctx, e.who, draft); err != nil {
		return err
	}
	consent := placement.Consent{At: e.now, With: "person"}
	if e.urgency == urgencies[0] {
		consent = placement.Consent{At: e.now, WhyNot: "no-time"}
	}
	if e.request, err = e.placement.Open(e.ctx, e.who, e.request.ID, consent); err != nil {
		return err
	}
	e.at(e.request.CommitBy, e.judge)
	return e.round()
}

func (e *errand) area() network.AreaCode { return e.s.areas[e.d.area].code }

// round asks the next providers: the best that the platform knows, else by hand those who refused before and have room now,
// else those of which nobody knows whether they have room, which takes a call, else everybody again, as others do too. With
// nobody left it waits.
func (e *errand) round() error {
	if e.done {
		return nil
	}
	if at := e.urgency.day.next(e.now); at.After(e.now) {
		e.at(at, e.round)
		return nil
	}
	if err := e.board.Load(e.ctx); err != nil {
		return err
	}
	r, err := e.placement.Cascade(e.ctx, e.who, e.request.ID, atOnce)
	if refused(err) {
		var by []capacity.OfferID
		if by = e.byHand(); len(by) == 0 {
			e.after(e.urgency.again, e.round)
			return nil
		}
		r, err = e.placement.Invite(e.ctx, e.who, e.request.ID, by)
	}
	if refused(err) { // whom it asked has enough questions
		e.after(e.urgency.again, e.round)
		return nil
	}
	if err != nil {
		return err
	}
	e.t.AskerTime += asking
	return e.sent(r)
}

// byHand gives whom the asker asks without being told to.
func (e *errand) byHand() []capacity.OfferID {
	var room, unknown, others []int
	for u, unit := range e.s.units {
		o, _ := e.board.Offer(e.offers[u])
		if unit.kind != e.d.kind || slices.Contains(e.not, u) || e.standing(o.ID) {
			continue
		}
		switch {
		case o.Matches(e.now):
			room = append(room, u)
		case e.now.Sub(e.lastAsked(o.ID)) < e.urgency.again:
		case o.Status(e.now) == capacity.StatusUnknown:
			unknown = append(unknown, u)
		default:
			others = append(others, u)
		}
	}
	if len(room) > 0 {
		return e.nearest(room)
	}
	if len(unknown) == 0 {
		return e.nearest(others)
	}
	ids := e.nearest(unknown)
	e.t.Calls += len(ids)
	e.t.AskerTime += time.Duration(len(ids)) * calling
	return ids
}

// nearest gives as many of the units as are asked at once.
func (e *errand) nearest(units []int) (ids []capacity.OfferID) {
	slices.SortStableFunc(units, func(a, b int) int {
		return cmp.Compare(e.s.metres(e.d, e.s.units[a]), e.s.metres(e.d, e.s.units[b]))
	})
	for _, u := range units[:min(atOnce, len(units))] {
		ids = append(ids, e.offers[u])
	}
	return ids
}

// lastAsked is when an offer was last asked for this request.
func (e *errand) lastAsked(o capacity.OfferID) (at time.Time) {
	for _, i := range e.request.Invitations {
		if i.Offer == o && i.SentAt.After(at) {
			at = i.SentAt
		}
	}
	return at
}

func (e *errand) standing(o capacity.OfferID) bool {
	return slices.ContainsFunc(e.request.Invitations, func(i placement.Invitation) bool { return i.Offer == o && i.State.Live() })
}

// sent lets the providers of new invitations think.
func (e *errand) sent(r placement.Request) error {
	e.request = r
	for _, i := range r.Invitations {
		if e.known[i.ID] {
			continue
		}
		e.known[i.ID] = true
		u := e.unit[i.Offer]
		at, never := e.asked(e.d, u, e.green(u))
		if never || at.After(i.Until) {
			e.t.Silent++
		}
		if !never {
			e.at(at, func() error { return e.answer(i, u) })
		}
		e.at(i.Until, e.passed)
	}
	return nil
}

// passed lets the clocks run and looks whether somebody else is to be asked.
func (e *errand) passed() error {
	if e.done {
		return nil
	}
	if err := e.clocks(); err != nil {
		return err
	}
	return e.look()
}

// look sees how it stands, and asks the next when nobody is being asked and nothing is offered.
func (e *errand) look() (err error) {
	if e.request, err = e.placement.Request(e.ctx, e.who, e.request.ID); err != nil || e.done {
		return err
	}
	if e.request.State.Searching() && e.request.Open() == 0 && len(e.offered) == 0 {
		e.after(2*time.Minute, e.roundIfIdle)
	}
	return nil
}

// roundIfIdle asks the next unless somebody did so meanwhile.
func (e *errand) roundIfIdle() error {
	if e.request.Open() > 0 || len(e.offered) > 0 {
		return nil
	}
	return e.round()
}

// answer lets a provider say what is true.
func (e *errand) answer(i placement.Invitation, u int) error {
	keeper := keeper(e.s.units[u].organization)
	reason := e.says(e.d, u)
	if reason != "" {
		_, err := e.placement.Answer(e.ctx, keeper, i.ID, placement.Answer{Reason: placement.ReasonCode(reason)})
		if refused(err) {
			return nil // it was over
		}
		if err != nil {
			return err
		}
		e.t.Refused[reason]++
		if reason != full {
			e.not = append(e.not, u)
		}
		return e.look()
	}
	_, err := e.placement.Answer(e.ctx, keeper, i.ID, placement.Answer{Yes: true})
	if refused(err) && !e.done && i.Until.After(e.now) {
		// Its figure says that nothing is free, and there is: it says so together with its yes.
		room := e.s.units[u].total - e.places[u].taken
		e.t.Figures++
		e.t.ProviderTime += updating
		_, err = e.placement.Answer(e.ctx, keeper, i.ID, placement.Answer{Yes: true, Available: &room})
	}
	if refused(err) {
		e.t.Late++
		return nil
	}
	if err != nil {
		return err
	}
	if e.urgency == urgencies[0] {
		return e.accepted(u)
	}
	e.places[u].kept++
	e.offered = append(e.offered, i.ID)
	if len(e.offered) == 1 {
		e.after(choosing, e.choose)
	}
	return nil
}

// choose takes the offer that is nearest.
func (e *errand) choose() error {
	if e.done || len(e.offered) == 0 {
		return nil
	}
	best, where := e.offered[0], e.unitOf(e.offered[0])
	for _, i := range e.offered[1:] {
		if u := e.unitOf(i); e.s.metres(e.d, e.s.units[u]) < e.s.metres(e.d, e.s.units[where]) {
			best, where = i, u
		}
	}
	r, err := e.placement.Choose(e.ctx, e.who, e.request.ID, best)
	if err != nil {
		return err
	}
	e.request = r
	return e.accepted(where)
}

func (e *errand) unitOf(i placement.InvitationID) int {
	asked, _ := e.request.Invitation(i)
	return e.unit[asked.Offer]
}

// accepted is that a provider committed itself.
func (e *errand) accepted(u int) error {
	e.release()
	e.done = true
	e.open--
	e.commit(e.d, u)
	e.after(e.urgency.start, func() error { return e.start(u) })
	return e.changed(u)
}

// release gives back what was kept to choose from.
func (e *errand) release() {
	for _, i := range e.offered {
		e.places[e.unitOf(i)].kept--
	}
	e.offered = nil
}

func (e *errand) start(u int) (err error) {
	keeper := keeper(e.s.units[u].organization)
	if e.fallsThrough(e.d, u) {
		e.t.Fell++
		if e.request, err = e.placement.FallThrough(e.ctx, keeper, e.request.ID, "place-gone"); err != nil {
			return err
		}
		e.done, e.not = false, append(e.not, u)
		e.open++
		e.at(e.request.CommitBy, e.clocks)
		e.after(e.d.patience, e.giveUp)
		if err := e.leave(u); err != nil {
			return err
		}
		return e.look()
	}
	if e.request, err = e.placement.Start(e.ctx, keeper, e.request.ID, time.Time{}); err != nil {
		return err
	}
	e.after(e.d.stay, func() error {
		if _, err := e.placement.Close(e.ctx, keeper, e.request.ID, "helped"); err != nil {
			return err
		}
		return e.leave(u)
	})
	return nil
}

// giveUp is that it was solved in another way, which the asker tells.
func (e *errand) giveUp() (err error) {
	if e.done {
		return nil
	}
	e.release()
	e.done = true
	e.open--
	e.request, err = e.placement.Withdraw(e.ctx, e.who, e.request.ID, "own-solution")
	return err
}
