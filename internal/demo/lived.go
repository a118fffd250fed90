package demo

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// weeksLived is how long the region of [Live] has been at work.
const weeksLived = 12

// Live brings in a region like [Load], and lets its people work with it for twelve weeks first: figures that were told,
// requests that were answered, begun and ended, bottlenecks and agreements. Each act happens at its own moment: h.Time is the
// clock of the database, and goes on by itself afterwards.
func Live(ctx context.Context, h House, d Data) (err error) {
	defer fault.Wrap(&err, "demo.Live")
	defer h.Time.Release()
	l := &life{House: h, data: &d, now: h.Time.Now(), wijken: wijkenOf("rivierenzoom")}
	l.start = midnight(l.now).AddDate(0, 0, -7*weeksLived)
	h.Time.Set(l.start)
	if err := h.base(ctx, Region(l.start)); err != nil { // as it was then
		return err
	}
	if l.offers, err = h.rooms(ctx, d); err != nil {
		return err
	}
	d.byName(l.offers)
	if err := h.agreed(ctx, d); err != nil {
		return err
	}
	if err := l.jointly(ctx); err != nil {
		return err
	}
	l.tellings()
	l.requests()
	if err := l.thisMorning(ctx); err != nil {
		return err
	}
	if err := l.live(ctx); err != nil {
		return err
	}
	h.Time.Set(l.now)
	if err := h.base(ctx, d); err != nil { // what changed since
		return err
	}
	if err := h.edit(ctx, d); err != nil {
		return err
	}
	return h.times(ctx, &d)
}

func midnight(t time.Time) time.Time {
	t = t.In(clock.Amsterdam)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Amsterdam)
}

// life is what happens in the weeks, put together before it is lived.
type life struct {
	House
	data       *Data
	start, now time.Time
	offers     []capacity.Offer
	wijken     []wijkPlan
	moments    []moment
}

// moment is a figure that is told or something else that is done.
type moment struct {
	at   time.Time
	told *capacity.Report
	by   capacity.Offer // whose figure
	do   func(ctx context.Context) error
}

// then plans something; what would come after now does not happen.
func (l *life) then(at time.Time, do func(ctx context.Context) error) {
	if at.Before(l.now) {
		l.moments = append(l.moments, moment{at: at, do: do})
	}
}

// live lets everything happen in order. Figures between two other things are told at once, each with the moment
// it is about.
func (l *life) live(ctx context.Context) error {
	slices.SortStableFunc(l.moments, func(a, b moment) int { return a.at.Compare(b.at) })
	for i := 0; i < len(l.moments); {
		end := i + 1
		for l.moments[i].told != nil && end < len(l.moments) && l.moments[end].told != nil && l.moments[end].at.Sub(l.moments[i].at) < 12*time.Hour {
			end++
		}
		l.Time.Set(l.moments[end-1].at)
		err := each(ctx, l.moments[i:end], func(ctx context.Context, m moment) error {
			if m.do != nil {
				return m.do(ctx)
			}
			_, err := l.Capacity.Observe(ctx, l.data.teller(m.by.Organization), *m.told)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", l.moments[i].at.Format(time.DateTime), err)
		}
		i = end
	}
	return nil
}

// tellings are the figures of the weeks, up to the newest one: a walk around what a service usually has free, told as often
// as its rhythm asks, and sometimes forgotten.
func (l *life) tellings() {
	for n := range l.offers {
		o := &l.offers[n]
		last := o.Figure.ObservedAt
		if last.IsZero() {
			continue
		}
		r := seeded("lived", string(o.Service), string(o.Kind))
		every := max(rhythms[o.Kind].Live*3/2, 60*time.Hour)
		free := float64(o.Total) * (0.05 + 0.2*r.Float64())
		for at := l.start.Add(time.Duration(r.Int64N(int64(every)))); at.Before(last.Add(-every / 3)); at = at.Add(every) {
			free = min(max(free+r.NormFloat64()*(0.3+float64(o.Total)/20), 0), float64(o.Total)/2)
			if r.IntN(8) > 0 {
				l.tell(o, l.working(at, r), int(free))
			}
		}
		told := report(o)
		l.moments = append(l.moments, moment{at: last, told: &told, by: *o})
	}
}

func (l *life) tell(o *capacity.Offer, at time.Time, free int) {
	told := capacity.Report{Offer: o.ID, Available: free, ObservedAt: at, Seconds: 4 + free%17}
	if free == 0 && o.Figure.WaitingDays != nil {
		told.WaitingDays = o.Figure.WaitingDays
	}
	l.moments = append(l.moments, moment{at: at, told: &told, by: *o})
}

// working moves a moment to the morning or the afternoon of its day.
func (l *life) working(at time.Time, r *rand.Rand) time.Time {
	at = midnight(at).Add(7*time.Hour + time.Duration(r.IntN(10*60))*time.Minute)
	if !at.After(l.start) {
		return l.start.Add(time.Minute)
	}
	return at
}

// thisMorning adds what is still going on.
func (l *life) thisMorning(ctx context.Context) error {
	deeds, err := l.morning(ctx, l.data)
	if err != nil {
		return err
	}
	for _, d := range deeds {
		l.moments = append(l.moments, moment{at: l.now.Add(-d.ago), do: d.do})
	}
	return nil
}

// wijkenOf gives the wijken of a region where people are known to live.
func wijkenOf(region string) (all []wijkPlan) {
	for i := range plans {
		for _, m := range plans[i].municipalities {
			for _, w := range m.wijken {
				if plans[i].slug == region && w.population > 0 {
					all = append(all, w)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b wijkPlan) int { return cmp.Compare(a.code, b.code) })
	return all
}
