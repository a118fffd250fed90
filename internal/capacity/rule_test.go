package capacity_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/capacity"
)

// anyOffer draws an offer with a figure, whatever it says.
func anyOffer(t *rapid.T) capacity.Offer {
	days := func(name string, most int) time.Duration {
		return time.Duration(rapid.IntRange(1, most).Draw(t, name)) * time.Minute
	}
	live := days("live", 10_000) + 10*time.Minute
	o := capacity.Offer{
		Total:      rapid.SampledFrom([]int{0, 0, 1, 5, 400}).Draw(t, "total"),
		Assessment: rapid.Bool().Draw(t, "assessment"),
		Rhythm:     capacity.Rhythm{Live: live, Stale: live + days("stale", 30_000)},
		Ended:      rapid.Float64Range(0, 1).Draw(t, "ended") > 0.95,
		Sure:       rapid.SampledFrom([]float64{0, 0, 0.5, 0.7, 0.95, 1}).Draw(t, "sure"),
	}
	o.Record.Said = rapid.IntRange(0, 300).Draw(t, "said")
	o.Record.True = rapid.IntRange(0, o.Record.Said).Draw(t, "true")
	o.Record.Changes = rapid.IntRange(0, 5000).Draw(t, "changes")
	o.Record.Watched = time.Duration(rapid.IntRange(0, 1000).Draw(t, "watched")) * time.Hour
	if rapid.Float64Range(0, 1).Draw(t, "told") > 0.05 {
		o.Figure = capacity.Figure{
			Available: rapid.SampledFrom([]int{0, 0, 1, 2, 3, 8, 50, 400}).Draw(t, "available"),
			Accepting: rapid.SampledFrom([]capacity.Accepting{capacity.Open, capacity.Open, capacity.Limited, capacity.Closed}).Draw(t, "accepting"),
		}
		o.Figure.ToldAt = monday.Add(-days("told at", rapid.SampledFrom([]int{100, 1000, 40_000}).Draw(t, "age")))
		o.Figure.ObservedAt = o.Figure.ToldAt.Add(days("counted off", 100))
		if rapid.Bool().Draw(t, "waits") {
			wait := rapid.IntRange(0, 200).Draw(t, "wait")
			o.Figure.WaitingDays = &wait
		}
		if rapid.Float64Range(0, 1).Draw(t, "valid") > 0.7 {
			o.Figure.ValidUntil = o.Figure.ToldAt.Add(days("valid until", 40_000))
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "holds") {
		o.Holds = append(o.Holds, capacity.Held{Places: rapid.IntRange(1, 5).Draw(t, "places"), Until: monday.Add(days("until", 100) - 50*time.Minute)})
	}
	return o
}

// draws checks a property a few thousand times: the functions are quick, and a hundred draws miss much.
func draws(t *testing.T, prop func(t *rapid.T)) {
	t.Helper()
	for range 30 {
		if rapid.Check(t, prop); t.Failed() {
			return
		}
	}
}

// TestDoubtIsNeverRoom is the rule for which all of this is here.
func TestDoubtIsNeverRoom(t *testing.T) {
	t.Parallel()
	seen := map[capacity.Status]bool{}
	draws(t, func(t *rapid.T) {
		o := anyOffer(t)
		status, fresh := o.Status(monday), o.Freshness(monday)
		seen[status] = true
		hopeful := slices.Contains([]capacity.Status{capacity.StatusRoom, capacity.StatusLimited, capacity.StatusAgeing, capacity.StatusAssessment}, status)
		if old := fresh == capacity.Stale || fresh == capacity.Unknown; old != (status == capacity.StatusUnknown) || old && (o.Matches(monday) || o.Confidence(monday) != 0) {
			t.Fatalf("a figure that is %s is %s, matches: %v, confidence %v", fresh, status, o.Matches(monday), o.Confidence(monday))
		}
		if hopeful != o.Matches(monday) {
			t.Fatalf("%s, and it matches: %v", status, o.Matches(monday))
		}
		if hopeful != (o.Confidence(monday) > 0) && o.Confidence(monday) != 0 {
			t.Fatalf("%s with confidence %v", status, o.Confidence(monday))
		}
		sure := o.Sure
		if sure == 0 {
			sure = capacity.Cautious
		}
		if status == capacity.StatusRoom && (o.Free(monday) < 2 || fresh != capacity.Live || o.Confidence(monday) < sure) {
			t.Fatalf("room with %d free, %s, confidence %v", o.Free(monday), fresh, o.Confidence(monday))
		}
		if (status.Gravity() == "") != (status == capacity.StatusUnknown) {
			t.Fatalf("%s is %q to Gravity", status, status.Gravity())
		}
	})
	if len(seen) < 7 {
		t.Errorf("the draws saw only %v", seen)
	}
}

func TestFreeIsNeverBelowZero(t *testing.T) {
	t.Parallel()
	draws(t, func(t *rapid.T) {
		o := anyOffer(t)
		free, held := o.Free(monday), o.Held(monday)
		if free < 0 || free > o.Figure.Available || o.Total > 0 && free > o.Total || free > 0 && free+held > o.Figure.Available {
			t.Fatalf("%d free and %d held of %d (total %d)", free, held, o.Figure.Available, o.Total)
		}
	})
}

// TestConfidence falls with age, rises with places and with yeses that came true.
func TestConfidence(t *testing.T) {
	t.Parallel()
	const slack = 1e-9 // of adding floats
	draws(t, func(t *rapid.T) {
		o := anyOffer(t)
		c := o.Confidence(monday)
		if math.IsNaN(c) || c < 0 || c > 1 {
			t.Fatalf("confidence %v", c)
		}
		older := o
		older.Holds = nil // a hold that passes makes room again
		age := time.Duration(rapid.IntRange(0, 5000).Draw(t, "older")) * time.Minute
		if now, then := older.Confidence(monday), older.Confidence(monday.Add(age)); then > now+slack {
			t.Fatalf("from %v to %v in %v", now, then, age)
		}
		more := o
		more.Figure.Available += rapid.IntRange(0, 50).Draw(t, "more")
		if got := more.Confidence(monday); got < c-slack {
			t.Fatalf("from %v to %v with more places", c, got)
		}
		proved := o
		n := rapid.IntRange(1, 50).Draw(t, "proofs")
		proved.Record.Said, proved.Record.True = o.Record.Said+n, o.Record.True+n
		if got := proved.Confidence(monday); got < c-slack {
			t.Fatalf("from %v to %v with more true yeses", c, got)
		}
		failed := o
		failed.Record.Said += n
		if got := failed.Confidence(monday); got > c+slack || got == c && c > 0 {
			t.Fatalf("from %v to %v with more false yeses", c, got)
		}
		restless := o
		restless.Record.Changes += n
		if got := restless.Confidence(monday); got > c+slack {
			t.Fatalf("from %v to %v of a provider whose places go faster", c, got)
		}
	})
}

// TestConfidenceIsAChance compares the formula with what happens when places go at random.
func TestConfidenceIsAChance(t *testing.T) {
	t.Parallel()
	o := capacity.Offer{Rhythm: capacity.Rhythm{Live: 12 * time.Hour, Stale: 48 * time.Hour},
		Figure: capacity.Figure{Available: 2, Accepting: capacity.Open, ObservedAt: monday, ToldAt: monday},
		Record: capacity.Record{Said: 990, True: 891, Changes: 99, Watched: 99 * 48 * time.Hour}}
	// One place goes in 48 hours and nine of ten yeses are true: after 24 hours fewer than two places
	// went with chance e^-½ × 1½.
	if got, want := o.Confidence(monday.Add(24*time.Hour)), 0.9*1.5*math.Exp(-0.5); math.Abs(got-want) > 1e-9 {
		t.Errorf("confidence %v, want %v", got, want)
	}
	o.Figure.Available, o.Record.Changes = 9000, 99*8000
	if got := o.Confidence(monday.Add(47 * time.Hour)); math.Abs(got-0.9) > 1e-6 {
		t.Errorf("of many places some are left: %v", got)
	}
	o.Figure.Available = 7000
	if got := o.Confidence(monday.Add(47 * time.Hour)); got > 1e-6 {
		t.Errorf("of too few places none are left: %v", got)
	}
}

func TestFreshness(t *testing.T) {
	t.Parallel()
	o := capacity.Offer{Rhythm: capacity.Rhythm{Live: time.Hour, Stale: 4 * time.Hour},
		Figure: capacity.Figure{Available: 3, Accepting: capacity.Open, ObservedAt: monday.Add(time.Hour), ToldAt: monday}}
	for after, want := range map[time.Duration]capacity.Freshness{
		-time.Hour: capacity.Live, 0: capacity.Live, time.Hour - 1: capacity.Live, time.Hour: capacity.Ageing,
		4*time.Hour - 1: capacity.Ageing, 4 * time.Hour: capacity.Stale, 1000 * time.Hour: capacity.Stale,
	} {
		if got := o.Freshness(monday.Add(after)); got != want {
			t.Errorf("after %v: %s, want %s", after, got, want)
		}
	}
	if at := o.StaleAt(); !at.Equal(monday.Add(4 * time.Hour)) {
		t.Errorf("stale at %v", at)
	}
	o.Figure.ValidUntil = monday.Add(2 * time.Hour)
	if at := o.StaleAt(); !at.Equal(o.Figure.ValidUntil) || o.Freshness(at) != capacity.Stale || o.Freshness(at.Add(-1)) != capacity.Ageing {
		t.Errorf("stale at %v in spite of its own end", at)
	}
	o.Ended = true
	if got := o.Freshness(monday); got != capacity.Unknown {
		t.Errorf("of an ended offer: %s", got)
	}
	var none capacity.Offer
	if got := none.Freshness(monday); got != capacity.Unknown || !none.StaleAt().IsZero() {
		t.Errorf("never told: %s", got)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	days := func(n int) *int { return &n }
	base := capacity.Offer{Total: 10, Rhythm: capacity.Rhythm{Live: time.Hour, Stale: 4 * time.Hour},
		Figure: capacity.Figure{Available: 3, Accepting: capacity.Open, ObservedAt: monday, ToldAt: monday}}
	for name, c := range map[string]struct {
		change func(o *capacity.Offer)
		want   capacity.Status
	}{
		"room":                  {func(*capacity.Offer) {}, capacity.StatusRoom},
		"one":                   {func(o *capacity.Offer) { o.Figure.Available = 1 }, capacity.StatusLimited},
		"limited":               {func(o *capacity.Offer) { o.Figure.Accepting = capacity.Limited }, capacity.StatusLimited},
		"ageing":                {func(o *capacity.Offer) { o.Figure.ToldAt = monday.Add(-2 * time.Hour) }, capacity.StatusAgeing},
		"often untrue":          {func(o *capacity.Offer) { o.Record.Said = 10; o.Record.True = 4 }, capacity.StatusAgeing},
		"region knows better":   {func(o *capacity.Offer) { o.Sure = 0.99 }, capacity.StatusAgeing},
		"assessment":            {func(o *capacity.Offer) { o.Assessment = true }, capacity.StatusAssessment},
		"held":                  {func(o *capacity.Offer) { o.Holds = []capacity.Held{{Places: 3, Until: monday.Add(1)}} }, capacity.StatusFull},
		"hold that passed":      {func(o *capacity.Offer) { o.Holds = []capacity.Held{{Places: 3, Until: monday}} }, capacity.StatusRoom},
		"full":                  {func(o *capacity.Offer) { o.Figure.Available = 0 }, capacity.StatusFull},
		"reported wait":         {func(o *capacity.Offer) { o.Figure.Available = 0; o.Figure.WaitingDays = days(28) }, capacity.StatusWaitlist},
		"measured wait":         {func(o *capacity.Offer) { o.Figure.Available = 0; o.Wait = &capacity.Wait{P50Days: 20} }, capacity.StatusWaitlist},
		"closed":                {func(o *capacity.Offer) { o.Figure.Accepting = capacity.Closed }, capacity.StatusFull},
		"full, a talk first":    {func(o *capacity.Offer) { o.Assessment = true; o.Figure.Available = 0 }, capacity.StatusFull},
		"stale":                 {func(o *capacity.Offer) { o.Figure.ToldAt = monday.Add(-5 * time.Hour) }, capacity.StatusUnknown},
		"counted off, yet old":  {func(o *capacity.Offer) { o.Figure.ToldAt = monday.Add(-5 * time.Hour); o.Figure.ObservedAt = monday }, capacity.StatusUnknown},
		"ended":                 {func(o *capacity.Offer) { o.Ended = true }, capacity.StatusUnknown},
		"fewer than were there": {func(o *capacity.Offer) { o.Total = 1 }, capacity.StatusLimited},
	} {
		o := base
		c.change(&o)
		if got := o.Status(monday); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
