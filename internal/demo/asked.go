package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
)

// trouble is a sort of request that came now and then in the weeks that were lived.
type trouble struct {
	weight  int
	kind    capacity.KindCode
	ask     placement.Ask
	urgency placement.Urgency
	from    placement.Direction
	groups  []string
	askers  []string
	stays   int // days
}

var troubles = []trouble{
	{8, "elv-laag", placement.Place, placement.Soon, placement.In, frailPeople, []string{"Hedwig Waardemaker", "Tarik Griendmans", "Saskia Veerstoep"}, 24},
	{8, "elv-hoog", placement.Place, placement.Soon, placement.Out, frailPeople, []string{"Maartje Sluiswachter", "Hedwig Waardemaker", "Kees Bandijker"}, 21},
	{7, "grz", placement.Place, placement.Planned, placement.Out, frailPeople, []string{"Maartje Sluiswachter"}, 30},
	{4, "wlz-crisis", placement.Place, placement.Crisis, placement.In, []string{"kwetsbare-ouderen", "mensen-met-dementie"}, []string{"Kees Bandijker", "Hedwig Waardemaker"}, 10},
	{3, "ggz-crisis", placement.Place, placement.Crisis, placement.In, troubled, []string{"Kees Bandijker", "Tarik Griendmans"}, 6},
	{6, "wijkverpleging-spoed", placement.Care, placement.Crisis, placement.In, older, []string{"Kees Bandijker", "Tarik Griendmans", "Floor Dijkgraver"}, 3},
	{9, "wijkverpleging-uren", placement.Care, placement.Soon, placement.Out, older, []string{"Maartje Sluiswachter", "Hedwig Waardemaker", "Floor Dijkgraver"}, 35},
	{4, "respijt", placement.Place, placement.Planned, placement.In, carers, []string{"Saskia Veerstoep", "Nora Tichelgat"}, 5},
	{4, "dagbesteding", placement.Care, placement.Planned, placement.In, []string{"mensen-met-dementie"}, []string{"Nora Tichelgat", "Hedwig Waardemaker"}, 60},
	{3, "elv-palliatief", placement.Place, placement.Soon, placement.In, []string{"palliatief"}, []string{"Hedwig Waardemaker", "Egbert Zalmvanger"}, 14},
	{3, "meekijkconsult", placement.Advice, placement.Planned, placement.In, older, []string{"Hedwig Waardemaker", "Egbert Zalmvanger"}, 1},
}

// perWeek is how many requests a week had, and quiet how long before now the last of them was opened, so that all were
// answered.
const (
	perWeek = 13
	quiet   = 4 * 24 * time.Hour
)

// pace is how people deal with an urgency: how long until an answer, at most, and until the start.
type pace struct{ answer, commit, start time.Duration }

var paces = map[placement.Urgency]pace{
	placement.Crisis:  {9 * time.Minute, time.Hour, 3 * time.Hour},
	placement.Soon:    {200 * time.Minute, 48 * time.Hour, 26 * time.Hour},
	placement.Planned: {30 * time.Hour, 14 * 24 * time.Hour, 5 * 24 * time.Hour},
}

// requests are those of the weeks.
func (l *life) requests() {
	r := seeded("lived", "requests")
	total := 0
	for _, s := range troubles {
		total += s.weight
	}
	for range perWeek * weeksLived {
		at := l.working(l.start.Add(time.Duration(r.Int64N(int64(l.now.Sub(l.start)-quiet)))), r)
		n := r.IntN(total)
		for i := range troubles {
			if n -= troubles[i].weight; n < 0 {
				l.request(&troubles[i], at, r)
				break
			}
		}
	}
}

// past is one request of the weeks.
type past struct {
	*life
	*trouble
	asker   string
	area    wijkPlan
	offers  []capacity.Offer
	request placement.Request
	first   placement.InvitationID // the first yes
}

// request plans one: some are answered by nobody in time, some are called off, most come to a place.
func (l *life) request(s *trouble, at time.Time, r *rand.Rand) {
	p := &past{life: l, trouble: s, asker: pick(r, s.askers), area: pick(r, l.wijken)}
	var near []capacity.Offer
	for _, o := range l.offers {
		if o.Kind == s.kind && o.Region == l.data.regionOf("rivierenzoom") {
			near = append(near, o)
		}
	}
	for len(near) > 0 && len(p.offers) < 3 { // some are asked much more than others
		i := min(int(r.ExpFloat64()*2), len(near)-1)
		p.offers = append(p.offers, near[i])
		near = slices.Delete(near, i, i+1)
	}
	pace := paces[s.urgency]
	l.then(at, p.open)
	chance, decided := r.Float64(), at.Add(pace.answer)
	answers := func(asked time.Time, yes float64) {
		for n, o := range p.offers {
			when := asked.Add(time.Duration((0.1 + 0.85*r.Float64()) * float64(pace.answer)))
			says, silent, reason := r.Float64() < yes*truth(&o), r.IntN(9) == 0, r.IntN(len(refusals))
			if silent {
				continue
			}
			l.then(when, func(ctx context.Context) error { return p.answer(ctx, n, says, refusals[reason]) })
		}
	}
	if chance < 0.06 { // nobody in time, so that somebody bridges
		answers(at, 0)
		l.then(at.Add(pace.commit+time.Minute), p.clocks)
		at = at.Add(pace.commit + 5*time.Hour)
		l.then(at, p.again)
		decided = at.Add(pace.answer)
	}
	answers(at, 0.96)
	if chance > 0.95 {
		l.then(decided, p.withdraw)
		return
	}
	l.then(decided, p.clocks)
	l.then(decided.Add(time.Minute), p.choose)
	began := decided.Add(pace.start)
	l.then(began, p.start)
	l.then(began.Add(time.Duration(float64(s.stays)*(0.5+r.Float64()))*24*time.Hour), p.end)
}

// refusals are the reasons of a no, the usual ones more often.
var refusals = []placement.ReasonCode{"full", "full", "full", "no-staff", "no-staff", "not-our-expertise", "wrong-group", "assessment-first", "too-far", "no-contract"}

// truth is how often somebody who says to have room has it: nearly all nearly always, some not.
func truth(o *capacity.Offer) float64 {
	return 0.8 + 0.2*min(1, 2*seeded("truth", string(o.Service), string(o.Kind)).Float64())
}

func (p *past) open(ctx context.Context) error {
	who := p.data.named(p.asker)
	r, err := p.Placement.Draft(ctx, who, placement.Draft{Ask: p.ask, Kind: p.kind, Urgency: p.urgency, Direction: p.from, Area: p.area.code, Groups: p.groups})
	if err != nil {
		return err
	}
	if p.request, err = p.Placement.Open(ctx, who, r.ID, p.consents(p.data, p.urgency)); err != nil {
		return err
	}
	return p.again(ctx)
}

// again asks the providers, unless it came to an end.
func (p *past) again(ctx context.Context) (err error) {
	var ids []capacity.OfferID
	for _, o := range p.offers {
		ids = append(ids, o.ID)
	}
	who := p.data.named(p.asker)
	r, err := p.Placement.Invite(ctx, who, p.request.ID, ids)
	if err == nil {
		p.request = r
	}
	return late(err)
}

func (p *past) answer(ctx context.Context, n int, says bool, reason placement.ReasonCode) error {
	i, ok := invitationFor(&p.request, p.offers[n].ID)
	if !ok {
		return nil
	}
	a := placement.Answer{Yes: says}
	if says {
		room := 2
		a.Available = &room
	} else {
		a.Reason = reason
	}
	_, err := p.Placement.Answer(ctx, p.data.teller(i.Organization), i.ID, a)
	if err == nil && says && p.first == "" {
		p.first = i.ID
	}
	return late(err)
}

func (p *past) choose(ctx context.Context) error {
	if p.first == "" || p.urgency == placement.Crisis {
		return nil
	}
	_, err := p.Placement.Choose(ctx, p.data.named(p.asker), p.request.ID, p.first)
	return late(err)
}

func (p *past) start(ctx context.Context) error {
	if p.first == "" {
		return p.withdraw(ctx)
	}
	_, err := p.Placement.Start(ctx, p.data.named(p.asker), p.request.ID, time.Time{})
	return late(err)
}

func (p *past) end(ctx context.Context) error {
	if p.first == "" {
		return nil
	}
	_, err := p.Placement.Close(ctx, p.data.named(p.asker), p.request.ID, "helped")
	return late(err)
}

func (p *past) withdraw(ctx context.Context) error {
	_, err := p.Placement.Withdraw(ctx, p.data.named(p.asker), p.request.ID, "own-solution")
	return late(err)
}

// clocks lets happen what happens by itself.
func (p *past) clocks(ctx context.Context) error {
	_, err := p.Placement.Expire(ctx)
	return err
}

// late lets somebody be too late, as people are: the platform says so, and nothing changed.
func late(err error) error {
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return nil
	}
	return err
}
