package simulate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// platform is the region with the platform: figures are told to it, requests go to several providers at once, and its
// clocks run.
type platform struct {
	*world
	*house
	ctx     context.Context
	offers  []capacity.OfferID       // by unit
	unit    map[capacity.OfferID]int // the other way around
	mailed  []time.Time              // when the keeper of a unit was last asked for a figure
	errands []*errand
	open    int
}

// atOnce is how many are asked together.
const atOnce = 3

// Platform lets a script happen with the platform itself.
func Platform(ctx context.Context, s *Script) (_ *Tally, err error) {
	h, err := build(ctx, s)
	if err != nil {
		return nil, err
	}
	defer h.close()
	p := &platform{world: newWorld(s), house: h, ctx: ctx, unit: map[capacity.OfferID]int{}, mailed: make([]time.Time, len(s.units)), open: len(s.demands)}
	if err := p.settleIn(); err != nil {
		return nil, err
	}
	p.tell, p.shown, p.perhaps, p.before = p.told, p.green, p.seen, func() error { return h.board.Load(ctx) }
	p.begin()
	for d := range s.days + s.tail {
		p.at(s.from.AddDate(0, 0, d).Add(9*time.Hour), p.mail)
	}
	for _, d := range s.demands {
		e := &errand{platform: p, d: d, urgency: urgencyOf(d.urgency), who: s.asker(d.urgency), known: map[placement.InvitationID]bool{}}
		p.errands = append(p.errands, e)
		p.at(d.at, e.begin)
		p.at(d.at.Add(d.patience), e.giveUp)
	}
	p.moved = func() { h.clock.Set(p.now) }
	if err := p.run(p.until, p.more(&p.open)); err != nil {
		return nil, fmt.Errorf("simulate: on %s: %w", p.now.Format(time.DateTime), err)
	}
	p.settle()
	return p.t, p.audit()
}

// settleIn tells the platform which offers there are, who runs the desk and how time is bridged.
func (p *platform) settleIn() error {
	job := access.Job("simulate")
	for u, unit := range p.s.units {
		o, err := p.capacity.SaveOffer(p.ctx, job, unit.offer())
		if err != nil {
			return err
		}
		p.offers = append(p.offers, o.ID)
		p.unit[o.ID] = u
	}
	if err := p.placement.SaveDesk(p.ctx, job, p.s.region, p.s.party("Huisartsencoöperatie Rivierenzoom")); err != nil {
		return err
	}
	for i := range profiles {
		b := profiles[i].bridge
		if b == nil {
			continue
		}
		if _, err := p.placement.SaveBridgingRule(p.ctx, job, placement.BridgingRule{Region: p.s.region, Kind: capacity.KindCode(profiles[i].kind),
			Organization: p.s.party(b.by), What: b.what, Paid: b.paid, Days: b.days}); err != nil {
			return err
		}
	}
	if err := p.finder.Load(p.ctx); err != nil {
		return err
	}
	return p.board.Load(p.ctx)
}

// told lets a provider tell how many places nobody is in: those that are held for somebody are the platform's to take off.
func (p *platform) told(u int) error {
	unit, room := p.s.units[u], 0
	if p.places[u].shut == 0 {
		room = max(unit.total-p.places[u].taken, 0)
	}
	says := unit.says(p.s.fate, room, p.now)
	before, err := p.capacity.Offer(p.ctx, p.offers[u])
	if err != nil {
		return err
	}
	p.t.Figures++
	if !before.Figure.ObservedAt.IsZero() && before.Figure.Available == says && before.Figure.Accepting == accepting(says) {
		p.t.ProviderTime += confirming
		_, err = p.capacity.Confirm(p.ctx, keeper(unit.organization), p.offers[u], int(confirming.Seconds()))
		return err
	}
	p.t.ProviderTime += updating
	_, err = p.capacity.Observe(p.ctx, keeper(unit.organization), capacity.Report{Offer: p.offers[u], Available: says, Seconds: int(updating.Seconds())})
	return err
}

func accepting(room int) capacity.Accepting {
	if room == 0 {
		return capacity.Closed
	}
	return capacity.Open
}

// green tells whether an offer is shown as room.
func (p *platform) green(u int) bool {
	o, ok := p.board.Offer(p.offers[u])
	return ok && o.Status(p.now) == capacity.StatusRoom
}

// seen tells whether an offer is shown as room, as limited or as perhaps room.
func (p *platform) seen(u int) bool {
	o, ok := p.board.Offer(p.offers[u])
	return ok && o.Matches(p.now)
}

// mail asks those whose figure is no longer known whether it still holds, as the platform does: once in the time in which it
// grows stale. Some answer with the one button in it.
func (p *platform) mail() error {
	if err := p.board.Load(p.ctx); err != nil {
		return err
	}
	for u, unit := range p.s.units {
		o, _ := p.board.Offer(p.offers[u])
		if f := o.Freshness(p.now); f == capacity.Live || f == capacity.Ageing || p.now.Sub(p.mailed[u]) < o.Rhythm.Stale {
			continue
		}
		p.mailed[u] = p.now
		r := p.s.fate.of("mail", unit.key, p.now.Format(time.DateOnly))
		if after := about(r, time.Hour, 2); r.Float64() < unit.habit.link {
			p.after(after, func() error { return p.tell(u) })
		}
	}
	return nil
}

// clocks lets happen what happens by itself at this moment.
func (p *platform) clocks() error {
	_, err := p.placement.Expire(p.ctx)
	return err
}

// refused tells whether an act came too late or found no place, which are answers and not failures.
func refused(err error) bool { return err != nil && fault.KindOf(err) == fault.Conflict }

// audit asks the platform itself what became of everything: only what stands there counts.
func (p *platform) audit() error {
	for _, e := range p.errands {
		if !e.judged { // all was over before its moment came
			if err := e.judge(); err != nil {
				return err
			}
		}
		r, err := p.placement.Request(p.ctx, e.who, e.request.ID)
		if err != nil {
			return err
		}
		switch {
		case r.State == placement.StateAccepted, r.State == placement.StatePlaced, r.State == placement.StateClosed:
			p.t.Found++
		case r.State == placement.StateWithdrawn && r.Outcome != "":
			p.t.Elsewhere++
		case agreed(&r, p.now):
			p.t.Bridging++
		case r.State.Searching() && r.Turn != placement.TurnNobody && !r.NextAt.IsZero():
			p.t.Desk++
		default:
			p.t.Nobodys++
		}
		e.bridged(&r)
	}
	return p.db.Read(p.ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry`).Scan(&p.t.Acts)
	})
}

// agreed tells whether help that was agreed bridges the time at a moment. Where nothing was agreed the desk alone keeps
// looking, which is bridging in name.
func agreed(r *placement.Request, at time.Time) bool {
	return r.State.Searching() && slices.ContainsFunc(r.Bridging, func(b placement.Bridging) bool {
		return b.Rule != "" && b.Ended.IsZero() && b.Until.After(at)
	})
}

// judge asks, when there should have been a place and the clocks have run, what the request has instead.
func (e *errand) judge() error {
	if err := e.clocks(); err != nil {
		return err
	}
	r, err := e.placement.Request(e.ctx, e.who, e.request.ID)
	if err != nil {
		return err
	}
	e.judged = true
	switch {
	case r.Chosen != "":
		e.t.Due.Place++
	case agreed(&r, e.now):
		e.t.Due.Bridging++
	case r.State == placement.StateWithdrawn && r.Outcome != "":
		e.t.Due.Ended++
	default:
		e.t.Due.None++
	}
	return nil
}

// bridged adds up the time in which agreed help bridged, that in which only the desk kept looking, and that after the clock
// in which nobody did.
func (e *errand) bridged(r *placement.Request) {
	end := e.now
	if wait, ok := e.waits[e.d]; ok {
		end = e.d.at.Add(wait)
	} else if !r.ClosedAt.IsZero() {
		end = r.ClosedAt
	}
	over := max(0, end.Sub(e.d.at.Add(e.urgency.commit)))
	for _, b := range r.Bridging {
		until := b.Until
		if !b.Ended.IsZero() {
			until = b.Ended
		}
		if until.After(e.now) {
			until = e.now
		}
		lasted := max(0, until.Sub(b.From))
		if over -= lasted; b.Rule != "" {
			e.t.Bridged += lasted
		} else {
			e.t.ByDesk += lasted
		}
	}
	e.t.Alone += max(0, over)
}
