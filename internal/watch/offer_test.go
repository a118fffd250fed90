package watch_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/watch"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func drawOffer(t *rapid.T) capacity.Offer {
	o := capacity.Offer{
		ID: "o", Kind: "elv", Total: rapid.IntRange(0, 12).Draw(t, "total"), Assessment: rapid.Bool().Draw(t, "assessment"),
		Rhythm: capacity.Rhythm{Live: time.Duration(rapid.IntRange(1, 600).Draw(t, "live")) * time.Minute, Stale: 12 * time.Hour},
		Record: capacity.Record{Said: 20, True: rapid.IntRange(0, 20).Draw(t, "true"), Changes: rapid.IntRange(0, 400).Draw(t, "changes"), Watched: 200 * time.Hour},
	}
	if rapid.IntRange(0, 9).Draw(t, "told") > 0 {
		at := monday.Add(-time.Duration(rapid.IntRange(0, 900).Draw(t, "age")) * time.Minute)
		o.Figure = capacity.Figure{Available: rapid.IntRange(0, 12).Draw(t, "available"), ObservedAt: at, ToldAt: at, Source: capacity.ByPerson,
			Accepting: rapid.SampledFrom([]capacity.Accepting{capacity.Open, capacity.Limited, capacity.Closed}).Draw(t, "accepting")}
		if rapid.Bool().Draw(t, "counted off") { // since then, by the platform, and nobody looked
			o.Figure.ObservedAt, o.Figure.Source = at.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "since"))*time.Minute), capacity.Derived
		}
		if rapid.Bool().Draw(t, "valid") {
			o.Figure.ValidUntil = at.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "until")) * time.Minute)
		}
	}
	if rapid.Bool().Draw(t, "held") {
		o.Holds = []capacity.Held{{Places: rapid.IntRange(1, 4).Draw(t, "places"), Until: monday.Add(time.Duration(rapid.IntRange(-60, 600).Draw(t, "hold")) * time.Minute)}}
	}
	return o
}

// rank says how much a state promises.
var rank = map[string]int{"room": 3, "limited": 2, "ageing": 1}

// ★ A page that hears nothing any more never shows more room than there is reason for: at any moment
// the state by the steps promises no more than the offer itself would then, nor anything once it is stale.
func TestStepsNeverPromiseMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := drawOffer(t)
		state := string(o.Status(monday))
		steps := strings.Fields(watch.Steps(&o, monday))
		if len(steps)%2 != 0 {
			t.Fatalf("steps %q", steps)
		}
		for minute := range 24 * 60 {
			at := monday.Add(time.Duration(minute)*time.Minute + time.Second)
			shown := state
			for i := 0; i < len(steps); i += 2 {
				when, err := time.Parse(time.RFC3339, steps[i])
				if err != nil {
					t.Fatal(err)
				}
				if !when.After(at) {
					shown = steps[i+1]
				}
			}
			// A promised place that falls free is told; until then the page shows what it was told.
			kept := o
			kept.Holds = nil
			for _, h := range o.Holds {
				if h.Until.After(monday) {
					kept.Holds = append(kept.Holds, capacity.Held{Places: h.Places, Until: monday.AddDate(1, 0, 0)})
				}
			}
			if is := string(o.Status(at)); rank[shown] > max(rank[is], rank[string(kept.Status(at))]) {
				t.Fatalf("at %s it shows %s and is %s (steps %q)", at, shown, is, steps)
			} else if is == "unknown" && shown != "unknown" {
				t.Fatalf("at %s it is unknown and shows %s (steps %q)", at, shown, steps)
			}
		}
	})
}

// ★ In JSON nothing stale looks available.
func TestNothingStaleLooksAvailable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := drawOffer(t)
		now := monday.Add(time.Duration(rapid.IntRange(0, 1500).Draw(t, "later")) * time.Minute)
		got := watch.OfferOf(&o, capacity.Kind{Unit: "bedden"}, now)
		fresh := o.Freshness(now) == capacity.Live || o.Freshness(now) == capacity.Ageing
		if fresh != (got.Available != nil) || !fresh && (got.Confidence != 0 || got.State != "unknown") {
			t.Fatalf("%s: %+v", o.Freshness(now), got)
		}
		if got.Available != nil && *got.Available != o.Free(now) {
			t.Fatalf("%d available, %d free", *got.Available, o.Free(now))
		}
		if got.ObservedAt != nil && *got.ObservedAt != o.Figure.ToldAt.Format(time.RFC3339) {
			t.Fatalf("seen at %s, by the offer at %s", *got.ObservedAt, o.Figure.ToldAt)
		}
		if told := !o.Figure.ObservedAt.IsZero(); told != (got.ObservedAt != nil) || told != (got.Source != nil) {
			t.Fatalf("told %v: %+v", told, got)
		}
	})
}
