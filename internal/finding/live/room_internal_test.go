package live

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/finding"
)

func drawOffer(t *rapid.T, id string, now time.Time) capacity.Offer {
	minutes := func(name string, low, high int) time.Duration {
		return time.Duration(rapid.IntRange(low*60, high*60).Draw(t, name)) * time.Second
	}
	o := capacity.Offer{
		ID: capacity.OfferID(id), Kind: rapid.SampledFrom([]capacity.KindCode{"nieuwe-patienten", "eerste-afspraak", "ggz-crisis"}).Draw(t, "kind"),
		Assessment: rapid.IntRange(0, 4).Draw(t, "assessment") == 0, Rhythm: capacity.Rhythm{Live: minutes("live", 1, 90)},
	}
	o.Rhythm.Stale = o.Rhythm.Live + minutes("stale", 1, 200)
	if rapid.IntRange(0, 5).Draw(t, "told") > 0 {
		at := now.Add(-minutes("age", 0, 300))
		o.Figure = capacity.Figure{
			Available: rapid.IntRange(0, 5).Draw(t, "available"), ObservedAt: at, ToldAt: at,
			Accepting: rapid.SampledFrom([]capacity.Accepting{capacity.Open, capacity.Open, capacity.Limited, capacity.Closed}).Draw(t, "accepting"),
		}
		if rapid.Bool().Draw(t, "wait said") {
			o.Figure.WaitingDays = new(rapid.IntRange(0, 40).Draw(t, "wait"))
		}
		if rapid.IntRange(0, 3).Draw(t, "valid") == 0 {
			o.Figure.ValidUntil = now.Add(minutes("valid until", -5, 5))
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "holds") {
		o.Holds = append(o.Holds, capacity.Held{Places: 1, Until: now.Add(minutes("held", -5, 5))})
	}
	o.Record = capacity.Record{Said: 20, True: rapid.IntRange(10, 20).Draw(t, "true"), Changes: rapid.IntRange(0, 20).Draw(t, "changes"), Watched: minutes("watched", 0, 2000)}
	return o
}

// As long as figures say that status and wait stay, they stay; and of the offers of a service the best
// is seen.
func TestSeeHoldsAsLongAsItSays(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		var f figures
		for i := range rapid.IntRange(1, 3).Draw(t, "offers") {
			f = append(f, drawOffer(t, fmt.Sprint(i), now))
		}
		s, until := f.See(now)
		if until.Before(now) || until.Sub(now) > look {
			t.Fatalf("it holds until %v, now %v", until, now)
		}
		for i := range f {
			if o := Sight(&f[i], now); o.Status.Better(s.Status) || o.Status == s.Status && o.WaitDays >= 0 && (s.WaitDays < 0 || o.WaitDays < s.WaitDays) {
				t.Fatalf("%+v is seen, and %+v is better", s, o)
			}
			if status := f[i].Status(now); string(status) != string(Sight(&f[i], now).Status) {
				t.Fatalf("the board says %s, the search %s", status, Sight(&f[i], now).Status)
			}
		}
		if span := until.Sub(now); span > 0 {
			at := now.Add(time.Duration(rapid.Int64Range(0, int64(span)-1).Draw(t, "later")))
			if later, _ := f.See(at); later.Status != s.Status || later.WaitDays != s.WaitDays {
				t.Fatalf("%v later, before %v, it is %s with %d days; it was %s with %d", at.Sub(now), span, later.Status, later.WaitDays, s.Status, s.WaitDays)
			}
		}
	})
}

// What is stale tells no wait either, unless it was measured.
func TestWaitOfAStaleFigure(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	days := 20
	told := now.Add(-90 * time.Minute)
	o := capacity.Offer{ID: "o", Kind: "eerste-afspraak", Rhythm: capacity.Rhythm{Live: time.Hour, Stale: 2 * time.Hour}, Figure: capacity.Figure{
		Available: 1, Accepting: capacity.Open, WaitingDays: &days, ObservedAt: now.Add(-time.Minute), ToldAt: told, // a place was counted off since
	}}
	if s := Sight(&o, now); s.WaitDays != 20 || s.WaitSure != finding.Doubtful || !s.ObservedAt.Equal(told) || !s.WaitAt.Equal(told) {
		t.Errorf("an ageing wait: %+v", s)
	}
	if s := Sight(&o, now.Add(time.Hour)); s.WaitDays != -1 || s.Status != finding.Unknown {
		t.Errorf("a stale wait: %+v", s)
	}
	o.Wait = &capacity.Wait{P50Days: 30, P90Days: 60, N: 40, Waiting: 5, MeasuredAt: now}
	if s := Sight(&o, now.Add(time.Hour)); s.WaitDays != 30 || s.WaitSource != finding.Measured || s.WaitSure != finding.Sure || s.Status != finding.Unknown {
		t.Errorf("a measured wait: %+v", s)
	}
	if figuresOf([]capacity.Offer{{ID: "bed", Kind: "ggz-crisis"}}) != nil {
		t.Error("a crisis bed counts for citizens")
	}
}
