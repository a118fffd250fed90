package capacity

import "time"

// Freshness says how old a figure is by the offer's own rhythm.
type Freshness string

const (
	Live    Freshness = "live"
	Ageing  Freshness = "ageing"
	Stale   Freshness = "stale"
	Unknown Freshness = "unknown" // never told, or the offer has ended
)

// Freshness says how old the figure is at a moment. A clock that jumped back makes nothing stale.
func (o *Offer) Freshness(now time.Time) Freshness {
	f := &o.Figure
	if f.ObservedAt.IsZero() || o.Ended {
		return Unknown
	}
	age := now.Sub(f.ToldAt)
	switch {
	case age >= o.Rhythm.Stale, !f.ValidUntil.IsZero() && !now.Before(f.ValidUntil):
		return Stale
	case age >= o.Rhythm.Live:
		return Ageing
	}
	return Live
}

// StaleAt is the moment at which the figure becomes stale; zero when there is none.
func (o *Offer) StaleAt() time.Time {
	f := &o.Figure
	if f.ObservedAt.IsZero() {
		return time.Time{}
	}
	at := f.ToldAt.Add(o.Rhythm.Stale)
	if !f.ValidUntil.IsZero() && f.ValidUntil.Before(at) {
		return f.ValidUntil
	}
	return at
}

// Held is the number of places promised at a moment.
func (o *Offer) Held(now time.Time) (places int) {
	for _, h := range o.Holds {
		if h.Until.After(now) {
			places += h.Places
		}
	}
	return places
}

// Free is the number of places that were reported free and are promised to nobody, whatever the age
// of the report. It is never below 0: who reports fewer than are held breaks no promise.
func (o *Offer) Free(now time.Time) int {
	return max(0, o.available()-o.Held(now))
}

// available is the figure within the total, which may have been lowered since.
func (o *Offer) available() int {
	if o.Total > 0 {
		return min(o.Figure.Available, o.Total)
	}
	return o.Figure.Available
}
