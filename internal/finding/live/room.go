package live

import (
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
)

// forCitizens are the kinds of capacity that somebody can ask for himself: he calls, and may get it.
// All others are given out by professionals: a bed after a judgement of a doctor, a crisis bed by the
// crisis service, a look along by a specialist to the one who treats. Their room tells a citizen
// nothing, and 'has room now' would send him to a door that stays shut.
var forCitizens = map[capacity.KindCode]bool{
	"nieuwe-patienten":    true,
	"eerste-afspraak":     true,
	"wijkverpleging-uren": true,
	"huishoudelijke-hulp": true,
	"dagbesteding":        true,
	"respijt":             true,
}

// ForCitizens tells whether a citizen can ask for this kind of capacity himself.
func ForCitizens(kind capacity.KindCode) bool { return forCitizens[kind] }

// figures are the offers of one service that count in a search.
type figures []capacity.Offer

// figuresOf keeps the offers that citizens can ask for; nil without any.
func figuresOf(offers []capacity.Offer) finding.Figures {
	var kept figures
	for _, o := range offers {
		if ForCitizens(o.Kind) && !o.Ended {
			kept = append(kept, o)
		}
	}
	if kept == nil {
		return nil
	}
	return kept
}

// look is how far ahead a sight is worked out: a search asks again each minute.
const look = time.Minute

// See gives the offer with the best status, of those the one with the shorter wait, and of those the
// first by id.
func (f figures) See(now time.Time) (best finding.Sight, until time.Time) {
	until = now.Add(look)
	for i := range f {
		s, holds := sight(&f[i], now)
		if holds.Before(until) {
			until = holds
		}
		if i == 0 || s.Status.Better(best.Status) ||
			s.Status == best.Status && (uint(s.WaitDays) < uint(best.WaitDays) || s.WaitDays == best.WaitDays && s.Offer < best.Offer) {
			best = s
		}
	}
	return best, until
}

// Sight gives what an offer says at a moment.
func Sight(o *capacity.Offer, now time.Time) finding.Sight {
	s, _ := sight(o, now)
	return s
}

// sight adds how long status and wait stay as they are, a minute at most. Between the moments at which
// a figure ages, expires or gets a held place back, its confidence only falls: so where the status at
// the end is the same as at the beginning, it is so all the time.
func sight(o *capacity.Offer, now time.Time) (s finding.Sight, until time.Time) {
	s = finding.Sight{
		Offer: string(o.ID), Kind: string(o.Kind), Status: finding.Status(o.Status(now)), Free: o.Free(now), Confidence: o.Confidence(now),
		ObservedAt: o.Figure.ToldAt, Source: string(o.Figure.Source), WaitDays: -1,
	}
	fresh := o.Freshness(now)
	switch reported := o.Figure.WaitingDays; {
	case o.Wait != nil:
		s.WaitDays, s.WaitSource, s.WaitAt, s.WaitSure = o.Wait.P50Days, finding.Measured, o.Wait.MeasuredAt, finding.Sure
		s.WaitLonger = o.Wait.P50AtLeast
		if o.Wait.N < fewMeasured {
			s.WaitSure = finding.Fair
		}
	case reported == nil || fresh == capacity.Stale || fresh == capacity.Unknown:
	default:
		s.WaitDays, s.WaitSource, s.WaitAt, s.WaitSure = *reported, finding.Reported, o.Figure.ToldAt, finding.Fair
		if fresh == capacity.Ageing {
			s.WaitSure = finding.Doubtful
		}
	}
	until = now.Add(look)
	for _, at := range [...]time.Time{o.Figure.ToldAt.Add(o.Rhythm.Live), o.StaleAt()} {
		if at.After(now) && at.Before(until) {
			until = at
		}
	}
	for _, h := range o.Holds {
		if h.Until.After(now) && h.Until.Before(until) {
			until = h.Until
		}
	}
	if last := until.Add(-time.Nanosecond); o.Status(last) != o.Status(now) {
		return s, now
	}
	return s, until
}

// fewMeasured is how many people a measured wait must rest on to be sure.
const fewMeasured = 10

// Follow has the index show the room that the board knows. Call it before [Finder.Load], and load the
// board before that: a finder asks the board once for all it knows, and then hears what changes.
func (f *Finder) Follow(b *board.Board) {
	f.rooms = b
	b.Follow(func(c board.Change) {
		services := make([]directory.ServiceID, 0, len(c.Now)+len(c.Gone)+len(c.Moved))
		for _, list := range [...][]capacity.Offer{c.Now, c.Gone, c.Moved} {
			for i := range list {
				services = append(services, list[i].Service)
			}
		}
		slices.Sort(services)
		services = slices.Compact(services)
		f.telling.Lock()
		defer f.telling.Unlock()
		all := make([]finding.Telling, len(services))
		for i, s := range services {
			all[i] = finding.Telling{Service: string(s), Figures: figuresOf(b.Service(s))}
		}
		f.current.Load().index.Tell(all)
	})
}

// show makes a picture current, with all the room that is known. What the board hears meanwhile is
// told after it.
func (f *Finder) show(p *picture) {
	f.telling.Lock()
	defer f.telling.Unlock()
	if f.rooms != nil {
		services := map[directory.ServiceID][]capacity.Offer{}
		for o := range f.rooms.All() {
			services[o.Service] = append(services[o.Service], o)
		}
		all := make([]finding.Telling, 0, len(services))
		for s, offers := range services {
			if figures := figuresOf(offers); figures != nil {
				all = append(all, finding.Telling{Service: string(s), Figures: figures})
			}
		}
		p.index.Tell(all)
	}
	f.current.Store(p)
}

// Offers gives the offers of a service, in order of id; nil where none are known.
func (f *Finder) Offers(service directory.ServiceID) []capacity.Offer {
	if f.rooms == nil {
		return nil
	}
	return f.rooms.Service(service)
}

// Room gives how much room a service has for citizens; nil where it has no offer that they can ask for.
func (f *Finder) Room(service directory.ServiceID, now time.Time) *finding.Sight {
	figures := figuresOf(f.Offers(service))
	if figures == nil {
		return nil
	}
	s, _ := figures.See(now)
	return &s
}
