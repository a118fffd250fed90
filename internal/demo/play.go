package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// errNobody says that a scene names somebody who is not there: the cast and the scenes do not fit.
var errNobody = errors.New("a scene asks somebody who is not there")

// choose gives the offer that an invitation is about, among those of a region by name.
func (i *invited) choose(d *Data, offers []capacity.Offer, kind capacity.KindCode, region network.RegionID) (capacity.Offer, error) {
	n := 0
	for _, o := range offers {
		own := o.Organization == d.party(i.by)
		if i.by == "" {
			own = o.Organization != d.party(stroom) && o.Organization != d.party(veerstoep)
		}
		if o.Kind != kind || o.Region != region || !own {
			continue
		}
		if n == i.nth {
			return o, nil
		}
		n++
	}
	return capacity.Offer{}, errNobody
}

// deed is something that somebody did, so long before now.
type deed struct {
	ago time.Duration
	do  func(ctx context.Context) error
}

// played is a scene being played.
type played struct {
	*scene
	h       House
	d       *Data
	offers  []capacity.Offer
	request placement.Request
	ids     []capacity.OfferID
	offered placement.InvitationID // the first yes
}

// pauses are the time between two things that happen to a request, at most.
var pauses = map[placement.Urgency]time.Duration{placement.Crisis: 3 * time.Minute, placement.Soon: 45 * time.Minute, placement.Planned: 5 * time.Hour}

// steps are all that the people of a scene do, in order.
func (p *played) steps() []deed {
	all := []deed{{p.ago + 5*time.Minute, p.begin}}
	if p.closed {
		return all
	}
	// A little later each time, and in time for the clocks of its urgency.
	pause := min(p.ago/12, pauses[p.draft.Urgency])
	all = append(all, deed{p.ago, p.open})
	for n, i := range p.asks {
		if i.answer != "" {
			all = append(all, deed{p.ago - time.Duration(n+1)*pause, func(ctx context.Context) error { return p.answer(ctx, n) }})
		}
	}
	all = append(all, deed{p.ago - 4*pause, p.decide})
	if p.started {
		all = append(all, deed{p.ago - 8*pause, p.start})
	}
	return all
}

func (p *played) begin(ctx context.Context) (err error) {
	p.request, err = p.h.Placement.Draft(ctx, p.d.named(p.asker), p.draft)
	return err
}

// open opens the request and asks the providers.
func (p *played) open(ctx context.Context) (err error) {
	asker := p.d.named(p.asker)
	r, err := p.h.Placement.Open(ctx, asker, p.request.ID, p.h.consents(p.d, p.draft.Urgency))
	if err != nil {
		return err
	}
	if p.taken != "" {
		if r, err = p.h.Placement.Take(ctx, p.d.named(p.taken), r.ID); err != nil {
			return err
		}
	}
	for _, i := range p.asks {
		o, err := i.choose(p.d, p.offers, p.draft.Kind, r.Region)
		if err != nil {
			return err
		}
		p.ids = append(p.ids, o.ID)
	}
	p.request, err = p.h.Placement.Invite(ctx, asker, r.ID, p.ids)
	return err
}

func (p *played) answer(ctx context.Context, n int) error {
	i, ok := invitationFor(&p.request, p.ids[n])
	if !ok {
		return errNobody
	}
	answer := placement.Answer{Yes: p.asks[n].answer == yes}
	if !answer.Yes {
		answer.Reason = placement.ReasonCode(p.asks[n].answer)
	} else {
		room := p.d.room(&i, p.draft.Kind)
		answer.Available = &room
		if p.offered == "" {
			p.offered = i.ID
		}
	}
	_, err := p.h.Placement.Answer(ctx, p.d.teller(i.Organization), i.ID, answer)
	return err
}

// room is how many places a provider says to have, with its yes: those of its figure, or the one that it gives.
func (d *Data) room(i *placement.Invitation, kind capacity.KindCode) int {
	for _, o := range d.Offers {
		if string(o.Service) == string(i.Service) && o.Kind == kind {
			return max(1, o.Figure.Available)
		}
	}
	return 1
}

// decide does what follows the answers.
func (p *played) decide(ctx context.Context) (err error) {
	asker := p.d.named(p.asker)
	if p.bridges {
		_, err = p.h.Placement.Bridge(ctx, p.d.named("Kees Bandijker"), p.request.ID, placement.Bridging{Who: p.d.party(stroom),
			What: "Wijkverpleging thuis, twee keer per dag, en alarm in de nacht.", Paid: "Zorgverzekeraar, uit de regioafspraak overbrugging", Until: p.h.moment(p.d).AddDate(0, 0, 5)})
		return err
	}
	if p.chosen {
		if _, err = p.h.Placement.Choose(ctx, asker, p.request.ID, p.offered); err != nil {
			return err
		}
	}
	if p.person != nil {
		_, err = p.h.Placement.HandOver(ctx, asker, p.request.ID, *p.person)
	}
	return err
}

func (p *played) start(ctx context.Context) error {
	i, _ := p.request.Invitation(p.offered)
	_, err := p.h.Placement.Start(ctx, p.d.teller(i.Organization), p.request.ID, time.Time{})
	return err
}

// invitationFor gives the last question to an offer.
func invitationFor(r *placement.Request, offer capacity.OfferID) (placement.Invitation, bool) {
	for _, i := range slices.Backward(r.Invitations) {
		if i.Offer == offer {
			return i, true
		}
	}
	return placement.Invitation{}, false
}

// morning gives what people of the cast did up to the middle of a morning, earliest first.
func (h House) morning(ctx context.Context, d *Data) (all []deed, err error) {
	there, err := h.offered(ctx)
	if err != nil {
		return nil, err
	}
	offers := slices.Collect(maps.Values(there))
	d.byName(offers)
	for i := range scenes {
		p := &played{scene: &scenes[i], h: h, d: d, offers: offers}
		for _, s := range p.steps() {
			all = append(all, deed{s.ago, func(ctx context.Context) error {
				if err := s.do(ctx); err != nil {
					return fmt.Errorf("scene %d of %s, %s: %w", i+1, p.asker, p.draft.Kind, err)
				}
				return nil
			}})
		}
	}
	for _, n := range notes {
		all = append(all, deed{n.ago, func(ctx context.Context) error {
			_, err := h.Placement.Note(ctx, d.named(n.by), d.regionOf("rivierenzoom"), n.text)
			return err
		}})
	}
	slices.SortStableFunc(all, func(a, b deed) int { return cmp.Compare(b.ago, a.ago) })
	return all, nil
}

// do lets deeds be done one after another.
func do(ctx context.Context, deeds []deed) error {
	for _, d := range deeds {
		if err := d.do(ctx); err != nil {
			return err
		}
	}
	return nil
}
