package watch

import (
	"math"
	"time"

	"eerstelijn/internal/capacity"
)

// Offer is an offer in JSON, the same wherever it appears. What is stale looks like nothing: its
// available is null and its confidence 0.
type Offer struct {
	ID          string  `json:"id"`
	Service     string  `json:"service" doc:"Id van het aanbod, zie /services/{id}."`
	Kind        string  `json:"kind" doc:"Soort capaciteit."`
	Unit        string  `json:"unit" doc:"Wat er geteld wordt: bedden, uren, plekken."`
	Total       int     `json:"total" doc:"Hoeveel er zijn, vrij of niet; 0 is niet gezegd."`
	Available   *int    `json:"available" doc:"Hoeveel er vrij zijn en aan niemand beloofd; null als dat niet bekend of verouderd is."`
	State       string  `json:"state" enum:"room,limited,ageing,waitlist,assessment,full,unknown" doc:"Wat u erop kunt bouwen. Een verouderd cijfer is unknown."`
	WaitingDays *int    `json:"waiting_days" doc:"Wachttijd: gemeten als dat kan (de helft begint binnen zoveel dagen, wie nog wacht telt mee), anders opgegeven; null is niet bekend."`
	ObservedAt  *string `json:"observed_at" format:"date-time" doc:"Wanneer iemand voor het laatst keek; null is nooit. Wie een plek krijgt maakt een cijfer niet jonger."`
	Source      *string `json:"source" enum:"person,system,derived" doc:"Wie het zei: iemand, een systeem, of afgeleid van plaatsingen."`
	Confidence  float64 `json:"confidence" doc:"Kans dat vragen nu een ja geeft, 0 tot 1. 0 als het cijfer verouderd is."`
}

// OfferOf gives an offer as it is at a moment.
func OfferOf(o *capacity.Offer, kind capacity.Kind, now time.Time) Offer {
	out := Offer{
		ID: string(o.ID), Service: string(o.Service), Kind: string(o.Kind), Unit: kind.Unit, Total: o.Total,
		State: string(o.Status(now)), Confidence: math.Round(o.Confidence(now)*100) / 100,
	}
	if f := o.Freshness(now); f == capacity.Live || f == capacity.Ageing {
		out.Available, out.WaitingDays = new(o.Free(now)), o.Figure.WaitingDays
	}
	if o.Wait != nil {
		out.WaitingDays = new(o.Wait.P50Days)
	}
	if !o.Figure.ObservedAt.IsZero() {
		out.ObservedAt, out.Source = new(o.Figure.ToldAt.UTC().Format(time.RFC3339)), new(string(o.Figure.Source))
	}
	return out
}

// Steps is what the state of an offer becomes if nothing more is told: 'moment state moment state …'.
// A page that hears nothing any more lets its marks go down by it. Promised places count as promised
// for ever: when one is free again, that is told.
func Steps(o *capacity.Offer, now time.Time) string {
	kept := *o
	kept.Holds = make([]capacity.Held, len(o.Holds))
	stale := o.StaleAt()
	if !stale.After(now) {
		return ""
	}
	for i, h := range o.Holds {
		if h.Until.After(now) {
			h.Until = stale.Add(time.Second)
		}
		kept.Holds[i] = h
	}
	var text []byte
	if s := kept.Status(now); s == capacity.StatusRoom || s == capacity.StatusLimited {
		// It becomes ageing once on its way, by its age or as confidence sinks, and stays so.
		low, high := now, stale.Add(-time.Second)
		if kept.Status(high) == capacity.StatusAgeing {
			for high.Sub(low) > time.Second {
				if middle := low.Add(high.Sub(low) / 2); kept.Status(middle) == capacity.StatusAgeing {
					high = middle
				} else {
					low = middle
				}
			}
			text = append(low.UTC().AppendFormat(text, time.RFC3339), " ageing "...)
		}
	}
	return string(append(stale.UTC().AppendFormat(text, time.RFC3339), " unknown"...))
}
